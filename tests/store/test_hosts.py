"""A host is worked by one crawl at a time, and the dead hold nothing for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from newscrawl.store import hosts, links
from newscrawl.store.entries import Later
from tests.store.samples import NOW, after, direct

if TYPE_CHECKING:
    from tests.store.samples import Desk

HOST = "paper.example.com"
UNTIL = after(60)


def lease(desk: Desk, worker: str, *, now=NOW, most: int = 9, without: tuple[str, ...] = ()):
    return desk.do(hosts.lease_due, worker=worker, most=most, without=without, now=now, until=UNTIL)


def test_one_worker_gets_a_host(desk: Desk) -> None:
    desk.discover(direct())

    first, second = lease(desk, "one"), lease(desk, "two")

    assert (first, second) == ([HOST], [])


def test_a_host_without_due_links_is_not_leased(desk: Desk) -> None:
    story = direct()
    desk.discover(story)
    desk.do(links.put_off, [Later(key=story.key, reason="timeout", due_at=after(10))])

    early, late = lease(desk, "one", now=after(9)), lease(desk, "one", now=after(10))

    assert (early, late) == ([], [HOST])


def test_hosts_left_out_and_hosts_too_many_are_not_leased(desk: Desk) -> None:
    desk.discover(*[direct(host=f"{name}.example.com") for name in "abc"])

    leased = lease(desk, "one", most=1, without=("a.example.com",))

    assert leased == ["b.example.com"]


def test_a_lease_that_ran_out_frees_the_host(desk: Desk) -> None:
    desk.discover(direct())
    lease(desk, "dead")

    at_the_end, beyond = lease(desk, "two", now=UNTIL), lease(desk, "two", now=after(61))

    assert (at_the_end, beyond) == ([], [HOST])


def test_a_renewed_lease_holds(desk: Desk) -> None:
    desk.discover(direct())
    lease(desk, "one")

    desk.do(hosts.renew, [HOST], worker="one", until=after(120))

    assert lease(desk, "two", now=after(61)) == []


def test_a_lease_its_worker_does_not_know_of_is_not_renewed(desk: Desk) -> None:
    desk.discover(direct())
    lease(desk, "one")

    desk.do(hosts.renew, [], worker="one", until=after(120))
    desk.do(hosts.renew, [HOST], worker="two", until=after(120))

    assert lease(desk, "two", now=after(61)) == [HOST]


def test_a_released_host_rests_for_its_delay(desk: Desk) -> None:
    desk.discover(direct())
    lease(desk, "one")

    desk.do(hosts.release, [HOST], worker="one", next_at=after(5))

    assert lease(desk, "two", now=after(4)) == []
    assert lease(desk, "two", now=after(5)) == [HOST]


def test_only_the_holder_releases(desk: Desk) -> None:
    desk.discover(direct())
    lease(desk, "one")

    desk.do(hosts.release, [HOST], worker="two", next_at=NOW)
    desk.do(hosts.release_all, worker="two")

    assert lease(desk, "two") == []


def test_all_leases_of_a_worker_are_released_at_once(desk: Desk) -> None:
    desk.discover(direct(), direct(host="other.example.com"))
    lease(desk, "one")

    desk.do(hosts.release_all, worker="one")

    assert len(lease(desk, "two")) == 2


def test_a_pause_outlasts_a_release_and_a_shorter_pause(desk: Desk) -> None:
    desk.discover(direct())
    lease(desk, "one")
    desk.do(hosts.pause, HOST, until=after(50))

    desk.do(hosts.release, [HOST], worker="one", next_at=after(1))
    desk.do(hosts.pause, HOST, until=after(20))

    assert desk.do(hosts.paused_until, HOST) == after(50)
    assert lease(desk, "two", now=after(49)) == []
    assert lease(desk, "two", now=after(50)) == [HOST]


def test_a_host_nobody_met_can_be_paused_and_leased_by_name(desk: Desk) -> None:
    unmet = desk.do(hosts.paused_until, HOST)
    desk.do(hosts.pause, HOST, until=after(9))

    early = desk.do(hosts.lease_one, HOST, worker="one", now=after(8), until=UNTIL)
    late = desk.do(hosts.lease_one, HOST, worker="one", now=after(9), until=UNTIL)
    taken = desk.do(hosts.lease_one, HOST, worker="two", now=after(9), until=UNTIL)

    assert unmet is None
    assert (early, late, taken) == (False, True, False)


@pytest.mark.parametrize(
    ("worker", "without", "due"),
    [
        pytest.param("one", (), after(5), id="a lease of its own is no wait"),
        pytest.param("two", (), UNTIL, id="a lease of another's is"),
        pytest.param("two", (HOST,), None, id="a host out of reach"),
    ],
)
def test_next_due_sees_pauses_and_leases(desk: Desk, worker: str, without, due) -> None:
    desk.discover(direct())
    lease(desk, "one")
    desk.do(hosts.pause, HOST, until=after(5))

    assert desk.do(hosts.next_due, worker=worker, without=without) == due


def test_nothing_is_due_where_nothing_waits(desk: Desk) -> None:
    assert desk.do(hosts.next_due, worker="one", without=()) is None


@pytest.mark.server
def test_two_workers_leasing_at_once_wait_for_no_one(postgres_desk: Desk) -> None:
    desk = postgres_desk
    desk.discover(direct(), direct(host="other.example.com"))
    terms = {"most": 1, "without": (), "now": NOW, "until": UNTIL}

    with desk.opened.connect() as one, desk.opened.connect() as two:
        two.execute(sa.text("SET statement_timeout = '2s'"))
        first = hosts.lease_due(one, worker="one", **terms)
        second = hosts.lease_due(two, worker="two", **terms)
        third = hosts.lease_one(two, first[0], worker="two", now=NOW, until=UNTIL)
        two.commit()
        one.commit()

    assert sorted(first + second) == ["other.example.com", HOST]
    assert third is False


def test_a_host_is_leased_once_however_many_want_it(desk: Desk) -> None:
    names = [f"paper-{number}.example.com" for number in range(12)]
    desk.discover(*[direct(host=name) for name in names])
    all_at_once = Barrier(4)

    def work(number: int) -> list[str]:
        all_at_once.wait()
        leased: list[str] = []
        while some := lease(desk, f"worker-{number}", most=2):
            leased += some
        return leased

    with ThreadPoolExecutor(4) as threads:
        leased = [name for some in threads.map(work, range(4)) for name in some]

    assert sorted(leased) == sorted(names)


def lease_per_owner(desk: Desk, worker: str, *, now=NOW) -> list[str]:
    return desk.do(
        hosts.lease_due, worker=worker, most=9, without=(), now=now, until=UNTIL, per_owner=True
    )


def test_of_an_owners_hosts_one_is_leased_at_a_time(desk: Desk) -> None:
    names = [
        "a.example.com",
        "b.example.com",
        "a.example.co.uk",
        "b.blogspot.com",
        "c.blogspot.com",
    ]
    desk.discover(*[direct(host=name) for name in names])

    first = lease_per_owner(desk, "one")
    others = lease_per_owner(desk, "one"), lease_per_owner(desk, "two")

    assert first == ["a.example.co.uk", "a.example.com", "b.blogspot.com", "c.blogspot.com"]
    assert others == ([], [])


def test_an_owners_next_host_waits_for_the_delay_and_not_for_a_pause(desk: Desk) -> None:
    desk.discover(direct(host="a.example.com"), direct(host="b.example.com"))
    lease_per_owner(desk, "one")
    desk.do(hosts.pause, "a.example.com", until=after(900))

    desk.do(hosts.release, ["a.example.com"], worker="one", next_at=after(5))

    assert lease_per_owner(desk, "two", now=after(4)) == []
    assert lease_per_owner(desk, "two", now=after(5)) == ["b.example.com"]


@pytest.mark.parametrize(("worker", "is_leased"), [("one", True), ("two", False)])
def test_a_crawl_may_lease_another_host_of_an_owner_by_name(desk: Desk, worker, is_leased) -> None:
    desk.discover(direct(host="a.example.com"))
    lease_per_owner(desk, "one")
    terms = {"now": NOW, "until": UNTIL, "per_owner": True}

    assert desk.do(hosts.lease_one, "b.example.com", worker=worker, **terms) is is_leased


@pytest.mark.server
def test_of_two_crawls_that_lease_at_once_one_gets_an_owner(postgres_desk: Desk) -> None:
    names = [f"{letter}.example.com" for letter in "abcdefgh"]
    postgres_desk.discover(*[direct(host=name) for name in names])
    all_at_once = Barrier(4)

    def work(number: int) -> list[str]:
        all_at_once.wait()
        return lease_per_owner(postgres_desk, f"worker-{number}")

    with ThreadPoolExecutor(4) as threads:
        leased = [name for some in threads.map(work, range(4)) for name in some]

    assert len(leased) == 1


def test_failures_in_a_row_are_counted_until_the_host_answers(desk: Desk) -> None:
    counted = [desk.do(hosts.fail, HOST, now=NOW) for _ in range(3)]

    desk.do(hosts.recover, HOST)

    assert counted == [1, 2, 3]
    assert desk.do(hosts.fail, HOST, now=NOW) == 1
