"""The ledger as a crawl uses it: patient with the database, forgetful of nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from newscrawl.dedup.keys import fingerprint
from newscrawl.errors import NoDatabase, OldSchema, Refused
from newscrawl.store.database import engine, migrate, open_database
from newscrawl.store.entries import End, Later
from newscrawl.store.ledger import Ledger, Terms
from newscrawl.store.schema import articles, crawls, hosts
from tests.postgres import Postgres
from tests.store.samples import GOOGLE, NOW, Desk, after, an_article, damage, direct, sealed, to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from newscrawl.store.entries import Found, Leased

PATIENT = 30.0
LIMIT = 60  # seconds; what hangs is to fail and say where


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that a test may stop."""
    with Postgres() as server:
        yield server


def terms(url: str, **more: Any) -> Terms:
    plain = {"lease": 60.0, "batch": 10, "patience": PATIENT, "tries": 5, "lost_rest": 60.0}
    return Terms(url=url, **(plain | more))


@asynccontextmanager
async def a_crawl(url: str, **more: Any) -> AsyncIterator[Ledger]:
    """An open ledger, closed at the end; a hang anywhere fails the test."""
    async with asyncio.timeout(LIMIT):
        ledger = Ledger(terms(url, **more))
        await ledger.open(spider="test", arguments={})
        try:
            yield ledger
        finally:
            await ledger.close(outcome="finished", exit_code=0, counts={})


async def take(ledger: Ledger) -> list[Leased]:
    return await ledger.take(hosts_at_once=99, per_host=50, without=(GOOGLE,))


async def keep(ledger: Ledger, found: Found, **fields: Any) -> Any:
    key = found.key
    return await ledger.keep(an_article(found, **fields), key=key, keys=frozenset({key}))


def stories(many: int, **more: Any) -> list[Found]:
    return [direct(f"story-{number}", **more) for number in range(many)]


def ledger_threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("ledger")]


async def test_a_whole_life(desk: Desk, database_url: str) -> None:
    one, two, video, late = stories(4)
    async with a_crawl(database_url) as ledger:
        new = (await ledger.discover([one, two, video, late])).new
        taken = await take(ledger)
        assert (ledger.held, ledger.leased_hosts) == (4, 1)
        twins = await asyncio.gather(
            keep(ledger, one),
            ledger.keep(an_article(two), key=two.key, keys=frozenset({two.key, one.key})),
            ledger.end(End(key=video.key, state="refused", reason="too_short")),
            ledger.put_off(Later(key=late.key, reason="timeout", due_at=after(9))),
        )
        assert (ledger.held, ledger.leased_hosts) == (0, 0)
        assert await ledger.owner([two.key]) == await ledger.owner([one.key])
        assert await ledger.next_due(without=()) is not None

    assert {each.key for each in taken} == set(new)
    assert sorted(twins[:2], key=str)[1] is None
    ends = sorted(desk.ends().values())
    assert ends == [
        ("duplicate", "same_story"),
        ("refused", "too_short"),
        ("resolved", "timeout"),
        ("stored", ""),
    ]
    assert ledger_threads() == []


async def test_a_crawl_is_begun_and_finished(desk: Desk, database_url: str) -> None:
    ledger = Ledger(terms(database_url))

    await ledger.open(spider="googlenews", arguments={"query": "Wörter"})
    [begun] = desk.rows(crawls)
    await ledger.close(outcome="finished", exit_code=3, counts={"stored": 7})

    [ended] = desk.rows(crawls)
    assert (begun["spider"], begun["arguments"]) == ("googlenews", {"query": "Wörter"})
    assert (begun["ended_at"], begun["outcome"]) == (None, None)
    assert (ended["outcome"], ended["exit_code"], ended["counts"]) == ("finished", 3, {"stored": 7})
    assert ended["ended_at"] > ended["started_at"]


async def test_a_ledger_that_was_never_opened_closes() -> None:
    await Ledger(terms("sqlite://")).close(outcome="failed", exit_code=4, counts={})

    assert ledger_threads() == []


@pytest.mark.server
async def test_a_database_that_cannot_be_used_is_refused_at_once(postgres: Postgres) -> None:
    ledger = Ledger(terms(postgres.new_database()))

    with pytest.raises(OldSchema):
        await ledger.open(spider="test", arguments={})
    await ledger.close(outcome="failed", exit_code=4, counts={})

    assert ledger_threads() == []


