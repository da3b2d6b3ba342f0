"""Any publisher's feed as Links: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, however it was typed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from newscrawl.discover.dates import read_date
from newscrawl.discover.googlenews_feed import NotAFeed, RefusedItem
from newscrawl.discover.markup import (
    as_utf8,
    based,
    joined,
    local_name,
    namespace,
    parse_xml,
    plain_title,
    unfit,
    whole,
    words,
)
from newscrawl.items import Link, Source
from newscrawl.urls import LONGEST, host_of, is_google_news

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

LONGEST_FEED = 10_000_000  # bytes; feeds of whole archives have 5 million
MOST_ITEMS = 5_000  # of one feed; the longest archive seen has 3,000

_CHILDREN = 40  # of one item that are looked at; real ones have five we want
_MOST_DATES = 3  # of one item that are tried; the best come first

_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}
_DATES = (  # best first: when it was published, then when it was changed
    *("pubDate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created"),
    *("atom:published", "date", "created", "updated", "atom:updated", "dcterms:modified"),
    "modified",
)
_NAMES = ("title", "link", "guid", "id", "origLink", *_DATES)
_WANTED = (
    *dict.fromkeys(f"{{*}}{name.rpartition(':')[2]}" for name in _NAMES),
    *(name for name in (*_DATES, "atom:link", "feedburner:origLink", "dc:title") if ":" in name),
)  # a prefix nobody declared stays in the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """All a feed says; `hub` is where WebSub tells of news as they come."""

    title: str
    links: tuple[Link, ...]
    refused: tuple[RefusedItem, ...]
    hub: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """`urls` are absolute and the best first, `dates` too as they were written."""

    title: str
    urls: tuple[str, ...]
    guid: str
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a feed says in any of its languages."""

    title: str
    site: str
    hub: str
    items: list[_Item]
    refused: list[RefusedItem]


def read_feed(body: bytes, *, url: str, content_type: str = "") -> Feed:
    """Read a feed that was found at *url*, each link once and in its order.

    Raises NotAFeed where there is none. One that ends too early gives what it holds and one
    refusal `cut_off`, one that is too long its first 5,000 items and one `too_many`.
    """
    if len(body) > LONGEST_FEED:
        raise NotAFeed(f"too large: {len(body):,} bytes")
    text = as_utf8(body, content_type)
    told = _from_json(text, url) if text.startswith(b"{") else _from_xml(text, url)
    links: dict[str, Link] = {}
    for item in told.items:
        found = _link(item, told, url)
        if isinstance(found, RefusedItem):
            told.refused.append(found)
        else:
            links.setdefault(found.url, found)
    return Feed(
        title=told.title,
        links=tuple(links.values()),
        refused=tuple(told.refused),
        hub=told.hub if unfit(told.hub) is None else None,
    )


def _link(item: _Item, told: _Told, feed: str) -> Link | RefusedItem:
    fit = next((url for url in item.urls if unfit(url) is None), None)
    if fit is None:
        first = item.urls[0] if item.urls else ""
        return RefusedItem(item.title or first, unfit(first) or "no_link")
    date = next(filter(None, map(read_date, item.dates)), None)
    return Link(
        url=fit,
        title=item.title,
        publisher=told.title,
        publisher_host=host_of(told.site) or host_of(feed),
        published_at=date.at if date else None,
        published_day_only=date is not None and date.day_only,
        source=Source(
            feed=feed,
            google_link=fit if is_google_news(fit) else None,
            guid=item.guid or None,
        ),
    )


# --- XML ---


def _from_xml(text: bytes, url: str) -> _Told:
    root, text, sound = parse_xml(text)
    name = "entry" if local_name(root) == "feed" else "item"
    elements = list(islice(root.iter(f"{{*}}{name}"), MOST_ITEMS + 1))
    refused = [] if sound else _cut_off(elements, text, name)
    if len(elements) > MOST_ITEMS:
        refused.append(RefusedItem("", "too_many"))
    channel = next(root.iterchildren("{*}channel"), root)
    base = based(channel, url if channel is root else based(root, url))
    children = _children(channel)
    links = _links(children, base)
    return _Told(
        title=_title(children),
        site=next((link for rel, link in links if rel == "alternate"), ""),
        hub=next((link for rel, link in links if rel == "hub"), ""),
        items=[_item(element, base) for element in elements[:MOST_ITEMS]],
        refused=refused,
    )


