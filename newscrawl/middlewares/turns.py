"""Hosts of one owner take turns within a crawl, as their leases have it between crawls (NEWSCRAWL_PER_SITE)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from newscrawl.desk import desk_of
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Request


class Turns:
    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        if not self.desk.knobs.per_site:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        request.meta["download_slot"] = self.desk.slot_of(host_of(request.url))
