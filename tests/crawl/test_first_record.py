"""The record this project started from: a link of 2021, its cluster, bullet points, and two lines of a comment box."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.internet import html, plain, xml

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import GoogleNews, Internet

GOOGLE_LINK = (
    "https://news.google.com/__i/rss/rd/articles/CBMiemh0dHBzOi8vbmV3cy5za3kuY29tL3N0b3J5L2pvZS1i"
    "aWRlbi12bGFkaW1pci1wdXRpbi1zdW1taXQtdGFsa3MtYmV0d2Vlbi11cy1hbmQtcnVzc2lhbi1wcmVzaWRlbnRzLWhh"
    "dmUtY29uY2x1ZGVkLTEyMzM0MTU00gF-aHR0cHM6Ly9uZXdzLnNreS5jb20vc3RvcnkvYW1wL2pvZS1iaWRlbi12bGFk"
    "aW1pci1wdXRpbi1zdW1taXQtdGFsa3MtYmV0d2Vlbi11cy1hbmQtcnVzc2lhbi1wcmVzaWRlbnRzLWhhdmUtY29uY2x1"
    "ZGVkLTEyMzM0MTU0?oc=5"
)
STORY = "/story/joe-biden-vladimir-putin-summit-talks-between-us-and-russian-presidents-have-concluded-12334154"
TITLE = "Summit: talks between US and Russian presidents have concluded"

FEED = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<rss version="2.0"><channel><generator>NFE/5.0</generator><title>"summit" - Google News</title>
<item><title>{TITLE} - Sky News</title><link>{GOOGLE_LINK}</link>
<guid isPermaLink="false">52781671282824</guid><pubDate>Wed, 16 Jun 2021 18:56:15 GMT</pubDate>
<description>&lt;a href="{GOOGLE_LINK}" target="_blank"&gt;{TITLE}&lt;/a&gt;</description>
<source url="https://news.sky.com">Sky News</source></item></channel></rss>"""

BEFORE = (
    "Two presidents met by a lake on Wednesday and talked for the better part of an afternoon.",
    (
        "Both sides called the conversation useful, and neither called it warm, when they spoke to the "
        "press in separate rooms."
    ),
    "A short statement named arms control as the first subject on which work is to go on.",
)
BULLETS = (
    "Ambassadors are to return to their posts before the end of the month",
    "Talks about arms control resume in the autumn",
    "A joint group is to look at attacks on networks",
    "No second meeting has been agreed upon",
)
AFTER = (
    "Observers had expected a longer day and a thicker paper, and some said so.",
    "The last time the two had sat at one table was ten years earlier, in other offices.",
)
PAGE = (
    f"<html lang='en'><head><title>{TITLE} | World News | Sky News</title></head><body>"
    f"<nav><a href='/'>Home</a> <a href='/world'>World</a></nav><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in BEFORE)
    + "<ul>"
    + "".join(f"<li>{bullet}</li>" for bullet in BULLETS)
    + "</ul>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in AFTER)
    + "<p>Tidak ada komentar:</p><p>Posting Komentar</p></article></body></html>"
)


def test_the_first_record_comes_out_whole_and_clean(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    google.site.put("/rss/search", xml(FEED))
    internet.site("news.sky.com").put("/robots.txt", plain("")).put(STORY, html(PAGE))

    ran = project_anywhere.crawl("-a", "query=summit", "-O", "articles.jsonl")

    assert ran.exit_code == 0, ran.errors
    article = json.loads((project_anywhere.folder / "articles.jsonl").read_text())
    assert article["url"] == f"https://news.sky.com{STORY}"
    assert article["title"] == TITLE
    assert article["publisher"] == "Sky News"
    published = datetime.fromisoformat(article["published_at"])
    assert published == datetime(2021, 6, 16, 18, 56, 15, tzinfo=UTC)
    assert article["source"]["cluster"] == "52781671282824"
    assert (
        article["source"]["amp_url"]
        == f"https://news.sky.com{STORY.replace('/story/', '/story/amp/')}"
    )
    assert article["source"]["google_link"] == GOOGLE_LINK
    assert [line.removeprefix("- ") for line in article["text"].splitlines()] == (
        [*BEFORE, *BULLETS, *AFTER]
    )
