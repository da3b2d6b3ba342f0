"""What becomes of links, many in one transaction: kept as articles, resolved, ended, put off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newscrawl.store import articles, links
from newscrawl.store.entries import End, Later, Resolution

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    import sqlalchemy as sa

Write = articles.Keep | Resolution | End | Later


def apply(
    connection: sa.Connection, writes: Sequence[Write], *, crawl: int | None, now: datetime
) -> list[Any]:
    """Write a batch; return an answer for each: the article a Keep duplicates (None: it is new),
    whether a Resolution's story is not at work already, None for the others.
    """
    links.lock(connection, [link_of(write) for write in writes])
    kept = [write for write in writes if isinstance(write, articles.Keep)]
    resolved = [write for write in writes if isinstance(write, Resolution)]
    ended = [write for write in writes if isinstance(write, End)]
    later = [write for write in writes if isinstance(write, Later)]
    twins = articles.keep(connection, kept, crawl=crawl, now=now) if kept else {}
    known = set(links.resolve(connection, resolved, now=now)) if resolved else set()
    if ended:
        links.end(connection, ended, now=now)
    if later:
        links.put_off(connection, later)
    return [_answer(write, twins, known) for write in writes]


def link_of(write: Write) -> UUID:
    return write.article.page.key if isinstance(write, articles.Keep) else write.key


def _answer(write: Write, twins: Mapping[UUID, UUID | None], known: Collection[UUID]) -> Any:
    if isinstance(write, articles.Keep):
        return twins[write.article.page.key]
    return write.key not in known if isinstance(write, Resolution) else None
