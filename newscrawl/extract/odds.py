"""How much a word or a box's name speaks for the story or against it: log odds, learned."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Box
    from newscrawl.extract.tokens import Floats, Hashes, Ints, Truths

_SPLIT_NAME = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")
# Boxes worth noticing around a block.
AROUND = (
    ("article",), ("main",), ("aside",), ("header",), ("footer",), ("nav",), ("form",),
    ("figure", "figcaption"), ("table",), ("ul", "ol"), ("blockquote",), ("section",), ("dl",),
)  # fmt: skip
_AROUND_BIT = {tag: 1 << bit for bit, tags in enumerate(AROUND) for tag in tags}
HIDDEN, IS_BODY = 1 << len(AROUND), 2 << len(AROUND)  # the bits after those
# Tags of boxes that are told apart; headings as deep as h5 are seldom enough to be one.
TAGS = (
    "p", "h1", "h2", "h3", "h4", "li", "blockquote", "td", "figcaption", "div", "section",
    "article", "header", "dd", "pre", "address",
)  # fmt: skip
_OTHER, _DEEP_HEADING = len(TAGS), len(TAGS) + 1
HEADINGS = (*(TAGS.index(f"h{level}") for level in range(1, 5)), _DEEP_HEADING)
_TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)} | dict.fromkeys(
    ("h5", "h6"), _DEEP_HEADING
)
_ROW = Struct("6f")  # what is said of a box, ready for numpy
NOTHING = _ROW.pack(0, 0, 0, 0, 0, _OTHER)
_LAST_BITS = np.uint32(16)  # of a short hash's 32
_NAMED = 60  # characters; longer names say no more
_REMEMBERED = 20_000  # names of boxes, of all pages a process has read


@dataclass(frozen=True)
class Table:
    """Sorted short hashes of words (see tokens) and the odds of each."""

    hashes: Hashes
    odds: Floats

    def find(self, hashes: Hashes) -> tuple[Ints, Truths]:
        """Return for each hash its place in the table, and whether it is there at all.

        Hashes lie evenly: from where those begin that open with the same bits it is three steps at
        most, which take half of a search's time, of long texts less.
        """
        place = self._first.take(hashes >> _LAST_BITS)
        for _ in range(self._most):
            place += self._padded.take(place) < hashes
        return place, (self._padded.take(place) == hashes) & (place < len(self.hashes))

    @cached_property
    def _first(self) -> Ints:
        """The place of the first hash that opens with each of all bits there are."""
        opening = np.arange(1 << 16, dtype=np.uint32) << _LAST_BITS
        return np.searchsorted(self.hashes, opening).astype(np.int32)

    @cached_property
    def _most(self) -> int:
        return int(np.bincount(self.hashes >> _LAST_BITS, minlength=1).max())

    @cached_property
    def _padded(self) -> Hashes:
        return np.append(self.hashes, np.uint32(0xFFFFFFFF))

    @classmethod
    def of(cls, odds: dict[int, float]) -> Table:
        hashes = np.array(sorted(odds), np.uint32)
        return cls(hashes, np.array([odds[int(one)] for one in hashes], np.float32))


@dataclass(frozen=True, slots=True)
class Odds:
    """The odds of words, of pairs of words, of first words, and of words in boxes' names."""

    words: Table
    pairs: Table
    openings: Table
    names: dict[str, float]
    _seen: dict[Box, bytes] = field(default_factory=dict, init=False, repr=False)

    def of_box(self, box: Box) -> bytes:
        """Return the sum, least and most of the odds of a box's names, its bits, its names' length, its tag."""
        if (seen := self._seen.get(box)) is None:
            tag = _TAG_NUMBER.get(box.tag, _OTHER)
            said = (*self._of_names(box.names), _bits(box), min(len(box.names), _NAMED), tag)
            seen = _ROW.pack(*said)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()  # by then most are of pages long read
            self._seen[box] = seen
        return seen

    def _of_names(self, names: str) -> tuple[float, float, float]:
        said = [self.names[word] for word in name_words(names) if word in self.names]
        return (sum(said), min(0.0, *said), max(0.0, *said)) if said else (0.0, 0.0, 0.0)


def name_words(names: str) -> list[str]:
    """Return the words in a box's names, each once: "article-body__Lead" gives article, body, lead."""
    return list(dict.fromkeys(map(str.lower, _SPLIT_NAME.findall(names))))


def _bits(box: Box) -> int:
    return _AROUND_BIT.get(box.tag, 0) | HIDDEN * box.hidden | IS_BODY * box.is_body
