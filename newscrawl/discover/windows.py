"""Which days to ask Google's search for, so that a range is covered by answers that came whole.

Google's search answers at most 100 items and has no second page, so a window of days that
comes back full is asked again in parts. Nothing is remembered but what was asked and how much
came: from that list alone the next window follows, so a killed run goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import nsmallest
from math import ceil
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FULL = 100  # items: Google's search answers no more
TARGET = (
    85  # items to hope for in a window: a wrong guess upwards costs a request, so stay below FULL
)
SETTLED = timedelta(hours=24)  # after a day's end: Google dates and indexes stories late
RESUME = timedelta(hours=6)  # recent days asked no longer ago are not asked again by a resumed run
ROUNDING = timedelta(hours=8)  # Google's days seem to begin and end at midnight Pacific
HOURS = (12, 6, 3, 1)  # what `when:` splits a full day of the present into

Verdict = Literal["complete", "saturated", "empty", "split"]

_DAY = timedelta(days=1)
_WEEK = 7  # days: news has a weekly rhythm


@dataclass(frozen=True, slots=True)
class Window:
    """The days from *start* up to, not including, *end*; with *hours*, the last of them until now."""

    start: date
    end: date
    hours: int | None = None

    @property
    def length(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    def operators(self, today: date) -> str:
        """Say the window to Google's search, ready to follow the user's words.

        A window that holds *today* is left open: nothing lies after it, and Google's today
        may be another one than UTC's.
        """
        if self.hours is not None:
            return f" when:{self.hours}h"
        until = "" if self.end > today else f" before:{self.end}"
        return f" after:{self.start}{until}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A window that was asked: when, and how many items came, before any was dropped.

    *since* and *until* are the range it was asked for: what lay outside was dropped, and is
    missing to another range. None where nothing was dropped on that side.
    """

    window: Window
    asked_at: datetime
    items: int
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_full(self) -> bool:
        return self.items >= FULL

    @property
    def is_split(self) -> bool:
        """Whether the answer came full and smaller windows can be asked."""
        smallest = self.window.length == 1 if self.window.hours is None else self.window.hours == 1
        return self.is_full and not smallest


def verdict(asked: Asked) -> Verdict:
    """Say what an answer means: a saturated window may have more, and there is no smaller one to ask."""
    if asked.is_split:
        return "split"
    if asked.is_full:
        return "saturated"
    return "complete" if asked.items else "empty"


def next_window(
    since: datetime,
    until: datetime,
    asked: Sequence[Asked],
    *,
    now: datetime,
    run_started: datetime,
) -> Window | None:
    """Name the window to ask next, newest first; None where the range is covered.

    The range is widened by a day at both ends, because Google's days are not UTC's. A day is
    *settled*, and never asked again, once a window that did not come back full (or the day
    alone, which cannot be split) was asked SETTLED after its end. Younger days are asked
    once in every run.

    A run that finds old days nobody ever asked for goes on with a killed one (or with a
    wider range): to it, what was asked in the RESUME before its start counts as its own.

    *asked* holds every window asked for this query, of all runs. `asked_at` of this run's
    must not lie before *run_started*, else they are asked again.
    """
    wanted = _Range(since.astimezone(UTC), until.astimezone(UTC), run_started.astimezone(UTC))
    days, answers = wanted.days(), wanted.answers(asked)
    own_since = _own_since(days, answers, run_started)
    if hours := _next_hours([one for one in asked if one.asked_at >= own_since], until, now):
        return Window((now - timedelta(hours=hours)).date(), now.date() + _DAY, hours)
    done = {day for day, at in answers if at >= min(own_since, _settles_at(day))}
    stretch = _newest_stretch(days, done=done)
    if not stretch:
        return None
    end = stretch[0] + _DAY
    return Window(end - _size(stretch, _Seen.of(asked)) * _DAY, end)


@dataclass(frozen=True, slots=True)
class _Range:
    since: datetime
    until: datetime
    run_started: datetime

    def days(self) -> list[date]:
        """List the days to cover, newest first."""
        if self.since >= self.until:
            return []
        oldest = self.since.date() - _DAY
        newest = (self.until - timedelta(microseconds=1)).date() + _DAY
        newest = min(newest, self.run_started.date())
        return [newest - n * _DAY for n in range((newest - oldest).days + 1)]

    def answers(self, asked: Iterable[Asked]) -> list[tuple[date, datetime]]:
        """List the days that were answered as well as they can be, and when."""
        return [
            (day, one.asked_at)
            for one in asked
            if not one.is_split
            for day in _days_of(one.window)
            if one.asked_at >= self.run_started or self._lacks_nothing(one, day)
        ]

    def _lacks_nothing(self, one: Asked, day: date) -> bool:
        """Tell whether all of *day* that is wanted now was wanted then; Google's day may be a day off."""
        first = max(self.since, _midnight(day) - _DAY)
        last = min(self.until, _midnight(day) + 2 * _DAY)
        return (one.since is None or one.since <= first) and (
            one.until is None or one.until >= last
        )


