"""Brings what a page's scripts ask for, as the crawl itself would: its name, its proxy, its limits, no cookies."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware

from newscrawl.errors import Refused
from newscrawl.fetch.errands import LARGEST, Errands
from newscrawl.handlers.logged import logged
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Request as Asked
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    Download = Callable[[Request], Awaitable[Response]]

_AT_ONCE = 6  # requests of one page, as many as browsers send to one host
_REDIRECTS = 5
_TIMEOUT = 10.0  # seconds; what takes longer a reader would not wait for either
_MOVED = (301, 302, 303, 307, 308)
# Ours to say, or nobody's business.
_NOT_PASSED_ON = frozenset({"user-agent", "cookie", "accept-encoding", "connection", "host"})


class Courier:
    """Goes for one page. Scrapy's downloader is not asked: a handler is part of it, and may not."""

    def __init__(self, crawler: Crawler, *, page: Request, download: Download) -> None:
        robots, agent = page.meta.get("robots"), crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.errands = Errands(
            host=host_of(page.url),
            allows=lambda url: robots is None or robots.allowed(url, agent),
        )
        self.under_way: set[asyncio.Future[Response]] = set()
        self._crawler = crawler
        self._agent = page.headers.get("User-Agent", b"")
        self._download = download
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._proxy = crawler.get_downloader_middleware(HttpProxyMiddleware)
        self._packing = crawler.get_downloader_middleware(HttpCompressionMiddleware)

    async def bring(self, asked: Asked) -> Response:
        """Return the answer, after redirects; raise Refused for what is not to be asked for."""
        if no := self.errands.refusal(asked.url, asked.resource_type, method=asked.method):
            raise Refused(no)
        errand = asyncio.ensure_future(self._go(self._request(asked)))
        self.under_way.add(errand)
        try:
            await asyncio.wait({errand})
        finally:
            self.under_way.discard(errand)
            errand.cancel()
        if errand.cancelled():
            raise TimeoutError("the page is not waited for any longer")
        return errand.result()

    def stop(self) -> None:
        """Bring nothing more, and leave what is under way."""
        self.errands.end()
        for errand in self.under_way:
            errand.cancel()

    async def _go(self, request: Request) -> Response:
        async with self._few:
            return await self._follow(request)

    async def _follow(self, request: Request) -> Response:
        for _ in range(_REDIRECTS):
            response = await self._ask(request)
            location = response.headers.to_unicode_dict().get("Location")
            if response.status not in _MOVED or not location:
                return response
            url = urljoin(request.url, str(location))
            if no := self.errands.refusal(url, "fetch"):
                raise Refused(no)
            request = _moved(request, url, response.status)
        raise Refused("redirect_loop")

    async def _ask(self, request: Request) -> Response:
        """Send one request through the two middlewares without which it could not be sent or read."""
        if self._proxy:
            self._proxy.process_request(request)
        if self._packing:
            self._packing.process_request(request)
        response = await logged(self._crawler, request, self._download)
        self.errands.spend(len(response.body))
        if self._packing:
            return cast("Response", self._packing.process_response(request, response))
        return response

    def _request(self, asked: Asked) -> Request:
        return Request(
            asked.url,
            method=asked.method,
            headers={**_passed_on(asked.headers), "User-Agent": self._agent},
            body=asked.post_data_buffer or b"",
            meta={"download_timeout": _TIMEOUT, "download_maxsize": LARGEST},
        )


def _passed_on(headers: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in headers.items()
        if name.lower() not in _NOT_PASSED_ON and not name.lower().startswith("sec-")
    }


def _moved(request: Request, url: str, status: int) -> Request:
    """The request that follows a redirect; but for 307 and 308, a POST becomes a GET."""
    meta = {name: request.meta[name] for name in ("download_timeout", "download_maxsize")}
    moved = request.replace(url=url, meta=meta)
    if host_of(url) != host_of(request.url):
        moved.headers.pop("Authorization", None)
    if status in (307, 308) or request.method == "HEAD":
        return moved
    return moved.replace(method="GET", body=b"")
