"""robots.txt and its like: had from the ledger for a day, asked of the site once however many wait for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from newscrawl import times
from newscrawl.desk import desk_of
from newscrawl.errors import RobotsUnreachable
from newscrawl.fetch.backoff import retry_after
from newscrawl.fetch.robots import LONGEST, REDIRECTS, readable
from newscrawl.store.site_files import SiteFile
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_AHEAD_OF_PAGES = 1000
_MOST_BYTES = 8 * LONGEST  # loaded of one; what is longer is no such file, and cannot be had


class SiteFiles:
    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        self._crawler = crawler
        self._asking: dict[str, asyncio.Task[SiteFile]] = {}

    async def get(self, url: str) -> SiteFile:
        """Return what the site says there; raise RobotsUnreachable where nobody can know.

        While it cannot be had, a copy of the last thirty days stands in for it.
        """
        if url not in self._asking:
            self._asking[url] = asyncio.ensure_future(self._get(url))
            self._asking[url].add_done_callback(lambda task: self._had(url, task))
        return await asyncio.shield(self._asking[url])

    def _had(self, url: str, task: asyncio.Task[SiteFile]) -> None:
        del self._asking[url]
        if not task.cancelled():
            task.exception()  # whoever waited was told; where nobody did, nobody is to be

    async def _get(self, url: str) -> SiteFile:
        known = await self.desk.memory.site_file(url)
        if known and known.is_fresh(times.now()):
            return known
        try:
            file = await self._ask(url)
        except RobotsUnreachable:
            if known and known.is_of_use(times.now()):
                return known
            raise
        await self.desk.memory.note_site_file(file)
        return file

    async def _ask(self, url: str) -> SiteFile:
        try:
            response = await self._crawler.engine.download_async(_request(url))
        except IgnoreRequest as error:
            if "max redirections" not in str(error):
                raise RobotsUnreachable(url) from error
            return SiteFile(url=url, status=404, text="", asked_at=times.now())
        except Exception as error:
            raise RobotsUnreachable(url) from error
        if response.status in (429, 503):
            wanted = (response.headers.get("Retry-After") or b"").decode("latin-1")
            await self.desk.rest(host_of(url), retry_after(wanted, now=times.now()))
        if response.status == 429 or response.status >= 500:
            raise RobotsUnreachable(url)
        return _file(url, response)


def address(url: str, path: str) -> str:
    """The address of a site's file: each scheme, host and port is a site of its own."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}"


def _request(url: str) -> Request:
    return Request(
        url,
        priority=_AHEAD_OF_PAGES,
        meta={
            "dont_obey_robotstxt": True,
            "redirect_ttl": REDIRECTS,
            "download_maxsize": _MOST_BYTES,
        },
        callback=NO_CALLBACK,
    )


def _file(url: str, response: Response) -> SiteFile:
    """Where there is none (4xx, or a redirect to nowhere) nothing is said, and all allowed."""
    text = readable(response.body) if 200 <= response.status < 300 else ""
    return SiteFile(url=url, status=response.status, text=text, asked_at=times.now())
