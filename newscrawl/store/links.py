"""The ledger's links: found, resolved, moved, put off, ended. One row a link, one state a row."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl.items import Link, Source
from newscrawl.store.entries import Discovered, End, Found, Later, Leased, Resolution
from newscrawl.store.hosts import meet
from newscrawl.store.insert import insert
from newscrawl.store.schema import WAITING, article_keys, links, resolutions, sightings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime, timedelta
    from uuid import UUID


_LOST = "lost"  # the crawl that had it came to no end
WAITS = links.c.due_at.is_not(None)  # a link waits as long as it has a time to be tried


def discover(
    connection: sa.Connection, found: Sequence[Found], *, crawl: int | None, now: datetime
) -> Discovered:
    """Write the links that are new, add what is new about the others."""
    found = sorted({each.key: each for each in reversed(found)}.values(), key=lambda f: f.key)
    cached = _cached(connection, [each.key for each in found if each.state == "discovered"])
    rows = [_row(each, cached.get(each.key), crawl=crawl, now=now) for each in found]
    if not rows:
        return Discovered(new=[], duplicates=[])
    known = _known(connection, [row["key"] for row in rows])
    connection.execute(_insert_or_enrich(connection), rows)
    new = [row["key"] for row in rows if row["key"] not in known]
    _see_again(connection, [each for each in found if each.key in known], now=now)
    meet(connection, {row["host"] for row in rows if row["due_at"]}, next_at=now)
    return Discovered(new=new, duplicates=settle(connection, new, now=now))


def resolve(
    connection: sa.Connection, resolved: Sequence[Resolution], *, now: datetime
) -> list[UUID]:
    """Note where links lead, for ever; return those whose story is already at work or stored."""
    resolved = sorted(resolved, key=lambda each: each.key)
    kept = [_cache_row(each, now) for each in resolved if each.cached]
    if kept:
        connection.execute(insert(connection, resolutions).on_conflict_do_nothing(), kept)
    connection.execute(
        sa.update(links)
        .where(links.c.key == sa.bindparam("b_key"), WAITS)
        .values(state="resolved", reason="", attempts=0, due_at=now, resolved_at=now),
        [
            {
                "b_key": each.key,
                "host": each.host,
                "target": each.url,
                "target_key": each.url_key,
                "amp_url": each.amp_url,
                "hops": each.hops,
            }
            for each in resolved
        ],
    )
    meet(connection, {each.host for each in resolved}, next_at=now)
    return settle(connection, [each.key for each in resolved], now=now)


def settle(connection: sa.Connection, keys: Sequence[UUID], *, now: datetime) -> list[UUID]:
    """End those of *keys* as duplicates whose URL is stored or at work already; return them."""
    other = links.alias("other")
    stored = sa.select(article_keys.c.article).where(article_keys.c.key == links.c.target_key)
    at_work = sa.exists().where(
        other.c.target_key == links.c.target_key,
        other.c.state.in_(("resolved", "stored", "refused")),
        sa.or_(other.c.host != "", other.c.state != "resolved"),  # not what an archive left behind
        sa.tuple_(other.c.resolved_at, other.c.key) < sa.tuple_(links.c.resolved_at, links.c.key),
    )
    done: list[UUID] = []
    for some in chunks(sorted(keys)):
        done += connection.scalars(
            sa.update(links)
            .where(
                links.c.key.in_(some),
                links.c.state == "resolved",
                sa.or_(sa.exists(stored.correlate(links)), at_work),
            )
            .values(
                state="duplicate",
                reason="same_url",
                article=stored.correlate(links).scalar_subquery(),
                due_at=None,
                ended_at=now,
            )
            .returning(links.c.key)
        )
    return done


def end(
    connection: sa.Connection,
    ends: Iterable[End],
    *,
    now: datetime,
    among: sa.ColumnElement[bool] = WAITS,
) -> None:
    """Give links their end; one that has ended keeps the one it has, unless it is *among* others."""
    rows = [
        {"b_key": each.key, "state": each.state, "reason": each.reason, "article": each.article}
        for each in sorted(ends, key=lambda each: each.key)
    ]
    connection.execute(
        sa.update(links)
        .where(links.c.key == sa.bindparam("b_key"), among)
        .values(due_at=None, ended_at=now),
        rows,
    )


def put_off(connection: sa.Connection, laters: Iterable[Later]) -> None:
    rows = [
        {
            "b_key": each.key,
            "reason": each.reason,
            "due_at": each.due_at,
            "b_given_back": int(each.blameless),
        }
        for each in sorted(laters, key=lambda each: each.key)
    ]
    connection.execute(
        sa.update(links)
        .where(links.c.key == sa.bindparam("b_key"), WAITS)
        .values(attempts=links.c.attempts - sa.bindparam("b_given_back", type_=sa.Integer())),
        rows,
    )


def give_back(connection: sa.Connection, keys: Iterable[UUID]) -> None:
    """Undo the attempt of links that were leased and never tried."""
    for some in chunks(sorted(keys)):
        lock(connection, some)
        connection.execute(
            sa.update(links)
            .where(links.c.key.in_(some), WAITS, links.c.attempts > 0)
            .values(attempts=links.c.attempts - 1)
        )


def take(
    connection: sa.Connection, host: str, *, most: int, tries: int, rest: timedelta, now: datetime
) -> list[Leased]:
    """Take the newest due links of *host*, whose lease the caller holds.

    A link that was taken *tries* times and came back neither ended nor put off may have brought
    its crawls down, or been by when a machine was restarted: it is left alone for *rest* before
    each further try, and ends as failed after as many again.
    """
    rows = connection.execute(
        sa.select(links)
        .where(links.c.host == host, links.c.due_at <= now)
        .order_by(links.c.published_at.desc().nulls_last(), links.c.key)
        .limit(most)
    ).all()
    lock(connection, [row.key for row in rows])
    lost = [row for row in rows if row.attempts >= tries and row.reason != _LOST]
    _lose(connection, lost, most=2 * tries, due_at=now + rest, now=now)
    taken = [leased(row) for row in rows if row not in lost]
    connection.execute(
        sa.update(links)
        .where(links.c.key.in_([each.key for each in taken]))
        .values(
            attempts=links.c.attempts + 1,
            reason=sa.case((links.c.reason == _LOST, ""), else_=links.c.reason),
        )
    )
    return taken


def _lose(
    connection: sa.Connection,
    lost: Sequence[sa.Row[Any]],
    *,
    most: int,
    due_at: datetime,
    now: datetime,
) -> None:
    ended = [row.key for row in lost if row.attempts >= most]
    if ended:
        end(connection, [End(key=key, state="failed", reason=_LOST) for key in ended], now=now)
    later = [row.key for row in lost if row.attempts < most]
    if later:
        put_off(connection, [Later(key=key, reason=_LOST, due_at=due_at) for key in later])


def lock(connection: sa.Connection, keys: Iterable[UUID]) -> None:
    """Lock rows in the order of their keys, as discovery writes them: unsorted writers deadlock."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        for some in chunks(sorted(keys)):
            wanted = sa.select(links.c.key).where(links.c.key.in_(some))
            connection.execute(wanted.order_by(links.c.key).with_for_update())


