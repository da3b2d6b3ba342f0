"""How the block model's network learns: from batches of pages, by slopes turned back through its layers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np

from newscrawl.extract.model import Layer, Network, sigmoid
from newscrawl.extract.surroundings import STEPS, VIEWS, Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.extract.tokens import Floats

SIGNAL, SHOWN, LOOKS = 48, 24, 2  # numbers a block, those its surroundings see, how often they look
EPOCHS, PAGES = 18, 8  # and pages a step
ALONE = 0.3  # how much the loss of a block judged alone counts
RATE, WARM = 2e-3, 0.1  # at its highest; share of the steps in which it rises to that
DROP, DECAY = 0.2, 1e-3  # share of a signal left out in training; of a weight, at the full rate
LONGEST = 1.0  # of a slope as a whole, so that no odd page turns everything over


class Labelled(Protocol):
    """A page: the features of its blocks, whether each is of the story, how much that counts, and where it stands."""

    rows: Floats
    label: Floats
    weight: Floats
    around: Surroundings


class Training:
    """A network under way: AdamW, dropout, and a rate that rises and falls along a cosine."""

    def __init__(self, inputs: int, seed: int, steps: int) -> None:
        self.draw = np.random.default_rng(seed)
        looks = [(SIGNAL, SHOWN), (SIGNAL + VIEWS * SHOWN, SIGNAL)] * LOOKS
        self.layers = [
            Layer(self._weights(*size), np.zeros(size[1], np.float32))
            for size in ((inputs, SIGNAL), *looks, (SIGNAL, 1))
        ]
        # Judges by a block alone: taught too, the signal says more before any look around.
        self._alone = Layer(self._weights(SIGNAL, 1), np.zeros(1, np.float32))
        self._params = [param for layer in (*self.layers, self._alone) for param in layer]
        self._first, self._second = ([np.zeros_like(p) for p in self._params] for _ in range(2))
        self._step, self._steps = 0, steps

    def step(self, rows: Floats, label: Floats, weight: Floats, around: Surroundings) -> None:
        """Learn from one batch; *weight* is each block's share of the loss."""
        first, *pairs, last = self.layers
        inputs, seen, signal, kept = [rows], [], *self._rectified(first(rows))
        masks, alone = [kept], signal
        for shows, adds in zip(pairs[::2], pairs[1::2], strict=True):
            shown = shows.rectified(signal)
            both = around.seen(shown, beside=signal)
            added, kept = self._rectified(adds(both))
            inputs += [signal, both]
            seen.append(shown > 0)
            masks.append(kept)
            signal = signal + added
        slope = _missed(last(signal), label, weight)
        slope_alone = ALONE * _missed(self._alone(alone), label, weight)
        slopes = [_slopes(signal, slope), _slopes(alone, slope_alone)]
        slope = slope @ last.weight.T
        for look in reversed(range(LOOKS)):
            shows, adds = pairs[2 * look], pairs[2 * look + 1]
            back = slope * masks[look + 1]
            slopes.insert(0, _slopes(inputs[2 * look + 2], back))
            back = back @ adds.weight.T
            shown = looked_back(around, back[:, SIGNAL:]) * seen[look]
            slopes.insert(0, _slopes(inputs[2 * look + 1], shown))
            slope = slope + back[:, :SIGNAL] + shown @ shows.weight.T
        slope = slope + slope_alone @ self._alone.weight.T
        slopes.insert(0, _slopes(rows, slope * masks[0]))
        self._apply([one for each in slopes for one in each])

    def _weights(self, inputs: int, outputs: int) -> Floats:
        drawn = self.draw.uniform(-1, 1, (inputs, outputs)) / math.sqrt(inputs)
        return drawn.astype(np.float32)

    def _rectified(self, signal: Floats) -> tuple[Floats, Floats]:
        """Return what is left of a signal, and the share of each number that is."""
        kept = self.draw.random(signal.shape, dtype=np.float32) > DROP
        mask = (kept * (signal > 0) / (1 - DROP)).astype(np.float32)
        return signal * mask, mask

    def _apply(self, slopes: list[Floats]) -> None:
        self._step += 1
        rate = RATE * self._pace()
        length = math.sqrt(sum(float((slope**2).sum()) for slope in slopes))
        shorter = min(1.0, LONGEST / (length + 1e-6))
        moments = zip(self._params, slopes, self._first, self._second, strict=True)
        for param, slope, first, second in moments:
            slope *= shorter  # noqa: PLW2901 - in place
            first += 0.1 * (slope - first)  # noqa: PLW2901 - in place
            second += 0.001 * (slope * slope - second)  # noqa: PLW2901 - in place
            size = np.sqrt(second / (1 - 0.999**self._step)) + 1e-8
            param *= 1 - rate * DECAY  # noqa: PLW2901 - in place
            param -= rate * (first / (1 - 0.9**self._step)) / size  # noqa: PLW2901 - in place

    def _pace(self) -> float:
        done = self._step / self._steps
        if done < WARM:
            return 0.5 * (1 - math.cos(math.pi * done / WARM))
        return 0.5 * (1 + math.cos(math.pi * (done - WARM) / (1 - WARM)))


