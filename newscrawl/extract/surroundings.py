"""What stands around each block: its neighbours, the boxes it is in, its like, the whole page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.extract.tokens import Floats, Ints

STEPS = (1, -1, 2, -2, 3, -3)  # blocks before and after
VIEWS = len(STEPS) + 5  # and the box, the two around it, the page, and the blocks alike
_MOST = 400.0  # characters; a block weighs no more for being longer
_LEAST = 1e-6  # the weight of a range without blocks


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Where the blocks of one page, or of several one after another, stand.

    `first` and `end` have a row for each kind of range (box, the one around it, the one around that, page), in it the
    range of each block; `alike` numbers the groups of blocks that are alike; `weight` has one value a block; `breaks`
    are the first blocks of all pages but the first.
    """

    first: Ints
    end: Ints
    alike: Ints
    weight: Floats
    breaks: Sequence[int] = ()

    @classmethod
    def of(cls, first: Ints, end: Ints, alike: Ints, length: Floats) -> Surroundings:
        return cls(first, end, alike, np.sqrt(np.minimum(length, _MOST)))

    def seen(self, signal: Floats) -> Floats:
        """Return what each block sees of *signal*, one row a block: VIEWS times as many columns."""
        count, columns = signal.shape
        views: Floats = np.empty((count, VIEWS, columns), np.float32)
        for view, by in enumerate(STEPS):
            views[:, view] = self.neighbour(signal, by)
        weighed = signal * self.weight[:, None]
        running = np.zeros((count + 1, columns))
        np.cumsum(weighed, axis=0, out=running[1:])
        in_ranges = (running[self.end] - running[self.first]) * self.shares
        views[:, len(STEPS) : -1] = in_ranges.swapaxes(0, 1)
        order, starts, share = self.groups
        views[:, -1] = (np.add.reduceat(weighed[order], starts) * share)[self.alike]
        return views.reshape(count, VIEWS * columns)

    def neighbour(self, signal: Floats, by: int) -> Floats:
        """Return each row's neighbour *by* rows before it (after it where negative); zeros beyond its page."""
        moved = np.zeros_like(signal)
        if by > 0:
            moved[by:] = signal[:-by]
        else:
            moved[:by] = signal[-by:]
        for place in self.breaks:
            moved[max(place + min(by, 0), 0) : place + max(by, 0)] = 0
        return moved

    @cached_property
    def shares(self) -> Floats:
        """One divided by the weight of each range, as columns."""
        running = np.concatenate(([0.0], np.cumsum(self.weight, dtype=np.float64)))
        weights = np.maximum(running[self.end] - running[self.first], _LEAST)
        shares: Floats = (1 / weights)[:, :, None]
        return shares

    @cached_property
    def groups(self) -> tuple[Ints, Ints, Floats]:
        """The blocks ordered by group, where in that order each group begins, and 1 by its weight."""
        order = np.argsort(self.alike, kind="stable")
        starts = np.flatnonzero(np.diff(self.alike[order], prepend=-1))
        weights = np.add.reduceat(self.weight[order], starts)
        return order, starts, (1 / weights).astype(np.float32)[:, None]
