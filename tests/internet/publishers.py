"""A news site of our own making: any number of stories, each with its own words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from tests.internet.messages import Reply, Request, plain, redirect, xml
from tests.internet.pages import Layout, amp_article, article, front_page
from tests.internet.proxy import NOT_FOUND
from tests.internet.stories import Story, write_story

if TYPE_CHECKING:
    from tests.internet.proxy import Internet

ALLOW_ALL = "User-agent: *\nAllow: /\n"
DISALLOW_ALL = "User-agent: *\nDisallow: /\n"
LAYOUTS: tuple[Layout, ...] = ("classic", "blog", "tabloid", "bare")
NEWEST = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
BETWEEN_STORIES = timedelta(minutes=37)


def crawl_delay(seconds: float) -> str:
    return f"User-agent: *\nCrawl-delay: {seconds:g}\nAllow: /\n"


class Publisher:
    """A site that answers for every story number; story 0 is the newest.

    `robots` is the text of robots.txt or the status it answers with; `listed` is how many
    stories the front page, `/feed.xml` and `/news-sitemap.xml` name. Without a layout the
    stories take turns. All of these may be changed at any time.
    """

    def __init__(
        self,
        internet: Internet,
        host: str = "news.example.com",
        *,
        name: str | None = None,
        language: str = "en",
        layout: Layout | None = None,
        robots: str | int = ALLOW_ALL,
        amp: bool = False,
        listed: int = 20,
        newest: datetime = NEWEST,
    ) -> None:
        self.host = host
        self.name = name or host.removeprefix("www.")
        self.language, self.layout, self.amp = language, layout, amp
        self.robots, self.listed, self.newest = robots, listed, newest
        self.site = internet.site(host)
        self.site.handler = self._answer
        self._written: dict[int, Story] = {}

    @property
    def feed_url(self) -> str:
        return f"https://{self.host}/feed.xml"

    @property
    def sitemap_url(self) -> str:
        return f"https://{self.host}/news-sitemap.xml"

    def story(self, number: int) -> Story:
        if number not in self._written:
            self._written[number] = write_story(
                number,
                host=self.host,
                publisher=self.name,
                language=self.language,
                published=self.newest - number * BETWEEN_STORIES,
                amp=self.amp,
            )
        return self._written[number]

    def stories(self, count: int, *, start: int = 0) -> tuple[Story, ...]:
        return tuple(self.story(number) for number in range(start, start + count))

    def page(self, number: int, *, canonical: str | None = None) -> Reply:
        """The page of a story as the site would answer it."""
        layout = self.layout or LAYOUTS[number % len(LAYOUTS)]
        return article(self.story(number), layout, canonical=canonical)

    def instead(self, number: int, first: Reply, *more: Reply) -> Story:
        """Answer a story's address otherwise: the replies one after another, the last for ever."""
        story = self.story(number)
        self.site.put(story.path, first, *more)
        return story

    def moved(self, number: int, to: str, *, status: int = 301) -> Story:
        """Redirect a story: `/` is the home page, a whole URL another host."""
        return self.instead(number, redirect(to, status=status))

    def loop(self, number: int) -> Story:
        """Redirect a story in a circle of two."""
        story = self.moved(number, self.story(number).path + "?again", status=302)
        self.site.put(story.path + "?again", redirect(story.path))
        return story

    def _answer(self, request: Request) -> Reply:
        match request.path:
            case "/robots.txt":
                return self._robots()
            case "/":
                return front_page(self.name, self.language, self.stories(self.listed))
            case "/feed.xml":
                return self._feed()
            case "/news-sitemap.xml":
                return self._sitemap()
        return self._story_page(request.path)

    def _robots(self) -> Reply:
        if isinstance(self.robots, int):
            return plain("", status=self.robots)
        return plain(self.robots)

    def _story_page(self, path: str) -> Reply:
        address, slash, _ = path.partition("/amp")
        if not (found := re.search(r"-(\d{1,7})$", address)):
            return NOT_FOUND
        story = self.story(int(found[1]))
        if story.path != address or (slash and not story.amp_url):
            return NOT_FOUND
        return amp_article(story) if slash else self.page(int(found[1]))

    def _feed(self) -> Reply:
        items = "".join(_item(story) for story in self.stories(self.listed))
        return xml(
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
            f"<title>{escape(self.name)}</title><link>https://{self.host}/</link>"
            f"<language>{self.language}</language>{items}</channel></rss>"
        )

    def _sitemap(self) -> Reply:
        entries = "".join(_entry(story) for story in self.stories(self.listed))
        return xml(
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>'
        )


def _item(story: Story) -> str:
    return (
        f"<item><title>{escape(story.title)}</title><link>{escape(story.url)}</link>"
        f'<guid isPermaLink="true">{escape(story.url)}</guid>'
        f"<pubDate>{format_datetime(story.published.astimezone(UTC), usegmt=True)}</pubDate>"
        f"<description>{escape(story.description)}</description></item>"
    )


def _entry(story: Story) -> str:
    return (
        f"<url><loc>{escape(story.url)}</loc><news:news><news:publication>"
        f"<news:name>{escape(story.publisher)}</news:name>"
        f"<news:language>{story.language}</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
    )
