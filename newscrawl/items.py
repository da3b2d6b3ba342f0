"""What goes through the house: a Link was discovered, a Page was fetched, an Article was extracted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

# What a publisher can say that its pages are not for: fetch/opt_outs.py reads it.
OPT_OUTS = ("noindex", "noarchive", "noai", "tdm", "ai_txt", "content_signal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a link was found: the feed that was asked, and what it said beside the link.

    `google_link` is the link as Google gave it (None where the feed names the publisher's
    URL), `cluster` Google's id of the group of related coverage (None outside a group).
    """

    feed: str
    query: str | None = None
    edition: str | None = None
    google_link: str | None = None
    cluster: str | None = None
    guid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A story somebody pointed at, as it was found.

    `url` is what was found: Google's link or the publisher's. `publisher_host` is a host
    name without scheme. `published_at` is aware UTC; `published_day_only` says that the feed
    knew the day and not the hour.
    """

    url: str
    source: Source
    title: str = ""
    publisher: str = ""
    publisher_host: str = ""
    published_at: datetime | None = None
    published_day_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer of a publisher to one link.

    `key` is the ledger's name for the link, `asked` the address we asked, `url` the one that
    answered after redirects, `encoding` the charset of the Content-Type header where it names one,
    `opt_outs` what the answer and the site's files say the page is not for.
    """

    key: UUID
    link: Link
    asked: str
    url: str
    body: bytes = field(repr=False)
    fetched_at: datetime
    encoding: str | None = None
    amp_url: str | None = None
    opt_outs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A story as it is stored and exported: flat, named after schema.org NewsArticle.

    Times are aware UTC; `published_precision` is "exact", "local" (a time without a zone, taken
    as UTC), "day" (no time, midnight UTC) or None without a date. `language` is ISO 639-1,
    `source` is the link's Source as a dict with the AMP address added. `free_access` is what the
    page declares, None where it does not. `provenance` says by a field's name where its value
    stood: jsonld, opengraph, meta, microdata, dom, url, text or feed. `opt_outs` says by OPT_OUTS where
    its owner said what it is not for, and `robots` what robots.txt said. `page` is what the
    article was made of and is never exported.
    """

    url: str
    title: str
    text: str = field(repr=False)
    authors: tuple[str, ...]
    published_at: datetime | None
    published_precision: str | None
    modified_at: datetime | None
    language: str | None
    publisher: str
    description: str
    image: str | None
    section: str
    tags: tuple[str, ...]
    canonical_url: str | None
    free_access: bool | None
    fetched_at: datetime
    source: dict[str, str | None]
    provenance: dict[str, str]
    opt_outs: dict[str, str] = field(default_factory=dict)
    page: Page = field(repr=False)
