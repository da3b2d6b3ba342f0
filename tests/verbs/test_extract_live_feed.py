"""A live feed behind a story is left out; live blogs, timelines and lists are of the story."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from newscrawl.extract.article import stated
from newscrawl.extract.blocks import blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.odds import Odds, Table
from newscrawl.extract.story import judged
from newscrawl.reading import explain
from tests.verbs.test_extract_next_story import PARTS, paragraphs

TITLE = "Floods reach the delta"
HOURS = ("14:02", "13:47", "11:05", "9:30")
NEWS = [
    "The army brought pumps to the old harbour, where water stands a metre high in the streets.",
    "Schools on both banks stay shut until Thursday, the mayor said on the steps of the town hall.",
    "Trains run again between the delta and the capital, an hour late and without dining cars.",
    "Two people who had been missing since Monday were found on the roof of a farm, unhurt.",
]


def feed(post: str, hours=HOURS) -> str:
    entries = zip(hours, NEWS, strict=True)
    return "".join(post.format(hour=hour, news=news) for hour, news in entries)


def told(body: str, *, called: str = TITLE) -> str:
    """Return what is told where every block is likely to be of the story."""
    cut = blocks(html.document_fromstring(f"<body>{body}</body>"))
    page = Page(cut, Stated(TITLE, called=called), Odds(Table.of({}), names={}))
    return judged(page, np.ones(page.count)).text


POST = "<div class=post><h3>{hour}</h3><p>{news}</p></div>"
STORY = f"<h1>{TITLE}</h1><div>{paragraphs(PARTS[:4])}</div>"


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(POST, id="the hour above"),
        pytest.param("<div><h3>An entry</h3><p>{news}</p><p>Monday, {hour} CET</p></div>", id="below, with the day"),
        pytest.param("<li><time>{hour} am</time><p>{news}</p></li>", id="a list"),
        pytest.param("<article><p>Updated {hour}</p><h2>An entry</h2><p>{news}</p></article>", id="articles"),
        pytest.param("<div><div><i>12 May 2026 - {hour}</i></div><div><p>{news}</p></div></div>", id="in boxes of their own"),
    ],
)  # fmt: skip
def test_posts_behind_a_story_are_left_out(post):
    text = told(f"{STORY}<div>{feed(post)}</div>")

    assert PARTS[3] in text
    assert not [news for news in NEWS if news in text]


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param(("1687339800", "1687339200", "1687336100", "1687331000"), id="seconds since 1970"),
        pytest.param(("00:15", "23:40", "22:10", "21:05"), id="midnight between"),
        pytest.param(("14h02", "13h47", "11h05", "9h30"), id="French"),
        pytest.param(("14.02 Uhr", "13.47 Uhr", "11.05 Uhr", "9.30 Uhr"), id="German"),
    ],
)  # fmt: skip
def test_hours_are_written_in_many_ways(hours):
    assert NEWS[0] not in told(f"{STORY}<div>{feed(POST, hours)}</div>")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<h1>{TITLE}</h1><p>{PARTS[0]}</p><div>{feed(POST)}</div>", id="hardly a story before"),
        pytest.param(f"{STORY}<div>{feed(POST)}</div><p>{PARTS[4]} {PARTS[5]}</p>", id="a timeline, and the story goes on"),
        pytest.param(f"{STORY}<div>{feed(POST, ['16:10'] * 4)}</div>", id="always the same"),
        pytest.param(f"{STORY}<div>{feed(POST, HOURS[::-1])}</div>", id="a timeline at the end"),
        pytest.param(f"{STORY}<div>{feed(POST, ['9:30 am', '11:05 am', '1:47 pm', '2:02 pm'])}</div>", id="a timeline in twelve hours"),
        pytest.param(f"{STORY}<div>{feed(POST, ['14.03.2026', '13.03.2026', '12.03.2026', '1.2.26'])}</div>", id="days"),
        pytest.param(f"{STORY}<div>{feed(POST, ['£12.50', '$10.30', '9.20 €', '8.45%'])}</div>", id="prices"),
        pytest.param(f"{STORY}<div>{feed(POST, ['104', '103', '102', '101'])}</div>", id="a numbered list"),
        pytest.param(f"{STORY}<div>{feed('<h3>{hour}</h3><p>{news}</p>')}</div>", id="no boxes"),
    ],
)  # fmt: skip
def test_what_is_of_the_story_is_kept(body):
    text = told(body)

    assert [news for news in NEWS if news in text] == NEWS


def test_two_posts_are_no_feed():
    two = "".join(
        POST.format(hour=hour, news=news) for hour, news in zip(HOURS[:2], NEWS, strict=False)
    )

    assert NEWS[1] in told(f"{STORY}<div>{two}</div>")


@pytest.mark.parametrize(
    ("head", "url", "is_live"),
    [
        pytest.param("<title>Floods – live: pumps arrive</title>", "", True, id="title"),
        pytest.param("<title>Hochwasser im Newsticker</title>", "", True, id="ticker"),
        pytest.param("<meta property='og:title' content='Crues : suivez la crise en direct'>", "", True, id="en direct"),
        pytest.param("<title>Floods</title>", "https://paper.example.com/live/2026/floods", True, id="address"),
        pytest.param(
            '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Floods"}</script>', "", True, id="JSON-LD"
        ),
        pytest.param("<title>Liverpool delivers pumps</title>", "https://paper.example.com/alive", False, id="parts of words"),
    ],
)  # fmt: skip
def test_a_live_blog_that_says_so_keeps_its_posts(head, url, is_live):
    body = f"{STORY}<div>{feed(POST)}</div>"
    page = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")

    text = told(body, called=stated(page, url).called)

    assert [news for news in NEWS if news in text] == (NEWS if is_live else [])


def test_a_feed_is_explained_as_one():
    post = "<div><h2>An entry</h2><p>{news}</p><p>{hour}</p></div>"
    page = f"<title>{TITLE}</title><body><article>{STORY}<section>{feed(post)}</section></article></body>"

    why = {each["text"]: each["why"] for each in explain(page)["blocks"]}

    assert {why[news] for news in NEWS} == {"live feed"}


def test_how_sure_the_model_is_of_a_feed_says_nothing_of_the_story():
    cut = blocks(html.document_fromstring(f"<body>{STORY}<div>{feed(POST)}</div></body>"))
    page = Page(cut, Stated(TITLE), Odds(Table.of({}), names={}))
    is_post = np.array([text in NEWS or text in HOURS for text in cut.texts])

    found = judged(page, np.where(is_post, 0.5, 1))

    assert found.certainty == 1
    assert not (found.chosen & is_post).any()
