"""What stands in or below a story and is none of it: advertisements, share bars, comment boxes, newsletter lines."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

_LONGEST = 120  # characters; a longer line is a paragraph, whatever its words
_AROUND = " .:…-–—*_|[](){}<>▼▲▽△↓↑►◄"  # the words of an advertisement's mark
_BLANK_LINES = re.compile(r"\n{3,}")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_LIST_ITEM = re.compile(r"(?:[-*+•‣·▪●○◦]|\d{1,3}[.)])\s.*[^\s*+•‣·▪●○◦-]")


def drop_boilerplate(text: str) -> str:
    """Return *text* without marks of advertisements, and lines at its end that are nothing but known boilerplate.

    The items of a bulleted list stay: "- Facebook" may end a list of companies.
    """
    text = _without_advertisements(text)
    lines = text.splitlines()
    end = len(lines)
    for index in reversed(range(len(lines))):
        if _is_boilerplate(lines[index]):
            end = index
        elif any(map(str.isalpha, lines[index])) or _words(lines[index]):  # the latter is dear
            break
    return text if end == len(lines) else "\n".join(lines[:end]).rstrip()


def _without_advertisements(text: str) -> str:
    lines = text.splitlines()
    told = [line for line in lines if len(line) > _LONGEST or not _marks_advertisement(line)]
    return text if len(told) == len(lines) else _BLANK_LINES.sub("\n\n", "\n".join(told)).strip()


def _marks_advertisement(line: str) -> bool:
    known = line.casefold().strip(_AROUND) in _listed("advertisements.txt")
    return known and not _LIST_ITEM.fullmatch(line.strip())


def _is_boilerplate(line: str) -> bool:
    if len(line) > _LONGEST or _LIST_ITEM.fullmatch(line.strip()):
        return False
    return _is_made_of_phrases(_words(line))


def _is_made_of_phrases(words: list[str]) -> bool:
    """Tell whether known phrases in a row make the whole line, as in "Facebook Twitter Share this"."""
    ends = {0}
    for end in range(1, len(words) + 1):
        if any(" ".join(words[start:end]) in _phrases() for start in ends):
            ends.add(end)
    return bool(words) and len(words) in ends


def _words(line: str) -> list[str]:
    """Return the words without case, accents, punctuation, symbols and digits.

    Accents go because headings in capitals drop them (Greek), lose them (French) or gain them (İ).
    """
    folded = _ACCENTS.sub("", unicodedata.normalize("NFD", line.casefold())).replace("ı", "i")
    return "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in folded).split()


@cache
def _phrases() -> frozenset[str]:
    return frozenset(" ".join(_words(line)) for line in _listed("boilerplate.txt")) - {""}


@cache
def _listed(name: str) -> frozenset[str]:
    listed = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return frozenset(line for line in listed.splitlines() if line and not line.startswith("#"))
