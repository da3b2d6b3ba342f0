"""The desk every rail of a crawl goes to: one set of knobs, one ledger, one count of what became of each link."""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Literal, NoReturn
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import CloseSpider, DropItem

from newscrawl import times
from newscrawl.errors import NoDatabase, Refused
from newscrawl.fetch.backoff import blames_host, host_pause, pause
from newscrawl.knobs import read_knobs
from newscrawl.store.entries import End, Later
from newscrawl.store.ledger import Ledger, Terms
from newscrawl.store.memory import Memory
from newscrawl.urls import owner_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence
    from datetime import datetime
    from typing import TypeVar
    from uuid import UUID

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

    from newscrawl.errors import Misused
    from newscrawl.items import Article
    from newscrawl.store.entries import Found, Leased, Resolution
    from newscrawl.store.schema import State

    _T = TypeVar("_T")

logger = logging.getLogger(__name__)

COUNTED = (
    "discovered",
    "known",
    "resolved",
    "fetched",
    "stored",
    "duplicate",
    "refused",
    "failed",
    "later",
)
EXIT_OK, EXIT_ERROR, EXIT_UNREAD, EXIT_STOPPED = 0, 1, 3, 5  # 2 and 4: errors.Misused
_STATS = "newscrawl/"  # what our counts are called among Scrapy's
_GOODBYE = 5.0  # seconds for the last words to a database
_AFTER_ERROR = 3600.0  # seconds until a link is tried again that met an error of ours
_NO_WAY_OUT = frozenset({"dns", "connect"})  # the host's fault, or that of our own network
_LOOK_AGAIN = 0.25  # seconds between two looks whether any host may still answer
_LOOKS = 8  # after so many, a host that nobody was asked beside is the only one
_JITTER = 0.2  # of a pause; hosts that failed together are not all asked again together
_desks: WeakKeyDictionary[Crawler, Desk] = WeakKeyDictionary()


def desk_of(crawler: Crawler) -> Desk:
    """Return the desk of *crawler*, set up at the first call."""
    if crawler not in _desks:
        _desks[crawler] = Desk(crawler)
    return _desks[crawler]


