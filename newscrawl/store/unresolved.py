"""Links whose publisher is known and whose address is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from newscrawl.store.schema import links

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """What there is to recognise a story by."""

    key: UUID
    url: str
    title: str


def hosts(connection: sa.Connection, asked_of: str, *, now: datetime) -> list[str]:
    many = sa.func.count()
    rows = connection.execute(
        sa.select(links.c.publisher_host)
        .where(links.c.host == asked_of, links.c.due_at <= now, links.c.publisher_host != "")
        .group_by(links.c.publisher_host)
        .order_by(many.desc(), links.c.publisher_host)
    )
    return list(rows.scalars())


def is_waited_for(connection: sa.Connection, host: str) -> bool:
    waits = sa.exists().where(links.c.host == host, links.c.due_at.is_not(None))
    return bool(connection.scalar(sa.select(waits)))


def of(connection: sa.Connection, publisher_host: str) -> list[Unresolved]:
    rows = connection.execute(
        sa.select(links.c.key, links.c.url, links.c.title).where(
            links.c.state == "discovered", links.c.publisher_host == publisher_host
        )
    )
    return [Unresolved(**row) for row in rows.mappings()]
