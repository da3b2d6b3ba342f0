"""Where the crawl stands: one live line for a person at a terminal, plain lines for a log."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from scrapy import signals

from newscrawl.desk import desk_of
from newscrawl.terminal import is_watched

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_SHOWN = ("discovered", "resolved", "fetched", "stored", "duplicate", "refused", "failed", "later")
_REDRAW = 0.5  # seconds; a person's eye asks for no more
_CLEAR = "\r\x1b[K"


class Progress:
    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        self.live = is_watched(log_file=crawler.settings.get("LOG_FILE"))
        self._task: asyncio.Task[None] | None = None
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def opened(self) -> None:
        if self.live:
            _make_room_in_log()
        self._task = asyncio.ensure_future(self._tell())

    async def closed(self, reason: str) -> None:
        if self._task:
            self._task.cancel()
        if self.live:
            sys.stderr.write(_CLEAR)
        logger.info("%s (%s)", self.line(), reason)

    def line(self) -> str:
        """The counts in the order a story goes through them."""
        return " · ".join(f"{what} {self.desk.count_of(what)}" for what in _SHOWN)

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(_REDRAW if self.live else self.desk.knobs.progress_interval)
            if self.live:
                sys.stderr.write(_CLEAR + self.line())
                sys.stderr.flush()
            else:
                logger.info("%s", self.line())


def _make_room_in_log() -> None:
    """Have every log line wipe the live line first, so the two never mix."""
    for handler in logging.root.handlers:
        if handler.formatter:
            handler.formatter = _Wiping(handler.formatter)


class _Wiping(logging.Formatter):
    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return _CLEAR + self._inner.format(record)
