"""What crosses the ledger's counter: links found, leased, resolved, ended, put off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from newscrawl.items import Link
    from newscrawl.store.schema import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A link as discovery hands it in: `target` is None while only Google knows it.

    `feed_key` is the fingerprint of the feed that named it.
    """

    key: UUID
    link: Link
    host: str
    state: State
    feed_key: UUID | None = None
    reason: str = ""
    target: str | None = None
    target_key: UUID | None = None
    amp_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """The links never seen before, and those of them that ended at once: their story is known."""

    new: list[UUID]
    duplicates: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A link that is ours to work on until the lease of its host runs out.

    `url` is what to ask next, `attempts` counts this one, `hops` the redirects to other
    hosts so far.
    """

    key: UUID
    link: Link
    host: str
    url: str
    amp_url: str | None
    state: State
    attempts: int
    hops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Where a link leads: to be fetched from `host` next."""

    key: UUID
    url: str
    url_key: UUID
    host: str
    amp_url: str | None = None
    hops: int = 0
    cached: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The one end of a link; `article` is the article it became or is another address of."""

    key: UUID
    state: State
    reason: str = ""
    article: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A link put off; `blameless` gives the attempt back, for what was not the link's fault."""

    key: UUID
    reason: str
    due_at: datetime
    blameless: bool = False
