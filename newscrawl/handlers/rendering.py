"""Web addresses: the guarded way to the web, and Chromium for the few pages that are to be rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from newscrawl.handlers.guarded import GuardedHandler
from newscrawl.handlers.logged import logged

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response, TextResponse

    from newscrawl.handlers.chromium import Chromium

_browsers: WeakKeyDictionary[Crawler, Chromium] = WeakKeyDictionary()


class RenderingHandler(GuardedHandler):
    """A request whose `meta` has a `render`, the answer to be rendered, is Chromium's.

    http and https each have a handler, and the two share one browser.
    """

    async def download_request(self, request: Request) -> Response:
        served: TextResponse | None = request.meta.get("render")
        download = super().download_request
        if served is None:
            return await logged(self.crawler, request, download)
        return await _browser_of(self.crawler).render(request, served, download=download)

    async def close(self) -> None:
        await super().close()
        if browser := _browsers.pop(self.crawler, None):
            await browser.close()


def _browser_of(crawler: Crawler) -> Chromium:
    # Not at the top of the file: a crawl without such pages is not to wait for Playwright to load.
    from newscrawl.handlers.chromium import Chromium  # noqa: PLC0415

    if crawler not in _browsers:
        _browsers[crawler] = Chromium(crawler)
    return _browsers[crawler]
