"""Google News feeds in the formats of the years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from random import Random
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote_plus, urlsplit
from xml.sax.saxutils import escape as xml_escape

from tests.internet.tokens import new_token, old_token, opaque_token, youtube_token

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.internet.stories import Story

Format = Literal["2020", "2022", "2022-search", "2023", "2024"]
MOST_ITEMS = 100
MIDNIGHT_PACIFIC = 8  # the hour in GMT at which Google puts a story whose day alone it knows
VIDEO = "https://www.youtube.com/watch?v="
TERMS = (
    "Copyright © {year} Google. All rights reserved. This XML feed is made available solely for the"
    " purpose of rendering Google News results within a personal feed reader for personal,"
    " non-commercial use. Any other use of the feed is expressly prohibited. By accessing this feed"
    " or using these results in any manner whatsoever, you agree to be bound by the foregoing"
    " restrictions."
)
IMAGE = (
    "<image><title>Google News</title><url>https://lh3.googleusercontent.com/logo=w256</url>"
    "<link>https://news.google.com/</link><height>256</height><width>256</width></image>"
)
UNAVAILABLE = (
    "<item><title>This feed is not available.</title>"
    "<link>https://news.google.com/?fr_unfepa=1&amp;oc=5</link>"
    '<guid isPermaLink="false">news:unfepa</guid><description>For the latest headlines visit &lt;a'
    ' href="https://news.google.com/?oc=5" target="_blank"&gt;Google News&lt;/a&gt;.</description></item>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The language and country of a request."""

    hl: str = "en-US"
    gl: str = "US"
    ceid: str = "US:en"

    @property
    def as_query(self) -> str:
        return f"hl={self.hl}&gl={self.gl}&ceid={self.ceid}"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a year writes the link of a story, the guid of an item and its own rights."""

    link: Callable[[Story], str]
    guid: Callable[[Story], str]
    full_coverage: bool
    rights: str
    image: str = ""


def token(story: Story, kind: Format = "2024") -> str:
    if kind != "2024":
        return old_token(story.url, story.amp_url or "")
    if story.url.startswith(VIDEO):
        return youtube_token(story.url.removeprefix(VIDEO)[:11])
    return new_token(story.url, story.amp_url)


def link(story: Story, kind: Format = "2024") -> str:
    """The link of a story as the feed of that year gives it."""
    return _KINDS[kind].link(story)


def feed(title: str, place: str, edition: Edition, stories: Sequence[Story], kind: Format) -> str:
    """A feed of at most 100 stories, in no order a reader could rely on."""
    items = "".join(_item(story, _KINDS[kind]) for story in _disordered(stories, seed=place))
    return _channel(title, place, edition, items, kind)


def unavailable(edition: Edition, kind: Format = "2024") -> str:
    """What an unknown feed path answers, with 200."""
    return _channel("Google News", "/", edition, UNAVAILABLE, kind)


def _old_link(story: Story) -> str:
    return f"https://news.google.com/__i/rss/rd/articles/{token(story, '2022')}?oc=5"


def _cluster(story: Story, digits: int) -> str:
    return str(Random(story.url).randrange(10 ** (digits - 1), 10**digits))


def _guid_2022(story: Story) -> str:
    return _cluster(story, 10) if story.related else token(story, "2022")


def _guid_of_search(story: Story) -> str:
    if story.related:
        return _cluster(story, 10)
    return token(story, "2022") if story.amp_url else opaque_token(story.url)


_KINDS: dict[str, _Kind] = {
    "2020": _Kind(_old_link, lambda story: _cluster(story, 14), True, "2020 Google Inc."),
    "2022": _Kind(_old_link, _guid_2022, True, "2022 Google Inc."),
    "2022-search": _Kind(lambda story: story.url, _guid_of_search, True, "2022 Google Inc."),
    "2023": _Kind(
        lambda story: f"https://news.google.com/rss/articles/{token(story, '2023')}?oc=5",
        lambda story: token(story, "2023"),
        True,
        "2023 Google Inc.",
    ),
    "2024": _Kind(
        lambda story: f"https://news.google.com/rss/articles/{token(story)}?oc=5",
        token,
        False,
        TERMS.format(year=datetime.now(UTC).year),
        IMAGE,
    ),
}


def _disordered(stories: Sequence[Story], *, seed: str) -> list[Story]:
    chosen = list(stories[:MOST_ITEMS])
    Random(seed).shuffle(chosen)
    moments = [story.published for story in chosen]
    if len(chosen) > 2 and moments in (sorted(moments), sorted(moments, reverse=True)):
        chosen[0], chosen[1] = chosen[1], chosen[0]
    return chosen


def _channel(title: str, place: str, edition: Edition, items: str, kind: Format) -> str:
    year, joint = _KINDS[kind], "&" if "?" in place else "?"
    address = f"https://news.google.com{place}{joint}{edition.as_query}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        f"<generator>NFE/5.0</generator><title>{xml_escape(title)}</title>"
        f"<link>{xml_escape(address)}</link><language>{edition.hl}</language>"
        f"<webMaster>news-webmaster@google.com</webMaster><copyright>{year.rights}</copyright>"
        f"<lastBuildDate>{format_datetime(datetime.now(UTC), usegmt=True)}</lastBuildDate>"
        f"{year.image}<description>Google News</description>{items}</channel></rss>"
    )


def _item(story: Story, kind: _Kind) -> str:
    title = f"{story.title} - {story.publisher}"
    return (
        f"<item><title>{xml_escape(title)}</title><link>{xml_escape(kind.link(story))}</link>"
        f'<guid isPermaLink="false">{kind.guid(story)}</guid>'
        f"<pubDate>{format_datetime(_moment(story), usegmt=True)}</pubDate>"
        f"<description>{xml_escape(_description(story, kind))}</description>"
        f'<source url="{_home(story)}">{xml_escape(story.publisher)}</source></item>'
    )


def _moment(story: Story) -> datetime:
    moment = story.published.astimezone(UTC)
    return moment.replace(hour=MIDNIGHT_PACIFIC, minute=0, second=0) if story.day_only else moment


def _home(story: Story) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(story.url))


def _description(story: Story, kind: _Kind) -> str:
    if not story.related:
        return _line(story, kind)
    lines = [f"<li>{_line(each, kind)}</li>" for each in (story, *story.related)]
    if kind.full_coverage:
        lines.append(_full_coverage(story))
    return f"<ol>{''.join(lines)}</ol>"


def _line(story: Story, kind: _Kind) -> str:
    return (
        f'<a href="{kind.link(story)}" target="_blank">{escape(story.title, quote=False)}</a>'
        f'&nbsp;&nbsp;<font color="#6f6f6f">{escape(story.publisher, quote=False)}</font>'
    )


def _full_coverage(story: Story) -> str:
    place = f"https://news.google.com/stories/CAAq{quote_plus(_cluster(story, 30))}?oc=5"
    return (
        f'<li><strong><a href="{place}" target="_blank">View Full Coverage on Google News</a>'
        "</strong></li>"
    )
