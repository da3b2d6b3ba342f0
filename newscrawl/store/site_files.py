"""What sites said in robots.txt and its like, kept for a day: asked once, whoever crawls."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from newscrawl.store.insert import insert
from newscrawl.store.schema import site_files

if TYPE_CHECKING:
    from datetime import datetime

FRESH = timedelta(days=1)  # RFC 9309, 2.4: no older copy, unless a newer one cannot be had
OLDEST = timedelta(days=30)  # then what cannot be had is taken as unknown, and the copy is dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """A site's answer for *url*: what is read of it, or "" where it has no such file (4xx)."""

    url: str
    status: int
    text: str
    asked_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return now - self.asked_at < FRESH

    def is_of_use(self, now: datetime) -> bool:
        """Whether it may stand in for one that cannot be had now."""
        return now - self.asked_at < OLDEST


def known(connection: sa.Connection, url: str) -> SiteFile | None:
    row = (
        connection.execute(sa.select(site_files).where(site_files.c.url == url)).mappings().first()
    )
    return SiteFile(**row) if row else None


def note(connection: sa.Connection, file: SiteFile) -> None:
    new = insert(connection, site_files).values(asdict(file))
    said = {name: new.excluded[name] for name in ("status", "text", "asked_at")}
    connection.execute(new.on_conflict_do_update(index_elements=[site_files.c.url], set_=said))


def forget_old(connection: sa.Connection, *, now: datetime) -> None:
    connection.execute(sa.delete(site_files).where(site_files.c.asked_at < now - OLDEST))
