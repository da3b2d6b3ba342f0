"""Words as numbers: a page's characters classed and its words hashed in a few numpy passes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Said for the reader: numpy's stubs tell the kinds of a result less exactly than they are.
Floats = NDArray[Any]
Ints = NDArray[Any]
Hashes = NDArray[Any]
Truths = NDArray[Any]

WORD, DIGIT, UPPER, IDEOGRAM, COMMA, STOP = 1, 2, 4, 8, 16, 32
_COMMAS = ",，、;；،"
_STOPS = ".!?…。！？؟।"
# Kana, Chinese characters and Hangul: each stands for a word.
_ALONE = ((0x3041, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3))
_PLANE = 0x10000  # characters; those above are ideographs from 0x20000 on, else symbols
_LONGEST = 64  # characters of a word that are told apart by their place
_BASE = 1_000_003
_MIX = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio, as in Fibonacci hashing


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of many texts one after another: `hashes`, and for each the `text` it stands in.

    `place` is a word's place in its text, `counts` the words of each text. `bounds` are the places in `codes` and `flags`
    (a character's number, and its classes) where each text begins, and the end. An ideograph, a kana and a Hangul syllable
    are words of their own.
    """

    hashes: Hashes
    text: Ints
    place: Ints
    counts: Ints
    codes: Hashes
    flags: NDArray[np.uint8]
    bounds: Ints

    def divided(self, at: int) -> tuple[Tokens, Tokens]:
        """Return the words of the first *at* texts, and those of the others."""
        words, characters = int(self.counts[:at].sum()), int(self.bounds[at])
        return (
            Tokens(
                self.hashes[:words],
                self.text[:words],
                self.place[:words],
                self.counts[:at],
                self.codes[:characters],
                self.flags[:characters],
                self.bounds[: at + 1],
            ),
            Tokens(
                self.hashes[words:],
                self.text[words:] - at,
                self.place[words:],
                self.counts[at:],
                self.codes[characters:],
                self.flags[characters:],
                self.bounds[at:] - characters,
            ),
        )

    def first_characters(self) -> Hashes:
        codes: Hashes = self.codes[self.bounds[:-1]]
        return codes

    def last_characters(self) -> Hashes:
        codes: Hashes = self.codes[self.bounds[1:] - 2]  # what comes after is the line break
        return codes

    def characters(self, flag: int) -> Ints:
        """Count the characters of a class in each text."""
        return _sums((self.flags & flag) != 0, self.bounds)

    def sentence_ends(self) -> Ints:
        """Count in each text the full stops and the like that no word and no other stop follows."""
        stop = (self.flags & STOP) != 0
        goes_on = (self.flags[1:] & (WORD | STOP)) != 0
        stop[:-1] &= ~goes_on | ((self.flags[1:] & IDEOGRAM) != 0)
        return _sums(stop, self.bounds)

    def runs(self, length: int) -> tuple[Hashes, Ints]:
        """Return the hash of each run of *length* words in one text, and its text."""
        if len(self.hashes) < length:
            return self.hashes[:0], self.text[:0]
        within = self.text[length - 1 :] == self.text[: len(self.text) - length + 1]
        return runs(self.hashes, length)[within], self.text[: len(within)][within]


