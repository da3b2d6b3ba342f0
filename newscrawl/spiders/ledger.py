"""What every spider here has in common: links come from the ledger, and every end goes back to it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from scrapy import Request, Spider, signals
from scrapy.http import TextResponse

from newscrawl import times
from newscrawl.dedup.keys import url_fingerprint
from newscrawl.desk import Dropped, desk_of
from newscrawl.errors import BadArgument, Misused, Moved, Refused, Unresolved
from newscrawl.fetch.answers import judge
from newscrawl.fetch.walls import wall
from newscrawl.items import Article, Page
from newscrawl.spiders.answers import header_of, reason_of, retry_after_of
from newscrawl.spiders.google import GoogleLane
from newscrawl.spiders.placing import GOOGLE
from newscrawl.store.links import Resolution
from newscrawl.urls import canonical, host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from typing import Self
    from uuid import UUID

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.discover.googlenews import Ask
    from newscrawl.store.links import Leased

_LOOK_AGAIN = 0.25  # seconds between two looks into the ledger
_AFTER_ERROR = 3600.0  # seconds until a link is tried again that met an error of ours


class LedgerSpider(Spider):
    """Leases due links a host at a time, fetches their pages, and has an end for each."""

    known_arguments: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, crawler: Crawler, **arguments: str) -> None:
        self.given = self.check_arguments(arguments)
        super().__init__(**arguments)
        self.desk = desk_of(crawler)
        self.google = GoogleLane(
            self.desk,
            self.asks(),
            send=lambda request: crawler.engine.crawl(request),  # noqa: PLW0108 - no engine yet
        )

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
        if contact := settings.get("NEWSCRAWL_CONTACT"):
            agent = f"{settings['USER_AGENT']} (+{contact})"
            settings.set("USER_AGENT", agent, priority="cmdline")

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> dict[str, str]:
        """Return the spider's own arguments; raise BadArgument for one it does not know.

        Names with a leading underscore are scrapyd's (`_job`, `_version`).
        """
        given = {name: value for name, value in arguments.items() if not name.startswith("_")}
        for name in sorted(given.keys() - cls.known_arguments):
            known = ", ".join(sorted(cls.known_arguments)) or "none"
            raise BadArgument(f"{cls.name} has no argument {name!r}; it takes: {known}")
        return given

    def asks(self) -> Sequence[Ask]:
        """What to ask Google News in this crawl."""
        return ()

    async def start(self) -> AsyncIterator[Request]:
        try:
            await self.desk.open(spider=self.name, arguments=self.given)
            await self.google.open()
            while not await self.is_done():
                self.google.check()
                for request in await self.lease_pages():
                    yield request
                await asyncio.sleep(_LOOK_AGAIN)
        except Misused as error:
            self.desk.give_up(error)
        finally:
            self.google.close()

    async def lease_pages(self) -> list[Request]:
        knobs = self.desk.knobs
        taken = await self.desk.ledger.take(
            hosts_at_once=knobs.hosts, per_host=knobs.links_per_host, without=(GOOGLE,)
        )
        return [self.ask_page(leased) for leased in taken]

    def ask_page(self, leased: Leased) -> Request:
        return Request(
            leased.url,
            callback=self.parse_page,
            errback=self.page_failed,
            meta={"leased": leased, "moves_by_ledger": True},
            dont_filter=True,  # the ledger knows what was asked
        )

    async def is_done(self) -> bool:
        """Nothing on its way, nothing to find, and nothing due soon enough to wait for."""
        if self.google.is_busy() or self.desk.ledger.held:
            return False
        out_of_reach = () if self.google.is_open else (GOOGLE,)
        due_at = await self.desk.ledger.next_due(without=out_of_reach)
        return due_at is None or due_at > times.now() + timedelta(seconds=self.desk.knobs.wait)

    # -- answers ----------------------------------------------------------------------

    async def parse_page(self, response: Response) -> AsyncIterator[Page]:
        leased: Leased = response.meta["leased"]
        self.desk.count("fetched")
        self.note_delay(leased)
        try:
            _judge(response, leased)
        except Refused as refused:
            await self.desk.end(leased.key, "refused", refused.reason)
        except Unresolved as unresolved:
            await self.come_back(response, leased, unresolved.reason)
        else:
            if not await self.is_stored(response, leased):
                yield _page(response, leased)

    async def come_back(self, response: Response, leased: Leased, reason: str) -> None:
        """Try the link later; a host that says it is too much rests, with all its links."""
        wait = retry_after_of(response)
        if response.status in (429, 503):
            await self.desk.rest(leased.host, wait)
        await self.desk.later(leased, reason, retry_after=wait)

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
        leased: Leased = failure.request.meta["leased"]  # type: ignore[attr-defined]
        self.note_delay(leased)
        if isinstance(failure.value, Moved):
            await self.move(leased, failure.value.url)
            return
        verdict, reason = reason_of(cast("BaseException", failure.value))
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

    def note_delay(self, leased: Leased) -> None:
        """Tell the ledger how long the host rests, as AutoThrottle has it now."""
        slot = self.crawler.engine.downloader.slots.get(leased.host)
        delay = slot.delay if slot else self.settings.getfloat("DOWNLOAD_DELAY")
        self.desk.ledger.expect_delay(leased.host, delay)

    # -- errors of ours ---------------------------------------------------------------

    async def on_item_error(self, item: Page | Article, failure: Failure) -> None:
        await self.keep_for_later(_key(item), failure)

    async def on_item_dropped(self, item: Page | Article, exception: Exception) -> None:
        if not isinstance(exception, Dropped):  # by a pipeline that is not ours
            await self.desk.end(_key(item), "refused", "dropped")

    def on_spider_error(self, failure: Failure, response: Response | None) -> None:
        leased = response.meta.get("leased") if response is not None else None
        if leased is not None:
            self._keeping = asyncio.ensure_future(self.keep_for_later(leased.key, failure))

    async def keep_for_later(self, key: UUID, failure: Failure) -> None:
        """A link that met an error of ours is not lost: it waits until that may be mended."""
        self.desk.count("error")
        await self.desk.put_off(key, f"error_{type(failure.value).__name__}", seconds=_AFTER_ERROR)

    async def closed(self, reason: str) -> None:
        await self.desk.close(reason)


def _page(response: Response, leased: Leased) -> Page:
    return Page(
        key=leased.key,
        link=leased.link,
        asked=leased.url,
        url=response.url,
        body=response.body,
        fetched_at=times.now(),
        encoding=_declared_encoding(response),
        amp_url=leased.amp_url,
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
    html = response.text if isinstance(response, TextResponse) else ""
    name = wall(asked=leased.url, url=response.url, html=html)
    if name == "bot_check":
        raise Refused(name)
    judge(response.status, header_of(response, "Content-Type") or "", response.body)
    if name:
        raise Refused(name)


def _key(item: Page | Article) -> UUID:
    return item.key if isinstance(item, Page) else item.page.key


def _declared_encoding(response: Response) -> str | None:
    return getattr(response, "_declared_encoding", lambda: None)()
