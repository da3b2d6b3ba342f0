"""Which pages are rendered: those whose text a script would bring, few at once, within a budget."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING

from newscrawl.fetch.browser import find_browser
from newscrawl.fetch.shells import needs_javascript
from newscrawl.spiders.answers import html_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from newscrawl.desk import Desk
    from newscrawl.spiders.asking import Send
    from newscrawl.store.entries import Leased

logger = logging.getLogger(__name__)

_AT_ONCE = 2  # pages; a page takes some 100 MB
_NEXT_RUN = 3600.0  # seconds a page waits that the budget had no room for; not for this crawl


class Rendering:
    """Keeps the queue for the browser; a page that leaves it goes to the host's slot as any other."""

    def __init__(self, desk: Desk, *, send: Send) -> None:
        self.desk = desk
        self._send = send
        self._left = desk.knobs.render_pages
        self._in_browser = 0
        self._waiting: deque[Request] = deque()
        self._is_on = desk.knobs.render
        self._looked = False

    async def takes(self, response: Response, request: Request) -> bool:
        """Tell whether *response* is not to be read now: to be rendered by *request*, or put off."""
        if not self._is_on or is_rendering(response.request):
            return False
        if not needs_javascript(html_of(response)):
            return False
        if not self._has_browser():
            return False
        if not self._left:
            leased = request.meta["leased"]
            await self.desk.later(leased, "render_budget", retry_after=_NEXT_RUN, blameless=True)
            return True
        self._left -= 1
        request.meta.update({"render": response, "autothrottle_dont_adjust_delay": True})
        self._waiting.append(request)
        self._fill()
        return True

    def go_on(self) -> None:
        """The browser is done with a page."""
        self._in_browser -= 1
        self._fill()

    def take_back(self, host: str) -> list[Leased]:
        """Return the links of *host* that wait for the browser; they wait no more."""
        waiting, self._waiting = self._waiting, deque()
        mine = [request.meta["leased"] for request in waiting]
        self._waiting.extend(each for each in waiting if each.meta["leased"].host != host)
        back = [leased for leased in mine if leased.host == host]
        self._left += len(back)
        return back

    def _fill(self) -> None:
        while self._waiting and self._in_browser < _AT_ONCE:
            self._in_browser += 1
            self._send(self._waiting.popleft())

    def _has_browser(self) -> bool:
        """Look for a browser at the first page that needs one, and say where there is none."""
        if not self._looked:
            self._looked = True
            self._is_on = find_browser(self.desk.knobs.browser) is not None
            if not self._is_on:
                logger.warning(
                    "Pages that need JavaScript are refused, no browser is installed: install"
                    " Chromium (Debian: apt-get install chromium), name one in NEWSCRAWL_BROWSER,"
                    " or set NEWSCRAWL_RENDER = False"
                )
        return self._is_on


def is_rendering(request: Request | None) -> bool:
    return request is not None and "render" in request.meta
