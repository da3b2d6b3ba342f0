"""The page's word first, the feed's where the page is silent or vaguer."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from newscrawl.extract.extracted import Extracted
from newscrawl.items import Link, Page, Source
from newscrawl.pipelines.article import article_of, published_at

DAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
EVENING_BEFORE = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("page", "page_day_only", "feed", "feed_day_only", "believed"),
    [
        pytest.param(None, False, None, False, None, id="nobody knows"),
        pytest.param(None, False, HOUR, False, HOUR, id="the feed alone"),
        pytest.param(HOUR, False, None, False, HOUR, id="the page alone"),
        pytest.param(HOUR, False, LAST_WEEK, False, HOUR, id="the page before the feed"),
        pytest.param(DAY, True, HOUR, False, HOUR, id="the feed knows the hour of the page's day"),
        pytest.param(DAY, True, EVENING_BEFORE, False, EVENING_BEFORE, id="one day in two zones"),
        pytest.param(DAY, True, LAST_WEEK, False, DAY, id="the feed knows another day's hour"),
        pytest.param(DAY, True, LAST_WEEK, True, DAY, id="both know a day"),
        pytest.param(DAY, True, None, False, DAY, id="a day is better than nothing"),
    ],
)
def test_when_a_story_was_published(page, page_day_only, feed, feed_day_only, believed) -> None:
    said = Extracted(published_at=page, published_day_only=page_day_only)
    link = Link(
        url="x", source=Source(feed="f"), published_at=feed, published_day_only=feed_day_only
    )

    assert published_at(said, link) == believed


def test_the_feed_fills_in_what_the_page_leaves_out() -> None:
    link = Link(
        url="https://news.google.com/x",
        source=Source(feed="f", cluster="7"),
        title="T",
        publisher="P",
    )
    url = "https://paper.example.com/story?utm_source=x"
    page = Page(key=UUID(int=1), link=link, asked=url, url=url, body=b"", fetched_at=HOUR)

    article = article_of(page, Extracted(text="Text", publisher=""))

    assert (article.title, article.publisher, article.text) == ("T", "P", "Text")
    assert article.url == "https://paper.example.com/story"
    assert article.source["cluster"] == "7"
    assert article.source["amp_url"] is None
    assert article.page is page