async def test_writes_go_in_batches(database_url: str) -> None:
    *found, at_work = stories(26)  # what is at work keeps the host: no commit hands it back
    commits: list[int] = []
    async with a_crawl(database_url) as ledger:
        await ledger.discover([*found, at_work])
        await take(ledger)
        sa.event.listen(ledger._database._engine, "commit", lambda _: commits.append(1))
        await asyncio.gather(*[keep(ledger, each) for each in found])
        written = len(commits)

    assert written == 3, "ten, ten and five"


async def test_a_host_is_handed_back_when_its_last_link_is_written(
    desk: Desk, database_url: str
) -> None:
    one, other = stories(2)
    async with a_crawl(database_url) as ledger:
        await ledger.discover([one, other])
        await take(ledger)
        ledger.expect_delay(one.host, 100.0)
        await keep(ledger, one)
        [held] = desk.rows(hosts)
        await keep(ledger, other)
        async with asyncio.timeout(LIMIT):
            while (free := desk.rows(hosts)[0])["worker"]:
                await asyncio.sleep(0.01)

    assert held["worker"] is not None
    assert (free["next_at"] - held["next_at"]).total_seconds() > 90


async def test_a_host_taken_by_name_is_handed_back_by_name(desk: Desk, database_url: str) -> None:
    link = sealed("x")
    async with a_crawl(database_url) as ledger, a_crawl(database_url) as other:
        await ledger.discover([link])
        [leased] = await ledger.take_from(GOOGLE, most=5)
        fresh = await ledger.resolve(to(link, direct()))
        refused = await other.lease_host(GOOGLE)
        await ledger.hand_back(GOOGLE, delay=0.0)
        granted = await other.lease_host(GOOGLE)
        await other.hand_back(GOOGLE, delay=0.0)
        nothing = await ledger.take_from(GOOGLE, most=5)

    assert (leased.key, fresh) == (link.key, True)
    assert (refused, granted, nothing) == (False, True, [])


async def test_a_paused_host_is_no_ones(database_url: str) -> None:
    async with a_crawl(database_url) as ledger:
        await ledger.discover(stories(1))
        await ledger.pause("paper.example.com", seconds=100)
        until, due_at = (
            await ledger.paused_until("paper.example.com"),
            await ledger.next_due(without=()),
        )

        assert await take(ledger) == []
        assert until == due_at


async def test_closing_gives_back_what_was_taken(desk: Desk, database_url: str) -> None:
    one, other = stories(2)
    async with a_crawl(database_url) as ledger:
        await ledger.discover([one, other])
        await take(ledger)
        ledger.expect_delay(one.host, 100.0)
        await keep(ledger, one)

    [host] = desk.rows(hosts)
    assert desk.link(other.key)["attempts"] == 0
    assert (host["worker"], host["lease_until"]) == (None, None)
    assert host["next_at"] > desk.link(one.key)["ended_at"], "it was asked a moment ago"


async def test_closing_writes_what_is_waiting_and_leaves_no_one_waiting(
    desk: Desk, database_url: str
) -> None:
    found = stories(25)
    async with a_crawl(database_url) as ledger:
        await ledger.discover(found)
        await take(ledger)
        writing = [asyncio.ensure_future(keep(ledger, each)) for each in found]
        await asyncio.sleep(0)  # they have asked, nothing is written

    assert await asyncio.gather(*writing) == [None] * 25
    assert set(desk.ends().values()) == {("stored", "")}


async def test_a_write_after_the_end_is_told_so(database_url: str) -> None:
    async with a_crawl(database_url) as ledger:
        pass

    with pytest.raises(NoDatabase, match="the ledger is closed"):
        await ledger.end(End(key=fingerprint("x"), state="failed"))


async def test_a_writer_that_is_cancelled_takes_no_other_along(
    desk: Desk, database_url: str
) -> None:
    found = stories(3)
    async with a_crawl(database_url) as ledger:
        await ledger.discover(found)
        await take(ledger)
        writing = [asyncio.ensure_future(keep(ledger, each)) for each in found]
        await asyncio.sleep(0)
        handing_back = asyncio.ensure_future(ledger.hand_back(GOOGLE, delay=0))
        await asyncio.sleep(0)  # it has the batch in hand now
        handing_back.cancel()
        writing[0].cancel()
        done = await asyncio.gather(*writing, return_exceptions=True)

    assert done[1:] == [None, None]
    assert set(desk.ends().values()) == {("stored", "")}


