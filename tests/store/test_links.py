"""A link has one row, one state, and one end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newscrawl.dedup.keys import fingerprint
from newscrawl.store import articles, hosts, links
from newscrawl.store.entries import End, Found, Later
from newscrawl.store.schema import hosts as hosts_table
from tests.store.samples import GOOGLE, NOW, a_keep, a_link, after, direct, sealed, to

if TYPE_CHECKING:
    from uuid import UUID

    from newscrawl.store.entries import Leased
    from tests.store.samples import Desk

TRIES = 3
REST = timedelta(days=1)


def take(desk: Desk, host: str, *, now=NOW, most: int = 10) -> list[Leased]:
    taken: list[Leased] = desk.do(links.take, host, most=most, tries=TRIES, rest=REST, now=now)
    return taken


def keys(taken: list[Leased]) -> list[UUID]:
    return [each.key for each in taken]


def stored(desk: Desk, found: Found) -> UUID:
    """Discover and keep *found*; return its article's key."""
    desk.discover(found)
    keep = a_keep(found, f"{found.target}".removeprefix("https://"))
    desk.do(articles.keep, [keep], crawl=None, now=NOW)
    return keep.key


# -- discovery -----------------------------------------------------------------------------


def test_what_is_discovered_comes_out_as_it_went_in(desk: Desk) -> None:
    found = direct(
        title="Züge 🚄", publisher="Paper", published_at=after(-60), published_day_only=True
    )
    desk.discover(found)

    [leased] = take(desk, found.host)

    assert leased.link == found.link
    assert (leased.key, leased.url, leased.state) == (found.key, found.target, "resolved")
    assert (leased.attempts, leased.hops) == (1, 0)


def test_a_link_is_new_once(desk: Desk) -> None:
    one, other = direct("one"), sealed("other")

    first = desk.discover(one)
    second = desk.discover(one, other)

    assert first == [one.key]
    assert second == [other.key]


def test_nothing_found_is_nothing_written(desk: Desk) -> None:
    assert desk.discover() == []


def test_a_second_sighting_fills_in_what_was_lacking(desk: Desk) -> None:
    poor = sealed("x", title="Title", published_at=None)
    rich = sealed("x", title="Another", publisher="Paper", published_at=after(-5))
    desk.discover(poor)

    desk.discover(replace(rich, amp_url="https://paper.example.com/amp"), now=after(9))

    row = desk.link(poor.key)
    assert (row["title"], row["publisher"]) == ("Title", "Paper")
    assert row["published_at"] == after(-5)
    assert row["amp_url"] == "https://paper.example.com/amp"
    assert row["discovered_at"] == NOW


def test_a_day_that_was_known_stays_a_day(desk: Desk) -> None:
    desk.discover(sealed("x", published_at=NOW, published_day_only=True))

    desk.discover(sealed("x", published_at=after(5), published_day_only=False))

    row = desk.link(sealed("x").key)
    assert (row["published_at"], row["published_day_only"]) == (NOW, True)


def test_a_second_sighting_wakes_no_link_that_has_ended(desk: Desk) -> None:
    found = direct()
    desk.discover(found)
    desk.do(links.end, [End(key=found.key, state="refused", reason="robots")], now=NOW)

    new = desk.discover(found, now=after(60))

    assert new == []
    assert desk.ends() == {found.key: ("refused", "robots")}
    assert take(desk, found.host, now=after(60)) == []


def test_what_was_resolved_once_is_never_asked_again(desk: Desk) -> None:
    old, story = sealed("x"), direct()
    desk.discover(old)
    desk.do(links.resolve, [to(old, story)], now=NOW)
    with desk.opened.begin() as connection:
        connection.execute(links.links.delete())

    desk.discover(sealed("x"))

    row = desk.link(old.key)
    assert (row["state"], row["host"], row["target"]) == ("resolved", story.host, story.target)


def test_a_link_refused_at_discovery_is_written_with_its_reason(desk: Desk) -> None:
    video = Found(
        key=fingerprint("video"), link=a_link("https://x"), host="", state="refused", reason="video"
    )

    new = desk.discover(video)

    assert new == [video.key]
    assert desk.ends() == {video.key: ("refused", "video")}
    assert desk.link(video.key)["ended_at"] == NOW
    assert desk.rows(hosts_table) == [], "nobody is to be asked for it"


