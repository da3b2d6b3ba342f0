"""Text as it should have been typed: no controls, no odd spaces, one form for every letter."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Controls, soft hyphens, zero-width spaces, direction marks, byte order marks, object placeholders.
_NOISE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0001]+",
)
# A joiner shapes the letter before it in Arabic and Indic scripts and glues emoji; elsewhere it is lint.
_STRAY_JOINERS = re.compile(
    r"(?<![\u0600-\u1cff\ua800-\uabff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]+",
)
_JOINERS = "\u200c\u200d"
_BLANKS = "\u2800\u3164\uffa0"  # drawn as spaces, which Unicode does not call them
_BLANK_LINES = re.compile(r"\n{3,}")
# All of the above, and the spaces and line breaks that are none of ours.
_ODD = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u2800\u3000\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\U000e0001]"
)
_MARKS_END = 0x1F000  # no mark has a higher number
_UNTIDY = ("  ", " \n", "\n ", "\n\n\n")


def clean_text(text: str) -> str:
    """Return *text* in NFC, a paragraph a line, with at most one blank line between two."""
    if _ODD.search(text) or any(odd in text for odd in _UNTIDY):
        return _tidied(text)
    return _composed(text).strip()


def clean_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _tidied(text: str) -> str:
    text = _NOISE.sub("", _without_surrogates(text))
    if any(joiner in text for joiner in _JOINERS):
        text = _STRAY_JOINERS.sub("", text)
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    lines = _composed(text).splitlines()
    return _BLANK_LINES.sub("\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip()


def _composed(text: str) -> str:
    """Return *text* in NFC, a letter with no more than 30 marks, as Unicode's stream-safe text has it (UAX 15).

    Python's time grows with the square of their number: 10 s for 100,000.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _endless_marks().sub(r"\1", text))


@cache
def _endless_marks() -> re.Pattern[str]:
    marks = "".join(mark for mark in map(chr, range(_MARKS_END)) if unicodedata.combining(mark))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def _without_surrogates(text: str) -> str:
    """Join pairs, as broken JSON decoders leave them, and drop halves, which no database takes."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
