"""A Google News feed as Links: its stories, and the related coverage beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree, html
from w3lib.encoding import read_bom

from newscrawl.discover.references import without_halves
from newscrawl.items import Link, Source
from newscrawl.times import from_rfc822
from newscrawl.urls import LONGEST

if TYPE_CHECKING:
    from lxml.etree import _Element

    from newscrawl.discover.googlenews import Ask

_CLUSTER = re.compile(r"[0-9]{10}|[0-9]{14}")  # since 2022, and before
_ARTICLE = re.compile(r".*/(?:articles|read)/.+")  # other paths are Google's own pages
_NOT_AVAILABLE = "news:unfepa"  # what an unknown feed path answers, with status 200
_DAY_ONLY = {time(7), time(8)}  # midnight at Google, in summer and in winter
_MOST_ITEMS = 1_000  # of one feed; Google gives 100
_MOST_RELATED = 50  # anchors of one description; real ones have five
_MARGIN = b"\xef\xbb\xbf \t\r\n"  # what may stand around a feed


_TAIL = 4_096  # bytes; a whole feed ends with its closing tag and perhaps a comment


class NotAFeed(ValueError):
    """The body is no RSS feed: a wall, a page, or nothing."""


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """Something in a feed that leads to no story; `reason` is a word for the ledger."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """All a feed says: first the stories in its order, then their related coverage.

    `items` counts what came, whatever became of it: Google gives 100 at most.
    """

    title: str
    items: int
    links: tuple[Link, ...]
    refused: tuple[RefusedItem, ...]


@dataclass(frozen=True, slots=True)
class _Anchor:
    url: str
    title: str
    publisher: str


@dataclass(frozen=True, slots=True)
class _Item:
    url: str
    title: str
    publisher: str
    publisher_url: str
    guid: str
    published: str
    related: tuple[_Anchor, ...]

    @property
    def cluster(self) -> str | None:
        """The id of the group: Google's own, else its leader's where it leads anybody."""
        return self.guid if _CLUSTER.fullmatch(self.guid) or (self.guid and self.related) else None


def read_feed(body: bytes, ask: Ask) -> Feed:
    """Read a feed, each link once; an item tells more than an anchor, so it goes first.

    Raises NotAFeed where there is none. A feed that ends too early gives what it holds and
    one refusal `cut_off`, one that is too long its first 1,000 items and one `too_many`.
    """
    root, whole = _parsed(body)
    elements = list(islice(root.iter("item"), _MOST_ITEMS + 1))
    refused = [] if whole else [_cut_off(elements, body)]
    if len(elements) > _MOST_ITEMS:
        refused.append(RefusedItem("", "too_many"))
        elements = elements[:_MOST_ITEMS]
    items = [_item(element) for element in elements]
    members = [_member(anchor, item, ask) for item in items for anchor in item.related]
    links: dict[str, Link] = {}
    for found in [*(_lead(item, ask) for item in items), *members]:
        if isinstance(found, RefusedItem):
            refused.append(found)
        else:
            links.setdefault(found.url, found)
    title = _text(root, "channel/title")
    return Feed(title, len(elements), tuple(links.values()), tuple(refused))


def outside(link: Link, ask: Ask) -> bool:
    """Tell whether *link* is older or newer than was asked for; what has no time is not."""
    if link.published_at is None:
        return False
    a_day = timedelta(days=1 if link.published_day_only else 0)
    too_old = ask.since is not None and ask.since - link.published_at > a_day
    return too_old or (ask.until is not None and link.published_at >= ask.until)


def _parsed(body: bytes) -> tuple[_Element, bool]:
    """Parse as strictly as the body allows; the second tells whether it came whole."""
    encoding, _ = read_bom(body)
    text = body.decode(encoding, "replace").encode() if encoding else body
    text = text.strip(_MARGIN)
    try:
        return _root(text, recover=False), True
    except etree.XMLSyntaxError:
        pass
    try:
        return _root(without_halves(text), recover=True), b"</rss>" in text[-_TAIL:]
    except etree.XMLSyntaxError as error:
        raise NotAFeed("not XML") from error


def _root(text: bytes, *, recover: bool) -> _Element:
    parser = etree.XMLParser(
        recover=recover,
        encoding=_encoding(text),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    root = etree.fromstring(text, parser)
    if root is None or root.tag != "rss":
        raise NotAFeed("not RSS")
    if _declares_entities(root):
        raise NotAFeed("declares entities, which can make a small feed endless")
    return root


def _declares_entities(root: _Element) -> bool:
    types = root.getroottree().docinfo.internalDTD
    return types is not None and any(True for _ in types.iterentities())


def _encoding(text: bytes) -> str | None:
    """Trust the bytes before the declaration: what reads as UTF-8 is UTF-8."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _cut_off(items: list[_Element], body: bytes) -> RefusedItem:
    """Take a last item without an end off *items*: half a link leads to a wrong story."""
    if not items or body.rstrip().endswith(b"</item>"):
        return RefusedItem("", "cut_off")
    return RefusedItem(_text(items.pop(), "title"), "cut_off")


