"""A site's own list of its pages: sitemaps, their indexes, and where robots.txt names them."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from newscrawl.discover.dates import read_date
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.googlenews_feed import NotAFeed, RefusedItem
from newscrawl.discover.markup import as_utf8, joined, local_name, parse_xml, plain_title, unfit
from newscrawl.items import Link, Source
from newscrawl.urls import canonical, host_of, is_google_news, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lxml.etree import _Element

LONGEST_SITEMAP = 50_000_000  # bytes after decompression, as sitemaps.org has it
MOST_ENTRIES = 50_000  # of one sitemap, as sitemaps.org has it

_ROOTS = rb"urlset|sitemapindex"
_GZIP = b"\x1f\x8b"
_GZIP_OR_ZLIB = 47  # zlib's word for "look at the header yourself"
_MEMBERS = 100  # of one gzip file; each more is a copy of the rest
_LAYERS = 2  # of gzip: a .gz file that the server compressed once more
_CHILDREN = 100  # of one entry that are looked at; image sitemaps have more
_LONGEST_ROBOTS = 500_000  # bytes; Google reads no more either
_LINE = re.compile(rb"[^\s][^\r\n]{0,9999}")
_NAMED = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*([^\s#]+)", re.IGNORECASE | re.MULTILINE)


class NotASitemap(ValueError):
    """The body is no sitemap: a page, a picture, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page that a sitemap lists; all but `url` is there only if it says so."""

    url: str
    title: str = ""
    publisher: str = ""
    language: str = ""
    published_at: datetime | None = None
    published_day_only: bool = False
    modified_at: datetime | None = None
    modified_day_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A sitemap that an index lists."""

    url: str
    modified_at: datetime | None = None
    modified_day_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """All a sitemap says, in its order, each address once."""

    entries: tuple[Entry, ...]
    children: tuple[Child, ...]
    refused: tuple[RefusedItem, ...]


def read_sitemap(body: bytes, *, url: str, site: str | None = None) -> Sitemap:
    """Read a sitemap or an index, XML or one URL a line, gzip or not; a feed may stand for one.

    A sitemap speaks for its own site alone; *site* is the address of the one whose robots.txt
    named it, where that is another. Raises NotASitemap where there is none.
    """
    text, sound = _unpacked(body)
    text = as_utf8(text)
    found = _from_lines(text, url, sound=sound) if _is_web(text) else _from_xml(text, url)
    sorter = _Sorter(url, sites=frozenset(_site(host_of(one)) for one in (url, site or url)))
    sorter.sort(islice(found, MOST_ENTRIES))
    if next(found, None) is not None:
        sorter.refused.append(RefusedItem("", "too_many"))
    return sorter.sitemap()


def as_link(entry: Entry, *, sitemap: str) -> Link:
    """Make a Link of an entry; the day a page was changed is not the day it was published."""
    return Link(
        url=entry.url,
        title=entry.title,
        publisher=entry.publisher,
        publisher_host=host_of(entry.url),
        published_at=entry.published_at,
        published_day_only=entry.published_day_only,
        source=Source(feed=sitemap, google_link=entry.url if is_google_news(entry.url) else None),
    )


def robots_sitemaps(robots_txt: bytes, *, url: str) -> tuple[str, ...]:
    """List the sitemaps that the robots.txt at *url* names, on whatever host they are."""
    text = robots_txt[:_LONGEST_ROBOTS].removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n")
    return usable((one.decode("utf-8", "replace") for one in _NAMED.findall(text)), url=url)


def usable(named: Iterable[str], *, url: str) -> tuple[str, ...]:
    """List what can be asked for of the sitemaps *named* at *url*: many sites name them by a path alone."""
    absolute = dict.fromkeys(joined(one, url) for one in named)
    return tuple(one for one in absolute if unfit(one) in {None, "not_a_page"})


class _Sorter:
    """Tells entries and children from what is refused, and keeps each once."""

    def __init__(self, url: str, *, sites: frozenset[str]) -> None:
        self.own = canonical(url)
        self.sites = sites
        self.entries: dict[str, Entry] = {}
        self.children: dict[str, Child] = {}
        self.refused: list[RefusedItem] = []
        self.hosts: dict[str, bool] = {}

    def sort(self, found: Iterable[Entry | Child | RefusedItem]) -> None:
        for one in found:
            if isinstance(one, RefusedItem):
                self.refused.append(one)
            elif reason := self._unusable(one):
                self.refused.append(RefusedItem(one.url, reason))
            elif isinstance(one, Child):
                self.children.setdefault(one.url, one)
            else:
                self.entries.setdefault(one.url, one)

    def sitemap(self) -> Sitemap:
        return Sitemap(
            entries=tuple(self.entries.values()),
            children=tuple(self.children.values()),
            refused=tuple(self.refused),
        )

    def _unusable(self, one: Entry | Child) -> str | None:
        reason = unfit(one.url)
        if isinstance(one, Child):  # which may well end in .gz
            reason = None if reason == "not_a_page" else reason
            if not reason and canonical(one.url) == self.own:
                return "names_itself"
        return reason or (None if self._is_own(host_of(one.url)) else "foreign_host")

    def _is_own(self, host: str) -> bool:
        if host not in self.hosts:
            self.hosts[host] = any(_related(_site(host), own) for own in self.sites)
        return self.hosts[host]


