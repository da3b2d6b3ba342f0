"""A range is covered window by window: nothing is lost, little is asked twice, and it ends."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest

from newscrawl.discover.windows import FULL, Asked, Window, next_window, verdict

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)
SUMMER = datetime(2027, 6, 1, 12, tzinfo=UTC)  # long after
PACIFIC = 8 * HOUR  # how much later than UTC's a day begins and ends


class Google:
    """A search that understands after:, before: and when:, and answers at most 100 items."""

    def __init__(self, stories, *, begins=PACIFIC):
        self.stories = sorted(stories)
        self.begins = begins
        self.asked = []

    def answer(self, operators, now):
        self.asked.append(operators)
        start, end = self._range(dict(word.split(":") for word in operators.split()), now)
        found = [at for at in self.stories if start <= at < min(end, now)]
        return random.Random(len(found)).sample(found, min(FULL, len(found)))

    def _range(self, words, now):
        if "when" in words:
            return now - int(words["when"].removesuffix("h")) * HOUR, now
        end = self._midnight(words["before"]) if "before" in words else now
        return self._midnight(words["after"]), end

    def _midnight(self, day):
        return datetime.combine(date.fromisoformat(day), time(), UTC) + self.begins


class Crawl:
    """Runs over one range, and what they keep: the windows they asked, and the stories they found."""

    def __init__(self, google, since=JANUARY, until=FEBRUARY):
        self.google, self.since, self.until = google, since, until
        self.asked, self.found = [], set()

    def run(self, now=SUMMER, *, killed_at=None):
        """Run to the end, or until killed while the answer to request number *killed_at* is in flight."""
        began, before = now, len(self.asked)
        while window := self.next(now, began):
            items = self.google.answer(window.operators(now.date()), now)
            if len(self.asked) - before == killed_at:
                break
            self.asked.append(Asked(window, now, len(items), self.since, self.until))
            self.found |= {at for at in items if self.since <= at < self.until}
            now += SECOND
            assert len(self.asked) - before < 1000, "it does not end"
        return [one.window for one in self.asked[before:]]

    def next(self, now, began):
        return next_window(self.since, self.until, self.asked, now=now, run_started=began)

    def missed(self, now=SUMMER):
        there = {at for at in self.google.stories if self.since <= at < min(self.until, now)}
        return there - self.found


def stories(a_day, *, days, begin=JANUARY, edges=True):
    """Spread the stories of each of Google's days evenly; the days around the range have some as well."""
    counts = {n: a_day(n) for n in (range(-2, days + 2) if edges else range(days))}
    return [
        begin + n * DAY + PACIFIC + DAY * (k + 0.5) / count
        for n, count in counts.items()
        for k in range(count)
    ]


def weekly(weekday, weekend):
    return lambda n: weekday if (JANUARY + n * DAY).weekday() < 5 else weekend


def noisy(mean, seed):
    chance = random.Random(seed)
    return lambda _: min(FULL - 1, max(0, round(chance.gauss(mean, mean**0.5))))


def uneven(total, seed):
    """Share out *total* over a month as it comes, no day fuller than an answer."""
    chance = random.Random(seed)
    wanted = [chance.expovariate(1) for _ in range(31)]
    counts = [min(FULL - 1, int(total * each / sum(wanted))) for each in wanted]
    while sum(counts) < total:
        n = chance.randrange(31)
        counts[n] = min(FULL - 1, counts[n] + 1)
    return lambda n: counts[n % 31]


LEAST = 31  # requests for 2,000 stories in a month: two days together hold more than an answer