def _item(element: _Element) -> _Item:
    url, guid, publisher = (_text(element, name) for name in ("link", "guid", "source"))
    return _Item(
        url=url,
        title=_text(element, "title").removesuffix(f" - {publisher}"),
        publisher=publisher,
        publisher_url=_text(element, "source/@url"),
        guid=guid,
        published=_text(element, "pubDate"),
        related=() if guid == _NOT_AVAILABLE else _related(element, url),
    )


def _related(element: _Element, own: str) -> tuple[_Anchor, ...]:
    """List the anchors of the description, without the item's own and Google's own pages."""
    description = html.fromstring(f"<div>{_text(element, 'description')}</div>")
    anchors = [_anchor(one) for one in islice(description.iter("a"), _MOST_RELATED)]
    return tuple(one for one in anchors if one.url not in {"", own} and not _is_googles(one.url))


def _anchor(element: _Element) -> _Anchor:
    publisher = _text(element, "following-sibling::font[1]")
    return _Anchor(_text(element, "@href"), _text(element, "."), publisher)


def _lead(item: _Item, ask: Ask) -> Link | RefusedItem:
    if reason := _unusable(item):
        return RefusedItem(item.title, reason)
    published_at = from_rfc822(item.published)
    return Link(
        url=item.url,
        title=item.title,
        publisher=item.publisher,
        publisher_host=_host(item.publisher_url),
        published_at=published_at,
        published_day_only=published_at is not None and published_at.time() in _DAY_ONLY,
        source=_source(item.url, item.cluster, ask, guid=item.guid or None),
    )


def _member(anchor: _Anchor, item: _Item, ask: Ask) -> Link | RefusedItem:
    if not _is_address(anchor.url):
        return RefusedItem(anchor.title, "bad_link")
    return Link(
        url=anchor.url,
        title=anchor.title,
        publisher=anchor.publisher,
        source=_source(anchor.url, item.cluster, ask),
    )


def _source(url: str, cluster: str | None, ask: Ask, *, guid: str | None = None) -> Source:
    return Source(
        feed=ask.url,
        query=ask.query,
        edition=ask.edition,
        google_link=url if _host(url) == "news.google.com" else None,
        cluster=cluster,
        guid=guid,
    )


def _unusable(item: _Item) -> str | None:
    if item.guid == _NOT_AVAILABLE:
        return "feed_not_available"
    if not item.url:
        return "no_link"
    return "bad_link" if not _is_address(item.url) or _is_googles(item.url) else None


def _is_address(url: str) -> bool:
    return len(url) <= LONGEST and _host(url) != ""


def _is_googles(url: str) -> bool:
    """Tell Google's own pages, such as "View Full Coverage", from its links to articles."""
    return _host(url) == "news.google.com" and not _ARTICLE.fullmatch(urlsplit(url).path)


def _host(url: str) -> str:
    """Name the host of a web address; empty where it is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host if parts.scheme in {"http", "https"} else ""


def _text(element: _Element, path: str) -> str:
    return str(element.xpath(f"string({path})")).strip()
