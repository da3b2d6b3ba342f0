"""A database of the right schema, or a clear no that names the cure."""

from __future__ import annotations

import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, Popen
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from newscrawl.errors import BadSetting, Misused, NoDatabase, OldSchema
from newscrawl.store import articles, crawls, database, schema
from newscrawl.store.database import (
    check_schema,
    engine,
    migrate,
    named,
    open_database,
    transaction,
)
from newscrawl.store.schema import metadata
from tests.store.samples import NOW, a_keep, damage, direct

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls import Project
    from tests.postgres import Postgres
    from tests.store.samples import Desk


def set_revision(opened: sa.Engine, revision: str) -> None:
    with opened.begin() as connection:
        connection.execute(
            sa.text("UPDATE alembic_version SET version_num = :it"), {"it": revision}
        )


def tables(opened: sa.Engine) -> set[str]:
    return set(sa.inspect(opened).get_table_names()) - {"alembic_version"}


def test_a_new_sqlite_file_is_made_on_the_spot(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/new.db")

    assert tables(opened) == set(metadata.tables)
    opened.dispose()


@pytest.mark.server
def test_an_empty_postgresql_is_refused_with_the_command(postgres: Postgres) -> None:
    with pytest.raises(OldSchema, match=r"not there yet.*run 'scrapy migrate' once"):
        open_database(postgres.new_database())


def test_an_older_schema_is_refused_with_the_command(database_url: str) -> None:
    opened = open_database(database_url)
    with opened.begin() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))

    with pytest.raises(OldSchema, match="run 'scrapy migrate' once"):
        check_schema(opened)
    opened.dispose()


@pytest.mark.parametrize("use", [check_schema, migrate])
def test_a_newer_schema_is_refused_with_the_cure(database_url: str, use) -> None:
    opened = open_database(database_url)
    set_revision(opened, "9999")

    with pytest.raises(OldSchema, match=r"9999 is newer .* install the newscrawl that made it"):
        use(opened)
    opened.dispose()


def test_migrations_and_tables_agree(database_url: str) -> None:
    opened = open_database(database_url)
    postgres = opened.dialect.name == "postgresql"  # SQLite spells an empty default its own way

    with opened.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": postgres})
        differences = compare_metadata(context, metadata)

    assert differences == []
    opened.dispose()


def test_every_migration_can_be_undone_and_done_again(database_url: str) -> None:
    opened = open_database(database_url)

    with database._scripts() as folder, opened.begin() as connection:
        command.downgrade(database._config(folder, connection), "base")
    undone = tables(opened)
    before, after = migrate(opened)

    assert undone == set()
    assert before is None
    assert after
    assert tables(opened) == set(metadata.tables)
    opened.dispose()


def test_articles_of_an_older_schema_are_kept_and_silent_on_what_is_new(desk: Desk) -> None:
    found = direct("one")
    desk.discover(found)
    keep = a_keep(found, free_access=True, provenance={"title": "dom"})
    desk.do(articles.keep, [keep], crawl=None, now=NOW)

    with database._scripts() as folder, desk.opened.begin() as connection:
        command.downgrade(database._config(folder, connection), "0002")
    migrate(desk.opened)

    [row] = desk.rows(metadata.tables["articles"])
    assert row["title"] == "Title"
    assert (row["published_precision"], row["free_access"], row["provenance"]) == (None, None, None)


def test_hosts_of_an_older_schema_learn_whose_they_are(desk: Desk) -> None:
    desk.discover(direct(host="news.paper.example.co.uk"))

    with database._scripts() as folder, desk.opened.begin() as connection:
        command.downgrade(database._config(folder, connection), "0003")
    migrate(desk.opened)

    [row] = desk.rows(metadata.tables["hosts"])
    assert (row["owner"], row["failures"]) == ("example.co.uk", 0)


def test_threads_may_make_the_same_new_sqlite_file(tmp_path: Path) -> None:
    url, all_at_once = f"sqlite:///{tmp_path}/new.db", Barrier(6)

    def make(_: int) -> set[str]:
        all_at_once.wait()
        opened = open_database(url)
        found = tables(opened)
        opened.dispose()
        return found

    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(make, range(6)))

    assert made == [set(metadata.tables)] * 6


def test_processes_may_make_the_same_new_sqlite_file(tmp_path: Path) -> None:
    program = (
        "import sys; from newscrawl.store.database import open_database;"
        "sys.stdin.read(1); open_database(sys.argv[1]).dispose()"
    )
    line = [sys.executable, "-c", program, f"sqlite:///{tmp_path}/new.db"]
    processes = [Popen(line, stdin=PIPE, stderr=PIPE, text=True) for _ in range(3)]

    said = [process.communicate("!")[1] for process in processes]

    assert [(process.returncode, each) for process, each in zip(processes, said, strict=True)] == [
        (0, "")
    ] * 3


@pytest.mark.server
def test_two_migrations_of_one_postgresql_wait_for_each_other(postgres: Postgres) -> None:
    url = postgres.new_database()

    def upgrade(_: int) -> str | None:
        opened = engine(url)
        before, _after = migrate(opened)
        opened.dispose()
        return before

    with ThreadPoolExecutor(3) as threads:
        befores = list(threads.map(upgrade, range(3)))

    assert befores.count(None) == 1


