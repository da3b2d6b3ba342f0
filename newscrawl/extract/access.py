"""Whether a page declares that everybody may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.extract import jsonld

if TYPE_CHECKING:
    from newscrawl.extract.extracted import Origin
    from newscrawl.extract.jsonld import Node
    from newscrawl.extract.sheet import Sheet

_SAID = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NOT_SAID = {word: not truth for word, truth in _SAID.items()}
_TIERS = (
    "article:content_tier",
    "article:content-tier",
    "og:article:content_tier",
    "article_content_tier",
)
# Metered is not free: a reader who has had his share sees a wall. Google's guide to paywalled
# content has metered pages declare isAccessibleForFree false, too.
_TIER = {"free": True, "metered": False, "locked": False}
_FREE = ("isaccessibleforfree", "cxenseparse:isaccessibleforfree")
_PREMIUM = (
    "ispremium",
    "cxenseparse:ispremium",
    "cxenseparse:ifr-ispremium",
    "requiressubscription",
)


def declared(node: Node, sheet: Sheet) -> tuple[bool, Origin] | None:
    """Return what JSON-LD says, else microdata and meta elements; None where none of them does."""
    if (free := _of_node(node)) is not None:
        return free, "jsonld"
    for names, meaning in ((_FREE, _SAID), (_TIERS, _TIER), (_PREMIUM, _NOT_SAID)):
        for value, origin in sheet.each(*names):
            if (free := meaning.get(value.lower())) is not None:
                return free, origin
    return None


def _of_node(node: Node) -> bool | None:
    """A page with a locked part is not free, whatever it says of the whole."""
    parts = [part for part in jsonld.listed(node.get("hasPart")) if isinstance(part, dict)]
    stated = [_truth(one.get("isAccessibleForFree")) for one in (node, *parts)]
    return False if False in stated else stated[0]


def _truth(value: object) -> bool | None:
    """Read true, "True" and "http://schema.org/True"."""
    if isinstance(value, list):
        value = next(iter(value), None)
    return _SAID.get(str(value).rpartition("/")[2].strip().lower())
