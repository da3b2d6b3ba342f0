"""Where every request leaves: who is not to be asked is refused here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from newscrawl.desk import desk_of
from newscrawl.errors import Refused
from newscrawl.fetch.addresses import refusal, without_credentials
from newscrawl.handlers.connections import Connections, running_reactor

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's own, within bounds: pages, robots.txt, lists, redirects, Google and scripts all pass here."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._anywhere = desk_of(crawler).knobs.private_addresses
        guarded = Connections(running_reactor(), tls=self._contextFactory, anywhere=self._anywhere)
        guarded.maxPersistentPerHost = self._pool.maxPersistentPerHost
        self._pool = guarded

    async def download_request(self, request: Request) -> Response:
        """Raise Refused for what is not on the public web, by its URL or by the address of its name."""
        if no := refusal(request.url, anywhere=self._anywhere):
            raise Refused(no)
        bare = without_credentials(request.url)
        if bare != request.url:
            request = request.replace(url=bare)
        return await super().download_request(request)
