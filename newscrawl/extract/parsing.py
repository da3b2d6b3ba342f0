"""A page in UTF-8 as a tree, without what libxml2 trips over or takes for ever on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from newscrawl.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

# libxml2's time grows with the square of one element's attributes: 15 s for 100,000. No element of
# the real pages has 320; what a page of so few characters can hold is parsed within seconds.
_ATTRIBUTES, _HARMLESS = 1_000, 250_000
_LONG_TAG = 2_000  # bytes
_TAG = re.compile(rb"[a-zA-Z][^>]*")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
# One page in seventy goes on after such a tag. Browsers read on, libxml2 loses what follows.
_PAGE_ENDS = re.compile(rb"</[bBhH](?:[oO][dD][yY]|[tT][mM][lL])\s*>")  # faster than case ignored
_OF_HEAD = frozenset(
    ("title", "meta", "link", "script", "style", "base", "noscript", "template", "object")
)
# lxml.html's own parser asks Python for the class of every element that is touched. One parser serves
# all threads, one after another, and saves what a new one costs.
_PARSER = etree.HTMLParser(
    encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True
)
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


def parsed(page: bytes) -> Any:
    """Return the tree of a page in UTF-8, or None where it has no element; raise Refused("too_large")."""
    page = _PAGE_ENDS.sub(b"", page.replace(b"\0", b""))
    if len(page) > _HARMLESS and _has_endless_attributes(page):
        raise Refused("too_large")
    try:
        tree = html.document_fromstring(page, parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    _open_body(tree)
    return tree


def _open_body(tree: Any) -> None:
    """Begin the body, whose tag may be left out, with the first element that is none of a head's.

    libxml2 takes header, nav, main or article, of which it knows nothing, for a part of the head.
    """
    first = next((each for each in tree.iterfind("head/*") if each.tag not in _OF_HEAD), None)
    if first is None:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    body[:0] = [first, *first.itersiblings()]


def _has_endless_attributes(page: bytes) -> bool:
    """Tell it of any element; its tag is what follows a < up to the next one."""
    return any(len(_QUOTED.sub(b"", tag).split()) > _ATTRIBUTES for tag in _long_tags(page))


def _long_tags(page: bytes) -> Iterator[bytes]:
    """Yield what may be a tag of _LONG_TAG bytes: between its two < lies a stretch of half as many without one."""
    at, stretch = 0, _LONG_TAG // 2
    while at < len(page):
        if page.find(b"<", at, at + stretch) >= 0:
            at += stretch
            continue
        opened, end = page.rfind(b"<", 0, at), page.find(b"<", at)
        at = end if end >= 0 else len(page)
        if tag := _TAG.match(page, opened + 1, at):
            yield tag[0]
