"""The main job, end to end: from a feed of Google News to stored articles, every link accounted for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.internet import DISALLOW_ALL, GoogleNews, Publisher, bot_check, pdf

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet, Story

HOSTS = ("news.example.com", "www.example.org", "nachrichten.example.net", "m.example.edu")


def publish(internet: Internet, google: GoogleNews, *, each: int = 3) -> list[Story]:
    stories = [story for host in HOSTS for story in Publisher(internet, host).stories(each)]
    google.add("climate change", stories)
    return stories


def test_every_story_of_a_query_is_stored_and_exported(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    stories = publish(internet, google)

    ran = project_anywhere.crawl("-a", "query=climate change", "-O", "articles.jsonl")

    assert ran.exit_code == 0, ran.errors
    lines = (project_anywhere.folder / "articles.jsonl").read_text().splitlines()
    exported = {article["url"]: article for article in map(json.loads, lines)}
    stored = {row["url"]: row for row in project_anywhere.rows("SELECT * FROM articles")}
    assert exported.keys() == stored.keys() == {story.url for story in stories}
    for story in stories:
        assert exported[story.url]["title"] == story.title
        assert exported[story.url]["source"]["query"] == "climate change"
        for paragraph in story.paragraphs:
            assert paragraph in stored[story.url]["text"]


def test_an_export_has_its_fields_in_order(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    publish(internet, google, each=1)

    project.crawl("-a", "query=climate change", "-O", "articles.jsonl")

    first = json.loads((project.folder / "articles.jsonl").read_text().splitlines()[0])
    assert list(first) == (
        [
            "url",
            "title",
            "text",
            "authors",
            "published_at",
            "published_precision",
            "modified_at",
            "language",
            "publisher",
            "description",
            "image",
            "section",
            "tags",
            "canonical_url",
            "free_access",
            "fetched_at",
            "source",
            "provenance",
            "opt_outs",
        ]
    )
    assert list(first["source"]) == (
        ["feed", "query", "edition", "google_link", "cluster", "guid", "amp_url"]
    )


def test_a_second_crawl_fetches_nothing_again(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    publish(internet, google)
    project_anywhere.crawl("-a", "query=climate change")
    asked = len(internet.visits)

    ran = project_anywhere.crawl("-a", "query=climate change")

    assert ran.exit_code == 0, ran.errors
    assert [visit.url.partition("?")[0] for visit in internet.visits[asked:]] == (
        ["https://news.google.com/rss/search"]
    )


def test_one_post_resolves_many_links(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    stories = publish(internet, google, each=5)

    project.crawl("-a", "query=climate change", NEWSCRAWL_RESOLVE_BATCH="10")

    assert len(stories) == 20
    assert len(internet.asked("news.google.com", "/rss/articles/")) == 20
    assert len(internet.asked("news.google.com", "/_/")) == 2


def test_the_report_adds_up_to_the_links_discovered(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    stories = publish(internet, google, each=2)
    closed = Publisher(internet, "closed.example.com", robots=DISALLOW_ALL)
    odd = Publisher(internet, "odd.example.com")
    odd.instead(0, pdf())
    odd.instead(1, bot_check())
    google.add("climate change", [*stories, closed.story(0), *odd.stories(2)])

    ran = project_anywhere.crawl("-a", "query=climate change")

    report = json.loads(project_anywhere.run("report", "--format", "json").output)
    assert ran.exit_code == 0, ran.errors
    assert report == project_anywhere.report()
    assert report["discovered"] == len(stories) + 3 == sum(report["states"].values())
    assert {(row["state"], row["reason"]): row["links"] for row in report["reasons"]} == {
        ("stored", ""): len(stories),
        ("refused", "robots"): 1,
        ("refused", "not_html"): 1,
        ("refused", "bot_check"): 1,
    }
    assert sum(row["links"] for row in report["hosts"]) == report["discovered"]


def test_what_robots_txt_disallows_is_not_asked(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    closed = Publisher(internet, "closed.example.com", robots=DISALLOW_ALL)
    google.add("climate change", closed.stories(3))

    project.crawl("-a", "query=climate change")

    assert [visit.url for visit in internet.asked("closed.example.com")] == (
        ["https://closed.example.com/robots.txt"]
    )
