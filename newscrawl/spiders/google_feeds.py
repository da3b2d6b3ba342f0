"""Reading Google's feeds: when they are due, in windows where a range is asked for, and never an empty one for no news."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy import Request

from newscrawl import times
from newscrawl.dedup.keys import fingerprint
from newscrawl.discover import windows
from newscrawl.discover.googlenews_feed import NotAFeed, outside, read_feed
from newscrawl.discover.polling import next_interval
from newscrawl.errors import Blocked, Unresolved
from newscrawl.spiders.answers import conditions_of, header_of
from newscrawl.spiders.placing import place
from newscrawl.store.feeds import FeedState
from newscrawl.store.windows import BLOCKED, AskedWindow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from scrapy.http import Response

    from newscrawl.discover.googlenews import Ask
    from newscrawl.discover.googlenews_feed import Feed
    from newscrawl.items import Link
    from newscrawl.spiders.google_asker import GoogleAsker

logger = logging.getLogger(__name__)

_TRIES = 3  # a feed that times out or breaks off is asked again, unlike one that is blocked
_DAY_HOURS = 24  # a range of so many hours is asked for as such
_LATELY = timedelta(days=1)  # a feed that held items so lately cannot be empty by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A feed to read; `every` is its fixed interval in seconds, None to let it find its own."""

    ask: Ask
    every: float | None = None

    @property
    def key(self) -> UUID:
        """The same question has the same key, whatever range of time it is asked for."""
        return fingerprint(f"googlenews:{self.ask.url}")


@dataclass(frozen=True, slots=True)
class _Came:
    items: int
    new: int
    stories: UUID | None = None  # fingerprint of a feed read as it is
    response: Response | None = None


