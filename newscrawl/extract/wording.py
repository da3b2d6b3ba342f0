"""Strings of a page as one clean line, and the comparison of two of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newscrawl.entities import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable

# What no database takes: control characters, NUL among them, and lone surrogates,
# which JSON can spell as escapes.
_POISON = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_NOT_WORD = re.compile(r"[\W_]+")
_KICKER = 15  # characters; a shorter headline inside the title may be a kicker, or a subhead
_LONGEST = 50_000  # characters of a fact, markup and all; megabytes of names took seconds to part


def one_line(value: object) -> str:
    """Return *value* without markup, entities and line breaks; "" where it is no text."""
    if not isinstance(value, str):
        return ""
    value = value[:_LONGEST]
    return " ".join(_POISON.sub("", without_markup(unescaped(value))).split())


def without_markup(text: str) -> str:
    return _MARKUP.sub("", text)


def words_of(element: Any) -> str:
    """Return the visible words of *element*, with a space between neighbouring nodes."""
    return " ".join(" ".join(element.itertext()).split())


def plain(text: str) -> str:
    """Return *text* as its words alone, to compare what differs in punctuation and case."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def says_title(headline: str, title: str) -> bool:
    """Tell whether *headline* says *title*, which is in plain(), or so much of it that it is no kicker."""
    said = plain(headline)
    return said == title or (len(said) > _KICKER and said in title)


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """Return *texts* once each, in order; those that differ in case and punctuation are one."""
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(plain(text), text)
    return tuple(first.values())
