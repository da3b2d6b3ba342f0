"""Publishers' pages as they came, kept for the day a better extractor reads them again."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import NotConfigured

from newscrawl import times
from newscrawl.desk import desk_of
from newscrawl.fetch.answers import may_be_html
from newscrawl.store.archive import Archive, Exchange

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Request, Response

logger = logging.getLogger(__name__)

_SECRET = ("Authorization", "Cookie", "Proxy-Authorization")
_UNDONE = ("Transfer-Encoding",)  # Scrapy hands the body over without it
_PHRASES = {int(status): status.phrase for status in HTTPStatus}
_NOT_OFF_THE_WIRE = frozenset({"cached", "playwright"})  # flags of what no server sent like that


class RawPages:
    """Stands where a body still is what its Content-Encoding says; writes in a thread of its own."""

    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        if not self.desk.knobs.warc:
            raise NotConfigured
        self._archive: Archive | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warc")
        self._is_failing = False
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        if is_page(request, response):
            await self.keep(exchange_of(request, response))
        return response

    async def keep(self, exchange: Exchange) -> None:
        """Write a page; one that the disk will not have is counted, and costs no article."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._write, exchange)
        except OSError as error:
            self.desk.count("raw_lost")
            self._say(error)
        else:
            self.desk.count("raw_kept")
            self._is_failing = False

    async def closed(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._close)
        except OSError as error:
            self._say(error)
        self._thread.shutdown()

    def _write(self, exchange: Exchange) -> None:
        if self._archive is None:
            knobs, crawl = self.desk.knobs, f"crawl{self.desk.ledger.crawl}"
            self._archive = Archive(Path(knobs.warc), crawl=crawl, most=knobs.warc_bytes)
        self._archive.keep(exchange)

    def _close(self) -> None:
        if self._archive:
            self._archive.close()

    def _say(self, error: OSError) -> None:
        """Once for each time the disk fills up; the crawl's exit code tells cron."""
        if not self._is_failing:
            self.desk.note_error()
            logger.error(
                "NEWSCRAWL_WARC: raw pages are not kept (%s). The crawl goes on; make room in %s",
                error.strerror or error,
                self.desk.knobs.warc,
            )
        self._is_failing = True


def is_page(request: Request, response: Response) -> bool:
    """Whether this is what a publisher answered for a link: no list, no robots.txt, not Google's."""
    return (
        "leased" in request.meta
        and 200 <= response.status < 300
        and may_be_html((response.headers.get("Content-Type") or b"").decode("latin-1"))
        and not _NOT_OFF_THE_WIRE.intersection(response.flags)
    )


def exchange_of(request: Request, response: Response) -> Exchange:
    parts = urlsplit(request.url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    asked = f"{request.method} {path} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}"
    status = f"HTTP/1.1 {response.status} {_PHRASES.get(response.status, '')}"
    is_proxied = bool(request.meta.get("proxy"))  # then the address is the proxy's
    return Exchange(
        url=response.url,
        at=times.now(),
        request_head=_head(asked, request.headers, without=_SECRET),
        answer_head=_head(status, response.headers, without=_UNDONE),
        body=response.body,
        ip=None if is_proxied or not response.ip_address else str(response.ip_address),
    )


def _head(first: str, headers: Headers, *, without: tuple[str, ...]) -> bytes:
    left_out = {name.encode() for name in without}
    lines = [first.encode()]
    for name, values in headers.items():
        if name not in left_out:
            lines += [name + b": " + b" ".join(value.splitlines()) for value in values]
    return b"\r\n".join(lines) + b"\r\n\r\n"
