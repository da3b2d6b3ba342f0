"""Leases: a host is worked by one crawl at a time, and the dead hold nothing for long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from newscrawl.store.insert import insert
from newscrawl.store.schema import hosts, links

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


_MOST_DOUBLINGS = 20  # of a pause; far beyond any ceiling


def meet(connection: sa.Connection, names: Collection[str], *, next_at: datetime) -> None:
    """Have a row for each of *names*.

    Only what is missing is inserted: ON CONFLICT DO NOTHING would wait for a crawl that is leasing
    the host at this moment, and that one may wait for our links.
    """
    known = set(connection.scalars(sa.select(hosts.c.host).where(hosts.c.host.in_(sorted(names)))))
    rows = [{"host": name, "next_at": next_at} for name in sorted({*names} - known)]
    if rows:
        connection.execute(insert(connection, hosts).on_conflict_do_nothing(), rows)


def lease_due(
    connection: sa.Connection,
    *,
    worker: str,
    most: int,
    without: Collection[str],
    now: datetime,
    until: datetime,
) -> list[str]:
    """Lease up to *most* hosts that have due links and are free to be asked now."""
    due = sa.exists().where(links.c.host == hosts.c.host, links.c.due_at <= now)
    names = list(
        connection.scalars(
            sa.select(hosts.c.host)
            .where(hosts.c.next_at <= now, _free(now), hosts.c.host.not_in(without), due)
            .order_by(hosts.c.next_at, hosts.c.host)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )
    _mark(connection, names, worker=worker, until=until)
    return names


def lease_one(
    connection: sa.Connection, host: str, *, worker: str, now: datetime, until: datetime
) -> bool:
    """Lease *host* whether or not it has links; False where another crawl has it or it rests."""
    meet(connection, [host], next_at=now)
    free = connection.scalar(
        sa.select(hosts.c.host)
        .where(hosts.c.host == host, hosts.c.next_at <= now, _free(now))
        .with_for_update(skip_locked=True)
    )
    if free is None:
        return False
    _mark(connection, [host], worker=worker, until=until)
    return True


def release(
    connection: sa.Connection, names: Sequence[str], *, worker: str, next_at: datetime
) -> None:
    """Hand hosts back, to be asked again no sooner than *next_at* or a later pause of theirs."""
    connection.execute(
        sa.update(hosts)
        .where(hosts.c.host.in_(sorted(names)), hosts.c.worker == worker)
        .values(
            worker=None,
            lease_until=None,
            next_at=sa.case((hosts.c.next_at > next_at, hosts.c.next_at), else_=next_at),
        )
    )


def release_all(connection: sa.Connection, *, worker: str) -> None:
    connection.execute(
        sa.update(hosts).where(hosts.c.worker == worker).values(worker=None, lease_until=None)
    )


def renew(
    connection: sa.Connection, names: Collection[str], *, worker: str, until: datetime
) -> None:
    """Keep the leases of *names*; one that *worker* has and does not know of runs out."""
    connection.execute(
        sa.update(hosts)
        .where(hosts.c.worker == worker, hosts.c.host.in_(sorted(names)))
        .values(lease_until=until)
    )


def pause(connection: sa.Connection, host: str, *, until: datetime) -> None:
    """Leave *host* alone until then, whoever asks; a longer pause already set stays."""
    meet(connection, [host], next_at=until)
    connection.execute(
        sa.update(hosts).where(hosts.c.host == host, hosts.c.next_at < until).values(next_at=until)
    )


def block(
    connection: sa.Connection, host: str, *, base: float, ceiling: float, now: datetime
) -> float:
    """Note one more block in a row and pause *host*; return for how many seconds."""
    meet(connection, [host], next_at=now)
    blocks = connection.scalar(
        sa.update(hosts)
        .where(hosts.c.host == host)
        .values(blocks=hosts.c.blocks + 1)
        .returning(hosts.c.blocks)
    )
    doublings = min((blocks or 1) - 1, _MOST_DOUBLINGS)
    seconds = min(min(base, ceiling) * 2.0**doublings, ceiling)
    pause(connection, host, until=now + timedelta(seconds=seconds))
    return seconds


def unblock(connection: sa.Connection, host: str) -> None:
    connection.execute(
        sa.update(hosts).where(hosts.c.host == host, hosts.c.blocks > 0).values(blocks=0)
    )


def paused_until(connection: sa.Connection, host: str) -> datetime | None:
    return connection.scalar(sa.select(hosts.c.next_at).where(hosts.c.host == host))


def next_due(
    connection: sa.Connection, *, worker: str, without: Collection[str]
) -> datetime | None:
    """When some waiting link can next be worked; None where nothing waits."""
    rows = connection.execute(
        sa.select(hosts.c.next_at, hosts.c.worker, hosts.c.lease_until, sa.func.min(links.c.due_at))
        .join_from(links, hosts, links.c.host == hosts.c.host)
        .where(links.c.due_at.is_not(None), links.c.host.not_in(without))
        .group_by(hosts.c.host, hosts.c.next_at, hosts.c.worker, hosts.c.lease_until)
    )
    return min(
        (
            max(next_at, due_at, until if holder not in (None, worker) else due_at)
            for next_at, holder, until, due_at in rows
        ),
        default=None,
    )


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(hosts.c.worker.is_(None), hosts.c.lease_until < now)


def _mark(connection: sa.Connection, names: Sequence[str], *, worker: str, until: datetime) -> None:
    connection.execute(
        sa.update(hosts).where(hosts.c.host.in_(names)).values(worker=worker, lease_until=until)
    )