def waiting(connection: sa.Connection, keys: Sequence[UUID]) -> list[UUID]:
    """Those of *keys* that have not ended."""
    found: list[UUID] = []
    for some in chunks(keys):
        found += connection.scalars(sa.select(links.c.key).where(links.c.key.in_(some), WAITS))
    return found


def reopen(
    connection: sa.Connection, keys: Sequence[UUID], *, reasons: Collection[str], now: datetime
) -> None:
    """Have those of *keys* wait again that ended by an answer's status, or for one of *reasons*.

    Their page is in an archive: no crawl is to fetch it.
    """
    by_answer = sa.or_(
        links.c.reason.startswith("http_", autoescape=True), links.c.reason.in_(reasons)
    )
    for some in chunks(sorted(keys)):
        lock(connection, some)
        connection.execute(
            sa.update(links)
            .where(links.c.key.in_(some), links.c.state.in_(("refused", "failed")), by_answer)
            .values(state="resolved", reason="", host="", due_at=now, ended_at=None)
        )


def are_due(connection: sa.Connection, host: str, *, now: datetime) -> bool:
    due = sa.exists().where(links.c.host == host, links.c.due_at <= now)
    return bool(connection.scalar(sa.select(due)))


def leased(row: sa.Row[Any]) -> Leased:
    link = Link(
        url=row.url,
        source=Source(**row.source),
        title=row.title,
        publisher=row.publisher,
        publisher_host=row.publisher_host,
        published_at=row.published_at,
        published_day_only=row.published_day_only,
    )
    return Leased(
        key=row.key,
        link=link,
        host=row.host,
        url=row.target or row.url,
        amp_url=row.amp_url,
        state=row.state,
        attempts=row.attempts + 1,
        hops=row.hops,
    )