@pytest.mark.parametrize(
    ("a_day", "days", "most"),
    [
        pytest.param(lambda n: 65 - n % 2, 31, 1.5 * LEAST, id="2000 evenly"),
        pytest.param(noisy(64.5, 1), 31, 1.5 * LEAST, id="2000 with noise"),
        pytest.param(weekly(85, 20), 31, 1.5 * LEAST, id="2000 with quiet weekends"),
        pytest.param(lambda n: 99 if n == 15 else 63, 31, 1.5 * LEAST, id="2000 with a peak"),
        pytest.param(lambda n: 50 + 49 * (n % 3 == 0), 31, 1.5 * LEAST, id="2000 in bursts"),
        pytest.param(lambda n: 99 if n < 20 else 2, 31, 1.5 * LEAST, id="2000 early"),
        pytest.param(lambda n: 99 if n > 10 else 2, 31, 1.5 * LEAST, id="2000 late"),
        pytest.param(uneven(2000, 1), 31, 1.5 * LEAST, id="2000 unevenly"),
        pytest.param(uneven(2000, 2), 31, 1.5 * LEAST, id="2000 unevenly, otherwise"),
        pytest.param(lambda n: 99 * (n % 2), 31, 1.5 * LEAST, id="every other day"),
        pytest.param(lambda _: 0, 31, 1, id="none"),
        pytest.param(lambda _: 1, 31, 1, id="30 a month"),
        pytest.param(lambda _: 3, 30, 4, id="90 a month and its edges"),
        pytest.param(lambda _: 10, 31, 7, id="300 a month"),
        pytest.param(noisy(10, 3), 31, 8, id="300 a month with noise"),
        pytest.param(lambda n: 99 if n == 15 else 1, 31, 14, id="one day that makes a month"),
        pytest.param(lambda n: 14 - (n % 10 > 6), 365, 1.5 * 53, id="5000 a year"),
        pytest.param(noisy(13.7, 4), 365, 1.5 * 56, id="5000 a year with noise"),
        pytest.param(weekly(90, 5), 365, 1.5 * 261, id="a year with quiet weekends"),
        pytest.param(lambda _: 99, 1, 4, id="one day"),
    ],
)
def test_every_story_is_found_with_few_requests(a_day, days, most):
    crawl = Crawl(Google(stories(a_day, days=days)), until=JANUARY + days * DAY)

    windows = crawl.run()

    assert not crawl.missed()
    assert len(windows) <= most
    assert max(Counter(windows).values()) == 1
    assert crawl.next(SUMMER + DAY, SUMMER + DAY) is None, "a finished range is not asked again"


@pytest.mark.parametrize("begins", [-14, -9, 0, 7, 8, 12])
@pytest.mark.parametrize("ago", [timedelta(0), 5 * DAY], ids=["until now", "until last week"])
def test_nothing_falls_between_days_wherever_google_lets_them_begin(begins, ago):
    now = FEBRUARY + 5 * HOUR
    since, until = now - ago - 20 * DAY - 3 * HOUR, now - ago
    google = Google(stories(lambda n: 20 + n % 9, days=40), begins=begins * HOUR)
    crawl = Crawl(google, since, until)

    crawl.run(now)

    assert not crawl.missed(now)


@pytest.mark.parametrize("seed", range(25))
def test_whatever_the_days_are_like_it_ends_and_finds_what_can_be_found(seed):
    chance = random.Random(seed)
    days = chance.randrange(1, 60)
    a_day = [chance.choice([0, 0, 1, 5, 30, 98, 99, 100, 101, 400]) for _ in range(days)]
    crawl = Crawl(
        Google(stories(lambda n: a_day[n], days=days, edges=False)),
        until=JANUARY + (days + 1) * DAY,
    )

    windows = crawl.run()

    assert max(Counter(windows).values()) == 1
    assert len(windows) <= 2 * days + 10
    saturated = {one.window.start for one in crawl.asked if verdict(one) == "saturated"}
    assert {(at - PACIFIC).date() for at in crawl.missed()} <= saturated
    assert len(saturated) == sum(count >= FULL for count in a_day)


def test_windows_go_from_the_newest_to_the_oldest_without_a_gap():
    crawl = Crawl(Google(stories(lambda _: 12, days=31)))

    crawl.run()

    whole = [one.window for one in crawl.asked if not one.is_split]
    assert (whole[0].end, whole[-1].start) == (date(2026, 2, 2), date(2025, 12, 31))
    assert all(newer.start == older.end for newer, older in pairwise(whole))