def _own_since(
    days: list[date], answers: list[tuple[date, datetime]], run_started: datetime
) -> datetime:
    """Tell from when on an answer counts as this run's: see next_window on killed runs."""
    before = {day for day, at in answers if at < run_started}
    old = (day for day in days if _settles_at(day) <= run_started)
    return run_started - RESUME if any(day not in before for day in old) else run_started


def _settles_at(day: date) -> datetime:
    return _midnight(day) + _DAY + SETTLED


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _days_of(window: Window) -> list[date]:
    """List a window's days; one of hours has none, it covers no day whole."""
    if window.hours is not None:
        return []
    return [window.start + n * _DAY for n in range(window.length)]


def _newest_stretch(days: list[date], *, done: set[date]) -> list[date]:
    """Return the newest days in a row that are still to be asked, newest first."""
    stretch: list[date] = []
    for day in days:
        if day not in done:
            stretch.append(day)
        elif stretch:
            break
    return stretch


def _next_hours(mine: list[Asked], until: datetime, now: datetime) -> int | None:
    """Go down the hours while they come back full, where a full day reaches into them."""
    ends = [_may_end(one.window) for one in mine if _is_full_day(one)]
    if not ends:
        return None
    tried = {one.window.hours: one for one in mine if one.window.hours is not None}
    if any(not one.is_full for one in tried.values()):
        return None
    left = [hours for hours in HOURS if hours < min(tried, default=HOURS[0] + 1)]
    reached = min(max(ends), until)
    return next((hours for hours in left if now - timedelta(hours=hours) < reached), None)


def _is_full_day(one: Asked) -> bool:
    return one.is_full and one.window.hours is None and one.window.length == 1


def _may_end(window: Window) -> datetime:
    """Return the latest moment a day can end at for Google."""
    return _midnight(window.end) + ROUNDING


def _size(stretch: list[date], seen: _Seen) -> int:
    """Tell how many days to take: as many as should hold TARGET items, in parts of one size."""
    usual = seen.usual(stretch[0])
    expected = [seen.expected(day, usual) for day in stretch]
    parts = max(1, ceil(sum(expected) / TARGET))
    share = min(TARGET, sum(expected) / parts + max(expected) / 2)
    held = 0.0
    for n, items in enumerate(expected):
        held += items
        if held > share + 0.01:  # a sum of fractions
            return max(1, n)
    return len(stretch)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the answers so far tell about days: items a day where they came whole, the least elsewhere."""

    items: dict[date, float] = field(default_factory=dict)
    least: dict[date, float] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Iterable[Asked]) -> _Seen:
        """Read the answers in the order they came: a full one outdates what was known of its days.

        So the days of a full window expect FULL items or more until each is answered, and no
        window that holds them all is asked again: every full answer makes the next smaller.
        """
        seen, full = cls(), []
        for one in sorted(asked, key=lambda one: one.asked_at):
            days = _days_of(one.window)
            if one.is_split:
                full.append(days)
                for day in days:
                    seen.items.pop(day, None)
            else:
                seen.items.update(dict.fromkeys(days, one.items / max(1, len(days))))
        for days in full:
            seen._share_out(days)
        return seen

    def _share_out(self, days: list[date]) -> None:
        """Give the rest of a full window to its days without an answer.

        With none answered, how much more than FULL there is nobody knows: twice TARGET makes
        the next window half as long.
        """
        rest = [day for day in days if day not in self.items]
        known = sum(self.items.get(day, 0.0) for day in days)
        least = FULL - known if len(rest) < len(days) else 2.0 * TARGET
        for day in rest:
            self.least[day] = max(self.least.get(day, 0.0), least / len(rest))

    def usual(self, near: date) -> float:
        """Return the mean of the week of answered days that lies nearest."""
        week = nsmallest(_WEEK, self.items, key=lambda day: abs(day - near))
        return sum(self.items[day] for day in week) / max(1, len(week))

    def expected(self, day: date, usual: float) -> float:
        """Guess on the high side: a day is like itself before, its weekday, or the days around it."""
        weekday = self.items.get(day + _WEEK * _DAY, 0.0)
        return max(usual, self.items.get(day, weekday), self.least.get(day, 0.0))
