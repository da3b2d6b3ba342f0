"""Leases: a host is worked by one crawl at a time, and the dead hold nothing for long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from newscrawl.store.insert import insert
from newscrawl.store.schema import hosts, links
from newscrawl.urls import owner_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


_OF_ONE_OWNER = 4  # candidates looked at for each host to be leased; an owner has many
_TURNSTILE = 0x6E657773  # the name of an advisory lock, "news"
_MOST_DOUBLINGS = 20  # of a pause; far beyond any ceiling


def meet(connection: sa.Connection, names: Collection[str], *, next_at: datetime) -> None:
    """Have a row for each of *names*.

    Only what is missing is inserted: ON CONFLICT DO NOTHING would wait for a crawl that is leasing
    the host at this moment, and that one may wait for our links.
    """
    known = set(connection.scalars(sa.select(hosts.c.host).where(hosts.c.host.in_(sorted(names)))))
    rows = [
        {"host": name, "next_at": next_at, "owner": owner_of(name)}
        for name in sorted({*names} - known)
    ]
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
    per_owner: bool = False,
) -> list[str]:
    """Lease up to *most* hosts that have due links and are free to be asked now.

    *per_owner*: one host of an owner at a time, whoever asks.
    """
    due = sa.exists().where(links.c.host == hosts.c.host, links.c.due_at <= now)
    chosen = [hosts.c.next_at <= now, _free(now), hosts.c.host.not_in(without), due]
    if per_owner:
        _one_after_another(connection)
        chosen.append(hosts.c.owner.not_in(_busy_owners(now)))
    rows = connection.execute(
        sa.select(hosts.c.host, hosts.c.owner)
        .where(*chosen)
        .order_by(hosts.c.next_at, hosts.c.host)
        .limit(most * _OF_ONE_OWNER if per_owner else most)
        .with_for_update(skip_locked=True)
    ).all()
    by_owner = {row.owner if per_owner else row.host: row.host for row in reversed(rows)}
    names = [row.host for row in rows if row.host in by_owner.values()][:most]
    _mark(connection, names, worker=worker, until=until)
    return names


def lease_one(
    connection: sa.Connection,
    host: str,
    *,
    worker: str,
    now: datetime,
    until: datetime,
    per_owner: bool = False,
) -> bool:
    """Lease *host* whether or not it has links; False where another crawl has it or it rests.

    *per_owner*: also where another crawl has a host of its owner. Within a crawl the owner's
    hosts share a slot of the downloader, and so take turns.
    """
    if per_owner:
        _one_after_another(connection)
    meet(connection, [host], next_at=now)
    chosen = [hosts.c.host == host, hosts.c.next_at <= now, _free(now)]
    if per_owner:
        chosen.append(hosts.c.owner.not_in(_busy_owners(now, but=worker)))
    free = connection.scalar(
        sa.select(hosts.c.host).where(*chosen).with_for_update(skip_locked=True)
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
            free_at=next_at,
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


def fail(connection: sa.Connection, host: str, *, now: datetime) -> int:
    """Note that *host* itself failed once more; return how often in a row."""
    meet(connection, [host], next_at=now)
    failures = connection.scalar(
        sa.update(hosts)
        .where(hosts.c.host == host)
        .values(failures=hosts.c.failures + 1)
        .returning(hosts.c.failures)
    )
    return failures or 1


def recover(connection: sa.Connection, host: str) -> None:
    connection.execute(
        sa.update(hosts).where(hosts.c.host == host, hosts.c.failures > 0).values(failures=0)
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


def _busy_owners(now: datetime, *, but: str | None = None) -> sa.Select[tuple[str]]:
    """Whose hosts are leased, or were asked a moment ago; leases of *but* are no hindrance."""
    leased = sa.and_(hosts.c.lease_until >= now, hosts.c.worker != (but or ""))
    other = sa.select(hosts.c.owner).where(sa.or_(leased, hosts.c.free_at > now))
    return other.where(hosts.c.owner.is_not(None)).correlate(None)


def _one_after_another(connection: sa.Connection) -> None:
    """Two crawls that lease at once would each see the owner free."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURNSTILE})


def _mark(connection: sa.Connection, names: Sequence[str], *, worker: str, until: datetime) -> None:
    connection.execute(
        sa.update(hosts).where(hosts.c.host.in_(names)).values(worker=worker, lease_until=until)
    )