class FeedReader:
    def __init__(self, asker: GoogleAsker, jobs: Sequence[Job], *, only_due: bool = False) -> None:
        self.asker = asker
        self.desk = asker.desk
        self._jobs = list(jobs)
        self._only_due = only_due

    async def read_all(self) -> None:
        """Read every feed, or every one that is due; raise Blocked at the first sign of a block."""
        known = await self.desk.memory.feeds_known([job.key for job in self._jobs])
        for job in self._jobs:
            state = known.get(job.key)
            if self._only_due and state and state.next_at > times.now():
                self.desk.count("feeds_not_due")
                continue
            try:
                await self._read(job, state)
            except Unresolved as unresolved:
                what, reason = job.ask.what, unresolved.reason
                logger.error("%s: no feed (%s); scrapy doctor says what to do", what, reason)
                self.desk.trouble.add(f"feed_{unresolved.reason}")

    async def _read(self, job: Job, state: FeedState | None) -> None:
        if job.ask.query and job.ask.since:
            came = await self._read_range(job.ask)
        else:
            came = await self._read_once(job.ask, state)
        await self._note(job, state, came)

    # -- a feed as it is ---------------------------------------------------------------

    async def _read_once(self, ask: Ask, state: FeedState | None) -> _Came:
        response = await self._fetch(ask, None if ask.since else state)
        if response.status == 304 and state:
            logger.info("%s: unchanged", ask.what)
            return _Came(0, 0, state.body_key, response)
        feed = _parse(response, ask)
        if not feed.items:
            self._judge_empty(ask, state)
        stories = _stories_key(feed)
        if state and state.body_key == stories and not ask.since:  # a wider range may want more
            logger.info("%s: unchanged", ask.what)
            return _Came(0, 0, stories, response)
        return _Came(feed.items, await self._discover(ask, feed), stories, response)

    def _judge_empty(self, ask: Ask, state: FeedState | None) -> None:
        """Top stories without items are a block, and any feed that had some lately; others may be quiet."""
        if state and _had_items(state):
            raise Blocked("emptied")
        if ask.is_top:
            raise Blocked("empty_feed")

    # -- a range of time ---------------------------------------------------------------

    async def _read_range(self, ask: Ask) -> _Came:
        """Ask window after window until the range is covered, or as well as Google lets it be."""
        began = times.now()
        rows = await self.desk.memory.windows_of(query=ask.query or "", edition=ask.edition)
        asked = [_asked(row) for row in rows if row.verdict != BLOCKED]
        came: list[_Came] = []
        if ask.hours and ask.hours <= _DAY_HOURS:
            last = windows.Window(began.date(), began.date() + timedelta(days=1), ask.hours)
            came.append(await self._read_window(ask, last, asked))
            if came[0].items < windows.FULL:
                return came[0]
        while window := self._next(ask, asked, began):
            came.append(await self._read_window(ask, window, asked))
        return _Came(sum(each.items for each in came), sum(each.new for each in came))

    def _next(
        self, ask: Ask, asked: Sequence[windows.Asked], began: datetime
    ) -> windows.Window | None:
        since, until = ask.since or began, ask.until or began
        return windows.next_window(since, until, asked, now=times.now(), run_started=began)

    async def _read_window(
        self, ask: Ask, window: windows.Window, asked: list[windows.Asked]
    ) -> _Came:
        """Ask one window and note what it held, at once: a killed backfill goes on from here."""
        at = times.now()
        timed = ask.with_operators(window.operators(at.date()).strip())
        try:
            feed = _parse(await self._fetch(timed), timed)
            held = any(one.items for one in asked if one.window == window)
            if not feed.items and held and window.hours is None:  # an hour may be quiet, a day not
                raise Blocked("emptied")
        except Blocked:
            await self._note_window(ask, window, at, BLOCKED, _Came(0, 0))
            raise
        came = _Came(feed.items, await self._discover(timed, feed))
        asked.append(windows.Asked(window, at, came.items, ask.since, ask.until))
        await self._note_window(ask, window, at, windows.verdict(asked[-1]), came)
        return came

    async def _note_window(
        self, ask: Ask, window: windows.Window, at: datetime, verdict: str, came: _Came
    ) -> None:
        self.desk.count(f"windows/{verdict}")
        await self.desk.memory.note_window(
            AskedWindow(
                key=_window_key(ask, window, verdict),
                query=ask.query or "",
                edition=ask.edition,
                start_day=window.start,
                end_day=window.end,
                hours=window.hours,
                since=ask.since,
                until=ask.until,
                asked_at=at,
                verdict=verdict,
                items=came.items,
                new=came.new,
            )
        )

    # -- asking and writing ------------------------------------------------------------

    async def _fetch(self, ask: Ask, state: FeedState | None = None) -> Response:
        """Ask for a feed, again where the line broke; raise Blocked, or Unresolved in the end."""
        for attempt in range(1, _TRIES + 1):
            try:
                async with self.asker.lease():
                    request = Request(ask.url, headers=conditions_of(state))
                    return await self.asker.ask(request, expected="feed")
            except Unresolved as unresolved:
                if attempt == _TRIES:
                    raise
                logger.info("%s: no feed (%s), asking again", ask.what, unresolved.reason)
                await asyncio.sleep(self.desk.knobs.retry_delay * attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _discover(self, ask: Ask, feed: Feed) -> int:
        for item in feed.refused:
            self.desk.count(f"feed_items/{item.reason}")
            logger.warning("%s: an item is refused (%s): %s", ask.what, item.reason, item.what)
            if item.reason == "feed_not_available":
                self.desk.trouble.add(item.reason)
        wanted = [link for link in _with_hosts(feed.links) if not outside(link, ask)]
        new = await self.desk.discover([place(link) for link in wanted])
        self.desk.count("outside", len(feed.links) - len(wanted))
        logger.info("%s: %d links, %d of them new", ask.what, len(wanted), len(new))
        return len(new)

    async def _note(self, job: Job, state: FeedState | None, came: _Came) -> None:
        """Write down when the feed is due again: sooner where much was new, later where little was."""
        knobs, now = self.desk.knobs, times.now()
        interval = job.every or next_interval(
            state.interval if state else None,
            items=came.items,
            new=came.new,
            shortest=knobs.poll_shortest,
            longest=knobs.poll_longest,
            start=knobs.poll_start,
        )
        await self.desk.memory.note_feed(
            FeedState(
                key=job.key,
                kind="googlenews",
                what=job.ask.what,
                url=job.ask.url,
                asked_at=now,
                next_at=now + timedelta(seconds=interval),
                interval=interval,
                answer="ok" if came.items else "unchanged",
                items=came.items or (state.items if state else 0),
                body_key=came.stories,
                etag=_kept(came, "ETag") or (state.etag if state else None),
                last_modified=_kept(came, "Last-Modified")
                or (state.last_modified if state else None),
            )
        )


def _parse(response: Response, ask: Ask) -> Feed:
    try:
        return read_feed(response.body, ask)
    except NotAFeed as error:
        raise Blocked("html_for_xml") from error


def _kept(came: _Came, name: str) -> str | None:
    return header_of(came.response, name) if came.response else None


def _had_items(state: FeedState) -> bool:
    return bool(state.items) and state.asked_at > times.now() - _LATELY


def _with_hosts(links: Iterable[Link]) -> list[Link]:
    """Related coverage names its publisher only; another item of the feed may know the host."""
    links = list(links)
    hosts = {link.publisher: link.publisher_host for link in links if link.publisher_host}
    return [
        link if link.publisher_host else replace(link, publisher_host=hosts.get(link.publisher, ""))
        for link in links
    ]


def _asked(row: AskedWindow) -> windows.Asked:
    window = windows.Window(row.start_day, row.end_day, row.hours)
    return windows.Asked(window, row.asked_at, row.items, row.since, row.until)


def _window_key(ask: Ask, window: windows.Window, verdict: str) -> UUID:
    """A block has a row of its own: it says nothing of what the window holds."""
    blocked = BLOCKED if verdict == BLOCKED else ""
    words = (ask.query, ask.edition, window.start, window.end, window.hours, blocked)
    return fingerprint("\n".join(map(str, words)))


def _stories_key(feed: Feed) -> UUID:
    """The same for the same stories: each answer says when it was built, so no two bodies are alike."""
    return fingerprint("\n".join(sorted(f"{link.url} {link.title}" for link in feed.links)))
