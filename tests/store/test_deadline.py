"""PostgreSQL behind a cable that goes dead, or with a lock nobody lets go: bounded, and nothing lost."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from newscrawl.errors import NoDatabase
from newscrawl.store import deadline
from newscrawl.store.database import engine, open_database
from newscrawl.store.patient import PatientDatabase
from tests.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import Postgres

pytestmark = pytest.mark.server
LIMIT = 20  # seconds a test may take


@pytest.fixture
def relay(postgres: Postgres) -> Iterator[Relay]:
    with Relay(postgres.port) as cable:
        yield cable


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "GRACE", 0.2)
    monkeypatch.setattr("newscrawl.store.database.CONNECT_SECONDS", 2)  # libpq takes no less


def through(relay: Relay, url: str) -> str:
    return sa.make_url(url).set(port=relay.port).render_as_string(hide_password=False)


def count(connection: sa.Connection) -> int:
    return connection.execute(sa.text("SELECT count(*) FROM crawls")).scalar_one()


def add(connection: sa.Connection) -> int | None:
    connection.execute(
        sa.text("INSERT INTO crawls (spider, arguments, started_at) VALUES ('x', '{}', now())")
    )
    return connection.scalar(sa.text("SELECT pg_backend_pid()"))


@contextmanager
def patient(url: str, *, timeout: float = 0.5) -> Iterator[PatientDatabase]:
    database = PatientDatabase(url, patience=LIMIT, timeout=timeout)
    yield database
    database.close()


async def until_held(caplog: pytest.LogCaptureFixture) -> None:
    while "the crawl holds" not in caplog.text:
        await asyncio.sleep(0.01)


async def test_a_line_gone_dead_is_given_up_and_the_work_done_on_a_new_one(
    relay: Relay, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with patient(through(relay, postgres_url)) as database:
        async with asyncio.timeout(LIMIT):
            await database.open()
            await database.run(add)
            relay.silence()
            began = time.monotonic()
            writing = asyncio.create_task(database.run(add))
            await until_held(caplog)
            noticed = time.monotonic() - began
            relay.heal()
            await writing

            assert await database.run(count) == 2
    assert noticed < 15, "0.5 s for a statement, 0.2 of grace, 2 for a new line, and the machine's"


async def test_a_line_gone_dead_within_a_transaction_leaves_no_lock_behind(
    relay: Relay, postgres_url: str
) -> None:
    def silence_after(connection: sa.Connection) -> None:
        if not silenced:
            connection.execute(sa.text("UPDATE crawls SET outcome = 'lost'"))
            silenced.append(relay.silence())
        connection.execute(sa.text("UPDATE crawls SET outcome = 'kept'"))

    silenced: list[None] = []
    with patient(through(relay, postgres_url)) as database, patient(postgres_url) as other:
        async with asyncio.timeout(LIMIT):
            await database.open()
            await other.open()
            await database.run(add)
            writing = asyncio.create_task(database.run(silence_after))
            while not silenced:
                await asyncio.sleep(0.01)

            await other.run(lambda c: c.execute(sa.text("UPDATE crawls SET exit_code = 0")))
            relay.heal()
            await writing

            found = await other.run(lambda c: c.execute(sa.text("SELECT * FROM crawls")).one())
    assert (found.outcome, found.exit_code) == ("kept", 0)


async def test_a_lock_nobody_lets_go_holds_no_crawl_for_ever(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    opened = engine(postgres_url)
    with patient(postgres_url) as database:
        async with asyncio.timeout(LIMIT):
            await database.open()
            with opened.begin() as connection:
                connection.execute(sa.text("LOCK TABLE crawls"))
                writing = asyncio.create_task(database.run(add))
                await until_held(caplog)
            await writing

            assert await database.run(count) == 1
    assert "canceling statement due to statement timeout" in caplog.text
    opened.dispose()


def test_a_database_that_says_nothing_at_start_is_no_database(
    relay: Relay, postgres_url: str
) -> None:
    relay.silence()

    with pytest.raises(NoDatabase, match="timeout expired"):
        open_database(through(relay, postgres_url))


def test_a_pulled_cable_is_noticed_by_the_kernel(postgres_url: str) -> None:
    opened = engine(postgres_url)
    with opened.connect() as connection:
        line = socket.socket(fileno=connection.connection.dbapi_connection.fileno())
        options = {
            name: line.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
            for name in ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")
        }
        line.detach()
    opened.dispose()

    assert options == {
        "TCP_KEEPIDLE": 10,
        "TCP_KEEPINTVL": 5,
        "TCP_KEEPCNT": 3,
        "TCP_USER_TIMEOUT": 30_000,
    }