# -- killed, and run again -------------------------------------------------------------


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(SUMMER, id="long after"),
        pytest.param(FEBRUARY, id="at the end of the range"),
        pytest.param(FEBRUARY - 10 * DAY + 5 * HOUR, id="in the middle of it"),
    ],
)
@pytest.mark.parametrize("a_day", [3, 10, 65, 150])
def test_a_kill_at_any_point_costs_no_story_and_only_the_request_in_flight(now, a_day):
    google = Google(stories(lambda _: a_day, days=31))
    whole = Crawl(google)
    unbroken = whole.run(now)

    for point in range(len(unbroken)):
        google.asked.clear()
        crawl = Crawl(google)
        killed = crawl.run(now, killed_at=point)
        resumed = crawl.run(now + HOUR)

        days = [window for window in killed + resumed if window.hours is None]
        assert max(Counter(days).values()) == 1
        assert len(google.asked) == len(unbroken) + 1
        if a_day < FULL:
            assert not crawl.missed(now)


def test_a_run_that_is_killed_again_and_again_arrives():
    google = Google(stories(lambda _: 65, days=31))
    crawl = Crawl(google)

    for hours in range(50):
        crawl.run(SUMMER + hours * HOUR, killed_at=1)

    assert not crawl.missed()
    assert max(Counter(one.window for one in crawl.asked).values()) == 1
    assert crawl.next(SUMMER + 50 * HOUR, SUMMER + 50 * HOUR) is None


def test_a_killed_run_left_for_long_asks_for_what_is_recent_once_more():
    google = Google(stories(lambda _: 65, days=31))
    crawl = Crawl(google)
    now = FEBRUARY - 10 * DAY

    crawl.run(now, killed_at=12)
    crawl.run(now + 8 * HOUR)

    assert not crawl.missed(now + 8 * HOUR)


# -- the same range, run after run -----------------------------------------------------


def test_a_range_that_is_asked_every_few_hours_costs_little_and_misses_nothing():
    google = Google(stories(lambda n: 15 + n % 4, days=60))
    crawl = Crawl(google, until=JANUARY + 60 * DAY)
    first = JANUARY + 20 * DAY

    costs = [len(crawl.run(first + hours * HOUR)) for hours in range(0, 24 * 20, 6)]

    last = first + (24 * 20 - 6) * HOUR
    assert not crawl.missed(last - DAY)  # google may place the last hours into tomorrow's run
    assert max(costs[1:]) <= 2
    assert sum(costs[1:]) / len(costs[1:]) <= 1.1


def test_a_day_is_settled_a_day_after_its_end_and_never_asked_again():
    noon = datetime(2026, 1, 10, 12, tzinfo=UTC)
    crawl = Crawl(Google(stories(lambda _: 5, days=31)), until=noon + 9 * DAY)
    crawl.run(noon)

    days = [[(each.start, each.end) for each in crawl.run(noon + n * DAY)] for n in (1, 2)]

    # The 9th had not settled at noon of the 10th: its end is less than a day ago.
    assert days == [
        [(date(2026, 1, 9), date(2026, 1, 12))],
        [(date(2026, 1, 10), date(2026, 1, 13))],
    ]


def test_a_story_that_comes_late_into_an_unsettled_day_is_found():
    google = Google(stories(lambda _: 5, days=31))
    noon = datetime(2026, 1, 10, 12, tzinfo=UTC)
    crawl = Crawl(google)
    crawl.run(noon)

    google.stories.append(noon - 20 * HOUR)
    crawl.run(noon + 13 * HOUR)

    assert noon - 20 * HOUR in crawl.found


