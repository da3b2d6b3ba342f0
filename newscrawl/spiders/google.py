"""The lane to Google News: one request at a time, feeds first, then links to resolve, stopped by the first block."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from scrapy import Request

from newscrawl import times
from newscrawl.discover.googlenews_feed import NotAFeed, outside, read_feed
from newscrawl.errors import Blocked, Moved, NewscrawlError, Unresolved
from newscrawl.fetch.google import block_sign
from newscrawl.resolve import batchexecute
from newscrawl.resolve.check import checked
from newscrawl.resolve.shell import read_signature, shell_url
from newscrawl.resolve.token import read_token
from newscrawl.spiders.answers import reason_of, retry_after_of
from newscrawl.spiders.placing import GOOGLE, place, resolution_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.desk import Desk
    from newscrawl.discover.googlenews import Ask
    from newscrawl.resolve.shell import Signature
    from newscrawl.resolve.token import Token
    from newscrawl.store.links import Leased

logger = logging.getLogger(__name__)

Expected = Literal["feed", "article", "batchexecute"]
_LOOK_AGAIN = 0.5  # seconds between two looks for links to resolve
_FEED_TRIES = 3  # a feed that times out or breaks off is asked again, unlike one that is blocked
_FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
# Without it, requests from Europe are sent to a consent page; it names no person and no session.
_CONSENT = {"Cookie": "SOCS=CAESHAgBEhIaAB"}

TERMS = (
    "Google News is read as a personal feed reader reads it, one request every %.1f s, although its "
    "robots.txt disallows feeds to crawlers; whether you may is yours to decide "
    "(README, 'The terms of Google News'). NEWSCRAWL_GOOGLE_NEWS=False turns it off."
)
TURNED_OFF = (
    "NEWSCRAWL_GOOGLE_NEWS is off: nothing is fetched from news.google.com, whose robots.txt "
    "disallows its feeds and articles; links already resolved are fetched from their publishers"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A link whose token Google's page has signed for resolution."""

    leased: Leased
    token: Token
    signature: Signature


class _Paused(NewscrawlError):
    """Google is left alone for longer than this crawl will wait."""