async def test_links_taken_by_who_was_cancelled_are_given_back(
    desk: Desk, database_url: str
) -> None:
    [story] = stories(1)
    async with a_crawl(database_url) as ledger:
        await ledger.discover([story])
        taking = asyncio.ensure_future(take(ledger))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)

    assert taking.cancelled()
    assert desk.link(story.key)["attempts"] == 0
    assert desk.rows(hosts)[0]["worker"] is None


# -- rows no database will have ------------------------------------------------------------

POISON = {
    "a half letter": {"text": "\ud800"},
    "nothing where something must be": {"title": None},
}


@pytest.mark.parametrize("fields", POISON.values(), ids=POISON)
async def test_a_poisoned_row_is_refused_alone(desk: Desk, database_url: str, fields) -> None:
    found = stories(8)
    async with a_crawl(database_url) as ledger:
        await ledger.discover(found)
        await take(ledger)
        kept = await asyncio.gather(
            keep(ledger, found[0], **fields),
            *[keep(ledger, each) for each in found[1:]],
            return_exceptions=True,
        )
        held = ledger.held
        await ledger.end(End(key=found[0].key, state="refused", reason="database_refuses"))

    assert isinstance(kept[0], Refused)
    assert kept[1:] == [None] * 7
    assert held == 1, "whoever wrote it is to say its end"
    assert desk.ends().pop(found[0].key) == ("refused", "database_refuses")
    assert len(desk.rows(articles)) == 7


@pytest.mark.server
async def test_postgresql_refuses_a_nul_alone(postgres_desk: Desk, postgres_url: str) -> None:
    found = stories(4)
    async with a_crawl(postgres_url) as ledger:
        await ledger.discover(found)
        await take(ledger)
        kept = await asyncio.gather(
            keep(ledger, found[0], text="a\x00b"),
            keep(ledger, found[1], tags=("a\x00b",)),
            *[keep(ledger, each) for each in found[2:]],
            return_exceptions=True,
        )

    assert [type(each) for each in kept] == [Refused, Refused, type(None), type(None)]
    assert len(postgres_desk.rows(articles)) == 2


async def test_a_poisoned_link_keeps_out_no_other(desk: Desk, database_url: str) -> None:
    found = [direct("bad", title="\udfff"), *stories(3)]
    async with a_crawl(database_url) as ledger:
        new = (await ledger.discover(found)).new

    assert sorted(new) == sorted(each.key for each in found[1:])
    assert len(desk.ends()) == 3


# -- the database away ---------------------------------------------------------------------


async def test_a_file_that_is_damaged_refuses_no_row_and_is_not_waited_for(
    tmp_path: Path,
) -> None:
    file, found = tmp_path / "a.db", stories(3)
    async with a_crawl(f"sqlite:///{file}") as ledger:
        await ledger.discover(found)
        await take(ledger)
        damage(file, "articles")
        kept = await asyncio.gather(*[keep(ledger, each) for each in found], return_exceptions=True)

    assert {type(each) for each in kept} == {NoDatabase}
    assert "take a copy from before" in str(kept[0])
    opened = open_database(f"sqlite:///{file}")
    assert set(Desk(opened).ends().values()) == {("resolved", "")}, "all wait"
    opened.dispose()


@pytest.mark.server
async def test_a_table_that_may_not_be_written_refuses_no_row(
    postgres_desk: Desk, postgres_url: str
) -> None:
    found = stories(3)
    async with a_crawl(postgres_url, patience=0.5) as ledger:
        await ledger.discover(found)
        await take(ledger)
        postgres_desk.do(execute, "ALTER TABLE articles RENAME TO elsewhere")
        kept = await asyncio.gather(*[keep(ledger, each) for each in found], return_exceptions=True)

    assert {type(each) for each in kept} == {NoDatabase}
    assert set(postgres_desk.ends().values()) == {("resolved", "")}, "all wait"


def execute(connection: sa.Connection, statement: str) -> None:
    connection.execute(sa.text(statement))


