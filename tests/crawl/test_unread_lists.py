"""A list that cannot be read is said, whoever named it: in the log, in the table `feeds`, by exit code 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.internet import ALLOW_ALL, GoogleNews, Publisher, html, xml

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

HOME = "https://paper.example.com"
SINCE = ("-a", "since=2025-01-01")


def index(*paths: str) -> str:
    named = "".join(f"<sitemap><loc>{HOME}{path}</loc></sitemap>" for path in paths)
    return f"<sitemapindex>{named}</sitemapindex>"


def answers(project: Project) -> dict[str, str]:
    return {row["what"]: row["answer"] for row in project.rows("SELECT what, answer FROM feeds")}


def test_a_file_of_a_sitemap_index_that_cannot_be_read_is_said_and_hurts_no_other(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=2)
    paper.robots = f"{ALLOW_ALL}Sitemap: {HOME}/index.xml\n"
    paper.site.put("/index.xml", xml(index("/broken.xml", "/news-sitemap.xml")))
    paper.site.put("/broken.xml", html("", status=500))

    ran = project.crawl("-a", "sites=paper.example.com", *SINCE, spider="sitemaps")

    assert ran.exit_code == 3, ran.errors
    assert f"{HOME}/broken.xml: not read (http_500)" in ran.errors
    assert answers(project) == {f"{HOME}/": "http_500"}
    assert project.report()["states"]["stored"] == 2


def test_a_feed_that_a_home_page_names_and_cannot_be_read_is_said(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.put("/feed.xml", html("", status=500))

    ran = project.crawl("-a", "urls=paper.example.com", spider="feeds")

    assert ran.exit_code == 3, ran.errors
    assert f"{paper.feed_url}: not read (http_500)" in ran.errors
    assert answers(project) == {f"{HOME}/": "home page", paper.feed_url: "http_500"}


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        pytest.param(f"{HOME}/gone.xml", "http_404", id="an address"),
        pytest.param(f"{HOME}/about", "no_sitemap", id="an address of something else"),
        pytest.param("https://127.0.0.1/sitemap.xml", "private_address", id="our own network"),
        pytest.param(HOME, "http_500", id="a site whose usual address fails"),
        pytest.param("https://other.example.com", "no_sitemap", id="a site that has none"),
    ],
)
def test_a_sitemap_that_cannot_be_read_is_named_by_its_own_reason(
    project: Project, internet: Internet, google: GoogleNews, site: str, reason: str
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.put("/news-sitemap.xml", html("", status=500)).put("/about", html("<p>About us"))
    Publisher(internet, "other.example.com").site.put("/news-sitemap.xml", html("", status=404))

    ran = project.crawl("-a", f"sites={site}", spider="sitemaps")

    assert ran.exit_code == 3, ran.errors
    assert f"not read ({reason})" in ran.errors
    assert list(answers(project).values()) == [reason]


def test_of_the_usual_addresses_of_sitemaps_one_is_enough(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    Publisher(internet, "paper.example.com", listed=2)

    ran = project.crawl("-a", "sites=paper.example.com", *SINCE, spider="sitemaps")

    assert ran.exit_code == 0, ran.errors
    assert answers(project) == {f"{HOME}/": "ok"}
