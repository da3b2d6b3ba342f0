"""A story is stored once, under every address it is known by."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from newscrawl.dedup.keys import fingerprint
from newscrawl.store import articles, hosts, links
from newscrawl.store.entries import End
from newscrawl.store.schema import article_keys
from newscrawl.store.schema import articles as articles_table
from tests.store.samples import NOW, a_keep, after, direct

if TYPE_CHECKING:
    from uuid import UUID

    from newscrawl.store.articles import Keep
    from newscrawl.store.entries import Found
    from newscrawl.store.schema import State
    from tests.store.samples import Desk


def keep(desk: Desk, *batch: Keep) -> dict[UUID, UUID | None]:
    twins: dict[UUID, UUID | None] = desk.do(articles.keep, batch, crawl=None, now=NOW)
    return twins


def discovered(desk: Desk, *paths: str) -> list[Found]:
    found = [direct(path) for path in paths]
    desk.discover(*found)
    return found


def owners(desk: Desk) -> dict[UUID, UUID]:
    return {row["key"]: row["article"] for row in desk.rows(article_keys)}


def test_a_new_article_is_stored_and_its_link_has_ended(desk: Desk) -> None:
    [one] = discovered(desk, "one")

    twins = keep(desk, a_keep(one, "a", "b"))

    assert twins == {one.key: None}
    assert owners(desk) == dict.fromkeys((fingerprint("a"), fingerprint("b")), fingerprint("a"))
    assert desk.ends() == {one.key: ("stored", "")}
    assert desk.link(one.key)["article"] == fingerprint("a")


@pytest.mark.parametrize("shared", ["a", "b", "c"])
def test_an_article_is_a_duplicate_by_any_address(desk: Desk, shared: str) -> None:
    one, other = discovered(desk, "one", "other")
    keep(desk, a_keep(one, "a", "b", "c"))

    twins = keep(desk, a_keep(other, "x", shared))

    assert twins == {other.key: fingerprint("a")}
    assert desk.ends()[other.key] == ("duplicate", "same_story")
    assert owners(desk)[fingerprint("x")] == fingerprint("a"), "its addresses are the story's too"
    assert len(desk.rows(articles_table)) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=str)
@pytest.mark.parametrize(
    ("one_known_as", "other_known_as"),
    [("a", "a"), ("ac", "bc"), ("ab", "ba"), ("ca", "bc")],
)
def test_one_story_twice_in_a_batch_is_stored_once(
    desk: Desk, order, one_known_as: str, other_known_as: str
) -> None:
    one, other = discovered(desk, "one", "other")
    both = [a_keep(one, *one_known_as), a_keep(other, *other_known_as)]

    twins = keep(desk, *[both[at] for at in order])

    [article] = desk.rows(articles_table)
    assert sorted(twins.values(), key=str) == [article["key"], None]
    assert set(owners(desk).values()) == {article["key"]}
    assert sorted(desk.ends().values()) == [("duplicate", "same_story"), ("stored", "")]


def test_a_chain_in_a_batch_leaves_no_address_without_an_article(desk: Desk) -> None:
    found = discovered(desk, "one", "two", "three", "four")
    chain = ["ab", "bc", "cd", "de"]

    twins = keep(desk, *[a_keep(each, *names) for each, names in zip(found, chain, strict=True)])

    stored = {row["key"] for row in desk.rows(articles_table)}
    assert set(owners(desk).values()) == stored
    assert {twin for twin in twins.values() if twin} <= stored
    assert sum(twin is None for twin in twins.values()) == len(stored)


def test_a_link_that_joins_two_stored_articles_takes_no_address_from_either(desk: Desk) -> None:
    one, other, both = discovered(desk, "one", "other", "both")
    keep(desk, a_keep(one, "a", "x"))
    keep(desk, a_keep(other, "b"))
    before = owners(desk)

    twins = keep(desk, a_keep(both, "b", "x"))

    assert twins == {both.key: fingerprint("b")}
    assert owners(desk) == before


def test_what_was_kept_once_may_be_kept_again(desk: Desk) -> None:
    [one] = discovered(desk, "one")
    keep(desk, a_keep(one, "a"))

    again = keep(desk, a_keep(one, "a"))

    assert again == {one.key: None}, "the answer to the first try may have been lost on its way"
    assert len(desk.rows(articles_table)) == 1
    assert desk.ends() == {one.key: ("stored", "")}


@pytest.mark.parametrize(
    ("state", "reason"), [("refused", "http_404"), ("failed", "dns"), ("duplicate", "same_url")]
)
def test_a_link_that_another_crawl_ended_meanwhile_is_that_of_its_article(
    desk: Desk, state: State, reason: str
) -> None:
    [found] = discovered(desk, "one")
    desk.do(links.end, [End(key=found.key, state=state, reason=reason)], now=NOW)

    twins = keep(desk, a_keep(found))

    assert twins == {found.key: None}
    assert desk.ends() == {found.key: ("stored", "")}
    assert desk.link(found.key)["article"] == desk.rows(articles_table)[0]["key"]


def test_a_link_whose_article_is_stored_stays_so(desk: Desk) -> None:
    [found] = discovered(desk, "one")
    keep(desk, a_keep(found))

    keep(desk, a_keep(found, "https://other.example.com/one", str(found.target)))

    assert desk.ends() == {found.key: ("stored", "")}
    assert len(desk.rows(articles_table)) == 1


def test_an_owner_is_found_by_any_address(desk: Desk) -> None:
    [one] = discovered(desk, "one")
    keep(desk, a_keep(one, "a", "b"))

    assert desk.do(articles.owner, [fingerprint("x"), fingerprint("b")]) == fingerprint("a")
    assert desk.do(articles.owner, [fingerprint("x")]) is None
    assert desk.do(articles.owner, []) is None


def test_a_large_batch_is_kept_at_once(desk: Desk) -> None:
    found = [direct(f"story-{number}") for number in range(700)]
    desk.discover(*found)

    twins = keep(desk, *[a_keep(each, each.target, f"{each.target}-amp") for each in found])

    assert set(twins.values()) == {None}
    assert len(desk.rows(articles_table)) == 700


def test_fields_come_back_as_they_went_in(desk: Desk) -> None:
    [one] = discovered(desk, "one")
    fields = {
        "title": "Zürich – 東京 – 🚄👩‍👩‍👧‍👦 'quoted' \\ %s :name",
        "text": "Ein langer Satz mit 🐘.\n" * 100_000,
        "authors": ("Ann O'Neil", "李小龍", "𝔉𝔯𝔞𝔨𝔱𝔲𝔯"),
        "published_at": datetime(2026, 11, 23, 11, 59, 59, 123456, tzinfo=UTC),
        "published_precision": "exact",
        "modified_at": datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
        "language": "de",
        "publisher": "Blatt",
        "description": "",
        "image": None,
        "section": "Ausland",
        "tags": (),
        "canonical_url": "https://paper.example.com/straße",
        "free_access": False,
        "provenance": {"title": "dom", "published_at": "jsonld"},
        "source": {"feed": "f", "query": 'a "b"', "amp_url": None},
    }

    keep(desk, a_keep(one, "a", **fields))

    [row] = desk.rows(articles_table)
    lists = {"authors": list(fields["authors"]), "tags": list(fields["tags"])}
    assert {name: row[name] for name in fields} == fields | lists
    assert (row["fetched_at"], row["link"], row["key"]) == (NOW, one.key, fingerprint("a"))


@pytest.mark.server
def test_two_crawls_that_meet_at_one_address_store_one_article(postgres_desk: Desk) -> None:
    desk, rounds, batch = postgres_desk, 5, 20
    met = [[f"{a_round}-{number}" for number in range(batch)] for a_round in range(rounds)]
    found = {
        (crawl, name): direct(f"{crawl}/{name}")
        for crawl in ("one", "two")
        for names in met
        for name in names
    }
    desk.discover(*found.values())
    all_at_once = Barrier(2)

    def crawl(crawl: str) -> list[UUID | None]:
        twins: list[UUID | None] = []
        for names in met:
            keeps = [a_keep(found[crawl, name], f"{crawl}/{name}", name) for name in names]
            all_at_once.wait()
            twins += keep(desk, *keeps).values()
        return twins

    with ThreadPoolExecutor(2) as threads:
        twins = [twin for some in threads.map(crawl, ("one", "two")) for twin in some]

    stored = {row["key"] for row in desk.rows(articles_table)}
    assert twins.count(None) == len(stored) == rounds * batch
    assert {twin for twin in twins if twin} == stored
    assert set(owners(desk).values()) == stored


@pytest.mark.server
def test_discovery_and_the_ends_of_the_same_links_never_deadlock(postgres_desk: Desk) -> None:
    desk = postgres_desk
    found = [direct(f"story-{number}", host=f"h{number % 7}.example.com") for number in range(60)]
    desk.discover(*found)
    all_at_once = Barrier(3)

    def discover() -> None:
        for second in range(15):
            all_at_once.wait()
            desk.discover(*found, now=after(second))

    def lease(worker: str) -> None:
        terms = {"worker": worker, "most": 4, "without": (), "now": after(99), "until": after(98)}
        for _ in range(15):
            all_at_once.wait()
            with desk.opened.begin() as connection:
                for host in hosts.lease_due(connection, **terms):
                    links.take(
                        connection, host, most=9, tries=99, rest=timedelta(days=1), now=after(99)
                    )

    with ThreadPoolExecutor(3) as threads:
        done = [threads.submit(discover), threads.submit(lease, "a"), threads.submit(lease, "b")]
        for each in done:
            each.result()
