"""Keeping articles: one transaction for the article, its addresses and its link's end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl.store import links as ledger
from newscrawl.store.insert import insert
from newscrawl.store.schema import article_keys, articles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from newscrawl.items import Article

_NOT_COLUMNS = frozenset({"key", "link", "crawl"})
_FIELDS = tuple(column.name for column in articles.c if column.name not in _NOT_COLUMNS)


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
    twins = _twins(batch, _claim(connection, batch))
    fresh = [each for each in batch if twins[each.article.page.key] is None]
    holders = _insert(connection, fresh, crawl=crawl)
    for each in fresh:
        if holders[each.key] != each.article.page.key:
            twins[each.article.page.key] = each.key
    _hand_over(connection, batch, twins)
    ledger.end(connection, [_end(each, twins[each.article.page.key]) for each in batch], now=now)
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
    found = connection.execute(
        sa.select(article_keys.c.key, article_keys.c.article).where(
            article_keys.c.key.in_(sorted(wanted))
        )
    )
    return {key: article for key, article in found}  # noqa: C416 - rows are no pairs to dict()


def _twins(batch: Sequence[Keep], owners: dict[UUID, UUID]) -> dict[UUID, UUID | None]:
    """Link key -> the article that owns one of its addresses; what a duplicate owned goes there too."""
    twins: dict[UUID, UUID | None] = {}
    for each in batch:
        twin = min({owners[key] for key in each.keys} - {each.key}, default=None)
        twins[each.article.page.key] = twin
        if twin is not None:
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
    found = connection.execute(
        sa.select(articles.c.key, articles.c.link).where(
            articles.c.key.in_([each.key for each in fresh])
        )
    )
    return {key: link for key, link in found}  # noqa: C416 - as above


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


def _end(each: Keep, twin: UUID | None) -> ledger.End:
    if twin is None:
        return ledger.End(key=each.article.page.key, state="stored", article=each.key)
    return ledger.End(
        key=each.article.page.key, state="duplicate", reason="same_story", article=twin
    )
