"""A network of ours that is away is held against no host and no link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.internet import GoogleNews, Publisher

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

NOBODY = "http://127.0.0.1:9"  # a port where nobody listens
AWAY = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOBODY)


def test_without_a_network_no_link_loses_an_attempt_and_the_crawl_says_so(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    papers = [Publisher(internet, f"paper{number}.example.com") for number in range(3)]
    google.add("q", papers[2].stories(1))
    stories = [*papers[0].stories(3), *papers[1].stories(3)]
    urls = [google.link(papers[2].story(0)), *(story.url for story in stories)]
    (project.folder / "list.txt").write_text("\n".join(urls))
    last_try = {"NEWSCRAWL_TRIES": "1"}

    project.variables = AWAY
    away = project.crawl("-a", "file=list.txt", spider="urls", **last_try)
    after_that = project.rows("SELECT state, attempts, count(*) AS n FROM links GROUP BY 1, 2")
    blamed = project.rows("SELECT host FROM hosts WHERE failures > 0")
    project.variables = {}
    back = project.crawl("-a", "file=list.txt", spider="urls", **last_try)

    assert (away.exit_code, blamed) == (3, []), away.errors
    assert "No host could be reached" in away.errors
    assert after_that == [
        {"state": "discovered", "attempts": 0, "n": 1},
        {"state": "resolved", "attempts": 0, "n": 6},
    ]
    assert back.exit_code == 0, back.errors
    assert project.report()["states"]["stored"] == 7


def test_a_host_that_is_gone_is_blamed_where_it_is_the_only_one(
    project: Project, internet: Internet
) -> None:
    ran = project.crawl(
        *("-a", "file=-"),
        spider="urls",
        typed=f"{NOBODY}/story\n",
        NEWSCRAWL_TRIES="1",
        NEWSCRAWL_PRIVATE_ADDRESSES="True",
    )

    assert ran.exit_code == 0, ran.errors
    assert project.rows("SELECT state, reason FROM links") == [
        {"state": "failed", "reason": "connect"}
    ]


def test_a_host_that_is_gone_is_blamed_where_another_answers_however_late(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.opens_in = 1.0

    ran = project.crawl(
        *("-a", "file=-"),
        spider="urls",
        typed=f"{NOBODY}/story\n{paper.story(0).url}\n",
        NEWSCRAWL_TRIES="1",
        NEWSCRAWL_PRIVATE_ADDRESSES="True",
    )

    assert ran.exit_code == 0, ran.errors
    assert project.rows("SELECT state, reason FROM links ORDER BY state") == [
        {"state": "failed", "reason": "connect"},
        {"state": "stored", "reason": ""},
    ]
