"""Fit to keep, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.letters import letters

if TYPE_CHECKING:
    from newscrawl.items import Article

_MOSTLY_LETTERS = 2  # characters of prose to a letter, at most


def unfit(article: Article, *, least_chars: int) -> str | None:
    """Return a word for the ledger why *article* is not to be stored; None where it is fit."""
    if not article.text.strip():
        return "no_text"
    if _has_fewer_letters(article.text, least_chars):
        return "too_short"
    if not article.title.strip():
        return "no_title"
    return None


def _has_fewer_letters(text: str, least: int) -> bool:
    opening = text[: _MOSTLY_LETTERS * least]  # enough to tell of nearly all texts
    return letters(opening) < least and letters(text) < least
