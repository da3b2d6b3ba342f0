"""robots.txt as RFC 9309 has it: none (4xx) allows all, one that cannot be had allows nothing for now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import TextResponse
from scrapy.utils.misc import build_from_crawler, load_object

from newscrawl import times
from newscrawl.desk import desk_of
from newscrawl.fetch.robots import addressed, bounded, content_signals, pace
from newscrawl.middlewares.site_files import SiteFiles, address
from newscrawl.store.site_files import FRESH
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.robotstxt import RobotParser

    from newscrawl.store.site_files import SiteFile

_AGAIN = timedelta(
    hours=1
)  # until one is asked again that could not be had, while an old copy serves


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a site's robots.txt says; `verdict` is the word kept with an article it allows."""

    parser: RobotParser
    verdict: str
    signals: dict[str, str]
    until: datetime


class RobotsTxtMiddleware:
    """Scrapy's own takes every failure for a yes, asks anew in every crawl and heeds no Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.desk = desk_of(crawler)
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._parser_class = load_object(crawler.settings["ROBOTSTXT_PARSER"])
        self._files = SiteFiles(crawler)
        self._rules: dict[str, Rules] = {}  # address of the robots.txt -> what it says

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        if request.meta.get("dont_obey_robotstxt"):
            return None
        if request.url == address(request.url, "/robots.txt"):  # asked for what it names
            file = await self._files.get(request.url)
            return TextResponse(file.url, status=file.status, body=file.text.encode())
        rules = await self.rules_of(request)
        if not rules.parser.allowed(request.url, self._agent):
            self.desk.count("robots_forbidden")
            raise IgnoreRequest("Forbidden by robots.txt")
        if "leased" in request.meta:
            request.meta["rules"] = rules
        if "render" in request.meta:  # the page's scripts ask too, and past the middlewares
            request.meta["robots"] = rules.parser
        return None

    async def rules_of(self, request: Request) -> Rules:
        """Raise RobotsUnreachable where they cannot be had; the next request asks for them again."""
        where = address(request.url, "/robots.txt")
        known = self._rules.get(where)
        if known is None or known.until <= times.now():
            known = self._rules[where] = await self._read(await self._files.get(where), request)
        return known

    async def _read(self, file: SiteFile, request: Request) -> Rules:
        text = addressed(file.text, agent=self._agent)
        heard = bounded(text, agent=self._agent).encode()
        parser = build_from_crawler(self._parser_class, self._crawler, heard)
        await self._crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        self._keep_pace(parser, host_of(request.url))
        is_fresh = file.is_fresh(times.now())
        return Rules(
            parser=parser,
            verdict=_verdict(file) if is_fresh else f"{_verdict(file)}, {file.asked_at:%Y-%m-%d}",
            signals=content_signals(text, agent=self._agent),
            until=max(file.asked_at + FRESH, times.now() + _AGAIN),
        )

    def _keep_pace(self, parser: RobotParser, host: str) -> None:
        rate = getattr(getattr(parser, "rp", None), "request_rate", None)  # Protego, the default
        asked = rate(self._agent) if rate else None
        seconds = pace(
            parser.crawl_delay(self._agent),
            (asked.requests, asked.seconds) if asked else None,
            longest=self.desk.knobs.crawl_delay,
        )
        if seconds:
            self.desk.keep_pace(host, seconds)


def _verdict(file: SiteFile) -> str:
    return "allowed" if 200 <= file.status < 300 else "none"