def test_a_wider_range_asks_only_for_what_is_new_in_it():
    crawl = Crawl(Google(stories(lambda _: 2, days=31)), since=JANUARY + 20 * DAY)
    crawl.run()

    crawl.since = JANUARY
    [window] = crawl.run(SUMMER + HOUR)

    # Of the first day and the one before, stories were dropped: they lay outside the range.
    assert (window.start, window.end) == (date(2025, 12, 31), date(2026, 1, 22))
    assert not crawl.missed()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (0, 2, 1)], ids=str)
@pytest.mark.parametrize("begins", [0, 8, -9])
def test_ranges_that_touch_lose_nothing_between_them(order, begins):
    google = Google(stories(lambda _: 20, days=31), begins=begins * HOUR)
    crawl = Crawl(google)
    noon = JANUARY + 12 * HOUR

    for n, third in enumerate(order):
        crawl.since, crawl.until = noon + third * 10 * DAY, noon + (third + 1) * 10 * DAY
        crawl.run(SUMMER + n * HOUR)

    crawl.since, crawl.until = noon, noon + 30 * DAY
    assert not crawl.missed()


def test_a_range_within_one_that_was_covered_asks_nothing():
    crawl = Crawl(Google(stories(lambda _: 20, days=31)))
    crawl.run()

    crawl.since, crawl.until = JANUARY + 5 * DAY, JANUARY + 7 * DAY

    assert crawl.next(SUMMER + HOUR, SUMMER + HOUR) is None


def test_windows_of_which_nothing_was_dropped_serve_every_range():
    days = Window(date(2025, 12, 1), date(2026, 3, 1))

    found = next_window(
        JANUARY, FEBRUARY, [Asked(days, SUMMER, 7)], now=SUMMER + DAY, run_started=SUMMER + DAY
    )

    assert found is None


def test_stories_that_vanish_and_return_do_not_make_it_endless():
    chance = random.Random(5)
    everything = stories(lambda _: 60, days=31)
    crawl = Crawl(Google(everything), until=FEBRUARY)

    for hours in range(0, 24 * 8, 4):
        crawl.google.stories = sorted(chance.sample(everything, chance.randrange(len(everything))))
        assert len(crawl.run(FEBRUARY - 8 * DAY + hours * HOUR)) < 60


# -- more than Google tells ------------------------------------------------------------


def test_days_that_stay_full_are_asked_once_and_recorded_as_saturated():
    crawl = Crawl(Google(stories(lambda n: 150 if n in {3, 4, 20} else 10, days=31)))

    windows = crawl.run()

    saturated = [one.window.start for one in crawl.asked if verdict(one) == "saturated"]
    assert saturated == [date(2026, 1, 21), date(2026, 1, 5), date(2026, 1, 4)]
    assert all(window.hours is None for window in windows), "hours reach back from now only"
    assert crawl.next(SUMMER + DAY, SUMMER + DAY) is None


@pytest.mark.parametrize(
    ("a_day", "hours"),
    [
        pytest.param(90, [], id="the day is not full"),
        pytest.param(180, [12], id="half a day is not full"),
        pytest.param(350, [12, 6], id="a quarter is not full"),
        pytest.param(700, [12, 6, 3], id="an eighth is not full"),
        pytest.param(9000, [12, 6, 3, 1], id="the hour is full"),
    ],
)
def test_a_full_day_of_the_present_is_asked_by_the_hour(a_day, hours):
    now = datetime(2026, 1, 11, 7, tzinfo=UTC)  # Google's 10th has an hour to go
    a_day_now = stories(lambda n: a_day if n == 9 else 1, days=31)
    crawl = Crawl(Google(a_day_now), since=now - DAY, until=now)

    windows = crawl.run(now)

    assert [window.hours for window in windows if window.hours] == hours
    assert all(window.end == date(2026, 1, 12) for window in windows if window.hours)


def test_hours_that_cannot_reach_into_the_full_day_are_not_asked():
    evening = datetime(2026, 1, 11, 21, tzinfo=UTC)
    yesterday = stories(lambda n: 300 if n == 9 else 1, days=31)
    crawl = Crawl(Google(yesterday), since=evening - 3 * DAY, until=evening)

    windows = crawl.run(evening)

    assert Window(date(2026, 1, 10), date(2026, 1, 11)) in windows
    assert all(window.hours is None for window in windows)


