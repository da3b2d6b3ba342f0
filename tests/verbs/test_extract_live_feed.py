"""A live feed behind a story is left out; live blogs, timelines and lists are of the story."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from newscrawl.extract.article import stated
from newscrawl.extract.blocks import blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.odds import Odds, Table
from newscrawl.extract.story import Story, judged
from newscrawl.reading import explain
from tests.verbs.test_extract_next_story import PARTS, paragraphs

TITLE = "Floods reach the delta"
HOURS = ("14:02", "13:47", "11:05", "9:30", "8:59")
NEWS = [
    "The army brought pumps to the old harbour, where water stands a metre high in the streets.",
    "Schools on both banks stay shut until Thursday, the mayor said on the steps of the town hall.",
    "Trains run again between the delta and the capital, an hour late and without dining cars.",
    "Two people who had been missing since Monday were found on the roof of a farm, unhurt.",
    "The water rose overnight by another nine centimetres, the office for rivers and ports says.",
]
POST = "<div class=post><h3>{hour}</h3><p>{news}</p></div>"
STORY = f"<h1>{TITLE}</h1><div>{paragraphs(PARTS[:4])}</div>"


def feed(post: str = POST, hours=HOURS, news=NEWS) -> str:
    entries = zip(hours, news, strict=True)
    return "".join(post.format(hour=hour, news=line) for hour, line in entries)


def judgement(body: str, chance: float = 1, called: str = TITLE) -> Story:
    """Judge a page whose posts are as likely as *chance*, and all else for sure."""
    cut = blocks(html.document_fromstring(f"<body>{body}</body>"))
    page = Page(cut, Stated(TITLE, called=called), Odds(Table.of({}), names={}))
    is_news = np.isin(cut.texts, NEWS)
    return judged(page, np.where(is_news, chance, 1))


def kept(body: str, called: str = TITLE) -> list[str]:
    """Return the posts that are told."""
    told = judgement(body, called=called).text
    assert PARTS[0] in told
    return [news for news in NEWS if news in told]


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(POST, id="the hour above"),
        pytest.param("<div><h3>An entry</h3><p>{news}</p><p>{hour}</p></div>", id="the hour below"),
        pytest.param("<li><time>{hour}</time><p>{news}</p></li>", id="a list"),
        pytest.param("<article><p>{hour}</p><h2>An entry</h2><p>{news}</p></article>", id="articles"),
        pytest.param("<div><div><i>{hour}</i></div><div><p>{news}</p></div></div>", id="in boxes of their own"),
    ],
)  # fmt: skip
def test_posts_behind_a_story_are_left_out(post):
    assert kept(f"{STORY}<div>{feed(post)}</div>") == []


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param(("1687339800", "1687339200", "1687336100", "1687331000", "1687330000"), id="seconds since 1970"),
        pytest.param(("00:15", "23:40", "22:10", "21:05", "21:00"), id="midnight between"),
        pytest.param(("1:05 pm", "12:40 pm", "11:59 am", "9:30 a.m.", "12:10 AM"), id="of twelve hours"),
        pytest.param(("14h02", "13h47", "11h05", "9h30", "8h59"), id="French"),
        pytest.param(("14.02 Uhr", "13.47 Uhr", "11:05 Uhr", "9.30 Uhr", "8.59 Uhr"), id="German"),
        pytest.param(("14:02:07 BST", "14:01 BST", "13:59:59", "9:30 GMT", "8:59"), id="seconds and zones"),
    ],
)  # fmt: skip
def test_hours_are_written_in_many_ways(hours):
    assert kept(f"{STORY}<div>{feed(POST, hours)}</div>") == []


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param(HOURS[::-1], id="a timeline"),
        pytest.param(("9:30 am", "11:05 am", "1:47 pm", "12:02 am", "2:02 am"), id="a timeline in twelve hours"),
        pytest.param(("Tuesday, 21:40", "Wednesday, 14:05", "Thursday, 9:30", "Friday, 8:10", "Saturday, 7:00"), id="a timeline of days"),
        pytest.param(("6:00", "18:30", "7:00", "19:30", "8:00"), id="a timeline of mornings and evenings"),
        pytest.param(("1687330000", "1687390000", "1687450000", "1687510000", "1687570000"), id="a timeline in seconds"),
        pytest.param(("22:15", "20:15", "20:15", "19:20", "18:00"), id="two at once"),
        pytest.param(("City Hall 20:00", "Harbour 19:00", "Park 18:30", "Church 16:00", "Zoo 11:00"), id="places"),
        pytest.param(("Kiel - Berlin 23:21", "22:18", "21:17", "20:15", "19:14"), id="results"),
        pytest.param(("14.03", "13.03", "12.03", "11.03", "10.03"), id="days"),
        pytest.param(("22.37 m", "21.50 m", "20.10 m", "19.59 m", "18.30 m"), id="lengths"),
        pytest.param(("€ 19.50", "€ 18.50", "€ 17.50", "€ 16.50", "€ 15.50"), id="prices"),
        pytest.param(("5:15 h", "4:15 h", "3:15 h", "2:15 h", "1:15 h"), id="durations"),
        pytest.param(("99:59", "88:10", "77:20", "66:30", "25:05"), id="no hours"),
        pytest.param(("Call 1800655506", "Call 1800655505", "Call 1800655504", "Call 1800655503", "Call 1800655502"), id="telephones"),
        pytest.param(("1687339800999", "1687339200999", "1687336100999", "1687331000999", "1687330000999"), id="long numbers"),
        pytest.param(("105", "104", "103", "102", "101"), id="numbers"),
        pytest.param(("١٤:٠٢", "١٣:٠٢", "١٢:٠٢", "١١:٠٢", "١٠:٠٢"), id="digits of another script"),
    ],
)  # fmt: skip
def test_entries_that_no_hours_order_are_of_the_story(hours):
    assert kept(f"{STORY}<div>{feed(POST, hours)}</div>") == NEWS


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<h1>{TITLE}</h1><p>{PARTS[0]}</p><div>{feed()}</div>", id="hardly a story before"),
        pytest.param(f"{STORY}<div>{feed()}</div><p>{PARTS[4]} {PARTS[5]}</p>", id="the story goes on behind"),
        pytest.param(f"{STORY}<div>{feed(POST + f'<p>{PARTS[4][:120]}.</p>')}</div>", id="the story goes on between"),
        pytest.param(f"{STORY}<div>{feed('<h3>{hour}</h3><p>{news}</p>')}</div>", id="no boxes"),
        pytest.param(f"{STORY}<div>{feed(news=[f'{line}</p>{paragraphs(PARTS[:6])}<p>' for line in NEWS])}</div>", id="much longer than the story"),
    ],
)  # fmt: skip
def test_other_entries_are_of_the_story(body):
    assert kept(body) == NEWS


def test_entries_of_a_line_are_no_posts():
    lines = [f"{line[:70]}." for line in NEWS]

    told = judgement(f"{STORY}<div>{feed(news=lines)}</div>").text

    assert [line for line in lines if line in told] == lines


def test_four_posts_are_no_feed():
    assert kept(f"{STORY}<div>{feed(POST, HOURS[:4], NEWS[:4])}</div>") == NEWS[:4]


def test_a_story_with_an_hour_is_no_post_of_the_feed_behind_it():
    own = f"<div class=post><p>15:10</p>{STORY}</div>"

    assert kept(f"<div>{own}{feed()}</div>") == []


@pytest.mark.parametrize(
    ("head", "url", "is_live"),
    [
        pytest.param("<title>Floods – live: pumps arrive</title>", "", True, id="title"),
        pytest.param("<title>Hochwasser im Newsticker</title>", "", True, id="ticker"),
        pytest.param("<title>Sturm im Ticker</title>", "", True, id="a ticker"),
        pytest.param("<title>DIRECT. Inondations : les pompes arrivent</title>", "", True, id="direct"),
        pytest.param("<title>Alluvione, la diretta</title>", "", True, id="diretta"),
        pytest.param("<title>Floods minute by minute</title>", "", True, id="minute by minute"),
        pytest.param("<title>Floods, as it happened</title>", "", True, id="as it happened"),
        pytest.param("<meta property='og:title' content='Crues : suivez la crise en direct'>", "", True, id="en direct"),
        pytest.param("<title>Floods</title>", "https://paper.example.com/live/2026/floods", True, id="address"),
        pytest.param("<title>Floods</title>", "https://paper.example.com/ao-vivo/floods", True, id="ao-vivo"),
        pytest.param("<title>Floods</title>", "https://paper.example.com/minuto-a-minuto-floods", True, id="minuto a minuto"),
        pytest.param("<title>Floods</title>", "https://paper.example.com/liveblog-floods", True, id="live blog"),
        pytest.param(
            '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Floods"}</script>', "", True, id="JSON-LD"
        ),
        pytest.param("<title>Liverpool delivers pumps</title>", "https://olivefeed.example.com/alive", False, id="parts of words"),
    ],
)  # fmt: skip
def test_a_live_blog_that_says_so_keeps_its_posts(head, url, is_live):
    body = f"{STORY}<div>{feed()}</div>"
    page = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")

    assert kept(body, called=stated(page, url).called) == (NEWS if is_live else [])


def test_a_feed_is_explained_as_one():
    post = "<div><h2>An entry</h2><p>{news}</p><p>{hour}</p></div>"
    page = f"<title>{TITLE}</title><body><article>{STORY}<section>{feed(post)}</section></article></body>"

    why = {each["text"]: each["why"] for each in explain(page)["blocks"]}

    assert "live feed" in {why[news] for news in NEWS}
    assert {each["kept"] for each in explain(page)["blocks"] if each["text"] in NEWS} == {False}


def test_how_sure_the_model_is_of_a_feed_says_nothing_of_the_story():
    assert judgement(f"{STORY}<div>{feed()}</div>", chance=0.5).certainty == 1
