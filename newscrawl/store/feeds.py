"""What is known of a feed: when it is due, what it last answered, how to ask whether it changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from newscrawl.store.insert import insert
from newscrawl.store.schema import feeds

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed as it was left; `interval` is in seconds, `items` those of the last answer that had any."""

    key: UUID
    kind: str
    what: str
    url: str
    asked_at: datetime
    next_at: datetime
    interval: float
    answer: str
    items: int
    etag: str | None = None
    last_modified: str | None = None
    body_key: UUID | None = None
    hub: str | None = None
    position: int = 0


def note(connection: sa.Connection, state: FeedState) -> None:
    new = insert(connection, feeds).values(asdict(state))
    said = {column.name: new.excluded[column.name] for column in feeds.c if column.name != "key"}
    connection.execute(new.on_conflict_do_update(index_elements=[feeds.c.key], set_=said))


def known(connection: sa.Connection, keys: Collection[UUID]) -> dict[UUID, FeedState]:
    """What is known of those of *keys* that were asked before."""
    found: dict[UUID, FeedState] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        some = sa.select(feeds).where(feeds.c.key.in_(wanted[start : start + 500]))
        for row in connection.execute(some).mappings():
            found[row["key"]] = FeedState(**row)
    return found
