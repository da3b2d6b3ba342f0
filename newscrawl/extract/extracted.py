"""What a page says: its text, and the facts it states about itself, each with where it stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Origin = Literal[
    "jsonld", "opengraph", "meta", "microdata", "dom", "url", "text", "guess",  # facts
    "blocks", "trafilatura",  # the text: by the block model alone, or with that second opinion
    "rule",  # a site's own
]  # fmt: skip
Precision = Literal["day", "local", "exact"]


class Claim(NamedTuple):
    """A string of the page and the kind of place it stood in."""

    value: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The story of one page.

    `text` has one paragraph a line, list items open with "- "; it is "" where the page has
    no article. Times are aware, in the zone the page wrote them
    in, so that their date is the publisher's day. `published_precision` says how much of that the page gave:
    "exact" a time and its zone, "local" a time without a zone, which is taken as UTC, "day" no
    time, which is midnight UTC; None without a date. `language` is ISO 639-1. `image` and
    `canonical_url` are absolute. `free_access` is what the page declares: False behind a paywall,
    a metered one too; None where it declares nothing. `provenance` has where each fact that
    was found stood, by the fact's name.
    """

    title: str = ""
    text: str = field(default="", repr=False)
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision | None = None
    modified_at: datetime | None = None
    language: str | None = None
    publisher: str = ""
    description: str = ""
    image: str | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    free_access: bool | None = None
    provenance: Mapping[str, Origin] = field(default_factory=dict)