def _site(host: str) -> str:
    """Name the host without www. or m."""
    return (key(f"https://{host}/") or "").strip("/")


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    """Decompress *body* where it is gzip; the second tells whether all of it could be."""
    whole = True
    if len(body) > LONGEST_SITEMAP:
        raise NotASitemap(f"too large: {len(body):,} bytes")
    for _ in range(_LAYERS):
        if body.startswith(_GZIP):
            body, ended = _gunzipped(body)
            whole = whole and ended
    if len(body) > LONGEST_SITEMAP:
        raise NotASitemap(f"too large: more than {LONGEST_SITEMAP:,} bytes")
    return body, whole


def _gunzipped(body: bytes) -> tuple[bytes, bool]:
    """Decompress all members, at most a byte more than a sitemap may have."""
    unpacked, whole = bytearray(), True
    for _ in range(_MEMBERS):
        if not body.startswith(_GZIP) or len(unpacked) > LONGEST_SITEMAP:
            break
        member = zlib.decompressobj(_GZIP_OR_ZLIB)
        try:
            unpacked += member.decompress(body, LONGEST_SITEMAP + 1 - len(unpacked))
        except zlib.error:
            whole = False
        whole = whole and member.eof
        body = member.unused_data
    return bytes(unpacked), whole and not body.startswith(_GZIP)


def _is_web(text: bytes) -> bool:
    return text[:8].lower().startswith((b"http://", b"https://"))


def _from_lines(text: bytes, url: str, *, sound: bool) -> Iterator[Entry | RefusedItem]:
    if not sound:
        text, _, half = text.rpartition(b"\n")
        yield RefusedItem(half.decode("utf-8", "replace"), "cut_off")
    for line in _LINE.finditer(text):
        yield Entry(url=joined(line[0].decode("utf-8", "replace"), url))


def _from_xml(text: bytes, url: str) -> Iterator[Entry | Child | RefusedItem]:
    try:
        root, text, sound = parse_xml(text, roots=_ROOTS)
    except NotAFeed as error:
        return _from_feed(text, url, why=error)
    return _elements(root, url, cut_off=not sound and not _has_end(text))


def _from_feed(text: bytes, url: str, *, why: NotAFeed) -> Iterator[Entry | RefusedItem]:
    """Read the feed that a site with no other list names as its sitemap, as sitemaps.org allows."""
    try:
        feed = read_feed(text, url=url)
    except NotAFeed:
        raise NotASitemap(str(why)) from why
    return chain(map(_as_entry, feed.links), feed.refused)


def _as_entry(link: Link) -> Entry:
    return Entry(
        url=link.url,
        title=link.title,
        publisher=link.publisher,
        published_at=link.published_at,
        published_day_only=link.published_day_only,
    )


def _has_end(text: bytes) -> bool:
    return re.search(rb"</(?:[\w.-]{1,40}:)?(?:%s)\s*>\s*\Z" % _ROOTS, text[-100:]) is not None


def _elements(root: _Element, url: str, *, cut_off: bool) -> Iterator[Entry | Child | RefusedItem]:
    """Yield what the sitemap lists; of one that is cut off not the last: half a URL is a wrong one."""
    last = None
    for element in root.iter("{*}url", "{*}sitemap"):
        if last is not None:
            yield _read(last, url)
        last = element
    if cut_off:
        yield RefusedItem(_words(last, "loc") if last is not None else "", "cut_off")
    elif last is not None:
        yield _read(last, url)


def _read(element: _Element, url: str) -> Entry | Child:
    told = _children(element)
    loc, modified = joined(_text(told, "loc"), url), read_date(_text(told, "lastmod"))
    modified_at = modified.at if modified else None
    modified_day_only = modified is not None and modified.day_only
    if local_name(element) == "sitemap":
        return Child(url=loc, modified_at=modified_at, modified_day_only=modified_day_only)
    news = _children(told["news"]) if "news" in told else told
    publication = _children(news["publication"]) if "publication" in news else news
    published = read_date(_text(news, "publication_date"))
    return Entry(
        url=loc,
        title=plain_title(_text(news, "title")),
        publisher=plain_title(_text(publication, "name")),
        language=_text(publication, "language").lower(),
        published_at=published.at if published else None,
        published_day_only=published is not None and published.day_only,
        modified_at=modified_at,
        modified_day_only=modified_day_only,
    )


def _children(element: _Element) -> dict[str, _Element]:
    """Name an element's children, the first of each name, in whatever vocabulary they are."""
    named: dict[str, _Element] = {}
    for child in islice(element, _CHILDREN):
        named.setdefault(local_name(child), child)
    return named


def _text(children: dict[str, _Element], name: str) -> str:
    return "".join(children[name].itertext()).strip() if name in children else ""


def _words(element: _Element, name: str) -> str:
    return _text(_children(element), name)
