"""What every spider here has in common: links come from the ledger, and every end goes back to it."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from scrapy import Request, Spider, signals

from newscrawl import times
from newscrawl.dedup.keys import url_fingerprint
from newscrawl.desk import Dropped, desk_of
from newscrawl.discover.googlenews import check_text
from newscrawl.errors import BadArgument, Misused, Moved, Refused, Unresolved
from newscrawl.fetch.answers import judge
from newscrawl.fetch.opt_outs import refuse_reserved
from newscrawl.fetch.walls import wall
from newscrawl.items import Article, Page
from newscrawl.spiders.answers import (
    declared_encoding,
    header_of,
    html_of,
    opt_outs_of,
    reason_of,
    retry_after_of,
)
from newscrawl.spiders.google import GoogleLane
from newscrawl.spiders.introduction import introduce
from newscrawl.spiders.placing import GOOGLE, UNFETCHED
from newscrawl.spiders.publishers import PublisherLane
from newscrawl.spiders.rendering import Rendering, is_rendering
from newscrawl.spiders.shares import Shares
from newscrawl.store.entries import Resolution
from newscrawl.urls import canonical, host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from typing import Self
    from uuid import UUID

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.spiders.google_feeds import Job
    from newscrawl.spiders.lane import Lane
    from newscrawl.store.entries import Leased

_LOOK_AGAIN = 0.25  # seconds between two looks into the ledger


class LedgerSpider(Spider):
    """Leases due links a host at a time, fetches their pages one after another, and has an end for each."""

    known_arguments: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, crawler: Crawler, **arguments: str) -> None:
        self.given = self.check_arguments(arguments)
        super().__init__()  # Scrapy would make attributes of the arguments, over methods of ours
        self.crawler = crawler
        self.desk = desk_of(crawler)
        self.google = GoogleLane(
            self.desk,
            self.jobs(),
            publishers=PublisherLane(self.desk, crawler, send=self.send),
            send=self.send,
            only_due=self.is_only_due,
        )
        self.lanes: list[Lane] = [self.google, *self.own_lanes()]
        self.rendering = Rendering(self.desk, send=self.send)
        self._queues: dict[str, deque[Leased]] = defaultdict(deque)  # host -> to be asked in turn
        self.shares = Shares(most=self.desk.knobs.host_pages)
        self._loose: set[asyncio.Future[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        spider = cls(crawler, *args, **arguments)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.on_item_error, signal=signals.item_error)
        crawler.signals.connect(spider.on_item_dropped, signal=signals.item_dropped)
        crawler.signals.connect(spider.on_spider_error, signal=signals.spider_error)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        slots = settings.getdict("DOWNLOAD_SLOTS")
        delay = settings.getfloat("NEWSCRAWL_GOOGLE_DELAY")
        google = {GOOGLE: {"concurrency": 1, "delay": delay, "jitter": 0}}
        settings.set("DOWNLOAD_SLOTS", google | slots, priority="spider")
        introduce(settings)

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> dict[str, str]:
        """Return the spider's own arguments; raise BadArgument for one that cannot be.

        Names with a leading underscore are scrapyd's (`_job`, `_version`).
        """
        given = {name: value for name, value in arguments.items() if not name.startswith("_")}
        for name in sorted(given.keys() - cls.known_arguments):
            known = ", ".join(sorted(cls.known_arguments)) or "none"
            raise BadArgument(f"{cls.name} has no argument {name!r}; it takes: {known}")
        for name, value in given.items():
            check_text(name, value)
        if given.get("due", "1") != "1":
            raise BadArgument(f"due: {given['due']!r} says nothing; use due=1, or leave it out")
        return given

    @property
    def is_only_due(self) -> bool:
        return "due" in self.given

    def jobs(self) -> Sequence[Job]:
        """What to read of Google News in this crawl."""
        return ()

    def own_lanes(self) -> Sequence[Lane]:
        """What else finds links in this crawl."""
        return ()

    async def own_pages(self) -> AsyncIterator[Request]:
        """Requests of pages that need no fetching."""
        return
        yield

    def send(self, request: Request) -> None:
        self.crawler.engine.crawl(request)

    async def start(self) -> AsyncIterator[Any]:
        try:
            await self.desk.open(spider=self.name, arguments=self.given)
            for lane in self.lanes:
                lane.open()
            async for page in self.own_pages():
                yield page
            while not await self.is_done():
                for request in await self.lease_pages():
                    yield request
                await asyncio.sleep(_LOOK_AGAIN)
                self.check_lanes()
            await self.google.say_pause()  # of what was found since it was met
        except Misused as error:
            self.desk.give_up(error)
        finally:
            for lane in self.lanes:
                lane.close()

    def check_lanes(self) -> None:
        for lane in self.lanes:
            lane.check()

    async def is_done(self) -> bool:
        """Nothing on its way, nothing to find, and nothing due soon enough to wait for."""
        self.check_lanes()
        if any(lane.is_busy() for lane in self.lanes) or self.desk.ledger.held:
            return False
        out_of_reach = {UNFETCHED, *self.shares.full}
        if not self.google.is_open:
            out_of_reach.add(GOOGLE)
        due_at = await self.desk.ledger.next_due(without=out_of_reach)
        return due_at is None or due_at > times.now() + timedelta(seconds=self.desk.knobs.wait)

    # -- asking -----------------------------------------------------------------------

    async def lease_pages(self) -> list[Request]:
        """Lease hosts; return a request for the first link of each, the others follow one by one."""
        knobs = self.desk.knobs
        taken = await self.desk.ledger.take(
            hosts_at_once=knobs.hosts,
            per_host=knobs.links_per_host,
            without=(GOOGLE, UNFETCHED, *self.shares.full),
        )
        taken = await self.within_share(taken)
        for leased in taken:
            self._queues[leased.host].append(leased)
        hosts = dict.fromkeys(leased.host for leased in taken)
        return [self.ask_page(self._queues[host].popleft()) for host in hosts]

    async def within_share(self, taken: Sequence[Leased]) -> list[Leased]:
        """Put off what is beyond a host's share of this crawl: the next one begins with it."""
        kept = [leased for leased in taken if self.shares.takes(leased.host)]
        for leased in taken:
            if leased not in kept:
                await self.desk.put_off(leased.key, "host_share", seconds=0, blameless=True)
        return kept

    def ask_page(self, leased: Leased) -> Request:
        return Request(
            leased.url,
            callback=self.parse_page,
            errback=self.page_failed,
            meta={"leased": leased, "moves_by_ledger": True},
            dont_filter=True,  # the ledger knows what was asked
        )

    async def ask_next(self, request: Request) -> None:
        """Go on with the host of a link that has been answered, or with the browser that showed it."""
        leased: Leased = request.meta["leased"]
        if is_rendering(request):
            self.rendering.go_on()
            return
        self.desk.note_delay(leased.host)
        if self.desk.is_resting(leased.host):
            await self.put_off_all(leased.host)
        elif self._queues[leased.host]:
            self.send(self.ask_page(self._queues[leased.host].popleft()))
        else:
            del self._queues[leased.host]

    # -- answers ----------------------------------------------------------------------

    async def parse_page(self, response: Response) -> AsyncIterator[Page]:
        leased: Leased = response.meta["leased"]
        self.desk.count("rendered" if is_rendering(response.request) else "fetched")
        await self.desk.note_status(
            leased.host, response.status, retry_after=retry_after_of(response)
        )
        await self.ask_next(cast("Request", response.request))
        opt_outs = opt_outs_of(response, agent=self.settings["ROBOTSTXT_USER_AGENT"].lower())
        try:
            _judge(response, leased)
            refuse_reserved(opt_outs, refused=self.desk.knobs.refuse_opt_outs)
        except Refused as refused:
            await self.desk.end(leased.key, "refused", refused.reason)
        except Unresolved as unresolved:
            await self.desk.later(leased, unresolved.reason, retry_after=retry_after_of(response))
        else:
            if not (await self.is_stored(response, leased) or await self.is_shell(response)):
                yield _page(response, leased, opt_outs)

    async def is_shell(self, response: Response) -> bool:
        """Have a page rendered whose text a script would bring."""
        leased: Leased = response.meta["leased"]
        return await self.rendering.takes(response, self.ask_page(leased).replace(url=response.url))

    async def put_off_all(self, host: str) -> None:
        """A host rests with all its links."""
        waiting = [*self._queues.pop(host, ()), *self.rendering.take_back(host)]
        seconds = self.desk.rest_of(host)
        for leased in waiting:
            await self.desk.later(leased, "host_rests", retry_after=seconds, blameless=True)

    async def is_stored(self, response: Response, leased: Leased) -> bool:
        """End the link where a redirect led to a story that is stored already."""
        key = url_fingerprint(response.url)
        if response.url == leased.url or key is None:
            return False
        article = await self.desk.ledger.owner([key])
        if article is not None:
            await self.desk.end(leased.key, "duplicate", "same_url", article=article)
        return article is not None

    async def page_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        leased: Leased = request.meta["leased"]
        if isinstance(failure.value, Moved):
            await self.ask_next(request)
            await self.move(leased, failure.value.url)
            return
        verdict, reason = reason_of(cast("BaseException", failure.value))
        await self.desk.note_failure(leased.host, reason)
        if await self.desk.is_cut_off(leased.host, reason):
            self.shares.full.add(leased.host)
        await self.ask_next(request)
        if verdict == "later":
            await self.desk.later(leased, reason)
        else:
            await self.desk.end(leased.key, verdict, reason)

    async def move(self, leased: Leased, url: str) -> None:
        """Note that a link leads to another host; it is asked when that host's lease is ours."""
        key = url_fingerprint(url)
        if leased.hops >= self.settings.getint("REDIRECT_MAX_TIMES"):
            await self.desk.end(leased.key, "refused", "redirect_loop")
        elif key is None:
            await self.desk.end(leased.key, "refused", "bad_link")
        elif name := wall(asked=leased.url, url=url, html=""):
            await self.desk.end(leased.key, "refused", name)
        else:
            await self.desk.move(_moved(leased, url, key))

    # -- errors of ours ---------------------------------------------------------------

    async def on_item_error(self, item: Page | Article, failure: Failure) -> None:
        await self.desk.keep_for_later(_key(item), cast("BaseException", failure.value))

    async def on_item_dropped(self, item: Page | Article, exception: Exception) -> None:
        if not isinstance(exception, Dropped):  # by a pipeline that is not ours
            await self.desk.end(_key(item), "refused", "dropped")

    def on_spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        """A callback broke, or an errback, whose *response* is the failure it was called with."""
        request = getattr(response, "request", None)
        if leased := request.meta.get("leased") if request else None:
            kept = asyncio.ensure_future(
                self.desk.keep_for_later(leased.key, cast("BaseException", failure.value))
            )
            self._loose.add(kept)
            kept.add_done_callback(self._loose.discard)

    async def closed(self, reason: str) -> None:
        await self.desk.close(reason)


def _page(response: Response, leased: Leased, opt_outs: dict[str, str]) -> Page:
    return Page(
        key=leased.key,
        link=leased.link,
        asked=leased.url,
        url=response.url,
        body=response.body,
        fetched_at=times.now(),
        encoding=declared_encoding(response),
        amp_url=leased.amp_url,
        opt_outs=opt_outs,
    )


def _moved(leased: Leased, url: str, key: UUID) -> Resolution:
    return Resolution(
        key=leased.key,
        url=canonical(url) or url,
        url_key=key,
        host=host_of(url),
        amp_url=leased.amp_url,
        hops=leased.hops + 1,
        cached=False,
    )


def _judge(response: Response, leased: Leased) -> None:
    """Raise Refused or Unresolved for what is no article; a bot check is one whatever its status."""
    name = wall(asked=leased.url, url=response.url, html=html_of(response))
    if name == "bot_check":
        raise Refused(name)
    judge(response.status, header_of(response, "Content-Type") or "", response.body)
    if name:
        raise Refused(name)


def _key(item: Page | Article) -> UUID:
    return item.key if isinstance(item, Page) else item.page.key
