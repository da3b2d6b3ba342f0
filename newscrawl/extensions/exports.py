"""Scrapy's feed exports, with an account of what they lose: the ledger has it as stored, and no crawl exports it again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.extensions import feedexport

from newscrawl.desk import desk_of

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.extensions.feedexport import FeedSlot

logger = logging.getLogger(__name__)

_FAILED = "feedexport/failed_count/"  # Scrapy's, of files that could not be finished


class FeedExporter(feedexport.FeedExporter):
    """Scrapy logs an export that fails, and goes on; here the exit code tells cron too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.desk = desk_of(crawler)
        self._is_failing = False

    def item_scraped(self, item: Any, spider: Spider) -> None:
        try:
            super().item_scraped(item, spider)
        except Exception as error:  # noqa: BLE001 - a disk's, or a format's that has no such value
            self.desk.count("export_lost")
            self._say(error)

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        try:
            await super()._close_slot(slot, spider)
        except Exception as error:  # noqa: BLE001 - as above
            self._say(error)

    async def close_spider(self, spider: Spider) -> None:
        await super().close_spider(spider)
        if any(name.startswith(_FAILED) for name in self.crawler.stats.get_stats()):
            self.desk.note_error()  # Scrapy has said what and why

    def _say(self, error: Exception) -> None:
        if not self._is_failing:
            self.desk.note_error()
            logger.error(
                "Articles cannot be exported (%s): they are stored, and the crawl goes on", error
            )
        self._is_failing = True
