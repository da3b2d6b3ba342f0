"""Google News as a client meets it: its rules, feeds, article pages and walls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote_plus

from tests.internet import google_feeds
from tests.internet.google_articles import Desk
from tests.internet.google_feeds import Edition, Format
from tests.internet.messages import Reply, Request, html, plain, redirect, xml
from tests.internet.proxy import NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.internet.proxy import Internet
    from tests.internet.stories import Story

Block = Literal[
    "429",
    "503",
    "sorry",
    "consent",
    "unsigned",
    "html_for_xml",
    "empty_feed",
    "truncated",
]
ROBOTS = """\
User-agent: *
Disallow: /
Allow: /$
Allow: /?
Allow: /home$
Allow: /home?
Allow: /home/
Allow: /nwshp$
Allow: /topics/
Allow: /publications/
Allow: /stories/
Allow: /swg/
Allow: /about$
Allow: /about?
Allow: /about/
"""
BATCHEXECUTE = "/_/DotsSplashUi/data/batchexecute"
CRAWLED = ("/rss", "/articles/", "/read/", "/__i/", "/_/")  # what robots.txt disallows
ARTICLE = re.compile(r"(?:/__i/rss/rd|/rss)?/(?:articles|read)/([\w-]+)")
OPERATOR = re.compile(r"\s*\b(when|after|before):(\S+)")
SPANS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "m": timedelta(days=31),
    "y": timedelta(days=365),
}
SORRY = (
    "<html><head><title>Sorry...</title></head><body><form id='captcha-form' method='post'>"
    "Our systems have detected unusual traffic from your computer network. This page checks to see "
    "if it's really you sending the requests, and not a robot.</form></body></html>"
)
CONSENT = (
    "<html><head><title>Before you continue</title></head><body><h1>Before you continue to Google"
    "</h1><form action='https://consent.google.com/save' method='POST'><button>Reject all</button>"
    "<button>Accept all</button></form></body></html>"
)


@dataclass(slots=True, kw_only=True)
class _Wall:
    block: Block
    paths: tuple[str, ...]
    passes: int
    retry_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feed:
    stories: tuple[Story, ...]
    format: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A feed that was asked for: its path, the query of a search, and the edition."""

    path: str
    query: str | None
    edition: Edition


