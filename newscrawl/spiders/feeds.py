"""scrapy crawl feeds: publishers' own RSS, Atom and JSON feeds, asked when they are due and whether they changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from newscrawl.discover.feeds import read_feed
from newscrawl.discover.googlenews_feed import NotAFeed
from newscrawl.discover.homepage import advertised
from newscrawl.errors import Refused
from newscrawl.spiders.answers import declared_encoding, header_of
from newscrawl.spiders.site_lane import SiteLane, body_key
from newscrawl.spiders.site_spider import SiteSpider

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.discover.feeds import Feed
    from newscrawl.items import Link
    from newscrawl.store.feeds import FeedState


class FeedLane(SiteLane):
    kind = "feed"

    async def read(self, url: str, state: FeedState | None) -> None:
        """Read a feed, or those that a home page advertises."""
        response = await self.fetch(url, state=state)
        if response is None or (state and state.body_key == body_key(response)):
            await self.note(url, state, answer="unchanged", response=response)
            return
        try:
            await self._discover(url, state, response, await _parse(response))
        except NotAFeed:
            await self._read_advertised(url, response)

    async def _discover(
        self, url: str, state: FeedState | None, response: Response, feed: Feed
    ) -> None:
        for item in feed.refused:
            self.desk.count(f"feed_items/{item.reason}")
        wanted = [link for link in feed.links if not self._is_older(link)]
        self.desk.count("outside", len(feed.links) - len(wanted))
        items, new = await self.discover(url, wanted)
        await self.note(
            url, state, answer="ok", items=items, new=new, response=response, hub=feed.hub
        )

    def _is_older(self, link: Link) -> bool:
        return self.is_before(link.published_at, day_only=link.published_day_only)

    async def _read_advertised(self, url: str, home: Response) -> None:
        """A site's home page stands for the feeds it names."""
        found = advertised(home.body, url=home.url, encoding=declared_encoding(home))
        if not found:
            raise Refused("not_a_feed")
        await self.note(url, None, answer="home page")
        known = await self.desk.memory.feeds_known([self.key(each) for each in found])
        for each in found:
            state = known.get(self.key(each))
            if self.is_due(state):
                await self.attempt(self._read_one, each, state)

    async def _read_one(self, url: str, state: FeedState | None) -> None:
        response = await self.fetch(url, state=state)
        if response is None or (state and state.body_key == body_key(response)):
            await self.note(url, state, answer="unchanged", response=response)
            return
        try:
            feed = await _parse(response)
        except NotAFeed as error:
            raise Refused("not_a_feed") from error
        await self._discover(url, state, response, feed)


class FeedsSpider(SiteSpider):
    """-a urls=FILE|URL,URL: feeds, or sites whose home page names them; -a since=2d, -a due=1."""

    name = "feeds"
    known_arguments = frozenset({"urls", "since", "due"})
    list_argument = "urls"
    lane = FeedLane


async def _parse(response: Response) -> Feed:
    """Read a feed in a thread: a long one would hold up every other request."""
    kind = header_of(response, "Content-Type") or ""
    return await asyncio.to_thread(read_feed, response.body, url=response.url, content_type=kind)
