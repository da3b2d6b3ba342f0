"""A plain list of links, as people and programs write them: one a line."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from w3lib.encoding import read_bom

from newscrawl.discover.googlenews_feed import RefusedItem
from newscrawl.discover.markup import joined, unfit
from newscrawl.items import Link, Source
from newscrawl.urls import host_of, is_google_news

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(r'"?(?:url|link|href|loc|address|uri)"?\s*([,;\t].*)?', re.IGNORECASE)
_NEXT_COLUMN = re.compile(r"\t|[,;](?=\s|\"|\d{4}-\d\d-\d\d|[^,;]*\s|https?://|$)")
_SHOWN = 100  # characters of a bad line that are told


@dataclass(frozen=True, slots=True)
class ListOf:
    """All a list says: its links, each once, and the lines that are none."""

    links: tuple[Link, ...]
    refused: tuple[RefusedItem, ...]

    @property
    def is_none(self) -> bool:
        """Tell whether it is something else: it has lines, and none is an address, not even of a picture."""
        return (
            bool(self.refused)
            and not self.links
            and all(item.reason != "not_a_page" for item in self.refused)
        )


def is_file(name: str) -> bool:
    """Whether there is such a file; what no file can be called is none."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # too long, a folder that may not be looked into; a null byte
        return False


def text_of(raw: bytes) -> str:
    """Decode a list as it was saved: UTF-8 but where a byte order mark says UTF-16, as some editors write it."""
    encoding, _ = read_bom(raw)
    return raw.decode(encoding or "utf-8", "replace")


def read_list(text: str, *, name: str) -> ListOf:
    """Read one URL a line, or the first column of CSV or TSV; empty lines and #comments are left out.

    *name* says where the list is from, and stands as the links' source.
    """
    links: dict[str, Link] = {}
    refused = []
    for number, words in _lines(text):
        url = joined(words, "")
        if reason := "bad_link" if " " in words else unfit(url):
            refused.append(RefusedItem(f"line {number}: {words[:_SHOWN]}", reason))
        else:
            links.setdefault(url, _link(url, name))
    return ListOf(tuple(links.values()), tuple(refused))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first column of each line that says something, with the line's number."""
    separator = None
    begun = False
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        header = None if begun else _HEADER.fullmatch(line)
        begun = True
        if header is None:
            yield number, _first_column(line, separator)
        elif header[1]:
            separator = header[1][0]


def _first_column(line: str, separator: str | None) -> str:
    """Cut the line's first column; a comma is a letter of many URLs, so it must look like an end."""
    if line.startswith('"'):
        return _unquoted(line, separator or ",")
    if separator:
        return line.partition(separator)[0].strip()
    return _NEXT_COLUMN.split(line, maxsplit=1)[0]


def _unquoted(line: str, separator: str) -> str:
    try:
        return next(csv.reader([line], delimiter=separator))[0].strip()
    except csv.Error:  # a column of more than 131,072 characters
        return line


def _link(url: str, name: str) -> Link:
    return Link(
        url=url,
        publisher_host="" if is_google_news(url) else host_of(url),
        source=Source(feed=name, google_link=url if is_google_news(url) else None),
    )