async def test_a_locked_sqlite_is_waited_for(
    tmp_path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("newscrawl.store.database.BUSY_SECONDS", 0.05)
    url, found = f"sqlite:///{tmp_path}/a.db", stories(3)
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    async with a_crawl(url) as ledger:
        await ledger.discover(found)
        await take(ledger)
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.gather(*[keep(ledger, each) for each in found])
        async with asyncio.timeout(20):
            while "the crawl holds" not in caplog.text:
                await asyncio.sleep(0.01)
        early = writing.done()
        other.execute("COMMIT")
        kept = await writing
    other.close()

    assert not early
    assert kept == [None] * 3


@pytest.mark.server
async def test_connections_cut_in_the_middle_lose_nothing(
    postgres_desk: Desk, postgres_url: str
) -> None:
    desk, found = postgres_desk, stories(60)
    cut = sa.text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with a_crawl(postgres_url, batch=3) as ledger:
        await ledger.discover(found)
        await take(ledger)
        writing = asyncio.gather(*[keep(ledger, each) for each in found])
        for _ in range(3):
            desk.do(lambda connection: connection.execute(cut))
            await asyncio.sleep(0.02)
        kept = await writing

    assert kept == [None] * 60
    assert len(desk.rows(articles)) == 60


@pytest.mark.server
async def test_a_server_that_is_away_is_waited_for(
    own_postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    url = own_postgres.new_database()
    _migrate(url)
    found = stories(30)
    async with a_crawl(url) as ledger:
        await ledger.discover(found)
        await take(ledger)
        own_postgres.stop()
        writing = asyncio.gather(*[keep(ledger, each) for each in found])
        async with asyncio.timeout(20):
            while "the crawl holds" not in caplog.text:
                await asyncio.sleep(0.01)
        await asyncio.to_thread(own_postgres.start)
        kept = await writing

    assert kept == [None] * 30
    opened = open_database(url)
    assert len(Desk(opened).rows(articles)) == 30
    opened.dispose()


@pytest.mark.server
async def test_patience_runs_out_and_everyone_is_told(own_postgres: Postgres) -> None:
    url = own_postgres.new_database()
    _migrate(url)
    found = stories(30)
    async with asyncio.timeout(LIMIT):
        ledger = Ledger(terms(url, patience=0.5, lease=0.3))
        await ledger.open(spider="test", arguments={})
        await ledger.discover(found)
        await take(ledger)
        own_postgres.stop()
        kept = await asyncio.gather(*[keep(ledger, each) for each in found], return_exceptions=True)
        ledger.give_up()
        with pytest.raises(NoDatabase) as refused:
            await ledger.close(outcome="given_up", exit_code=4, counts={})
    await asyncio.to_thread(own_postgres.start)

    assert {type(each) for each in kept} == {NoDatabase}
    assert "only-for-tests" not in str(refused.value)
    assert "see to the database and run again" in str(refused.value)
    assert ledger_threads() == []
    opened = open_database(url)
    assert set(Desk(opened).ends().values()) == {("resolved", "")}, "all wait for the next crawl"
    opened.dispose()


async def test_a_database_lost_after_a_batch_hangs_no_later_writer(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception("gone"))

    one, other = direct("one"), direct("other", host="other.example.com")
    async with a_crawl(database_url, patience=0.0) as ledger:
        await ledger.discover([one, other])
        await take(ledger)
        with monkeypatch.context() as patch:
            patch.setattr("newscrawl.store.hosts.release", lost)
            first = await keep(ledger, one)
            async with asyncio.timeout(LIMIT):
                while ledger.leased_hosts > 1 or ledger._unfinished:
                    await asyncio.sleep(0.01)
        second = await keep(ledger, other)

    assert (first, second) == (None, None)


# -- leases --------------------------------------------------------------------------------


async def test_leases_are_renewed_as_long_as_they_are_held(desk: Desk, database_url: str) -> None:
    async with a_crawl(database_url, lease=6.0) as ledger, a_crawl(database_url) as other:
        await ledger.discover([*stories(1), sealed("x")])
        await take(ledger)
        await ledger.lease_host(GOOGLE)
        would_end = max(each["lease_until"] for each in desk.rows(hosts))
        while min(each["lease_until"] for each in desk.rows(hosts)) <= would_end:
            await asyncio.sleep(0.05)

        assert await take(other) == []
        assert await other.lease_host(GOOGLE) is False


async def test_links_in_hand_are_not_taken_twice_when_their_lease_ran_out(
    desk: Desk, database_url: str
) -> None:
    [story] = stories(1)
    async with a_crawl(database_url) as ledger:
        await ledger.discover([story])
        await take(ledger)
        ran_out = sa.update(hosts).values(lease_until=NOW)
        desk.do(lambda connection: connection.execute(ran_out))

        assert await take(ledger) == []
        assert desk.link(story.key)["attempts"] == 1


def _migrate(url: str) -> None:
    opened = engine(url)
    migrate(opened)
    opened.dispose()