def test_two_links_to_one_story_in_a_batch_are_one_and_a_duplicate(desk: Desk) -> None:
    story = direct()
    again = replace(story, key=fingerprint("another token"), link=a_link("https://other"))

    desk.discover(story, again)

    assert sorted(desk.ends().values()) == [("duplicate", "same_url"), ("resolved", "")]
    assert len(take(desk, story.host)) == 1


def test_a_link_to_a_story_at_work_ends_as_its_duplicate(desk: Desk) -> None:
    story = direct()
    again = replace(story, key=fingerprint("another token"))
    desk.discover(story)

    desk.discover(again, now=after(1))

    assert desk.ends() == {story.key: ("resolved", ""), again.key: ("duplicate", "same_url")}


def test_a_link_to_a_stored_story_names_its_article(desk: Desk) -> None:
    story = direct()
    article = stored(desk, story)
    again = replace(story, key=fingerprint("another token"))

    desk.discover(again, now=after(1))

    assert desk.ends()[again.key] == ("duplicate", "same_url")
    assert desk.link(again.key)["article"] == article


def test_a_link_to_a_story_that_failed_gets_a_try_of_its_own(desk: Desk) -> None:
    story = direct()
    desk.discover(story)
    desk.do(links.end, [End(key=story.key, state="failed", reason="dns")], now=NOW)

    again = replace(story, key=fingerprint("another token"))
    desk.discover(again, now=after(1))

    assert desk.ends()[again.key] == ("resolved", "")


def test_a_thousand_links_are_discovered_at_once(desk: Desk) -> None:
    many = [direct(f"story-{number}") for number in range(1_200)]

    new = desk.discover(*many)

    assert len(new) == 1_200
    assert desk.discover(*many) == []


# -- resolution ----------------------------------------------------------------------------


def test_a_resolved_link_is_due_at_its_publisher(desk: Desk) -> None:
    link, story = sealed("x"), direct()
    desk.discover(link)
    take(desk, GOOGLE)

    known = desk.do(links.resolve, [to(link, story, amp_url="https://amp")], now=after(1))

    [leased] = take(desk, story.host, now=after(1))
    assert known == []
    assert (leased.url, leased.amp_url, leased.attempts) == (story.target, "https://amp", 1)
    assert take(desk, GOOGLE, now=after(1)) == []


def test_of_two_links_resolved_to_one_story_in_a_batch_one_stays(desk: Desk) -> None:
    one, other, story = sealed("one"), sealed("other"), direct()
    desk.discover(one, other)

    known = desk.do(links.resolve, [to(one, story), to(other, story)], now=after(1))

    first, second = sorted((one.key, other.key))
    assert known == [second]
    assert desk.ends() == {first: ("resolved", ""), second: ("duplicate", "same_url")}


def test_a_link_that_has_ended_is_not_resolved_again(desk: Desk) -> None:
    link = sealed("x")
    desk.discover(link)
    desk.do(links.end, [End(key=link.key, state="failed", reason="lost")], now=NOW)

    desk.do(links.resolve, [to(link, direct())], now=after(1))

    assert desk.ends() == {link.key: ("failed", "lost")}


def test_a_moved_link_waits_for_the_other_host(desk: Desk) -> None:
    story, elsewhere = direct(), direct("story", host="other.example.com")
    desk.discover(story)
    take(desk, story.host)

    desk.do(links.resolve, [to(story, elsewhere, hops=1, cached=False)], now=after(1))

    [leased] = take(desk, elsewhere.host, now=after(1))
    assert (leased.key, leased.url, leased.hops) == (story.key, elsewhere.target, 1)
    assert desk.rows(links.resolutions) == [], "a redirect may change, Google's answer does not"


def test_a_link_moved_to_a_story_at_work_is_its_duplicate(desk: Desk) -> None:
    story, elsewhere = direct(), direct("story", host="other.example.com")
    desk.discover(story, elsewhere)

    known = desk.do(links.resolve, [to(story, elsewhere, hops=1, cached=False)], now=after(1))

    assert known == [story.key]
    assert desk.ends() == {story.key: ("duplicate", "same_url"), elsewhere.key: ("resolved", "")}


# -- later, and the end --------------------------------------------------------------------


def test_a_link_put_off_waits_until_its_time(desk: Desk) -> None:
    story = direct()
    desk.discover(story)
    take(desk, story.host)

    desk.do(links.put_off, [Later(key=story.key, reason="timeout", due_at=after(10))])

    early, late = take(desk, story.host, now=after(9)), take(desk, story.host, now=after(10))
    assert early == []
    assert [each.attempts for each in late] == [2]
    assert desk.link(story.key)["reason"] == "timeout"


