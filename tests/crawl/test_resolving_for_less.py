"""Resolving for less: what publishers list themselves needs no Google, and a budget is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.internet import GoogleNews, Publisher

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet


def test_a_publishers_news_sitemap_resolves_its_links_without_google(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.robots = f"User-agent: *\nAllow: /\nSitemap: {paper.sitemap_url}\n"
    google.add("q", paper.stories(12))

    ran = project.crawl("-a", "query=q", NEWSCRAWL_ASK_PUBLISHERS="True")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 12
    assert [visit.url.partition("?")[0] for visit in internet.asked("news.google.com")] == (
        ["https://news.google.com/rss/search"]
    )


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Sitemap: /news-sitemap.xml", id="by its path"),
        pytest.param("Sitemap: news-sitemap.xml", id="by its name"),
        pytest.param("Sitemap: //paper.example.com/news-sitemap.xml", id="without a scheme"),
        pytest.param(
            "Sitemap: https://paper.example.com:99999/x\nSitemap: ftp://[\nSitemap: /news-sitemap.xml",
            id="beside what is no address",
        ),
    ],
)
def test_a_news_sitemap_resolves_links_however_robots_txt_names_it(
    project: Project, internet: Internet, google: GoogleNews, line: str
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.robots = f"User-agent: *\nAllow: /\n{line}\n"
    google.add("q", paper.stories(2))

    ran = project.crawl("-a", "query=q", NEWSCRAWL_ASK_PUBLISHERS="True")

    assert ran.exit_code == 0, ran.errors
    assert internet.asked("news.google.com", "/rss/articles/") == []
    assert project.report()["states"]["stored"] == 2


def test_a_publishers_feed_does_too_and_google_is_asked_for_the_rest(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=3)
    google.add("q", paper.stories(5))

    project.crawl("-a", "query=q", NEWSCRAWL_ASK_PUBLISHERS="True")

    assert project.report()["states"]["stored"] == 5
    assert len(internet.asked("news.google.com", "/rss/articles/")) == 2


def test_an_entry_whose_url_has_another_length_is_not_the_story(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    story = paper.story(0)
    lying = paper.site.put(
        "/feed.xml",
        '<rss version="2.0"><channel><title>x</title><item>'
        f"<title>{story.title}</title><link>{story.url}-and-more</link></item></channel></rss>",
    )
    google.add("q", [story])

    project.crawl("-a", "query=q", NEWSCRAWL_ASK_PUBLISHERS="True")

    assert lying
    assert project.rows("SELECT url FROM articles") == [{"url": story.url}]
    assert len(internet.asked("news.google.com", "/rss/articles/")) == 1


def test_the_budget_of_a_crawl_is_kept_and_the_newest_links_come_first(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", tuple(reversed(paper.stories(8))))

    ran = project.crawl("-a", "query=q", NEWSCRAWL_RESOLVE_BUDGET="5")

    assert ran.exit_code == 0, ran.errors
    stored = {row["url"] for row in project.rows("SELECT url FROM articles")}
    assert stored == {story.url for story in paper.stories(4)}
    assert project.report()["states"]["discovered"] == 4


def test_what_was_resolved_once_is_never_asked_again(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(3))
    project.crawl("-a", "query=q")
    project.change("DELETE FROM links")
    project.change("DELETE FROM feeds")
    asked = len(internet.asked("news.google.com", "/rss/articles/"))

    project.crawl("-a", "query=q")

    assert len(internet.asked("news.google.com", "/rss/articles/")) == asked
