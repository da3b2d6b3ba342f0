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
        around = marks.astype(np.int64)
        self._tag = tag.astype(np.int64)
        depth, fading, fade = (
            np.append(np.ones(len(boxes), np.float32), np.float32(0)),
            own.copy(),
            np.float32(_FADE),
        )
        outer = np.array([*self._cut.parent, -1])
        outer[outer < 0] = len(boxes)
        while (outer < len(boxes)).any():  # each round reaches twice as far out as the one before
            least, most = np.minimum(least, least[outer]), np.maximum(most, most[outer])
            around = around | around[outer]
            depth, fading = depth + depth[outer], fading + fade * fading[outer]
            fade, outer = fade * fade, outer[outer]
        self._own, self._least, self._most, self._fading = own[:-1], least, most, fading[:-1]
        self._depth, self._around = depth, around

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
        count = len(self._parents)
        held: Floats = np.bincount(self.parent, self.good, count)
        held += 0.5 * np.bincount(self.grand, self.good, count)
        return held, held * (1 + np.clip(self._fading, -3, 3) / 6)

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
        count = len(self._parents)
        direct = np.bincount(self.box, self.good, count) / total
        beside = np.bincount(self.parent, self.good, count) / total
        held, weighed = self._scores
        prose, length = self._inside(self.good), self._inside(self._length)
        links, blocks = self._inside(self._links), (self._end - self._first).astype(np.float32)
        density = links / np.maximum(length, 1)
        box, parent, grand = self.box, self.parent, self.grand
        group, groups = self._alike
        alike = np.bincount(group, minlength=groups)
        alike_length = np.bincount(group, self._length, groups)
        return [
            direct[box],
            beside[parent],
            prose[box] / total,
            prose[parent] / total,
            prose[grand] / total,
            held[parent] / max(held.max(), 1),
            weighed[parent] / max(weighed.max(), 1),
            self.in_best,
            self._levels_apart(),
            self._depth[box] - self._depth[self.best],
            held.max() / total,
            density[parent],
            density[grand],
            np.log1p(length[parent]),
            np.log1p(blocks[parent]),
            np.log1p(length[grand]),
            np.log1p(blocks[grand]),
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
        """Sum a value of blocks over all that stand inside each box, however deep."""
        running = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
        sums: Floats = running[self._end] - running[self._first]
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