def _row(
    found: Found, cached: sa.Row[Any] | None, *, crawl: int | None, now: datetime
) -> dict[str, Any]:
    link = found.link
    row = {
        "key": found.key,
        "state": found.state,
        "reason": found.reason,
        "host": found.host,
        "target": found.target,
        "target_key": found.target_key,
        "amp_url": found.amp_url,
        "resolved_at": now if found.target else None,
        "due_at": now if found.state in WAITING else None,
        "ended_at": None if found.state in WAITING else now,
        "discovered_at": now,
        "crawl": crawl,
        "url": link.url,
        "title": link.title,
        "publisher": link.publisher,
        "publisher_host": link.publisher_host,
        "published_at": link.published_at,
        "published_day_only": link.published_day_only,
        "source": asdict(link.source),
    }
    if cached is not None:
        row |= {
            "state": "resolved",
            "host": cached.host,
            "target": cached.url,
            "target_key": cached.url_key,
            "amp_url": cached.amp_url,
            "resolved_at": now,
        }
    return row


def _insert_or_enrich(connection: sa.Connection) -> sa.Insert:
    """A link met again keeps its state; what it lacked until now is filled in."""
    new = insert(connection, links)
    said = new.excluded
    return new.on_conflict_do_update(
        index_elements=[links.c.key],
        set_={
            # a page that an archive was to give may as well be fetched
            "host": sa.case((links.c.host == "", said.host), else_=links.c.host),
            "title": sa.case((links.c.title == "", said.title), else_=links.c.title),
            "publisher": sa.case(
                (links.c.publisher == "", said.publisher), else_=links.c.publisher
            ),
            "publisher_host": sa.case(
                (links.c.publisher_host == "", said.publisher_host), else_=links.c.publisher_host
            ),
            "published_at": sa.func.coalesce(links.c.published_at, said.published_at),
            "published_day_only": sa.case(
                (links.c.published_at.is_(None), said.published_day_only),
                else_=links.c.published_day_only,
            ),
            "amp_url": sa.func.coalesce(links.c.amp_url, said.amp_url),
        },
    )


def _see_again(connection: sa.Connection, found: Sequence[Found], *, now: datetime) -> None:
    """Note by which other feeds a known link was named too."""
    if not found:
        return
    rows = [
        {
            "link": each.key,
            "feed": each.feed_key,
            "source": asdict(each.link.source),
            "seen_at": now,
        }
        for each in found
        if each.feed_key is not None
    ]
    if rows:
        connection.execute(insert(connection, sightings).on_conflict_do_nothing(), rows)


def _cached(connection: sa.Connection, keys: Sequence[UUID]) -> dict[UUID, sa.Row[Any]]:
    rows: list[sa.Row[Any]] = []
    for some in chunks(keys):
        rows += connection.execute(sa.select(resolutions).where(resolutions.c.key.in_(some)))
    return {row.key: row for row in rows}


def _known(connection: sa.Connection, keys: Sequence[UUID]) -> set[UUID]:
    known: set[UUID] = set()
    for some in chunks(keys):
        known |= set(connection.scalars(sa.select(links.c.key).where(links.c.key.in_(some))))
    return known


def _cache_row(resolved: Resolution, now: datetime) -> dict[str, Any]:
    return {
        "key": resolved.key,
        "url": resolved.url,
        "url_key": resolved.url_key,
        "host": resolved.host,
        "amp_url": resolved.amp_url,
        "resolved_at": now,
    }


def chunks(keys: Sequence[UUID], size: int = 500) -> Iterable[Sequence[UUID]]:
    # 500: far below the 32,766 parameters SQLite takes in one statement
    return (keys[start : start + size] for start in range(0, len(keys), size))
