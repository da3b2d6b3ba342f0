"""What a page's site says it is not for, known before the page is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl import times
from newscrawl.desk import desk_of
from newscrawl.errors import RobotsUnreachable
from newscrawl.fetch import site_files
from newscrawl.fetch.opt_outs import refuse_reserved
from newscrawl.middlewares.site_files import SiteFiles, address
from newscrawl.store.site_files import FRESH
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Request

    from newscrawl.middlewares.robots import Rules

_AGAIN = timedelta(hours=1)  # until a file is asked for again that could not be had
_NO_PAGE_UNSAYS = ("ai_txt", "content_signal")  # a page's own word counts for more in TDM alone


class OptOuts:
    """Asks for tdmrep.json and ai.txt where they are wanted, and allowed, and spares refused pages."""

    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        knobs = self.desk.knobs
        self._refused = knobs.refuse_opt_outs
        self._wanted = [
            kind for kind in site_files.PATHS if knobs.opt_out_files or kind in self._refused
        ]
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"].lower()
        self._files = SiteFiles(crawler)
        self._texts: dict[str, tuple[str, datetime]] = {}  # address -> text, until when

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if "leased" not in request.meta:
            return
        rules: Rules | None = request.meta.get("rules")
        said = _of_robots(rules) | await self._of_files(request.url, rules)
        request.meta["opt_outs"] = said
        final = {kind: said[kind] for kind in _NO_PAGE_UNSAYS if kind in said}
        refuse_reserved(final, refused=self._refused)

    async def _of_files(self, url: str, rules: Rules | None) -> dict[str, str]:
        said: dict[str, str] = {}
        for kind in self._wanted:
            where = address(url, site_files.PATHS[kind])
            if rules is None or rules.parser.allowed(where, self._agent):
                text = await self._text(where)
                said |= _read(kind, text, url, agent=self._agent)
        return said

    async def _text(self, where: str) -> str:
        """Return the file, "" where there is none or it cannot be had."""
        text, until = self._texts.get(where, ("", None))
        if until is None or until <= times.now():
            text, until = await self._ask(where)
            self._texts[where] = text, until
        return text

    async def _ask(self, where: str) -> tuple[str, datetime]:
        try:
            file = await self._files.get(where)
        except RobotsUnreachable:
            if self.desk.is_resting(host_of(where)):  # too much for it: the page would be too
                raise
            return "", times.now() + _AGAIN
        until = max(file.asked_at + FRESH, times.now() + _AGAIN)
        return file.text[: site_files.LONGEST], until


def _read(kind: str, text: str, url: str, *, agent: str) -> dict[str, str]:
    return (
        site_files.tdm_of(text, url)
        if kind == "tdm"
        else site_files.ai_txt_of(text, url, agent=agent)
    )


def _of_robots(rules: Rules | None) -> dict[str, str]:
    if rules is None:
        return {}
    said = {"robots": rules.verdict}
    if "no" in rules.signals.values():
        words = (f"{name}={value}" for name, value in sorted(rules.signals.items()))
        said["content_signal"] = ", ".join(words)
    return said
