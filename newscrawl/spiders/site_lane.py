"""Feeds and sitemaps of publishers: asked a host at a time, only when due, and whether they changed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import CloseSpider

from newscrawl import times
from newscrawl.dedup.keys import fingerprint
from newscrawl.discover.polling import next_interval
from newscrawl.errors import Moved, NoDatabase, Refused, Unresolved
from newscrawl.spiders.answers import conditions_of, header_of, retry_after_of
from newscrawl.spiders.asking import ask
from newscrawl.spiders.lane import Lane
from newscrawl.spiders.placing import place_all
from newscrawl.store.feeds import FeedState
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from scrapy.http import Response

    from newscrawl.desk import Desk
    from newscrawl.items import Link
    from newscrawl.spiders.asking import Send

    Read = Callable[[str, FeedState | None], Awaitable[None]]

logger = logging.getLogger(__name__)

_LOOK_AGAIN = 0.25  # seconds between two tries for a host's lease
_REDIRECTS = 5


class SiteLane(Lane):
    """What lanes that read publishers' own lists have in common."""

    kind = "feed"

    def __init__(
        self,
        desk: Desk,
        urls: Sequence[str],
        *,
        send: Send,
        since: datetime | None,
        age: str,
        only_due: bool,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.since = since
        self._age = age
        self._urls = list(dict.fromkeys(urls))
        self._send = send
        self._only_due = only_due
        self._many = asyncio.Semaphore(desk.knobs.hosts)

    async def work(self) -> None:
        known = await self.desk.memory.feeds_known([self.key(url) for url in self._urls])
        await asyncio.gather(*(self._visit(url, known.get(self.key(url))) for url in self._urls))

    async def read(self, url: str, state: FeedState | None) -> None:
        """Read one list and note it; raise Refused or Unresolved where there is none to read."""
        raise NotImplementedError

    def key(self, url: str) -> UUID:
        """Asked for another age, a list has another state: what was too old then may be wanted now."""
        return fingerprint(f"{self.kind}:{url}:{self._age}")

    async def _visit(self, url: str, state: FeedState | None) -> None:
        if not self.is_due(state):
            return
        async with self._many:
            await self.attempt(self.read, url, state)

    async def attempt(self, read: Read, url: str, state: FeedState | None) -> None:
        """Have *read* read a list; one that cannot be read is said and noted, and hurts no other."""
        try:
            await read(url, state)
        except (Refused, Unresolved) as error:
            self.say_unread(url, error.reason)
            await self.note(url, state, answer=error.reason)
        except (CloseSpider, NoDatabase):
            raise
        except Exception as error:
            logger.exception("%s: an error of ours; the other lists go on", url)
            self.desk.count("error")
            await self.note(url, state, answer=f"error_{type(error).__name__}")

    def say_unread(self, url: str, reason: str) -> None:
        logger.error("%s: not read (%s)", url, reason)
        self.desk.count(f"lists/{reason}")
        self.desk.trouble.add(f"{self.kind}_{reason}")

    def is_due(self, state: FeedState | None) -> bool:
        if self._only_due and state and state.next_at > times.now():
            self.desk.count("feeds_not_due")
            return False
        return True

    async def fetch(self, url: str, *, state: FeedState | None = None) -> Response | None:
        """Fetch *url* under its host's lease, hop by hop; None where it has not changed."""
        for _ in range(_REDIRECTS):
            try:
                response = await self._fetch_once(url, state)
            except Moved as moved:
                url = moved.url
                continue
            if response.status == 304:
                return None
            if response.status != 200:
                raise Unresolved(f"http_{response.status}")
            return response
        raise Refused("redirect_loop")

    async def _fetch_once(self, url: str, state: FeedState | None) -> Response:
        host = host_of(url)
        while not await self.desk.ledger.lease_host(host):
            await self._heed_pause(host)
            await asyncio.sleep(_LOOK_AGAIN)
        try:
            self.desk.count("list_requests")
            meta = {"moves_by_ledger": True}
            request = Request(url, headers=conditions_of(state), meta=meta)
            response = await ask(self._send, request)
        except Unresolved as lost:
            await self.desk.note_failure(host, lost.reason)
            raise
        finally:
            await self.desk.ledger.hand_back(host, delay=self.desk.delay_of(host))
        await self.desk.note_status(host, response.status, retry_after=retry_after_of(response))
        return response

    async def _heed_pause(self, host: str) -> None:
        until = await self.desk.ledger.paused_until(host)
        if until and until > times.now() + timedelta(seconds=self.desk.knobs.wait):
            raise Unresolved("host_rests")

    async def discover(self, what: str, links: Iterable[Link]) -> tuple[int, int]:
        """Hand links to the ledger; return how many they are, and how many new."""
        items, new = await place_all(self.desk, links)
        logger.info("%s: %d links, %d of them new", what, items, new)
        return items, new

    def is_before(self, at: datetime | None, *, day_only: bool) -> bool:
        """Whether *at* is before what was asked for; a day may have been its last minute."""
        a_day = timedelta(days=1 if day_only else 0)
        return bool(self.since and at and self.since - at > a_day)

    async def note(
        self,
        url: str,
        state: FeedState | None,
        *,
        answer: str,
        items: int = 0,
        new: int = 0,
        response: Response | None = None,
        hub: str | None = None,
    ) -> None:
        knobs, now = self.desk.knobs, times.now()
        before = state.interval if state else None
        interval = next_interval(
            before,
            items=items,
            new=new,
            shortest=knobs.poll_shortest,
            longest=knobs.poll_longest,
            start=knobs.poll_start,
        )
        if answer not in (
            "ok",
            "unchanged",
            "home page",
        ):  # an outage says nothing of how much is new
            interval = before or knobs.poll_start
        noted = FeedState(
            key=self.key(url),
            kind=self.kind,
            what=url,
            url=url,
            asked_at=now,
            next_at=now + timedelta(seconds=interval),
            interval=interval,
            answer=answer,
            items=items or (state.items if state else 0),
            etag=state.etag if state else None,
            last_modified=state.last_modified if state else None,
            body_key=state.body_key if state else None,
            hub=hub or (state.hub if state else None),
        )
        if response is not None:
            noted = replace(
                noted,
                etag=header_of(response, "ETag"),
                last_modified=header_of(response, "Last-Modified"),
                body_key=body_key(response),
            )
        await self.desk.memory.note_feed(noted)


def body_key(response: Response) -> UUID:
    """ETags lie: the body's own fingerprint tells whether it changed."""
    return fingerprint(response.body.decode("latin-1"))
