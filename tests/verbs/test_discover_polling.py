"""A feed is asked as often as it brings news, and no entry falls out of it unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.discover.polling import is_due, next_interval

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
BOUNDS = {"shortest": 5 * MINUTE, "longest": 6 * HOUR, "start": 15 * MINUTE}


@pytest.mark.parametrize(
    ("interval", "items", "new", "expected"),
    [
        pytest.param(None, 100, 100, 900, id="a first answer tells nothing"),
        pytest.param(None, 0, 0, 900, id="a first answer without entries"),
        pytest.param(1000, 100, 100, 500, id="all new"),
        pytest.param(1000, 100, 51, 500, id="most new"),
        pytest.param(1000, 100, 50, 1000, id="half new"),
        pytest.param(1000, 100, 10, 1000, id="some new"),
        pytest.param(1000, 100, 9, 1500, id="few new"),
        pytest.param(1000, 100, 0, 1500, id="none new"),
        pytest.param(1000, 0, 0, 1500, id="unchanged or empty"),
        pytest.param(1000, 1, 1, 500, id="one entry, and new"),
        pytest.param(400, 10, 10, 300, id="never below the shortest"),
        pytest.param(20000, 10, 0, 21600, id="never above the longest"),
        pytest.param(1, 10, 5, 300, id="bounds that were raised since"),
        pytest.param(1e9, 10, 5, 21600, id="bounds that were lowered since"),
    ],
)
def test_the_next_interval_follows_how_much_was_new(interval, items, new, expected):
    assert next_interval(interval, items=items, new=new, **BOUNDS) == expected


@pytest.mark.parametrize("start", [0.0, 7.0, 1e9])
def test_a_start_outside_the_bounds_is_brought_inside(start):
    seconds = next_interval(None, items=1, new=1, shortest=60, longest=600, start=start)

    assert 60 <= seconds <= 600


def test_bounds_that_contradict_each_other_ask_too_seldom_rather_than_too_often():
    assert next_interval(10, items=1, new=1, shortest=600, longest=60, start=1) == 600


@pytest.mark.parametrize(
    ("holds", "per_day", "at_rest"),
    [
        pytest.param(30, 2000, (5 * MINUTE, 0.5 * 30 / 2000 * DAY), id="agency"),
        pytest.param(100, 2400, (0.1 * HOUR, 0.5 * HOUR * 100 / 100), id="busy search"),
        pytest.param(50, 200, (36 * MINUTE, 3 * HOUR), id="newspaper"),
        pytest.param(20, 10, (4.8 * HOUR, 6 * HOUR), id="magazine"),
        pytest.param(10, 0.1, (6 * HOUR, 6 * HOUR), id="asleep"),
    ],
)
def test_a_steady_feed_comes_to_rest_and_misses_nothing(holds, per_day, at_rest):
    intervals, missed = _poll(lambda at: per_day / DAY * at, holds=holds, days=30)

    assert missed == 0
    shortest, longest = at_rest
    assert all(shortest <= interval <= longest for interval in intervals[-10:])


@pytest.mark.parametrize(
    ("longest", "misses"),
    [
        pytest.param(2 * HOUR, False, id="shorter than the feed takes to fill"),
        pytest.param(6 * HOUR, True, id="longer, which no rule can make good"),
    ],
)
def test_a_feed_that_sleeps_at_night_is_met_awake_within_the_longest_interval(longest, misses):
    bounds = BOUNDS | {"longest": longest}

    intervals, missed = _poll(_twenty_an_hour_by_day, holds=60, days=30, bounds=bounds)

    assert (missed > 0) is misses
    assert len(intervals) < 30 * 48  # on average less often than every half hour


def test_a_burst_is_followed_within_a_few_answers():
    interval, asked = 6 * HOUR, 0

    while interval > 10 * MINUTE:
        interval = next_interval(interval, items=50, new=50, **BOUNDS)
        asked += 1

    assert asked <= 6


@pytest.mark.parametrize(
    ("next_at", "due"),
    [
        pytest.param(None, True, id="never asked"),
        pytest.param(NOW - timedelta(seconds=1), True, id="past"),
        pytest.param(NOW, True, id="this moment"),
        pytest.param(NOW + timedelta(seconds=1), False, id="to come"),
    ],
)
def test_a_feed_is_due_when_its_time_has_come(next_at, due):
    assert is_due(next_at, now=NOW) is due


def _twenty_an_hour_by_day(at: float) -> float:
    days, rest = divmod(at / HOUR, 24)
    return 240 * (days + min(1.0, max(0.0, (rest - 7) / 12)))  # from seven to nineteen


def _poll(published, *, holds, days, bounds=BOUNDS):
    """Ask a feed that holds its last entries; give the intervals, and how many entries were never seen.

    `published(at)` is how many entries there were *at* seconds after the beginning.
    """
    at, interval, seen, missed, intervals = 0.0, None, 0, 0, []
    while at < days * DAY:
        there = int(published(at)) + holds  # it was full before we came
        new = there - seen
        missed += max(0, new - holds) if seen else 0
        interval = next_interval(interval, items=holds, new=min(new, holds), **bounds)
        seen = there
        at += interval
        intervals.append(interval)
    return intervals, missed
