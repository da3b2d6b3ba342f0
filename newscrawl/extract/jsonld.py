"""What a page says about itself in JSON-LD, however it is wrapped."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import json_repair

from newscrawl import urls
from newscrawl.entities import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Node = dict[str, Any]

_ARTICLES = frozenset(
    name.lower()
    for name in (
        "Article",
        "NewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "ScholarlyArticle",
        "TechArticle",
        "Report",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Review",
    )
)
_PAGES = frozenset(("webpage", "itempage"))  # where the article's own node leaves gaps
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")  # neighbouring stories stand elsewhere
# Characters of a page's scripts that are repaired when they are broken: json-repair's time grows with
# their square, and 30,000 of [["a" took 17 s. Of 1,726 real pages two have one to repair, of 2,649 at most.
_REPAIRED = 10_000
_OF_STORY = re.compile(r"headline|datePublished|isAccessibleForFree")
_NODES = 5_000  # a page's graph has tens; a hostile one must come to an end
_WRAPPING = re.compile(r"<!--|-->|(?://|/\*)? ?(?:<!\[CDATA\[|\]\]>) ?(?:\*/)?")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


def article(scripts: Iterable[str], url: str) -> Node:
    """Return the node of the page's article, its references filled in; {} where there is none."""
    nodes = [node for data in _documents(scripts) for node in _nodes(data)]
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    articles = [node for node in nodes if _types(node) & _ARTICLES]
    pages = [node for node in nodes if _types(node) & _PAGES]
    told = _fittest(pages, url) | _fittest(articles, url)
    return {name: _filled(value, named) for name, value in told.items()}


def is_news(node: Node) -> bool:
    """Tell whether a node is a NewsArticle, or one of the kinds of it."""
    return any(name.endswith("newsarticle") for name in _types(node))


def listed(value: object) -> list[Any]:
    """Return *value* as a list: JSON-LD writes one thing without brackets."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def names(value: object) -> list[str]:
    """Return the names in *value*: a string, a Person or Organization, or a list of them."""
    found: list[str] = []
    for one in listed(value):
        name = _name(one) if isinstance(one, dict) else one
        found += [text for text in listed(name) if isinstance(text, str)]
    return found


def _name(node: Node) -> object:
    in_parts = (node.get("givenName"), node.get("familyName"))
    return node.get("name") or " ".join(part for part in in_parts if isinstance(part, str))


def address(value: object) -> str:
    """Return the first URL in *value*: a string, an ImageObject, or a list of them."""
    for one in listed(value):
        stated = (one.get("url") or one.get("contentUrl")) if isinstance(one, dict) else one
        for text in listed(stated):
            if isinstance(text, str) and text:
                return text
    return ""


def _documents(scripts: Iterable[str]) -> Iterator[object]:
    """Yield what each script holds; None where nothing can be made of it."""
    repairable = _REPAIRED
    for script in scripts:
        data = _read(script)
        if data is None and len(script) <= repairable and _OF_STORY.search(script):
            repairable -= len(script)
            data = _repaired(script)
        yield data


def _read(script: str) -> object:
    """Read what browsers' parsers and search engines forgive: wrapping, newlines, commas."""
    for forgive in (str.strip, _unwrapped, _without_commas, unescaped):
        try:
            return json.loads(forgive(script), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _repaired(script: str) -> object:
    """Read quotes within quotes, bare words, comments, and what was cut short."""
    try:
        return json_repair.loads(_unwrapped(script), skip_json_loads=True)
    except (ValueError, RecursionError):
        return None


def _unwrapped(script: str) -> str:
    return _WRAPPING.sub("", script).strip().rstrip(";")


def _without_commas(script: str) -> str:
    return _TRAILING_COMMA.sub("", _unwrapped(script))


def _nodes(data: object) -> Iterator[Node]:
    waiting = deque([data])
    for _ in range(_NODES):
        if not waiting:
            return
        one = waiting.popleft()
        if isinstance(one, list):
            waiting.extendleft(reversed(one[:_NODES]))
        elif isinstance(one, dict):
            yield one
            waiting += [one[key] for key in _INSIDE if key in one]


def _types(node: Node) -> set[str]:
    """Return the names of a node's types, in small letters: some sites have no others."""
    stated = (text for text in listed(node.get("@type")) if isinstance(text, str))
    return {re.split(r"[/#:]", text)[-1].lower() for text in stated}


def _fittest(nodes: Sequence[Node], url: str) -> Node:
    """Return the node that names this page, else one with a headline, which names no other page if possible."""
    if len(nodes) == 1:
        return nodes[0]
    own = urls.key(url)
    return max(nodes, key=lambda node: _fitness(node, url, own), default={})


def _fitness(node: Node, url: str, own: str | None) -> tuple[bool, ...]:
    stated = (node.get("url"), node.get("mainEntityOfPage"), node.get("@id"))
    addresses = [one.get("@id") if isinstance(one, dict) else one for one in stated]
    keys = [
        urls.key(_joined(url, one))
        for one in addresses
        if isinstance(one, str) and one[:1] not in ("", "#")
    ]
    pages = {one for one in keys if one and "/" in one}
    above = [
        page for page in pages if own and own.startswith(f"{page}/")
    ]  # this is its second page
    is_elsewhere = own is not None and bool(pages) and not above
    told = bool(node.get("headline")), not is_elsewhere, bool(node.get("datePublished"))
    return own in pages, *told


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address)
    except ValueError:
        return ""


def _filled(value: object, named: dict[str, Node]) -> object:
    if isinstance(value, list):
        return [_filled(one, named) for one in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        return named.get(value["@id"], {}) | value
    return value
