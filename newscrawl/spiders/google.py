"""The lane to Google News: feeds first, then what publishers say themselves, then links to resolve."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from newscrawl.errors import Blocked
from newscrawl.spiders.google_asker import GoogleAsker, Paused
from newscrawl.spiders.google_feeds import FeedReader
from newscrawl.spiders.google_links import LinkResolver
from newscrawl.spiders.lane import Lane
from newscrawl.spiders.placing import GOOGLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.desk import Desk
    from newscrawl.spiders.asking import Send
    from newscrawl.spiders.google_feeds import Job
    from newscrawl.spiders.publishers import PublisherLane

logger = logging.getLogger(__name__)

_LOOK_AGAIN = 0.5  # seconds between two looks for links to resolve

TERMS = (
    "Google News is read as a personal feed reader reads it, at most one request in %.1f s, although its "
    "robots.txt disallows feeds to crawlers; whether you may is yours to decide "
    "(README, 'The terms of Google News'). NEWSCRAWL_GOOGLE_NEWS=False turns it off."
)
TURNED_OFF = (
    "NEWSCRAWL_GOOGLE_NEWS is off: nothing is fetched from news.google.com, whose robots.txt "
    "disallows its feeds and articles; links already resolved are fetched from their publishers"
)


class GoogleLane(Lane):
    """Works beside the pages until the crawl is done or Google blocks."""

    def __init__(
        self,
        desk: Desk,
        jobs: Sequence[Job],
        *,
        publishers: PublisherLane,
        send: Send,
        only_due: bool = False,
    ) -> None:
        super().__init__()
        self.is_open = desk.knobs.google_news
        self._publishers = publishers
        self._asker = GoogleAsker(desk, send=send)
        self._feeds = FeedReader(self._asker, jobs, only_due=only_due)
        self._links = LinkResolver(self._asker)
        self._has_jobs = bool(jobs)
        self._paused = ""  # until when an earlier crawl was told to leave Google alone

    def open(self) -> None:
        """Begin to ask, unless that is turned off."""
        if self.is_open:
            logger.info(TERMS, self._asker.desk.knobs.google_delay)
            super().open()
        else:
            logger.info(TURNED_OFF)

    async def work(self) -> None:
        try:
            await self._asker.heed_pause()
            await self._feeds.read_all()
            while not self._links.is_spent:
                await self._publishers.has_tried()
                self._idle = not await self._links.resolve_some()
                if self._idle:
                    await self._close_breaker()
                    await asyncio.sleep(_LOOK_AGAIN)
                    await self._asker.heed_pause()
            self.is_open = False
        except Paused as paused:
            self.is_open = False
            self._paused = str(paused)
            await self.say_pause()
        except Blocked as blocked:
            seconds = await self._asker.stop(blocked)
            self._shut(
                f"Google does not want to be asked now ({blocked.sign}): it is left alone for "
                f"{seconds:.0f} s, and what it was to answer is kept for a later crawl"
            )

    async def say_pause(self) -> None:
        """A pause is trouble once a feed or a link is to wait for its end."""
        if self._paused and (self._has_jobs or await self._is_waited_for()):
            self._shut(f"Google blocked an earlier crawl and is left alone until {self._paused}")
            self._paused = ""

    async def _is_waited_for(self) -> bool:
        return await self._asker.desk.memory.is_waited_for(GOOGLE)

    async def _close_breaker(self) -> None:
        """Once nothing waits for Google, it has answered all that this crawl asked."""
        if not await self._is_waited_for():
            await self._asker.close_breaker()

    def _shut(self, why: str) -> None:
        logger.error("%s", why)
        self.is_open = False
        self._asker.desk.trouble.add("google_blocked")
