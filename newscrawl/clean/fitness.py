"""Fit to keep, or why not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.items import Article

# One of these says about what three letters of an alphabet say.
_SYLLABLE = re.compile(
    r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003134f]"
)
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


def letters(text: str) -> int:
    """Count letters; a Chinese, Japanese or Korean character counts as three."""
    return sum(map(str.isalpha, text)) + 2 * len(_SYLLABLE.findall(text))
