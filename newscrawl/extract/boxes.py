"""The boxes around each block: how much good text they hold, what they are called, how far apart."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from newscrawl.extract.odds import AROUND, HEADINGS, HIDDEN, IS_BODY, NOTHING, TAGS
from newscrawl.extract.surroundings import Surroundings

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Blocks
    from newscrawl.extract.odds import Odds
    from newscrawl.extract.tokens import Floats, Ints, Truths

_TAG_NUMBERS = np.arange(len(TAGS))
_AROUND_BITS = 1 << np.arange(len(AROUND))
_IS_HEADING = np.isin(np.arange(max(HEADINGS) + 1), HEADINGS)
_FADE = 0.7  # what a box's name still counts for the box inside it
_LONG, _VERY_LONG = 60, 140  # characters from which a sentence, or even none, looks like prose
_CAPTION = 3  # blocks, with the photographer's name and the agency's
_LOOSE = 0.35  # share of links above which a block is no prose


class Boxes:
    """A page's boxes as arrays; what is returned has one value, or row, a block."""

    def __init__(
        self, cut: Blocks, length: Floats, linked: Floats, stops: Ints, odds: Odds
    ) -> None:
        self._cut = cut
        self._inherit(odds)
        self.box = np.array(cut.box_of)
        self._parents = np.array(cut.parent)
        self.parent = np.maximum(self._parents[self.box], 0)
        self.grand = np.maximum(self._parents[self.parent], 0)
        self._first, self._end = np.array(cut.first), np.array(cut.end)
        self._length, self._links = length, linked * length
        prose = (length >= _LONG) & (linked < _LOOSE) & ((stops >= 1) | (length > _VERY_LONG))
        self.good: Floats = np.where(prose, length * (1 - linked), 0).astype(np.float32)
        self.hidden = (self._around[self.box] & HIDDEN) != 0
        self.tag = self._tag[self.box]
        self.is_heading: Floats = _IS_HEADING[self.tag]
        self.is_headline = self.tag == HEADINGS[0]
        captions = self._captions()
        self.is_caption = captions[self.box] | captions[self.parent]
        self.is_body = (self._around[self.box] & IS_BODY) != 0

    def _inherit(self, odds: Odds) -> None:
        """Hand down from each box to those inside it what it is called and whether it is shown."""
        boxes = self._cut.boxes
        # One row more, at the end, stands for what is around the body: nothing.
        rows = np.frombuffer(b"".join((*map(odds.of_box, boxes), NOTHING)), np.float32)
        own, least, most, marks, self._named, tag = rows.reshape(len(boxes) + 1, -1).T
        self._tag, around = tag.astype(np.int64), marks.astype(np.int64)
        extremes = np.stack((-least, most))
        sums = np.ones((2, len(boxes) + 1), np.float32)  # of boxes, and of what their names say
        sums[0, -1], sums[1] = 0, own
        fade = np.array([[1], [_FADE]], np.float32)
        outer = np.array([*self._cut.parent, -1])
        outer[outer < 0] = len(boxes)
        while outer.min() < len(boxes):  # each round reaches twice as far out as the one before
            np.maximum(extremes, extremes.take(outer, axis=1), out=extremes)
            around |= around.take(outer)
            sums += fade * sums.take(outer, axis=1)
            fade, outer = fade * fade, outer.take(outer)
        self._own, self._least, self._most = own[:-1], -extremes[0], extremes[1]
        self._depth, self._fading, self._around = sums[0], sums[1, :-1], around

    def _captions(self) -> Truths:
        """Tell which boxes are captions; one that holds more was never closed, and has the story in it."""
        is_short = self._end - self._first <= _CAPTION
        captions: Truths = (self._tag[:-1] == TAGS.index("figcaption")) & is_short
        return captions

    def naming(self) -> list[Floats]:
        return [
            self._own[self.box],
            self._own[self.parent],
            self._own[self.grand],
            self._least[self.box],
            self._most[self.box],
            self._fading[self.box],
            self._named[self.box],
        ]

    def tags(self) -> Truths:
        """Return for each tag that is told apart whether it is the block's."""
        same: Truths = self.tag[:, None] == _TAG_NUMBERS
        return same

    def around(self) -> Truths:
        """Return for each kind of box whether one is around the block."""
        inside: Truths = (self._around[self.box][:, None] & _AROUND_BITS) > 0
        return inside

    def together(self) -> Floats:
        """Tell of each two neighbouring blocks whether they share a box or the box around it."""
        same: Floats = (self.parent[1:] == self.parent[:-1]) | (self.box[1:] == self.box[:-1])
        return same.astype(np.float32)

    @cached_property
    def _scores(self) -> tuple[Floats, Floats]:
        """Return the prose each box holds directly or one further in; and weighed by its names."""
        held = self._beside + 0.5 * np.bincount(self.grand, self.good, len(self._parents))
        return held, held * (1 + np.clip(self._fading, -3, 3) / 6)

    @cached_property
    def _beside(self) -> Floats:
        """The prose that each box holds one further in."""
        prose: Floats = np.bincount(self.parent, self.good, len(self._parents))
        return prose

    @cached_property
    def best(self) -> int:
        """The box that holds the most prose."""
        return int(np.argmax(self._scores[1]))

    @cached_property
    def in_best(self) -> Floats:
        place = np.arange(len(self.box))
        inside: Floats = (place >= self._first[self.best]) & (place < self._end[self.best])
        return inside.astype(np.float32)

    def _levels_apart(self) -> Floats:
        """Return how many levels above the best box a block's way parts from it."""
        apart = np.zeros(len(self.box), np.float32)
        line = [self.best]
        while line[-1] > 0:
            line.append(int(self._parents[line[-1]]))
        for level in range(len(line) - 1, -1, -1):
            apart[self._first[line[level]] : self._end[line[level]]] = level
        return apart

    def masses(self) -> list[Floats | float]:
        """Return how much stands in and around each block's boxes; a number alone is of all blocks."""
        total = max(float(self.good.sum()), 1.0)
        direct = np.bincount(self.box, self.good, len(self._parents)) / total
        held, weighed = self._scores
        prose, length, links = self._inside(np.stack((self.good, self._length, self._links)))
        sizes = np.log1p(np.stack((length, self._end - self._first)))
        prose, density = prose / total, links / np.maximum(length, 1)
        box, parent, grand = self.box, self.parent, self.grand
        group, groups = self._alike
        alike = np.bincount(group, minlength=groups)
        alike_length = np.bincount(group, self._length, groups)
        return [
            direct[box],
            self._beside[parent] / total,
            prose[box],
            prose[parent],
            prose[grand],
            held[parent] / max(held.max(), 1),
            weighed[parent] / max(weighed.max(), 1),
            self.in_best,
            self._levels_apart(),
            self._depth[box] - self._depth[self.best],
            held.max() / total,
            density[parent],
            density[grand],
            *sizes.take(parent, axis=1),
            *sizes.take(grand, axis=1),
            np.log1p(alike)[group],
            np.log1p(alike_length / alike)[group],
            (np.bincount(group, self._links, groups) / np.maximum(alike_length, 1))[group],
            (np.bincount(group, self.good, groups) / total)[group],
            np.log1p(total),
        ]

    def surroundings(self) -> Surroundings:
        """Return where each block stands: in its box and in the outer ones, on the page, among its like."""
        ranges = np.stack([self.box, self.parent, self.grand, np.zeros_like(self.box)])
        group, _ = self._alike
        return Surroundings.of(self._first[ranges], self._end[ranges], group, self._length)

    def _inside(self, values: Floats) -> Floats:
        """Sum values of blocks, a row each, over all that stand inside each box, however deep."""
        running = np.zeros((len(values), values.shape[1] + 1))
        np.cumsum(values, axis=1, dtype=np.float64, out=running[:, 1:])
        sums: Floats = running.take(self._end, axis=1) - running.take(self._first, axis=1)
        return sums

    @cached_property
    def _alike(self) -> tuple[Ints, int]:
        """Number the blocks by what their box and the one around it are: paragraphs with paragraphs."""
        boxes, parents = self._cut.boxes, self._cut.parent
        numbers: dict[tuple[str, ...], int] = {}
        of_box: dict[int, int] = {}
        for one in self._cut.box_of:
            if one not in of_box:
                box, outer = boxes[one], boxes[max(parents[one], 0)]
                of_box[one] = numbers.setdefault(
                    (box.tag, box.names, outer.tag, outer.names), len(numbers)
                )
        return np.array([of_box[one] for one in self._cut.box_of]), len(numbers)
