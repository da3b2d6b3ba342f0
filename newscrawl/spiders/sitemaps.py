"""scrapy crawl sitemaps: what sites' sitemaps list, found through robots.txt, news sitemaps first."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.discover.sitemaps import Entry, NotASitemap, as_link, read_sitemap, robots_sitemaps
from newscrawl.errors import Refused, Unresolved
from newscrawl.spiders.publishers import news_first
from newscrawl.spiders.site_lane import SiteLane
from newscrawl.spiders.site_spider import SiteSpider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.discover.sitemaps import Child, Sitemap
    from newscrawl.store.feeds import FeedState

logger = logging.getLogger(__name__)

_DEEPEST = 3  # indexes within indexes
_MOST_FILES = 50  # sitemap files of one site in one crawl
_USUAL = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")  # where robots.txt names none


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What is found of *site*, for which all files speak that it names, on whatever host they are.

    `seen` are the files, with why one could not be read.
    """

    site: str
    seen: dict[str, Refused | Unresolved | None] = field(default_factory=dict)
    items: int = 0
    new: int = 0


class SitemapLane(SiteLane):
    kind = "sitemap"

    async def read(self, url: str, state: FeedState | None) -> None:
        """Read a sitemap, or those of a site: what can be read of them, where not all can."""
        named = await self._named(url) if _is_site(url) else (url,)
        guessed = () if named else tuple(url.rstrip("/") + path for path in _USUAL)
        walk = _Walk(site=url)
        for root in news_first(named or guessed):
            await self._follow(root, walk, depth=1)
        if None not in walk.seen.values():
            raise _why_none(walk, guessed)
        seen = walk.seen.items()
        unread = {file: why.reason for file, why in seen if why and file not in guessed}
        for file, reason in unread.items():
            self.say_unread(file, reason)
        answer = next(iter(unread.values()), "ok")
        await self.note(url, state, answer=answer, items=walk.items, new=walk.new)

    async def _named(self, site: str) -> Sequence[str]:
        """The sitemaps that the site's robots.txt names."""
        address = f"{site.rstrip('/')}/robots.txt"
        try:
            robots = await self.fetch(address)
        except Unresolved:
            return ()
        return robots_sitemaps(robots.body, url=robots.url) if robots else ()

    async def _follow(self, url: str, walk: _Walk, *, depth: int) -> None:
        """Read a file and what it names, each once, down to a depth and a number of files."""
        if url in walk.seen:
            return
        if depth > _DEEPEST or len(walk.seen) >= _MOST_FILES:
            self.desk.count("sitemaps_beyond_limits")
            return
        walk.seen[url] = None
        try:
            sitemap = await self._read_file(url, site=walk.site)
        except (Refused, Unresolved) as no:
            self.desk.count("sitemaps_unread")
            logger.info("%s: no sitemap (%s)", url, no)
            walk.seen[url] = no
            return
        await self._discover(url, sitemap, walk)
        children = [child.url for child in sitemap.children if not self._is_older(child)]
        for child in news_first(children):
            await self._follow(child, walk, depth=depth + 1)

    async def _discover(self, url: str, sitemap: Sitemap, walk: _Walk) -> None:
        for item in sitemap.refused:
            self.desk.count(f"feed_items/{item.reason}")
        wanted = [entry for entry in sitemap.entries if not self._is_older(entry)]
        self.desk.count("outside", len(sitemap.entries) - len(wanted))
        items, new = await self.discover(url, (as_link(entry, sitemap=url) for entry in wanted))
        walk.items += items
        walk.new += new

    async def _read_file(self, url: str, *, site: str) -> Sitemap:
        response = await self.fetch(url)
        assert response is not None, "asked without a condition"
        try:
            return await asyncio.to_thread(read_sitemap, response.body, url=response.url, site=site)
        except NotASitemap as error:
            raise Refused("no_sitemap") from error

    def _is_older(self, named: Entry | Child) -> bool:
        """What was last changed before was published before."""
        if isinstance(named, Entry) and named.published_at:
            return self.is_before(named.published_at, day_only=named.published_day_only)
        return self.is_before(named.modified_at, day_only=named.modified_day_only)


def _is_site(url: str) -> bool:
    """A bare host is a site; every other address is a sitemap's, whatever it is called."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _why_none(walk: _Walk, guessed: Sequence[str]) -> Refused | Unresolved:
    """Why no file could be read; that one is not where we guessed it is no reason of its own."""
    whys = (why for why in walk.seen.values() if why and not (guessed and why.reason == "http_404"))
    return next(whys, Refused("no_sitemap"))


class SitemapsSpider(SiteSpider):
    """-a sites=FILE|HOST,URL: sites or sitemaps; only what is newer than -a since=2d (the default)."""

    name = "sitemaps"
    known_arguments = frozenset({"sites", "since", "due"})
    list_argument = "sites"
    lane = SitemapLane
    default_since = "2d"  # what a news sitemap holds; a whole archive is to be asked for
