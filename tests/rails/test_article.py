"""The page's word first, the feed's where the page is silent or vaguer."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from newscrawl.extract.extracted import Extracted
from newscrawl.items import Link, Page, Source
from newscrawl.pipelines.article import article_of, published_of

DAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
EVENING_BEFORE = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("page", "feed", "believed"),
    [
        pytest.param(None, None, None, id="nobody knows"),
        pytest.param(None, HOUR, "feed", id="the feed alone"),
        pytest.param(HOUR, None, "page", id="the page alone"),
        pytest.param(HOUR, LAST_WEEK, "page", id="the page before the feed"),
        pytest.param(DAY, HOUR, "feed", id="the feed knows the hour of the page's day"),
        pytest.param(DAY, EVENING_BEFORE, "feed", id="one day in two zones"),
        pytest.param(DAY, LAST_WEEK, "page", id="the feed knows another day's hour"),
        pytest.param(DAY, DAY, "page", id="both know a day"),
        pytest.param(DAY, None, "page", id="a day is better than nothing"),
    ],
)
def test_when_a_story_was_published(page, feed, believed) -> None:
    precision = {None: None, DAY: "day"}.get(page, "exact")
    stood = {"published_at": "jsonld"}
    said = Extracted(published_at=page, published_precision=precision, provenance=stood)
    link = Link(url="x", source=Source(feed="f"), published_at=feed, published_day_only=feed is DAY)

    found = published_of(said, link)

    told = {None: (None, "jsonld"), "page": (page, "jsonld"), "feed": (feed, "feed")}
    assert (found.at, found.origin) == told[believed]
    assert (found.precision == "day") == (found.at == DAY)


@pytest.mark.parametrize(("feed", "believed"), [(LAST_WEEK, LAST_WEEK), (None, DAY)])
def test_a_day_that_is_guessed_at_counts_where_nothing_else_is_known(feed, believed) -> None:
    said = Extracted(
        published_at=DAY, published_precision="day", provenance={"published_at": "guess"}
    )

    found = published_of(said, Link(url="x", source=Source(feed="f"), published_at=feed))

    assert found.at == believed


def test_the_feed_fills_in_what_the_page_leaves_out() -> None:
    link = Link(
        url="https://news.google.com/x",
        source=Source(feed="f", cluster="7"),
        title="T",
        publisher="P",
    )
    url = "https://paper.example.com/story?utm_source=x"
    page = Page(key=UUID(int=1), link=link, asked=url, url=url, body=b"", fetched_at=HOUR)

    said = Extracted(text="Text", publisher="", language="en", provenance={"language": "text"})
    article = article_of(page, said)

    assert (article.title, article.publisher, article.text) == ("T", "P", "Text")
    assert article.url == "https://paper.example.com/story"
    assert article.source["cluster"] == "7"
    assert article.source["amp_url"] is None
    assert article.provenance == {"title": "feed", "publisher": "feed", "language": "text"}
    assert article.page is page
