"""A crawl that is told to stop has a set time for what is in flight; what is left then is the next crawl's."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

from scrapy import signals

from newscrawl.desk import desk_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_LOOK_AGAIN = 0.25  # seconds between two looks; Scrapy tells nobody that a signal came


class Grace:
    """Ends what a host's delay, a slow answer or a database that is away would hold up for longer."""

    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        self._crawler = crawler
        self._watching: asyncio.Task[None] | None = None
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def opened(self) -> None:
        self._watching = asyncio.ensure_future(self._watch())

    def closed(self) -> None:
        if self._watching:
            self._watching.cancel()

    async def _watch(self) -> None:
        while self._crawler.crawling:
            await asyncio.sleep(_LOOK_AGAIN)
        await asyncio.sleep(self.desk.knobs.grace)
        logger.warning(
            "Not all was done %g s after the crawl was told to stop (NEWSCRAWL_GRACE): what is in"
            " flight is left to the next crawl",
            self.desk.knobs.grace,
        )
        await self.desk.abandon()
        signal.raise_signal(signal.SIGTERM)  # the second one: Scrapy waits for nothing any more
