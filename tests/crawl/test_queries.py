"""Many queries in a file, each asked when it is due: what cron calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.internet import GoogleNews, Publisher, Reply, Request, html

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

QUERIES = """
[[query]]
name = "climate"
query = "climate change"
editions = ["en-US", "de-DE"]

[[query]]
name = "world"
topic = "WORLD"
every = "2h"
"""


def test_a_file_of_queries_is_asked_and_then_only_what_is_due(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("climate change", paper.stories(2))
    google.add("/rss/headlines/section/topic/WORLD", paper.stories(2, start=2))
    (project.folder / "queries.toml").write_text(QUERIES)
    first = project.crawl("-a", "queries=queries.toml")
    asked = len(google.asked)

    second = project.crawl("-a", "due=1")

    assert first.exit_code == second.exit_code == 0, first.errors + second.errors
    assert project.report()["states"]["stored"] == 4
    assert asked == len(google.asked) == 3
    rows = project.rows("SELECT what, interval FROM feeds WHERE kind = 'googlenews'")
    assert {row["what"]: row["interval"] for row in rows}["topic WORLD in en-US"] == 7200


def test_a_wrong_file_of_queries_is_refused_with_its_line(project: Project) -> None:
    (project.folder / "q.toml").write_text('[[query]]\nname = "x"\nqurey = "y"\n')

    ran = project.crawl("-a", "queries=q.toml")

    assert ran.exit_code == 2
    assert ran.errors.startswith("newscrawl: q.toml:3: ")
    assert ran.errors.count("\n") == 1


def test_a_feed_that_did_not_change_is_not_read_again(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", Publisher(internet, "paper.example.com").stories(2))
    project.crawl("-a", "top=1")

    ran = project.crawl("-a", "top=1")

    assert "top stories in en-US: unchanged" in ran.errors


def test_an_empty_feed_where_there_were_items_lately_is_a_block(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", Publisher(internet, "paper.example.com").stories(2))
    project.crawl("-a", "top=1")
    google.block("empty_feed")

    ran = project.crawl("-a", "top=1")

    assert ran.exit_code == 3
    assert "emptied" in ran.errors


def test_a_place_without_news_is_no_block_and_hinders_no_query(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss/headlines/section/geo/Nowhere", [])
    google.add("q", Publisher(internet, "paper.example.com").stories(2))
    (project.folder / "q.toml").write_text(
        '[[query]]\nname = "place"\ngeo = "Nowhere"\n[[query]]\nname = "words"\nquery = "q"\n'
    )

    ran = project.crawl("-a", "queries=q.toml")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 2


def test_a_feed_that_cannot_be_had_is_told_with_where_the_cure_is(
    project: Project, internet: Internet
) -> None:
    internet.site("news.google.com").handler = lambda _: html("busy", status=502)

    ran = project.crawl("-a", "top=1")

    assert ran.exit_code == 3
    assert "top stories in en-US: no feed (google_http_502); scrapy doctor" in ran.errors


def test_top_stories_without_any_are_a_block(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", Publisher(internet, "paper.example.com").stories(2))
    google.block("empty_feed")

    ran = project.crawl("-a", "top=1")

    assert ran.exit_code == 3
    assert "empty_feed" in ran.errors


def test_a_second_block_in_a_row_pauses_twice_as_long_and_an_answer_ends_the_series(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", Publisher(internet, "paper.example.com").stories(1))
    google.block("429")
    one = {"NEWSCRAWL_GOOGLE_PAUSE": "1"}

    first = project.crawl("-a", "top=1", **one)
    second = project.crawl("-a", "top=1", **one)
    google.unblock()
    third = project.crawl("-a", "top=1", **one)
    google.block("503")
    fourth = project.crawl("-a", "top=1", **one)

    assert "left alone for 1 s" in first.errors
    assert "left alone for 2 s" in second.errors
    assert third.exit_code == 0, third.errors
    assert "left alone for 1 s" in fourth.errors


def test_a_feed_of_google_is_asked_with_the_conditions_it_gave(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", Publisher(internet, "paper.example.com").stories(1))
    feed = google.site.handler

    def with_etag(request: Request) -> Reply:
        if request.headers.get("if-none-match") == '"one"':
            return html("", status=304)
        return replace(feed(request), headers={"Content-Type": "application/xml", "ETag": '"one"'})

    google.site.handler = lambda request: (
        with_etag(request) if request.path == "/rss" else feed(request)
    )
    project.crawl("-a", "top=1")

    ran = project.crawl("-a", "top=1")

    assert ran.exit_code == 0, ran.errors
    assert "top stories in en-US: unchanged" in ran.errors
    feeds = [visit for visit in internet.visits if "/rss?" in visit.url]
    assert [visit.status for visit in feeds] == [200, 304]
