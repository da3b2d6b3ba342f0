"""AutoThrottle, which never goes below what is asked for, nor counts from before a host was reached."""

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
    """Scrapy counts a delay from when it takes up a request: a host that a connection is slow to
    reach would see that request late and the next one on time, with next to nothing between them.

    Here the least delay is counted from the answer. What AutoThrottle adds to it is not, or the time
    of a slow host would count twice. A request that fails was no answer, and counts as Scrapy has it;
    so does every one where a host is asked several things at once.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.desk = desk_of(crawler)

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is None or slot is None:
            return
        pace = self.desk.pace_of(key)
        slot.delay = max(slot.delay, pace)
        is_fixed = request.meta.get("autothrottle_dont_adjust_delay")  # Google's, a browser's
        least = slot.delay if is_fixed else max(self.mindelay, pace)
        if slot.concurrency == 1:
            slot.lastseen = max(slot.lastseen, monotonic() + least - slot.delay)