class Dropped(DropItem):
    """An item whose end is in the ledger already."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, log_level="DEBUG")


class Desk:
    """What a rail wants to know or to write; every end of a link is counted here and nowhere else."""

    def __init__(self, crawler: Crawler) -> None:
        self.knobs = read_knobs(crawler.settings)
        self.trouble: set[str] = set()  # words for what kept us from the news: blocks, unread feeds
        self.languages: frozenset[str] = frozenset()  # wanted ones; none named: all
        self.fault: Misused | None = None  # what the operator is to mend before anything works
        self._crawler = crawler
        self._paces: dict[str, float] = {}  # slot -> seconds its robots.txt asks for
        self._resting: dict[str, datetime] = {}  # host -> until when
        self._is_online = False  # whether any host has answered
        self._unreached: set[str] = set()  # hosts
        crawler.signals.connect(self._note_online, signal=signals.response_downloaded)
        self._well: set[str] = set()  # hosts that answered, and have not failed since
        self.ledger = Ledger(
            Terms(
                url=self.knobs.database_url,
                lease=self.knobs.lease,
                batch=self.knobs.write_batch,
                patience=self.knobs.database_patience,
                timeout=self.knobs.database_timeout,
                tries=self.knobs.tries,
                lost_rest=self.knobs.retry_ceiling,
                per_site=self.knobs.per_site,
            )
        )
        self.memory = Memory(self.ledger)

    async def open(self, *, spider: str, arguments: Mapping[str, str]) -> None:
        """Open the ledger; raise Misused where the database cannot be used as it is."""
        await self.ledger.open(spider=spider, arguments=arguments)

    def give_up(self, error: Misused) -> None:
        """End the crawl for what only its operator can mend, and say so once."""
        if self.fault:
            return
        self.fault = error
        logger.error("%s", error)
        self.ledger.give_up()
        engine = self._crawler.engine
        self._closing = asyncio.ensure_future(engine.close_spider_async(reason="given_up"))

    async def close(self, outcome: str) -> None:
        if self.is_offline:
            self.trouble.add("no_network")
            logger.error(
                "No host could be reached: is the network away, or the proxy? The links wait for the"
                " next crawl, and have lost no attempt"
            )
        code = self.exit_code(outcome)
        self._stats.set_value("newscrawl/exit_code", code)
        try:
            await self.ledger.close(outcome=outcome, exit_code=code, counts=self.counts())
        except NoDatabase as error:
            self.give_up(error)
            self._stats.set_value("newscrawl/exit_code", error.exit_code)

    async def abandon(self) -> None:
        """Close without waiting for what is in flight; where the database is away, its leases run out."""
        self.ledger.give_up()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self.close("shutdown")

    def exit_code(self, outcome: str) -> int:
        """What cron is told: README, "Exit codes"."""
        if self.fault:
            return self.fault.exit_code
        if self._stats.get_value("spider_exceptions/count") or self.count_of("error"):
            return EXIT_ERROR
        if self.trouble:
            return EXIT_UNREAD
        return EXIT_OK if outcome == "finished" else EXIT_STOPPED

    def note_error(self) -> None:
        """Count an error of ours; one that is met when the crawl has closed has its exit code too."""
        self.count("error")
        if self._stats.get_value("newscrawl/exit_code") == EXIT_OK:
            self._stats.set_value("newscrawl/exit_code", EXIT_ERROR)

    # -- counting ---------------------------------------------------------------------

    def count(self, what: str, many: int = 1) -> None:
        self._stats.inc_value(f"{_STATS}{what}", many)

    def count_of(self, what: str) -> int:
        return int(self._stats.get_value(f"{_STATS}{what}", 0))

    def counts(self) -> dict[str, int]:
        """Everything counted in this crawl, refused items of feeds among it."""
        every = {
            name.removeprefix(_STATS): value
            for name, value in self._stats.get_stats().items()
            if name.startswith(_STATS) and name != f"{_STATS}exit_code"
        }
        return dict.fromkeys(COUNTED, 0) | every

    # -- what becomes of a link -------------------------------------------------------

    async def discover(self, found: Sequence[Found]) -> list[UUID]:
        done = await self._hold(self.ledger.discover(found))
        new = done.new
        first = {each.key: each for each in reversed(found)}
        self.count("discovered", len(new))
        self.count("known", len(first) - len(new))
        for each in map(first.__getitem__, new):
            if each.state not in ("discovered", "resolved"):
                self._count_end(each.state, each.reason)
        for _ in done.duplicates:
            self._count_end("duplicate", "same_url")
        return new

    async def resolve(self, resolution: Resolution) -> None:
        fresh = await self._hold(self.ledger.resolve(resolution))
        self.count("resolved")
        if not fresh:
            self._count_end("duplicate", "same_url")

    async def move(self, resolution: Resolution) -> None:
        """Note that a link leads to another host than the one it was asked at."""
        fresh = await self._hold(self.ledger.resolve(resolution))
        self.count("moved")
        if not fresh:
            self._count_end("duplicate", "same_url")

    async def keep(self, article: Article, *, key: UUID, keys: frozenset[UUID]) -> None:
        """Store *article*; raise Dropped where it is stored already or the database refuses it."""
        try:
            twin = await self._hold(self.ledger.keep(article, key=key, keys=keys))
        except CloseSpider as lost:
            raise Dropped(lost.reason) from lost
        except Refused as refused:
            await self.drop(article.page.key, "refused", refused.reason)
        if twin is not None:
            self._count_end("duplicate", "same_story")
            raise Dropped("same_story")
        self.count("stored")

    async def end(
        self, key: UUID, state: State, reason: str, *, article: UUID | None = None
    ) -> None:
        await self._hold(self.ledger.end(End(key=key, state=state, reason=reason, article=article)))
        self._count_end(state, reason)

    async def drop(self, key: UUID, state: State, reason: str) -> NoReturn:
        """End an item's link: counted, written, raised."""
        try:
            await self.end(key, state, reason)
        except CloseSpider as lost:
            raise Dropped(lost.reason) from lost
        raise Dropped(reason)

    async def later(
        self,
        leased: Leased,
        reason: str,
        *,
        retry_after: float | None = None,
        blameless: bool = False,
    ) -> None:
        """Put a link off, further with each attempt; after the last one it has failed."""
        if await self.is_cut_off(leased.host, reason):
            await self.put_off(leased.key, "no_network", seconds=0, blameless=True)
            return
        if leased.attempts >= self.knobs.tries and not blameless:
            await self.end(leased.key, "failed", reason)
            return
        seconds = pause(
            leased.attempts,
            retry_after=retry_after,
            floor=self.knobs.retry_delay,
            ceiling=self.knobs.retry_ceiling,
            jitter=random.uniform(0, _JITTER),  # noqa: S311 - no secret
        )
        await self.put_off(leased.key, reason, seconds=seconds, blameless=blameless)

    async def put_off(
        self, key: UUID, reason: str, *, seconds: float, blameless: bool = False
    ) -> None:
        due_at = times.now() + timedelta(seconds=seconds)
        await self._hold(
            self.ledger.put_off(Later(key=key, reason=reason, due_at=due_at, blameless=blameless))
        )
        self._count_end("later", reason)

    async def keep_for_later(self, key: UUID, error: BaseException) -> None:
        """A link that met an error of ours is not lost: it waits until that may be mended."""
        self.count("error")
        await self.put_off(key, f"error_{type(error).__name__}", seconds=_AFTER_ERROR)

    async def rest(self, host: str, seconds: float | None) -> None:
        """Leave a host alone that says it is too much, for as long as it says, in every crawl."""
        pause = self.knobs.retry_delay if seconds is None else seconds
        pause = min(pause, self.knobs.retry_ceiling)
        until = times.now() + timedelta(seconds=pause)
        self._resting[host] = max(until, self._resting.get(host, until))
        await self._hold(self.ledger.pause(host, seconds=pause))

    def is_resting(self, host: str) -> bool:
        """Whether *host* is left alone now, by what this crawl knows."""
        return self.rest_of(host) > 0

    def rest_of(self, host: str) -> float:
        """Seconds that *host* is still left alone."""
        until = self._resting.get(host)
        return max((until - times.now()).total_seconds(), 0.0) if until else 0.0

    async def note_failure(self, host: str, reason: str) -> None:
        """Leave a host alone that keeps failing, twice as long each time, in every crawl."""
        if not blames_host(reason) or await self.is_cut_off(host, reason):
            return
        self._well.discard(host)
        failures = await self._hold(self.memory.fail(host))
        knobs = self.knobs
        seconds = host_pause(failures, reason, floor=knobs.retry_delay, ceiling=knobs.retry_ceiling)
        if seconds:
            self.count("hosts_resting")
            await self.rest(host, seconds)
            rest = self.rest_of(host)  # longer where the host asked for more
            logger.info(
                "%s failed %d times (%s): left alone for %.0f s", host, failures, reason, rest
            )

    async def note_status(self, host: str, status: int, *, retry_after: float | None) -> None:
        """A host that says it is too much rests; a 5xx is a failure, as is a 429 that names no time."""
        if status in (429, 503):
            await self.rest(host, retry_after)
        if status >= 500 or (status == 429 and not retry_after):
            await self.note_failure(host, f"http_{status}")
        elif status != 429:
            await self.note_answer(host)

    async def note_answer(self, host: str) -> None:
        """A host that answers has not failed, however often it did before."""
        if host not in self._well:
            self._well.add(host)
            await self._hold(self.memory.recover(host))

    async def is_cut_off(self, host: str, reason: str) -> bool:
        """Tell whether *reason* is our own network's: no host has answered of several, and none may still answer.

        A host alone may be gone itself, and its links would wait for ever.
        """
        if reason not in _NO_WAY_OUT:
            return False
        self._unreached.add(host)
        looks = 0
        while not self._is_online:
            await asyncio.sleep(_LOOK_AGAIN)  # what was asked beside it is on its way by then
            looks += 1
            is_alone = len(self._unreached) == 1
            if not self._crawler.engine.downloader.active and (not is_alone or looks >= _LOOKS):
                return not is_alone and not self._is_online
        return False

    @property
    def is_offline(self) -> bool:
        """Whether links were put off because nobody answers, and nobody has since."""
        return not self._is_online and self.count_of("later/no_network") > 0

    def _note_online(self) -> None:
        self._is_online = True

    def keep_pace(self, host: str, seconds: float) -> None:
        """Have *host* asked no faster than this, as its robots.txt asks for, for all of this crawl."""
        key = self.slot_of(host)
        self._paces[key] = max(seconds, self.pace_of(key))
        downloader = self._crawler.engine.downloader
        settings = downloader.per_slot_settings.setdefault(key, {})
        first = self._crawler.settings.getfloat("AUTOTHROTTLE_START_DELAY")
        settings["delay"] = max(self._paces[key], settings.get("delay", first))
        if slot := downloader.slots.get(key):
            slot.delay = max(slot.delay, self._paces[key])
            if slot.concurrency == 1:  # counted from robots.txt's answer, as from any other
                slot.lastseen = max(slot.lastseen, monotonic() + self._paces[key] - slot.delay)

    def pace_of(self, slot: str) -> float:
        return self._paces.get(slot, 0.0)

    def slot_of(self, host: str) -> str:
        """Whose turn a request to *host* waits for: its own, or its owner's."""
        has_own = host in self._crawler.settings.getdict("DOWNLOAD_SLOTS")  # Google's delay
        return host if has_own or not self.knobs.per_site else owner_of(host)

    def note_delay(self, host: str) -> None:
        """Tell the ledger how long *host* rests after its lease."""
        self.ledger.expect_delay(host, self.delay_of(host))

    def delay_of(self, host: str) -> float:
        """Seconds between two requests, as AutoThrottle has it now."""
        key = self.slot_of(host)
        slot = self._crawler.engine.downloader.slots.get(key)
        delay = slot.delay if slot else self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        return max(delay, self.pace_of(key))

    def _count_end(self, state: State | Literal["later"], reason: str) -> None:
        self.count(state)
        if reason:
            self.count(f"{state}/{reason}")

    async def _hold(self, work: Awaitable[_T]) -> _T:
        """Wait for the ledger; where the database stays away, end the crawl and say so."""
        try:
            return await work
        except NoDatabase as error:
            self.give_up(error)
            raise CloseSpider("database_lost") from error

    @property
    def _stats(self) -> StatsCollector:
        return self._crawler.stats
