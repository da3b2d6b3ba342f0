"""AutoThrottle, which counts a delay from the answer and never goes below what a robots.txt asks for."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from scrapy.extensions import throttle

from newscrawl.desk import desk_of

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class AutoThrottle(throttle.AutoThrottle):
    """Scrapy counts from when it takes up a request: a host that a connection is slow to reach
    would see that request late and the next one on time, with next to nothing between them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.desk = desk_of(crawler)

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            slot.delay = max(slot.delay, self.desk.pace_of(key))
            slot.lastseen = monotonic()  # the clock that Scrapy's slots keep
