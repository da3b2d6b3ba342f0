"""What walls and shells say to a reader, in the languages of the news."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib import resources

_SAID = frozenset(
    {
        *("consent", "sign_in", "register", "bot_check", "soft_404", "needs_javascript"),
        *("geo_block", "ad_block"),
    }
)
_BETWEEN = re.compile(r"[\W_]+")


def words(text: str) -> str:
    """Return *text* without case and punctuation, to compare it with phrases."""
    return _BETWEEN.sub(" ", text.casefold()).strip()


def kinds_in(text: str) -> set[str]:
    """Return the kinds of page that *text*, which is in words(), speaks for."""
    index = _by_first_word()
    at_hand = (index.get(word, ()) for word in {"", *text.split()})
    return {kind for some in at_hand for phrase, kind in some if phrase in text}


@cache
def phrases(kind: str) -> frozenset[str]:
    return _listed()[kind]


@cache
def _by_first_word() -> dict[str, list[tuple[str, str]]]:
    """A hundred times fewer to look for; what is one word, or written without spaces, is under ""."""
    index: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind in _SAID:
        for phrase in phrases(kind):
            first, spaced, _ = phrase.partition(" ")
            index[first if spaced else ""].append((phrase, kind))
    return index


@cache
def _listed() -> dict[str, frozenset[str]]:
    """Read phrases.txt: a line names a [kind], is a phrase of the last one, or a # comment."""
    found: dict[str, set[str]] = {}
    kind: set[str] = set()
    lines = resources.files(__package__).joinpath("phrases.txt").read_text(encoding="utf-8")
    for line in lines.splitlines():
        if line.startswith("["):
            kind = found.setdefault(line.strip("[]"), set())
        elif phrase := "" if line.startswith("#") else words(line):
            kind.add(phrase)
    return {kind: frozenset(listed) for kind, listed in found.items()}
