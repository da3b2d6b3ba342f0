"""The names of the months in the languages of the web."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

_ACCENTS = range(0x300, 0x370)  # combining ones of Latin, Greek, Cyrillic; others are vowels


def month(word: str) -> int | None:
    """Return the number of the month that *word* names, in full or short; None if it names none."""
    return _months().get(_folded(word))


@cache
def _months() -> dict[str, int]:
    lines = files(__package__).joinpath("months.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line[0] != "#")
    return {_folded(word): int(number) for number, *words in rows for word in words}


def _folded(word: str) -> str:
    bare = word.strip(".").casefold()
    if bare.isascii():
        return bare
    letters = unicodedata.normalize("NFKD", bare)
    return "".join(letter for letter in letters if ord(letter) not in _ACCENTS)
