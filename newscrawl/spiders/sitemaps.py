"""scrapy crawl sitemaps: what sites' sitemaps list, found through robots.txt, news sitemaps first."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from newscrawl.discover.sitemaps import Entry, NotASitemap, as_link, read_sitemap, robots_sitemaps
from newscrawl.errors import Refused, Unresolved
from newscrawl.spiders.publishers import is_news
from newscrawl.spiders.site_lane import SiteLane
from newscrawl.spiders.site_spider import SiteSpider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.discover.sitemaps import Child, Sitemap
    from newscrawl.store.feeds import FeedState

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_DEEPEST = 3  # indexes within indexes
_MOST_FILES = 50  # sitemap files of one site in one crawl
_USUAL = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")  # where robots.txt names none


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What is found of *site*, for which all files speak that it names, on whatever host they are.

    `seen` are the files, with why one could not be read, `left_out` those that one too many were.
    """

    site: str
    seen: dict[str, Refused | Unresolved | None] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    items: int = 0
    new: int = 0

    def unseen(self, files: Sequence[str]) -> list[str]:
        return [file for file in dict.fromkeys(files) if file not in self.seen]


class SitemapLane(SiteLane):
    kind = "sitemap"

    async def read(self, url: str, state: FeedState | None) -> None:
        """Read a sitemap, or those of a site: what can be read of them, where not all can."""
        named = await self._named(url) if _is_site(url) else (url,)
        guessed = () if named else tuple(url.rstrip("/") + path for path in _USUAL)
        walk = _Walk(site=url)
        await self._follow(_from_both_ends(named or guessed), walk, depth=1)
        self._say_left_out(walk)
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

    async def _follow(self, files: Sequence[str], walk: _Walk, *, depth: int) -> None:
        """Read files, then those that they name, each once, down to a depth and a number of files.

        Those of news come first, with all that they name.
        """
        news = [file for file in files if is_news(file)]
        others = [file for file in files if not is_news(file)]
        for some in filter(None, (news, others)):
            unseen = walk.unseen(some)
            room = _MOST_FILES - len(walk.seen) if depth <= _DEEPEST else 0
            walk.left_out.update(unseen[room:])
            children = [await self._children(file, walk) for file in unseen[:room]]
            await self._follow(_in_turn(children), walk, depth=depth + 1)

    def _say_left_out(self, walk: _Walk) -> None:
        if left_out := walk.unseen([*walk.left_out]):
            self.desk.count("sitemaps_beyond_limits", len(left_out))
            logger.warning(
                "%s: %d sitemap files are left out: %d of a site are read, %d deep",
                *(walk.site, len(left_out), _MOST_FILES, _DEEPEST),
            )

    async def _children(self, url: str, walk: _Walk) -> Sequence[str]:
        """Read a file, and return which others it names."""
        walk.seen[url] = None
        try:
            sitemap = await self._read_file(url, site=walk.site)
        except (Refused, Unresolved) as no:
            self.desk.count("sitemaps_unread")
            logger.info("%s: no sitemap (%s)", url, no)
            walk.seen[url] = no
            return ()
        await self._discover(url, sitemap, walk)
        wanted = [child for child in sitemap.children if not self._is_older(child)]
        return [child.url for child in _newest_first(wanted)]

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


def _newest_first(children: Sequence[Child]) -> list[Child]:
    """By their dates; those without one in turn with them, from both ends."""
    children = _from_both_ends(children)
    dated = [child for child in children if child.modified_at]
    dated.sort(key=attrgetter("modified_at"), reverse=True)
    return _in_turn([dated, [child for child in children if not child.modified_at]])


def _from_both_ends(files: Sequence[_T]) -> list[_T]:
    """The newest may be the first or the last."""
    pairs = zip(files, reversed(files), strict=True)
    return list(islice(chain.from_iterable(pairs), len(files)))


def _in_turn(lists: Sequence[Sequence[_T]]) -> list[_T]:
    """Take one of each list, then the second of each."""
    return [file for files in zip_longest(*lists) for file in files if file is not None]


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
