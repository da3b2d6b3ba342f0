"""The block model: two small neural networks, the second with the first's view of the neighbours."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from newscrawl.extract.features import Page, shifted
from newscrawl.extract.odds import Odds, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.extract.tokens import Floats

_FAR = 5.0  # standard deviations; no feature says more
_NEAR = (1, -1, 2, -2, 3, -3)  # blocks before and after
_TABLES = ("words", "pairs", "openings")


@dataclass(frozen=True, slots=True)
class Network:
    """A perceptron with rectified hidden layers; `mean` and `scale` bring features to one size."""

    mean: Floats
    scale: Floats
    weights: Sequence[Floats]
    biases: Sequence[Floats]

    def logits(self, rows: Floats) -> Floats:
        """Return a log odds a row."""
        return self.judged(self.sized(rows))

    def sized(self, rows: Floats) -> Floats:
        signal: Floats = (rows - self.mean) * self.scale
        return np.clip(signal, -_FAR, _FAR)

    def judged(self, signal: Floats) -> Floats:
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            signal = np.maximum(signal @ weight + bias, 0)
        logits: Floats = (signal @ self.weights[-1] + self.biases[-1])[:, 0]
        return logits


@dataclass(frozen=True, slots=True)
class Model:
    """Odds of words and names, a first network, and networks that judge again and are averaged.

    The second networks bring features to one size alike.
    """

    odds: Odds
    first: Network
    second: Sequence[Network]

    def probabilities(self, page: Page) -> Floats:
        """Return for each block of a page how likely it is of the story."""
        rows = page.features()
        again = np.hstack([rows, around(self.first.logits(rows), page)])
        again = self.second[0].sized(again)
        chances = [sigmoid(one.judged(again)) for one in self.second]
        return np.asarray(np.mean(chances, axis=0))


def around(logits: Floats, page: Page) -> Floats:
    """Return what the first network makes of each block's surroundings, in columns."""
    chance = sigmoid(logits)
    mass = chance * page.length
    total = max(float(mass.sum()), 1.0)
    before = (np.cumsum(mass) - mass) / total
    own = np.clip(logits, -_FAR, _FAR)[:, None]
    columns = [
        own[:, 0],
        before,
        1 - before - mass / total,
        *page.boxes.shares(chance, page.length),
        _level(chance * page.length, page.length, 5),
        np.full(len(mass), total / max(float(page.length.sum()), 1.0)),
        np.full(len(mass), np.log1p(total)),
        mass / total,
    ]
    near = np.hstack([shifted(own, by) for by in _NEAR])
    return np.hstack([np.column_stack(columns), near]).astype(np.float32)


def sigmoid(logits: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return chance


def _level(values: Floats, weights: Floats, reach: int) -> Floats:
    """Return the mean of *values* by *weights* over the *reach* blocks before and after."""
    window = np.ones(2 * reach + 1)
    size = len(values)
    values, weights = (np.convolve(one, window)[reach : reach + size] for one in (values, weights))
    return values / np.maximum(weights, 1)


@cache
def shipped() -> Model:
    """The model that comes with the package; see MODEL.md."""
    return load(resources.files(__package__).joinpath("model.npz").read_bytes())


def load(data: bytes) -> Model:
    """Read what save() wrote; nothing in it is run."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        tables = {
            name: Table(arrays[f"{name}_hashes"], arrays[f"{name}_odds"].astype(np.float32))
            for name in _TABLES
        }
        names = json.loads(arrays["names"].tobytes())
        networks = [_network(arrays, place) for place in range(int(arrays["networks"]))]
    return Model(Odds(**tables, names=names), networks[0], networks[1:])


def save(model: Model, file: BinaryIO) -> None:
    """Write what load() reads: numbers in half precision, and no code."""
    arrays: dict[str, Any] = {
        "names": np.frombuffer(json.dumps(model.odds.names).encode(), np.uint8)
    }
    for name in _TABLES:
        table: Table = getattr(model.odds, name)
        arrays |= {f"{name}_hashes": table.hashes, f"{name}_odds": table.odds.astype(np.float16)}
    networks = [model.first, *model.second]
    for place, network in enumerate(networks):
        arrays |= {f"{place}_mean": network.mean, f"{place}_scale": network.scale}
        for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
            arrays |= {
                f"{place}_{layer}_weight": weight.astype(np.float16),
                f"{place}_{layer}_bias": bias,
            }
    np.savez_compressed(file, networks=len(networks), **arrays)


def _network(arrays: dict[str, Floats], place: int) -> Network:
    layers = range(
        sum(name.startswith(f"{place}_") and name.endswith("_weight") for name in arrays)
    )
    return Network(
        mean=arrays[f"{place}_mean"],
        scale=arrays[f"{place}_scale"],
        weights=[arrays[f"{place}_{layer}_weight"].astype(np.float32) for layer in layers],
        biases=[arrays[f"{place}_{layer}_bias"] for layer in layers],
    )
