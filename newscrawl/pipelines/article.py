"""What the page says of itself, filled up with what the feed said of it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.charsets import page_text
from newscrawl.clean.article import clean
from newscrawl.clean.fitness import unfit
from newscrawl.errors import Refused
from newscrawl.fetch.shells import needs_javascript
from newscrawl.items import Article
from newscrawl.times import as_utc
from newscrawl.urls import canonical, trusted_canonical

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from newscrawl.extract.extracted import Extracted
    from newscrawl.items import Link, Page

_TEXTLESS = frozenset({"no_text", "too_short"})


class Published(NamedTuple):
    at: datetime | None
    precision: str | None
    origin: str | None


def article_of(page: Page, said: Extracted) -> Article:
    """Make the article: the page's word first, the feed's where the page is silent or vaguer."""
    stated = trusted_canonical(said.canonical_url, url=page.url)
    published, source = published_of(said, page.link), page.link.source
    found = {field.name: getattr(source, field.name) for field in fields(source)}  # asdict is dear
    return Article(
        url=canonical(page.url) or page.url,
        title=said.title or page.link.title,
        text=said.text,
        authors=said.authors,
        published_at=published.at and as_utc(published.at),
        published_precision=published.precision,
        modified_at=said.modified_at and as_utc(said.modified_at),
        language=said.language,
        publisher=said.publisher or page.link.publisher,
        description=said.description,
        image=said.image,
        section=said.section,
        tags=said.tags,
        canonical_url=stated,
        free_access=said.free_access,
        fetched_at=page.fetched_at,
        source={**found, "amp_url": page.amp_url},
        provenance=_provenance(said, page.link, published),
        opt_outs=page.opt_outs,
        page=page,
    )


def fit(article: Article, *, least_chars: int, languages: Collection[str] = ()) -> Article:
    """Return *article* cleaned; raise Refused where it is not fit to keep, or in no wanted language."""
    article = clean(article)
    if languages and article.language not in languages:
        raise Refused("other_language")
    if reason := unfit(article, least_chars=least_chars):
        raise Refused("needs_javascript" if reason in _TEXTLESS and _is_shell(article) else reason)
    return article


def _is_shell(article: Article) -> bool:
    page = article.page
    return needs_javascript(page_text(page.body, page.encoding))


def published_of(said: Extracted, link: Link) -> Published:
    """The page's time; the feed's where the page states none, or only the day and the feed the hour of it."""
    told = Published(
        said.published_at, said.published_precision, said.provenance.get("published_at")
    )
    if link.published_at is None:
        return told
    fed = Published(link.published_at, "day" if link.published_day_only else "exact", "feed")
    if said.published_at is None or told.origin == "guess":
        return fed
    if told.precision == "day" and fed.precision == "exact":
        apart = abs(link.published_at.date() - said.published_at.date())
        return fed if apart.days <= 1 else told  # the same day, told in two zones
    return told


def _provenance(said: Extracted, link: Link, published: Published) -> dict[str, str]:
    known: dict[str, str] = dict(said.provenance)
    if published.origin:
        known["published_at"] = published.origin
    fed = {"title": link.title, "publisher": link.publisher}
    return known | {name: "feed" for name in fed if fed[name] and not getattr(said, name)}