def _missed(logits: Floats, label: Floats, weight: Floats) -> Floats:
    """Return the loss's slope by log odds, in a column."""
    slope: Floats = ((sigmoid(logits[:, 0]) - label) * weight).astype(np.float32)[:, None]
    return slope


def _slopes(signal: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Return the loss's slope by a layer's weights and by its bias."""
    return signal.T @ slope, slope.sum(0)


def looked_back(around: Surroundings, slope: Floats) -> Floats:
    """Return the loss's slope by a signal from that by what is seen of it: Surroundings.seen() turned round."""
    count = len(slope)
    by_view = slope.reshape(count, VIEWS, -1)
    steps = len(STEPS)
    padded = np.zeros((count + 1, steps, by_view.shape[2]), np.float32)
    padded[:-1] = by_view[:, :steps]
    # Whose neighbour a block is, is where a step as long the other way leads.
    by_signal = sum(padded[around.neighbours[:, view ^ 1], view] for view in range(steps))
    change = np.zeros((count + 1, by_view.shape[2]))
    for view, (first, end, share) in enumerate(
        zip(around.first, around.end, around.shares.swapaxes(0, 1), strict=True), steps
    ):
        each = by_view[:, view] * share
        np.add.at(change, first, each)
        np.subtract.at(change, end, each)
    order, starts, share = around.groups
    alike = np.add.reduceat(by_view[order, -1], starts) * share
    in_ranges = np.cumsum(change, axis=0)[:-1]
    weighed = (in_ranges + alike[around.alike]) * around.weight[:, None]
    return (by_signal + weighed).astype(np.float32)


def joined(arounds: Sequence[Surroundings]) -> Surroundings:
    """Put the surroundings of several pages one after another."""
    counts = [len(around.alike) for around in arounds]
    blocks_before = np.concatenate(([0], np.cumsum(counts)))
    groups_before = np.concatenate(([0], np.cumsum([a.alike.max() + 1 for a in arounds])))
    return Surroundings(
        np.hstack([a.first + by for a, by in zip(arounds, blocks_before, strict=False)]),
        np.hstack([a.end + by for a, by in zip(arounds, blocks_before, strict=False)]),
        np.concatenate([a.alike + by for a, by in zip(arounds, groups_before, strict=False)]),
        np.concatenate([a.weight for a in arounds]),
    )


def fitted(examples: Sequence[Labelled], seed: int, *, epochs: int = EPOCHS) -> Network:
    """Train a network on the features of *examples*, a batch of pages after another."""
    rows = np.concatenate([one.rows for one in examples])
    mean = rows.mean(0).astype(np.float32)
    scale = (1 / (rows.std(0) + 1e-3)).astype(np.float32)
    network = Network(mean, scale, ())
    sized = [network.sized(one.rows) for one in examples]
    page_weight = sum(float(one.weight.sum()) for one in examples) / len(examples)
    training = Training(rows.shape[1], seed, steps=epochs * -(-len(examples) // PAGES))
    for _ in range(epochs):
        order = training.draw.permutation(len(examples))
        for start in range(0, len(order), PAGES):
            batch = order[start : start + PAGES].tolist()
            pages = [examples[place] for place in batch]
            label, weight = (
                np.concatenate([getattr(one, name) for one in pages])
                for name in ("label", "weight")
            )
            training.step(
                np.concatenate([sized[place] for place in batch]),
                label,
                weight / (page_weight * len(batch)),
                joined([one.around for one in pages]),
            )
    return Network(mean, scale, training.layers)
