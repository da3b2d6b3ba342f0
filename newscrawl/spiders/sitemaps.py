"""scrapy crawl sitemaps: what sites' sitemaps list, found through robots.txt, news sitemaps first."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from newscrawl.discover.sitemaps import NotASitemap, as_link, read_sitemap, robots_sitemaps
from newscrawl.errors import Refused, Unresolved
from newscrawl.spiders.site_lane import SiteLane
from newscrawl.spiders.site_spider import SiteSpider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.discover.sitemaps import Child
    from newscrawl.items import Link
    from newscrawl.store.feeds import FeedState

logger = logging.getLogger(__name__)

_DEEPEST = 3  # indexes within indexes
_MOST_FILES = 50  # sitemap files of one site in one crawl
_USUAL = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")  # where robots.txt names none


class SitemapLane(SiteLane):
    kind = "sitemap"

    async def read(self, url: str, state: FeedState | None) -> None:
        """Read a sitemap, or those of a site."""
        roots = [url] if url.endswith((".xml", ".gz", ".txt")) else await self._roots(url)
        seen: set[str] = set()
        found: list[Link] = []
        for root in roots:
            found += await self._walk(root, seen, site=url, depth=1)
        if not seen:
            raise Refused("no_sitemap")
        items, new = await self.discover(url, found)
        await self.note(url, state, answer="ok", items=items, new=new)

    async def _roots(self, site: str) -> Sequence[str]:
        address = f"{site.rstrip('/')}/robots.txt"
        try:
            robots = await self.fetch(address)
        except Unresolved:
            robots = None
        named = robots_sitemaps(robots.body, url=robots.url) if robots else ()
        return named or [site.rstrip("/") + path for path in _USUAL]

    async def _walk(self, url: str, seen: set[str], *, site: str, depth: int) -> list[Link]:
        """Read a file and what it names, each once, down to a depth and a number of files.

        All of them may speak for *site*, on whatever host its robots.txt keeps them.
        """
        if url in seen or depth > _DEEPEST or len(seen) >= _MOST_FILES:
            return []
        try:
            response = await self.fetch(url)
            assert response is not None, "asked without a condition"
            sitemap = await asyncio.to_thread(
                read_sitemap, response.body, url=response.url, site=site
            )
        except (Refused, Unresolved, NotASitemap) as no:
            self.desk.count("sitemaps_unread")
            logger.info("%s: no sitemap (%s)", url, no)
            return []
        seen.add(url)
        for item in sitemap.refused:
            self.desk.count(f"feed_items/{item.reason}")
        found = [as_link(entry, sitemap=url) for entry in sitemap.entries]
        for child in sitemap.children:
            if self._is_wanted(child):
                found += await self._walk(child.url, seen, site=site, depth=depth + 1)
        return found

    def _is_wanted(self, child: Child) -> bool:
        return not (self.since and child.modified_at and child.modified_at < self.since)


class SitemapsSpider(SiteSpider):
    """-a sites=FILE|HOST,URL: sites or sitemaps; only what is newer than -a since=2d (the default)."""

    name = "sitemaps"
    known_arguments = frozenset({"sites", "since", "due"})
    list_argument = "sites"
    lane = SitemapLane
    default_since = "2d"  # what a news sitemap holds; a whole archive is to be asked for
