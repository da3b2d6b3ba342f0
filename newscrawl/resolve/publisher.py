"""A Google link resolved without Google: the publisher lists the story, and the token knows its length.

Google keeps a story's headline and how many bytes its URL has. Of all entries in a publisher's
sitemap or feed, the one with that headline and that length is the article.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from newscrawl.urls import canonical, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_SURE_PREFIX = 25  # letters of a headline that no other one of a site begins with
_LEAST_HEAD = 12  # bytes left of a headline without its publisher; fewer are a section's name
_LONGEST_NAME = 40  # characters of a publisher's name
_NAMED = re.compile(r"(?P<head>.+\S)(?:\s[-–—|·•]\s|\s?[|»]\s?)(?P<name>[^|»]+)", re.DOTALL)
_ELLIPSES = ("...", "…")
_APOSTROPHES = re.compile("['‘’ʼ`´′]")
_SCHEMES = {"http": "https", "https": "http"}


@dataclass(frozen=True, slots=True)
class _Headline:
    """A title as it is compared: in full, and what it is without a publisher's name behind it."""

    full: str
    head: str
    name: str
    shortened: bool

    def equals(self, other: _Headline) -> bool:
        if not self.full or not other.full:
            return False
        if self.full in {other.full, other.head} or self.head == other.full:
            return True
        return self.head == other.head != "" and _one_begins(self.name, other.name)

    def begins(self, other: _Headline) -> bool:
        """Tell whether this is *other*, shortened: at a word's end, or anywhere if it says so."""
        return any(self._leads(words, other.full) for words in (self.full, self.head))

    def _leads(self, words: str, longer: str) -> bool:
        if len(words) < _SURE_PREFIX or not longer.startswith(words):
            return False
        return self.shortened or longer[len(words) :].startswith(" ")


def match(title: str, url_length: int, entries: Sequence[tuple[str, str]]) -> str | None:
    """Return the URL of the only one of *entries*, pairs of title and URL, that is the story.

    Its URL has exactly *url_length* bytes, as it is or as the same page is also written. Two
    that fit are none.
    """
    wanted = _headline(title)
    near = [(_headline(name), url) for name, url in entries if _can_be(url, url_length)]
    same = [url for name, url in near if name.equals(wanted)]
    longer = [url for name, url in near if name.begins(wanted) or wanted.begins(name)]
    for urls, forms in ((same, _itself), (same, _forms), (longer, _itself)):
        found = _of_length(urls, url_length, forms)
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _of_length(
    urls: Iterable[str], length: int, forms: Callable[[str], Iterator[str]]
) -> dict[str, str]:
    """Map each page to its first form of that length."""
    found: dict[str, str] = {}
    for url in urls:
        page = key(url)
        fit = (form for form in forms(url) if _size(form) == length and key(form) == page)
        if page and (form := next(fit, None)):
            found.setdefault(page, form)
    return found


def _itself(url: str) -> Iterator[str]:
    yield url


def _forms(url: str) -> Iterator[str]:
    """Yield how the same page is written too: no tracking, the other scheme, a slash more or less."""
    for plain in dict.fromkeys((url, canonical(url) or url)):
        parts = urlsplit(plain)
        slashed = urlunsplit(parts._replace(path=_other_slash(parts.path)))
        other = _SCHEMES.get(parts.scheme, parts.scheme)
        swapped = [urlunsplit(urlsplit(one)._replace(scheme=other)) for one in (plain, slashed)]
        # A site that lists http:// has https:// more likely than another slash.
        yield from (
            (plain, swapped[0], slashed) if other == "https" else (plain, slashed, swapped[0])
        )
        yield swapped[1]


def _other_slash(path: str) -> str:
    if path.endswith("/"):
        return path[:-1]
    is_file = "." in path.rpartition("/")[2]
    return path if is_file else f"{path}/"


def _can_be(url: str, length: int) -> bool:
    """Leave out early what no other form of it can save: slash and scheme are two bytes, a query many."""
    return abs(_size(url) - length) <= 2 or (_size(url) > length and "?" in url)


def _size(url: str) -> int:
    return len(url.encode("utf-8", "replace"))


def _headline(title: str) -> _Headline:
    title = title.strip()
    named = _NAMED.fullmatch(title)
    head = _folded(named["head"]) if named and len(named["name"]) <= _LONGEST_NAME else ""
    if named is None or _size(head) < _LEAST_HEAD:
        return _Headline(_folded(title), "", "", title.endswith(_ELLIPSES))
    shortened = title.endswith(_ELLIPSES) or named["head"].endswith(_ELLIPSES)
    return _Headline(_folded(title), head, _folded(named["name"]), shortened)


def _folded(title: str) -> str:
    """Keep letters, marks and digits in one form, with one space for all between them."""
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", title).casefold())
    letters = (one if unicodedata.category(one)[0] in "LMN" else " " for one in text)
    return " ".join("".join(letters).split())


def _one_begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
