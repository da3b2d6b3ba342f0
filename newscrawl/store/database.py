"""Opening the database: SQLite or PostgreSQL, of the right schema or a clear no."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
import time
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from newscrawl.errors import BadSetting, NoDatabase, OldSchema
from newscrawl.store.deadline import KEEPALIVES, deadline, watch
from newscrawl.store.holders import whose_lock
from newscrawl.terminal import without_passwords

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

BUSY_SECONDS = 10  # how long SQLite waits for another process's write before it is said whose
CONNECT_SECONDS = 10
LOOK_SECONDS = 30.0  # how long PostgreSQL may take to say what its schema is
RESCUE = "take a copy from before, or rescue what is whole with .recover of sqlite3"
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_CURES: dict[int | str | None, str] = {  # by SQLite's code, or PostgreSQL's
    **dict.fromkeys(_BUSY, "let that process finish, or end it"),
    sqlite3.SQLITE_CORRUPT: RESCUE,
    sqlite3.SQLITE_NOTADB: "move that file away",
    sqlite3.SQLITE_CANTOPEN: "make its folder, let this user write there",
    sqlite3.SQLITE_READONLY: "let this user write it and its folder",
    sqlite3.SQLITE_FULL: "make room on its disk",
    "42501": "let this user read and write all of its tables",  # insufficient_privilege
}
logging.getLogger("alembic").setLevel(logging.WARNING)  # it names its dialect at every look
_ONE_MIGRATION = 0x6E657773  # the advisory lock that lets one migration run at a time


def engine(url: str, *, as_it_is: bool = False) -> sa.Engine:
    """Make an engine for *url*; raise BadSetting for one we do not speak.

    A SQLite file is brought into WAL mode at the first connection, unless it is to be left
    *as_it_is*.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, as_it_is=as_it_is)
    opened = sa.create_engine(
        parsed,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "newscrawl",
            "client_encoding": "utf8",
            **KEEPALIVES,
        },
    )
    watch(opened)
    sa.event.listen(opened, "connect", _speak_iso)
    return opened


def open_database(url: str, *, create: bool = True) -> sa.Engine:
    """Return an engine whose schema is this program's.

    A SQLite file that is not there yet is made on the spot, unless *create* is false. Raise
    NoDatabase where nothing answers, OldSchema where `scrapy migrate` is due.
    """
    opened = engine(url)
    try:
        if not create:
            _refuse_new_file(opened)
        with deadline(opened, seconds=LOOK_SECONDS):
            if _is_new_sqlite_file(opened):
                migrate(opened)
            check_schema(opened)
    except sa.exc.DatabaseError as error:
        opened.dispose()
        raise NoDatabase(unusable(opened, error)) from error
    except (NoDatabase, OldSchema):
        opened.dispose()
        raise
    return opened


@contextmanager
def transaction(opened: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction of a command's; raise NoDatabase, naming the cure, where there can be none."""
    try:
        with opened.begin() as connection:
            yield connection
    except sa.exc.DatabaseError as error:
        raise NoDatabase(unusable(opened, error)) from error


def migrate(opened: sa.Engine) -> tuple[str | None, str]:
    """Bring the schema up to date; return the revision before and after.

    Raise NoDatabase where nothing answers or our tables may not be made, OldSchema where a later
    newscrawl made them.
    """
    try:
        with _scripts() as folder, opened.begin() as connection:
            _refuse_narrow(connection)
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_MIGRATION)))
            before = _revision(connection)
            _refuse_newer(before, ScriptDirectory(str(folder)))
            command.upgrade(_config(folder, connection), "head")
            return before, str(_revision(connection))
    except sa.exc.DatabaseError as error:
        raise NoDatabase(unusable(opened, error)) from error


def check_schema(opened: sa.Engine) -> None:
    """Raise OldSchema, naming the cure, unless the schema is the one this program was made for.

    And NoDatabase where text cannot be kept.
    """
    with _scripts() as folder, opened.connect() as connection:
        _refuse_narrow(connection)
        script = ScriptDirectory(str(folder))
        found, wanted = _revision(connection), script.get_current_head()
        _refuse_newer(found, script)
    if found != wanted:
        raise OldSchema(
            f"the database's schema is {found or 'not there yet'}, this newscrawl needs {wanted}: "
            "run 'scrapy migrate' once"
        )


def named(opened: sa.Engine) -> str:
    """The database in words fit for a log: never its password."""
    public = opened.url.difference_update_query(["password", "sslpassword"])
    return public.render_as_string(hide_password=True)


def _speak_iso(connection: Any, _record: Any) -> None:
    """Have times in the one style that psycopg reads, whatever the server's or the database's is."""
    if not connection.info.parameter_status("DateStyle").startswith("ISO"):
        connection.execute("SET DateStyle TO ISO")
        connection.commit()


