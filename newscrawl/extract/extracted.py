"""What a page says: its text, and the facts it states about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The story of one page.

    `text` has one paragraph a line, list items open with "- "; it is "" where the page has
    no article. Times are aware UTC; `published_day_only` says that the page gave a day and no
    hour. `language` is ISO 639-1. `image` and `canonical_url` are absolute.
    """

    title: str = ""
    text: str = field(default="", repr=False)
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_day_only: bool = False
    modified_at: datetime | None = None
    language: str | None = None
    publisher: str = ""
    description: str = ""
    image: str | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
