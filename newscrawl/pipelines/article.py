"""What the page says of itself, filled up with what the feed said of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from newscrawl.items import Article
from newscrawl.urls import canonical, trusted_canonical

if TYPE_CHECKING:
    from datetime import datetime

    from newscrawl.extract.extracted import Extracted
    from newscrawl.items import Link, Page


def article_of(page: Page, said: Extracted) -> Article:
    """Make the article: the page's word first, the feed's where the page is silent or vaguer."""
    stated = trusted_canonical(said.canonical_url, url=page.url)
    return Article(
        url=canonical(page.url) or page.url,
        title=said.title or page.link.title,
        text=said.text,
        authors=said.authors,
        published_at=published_at(said, page.link),
        modified_at=said.modified_at,
        language=said.language,
        publisher=said.publisher or page.link.publisher,
        description=said.description,
        image=said.image,
        section=said.section,
        tags=said.tags,
        canonical_url=stated,
        fetched_at=page.fetched_at,
        source={**asdict(page.link.source), "amp_url": page.amp_url},
        page=page,
    )


def published_at(said: Extracted, link: Link) -> datetime | None:
    """The page's time; the feed's where the page has none, or only the day and the feed the hour of it."""
    if said.published_at is None:
        return link.published_at
    if said.published_day_only and link.published_at and not link.published_day_only:
        apart = abs(link.published_at.date() - said.published_at.date())
        if apart.days <= 1:  # the same day, told in two zones
            return link.published_at
    return said.published_at
