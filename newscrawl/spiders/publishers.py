"""Resolving without Google: what publishers' own news sitemaps and feeds say of the stories it points at."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy import Request, signals

from newscrawl import times
from newscrawl.dedup.keys import fingerprint
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.googlenews_feed import NotAFeed
from newscrawl.discover.homepage import advertised
from newscrawl.discover.sitemaps import NotASitemap, read_sitemap, usable
from newscrawl.errors import Moved, Refused, Unresolved
from newscrawl.resolve.publisher import match
from newscrawl.resolve.token import read_token
from newscrawl.spiders.answers import declared_encoding, header_of, retry_after_of
from newscrawl.spiders.asking import ask
from newscrawl.spiders.placing import GOOGLE, resolution_of
from newscrawl.store.feeds import FeedState
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

    from newscrawl.desk import Desk
    from newscrawl.spiders.asking import Send
    from newscrawl.store.unresolved import Unresolved as Waiting

logger = logging.getLogger(__name__)

Entries = list[tuple[str, str]]  # title, URL
_SITEMAPS, _CHILDREN, _FEEDS = 2, 2, 2  # asked of one publisher at the most
_LOOK_AGAIN = 0.25  # seconds between two tries for a host's lease
_LEASE_TRIES = 40
_HOPS = 2  # redirects followed from one address
_PATIENCE = 120.0  # seconds Google's lane waits for all publishers; slow ones miss this crawl


class PublisherLane:
    """Looks, once a while and before Google is asked, where a publisher lists its newest stories.

    An entry of a link's title, whose URL has exactly the length that Google's token gives away,
    is the story: one sitemap can spare Google dozens of requests.
    """

    def __init__(self, desk: Desk, crawler: Crawler, *, send: Send) -> None:
        self.desk = desk
        self._send = send
        self._sitemaps: dict[str, Sequence[str]] = {}  # host -> what its robots.txt names
        self._tried: set[str] = set()
        self._resting: set[str] = set()  # hosts that said it is too much
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    async def has_tried(self) -> None:
        """Look at every publisher of waiting links that was not looked at lately."""
        if not self.desk.knobs.ask_publishers:
            return
        waiting = await self.desk.memory.unresolved_hosts(GOOGLE)
        fresh = await self._not_lately([host for host in waiting if host not in self._tried])
        self._tried |= set(waiting)
        if fresh:
            tasks = [asyncio.ensure_future(self._look_at(host)) for host in fresh]
            _, late = await asyncio.wait(tasks, timeout=_PATIENCE)
            for task in late:
                task.cancel()
            for ended in await asyncio.gather(*tasks, return_exceptions=True):
                self._say(ended)

    def _say(self, ended: BaseException | None) -> None:
        """A look that went wrong costs Google a few requests, and is said and counted."""
        if isinstance(ended, Exception):
            logger.error("A look at a publisher went wrong", exc_info=ended)
            self.desk.count("error")

    async def _not_lately(self, hosts: Sequence[str]) -> list[str]:
        keys = {_key(host): host for host in hosts}
        known = await self.desk.memory.feeds_known(list(keys))
        now = times.now()
        return [host for key, host in keys.items() if key not in known or known[key].next_at <= now]

    async def _look_at(self, host: str) -> None:
        if not await self.desk.ledger.lease_host(host):
            return
        try:
            found = await self._entries(host)
            many = await self._resolve(host, found)
            await self._note(host, found, many)
        finally:
            await self.desk.ledger.hand_back(host, delay=self.desk.delay_of(host))

    async def _entries(self, host: str) -> Entries:
        """The home page's robots.txt names sitemaps, its head names feeds."""
        home = await self._get(f"https://{host}/", holding=host)
        hosts = [host, host_of(home.url)] if home else [host]  # where both name one, the latter
        sites = {url: f"https://{each}/" for each in hosts for url in self._sitemaps.get(each, ())}
        found: Entries = []
        for url in news_first(list(sites))[:_SITEMAPS]:
            found += await self._of_sitemap(url, site=sites[url], holding=host, deeper=True)
        if home is None or found:
            return found
        urls = advertised(home.body, url=home.url, encoding=declared_encoding(home))
        for url in urls[:_FEEDS]:
            found += await self._of_feed(url, holding=host)
        return found

    async def _of_sitemap(self, url: str, *, site: str, holding: str, deeper: bool) -> Entries:
        response = await self._get(url, holding=holding)
        if response is None:
            return []
        try:
            sitemap = await asyncio.to_thread(
                read_sitemap, response.body, url=response.url, site=site
            )
        except NotASitemap:
            return []
        found = [(entry.title, entry.url) for entry in sitemap.entries if entry.title]
        if deeper:
            newest = news_first([child.url for child in sitemap.children])
            for child in newest[:_CHILDREN]:
                found += await self._of_sitemap(child, site=site, holding=holding, deeper=False)
        return found

    async def _of_feed(self, url: str, *, holding: str) -> Entries:
        response = await self._get(url, holding=holding)
        if response is None:
            return []
        try:
            kind = header_of(response, "Content-Type") or ""
            feed = await asyncio.to_thread(
                read_feed, response.body, url=response.url, content_type=kind
            )
        except NotAFeed:
            return []
        return [(link.title, link.url) for link in feed.links]

    async def _get(self, url: str, *, holding: str, hops: int = _HOPS) -> Response | None:
        """Fetch what a publisher may or may not have, each host under its own lease.

        What it has not, or what another crawl asks for just now, is no one's loss.
        """
        host = host_of(url)
        if host in self._resting or (host != holding and not await self._lease(host)):
            return None
        try:
            return await self._get_once(url, host)
        except Moved as moved:
            to = moved.url
        except (Refused, Unresolved) as no:
            logger.debug("%s: %r", url, no)
            return None
        finally:
            if host != holding:
                await self.desk.ledger.hand_back(host, delay=self.desk.delay_of(host))
        return await self._get(to, holding=holding, hops=hops - 1) if hops else None

    async def _get_once(self, url: str, host: str) -> Response | None:
        self.desk.count("publisher_requests")
        response = await ask(self._send, Request(url, meta={"moves_by_ledger": True}))
        if response.status in (429, 503):
            self._resting.add(host)
            await self.desk.note_status(host, response.status, retry_after=retry_after_of(response))
        return response if response.status == 200 else None

    async def _lease(self, host: str) -> bool:
        """Lease another host of the publisher's; it may rest a moment from our last request."""
        for _ in range(_LEASE_TRIES):
            if await self.desk.ledger.lease_host(host):
                return True
            await asyncio.sleep(_LOOK_AGAIN)
        return False

    async def _resolve(self, host: str, entries: Entries) -> int:
        links = await self.desk.memory.unresolved_of(host) if entries else []
        resolved = [(link, url) for link in links if (url := _story(link, entries))]
        for link, url in resolved:
            await self.desk.resolve(resolution_of(link.key, url))
            self.desk.count("resolved_by_publisher")
        return len(resolved)

    async def _note(self, host: str, found: Entries, resolved: int) -> None:
        now, interval = times.now(), self.desk.knobs.publisher_interval
        await self.desk.memory.note_feed(
            FeedState(
                key=_key(host),
                kind="publisher",
                what=host,
                url=f"https://{host}/",
                asked_at=now,
                next_at=now + timedelta(seconds=interval),
                interval=interval,
                answer=f"resolved {resolved}",
                items=len(found),
            )
        )

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        parsed = getattr(robotparser, "rp", None)  # Protego, Scrapy's default parser
        named, host = getattr(parsed, "sitemaps", ()), host_of(request.url)
        self._sitemaps[host] = usable(named, url=f"https://{host}/robots.txt")


def _story(link: Waiting, entries: Entries) -> str | None:
    token = read_token(link.url)
    if token is None or token.url_length is None:
        return None
    return match(link.title, token.url_length, entries)


def news_first(urls: Sequence[str]) -> list[str]:
    """News sitemaps hold the stories of the last two days; the others hold everything."""
    return sorted(urls, key=lambda url: not is_news(url))


def is_news(url: str) -> bool:
    """Whether a sitemap is called one of news."""
    return "news" in url.rsplit("/", 1)[-1].lower()


def _key(host: str) -> UUID:
    return fingerprint(f"publisher:{host}")
