"""Articles extracted anew: what is stored of a page, and today's text written over it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl import times
from newscrawl.store import articles as keeping
from newscrawl.store import links as ledger
from newscrawl.store.schema import article_keys, articles, links

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from newscrawl.items import Article
    from newscrawl.store.articles import Keep
    from newscrawl.store.entries import Leased
    from newscrawl.store.patient import PatientDatabase

# An article stays what it is and where it came from; only what was read off its page is new.
# What it is not for was said in its site's files and headers too, which no archive has.
_STAYS = frozenset({"key", "link", "url", "fetched_at", "source", "opt_outs", "crawl"})
FIELDS = tuple(column.name for column in articles.c if column.name not in _STAYS)
_POISON = (sa.exc.StatementError, ValueError)  # of one row, where the database is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a page: `article` is None where its link was refused, `fields` is empty then."""

    leased: Leased
    article: UUID | None
    fetched_at: datetime | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """New values of a stored article, all of FIELDS."""

    article: UUID
    fields: Mapping[str, Any]


def fields_of(article: Article) -> dict[str, Any]:
    """Return *article* as its row has it."""
    values = {name: getattr(article, name) for name in FIELDS}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def stored(
    connection: sa.Connection, keys: Sequence[UUID], *, reasons: Collection[str]
) -> dict[UUID, Stored]:
    """Look up pages by the fingerprint of an address: articles, else links refused for *reasons*."""
    found: dict[UUID, Stored] = {}
    for some in ledger.chunks(sorted(keys)):
        found |= _refused(connection, some, reasons)
        found |= _articles(connection, some)
    return found


def is_empty(connection: sa.Connection) -> bool:
    return connection.scalar(sa.select(links.c.key).limit(1)) is None


async def write(database: PatientDatabase, batch: Sequence[Rewrite | Keep]) -> Counter[str]:
    """Write a batch in one transaction; count what was "changed", "added", "duplicate", "refused".

    Where the database refuses a row, the rows are written one by one and it alone is left out.
    """
    try:
        return await database.run(_write, batch, now=times.now())
    except _POISON:
        if len(batch) == 1:
            return Counter(refused=1)
        done: Counter[str] = Counter()
        for one in batch:
            done += await write(database, [one])
        return done


def _write(
    connection: sa.Connection, batch: Sequence[Rewrite | Keep], *, now: datetime
) -> Counter[str]:
    changes = [each for each in batch if isinstance(each, Rewrite)]
    news = [each for each in batch if not isinstance(each, Rewrite)]
    done = Counter(changed=_overwrite(connection, changes))
    if news:
        done += _add(connection, news, now=now)
    return done


def _overwrite(connection: sa.Connection, changes: Sequence[Rewrite]) -> int:
    if changes:
        rows = [
            {"b_key": each.article, **each.fields}
            for each in sorted(changes, key=lambda each: each.article)
        ]
        connection.execute(
            sa.update(articles)
            .where(articles.c.key == sa.bindparam("b_key"))
            .values({name: sa.bindparam(name) for name in FIELDS}),
            rows,
        )
    return len(changes)


def _add(connection: sa.Connection, news: Sequence[Keep], *, now: datetime) -> Counter[str]:
    """Take up links that were refused, unless another did meanwhile, and end them anew."""
    wanted = {each.article.page.key: each for each in news}
    ledger.lock(connection, list(wanted))
    reopened = connection.scalars(
        sa.update(links)
        .where(links.c.key.in_(list(wanted)), links.c.state.in_(("refused", "failed")))
        .values(state="resolved", reason="", due_at=now, ended_at=None)
        .returning(links.c.key)
    ).all()
    batch = [wanted[key] for key in reopened]
    twins = keeping.keep(connection, batch, crawl=None, now=now) if batch else {}
    return Counter("added" if twin is None else "duplicate" for twin in twins.values())


def _articles(connection: sa.Connection, keys: Sequence[UUID]) -> dict[UUID, Stored]:
    rows = connection.execute(
        sa.select(article_keys.c.key.label("address"), articles)
        .join(articles, articles.c.key == article_keys.c.article)
        .where(article_keys.c.key.in_(keys))
    ).all()
    origins = _links(connection, links.c.key.in_({row.link for row in rows}))
    by_key = {each.key: each for each in origins}
    return {
        row.address: Stored(
            leased=by_key[row.link],
            article=row.key,
            fetched_at=row.fetched_at,
            fields={name: getattr(row, name) for name in FIELDS},
        )
        for row in rows
        if row.link in by_key
    }


def _refused(
    connection: sa.Connection, keys: Sequence[UUID], reasons: Collection[str]
) -> dict[UUID, Stored]:
    ended = sa.and_(links.c.state.in_(("refused", "failed")), links.c.reason.in_(reasons))
    rows = connection.execute(
        sa.select(links).where(links.c.target_key.in_(keys), ended).order_by(links.c.key.desc())
    )
    return {
        row.target_key: Stored(leased=ledger.leased(row), article=None, fetched_at=None, fields={})
        for row in rows
    }


def _links(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[Leased]:
    return [ledger.leased(row) for row in connection.execute(sa.select(links).where(chosen))]
