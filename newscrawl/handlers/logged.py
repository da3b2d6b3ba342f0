"""Every request that leaves is noted where it leaves: robots.txt, redirects, Google and what scripts want too."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import signals

from newscrawl import times
from newscrawl.desk import desk_of
from newscrawl.store.request_log import RequestLog, line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_books: WeakKeyDictionary[Crawler, Book] = WeakKeyDictionary()


async def logged(
    crawler: Crawler, request: Request, download: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Send *request* by *download*, and note it where NEWSCRAWL_REQUEST_LOG wants that."""
    if not desk_of(crawler).knobs.request_log:
        return await download(request)
    if crawler not in _books:
        _books[crawler] = Book(crawler)
    return await _books[crawler].note(request, download)


class Book:
    """The log of one crawl; what the disk will not have is said once and makes the exit code 1."""

    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        self._log: RequestLog | None = None
        self._is_failing = False
        crawler.signals.connect(self.closed, signal=signals.engine_stopped)

    async def note(
        self, request: Request, download: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        at, status = times.now(), "cancelled"
        try:
            response = await download(request)
            status = str(response.status)
        except Exception as error:
            status = type(error).__name__
            raise
        finally:
            self._write(request, at, status)
        return response

    def closed(self) -> None:
        if self._log:
            self._log.close()

    def _write(self, request: Request, at: datetime, status: str) -> None:
        text = line(
            at=at,
            crawl=self.desk.ledger.crawl,
            method=request.method,
            url=request.url,
            status=status,
            seconds=(times.now() - at).total_seconds(),
        )
        try:
            self._log = self._log or RequestLog(Path(self.desk.knobs.request_log))
            self._log.write(text)
        except OSError as error:
            self._say(error)

    def _say(self, error: OSError) -> None:
        if not self._is_failing:
            self._is_failing = True
            self.desk.count("error")
            logger.error("NEWSCRAWL_REQUEST_LOG is not complete: %s", error.strerror or error)