def test_what_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database at all, " * 100)
    opened = engine(f"sqlite:///{tmp_path}/notes.txt")

    for use in (lambda: open_database(str(opened.url)), lambda: migrate(opened)):
        with pytest.raises(NoDatabase, match="set NEWSCRAWL_DATABASE_URL"):
            use()
    opened.dispose()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://me:secret@127.0.0.1:1/x", id="nothing answers"),
        pytest.param("postgresql://127.0.0.1:1/x?user=me&password=secret", id="in the query"),
        pytest.param("postgresql://me:secret/word@host/x", id="a slash that is not quoted"),
        pytest.param("postgresql://me:secret@host:port/x", id="a port that is no number"),
        pytest.param("mysql://me:secret@host/x", id="a database we do not speak"),
        pytest.param("me:secret", id="no URL"),
        pytest.param("", id="nothing"),
    ],
)
def test_no_message_tells_the_password(
    url: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(Misused) as refused:
        open_database(url)

    assert "NEWSCRAWL_DATABASE_URL" in str(refused.value)
    told = [str(refused.value), str(refused.value.__cause__), caplog.text, *capsys.readouterr()]
    assert not any("secret" in each for each in told)


def test_a_database_is_named_without_its_password() -> None:
    opened = engine("postgres://me:secret@host/x?sslpassword=secret&sslmode=require")

    assert named(opened) == "postgresql+psycopg://me:***@host/x?sslmode=require"


def test_what_we_do_not_speak_is_refused_with_what_we_do() -> None:
    with pytest.raises(
        BadSetting, match="mysql is not supported: write sqlite:///FILE or postgres"
    ):
        engine("mysql://host/x")


@pytest.mark.parametrize("name", ["a?b.db", "a.db?mode=ro", "file:a.db?uri=true"])
def test_a_sqlite_file_is_no_other_than_the_one_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSetting, match=r"its \? written %3F: write sqlite:///FILE"):
        open_database(f"sqlite:///{tmp_path}/{name}")

    open_database(f"sqlite:///{tmp_path}/100% a%3Fb%23ü.db").dispose()

    assert (tmp_path / "100% a?b#ü.db").exists()


@pytest.mark.server
def test_what_may_not_be_made_is_no_traceback(postgres: Postgres) -> None:
    url = postgres.new_database()
    owner = engine(url)
    with owner.begin() as connection:
        connection.execute(sa.text("CREATE ROLE guest LOGIN PASSWORD 'guest'"))
    owner.dispose()
    guest = engine(owner.url.set(username="guest", password="guest").render_as_string(False))

    with pytest.raises(NoDatabase, match="permission denied"):
        migrate(guest)
    guest.dispose()


@pytest.mark.server
@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_has_not_every_letter_is_refused_with_the_cure(
    postgres: Postgres, encoding: str
) -> None:
    opened = engine(postgres.new_database(encoding=encoding))

    for use in (
        lambda: open_database(str(opened.url.render_as_string(False))),
        lambda: migrate(opened),
    ):
        with pytest.raises(NoDatabase, match=f"text in {encoding}, .*createdb --encoding UTF8"):
            use()
    opened.dispose()


@pytest.mark.server
def test_times_are_read_in_whatever_style_a_database_writes_them(postgres_url: str) -> None:
    owner = engine(postgres_url)
    with owner.begin() as connection:
        name = owner.url.database
        connection.execute(sa.text(f"ALTER DATABASE {name} SET DateStyle TO 'German, DMY'"))
    owner.dispose()
    opened = open_database(postgres_url)

    with opened.begin() as connection:
        number = crawls.begin(connection, spider="test", arguments={}, now=NOW)
        begun = connection.scalar(sa.select(schema.crawls.c.started_at).filter_by(id=number))
    opened.dispose()

    assert begun == NOW


def test_a_damaged_file_is_no_traceback(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/a.db")
    damage(tmp_path / "a.db", "links")

    with pytest.raises(NoDatabase, match="take a copy from before"), transaction(opened) as begun:
        begun.execute(sa.text("SELECT count(title) FROM links"))
    opened.dispose()


def test_a_folder_that_is_not_there_is_to_be_made(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase, match="make its folder"):
        open_database(f"sqlite:///{tmp_path}/nowhere/a.db")


@pytest.mark.server
def test_tables_that_may_not_be_written_end_a_crawl_at_its_start(
    project: Project, postgres_url: str
) -> None:
    opened = engine(postgres_url)
    with opened.begin() as connection:
        connection.execute(sa.text("CREATE ROLE half LOGIN PASSWORD 'half'"))
        connection.execute(sa.text("GRANT ALL ON ALL TABLES IN SCHEMA public TO half"))
        connection.execute(sa.text("REVOKE INSERT ON articles FROM half"))
    project.database_url = opened.url.set(username="half", password="half").render_as_string(False)

    ran = project.crawl("-a", "top=1")

    with opened.begin() as connection:
        connection.execute(sa.text("DROP OWNED BY half"))
        connection.execute(sa.text("DROP ROLE half"))
    opened.dispose()
    assert ran.exit_code == 4
    assert "permission denied for table articles" in ran.errors
    assert "let this user write all of its tables" in ran.errors
    assert ran.errors.count("\n") == 1


@pytest.mark.parametrize("before", ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def test_scrapy_migrate_may_be_run_twice(
    project: Project, before: str, request: pytest.FixtureRequest
) -> None:
    if before == "postgresql":
        project.database_url = request.getfixturevalue("postgres").new_database()

    first, second = project.run("migrate"), project.run("migrate")

    assert (first.exit_code, second.exit_code) == (0, 0), first.errors + second.errors
    assert "schema empty -> " in first.output
    assert "already at schema" in second.output
    assert "only-for-tests" not in first.output + first.errors


def test_scrapy_migrate_refuses_a_newer_schema_in_one_line(project: Project) -> None:
    opened = open_database(project.database_url)
    set_revision(opened, "9999")
    opened.dispose()

    ran = project.run("migrate")

    assert ran.exit_code == 4
    assert ran.errors.startswith("newscrawl: the database's schema 9999 is newer")
    assert ran.errors.count("\n") == 1
