"""Names of people out of bylines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newscrawl.extract.wording import one_line, plain, unique, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPENING = re.compile(
    r"^(?:(?:(?:written|posted|published|reported|words|story)\s)?by|text|tekst|autor(?:in|es)?|"
    r"authors?|auteur|autore|автор|текст|記者|文)(?:\s*[:：]\s*|\s+)"
    r"|^(?:von|par|por|av|af|door|di|od)\s+(?=\S+\s+\S)",  # but Von Example is a surname
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?:|www\.)\S+|\S*@\S*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;|/、，·]\s*|\s+(?:and|und|et|och|og|en|with|mit|&)\s+", re.IGNORECASE)
_BETWEEN_FULL_NAMES = re.compile(r"(?<=\w\s)(?:y|e|i|и)\s(?=\w+\s\w)")  # not Ortega y Gasset
_SUFFIX = re.compile(r",?\s+(?:(?:Jr|Sr)\.?|I{2,3}|PhD|MD)(?=$|[,;]|\s+and\b)")
_NO_NAME = re.compile(r"[<>{}=]|\.(?:com|org|net)\b|\d{2}")
_NOBODY = frozenset(
    ("admin", "administrator", "staff", "editor", "author", "authors", "unknown", "none")
)
_LONGEST = 60  # characters of a name; longer is a sentence about the author
_BYLINES = "//body//*[@rel='author' or contains(concat(' ', @itemprop, ' '), ' author ')]"


def people(stated: Iterable[str], *, nobody: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names in *stated* once each, in order, without URLs and those of *nobody*."""
    nobody = _NOBODY | {plain(name) for name in nobody}
    found = (name for text in stated for name in _split(one_line(text)))
    return unique(name for name in found if _is_name(name) and plain(name) not in nobody)


def bylines(tree: Any) -> list[str]:
    """Return what the page shows as its author: rel=author and microdata."""
    shown = (element for element in tree.xpath(_BYLINES) if not element.xpath("ancestor::aside"))
    return [words for element in shown if (words := _shown(element))]


def _shown(element: Any) -> str:
    names = element.xpath(".//*[@itemprop='name']")
    named = names[0] if names else element
    return named.get("content") or words_of(named)


def _split(text: str) -> list[str]:
    text = _OPENING.sub("", _ADDRESS.sub("", text).strip())
    kept = _SUFFIX.sub(lambda found: found[0].replace(",", "\0"), text)
    pieces = [piece for part in _BETWEEN.split(kept) for piece in _BETWEEN_FULL_NAMES.split(part)]
    if _is_surname_first(pieces, text):
        return [text]
    return [_OPENING.sub("", piece.replace("\0", ",")).strip(" .-–—(") for piece in pieces]


def _is_surname_first(pieces: list[str], text: str) -> bool:
    """Tell "Doe, Jane" from two names: two single words, neither an agency in capitals."""
    return len(pieces) == 2 and "," in text and all(p.istitle() and " " not in p for p in pieces)


def _is_name(text: str) -> bool:
    return 1 < len(text) <= _LONGEST and not _NO_NAME.search(text)
