"""Who has a SQLite file locked is named, whatever way it is locked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newscrawl.errors import NoDatabase
from newscrawl.store import holders
from newscrawl.store.database import open_database, transaction
from newscrawl.store.holders import whose_lock
from newscrawl.store.patient import PatientDatabase
from newscrawl.store.schema import crawls
from tests.locker import Locker

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.store.database.BUSY_SECONDS", 0.2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database in WAL mode, as crawls have it."""
    file = tmp_path / "news crawl.db"
    open_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A database as SQLite's own program makes it."""
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("CREATE TABLE things (a)")
    return file


@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
@pytest.mark.parametrize("kind", ["file", "old_file"])
def test_who_holds_a_lock_is_named(kind: str, how: str, request: pytest.FixtureRequest) -> None:
    locked: Path = request.getfixturevalue(kind)
    with Locker(locked, how=how) as locker:
        said = whose_lock(locked)

    assert f"process {locker.pid} (" in said
    assert said.endswith("has it locked")
    assert "sqlite3.connect(sys.argv[1]" in said


def test_a_reader_of_a_file_without_wal_is_named(old_file: Path) -> None:
    with Locker(old_file, "SELECT * FROM things", how="BEGIN") as reader:
        said = whose_lock(old_file)

    assert f"process {reader.pid} (" in said


def test_an_open_connection_is_not_blamed_where_another_writes(file: Path) -> None:
    with (
        Locker(file, "SELECT * FROM crawls", how="BEGIN") as reader,
        Locker(file) as writer,
    ):
        said = whose_lock(file)

    assert f"process {writer.pid} " in said
    assert f"process {reader.pid} " not in said


def test_one_who_only_has_it_open_is_said_to(file: Path) -> None:
    with Locker(file, "SELECT * FROM crawls", how="BEGIN") as reader:
        said = whose_lock(file)

    assert f"process {reader.pid} (" in said
    assert said.endswith("has it open")


def test_where_nobody_has_it_any_more_that_is_said(file: Path) -> None:
    assert "has let go, or is in another container" in whose_lock(file)


def test_where_the_system_does_not_tell_that_is_said(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holders, "_PROC", tmp_path / "no proc")

    assert whose_lock(file) == "another process has it locked, and only Linux tells which"


def test_a_command_line_shows_no_password_and_steers_no_terminal(file: Path) -> None:
    with Locker(file, "SELECT 1", "http://me:hushhush@proxy.example/", "\x1b[2J") as locker:
        said = whose_lock(file)
        [holder] = holders.holders(file)

    assert "hushhush" not in said
    assert "\x1b" not in said
    assert (holder.pid, len(holder.command)) == (locker.pid, 203)


def test_commands_are_told_who_and_what_to_do(file: Path) -> None:
    url = f"sqlite:///{file}"
    opened = open_database(url)
    with Locker(file) as locker:
        with pytest.raises(NoDatabase) as at_once:
            open_database(url)
        with pytest.raises(NoDatabase) as later, transaction(opened):
            pass
    opened.dispose()

    for told in (at_once, later):
        assert f"process {locker.pid} (" in str(told.value)
        assert "let that process finish, or end it" in str(told.value)


async def test_patience_that_runs_out_names_who(file: Path) -> None:
    database = PatientDatabase(f"sqlite:///{file}", patience=0.1, timeout=1.0)
    await database.open()
    with Locker(file) as locker, pytest.raises(NoDatabase) as told:
        await database.run(lambda connection: connection.execute(crawls.select()).all())
    database.close()

    assert f"process {locker.pid} (" in str(told.value)
    assert "waits for the next crawl; let that process finish, or end it and run again" in str(
        told.value
    )
