"""What came in and what became of it: counts that add up to the links discovered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl.items import OPT_OUTS
from newscrawl.store.schema import ENDED, WAITING, articles, crawls, links

if TYPE_CHECKING:
    from datetime import datetime

_STATES = (*WAITING, *ENDED)


def report(connection: sa.Connection, *, hosts: int, crawls_shown: int = 5) -> dict[str, Any]:
    """Count links by state, by reason and by host (the *hosts* with most links), newest crawls last.

    The counts are read at one moment, so they belong together: *connection* has done nothing yet.
    """
    if connection.dialect.name == "postgresql":  # elsewhere each statement would see its own moment
        connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    states = _by_state(connection)
    return {
        "discovered": sum(states.values()),
        "states": states,
        "reasons": _by_reason(connection),
        "hosts": _by_host(connection, most=hosts),
        "articles": connection.scalar(sa.select(sa.func.count()).select_from(articles)) or 0,
        "opt_outs": _opt_outs(connection),
        "next_due_at": _iso(connection.scalar(sa.select(sa.func.min(links.c.due_at)))),
        "crawls": _newest_crawls(connection, most=crawls_shown),
    }


def _by_state(connection: sa.Connection) -> dict[str, int]:
    rows = connection.execute(
        sa.select(links.c.state, sa.func.count().label("links")).group_by(links.c.state)
    )
    counted = {row.state: row.links for row in rows}
    return {state: counted.get(state, 0) for state in _STATES}


def _by_reason(connection: sa.Connection) -> list[dict[str, Any]]:
    many = sa.func.count().label("links")
    rows = connection.execute(
        sa.select(links.c.state, links.c.reason, many)
        .group_by(links.c.state, links.c.reason)
        .order_by(links.c.state, many.desc(), links.c.reason)
    )
    return [dict(row) for row in rows.mappings()]


def _by_host(connection: sa.Connection, *, most: int) -> list[dict[str, Any]]:
    many = sa.func.count().label("links")
    per_state = [
        sa.func.sum(sa.case((links.c.state == state, 1), else_=0)).label(state) for state in _STATES
    ]
    rows = connection.execute(
        sa.select(links.c.host, many, *per_state)
        .group_by(links.c.host)
        .order_by(many.desc(), links.c.host)
        .limit(most)
    )
    return [{name: _plain(value) for name, value in row.items()} for row in rows.mappings()]


def _opt_outs(connection: sa.Connection) -> dict[str, int]:
    """Stored articles by what their owners say they are not for; one may say several things."""
    rows = connection.execute(
        sa.select(articles.c.opt_outs, sa.func.count())
        .where(articles.c.opt_outs.is_not(None))
        .group_by(articles.c.opt_outs)
    ).all()
    counted = {kind: sum(many for said, many in rows if kind in said) for kind in OPT_OUTS}
    return {kind: many for kind, many in counted.items() if many}


def _newest_crawls(connection: sa.Connection, *, most: int) -> list[dict[str, Any]]:
    rows = connection.execute(sa.select(crawls).order_by(crawls.c.id.desc()).limit(most))
    return [
        {**row, "started_at": _iso(row["started_at"]), "ended_at": _iso(row["ended_at"])}
        for row in reversed(rows.mappings().all())
    ]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else int(value)  # PostgreSQL sums are Decimal


def _iso(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
