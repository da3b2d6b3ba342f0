"""The block model: a small neural network that looks at each block and at what stands around it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from newscrawl.extract.odds import Odds, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.extract.features import Page
    from newscrawl.extract.surroundings import Surroundings
    from newscrawl.extract.tokens import Floats

_FAR = 5.0  # standard deviations; no feature says more
_NEVER = 1e-6
# OpenBLAS gives a product of more multiplications to all cores, and those that wait for work do so
# in a busy loop: with two cores, twice the CPU a page.
_ONE_CORE = 1 << 18


class Layer(NamedTuple):
    """What turns one signal into the next: a product with `weight`, and `bias` added."""

    weight: Floats
    bias: Floats

    def __call__(self, signal: Floats) -> Floats:
        inputs, outputs = self.weight.shape
        made: Floats = np.empty((len(signal), outputs), np.float32)
        rows = max(_ONE_CORE // self.weight.size, 1)
        if whole := len(signal) // rows * rows:
            slices = signal[:whole].reshape(-1, rows, inputs)
            np.matmul(slices, self.weight, out=made[:whole].reshape(-1, rows, outputs))
        np.matmul(signal[whole:], self.weight, out=made[whole:])
        made += self.bias
        return made

    def rectified(self, signal: Floats) -> Floats:
        made = self(signal)
        return np.maximum(made, 0, out=made)


@dataclass(frozen=True, slots=True)
class Network:
    """Layers in the order they are used; `mean` and `scale` bring features to one size.

    The first makes a signal of the features. Then come pairs: one of what a block shows of its signal, one
    that adds to the signal by what is seen around the block. The last makes a log odds.
    """

    mean: Floats
    scale: Floats
    layers: Sequence[Layer]

    def logits(self, rows: Floats, around: Surroundings) -> Floats:
        """Return a log odds a row."""
        first, *pairs, last = self.layers
        signal = first.rectified(self.sized(rows))
        for shows, adds in zip(pairs[::2], pairs[1::2], strict=True):
            seen = around.seen(shows.rectified(signal), beside=signal)
            signal = signal + adds.rectified(seen)
        logits: Floats = last(signal)[:, 0]
        return logits

    def sized(self, rows: Floats) -> Floats:
        sized: Floats = np.subtract(rows, self.mean, order="C")
        sized *= self.scale
        np.maximum(sized, -_FAR, out=sized)
        return np.minimum(sized, _FAR, out=sized)


@dataclass(frozen=True, slots=True)
class Model:
    """Odds of words and names, and the network that judges by them."""

    odds: Odds
    network: Network

    def probabilities(self, page: Page) -> Floats:
        """Return for each block of a page how likely it is of the story."""
        return sigmoid(self.network.logits(page.features(), page.surroundings()))


def sigmoid(logits: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return chance


def log_odds(chance: Floats) -> Floats:
    likely = np.clip(chance, _NEVER, 1 - _NEVER)
    odds: Floats = np.log(likely / (1 - likely))
    return odds


@cache
def shipped() -> Model:
    """The model that comes with the package; see MODEL.md."""
    return load(resources.files(__package__).joinpath("model.npz").read_bytes())


def load(data: bytes) -> Model:
    """Read what save() wrote; nothing in it is run."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        words = Table(arrays["keys"], arrays["odds"].astype(np.float32))
        names = json.loads(arrays["names"].tobytes())
        network = Network(arrays["mean"], arrays["scale"], [*_layers(arrays)])
    return Model(Odds(words, names), network)


def save(model: Model, file: BinaryIO) -> None:
    """Write what load() reads: numbers in half precision, and no code."""
    odds, network = model.odds, model.network
    arrays: dict[str, Any] = {
        "keys": odds.words.keys,
        "odds": odds.words.odds.astype(np.float16),
        "names": np.frombuffer(json.dumps(odds.names).encode(), np.uint8),
        "mean": network.mean,
        "scale": network.scale,
    }
    for place, (weight, bias) in enumerate(network.layers):
        arrays |= {f"{place}_weight": weight.astype(np.float16), f"{place}_bias": bias}
    np.savez_compressed(file, **arrays)


def _layers(arrays: dict[str, Floats]) -> Iterator[Layer]:
    place = 0
    while f"{place}_weight" in arrays:
        yield Layer(arrays[f"{place}_weight"].astype(np.float32), arrays[f"{place}_bias"])
        place += 1
