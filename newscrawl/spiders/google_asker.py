"""How Google is asked: one request at a time under one lease, within a budget, and not at all after a block."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl import times
from newscrawl.errors import Blocked, Moved, NewscrawlError, Refused, Unresolved
from newscrawl.fetch.google import block_sign
from newscrawl.spiders.answers import retry_after_of
from newscrawl.spiders.asking import ask
from newscrawl.spiders.placing import GOOGLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request
    from scrapy.http import Response

    from newscrawl.desk import Desk
    from newscrawl.fetch.google import Expected
    from newscrawl.spiders.asking import Send

logger = logging.getLogger(__name__)

_LOOK_AGAIN = 0.5  # seconds between two tries for the lease
_MINUTE = 60.0
# Without it, requests from Europe are sent to a consent page; it names no person and no session.
_CONSENT = {"Cookie": "SOCS=CAESHAgBEhIaAB"}
_META = {
    "moves_by_ledger": True,
    "dont_obey_robotstxt": True,  # NEWSCRAWL_GOOGLE_NEWS is the decision
    "autothrottle_dont_adjust_delay": True,
}


class Paused(NewscrawlError):
    """Google is left alone for longer than this crawl will wait."""


def as_google_is_asked(request: Request) -> Request:
    """Return *request* with what every request to Google carries."""
    return request.replace(headers=request.headers | _CONSENT, meta=_META)


class GoogleAsker:
    """Hands ordinary Scrapy requests to *send* and waits for their answers."""

    def __init__(self, desk: Desk, *, send: Send) -> None:
        self.desk = desk
        self.sent = 0
        self._send = send
        self._sent_at: deque[float] = deque()
        self._trusted = False  # whether Google has answered this crawl as it should

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[None]:
        """Hold Google's lease: of all crawls on this database only one asks at a time."""
        while not await self.desk.ledger.lease_host(GOOGLE):
            await self.heed_pause()
            await asyncio.sleep(_LOOK_AGAIN)
        try:
            yield
        finally:
            await self.hand_back()

    async def hand_back(self) -> None:
        await self.desk.ledger.hand_back(GOOGLE, delay=self.desk.knobs.google_delay)

    async def heed_pause(self) -> None:
        """Raise Paused while a block of an earlier crawl, or of another one, is in force."""
        until = await self.desk.ledger.paused_until(GOOGLE)
        if until and until > times.now() + timedelta(seconds=self.desk.knobs.wait):
            raise Paused(f"{until:%Y-%m-%dT%H:%M:%SZ}")

    async def ask(self, request: Request, *, expected: Expected) -> Response:
        """Send one request; raise Blocked for any sign of a block, Unresolved for other failures."""
        await self._wait_for_turn()
        response = await self._answer(request, expected)
        sign = block_sign(
            status=response.status, url=response.url, body=response.body, expected=expected
        )
        if sign:
            raise Blocked(sign, seconds=retry_after_of(response))
        if response.status not in (200, 304):
            raise Unresolved(f"google_http_{response.status}")
        return response

    async def stop(self, blocked: Blocked) -> float:
        """Open the breaker: leave Google alone, in every crawl, twice as long after each block in a row."""
        knobs = self.desk.knobs
        seconds = await self.desk.memory.block(
            GOOGLE,
            base=max(knobs.google_pause, blocked.seconds or 0.0),
            ceiling=knobs.retry_ceiling,
        )
        self.desk.trouble.add("google_blocked")
        return seconds

    async def close_breaker(self) -> None:
        """Google has answered all that this crawl asked, feeds and links: the blocks in a row are over."""
        if self.sent and not self._trusted:
            self._trusted = True
            await self.desk.memory.unblock(GOOGLE)

    async def _wait_for_turn(self) -> None:
        """Keep to the number of requests a minute, beside the delay between two."""
        now = asyncio.get_running_loop().time()
        while self._sent_at and self._sent_at[0] <= now - _MINUTE:
            self._sent_at.popleft()
        if len(self._sent_at) >= self.desk.knobs.google_per_minute:
            await asyncio.sleep(self._sent_at.popleft() + _MINUTE - now)
        self._sent_at.append(asyncio.get_running_loop().time())

    async def _answer(self, request: Request, expected: Expected) -> Response:
        self.sent += 1
        self.desk.count("google_requests")
        try:
            return await ask(self._send, as_google_is_asked(request))
        except Moved as moved:
            sign = block_sign(status=302, url=moved.url, body=b"", expected=expected)
            raise Blocked(sign or "redirected") from moved
        except Refused as refused:
            raise Unresolved(refused.reason) from refused
