"""The log of crawls: who ran, with what arguments, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from newscrawl.store import site_files
from newscrawl.store.schema import crawls
from newscrawl.terminal import without_passwords

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def begin(
    connection: sa.Connection, *, spider: str, arguments: Mapping[str, str], now: datetime
) -> int:
    site_files.forget_old(connection, now=now)
    told = {name: without_passwords(value) for name, value in arguments.items()}
    row = connection.execute(
        sa.insert(crawls)
        .values(spider=spider, arguments=told, started_at=now)
        .returning(crawls.c.id)
    )
    return int(row.scalar_one())


def finish(
    connection: sa.Connection,
    crawl: int,
    *,
    outcome: str,
    exit_code: int,
    counts: Mapping[str, int],
    now: datetime,
) -> None:
    connection.execute(
        sa.update(crawls)
        .where(crawls.c.id == crawl)
        .values(ended_at=now, outcome=outcome, exit_code=exit_code, counts=dict(counts))
    )
