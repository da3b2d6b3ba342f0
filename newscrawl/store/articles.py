"""Keeping articles: one transaction for the article, its addresses and its link's end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl.store import links as ledger
from newscrawl.store.entries import End
from newscrawl.store.insert import insert
from newscrawl.store.schema import article_keys, articles, links

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from newscrawl.items import Article

_NOT_COLUMNS = frozenset({"key", "link", "crawl"})
_FIELDS = tuple(column.name for column in articles.c if column.name not in _NOT_COLUMNS)
# A link whose lease ran out may have got another end by another crawl; that of who has its article counts.
_NOT_STORED = links.c.state != "stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """An article to be kept under `key`; `keys` are the fingerprints of all its addresses."""

    key: UUID
    keys: frozenset[UUID]
    article: Article


def keep(
    connection: sa.Connection, batch: Sequence[Keep], *, crawl: int | None, now: datetime
) -> dict[UUID, UUID | None]:
    """Store what is new and end every link; return link key -> the article it duplicates, or None.

    The addresses are claimed before the articles are written, in the order of their keys: of
    two crawls that meet at one story the second waits, finds it taken and calls it a duplicate.
    """
    batch = sorted(batch, key=lambda each: each.key)
    owners = _claim(connection, batch)
    twins = _twins(batch, owners, stored=_stored(connection, batch))
    fresh = [each for each in batch if twins[each.article.page.key] is None]
    holders = _insert(connection, fresh, crawl=crawl)
    for each in fresh:
        if holders[each.key] != each.article.page.key:
            twins[each.article.page.key] = each.key
    _hand_over(connection, batch, twins)
    ends = [_end(each, twins[each.article.page.key]) for each in batch]
    ledger.end(connection, ends, now=now, among=_NOT_STORED)
    _tell_duplicates(connection, batch)
    return twins


def owner(connection: sa.Connection, keys: Sequence[UUID]) -> UUID | None:
    """The article one of whose addresses is among *keys*."""
    return connection.scalar(
        sa.select(article_keys.c.article).where(article_keys.c.key.in_(keys)).limit(1)
    )


def _claim(connection: sa.Connection, batch: Sequence[Keep]) -> dict[UUID, UUID]:
    wanted: dict[UUID, UUID] = {}
    for each in batch:
        for key in each.keys:
            wanted.setdefault(key, each.key)
    rows = [{"key": key, "article": wanted[key]} for key in sorted(wanted)]
    connection.execute(insert(connection, article_keys).on_conflict_do_nothing(), rows)
    owners: dict[UUID, UUID] = {}
    for some in ledger.chunks(sorted(wanted)):
        found = sa.select(article_keys.c.key, article_keys.c.article)
        rows_found = connection.execute(found.where(article_keys.c.key.in_(some)))
        owners |= {key: article for key, article in rows_found}  # noqa: C416 - rows are no pairs
    return owners


def _stored(connection: sa.Connection, batch: Sequence[Keep]) -> dict[UUID, UUID]:
    """Article -> the link it came from, of those articles of *batch* that are stored already."""
    stored: dict[UUID, UUID] = {}
    for some in ledger.chunks([each.key for each in batch]):
        found = sa.select(articles.c.key, articles.c.link).where(articles.c.key.in_(some))
        stored |= {key: link for key, link in connection.execute(found)}  # noqa: C416 - as above
    return stored


def _twins(
    batch: Sequence[Keep], owners: dict[UUID, UUID], *, stored: Collection[UUID]
) -> dict[UUID, UUID | None]:
    """Link key -> the article that owns one of its addresses; what a duplicate owned goes there too.

    None for what is new and for what is stored under this very key: an article that is stored
    keeps its addresses, whatever a later link says they share.
    """
    twins: dict[UUID, UUID | None] = {}
    kept = set(stored)
    for each in batch:
        others = {owners[key] for key in each.keys} - {each.key}
        twin = None if each.key in kept else min(others, default=None)
        twins[each.article.page.key] = twin
        if twin is None:
            kept.add(each.key)
        else:
            owners = {key: twin if held == each.key else held for key, held in owners.items()}
    return twins


def _insert(
    connection: sa.Connection, fresh: Sequence[Keep], *, crawl: int | None
) -> dict[UUID, UUID]:
    if not fresh:
        return {}
    connection.execute(
        insert(connection, articles).on_conflict_do_nothing(),
        [_row(each, crawl=crawl) for each in fresh],
    )
    return _stored(connection, fresh)


def _row(each: Keep, *, crawl: int | None) -> dict[str, Any]:
    fields = {name: getattr(each.article, name) for name in _FIELDS}
    lists = {"authors": list(each.article.authors), "tags": list(each.article.tags)}
    return {**fields, **lists, "key": each.key, "link": each.article.page.key, "crawl": crawl}


def _hand_over(
    connection: sa.Connection, batch: Sequence[Keep], twins: dict[UUID, UUID | None]
) -> None:
    """Addresses claimed for what turned out to be a duplicate are addresses of the original."""
    for each in batch:
        twin = twins[each.article.page.key]
        if twin is not None and twin != each.key:
            connection.execute(
                sa.update(article_keys)
                .where(article_keys.c.article == each.key)
                .values(article=twin)
            )


def _tell_duplicates(connection: sa.Connection, batch: Sequence[Keep]) -> None:
    """Links that ended as duplicates of one still at work learn what article that has become."""
    keys = sorted({key for each in batch for key in each.keys})
    owner_of = sa.select(article_keys.c.article).where(article_keys.c.key == links.c.target_key)
    for some in ledger.chunks(keys):
        connection.execute(
            sa.update(links)
            .where(
                links.c.target_key.in_(some),
                links.c.state == "duplicate",
                links.c.article.is_(None),
            )
            .values(article=owner_of.correlate(links).scalar_subquery())
        )


def _end(each: Keep, twin: UUID | None) -> End:
    if twin is None:
        return End(key=each.article.page.key, state="stored", article=each.key)
    return End(key=each.article.page.key, state="duplicate", reason="same_story", article=twin)