def test_what_was_not_the_links_fault_costs_no_attempt(desk: Desk) -> None:
    one, other = direct("one"), direct("other")
    desk.discover(one, other)
    take(desk, one.host)

    laters = [
        Later(key=one.key, reason="timeout", due_at=NOW),
        Later(key=other.key, reason="google_blocked", due_at=NOW, blameless=True),
    ]
    desk.do(links.put_off, laters)

    assert desk.link(one.key)["attempts"] == 1
    assert desk.link(other.key)["attempts"] == 0


def test_a_link_that_has_ended_is_not_put_off(desk: Desk) -> None:
    story = direct()
    desk.discover(story)
    desk.do(links.end, [End(key=story.key, state="refused", reason="robots")], now=NOW)

    desk.do(links.put_off, [Later(key=story.key, reason="timeout", due_at=NOW)])
    desk.do(links.end, [End(key=story.key, state="failed", reason="timeout")], now=after(9))

    assert desk.ends() == {story.key: ("refused", "robots")}
    assert desk.link(story.key)["due_at"] is None


def test_a_link_given_back_was_never_tried(desk: Desk) -> None:
    one, other = direct("one"), direct("other")
    desk.discover(one, other)
    take(desk, one.host, most=1)

    desk.do(links.give_back, [one.key, other.key])

    assert [row["attempts"] for row in desk.rows(links.links)] == [0, 0]


# -- taking --------------------------------------------------------------------------------


def test_the_newest_links_are_taken_first_and_the_undated_last(desk: Desk) -> None:
    old, new, undated = (
        direct("old", published_at=after(-9)),
        direct("new", published_at=NOW),
        direct("undated"),
    )
    desk.discover(old, undated, new)

    taken = take(desk, old.host)

    assert keys(taken) == [new.key, old.key, undated.key]


def test_no_more_are_taken_than_asked_for_and_none_of_another_host(desk: Desk) -> None:
    desk.discover(direct("1"), direct("2"), direct("3"), direct("4", host="other.example.com"))

    taken = take(desk, "paper.example.com", most=2)

    assert {each.host for each in taken} == {"paper.example.com"}
    assert len(taken) == 2


def test_a_link_whose_crawls_die_each_time_rests_and_stops_no_other(desk: Desk) -> None:
    story, neighbour = direct(), direct("neighbour")
    desk.discover(story)
    for _ in range(TRIES):
        assert keys(take(desk, story.host)) == [story.key]
    desk.discover(neighbour)

    taken = take(desk, story.host)

    assert keys(taken) == [neighbour.key]
    resting = desk.link(story.key)
    assert (resting["state"], resting["reason"], resting["due_at"]) == (
        "resolved",
        "lost",
        NOW + REST,
    )
    again = keys(take(desk, story.host, now=NOW + REST))
    assert sorted(again) == sorted([neighbour.key, story.key])


def test_a_link_whose_crawls_die_for_days_has_failed(desk: Desk) -> None:
    story = direct()
    desk.discover(story)
    taken = [take(desk, story.host, now=NOW + days * REST) for days in range(4 * TRIES)]

    assert sum(map(len, taken)) == 2 * TRIES
    assert desk.ends()[story.key] == ("failed", "lost")
    assert desk.link(story.key)["attempts"] == 2 * TRIES


@pytest.mark.parametrize(("seconds", "due"), [(-1, False), (0, True), (1, True)])
def test_a_host_has_due_links_when_their_time_has_come(desk: Desk, seconds: int, due) -> None:
    story = direct()
    desk.discover(story)

    assert desk.do(links.are_due, story.host, now=after(seconds)) is due
    assert desk.do(hosts.paused_until, story.host) == NOW


def test_every_link_is_in_exactly_one_state(desk: Desk) -> None:
    many = [direct(f"story-{number}") for number in range(6)]
    desk.discover(*many, sealed("x"))
    desk.do(links.end, [End(key=many[0].key, state="refused", reason="robots")], now=NOW)
    desk.do(articles.keep, [a_keep(many[1])], crawl=None, now=NOW)

    states = [state for state, _ in desk.ends().values()]

    assert sorted(states) == ["discovered", "refused", *["resolved"] * 4, "stored"]
