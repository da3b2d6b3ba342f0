"""One page in the browser: shown from the answer we have, served by the courier, never sent elsewhere."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError

from newscrawl import urls
from newscrawl.errors import Moved, Refused, Unresolved

if TYPE_CHECKING:
    from playwright.async_api import Page, Route
    from scrapy import Request
    from scrapy.http import Response, TextResponse

    from newscrawl.handlers.courier import Courier

logger = logging.getLogger(__name__)

_LOOK_AGAIN = 0.1  # seconds between two looks at how much text there is
_ENOUGH = 250  # characters; below it the text may be on its way still
_CALM = 0.5  # seconds without new text and without an errand: a page with text is ready
_STILL = 2.0  # seconds without new text alone: some pages never stop asking
_PATIENT = 3.0  # seconds of calm that a page without text is given
_STATE = "() => [document.readyState, document.body ? document.body.innerText.length : 0]"
# What would be untrue of an answer that was unpacked, and what is nobody's business.
_NOT_SHOWN = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"}
)


class Window:
    """Opens as scrapy-playwright's page, and is left as soon as there is text or can be none."""

    def __init__(self, served: TextResponse, courier: Courier, *, seconds: float) -> None:
        self.url = served.url
        self._served: TextResponse | None = served  # until it is shown
        self._courier = courier
        self._seconds = seconds
        self._turned: asyncio.Future[Moved | Refused] = asyncio.get_running_loop().create_future()
        self._length = 0

    async def open(self, page: Page, _request: Request) -> None:
        await page.route("**/*", self._answer)
        page.context.on("page", _close_popup)

    @property
    def turned_away(self) -> Moved | Refused | None:
        """Why no text is to be had from this page, where its scripts have said so."""
        return self._turned.result() if self._turned.done() else None

    async def settle(self, page: Page) -> None:
        """Wait until the text stands still; what is there when the time is up is what there is.

        Raise `turned_away`, or Unresolved where there is nothing by then.
        """
        looking = asyncio.ensure_future(self._stand_still(page))
        try:
            first: set[asyncio.Future[Any]] = {looking, self._turned}
            await asyncio.wait(first, timeout=self._seconds, return_when="FIRST_COMPLETED")
            if self.turned_away:
                raise self.turned_away
            if looking.done():
                looking.result()
            elif self._length < _ENOUGH:
                raise Unresolved("render_timeout")
        finally:
            looking.cancel()
            self._courier.stop()  # scrapy-playwright waits until everything is loaded

    async def _stand_still(self, page: Page) -> None:
        clock = asyncio.get_running_loop().time
        changed = busy = clock()
        while True:
            (state, length), now = await page.evaluate(_STATE), clock()
            if length != self._length:
                self._length, changed = length, now
            if self._courier.under_way or state == "loading":
                busy = now
            if _is_ready(length, still=now - changed, calm=now - max(changed, busy)):
                return
            await asyncio.sleep(_LOOK_AGAIN)

    # -- what the page asks for -------------------------------------------------------

    async def _answer(self, route: Route) -> None:
        asked = route.request
        with suppress(PlaywrightError):  # the page has gone, and waits for no answer
            if not asked.is_navigation_request():
                await self._bring(route)
            elif asked.frame.parent_frame is None:
                await self._show(route)
            else:
                await route.abort()  # frames hold adverts and checks; the page's text is its own

    async def _show(self, route: Route) -> None:
        """Show the answer we have, and nothing after it: who reloads checks us, other pages are links."""
        served, self._served = self._served, None
        if served is not None:
            # In Unicode: then no charset, declared or not, is left to go wrong.
            await route.fulfill(body=served.text, content_type="text/html; charset=utf-8")
            return
        if not self._turned.done():
            itself = urls.key(route.request.url) == urls.key(self.url)
            no = Refused("needs_javascript") if itself else Moved(route.request.url)
            self._turned.set_result(no)
        await route.abort("aborted")  # any other word would show an error page in its stead

    async def _bring(self, route: Route) -> None:
        try:
            response = await self._courier.bring(route.request)
        except Refused:
            await route.abort()
        except Exception as error:  # noqa: BLE001 - as in any browser, the page goes on without it
            logger.debug("%s: %s not had: %r", self.url, route.request.url, error)
            await route.abort()
        else:
            await route.fulfill(
                status=response.status, headers=_headers(response), body=response.body
            )


async def _close_popup(page: Page) -> None:
    with suppress(PlaywrightError):  # it may have closed itself
        await page.close()


def _is_ready(length: int, *, still: float, calm: float) -> bool:
    if length < _ENOUGH:
        return calm >= _PATIENT
    return calm >= _CALM or still >= _STILL


def _headers(response: Response) -> dict[str, str]:
    return {
        str(name): str(value)
        for name, value in response.headers.to_unicode_dict().items()
        if str(name).lower() not in _NOT_SHOWN
    }
