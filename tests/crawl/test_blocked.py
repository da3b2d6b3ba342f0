"""Blocked is not empty: the first sign ends all asking, the exit code says so, nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.internet import GoogleNews, Publisher

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

SIGNS = {
    "429": "http_429",
    "503": "http_503",
    "sorry": "sorry",
    "html_for_xml": "html_for_xml",
    "truncated": "truncated_xml",
}


@pytest.mark.parametrize("block", SIGNS)
def test_a_blocked_feed_ends_the_asking(
    project: Project, internet: Internet, google: GoogleNews, block: str
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(2))
    google.block(block)

    ran = project.crawl("-a", "query=q", "-a", "edition=en-US,de-DE")

    assert ran.exit_code == 3
    assert SIGNS[block] in ran.errors
    assert len(internet.asked("news.google.com")) == 1
    assert internet.asked("www.google.com") == [], "the wall itself is not asked"


@pytest.mark.parametrize("block", ["429", "sorry", "unsigned"])
def test_a_block_while_resolving_keeps_the_links_for_a_later_crawl(
    project: Project, internet: Internet, google: GoogleNews, block: str
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(6))
    google.block(block, paths=["/rss/articles/"], after=2)

    blocked = project.crawl("-a", "query=q", NEWSCRAWL_GOOGLE_PAUSE="1")
    asked = len(internet.asked("news.google.com"))
    google.unblock()
    after = project.crawl("-a", "query=q")

    assert blocked.exit_code == 3
    assert asked == 4, "the feed, two articles, and the one that was blocked"
    assert after.exit_code == 0, after.errors
    assert project.report()["states"]["stored"] == 6


def test_google_is_left_alone_until_its_pause_is_over(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.block("429", retry_after=7200)
    project.crawl("-a", "top=1")

    ran = project.crawl("-a", "top=1")

    assert ran.exit_code == 3
    assert "left alone until" in ran.errors
    assert len(internet.asked("news.google.com")) == 1


@pytest.mark.parametrize(
    ("named", "code"),
    [pytest.param("a page", 0, id="nothing waits"), pytest.param("a link", 3, id="a link waits")],
)
def test_googles_pause_is_trouble_only_where_something_waits_for_google(
    project: Project, internet: Internet, google: GoogleNews, named: str, code: int
) -> None:
    google.block("429", retry_after=7200)
    project.crawl("-a", "top=1")
    paper = Publisher(internet, "paper.example.com")
    urls = {"a page": paper.story(0).url, "a link": google.link(paper.story(0))}

    ran = project.crawl("-a", "file=-", spider="urls", typed=urls[named])

    assert ran.exit_code == code, ran.errors
    assert ("left alone until" in ran.errors) is (code == 3)
    assert len(internet.asked("news.google.com")) == 1


def test_consent_is_given_from_the_start(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("/rss", paper.stories(1))
    google.block("consent")

    ran = project.crawl("-a", "top=1")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 1


def test_an_unknown_place_is_no_block_but_is_said(project: Project, google: GoogleNews) -> None:
    ran = project.crawl("-a", "geo=Nowhere at all")

    assert ran.exit_code == 3
    assert "feed_not_available" in ran.errors


def test_google_can_be_turned_off(project: Project, internet: Internet, google: GoogleNews) -> None:
    ran = project.crawl("-a", "top=1", NEWSCRAWL_GOOGLE_NEWS="False")

    assert ran.exit_code == 0, ran.errors
    assert "NEWSCRAWL_GOOGLE_NEWS is off" in ran.errors
    assert internet.visits == []


def test_the_pause_grows_while_feeds_answer_and_links_do_not(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", Publisher(internet, "paper.example.com").stories(2))
    google.block("429", paths=["/rss/articles/"])

    first = project.crawl("-a", "top=1", NEWSCRAWL_GOOGLE_PAUSE="1")
    second = project.crawl("-a", "top=1", NEWSCRAWL_GOOGLE_PAUSE="1")

    assert "left alone for 1 s" in first.errors
    assert "left alone for 2 s" in second.errors
