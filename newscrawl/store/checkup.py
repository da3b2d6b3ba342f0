"""A database looked at and left as it is: there, of this program's schema, and to be written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from newscrawl.errors import NoDatabase
from newscrawl.store import hosts
from newscrawl.store.database import (
    LOOK_SECONDS,
    RESCUE,
    cause_of,
    check_schema,
    engine,
    named,
    unusable,
)
from newscrawl.store.deadline import deadline
from newscrawl.store.schema import metadata

if TYPE_CHECKING:
    from datetime import datetime

_MAGIC = b"SQLite format 3\0"


def file_of(url: str) -> Path | None:
    """Where a SQLite database is, or is to be; None for a server's."""
    opened = engine(url)
    return Path(opened.url.database or "") if opened.dialect.name == "sqlite" else None


def look(url: str, *, rests: str) -> tuple[str, datetime | None]:
    """Return the database's name, and until when the host *rests* is left alone.

    Raise NoDatabase or OldSchema, naming the cure, where a crawl could not use what is there.
    """
    if (file := file_of(url)) is not None:
        _refuse_other_file(file)
    opened = engine(url, as_it_is=True)
    try:
        with deadline(opened, seconds=LOOK_SECONDS):
            check_schema(opened)
            check_rights(opened)
            _refuse_damage(opened)
            with opened.connect() as connection:
                return named(opened), hosts.paused_until(connection, rests)
    except sa.exc.DatabaseError as error:
        raise NoDatabase(unusable(opened, error)) from error
    finally:
        opened.dispose()


def check_rights(opened: sa.Engine) -> None:
    """Raise NoDatabase, naming the cure, where a crawl could not write all that it has to."""
    try:
        with deadline(opened, seconds=LOOK_SECONDS), opened.connect() as connection:
            _write_nothing(connection)
    except (sa.exc.ProgrammingError, sa.exc.InternalError) as error:  # no right; read-only
        raise NoDatabase(
            f"{named(opened)} cannot be written ({cause_of(error, opened)}): let this user "
            "write all of its tables, or set NEWSCRAWL_DATABASE_URL to another"
        ) from error
    except sa.exc.DatabaseError as error:
        raise NoDatabase(unusable(opened, error)) from error


def _refuse_damage(opened: sa.Engine) -> None:
    """Read all of a SQLite file: a damaged page is met by whoever comes to it, which may take weeks.

    Outside a transaction, which would hold up a crawl for as long as that takes.
    """
    if opened.dialect.name != "sqlite":
        return
    with closing(opened.raw_connection()) as connection:
        cursor = connection.cursor()
        try:
            cursor.execute("PRAGMA quick_check(1)")
            [[said]] = cursor.fetchall()
        except sqlite3.OperationalError:  # somebody has locked it since: no damage
            return
        except sqlite3.DatabaseError as error:
            said = str(error)
    if said != "ok":
        raise NoDatabase(f"{named(opened)} is damaged ({' '.join(said.split())}): {RESCUE}")


def _refuse_other_file(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            head = opened.read(len(_MAGIC))
    except OSError as error:
        raise NoDatabase(
            f"{file} cannot be read ({error.strerror}): let this user read and write it, or set "
            "NEWSCRAWL_DATABASE_URL to another file"
        ) from error
    if head not in (b"", _MAGIC):
        raise NoDatabase(
            f"{file} is no SQLite database: set NEWSCRAWL_DATABASE_URL to another file"
        )


def _write_nothing(connection: sa.Connection) -> None:
    """Every right that a crawl needs is asked for, and no row changed."""
    for table in metadata.sorted_tables:
        nothing = sa.select(*table.columns).where(sa.false())
        first = next(iter(table.columns))
        connection.execute(sa.insert(table).from_select(list(table.columns.keys()), nothing))
        connection.execute(sa.update(table).where(sa.false()).values({first.name: first}))
