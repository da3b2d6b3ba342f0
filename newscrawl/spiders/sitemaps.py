"""scrapy crawl sitemaps: what sites' sitemaps list, found through robots.txt, news sitemaps first."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.discover.sitemaps import NotASitemap, as_link, read_sitemap, robots_sitemaps
from newscrawl.errors import Refused, Unresolved
from newscrawl.spiders.publishers import news_first
from newscrawl.spiders.site_lane import SiteLane
from newscrawl.spiders.site_spider import SiteSpider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.discover.sitemaps import Child, Entry
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
        roots = await self._roots(url) if _is_site(url) else [url]
        seen: dict[str, bool] = {}  # file -> whether it could be read
        found: list[Link] = []
        for root in news_first(roots):
            found += await self._walk(root, seen, site=url, depth=1)
        if not any(seen.values()):
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

    async def _walk(self, url: str, seen: dict[str, bool], *, site: str, depth: int) -> list[Link]:
        """Read a file and what it names, each once, down to a depth and a number of files.

        All of them may speak for *site*, on whatever host its robots.txt keeps them.
        """
        if url in seen:
            return []
        if depth > _DEEPEST or len(seen) >= _MOST_FILES:
            self.desk.count("sitemaps_beyond_limits")
            return []
        seen[url] = False
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
        seen[url] = True
        for item in sitemap.refused:
            self.desk.count(f"feed_items/{item.reason}")
        wanted = [entry for entry in sitemap.entries if not self._is_older(entry)]
        self.desk.count("outside", len(sitemap.entries) - len(wanted))
        found = [as_link(entry, sitemap=url) for entry in wanted]
        children = [child.url for child in sitemap.children if not self._is_older(child)]
        for child in news_first(children):
            found += await self._walk(child, seen, site=site, depth=depth + 1)
        return found

    def _is_older(self, named: Entry | Child) -> bool:
        """What was last changed before was published before."""
        at = getattr(named, "published_at", None) or named.modified_at
        return bool(self.since and at and at < self.since)


def _is_site(url: str) -> bool:
    """A bare host is a site; every other address is a sitemap's, whatever it is called."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


class SitemapsSpider(SiteSpider):
    """-a sites=FILE|HOST,URL: sites or sitemaps; only what is newer than -a since=2d (the default)."""

    name = "sitemaps"
    known_arguments = frozenset({"sites", "since", "due"})
    list_argument = "sites"
    lane = SitemapLane
    default_since = "2d"  # what a news sitemap holds; a whole archive is to be asked for