class GoogleLane:
    """Asks Google through ordinary Scrapy requests, which it hands to *send*."""

    def __init__(self, desk: Desk, asks: Sequence[Ask], *, send: Callable[[Request], None]) -> None:
        self.desk = desk
        self.send = send
        self.is_open = desk.knobs.google_news
        self._asks = deque(asks)
        self._task: asyncio.Task[None] | None = None
        self._idle = False

    async def open(self) -> None:
        """Begin to ask, unless that is turned off or Google still wants to be left alone."""
        if not self.is_open:
            logger.info(TURNED_OFF)
            return
        logger.info(TERMS, self.desk.knobs.google_delay)
        self._task = asyncio.ensure_future(self._work())

    def close(self) -> None:
        if self._task:
            self._task.cancel()

    def check(self) -> None:
        """Raise what went wrong in the lane's own work, if anything did."""
        if self._task and self._task.done() and not self._task.cancelled():
            self._task.result()

    def is_busy(self) -> bool:
        """Whether there are feeds to read, or links being resolved."""
        return bool(self._task) and not (self._task.done() or self._idle)  # type: ignore[union-attr]

    # -- what is done, in order --------------------------------------------------------

    async def _work(self) -> None:
        try:
            await self._heed_pause()
            while self._asks:
                await self._read_feed(self._asks[0])
                self._asks.popleft()
            while True:
                await self._resolve_some()
        except _Paused as paused:
            self._shut(f"Google blocked an earlier crawl and is left alone until {paused}")
        except Blocked as blocked:
            await self._stop(blocked)

    async def _read_feed(self, ask: Ask) -> None:
        for attempt in range(1, _FEED_TRIES + 1):
            await self._lease()
            try:
                body = await self._ask(Request(ask.url), expected="feed")
                await self._discover(ask, body)
            except Unresolved as unresolved:
                await self._feed_failed(ask, unresolved.reason, attempt)
            else:
                return
            finally:
                await self._hand_back()

    async def _discover(self, ask: Ask, body: bytes) -> None:
        try:
            feed = read_feed(body, ask)
        except NotAFeed as error:
            raise Blocked("html_for_xml") from error
        for item in feed.refused:
            self.desk.count(f"feed_items/{item.reason}")
            logger.warning("%s: an item is refused (%s): %s", ask.what, item.reason, item.what)
        wanted = [link for link in feed.links if not outside(link, ask)]
        new = await self.desk.discover([place(link) for link in wanted])
        self.desk.count("outside", len(feed.links) - len(wanted))
        logger.info("%s: %d links, %d of them new", ask.what, len(wanted), len(new))
        if any(item.reason == "feed_not_available" for item in feed.refused):
            self.desk.trouble.add("feed_not_available")

    async def _feed_failed(self, ask: Ask, reason: str, attempt: int) -> None:
        if attempt < _FEED_TRIES:
            logger.info("%s: no feed (%s), asking again", ask.what, reason)
            await asyncio.sleep(self.desk.knobs.retry_delay * attempt)
        else:
            logger.error("%s: no feed after %d attempts (%s)", ask.what, attempt, reason)
            self.desk.trouble.add(f"feed_{reason}")

    async def _resolve_some(self) -> None:
        leased = await self.desk.ledger.take_from(GOOGLE, most=self.desk.knobs.resolve_batch)
        self._idle = not leased
        if not leased:
            await asyncio.sleep(_LOOK_AGAIN)
            return
        waiting = list(leased)
        try:
            signed = [each for each in [await self._sign(one, waiting) for one in leased] if each]
            if signed:
                await self._decode(signed, waiting)
        except Blocked:
            for one in waiting:
                await self.desk.later(one, "google_blocked", blameless=True)
            raise
        finally:
            await self._hand_back()

    async def _sign(self, leased: Leased, waiting: list[Leased]) -> Signed | None:
        token = read_token(leased.link.url)
        if token is None or token.kind != "new":
            waiting.remove(leased)
            await self.desk.end(leased.key, "refused", "broken_token")
            return None
        try:
            body = await self._ask(Request(shell_url(token)), expected="article")
            return Signed(leased=leased, token=token, signature=read_signature(body))
        except Unresolved as unresolved:
            waiting.remove(leased)
            await self.desk.later(leased, unresolved.reason)
            return None

    async def _decode(self, signed: Sequence[Signed], waiting: list[Leased]) -> None:
        """One POST for all: each row is written back by its id, whatever became of the others."""
        numbered = {str(number): each for number, each in enumerate(signed, 1)}
        question = batchexecute.question(
            [(number, each.token, each.signature) for number, each in numbered.items()]
        )
        rows: dict[str, batchexecute.Resolved | str]
        try:
            rows = batchexecute.read(await self._post(question))
        except Unresolved as unresolved:
            rows = dict.fromkeys(numbered, unresolved.reason)
        for number, each in numbered.items():
            waiting.remove(each.leased)
            await self._write(each, rows.get(number, "no_row"))

    async def _write(self, each: Signed, row: batchexecute.Resolved | str) -> None:
        try:
            if isinstance(row, str):
                raise Unresolved(row)
            await self.desk.resolve(resolution_of(each.leased, checked(each.token, row)))
        except Unresolved as unresolved:
            await self.desk.later(each.leased, unresolved.reason)

    # -- how it is asked ---------------------------------------------------------------

    async def _lease(self) -> None:
        while not await self.desk.ledger.lease_host(GOOGLE):
            await self._heed_pause()
            await asyncio.sleep(_LOOK_AGAIN)

    async def _heed_pause(self) -> None:
        until = await self.desk.ledger.paused_until(GOOGLE)
        if until and until > times.now() + timedelta(seconds=self.desk.knobs.wait):
            raise _Paused(f"{until:%Y-%m-%dT%H:%M:%SZ}")

    async def _hand_back(self) -> None:
        await self.desk.ledger.hand_back(GOOGLE, delay=self.desk.knobs.google_delay)

    async def _post(self, body: bytes) -> bytes:
        request = Request(batchexecute.URL, method="POST", body=body, headers=_FORM)
        return await self._ask(request, expected="batchexecute")

    async def _ask(self, request: Request, *, expected: Expected) -> bytes:
        """Send one request and wait for its answer's body; raise Blocked or Unresolved."""
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self.send(_ordinary(request, answer))
        try:
            response = await answer
        except Moved as moved:
            sign = block_sign(status=302, url=moved.url, body=b"", expected=expected)
            raise Blocked(sign or "redirected") from moved
        except NewscrawlError:
            raise
        except Exception as error:
            raise Unresolved(reason_of(error)[1]) from error
        sign = block_sign(
            status=response.status, url=response.url, body=response.body, expected=expected
        )
        if sign:
            raise Blocked(sign, seconds=retry_after_of(response))
        if response.status != 200:
            raise Unresolved(f"google_http_{response.status}")
        return response.body

    async def _stop(self, blocked: Blocked) -> None:
        """The first sign of a block ends all asking, in this crawl and for a while in every other."""
        pause = max(self.desk.knobs.google_pause, blocked.seconds or 0.0)
        await self.desk.ledger.pause(GOOGLE, seconds=pause)
        self._shut(
            f"Google does not want to be asked now ({blocked.sign}): it is left alone for "
            f"{pause:.0f} s, and what it was to answer is kept for a later crawl"
        )

    def _shut(self, why: str) -> None:
        logger.error("%s", why)
        self.is_open = False
        self.desk.trouble.add("google_blocked")


def _ordinary(request: Request, answer: asyncio.Future[Response]) -> Request:
    """An ordinary Scrapy request, ahead of the pages, that reports to *answer*."""

    def answered(response: Response) -> None:
        if not answer.done():
            answer.set_result(response)

    def failed(failure: Failure) -> None:
        if not answer.done():
            answer.set_exception(failure.value)  # type: ignore[arg-type]

    request.headers.update(_CONSENT)
    meta = {
        "moves_by_ledger": True,
        "dont_obey_robotstxt": True,  # NEWSCRAWL_GOOGLE_NEWS is the decision
        "autothrottle_dont_adjust_delay": True,
    }
    return request.replace(
        callback=answered, errback=failed, meta=meta, priority=10, dont_filter=True
    )