class GoogleNews:
    """Sets up news.google.com, consent.google.com and www.google.com.

    `consent_by_cookie` lets a SOCS cookie pass the consent wall, `now` is the moment from
    which `when:` counts (None: the clock), `asked` are the feeds asked for.
    """

    def __init__(
        self,
        internet: Internet,
        *,
        consent_by_cookie: bool = True,
        now: datetime | None = None,
    ) -> None:
        self.internet = internet
        self.consent_by_cookie, self.now = consent_by_cookie, now
        self.asked: list[Asked] = []
        self._desk = Desk()
        self._feeds: dict[str, _Feed] = {}
        self._walls: list[_Wall] = []
        self.site = internet.site("news.google.com")
        self.site.handler = self._answer
        internet.site("www.google.com").put("/sorry/index", html(SORRY, status=429))
        consent = internet.site("consent.google.com").put("/m", CONSENT)
        consent.put("/save", html("", status=303, Set_Cookie="SOCS=CAESHAgBEhIaAB; Path=/"))

    def add(self, where: str, stories: Sequence[Story], *, format: Format = "2024") -> None:  # noqa: A002 - reads best
        """Give a feed its stories: *where* is a path (`/rss`) or the query of a search.

        A search also answers with `when:`, `after:` and `before:` added to its query, with
        the stories of that window.
        """
        self._feeds[where] = _Feed(stories=tuple(stories), format=format)
        for story in stories:
            for each in (story, *story.related):
                self._desk.stories[google_feeds.token(each, format)] = each

    def token(self, story: Story, format: Format = "2024") -> str:  # noqa: A002 - as in add
        return google_feeds.token(story, format)

    def link(self, story: Story, format: Format = "2024") -> str:  # noqa: A002 - as in add
        return google_feeds.link(story, format)

    @property
    def fail_tokens(self) -> set[str]:
        """Tokens whose row of batchexecute fails."""
        return self._desk.fail

    @property
    def lie_tokens(self) -> set[str]:
        """Tokens answered with a URL of another length than the token's own."""
        return self._desk.lie

    def chunk_successes(self, *, chunked: bool = True) -> None:
        """Put length lines into the successes of batchexecute too."""
        self._desk.chunked = chunked

    def block(
        self,
        block: Block,
        *,
        paths: Sequence[str] = CRAWLED,
        after: int = 0,
        retry_after: int | None = None,
    ) -> None:
        """Stand in the way of *paths*, once *after* more requests to them have passed."""
        wall = _Wall(block=block, paths=tuple(paths), passes=after, retry_after=retry_after)
        self._walls.append(wall)

    def unblock(self) -> None:
        self._walls.clear()

    def _answer(self, request: Request) -> Reply:
        block = self._block_of(request)
        if refusal := self._refusal(request, block):
            return refusal
        if request.path == "/robots.txt":
            return plain(ROBOTS)
        if request.path == BATCHEXECUTE:
            return self._batchexecute(request)
        if found := ARTICLE.fullmatch(request.path):
            return self._article(
                request, found[1], signed=not (block and block.block == "unsigned")
            )
        if request.path.startswith("/rss"):
            return self._feed_reply(request, block.block if block else None)
        return html("<title>Google News</title>") if request.path == "/" else NOT_FOUND

    def _block_of(self, request: Request) -> _Wall | None:
        for wall in self._walls:
            if request.path.startswith(wall.paths):
                wall.passes -= 1
                if wall.passes < 0:
                    return wall
        return None

    def _refusal(self, request: Request, wall: _Wall | None) -> Reply | None:
        if wall is None:
            return None
        wait = {} if wall.retry_after is None else {"Retry_After": str(wall.retry_after)}
        match wall.block:
            case "429" | "503":
                return html("<h1>Try again later</h1>", status=int(wall.block), **wait)
            case "sorry":
                return redirect(_onward("https://www.google.com/sorry/index", request.url))
            case "consent" if not self._has_consent(request):
                return redirect(_onward("https://consent.google.com/m", request.url))
        return None

    def _has_consent(self, request: Request) -> bool:
        return self.consent_by_cookie and "SOCS=" in request.headers.get("cookie", "")

    def _batchexecute(self, request: Request) -> Reply:
        if request.method != "POST":
            return html("Error 405", status=405, Allow="POST")
        return self._desk.batchexecute(request)

    def _article(self, request: Request, token: str, *, signed: bool) -> Reply:
        if token not in self._desk.stories:
            return NOT_FOUND
        if request.path.startswith("/__i/"):
            return redirect(request.url.replace("/__i/rss/rd/", "/rss/"))
        return self._desk.shell(token, _edition(request).hl, signed=signed)

    def _feed_reply(self, request: Request, block: Block | None) -> Reply:
        edition, query = _edition(request), request.query.get("q")
        self.asked.append(Asked(path=request.path, query=query, edition=edition))
        text = self._feed_text(request.path, query, edition, empty=block == "empty_feed")
        if block == "html_for_xml":
            return html("<!doctype html><html><body>Google News</body></html>")
        if block == "truncated":
            text = text[: text.rindex("<guid")] if "<guid" in text else text[: len(text) // 2]
        return xml(text)

    def _feed_text(self, path: str, query: str | None, edition: Edition, *, empty: bool) -> str:
        if path == "/rss/search":
            return self._search_text(query or "", edition, empty=empty)
        if path not in self._feeds:
            return google_feeds.unavailable(edition)
        feed = self._feeds[path]
        place = path.removeprefix("/rss") or "/"
        stories = () if empty else feed.stories
        return google_feeds.feed("Google News", place, edition, stories, feed.format)

    def _search_text(self, query: str, edition: Edition, *, empty: bool) -> str:
        words = OPERATOR.sub("", query).strip()
        feed = self._feeds.get(query) or self._feeds.get(words) or _Feed(stories=(), format="2024")
        window = [] if query in self._feeds else OPERATOR.findall(query)
        stories = [story for story in feed.stories if self._within(story, window)]
        return google_feeds.feed(
            f'"{query}" - Google News',
            f"/search?q={quote_plus(query)}",
            edition,
            [] if empty else stories,
            feed.format,
        )

    def _within(self, story: Story, window: list[tuple[str, str]]) -> bool:
        return all(self._obeys(story.published, name, value) for name, value in window)

    def _obeys(self, published: datetime, name: str, value: str) -> bool:
        if name == "when":
            return self._is_recent(published, value)
        try:
            day = datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            return True
        return published >= day if name == "after" else published < day

    def _is_recent(self, published: datetime, span: str) -> bool:
        if not (found := re.fullmatch(r"(\d+)([hdmy])", span)):
            return True  # a malformed `when:` is silently ignored
        return published >= (self.now or datetime.now(UTC)) - int(found[1]) * SPANS[found[2]]


def _edition(request: Request) -> Edition:
    asked = {name: value for name, value in request.query.items() if name in {"hl", "gl", "ceid"}}
    return Edition(**asked)


def _onward(address: str, url: str) -> str:
    return f"{address}?continue={quote_plus(url)}"
