"""Where a site's home page says its feeds are, and where they usually are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.discover.markup import as_utf8, joined, unfit
from newscrawl.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_HEAD = 500_000  # bytes that are looked at; the links stand in the page's head
_MOST = 50  # feeds of one page; a city newspaper has 30
_TYPES = frozenset(f"application/{name}" for name in ("rss+xml", "atom+xml", "feed+json", "json"))
# In the plural: a British newspaper's Comment is its opinion pages.
_OF_COMMENTS = re.compile(r"[/=_-]comments(?:[/_.&-]|$)", re.IGNORECASE)
_TELLS_COMMENTS = re.compile(
    r"\b(?:comments|commentaires|kommentare|kommentar-feed|comentarios|comentários|commenti"
    r"|komentarze|yorumlar)\b|комментари|コメント|评论|評論",
    re.IGNORECASE,
)
_NO_FEED = re.compile(r"/wp-json(?:/|$)|[?&]rest_route=")  # WordPress's interface, offered as JSON
_USUAL = (
    *("/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml"),
    *("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml"),
)


def advertised(body: bytes, *, url: str, encoding: str | None = None) -> tuple[str, ...]:
    """List the feeds that the page at *url* offers, in its order, without those of comments.

    *encoding* is the charset of the Content-Type header where it names one.
    """
    root = _parsed(as_utf8(body[:_HEAD], f"charset={encoding}"))
    if root is None:
        return ()
    base = next((joined(one, url) for one in _hrefs(root, "base")), url)
    links = (joined(link.get("href", ""), base) for link in root.iter("link") if _is_feed(link))
    fit = (link for link in links if unfit(link) is None and not _is_of_comments(link))
    return tuple(dict.fromkeys(fit))[:_MOST]


def guesses(url: str) -> tuple[str, ...]:
    """List where the site of *url* has its feeds and news sitemaps if it is like most."""
    home = canonical(url)
    if home is None:
        return ()
    parts = urlsplit(home)
    return tuple(f"{parts.scheme}://{parts.netloc}{path}" for path in _USUAL)


def _parsed(text: bytes) -> _Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):  # nothing at all
        return None


def _hrefs(root: _Element, tag: str) -> Iterator[str]:
    return (str(one.get("href")) for one in root.iter(tag) if one.get("href"))


def _is_feed(link: _Element) -> bool:
    kind = str(link.get("type", "")).partition(";")[0].strip().lower()
    href = str(link.get("href", "")).strip()
    return (
        "alternate" in str(link.get("rel", "")).lower().split()
        and kind in _TYPES
        and href != ""
        and not _NO_FEED.search(href)
        and not _TELLS_COMMENTS.search(str(link.get("title", "")))
    )


def _is_of_comments(url: str) -> bool:
    parts = urlsplit(url)
    return _OF_COMMENTS.search(f"{parts.path}?{parts.query}") is not None