def tokens(texts: list[str]) -> Tokens:
    """Cut *texts* into words."""
    codes = np.frombuffer("\n".join((*texts, "")).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    flags, lower = _classed(codes)
    opens, word = _words(flags)
    starts = np.flatnonzero(opens)
    counts = _sums(opens, bounds)
    text = np.repeat(np.arange(len(texts)), counts)
    place = np.arange(len(text)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Tokens(_hashed(lower, word, starts), text, place, counts, codes, flags, bounds)


def members(characters: str) -> Truths:
    """Return a table of whether a character, by its number, is one of *characters*; its last is none."""
    table = np.zeros(_PLANE, np.bool_)
    table[[ord(one) for one in characters]] = True
    return table


def looked_up(table: Hashes, hashes: Hashes) -> tuple[Ints, Truths]:
    """Return for each hash its place in *table*, which is sorted, and whether it is there at all."""
    if not table.size:
        return np.zeros(len(hashes), np.int64), np.zeros(len(hashes), np.bool_)
    place = np.minimum(np.searchsorted(table, hashes), table.size - 1)
    return place, table[place] == hashes


def firsts(ordered: Ints) -> Truths:
    """Tell of each of *ordered*, which are in order, whether it is another than the one before."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def runs(hashes: Hashes, length: int) -> Hashes:
    """Return the hash of each run of *length* words."""
    if len(hashes) < length:
        return hashes[:0]
    whole = hashes[: len(hashes) - length + 1].copy()
    for place in range(1, length):
        whole *= np.uint64(_BASE)
        whole += hashes[place : len(hashes) - length + 1 + place]
    return whole * np.uint64(_MIX)


def short(hashes: Hashes) -> Hashes:
    """Return the better half of each hash: enough for the words of a table."""
    return hashes >> np.uint64(32)


def _classed(codes: Hashes) -> tuple[NDArray[np.uint8], Hashes]:
    flags, lower = _tables()
    if codes.size and codes.max() >= _PLANE:
        high = codes >= _PLANE
        inner = np.where(high, 0, codes)
        beyond = np.where(codes >= 2 * _PLANE, WORD | IDEOGRAM, 0).astype(np.uint8)
        return np.where(high, beyond, flags[inner]), np.where(high, codes, lower[inner])
    return flags.take(codes, mode="clip"), lower.take(codes, mode="clip")


def _words(flags: NDArray[np.uint8]) -> tuple[Truths, Truths]:
    """Tell which characters open a word, and which stand in one."""
    word = (flags & WORD) != 0
    lone = (flags & IDEOGRAM) != 0
    opens = word.copy()
    opens[1:] &= ~word[:-1] | lone[1:] | lone[:-1]
    return opens, word


def _hashed(lower: Hashes, word: Truths, starts: Ints) -> Hashes:
    """Hash each word: its characters times the powers of a base, summed, and mixed."""
    if not starts.size:
        return np.zeros(0, np.uint64)
    spans = np.append(starts[1:], len(lower)) - starts
    places = np.arange(starts[0], len(lower)) - np.repeat(starts, spans)
    values = np.where(word[starts[0] :], lower[starts[0] :], 0) * _powers().take(
        places, mode="clip"
    )
    hashes: Hashes = np.add.reduceat(values, starts - starts[0])
    hashes *= np.uint64(_MIX)
    hashes ^= hashes >> np.uint64(32)
    return hashes


def _sums(values: Truths, bounds: Ints) -> Ints:
    """Count what is true in each text; every text has a character, its line break at least."""
    return np.add.reduceat(values, bounds[:-1], dtype=np.int64) if len(bounds) > 1 else bounds[:0]


@cache
def _powers() -> Hashes:
    return np.array([pow(_BASE, place, 1 << 64) for place in range(_LONGEST)], np.uint64)


@cache
def _tables() -> tuple[NDArray[np.uint8], Hashes]:
    """Return each character's classes, and its lower case where that is one character."""
    codes = np.arange(_PLANE, dtype=np.uint32)
    characters = codes.view("U1")
    classes = {
        WORD: np.strings.isalnum(characters) | (characters == "_"),
        DIGIT: np.strings.isdigit(characters),
        UPPER: np.strings.isupper(characters),
        IDEOGRAM: np.any([(first <= codes) & (codes <= last) for first, last in _ALONE], axis=0),
        COMMA: np.isin(characters, [*_COMMAS]),
        STOP: np.isin(characters, [*_STOPS]),
    }
    flags = sum(flag * isin.astype(np.uint8) for flag, isin in classes.items())
    lower = codes.copy()
    for code in np.flatnonzero(classes[UPPER]).tolist():
        lower[code] = ord(chr(code).lower()[0])
    return flags, lower
