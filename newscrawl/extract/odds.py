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
# What a key is of, a word, two in a row or a text's first, in the bits above a short hash's 32.
WORD, PAIR, OPENING = (np.uint64(kind << 32) for kind in range(3))
_KINDS, _LAST_BITS = 3, np.uint64(16)
_NAMED = 60  # characters; longer names say no more
_REMEMBERED = 20_000  # boxes, of all pages a process has read


@dataclass(frozen=True)
class Table:
    """Sorted keys, short hashes of words (see tokens) and their kind, and the odds of each."""

    keys: Hashes
    odds: Floats

    def find(self, keys: Hashes) -> tuple[Ints, Truths]:
        """Return for each key its place in the table, and whether it is there at all.

        Hashes lie evenly: from where those begin that open with the same bits it is three steps at
        most, which take half of a search's time, of long texts less.
        """
        place = self._first.take(keys >> _LAST_BITS)
        for _ in range(self._most):
            place += self._padded.take(place) < keys
        return place, self._padded.take(place) == keys

    @cached_property
    def _first(self) -> Ints:
        """The place of the first key that opens with each of all bits there are."""
        opening = np.arange(_KINDS << 16, dtype=np.uint64) << _LAST_BITS
        return np.searchsorted(self.keys, opening).astype(np.int32)

    @cached_property
    def _most(self) -> int:
        return int(np.bincount((self.keys >> _LAST_BITS).astype(np.int64), minlength=1).max())

    @cached_property
    def _padded(self) -> Hashes:
        return np.append(self.keys, ~np.uint64(0))  # which is no key

    @classmethod
    def of(cls, odds: dict[int, float]) -> Table:
        keys = np.array(sorted(odds), np.uint64)
        return cls(keys, np.array([odds[int(one)] for one in keys], np.float32))


@dataclass(frozen=True, slots=True)
class Odds:
    """The odds of words, pairs of words and first words, in one table, and of words in boxes' names."""

    words: Table
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