def _refuse_narrow(connection: sa.Connection) -> None:
    """Raise NoDatabase where PostgreSQL has not every letter: all stories of a script would be refused.

    A server that was set up without a locale makes its databases in SQL_ASCII.
    """
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise NoDatabase(
            f"{named(connection.engine)} keeps text in {encoding}, and pages come in all scripts: "
            "make another with createdb --encoding UTF8 --template template0, and set "
            "NEWSCRAWL_DATABASE_URL to it"
        )


def _refuse_newer(found: str | None, script: ScriptDirectory) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    if found is not None and found not in known:
        raise OldSchema(
            f"the database's schema {found} is newer than this newscrawl knows "
            f"({script.get_current_head()}): install the newscrawl that made it, or a later one"
        )


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # ValueError: a port that is no number
        # The cause is left out: it quotes what it cannot read, which may be part of a password.
        raise BadSetting(_not_a_database("it is no URL")) from None
    if parsed.get_backend_name() == "postgresql" or parsed.drivername == "postgres":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if parsed.database in (None, "", ":memory:"):
            raise BadSetting(_not_a_database("a crawl in memory would be forgotten"))
        if "?" in url:  # what follows is left out of the name, or makes it one that we do not know
            raise BadSetting(_not_a_database("a file's name has its ? written %3F"))
        return parsed
    raise BadSetting(_not_a_database(f"{parsed.drivername} is not supported"))


def _not_a_database(why: str) -> str:
    return (
        f"NEWSCRAWL_DATABASE_URL cannot be used, {why}: "
        "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
    )


def cause_of(error: Exception, opened: sa.Engine) -> str:
    """What the database itself said, in one line; where another process has it locked, which."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    said = without_passwords(lines[0]) if lines else type(error).__name__
    return f"{said}: {whose_lock(_file(opened))}" if is_locked(error) else said


def cure_of(error: Exception, *, otherwise: str = "see to the database") -> str:
    return _CURES.get(_code(error), otherwise)


def is_locked(error: Exception) -> bool:
    return _code(error) in _BUSY


def is_damaged(error: Exception) -> bool:
    """Whether a SQLite file is no longer one, which no waiting mends."""
    return _code(error) in _DAMAGED


def _code(error: Exception) -> int | str | None:
    said = getattr(error, "orig", None)
    code: int | None = getattr(said, "sqlite_errorcode", None)
    return getattr(said, "sqlstate", None) if code is None else code & 0xFF


def unusable(opened: sa.Engine, error: sa.exc.DBAPIError) -> str:
    """What is wrong with a database that cannot be used, and the cure."""
    if is_locked(error):
        return f"{named(opened)} cannot be used ({cause_of(error, opened)}): {cure_of(error)}"
    return (
        f"no database at {named(opened)} ({cause_of(error, opened)}): "
        f"{cure_of(error, otherwise='start it')}, or set NEWSCRAWL_DATABASE_URL to one that answers"
    )


def _file(opened: sa.Engine) -> Path:
    return Path(opened.url.database or "")


def _sqlite(url: sa.URL, *, as_it_is: bool) -> sa.Engine:
    opened = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(opened, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where _begin says, not by guess
        if not as_it_is:
            _use_wal(connection)
        connection.execute("PRAGMA synchronous=NORMAL")

    @sa.event.listens_for(opened, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A transaction that reads first and writes later fails at once when another
        # process wrote in between; one that says so at its start waits its turn.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return opened


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at once; the change to it is refused at once, never waited for."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _refuse_new_file(opened: sa.Engine) -> None:
    file = opened.url.database or ""
    if opened.dialect.name == "sqlite" and not Path(file).exists():
        raise NoDatabase(
            f"there is no {file} here ({Path.cwd()}): run this where you crawled, or set "
            "NEWSCRAWL_DATABASE_URL to its place"
        )


def _is_new_sqlite_file(opened: sa.Engine) -> bool:
    return opened.dialect.name == "sqlite" and not sa.inspect(opened).get_table_names()


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(folder: Path, connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _scripts() -> Iterator[Path]:
    """The migrations as a folder on disk, wherever the package lives: scrapyd runs a zipped egg."""
    packaged = files("newscrawl.store") / "migrations"
    if isinstance(packaged, Path):
        yield packaged
        return
    with tempfile.TemporaryDirectory(prefix="newscrawl-migrations-") as folder:
        _unpack(packaged, Path(folder))
        yield Path(folder)


def _unpack(packaged: Traversable, folder: Path) -> None:
    for entry in packaged.iterdir():
        if entry.is_dir():
            (folder / entry.name).mkdir()
            _unpack(entry, folder / entry.name)
        elif entry.name.endswith((".py", ".mako")):
            (folder / entry.name).write_bytes(entry.read_bytes())
