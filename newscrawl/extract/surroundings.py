"""What stands around each block: its neighbours, the boxes it is in, its like, the whole page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from newscrawl.extract.tokens import Floats, Ints

STEPS = (1, -1, 2, -2, 3, -3)  # blocks before and after
VIEWS = len(STEPS) + 5  # and the box, the two around it, the page, and the blocks alike
_MOST = 400.0  # characters; a block weighs no more for being longer
_LEAST = 1e-6  # the weight of a range without blocks


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Where the blocks of one page, or of several one after another, stand.

    `first` and `end` have a row for each kind of range (box, the one around it, the one around that, page), in it the
    range of each block; `alike` numbers the groups of blocks that are alike; `weight` has one value a block.
    """

    first: Ints
    end: Ints
    alike: Ints
    weight: Floats

    @classmethod
    def of(cls, first: Ints, end: Ints, alike: Ints, length: Floats) -> Surroundings:
        return cls(first, end, alike, np.sqrt(np.minimum(length, _MOST)))

    def seen(self, signal: Floats, *, beside: Floats | None = None) -> Floats:
        """Return what each block sees of *signal*, one row a block: VIEWS times as many columns.

        They stand to the right of those of *beside*, where it is given.
        """
        count, columns = signal.shape
        own = 0 if beside is None else beside.shape[1]
        rows: Floats = np.empty((count, own + VIEWS * columns), np.float32)
        if beside is not None:
            rows[:, :own] = beside
        views = rows[:, own:].reshape(count, VIEWS, columns)  # the same memory
        padded = np.zeros((count + 1, columns), np.float32)
        padded[:-1] = signal
        views[:, : len(STEPS)] = padded.take(self.neighbours, axis=0)
        weighed = signal * self.weight[:, None]
        running = np.zeros((count + 1, columns))
        np.cumsum(weighed, axis=0, out=running[1:])
        in_ranges = running.take(self.end.T, axis=0)
        in_ranges -= running.take(self.first.T, axis=0)
        np.multiply(in_ranges, self.shares, out=views[:, len(STEPS) : -1], casting="same_kind")
        order, starts, share = self.groups
        alike = np.add.reduceat(weighed.take(order, axis=0), starts) * share
        views[:, -1] = alike.take(self.alike, axis=0)
        return rows

    @cached_property
    def neighbours(self) -> Ints:
        """The places of each block's neighbours, a column for each of STEPS; beyond its page it is the row after all."""
        count = len(self.alike)
        places: Ints = np.arange(count)[:, None] - np.array(STEPS)
        beyond = (places < self.first[-1][:, None]) | (places >= self.end[-1][:, None])
        places[beyond] = count
        return places

    @cached_property
    def shares(self) -> Floats:
        """One divided by the weight of each range, a row a block."""
        running = np.zeros(len(self.weight) + 1)
        np.cumsum(self.weight, out=running[1:])
        weights = np.maximum(running[self.end] - running[self.first], _LEAST)
        shares: Floats = (1 / weights.T)[:, :, None]
        return shares

    @cached_property
    def groups(self) -> tuple[Ints, Ints, Floats]:
        """The blocks ordered by group, where in that order each group begins, and 1 by its weight."""
        order = self.alike.argsort(kind="stable")
        ordered = self.alike.take(order)
        starts = np.append(0, (ordered[1:] != ordered[:-1]).nonzero()[0] + 1)
        weights = np.add.reduceat(self.weight[order], starts)
        return order, starts, (1 / weights).astype(np.float32)[:, None]
