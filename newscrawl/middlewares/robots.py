"""robots.txt as RFC 9309 has it: none (4xx) allows all, one that cannot be had allows nothing for now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import robotstxt
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.errors import RobotsUnreachable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser


_PENDING = object()


class RobotsTxtMiddleware(robotstxt.RobotsTxtMiddleware):
    """Scrapy's own takes every failure for a yes."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: set[str] = set()

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Ask again for a robots.txt that could not be had the last time."""
        netloc = urlparse_cached(request).netloc
        if netloc in self._unreachable and self._parsers.get(netloc, _PENDING) is None:
            del self._parsers[netloc]
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        if urlparse_cached(request).netloc in self._unreachable:
            raise RobotsUnreachable(request.url)
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            raise RobotsUnreachable(response.url)
        if response.status >= 400:
            response = response.replace(body=b"")
        self._unreachable.discard(netloc)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unreachable.add(netloc)
        super()._robots_error(exc, netloc)
