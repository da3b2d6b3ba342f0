"""One Chromium a crawl, started by the first page that needs it, and each page in a window of its own."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod
from scrapy_playwright.provider import PlaywrightBrowserProvider

from newscrawl.desk import desk_of
from newscrawl.errors import Unresolved
from newscrawl.fetch.browser import find_browser
from newscrawl.handlers.courier import Courier
from newscrawl.handlers.window import Window

if TYPE_CHECKING:
    from playwright.async_api import Browser
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response, TextResponse
    from scrapy_playwright.handler import Config

    from newscrawl.handlers.courier import Download

logger = logging.getLogger(__name__)

# Chromium itself asks nobody: what a page wants is handed to it by the courier, and whatever
# does not come to the courier (websockets, preconnects, WebRTC, updates) is sent to this port,
# where nothing listens. So no page reaches an address that the crawl would not ask.
_NOWHERE = "http://127.0.0.1:9"
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",  # MB; a page that wants more is no story
)
_START = 30.0  # seconds Chromium may take to start; half a second is usual
_GOODBYE = 5.0  # seconds a window or the browser may take to close
_SAID = 2  # lines of an error of Playwright's; the others are the command line
_SETTLING = 0.8  # of a page's time; the rest is for taking the page out of the browser


class Chromium:
    """scrapy-playwright's handler, used page by page and with an end to each."""

    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        self._crawler = crawler
        self._starting = asyncio.Lock()
        self._broken = False
        self._playwright: ScrapyPlaywrightDownloadHandler | None = None

    async def render(
        self, request: Request, served: TextResponse, *, download: Download
    ) -> Response:
        """Return what *served* has become by its scripts, at the address it is shown under then.

        What the scripts ask for is had by *download*, never by Playwright's own handler.
        Raises Moved where a script leads elsewhere, and Unresolved `render_timeout` or
        `browser_failed` where there is nothing to show.
        """
        playwright = await self._started()
        limit = self.desk.knobs.render_timeout
        courier = Courier(self._crawler, page=request, download=download)
        window = Window(served, courier, seconds=limit * _SETTLING)
        name = f"window-{id(window)}"
        request.meta.update(_meta(request, window, name=name))
        try:
            async with asyncio.timeout(limit):
                response: Response = await playwright.download_request(request)
        except TimeoutError as error:
            raise window.turned_away or Unresolved("render_timeout") from error
        except PlaywrightError as error:
            raise window.turned_away or Unresolved("browser_failed") from error
        finally:
            courier.stop()
            self.desk.count("render_requests", courier.errands.sent)
            await self._leave(name, playwright)
        return response

    async def close(self) -> None:
        if self._playwright is not None:
            await _end(self._playwright)

    async def _started(self) -> ScrapyPlaywrightDownloadHandler:
        async with self._starting:
            if self._broken:
                raise Unresolved("browser_failed")
            if self._playwright is None:
                self._playwright = await self._start()
            return self._playwright

    async def _start(self) -> ScrapyPlaywrightDownloadHandler:
        """Start the browser; one that does not start would not start for the next page either."""
        logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # we count what it warns of
        playwright = ScrapyPlaywrightDownloadHandler(self._crawler)
        options = _launch_options(find_browser(self.desk.knobs.browser))
        playwright.config.launch_options = options | playwright.config.launch_options
        playwright.config.target_closed_max_retries = 0  # once: the ledger tries again
        # scrapy-playwright does this at the start of every crawl; here only pages start it.
        playwright.browser_provider = _Provider(playwright.config)
        try:
            await playwright.browser_provider.start()
        except PlaywrightError as error:
            self._broken = True
            logger.error(
                "The browser does not start, pages that need JavaScript wait for a later crawl: %s",
                " / ".join(str(error).split("\n")[:_SAID]),
            )
            await _end(playwright)
            raise Unresolved("browser_failed") from error
        return playwright

    async def _leave(self, name: str, playwright: ScrapyPlaywrightDownloadHandler) -> None:
        """Close a window with all that belongs to it; where it does not close, its browser does."""
        window = playwright.context_wrappers.get(name)
        try:
            async with asyncio.timeout(_GOODBYE):
                if window is not None:
                    await window.context.close()
        except (TimeoutError, PlaywrightError) as error:
            logger.info("The browser is started anew, a page in it did not end: %r", error)
            if self._playwright is playwright:
                self._playwright = None
            await _end(playwright)


class _Provider(PlaywrightBrowserProvider):  # type: ignore[misc] # it has no types
    """Has the browser ready before the first page's time begins to run."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._ready: Browser | None = None

    async def start(self) -> None:
        await super().start()
        self._ready = await super().launch_browser()

    async def launch_browser(self) -> Browser:
        ready, self._ready = self._ready, None
        return ready or await super().launch_browser()


async def _end(playwright: ScrapyPlaywrightDownloadHandler) -> None:
    """Close the browser; where it does not close, end the program that drives it, and it with it."""
    for close in (playwright.close, playwright.browser_provider.close):
        with suppress(TimeoutError, PlaywrightError):
            async with asyncio.timeout(_GOODBYE):
                await close()
                return


def _launch_options(path: str | None) -> dict[str, Any]:
    return {
        "executable_path": path,
        "args": list(_ARGUMENTS),
        "proxy": {"server": _NOWHERE},
        "chromium_sandbox": os.geteuid() != 0,  # as root Chromium starts only without
        "timeout": _START * 1000,
        "handle_sigterm": False,  # the crawl ends first, then the browser
        "handle_sigint": False,
        "handle_sighup": False,
    }


def _meta(request: Request, window: Window, *, name: str) -> dict[str, Any]:
    """What scrapy-playwright is to do: README of scrapy-playwright, "Supported Request.meta keys"."""
    return {
        "playwright": True,
        "playwright_context": name,
        "playwright_context_kwargs": {
            "user_agent": request.headers.to_unicode_dict().get("User-Agent"),
            "accept_downloads": False,
            "service_workers": "block",
        },
        "playwright_page_init_callback": window.open,
        "playwright_page_goto_kwargs": {"wait_until": "commit"},
        "playwright_page_methods": [PageMethod(window.settle)],
    }