def test_a_full_hour_is_asked_for_again_in_the_next_run():
    now = datetime(2026, 1, 11, 7, tzinfo=UTC)
    crawl = Crawl(Google(stories(lambda _: 9000, days=12)), since=now - HOUR, until=now + DAY)
    first = crawl.run(now)

    second = crawl.run(now + HOUR)

    assert [each.hours for each in first if each.hours] == [12, 6, 3, 1]
    assert [each.hours for each in second if each.hours] == [12, 6, 3, 1]


# -- the small things ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "operators"),
    [
        pytest.param(
            Window(date(2026, 1, 1), date(2026, 1, 8)),
            " after:2026-01-01 before:2026-01-08",
            id="past",
        ),
        pytest.param(
            Window(date(2026, 1, 1), date(2026, 1, 10)),
            " after:2026-01-01 before:2026-01-10",
            id="until yesterday's end",
        ),
        pytest.param(
            Window(date(2026, 1, 1), date(2026, 1, 11)), " after:2026-01-01", id="with today"
        ),
        pytest.param(Window(date(2026, 1, 9), date(2026, 1, 11), 12), " when:12h", id="hours"),
    ],
)
def test_a_window_says_itself_to_googles_search(window, operators):
    assert window.operators(date(2026, 1, 10)) == operators


@pytest.mark.parametrize(
    ("days", "hours", "items", "expected"),
    [
        pytest.param(31, None, 0, "empty", id="nothing came"),
        pytest.param(31, None, 99, "complete", id="all that was there"),
        pytest.param(31, None, 100, "split", id="a full month"),
        pytest.param(2, None, 103, "split", id="two full days"),
        pytest.param(1, None, 99, "complete", id="a whole day"),
        pytest.param(1, None, 100, "saturated", id="a full day"),
        pytest.param(2, 12, 100, "split", id="twelve full hours"),
        pytest.param(1, 1, 100, "saturated", id="a full hour"),
        pytest.param(1, 1, 0, "empty", id="an hour without news"),
    ],
)
def test_the_verdict_on_a_window(days, hours, items, expected):
    window = Window(date(2026, 1, 1), date(2026, 1, 1) + days * DAY, hours)

    assert verdict(Asked(window, SUMMER, items)) == expected


@pytest.mark.parametrize(
    ("since", "until", "start", "end"),
    [
        pytest.param(JANUARY, FEBRUARY, date(2025, 12, 31), date(2026, 2, 2), id="whole days"),
        pytest.param(
            JANUARY + HOUR, FEBRUARY + HOUR, date(2025, 12, 31), date(2026, 2, 3), id="hours"
        ),
        pytest.param(SUMMER - 7 * DAY, SUMMER, date(2027, 5, 24), date(2027, 6, 2), id="until now"),
        pytest.param(
            SUMMER - HOUR, SUMMER + 9 * DAY, date(2027, 5, 31), date(2027, 6, 2), id="days to come"
        ),
        pytest.param(
            datetime(2026, 1, 2, 0, tzinfo=timezone(9 * HOUR)),
            datetime(2026, 1, 3, 0, tzinfo=timezone(9 * HOUR)),
            date(2025, 12, 31),
            date(2026, 1, 4),
            id="another zone",
        ),
    ],
)
def test_the_first_window_is_the_range_and_a_day_around_it(since, until, start, end):
    assert next_window(since, until, (), now=SUMMER, run_started=SUMMER) == Window(start, end)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param(FEBRUARY, JANUARY, id="turned round"),
        pytest.param(JANUARY, JANUARY, id="no time"),
        pytest.param(SUMMER + 3 * DAY, SUMMER + 9 * DAY, id="days to come"),
    ],
)
def test_a_range_without_days_asks_for_nothing(since, until):
    assert next_window(since, until, (), now=SUMMER, run_started=SUMMER) is None
