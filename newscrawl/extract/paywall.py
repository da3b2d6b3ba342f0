"""Stories cut short by a paywall that the page does not declare."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORT = 1_500  # letters; teasers are shorter, most whole stories are not
_READ = 2 * _SHORT  # characters; nearly all stories have so many letters among so many
_TEASER = 500  # letters; up to here a story is a teaser wherever a paywall stands beside it
_WHOLE = re.compile(r"[.!?。！？।۔។»”\"’')\]]\s*$")  # how a story ends; "..." and "…" are cut short
_CUT = re.compile(r"(?:\.{3}|…|\[…\])\W*$")
# What the boxes of paywalls are called, by publishers and by those who sell them walls.
_NAMES = re.compile(
    r"(?<!\bno-)(?<!\bno)pay-?wall|reg-?wall|metered-?content|piano-(?:offer|inline)|tp-container-inner|poool-widget"
    r"|subscri(?:ption|ber)s?-(?:required|wall|only|lock)|premium-(?:lock|wall|content-lock)|content-gate"
    r"|plus-?wall|abo-?(?:wall|schranke)|paid-?barrier|fade-?out-?paywall|article-?lock(?:ed)?\b",
    re.IGNORECASE,
)


def is_cut_short(tree: Any, text: str) -> bool:
    """Tell whether *text* is the teaser of a story whose page shows a paywall.

    Either alone is no sign: whole stories have offers beside them, and short ones end somewhere.
    """
    if sum(map(len, filter(str.isalpha, text[:_READ].split()))) > _SHORT:
        return False  # in whole words alone, which is soon counted
    letters = sum(map(str.isalpha, text))
    if not 0 < letters <= _SHORT:
        return False
    if letters > _TEASER and _WHOLE.search(text) and not _CUT.search(text):
        return False
    return _has_wall(tree) or _says_so(tree)


def _has_wall(tree: Any) -> bool:
    named = tree.xpath("//body//*[@class or @id]")
    return any(_NAMES.search(f"{one.get('class', '')} {one.get('id', '')}") for one in named)


def _says_so(tree: Any) -> bool:
    body = tree.find("body")
    said = " ".join(" ".join(_shown(body) if body is not None else ()).lower().split())
    said = said.replace("’", "'")
    return any(phrase in said for phrase in _phrases())


def _shown(body: Any) -> Iterator[str]:
    """Yield the texts of *body*: by XPath, 90,000 of them in one element took minutes."""
    for element in body.iter():
        if element.text and element.tag not in ("script", "style"):
            yield element.text
        if element.tail:
            yield element.tail


@cache
def _phrases() -> tuple[str, ...]:
    listed = resources.files(__package__).joinpath("paywall.txt").read_text(encoding="utf-8")
    return tuple(filter(None, listed.splitlines()))