def _cut_off(elements: list[_Element], text: bytes, name: str) -> list[RefusedItem]:
    """Take a last item without an end off *elements*: half a link leads to a wrong story."""
    begun = [
        one.end()
        for one in re.finditer(rb"<(?:[\w.-]{1,40}:)?%s(?=[\s>/]|\Z)" % name.encode(), text)
    ]
    last = begun[-1] if begun else 0
    rest = text[last:]
    ended = re.search(rb"</(?:[\w.-]{1,40}:)?(?:rss|RDF|feed)\s*>", rest) is not None
    if ended and (len(begun) <= len(elements) or len(elements) > MOST_ITEMS):
        return []
    if elements and not re.search(rb"</(?:[\w.-]{1,40}:)?%s\s*>" % name.encode(), rest):
        return [RefusedItem(_title(_children(elements.pop())), "cut_off")]
    return [RefusedItem("", "cut_off")]


def _item(element: _Element, base: str) -> _Item:
    children = _children(element)
    base = based(element, base)
    about = element.get(_RDF_ABOUT, "")
    guid = _text(children, "guid", "id") or about
    return _Item(
        title=_title(children),
        urls=tuple(dict.fromkeys(filter(None, _urls(children, base, about)))),
        guid=whole(guid[:LONGEST]),
        dates=tuple(filter(None, (_text(children, name) for name in _DATES)))[:_MOST_DATES],
    )


def _urls(children: dict[str, list[_Element]], base: str, about: str) -> Iterator[str]:
    """Yield an item's links: its own page first, then what may be it."""
    links = _links(children, base)
    yield joined(_text(children, "feedburner:origLink"), base)
    yield from (link for rel, link in links if rel == "alternate")
    for guid in children.get("guid", ()):
        if guid.get("isPermaLink", "true").strip().lower() != "false":
            yield from _if_web(words(guid))
    yield from (link for rel, link in links if rel == "self")
    yield from _if_web(_text(children, "id"))
    yield from _if_web(about)


def _if_web(text: str) -> Iterator[str]:
    if text.lower().startswith(("http://", "https://")):
        yield joined(text, "")


def _links(children: dict[str, list[_Element]], base: str) -> list[tuple[str, str]]:
    """List rel and address of all links, pages before other alternates."""
    elements = [*children.get("link", ()), *children.get("atom:link", ())]
    elements.sort(key=lambda link: "html" not in link.get("type", "html").lower())
    return [(_rel(link), joined(_target(link), based(link, base))) for link in elements]


def _rel(link: _Element) -> str:
    return str(link.get("rel", "alternate")).strip().lower().rpartition("/")[2]


def _target(link: _Element) -> str:
    """Read the address; where HTML tools closed the element too early it stands behind it."""
    tail = (link.tail or "").strip()
    return link.get("href", "") or words(link) or (tail if tail.startswith("http") else "")


def _children(element: _Element) -> dict[str, list[_Element]]:
    """Sort what we know among an element's children by name, with one prefix a vocabulary."""
    own = namespace(element)
    found: dict[str, list[_Element]] = {}
    for child in islice(element.iterchildren(*_WANTED), _CHILDREN):
        found.setdefault(_name(child, own), []).append(child)
    return found


def _name(child: _Element, own: str) -> str:
    space = namespace(child)
    local = local_name(child)
    if space in {"", own} and ":" not in str(child.tag):
        return local
    if not space or space == own:
        return str(child.tag).rpartition("}")[2]
    if space in _PREFIXES:
        return f"{_PREFIXES[space]}:{local}"
    return f"{child.prefix}:{local}" if child.prefix else local


def _title(children: dict[str, list[_Element]]) -> str:
    return plain_title(_text(children, "title", "dc:title", "atom:title"))


def _text(children: dict[str, list[_Element]], *names: str) -> str:
    found = (words(child) for name in names for child in children.get(name, ()))
    return next(filter(None, found), "")


# --- JSON ---


def _from_json(text: bytes, url: str) -> _Told:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("JSON that is broken or cut off") from error
    if "jsonfeed.org/version/" not in _string(feed, "version"):
        raise NotAFeed("JSON, but no JSON Feed")
    items, hubs = _list(feed, "items"), _list(feed, "hubs")
    return _Told(
        title=plain_title(_string(feed, "title")),
        site=joined(_string(feed, "home_page_url"), url),
        hub=joined(_string(hubs[0], "url") if hubs else "", url),
        items=[_json_item(item, url) for item in items[:MOST_ITEMS]],
        refused=[RefusedItem("", "too_many")] if len(items) > MOST_ITEMS else [],
    )


def _json_item(item: object, base: str) -> _Item:
    guid = _string(item, "id")
    links = (joined(_string(item, name), base) for name in ("url", "external_url"))
    return _Item(
        title=plain_title(_string(item, "title")),
        urls=tuple(dict.fromkeys(filter(None, (*links, *_if_web(guid))))),
        guid=guid[:LONGEST],
        dates=(_string(item, "date_published"), _string(item, "date_modified")),
    )


def _string(value: object, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, int) and abs(found) < 1 << 64:
        return str(found)
    return whole(found.replace("\0", "")) if isinstance(found, str) else ""


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []
