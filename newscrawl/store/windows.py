"""Which time windows of which queries were asked, and what they held."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl.store.insert import insert
from newscrawl.store.schema import windows

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWindow:
    """Days are UTC, half open; `items` counts what came, `new` the links nobody knew.

    What lay outside `since` and `until` was dropped from the answer.
    """

    key: UUID
    query: str
    edition: str
    start_day: date
    end_day: date
    hours: int | None
    since: datetime | None
    until: datetime | None
    asked_at: datetime
    verdict: str
    items: int
    new: int


def note(connection: sa.Connection, asked: AskedWindow) -> None:
    """Write down an answer; a window asked again keeps the sum of what was new in it.

    A block leaves an earlier answer as it was, and goes when the window is answered.
    """
    if asked.verdict != BLOCKED:
        connection.execute(
            sa.delete(windows).where(
                windows.c.query == asked.query,
                windows.c.edition == asked.edition,
                windows.c.start_day == asked.start_day,
                windows.c.end_day == asked.end_day,
                windows.c.verdict == BLOCKED,
            )
        )
    new = insert(connection, windows).values(asdict(asked))
    said: dict[str, Any] = {
        name: new.excluded[name] for name in ("asked_at", "verdict", "items", "since", "until")
    }
    said["new"] = windows.c.new + new.excluded.new
    connection.execute(new.on_conflict_do_update(index_elements=[windows.c.key], set_=said))


def of(connection: sa.Connection, *, query: str, edition: str) -> list[AskedWindow]:
    rows = connection.execute(
        sa.select(windows)
        .where(windows.c.query == query, windows.c.edition == edition)
        .order_by(windows.c.start_day, windows.c.end_day)
    )
    return [AskedWindow(**row) for row in rows.mappings()]


def coverage(connection: sa.Connection) -> list[AskedWindow]:
    """Every window of every query, in the order a reader wants them."""
    rows = connection.execute(
        sa.select(windows).order_by(
            windows.c.query, windows.c.edition, windows.c.start_day, windows.c.end_day
        )
    )
    return [AskedWindow(**row) for row in rows.mappings()]
