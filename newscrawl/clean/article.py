"""An article with every field as it should have been typed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newscrawl import times
from newscrawl.clean.boilerplate import drop_boilerplate
from newscrawl.clean.text import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from newscrawl.items import Article

_LONGEST_NAME = 100  # characters; longer ones are sentences that stood in the byline
_NO_NAME = re.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@]++@\S+\.\S+", re.IGNORECASE)
# "Von" opens names too (von Trier): there two capitalised words have to follow.
_BYLINE = re.compile(
    r"(?i:by|por|par)(?::\s*|\s+|$)|(?i:von)(?::\s*|\s+(?=[^\Wa-z]\S*\s+[^\Wa-z]))"
)
_AROUND_NAMES = " ,;|/·•-–—"


def clean(article: Article) -> Article:
    """Return *article* cleaned; a text that is only boilerplate becomes "", an impossible time None."""
    at = article.fetched_at
    published_at = _possible(article.published_at, now=at)
    cleaned = replace(
        article,
        title=clean_line(article.title),
        text=drop_boilerplate(clean_text(article.text)),
        authors=clean_authors(article.authors),
        published_at=published_at,
        published_precision=article.published_precision if published_at else None,
        modified_at=_possible(article.modified_at, now=at),
        language=_said(article.language),
        publisher=clean_line(article.publisher),
        description=clean_line(article.description),
        image=_said(article.image),
        section=clean_line(article.section),
        tags=_each_once(map(clean_line, article.tags)),
        canonical_url=_said(article.canonical_url),
        source={name: _said(value) for name, value in article.source.items()},
    )
    return replace(cleaned, provenance=_of_what_is_left(cleaned))


def clean_authors(authors: Iterable[str]) -> tuple[str, ...]:
    """Return names only, each once: no addresses, no "By "."""
    names = (_NO_NAME.sub("", clean_line(author)).strip(_AROUND_NAMES) for author in authors)
    bare = (_without_byline(name) for name in names)
    return _each_once(name for name in bare if len(name) <= _LONGEST_NAME)


def _without_byline(name: str) -> str:
    opening = _BYLINE.match(name)
    return name[opening.end() :].strip(_AROUND_NAMES) if opening else name


def _of_what_is_left(article: Article) -> dict[str, str]:
    """Return the provenance of those fields that still say something."""
    nothing: tuple[object, ...] = (None, "", ())
    stated = article.provenance.items()
    return {name: origin for name, origin in stated if getattr(article, name) not in nothing}


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for word in filter(None, words):
        first.setdefault(word.casefold(), word)
    return tuple(first.values())


def _said(text: str | None) -> str | None:
    return (clean_line(text) or None) if text else None


def _possible(moment: datetime | None, *, now: datetime) -> datetime | None:
    return moment if moment is not None and times.plausible(moment, now=now) else None
