"""Links and articles to store, and a desk to store them at."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl.dedup.keys import fingerprint, url_fingerprint
from newscrawl.items import Article, Link, Page, Source
from newscrawl.store import links
from newscrawl.store.articles import Keep
from newscrawl.store.entries import Found, Resolution
from newscrawl.store.schema import links as links_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOGLE = "news.google.com"
FEED = "https://news.google.com/rss"


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Desk:
    """Runs each piece of work in a transaction of its own."""

    opened: sa.Engine

    def do(self, work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self.opened.begin() as connection:
            return work(connection, *arguments, **named)

    def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        with self.opened.connect() as connection:
            return [dict(row) for row in connection.execute(sa.select(table)).mappings()]

    def link(self, key: UUID) -> dict[str, Any]:
        return next(row for row in self.rows(links_table) if row["key"] == key)

    def ends(self) -> dict[UUID, tuple[str, str]]:
        return {row["key"]: (row["state"], row["reason"]) for row in self.rows(links_table)}

    def discover(self, *found: Found, now: datetime = NOW) -> list[UUID]:
        new: list[UUID] = self.do(links.discover, found, crawl=None, now=now).new
        return new


def a_link(url: str, **said: Any) -> Link:
    return Link(url=url, source=Source(feed=FEED), **said)


def direct(path: str = "story", *, host: str = "paper.example.com", **said: Any) -> Found:
    """A link whose publisher's URL is known."""
    url = f"https://{host}/{path}"
    key = url_fingerprint(url)
    assert key is not None
    return Found(
        key=key,
        link=a_link(url, **said),
        host=host,
        state="resolved",
        target=url,
        target_key=key,
    )


def sealed(name: str, **said: Any) -> Found:
    """A link only Google knows the target of."""
    return Found(
        key=fingerprint(f"token {name}"),
        link=a_link(f"https://news.google.com/rss/articles/{name}", **said),
        host=GOOGLE,
        state="discovered",
    )


def to(found: Found, target: Found, **more: Any) -> Resolution:
    """What resolving *found* to the URL of *target* is to the ledger."""
    assert target.target is not None
    return Resolution(
        key=found.key, url=target.target, url_key=target.key, host=target.host, **more
    )


def an_article(found: Found, **fields: Any) -> Article:
    url = found.target or "https://paper.example.com/story"
    page = Page(key=found.key, link=found.link, asked=url, url=url, body=b"", fetched_at=NOW)
    plain = Article(
        url=url,
        title="Title",
        text="Text",
        authors=(),
        published_at=None,
        published_precision=None,
        modified_at=None,
        language=None,
        publisher="",
        description="",
        image=None,
        section="",
        tags=(),
        canonical_url=None,
        free_access=None,
        fetched_at=NOW,
        source={"feed": FEED},
        provenance={},
        page=page,
    )
    return replace(plain, **fields)


def a_keep(found: Found, *addresses: str, **fields: Any) -> Keep:
    """*found* as an article known by *addresses*, the first of which it is stored under."""
    prints = [fingerprint(each) for each in addresses or (str(found.target),)]
    return Keep(key=prints[0], keys=frozenset(prints), article=an_article(found, **fields))


def damage(file: Path, table: str) -> None:
    """Write over the first page of *table*, as a disk does that goes bad."""
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [size] = opened.execute("PRAGMA page_size").fetchone()
        found = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])
        [page] = found.fetchone()
    with file.open("r+b") as written:
        written.seek((page - 1) * size)
        written.write(b"\xff" * size)
