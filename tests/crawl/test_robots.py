"""robots.txt from crawl to crawl: asked once a day, kept to, and missed only for a while."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.internet import GoogleNews, Publisher, Reply, crawl_delay, html, plain, redirect

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

HOST = "paper.example.com"
NOT_TODAY = "UPDATE site_files SET asked_at = '2026-01-01 00:00:00'"
YESTERDAY = "UPDATE site_files SET asked_at = datetime('now', '-25 hours')"
WITHIN = 0.1  # seconds that a busy machine may take from a request's leaving to its arrival


def robots_asked(internet: Internet, host: str = HOST) -> int:
    return len(internet.asked(host, "/robots.txt"))


def gaps(internet: Internet, host: str = HOST) -> list[float]:
    return [b - a for a, b in pairwise(visit.at for visit in internet.asked(host))]


def test_robots_txt_is_asked_for_once_a_day(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    project, paper = project_anywhere, Publisher(internet, HOST)
    google.add("q", paper.stories(2))

    project.crawl("-a", "query=q")
    google.add("r", paper.stories(2, start=2))
    project.crawl("-a", "query=r")

    assert project.report()["states"]["stored"] == 4
    assert robots_asked(internet) == 1


def test_a_robots_txt_of_yesterday_is_asked_for_again(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, HOST)
    google.add("q", paper.stories(1))
    project.crawl("-a", "query=q")
    project.change(YESTERDAY)
    paper.robots = "User-agent: *\nDisallow: /\n"
    google.add("r", paper.stories(1, start=1))

    project.crawl("-a", "query=r")

    assert robots_asked(internet) == 2
    assert project.report()["states"]["refused"] == 1


@pytest.mark.parametrize(
    ("made", "stored"),
    [
        pytest.param(YESTERDAY, 2, id="a copy of yesterday stands in"),
        pytest.param(NOT_TODAY, 1, id="one that is too old does not"),
    ],
)
def test_while_a_robots_txt_cannot_be_had(
    project: Project, internet: Internet, google: GoogleNews, made: str, stored: int
) -> None:
    paper = Publisher(internet, HOST)
    google.add("q", paper.stories(1))
    project.crawl("-a", "query=q")
    project.change(made)
    paper.robots = 500
    google.add("r", paper.stories(1, start=1))

    project.crawl("-a", "query=r", NEWSCRAWL_TRIES="1")

    assert project.report()["states"]["stored"] == stored


def test_a_crawl_delay_is_kept_in_this_crawl_and_the_next(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, HOST, robots=crawl_delay(0.8))
    google.add("q", paper.stories(3))
    project.crawl("-a", "query=q")
    google.add("r", paper.stories(2, start=3))

    project.crawl("-a", "query=r")

    assert robots_asked(internet) == 1
    assert len(gaps(internet)) == 5
    assert min(gaps(internet)) > 0.8 - WITHIN


def test_a_crawl_delay_is_counted_from_the_answer_that_names_it(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, HOST, robots=crawl_delay(0.8))
    paper.site.opens_in = 0.6
    google.add("q", paper.stories(1))

    project.crawl("-a", "query=q")

    assert len(gaps(internet)) == 1
    assert min(gaps(internet)) > 0.8 - WITHIN


@pytest.mark.parametrize(
    ("robots", "least"),
    [
        pytest.param("User-agent: *\nRequest-rate: 1/1\n", 1.0, id="a rate"),
        pytest.param(crawl_delay(86_400), 1.5, id="no more than the ceiling"),
        pytest.param("User-agent: other\nCrawl-delay: 30\n", 0.0, id="said to another"),
    ],
)
def test_how_slowly_a_host_is_asked(
    project: Project, internet: Internet, google: GoogleNews, robots, least
) -> None:
    paper = Publisher(internet, HOST, robots=robots)
    google.add("q", paper.stories(2))

    project.crawl("-a", "query=q", NEWSCRAWL_CRAWL_DELAY="1.5")

    assert least - WITHIN < min(gaps(internet))
    assert max(gaps(internet)) < 15, "far less than what was not for us, or beyond the ceiling"


def test_a_robots_txt_that_says_too_many_requests_has_its_host_left_alone(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, HOST)
    paper.site.put("/robots.txt", html("busy", status=429, Retry_After="2"), plain(""))
    google.add("q", paper.stories(3))

    project.crawl("-a", "query=q")

    assert project.report()["states"]["stored"] == 3
    assert max(gaps(internet)) > 2 - WITHIN
    assert robots_asked(internet) == 2


def test_who_is_sent_on_and_on_for_a_robots_txt_has_none_to_read(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, HOST)
    paper.site.put("/robots.txt", redirect("/robots.txt?1"))
    for number in range(1, 10):
        paper.site.put(f"/robots.txt?{number}", redirect(f"/robots.txt?{number + 1}"))
    google.add("q", paper.stories(1))

    project.crawl("-a", "query=q")

    assert robots_asked(internet) == 1 + 5
    assert project.report()["states"]["stored"] == 1


def test_of_a_robots_txt_that_never_ends_what_can_be_read_is_read(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    long = "User-agent: *\nDisallow: /\n" + "# and so on\n" * 60_000
    Publisher(internet, HOST, robots=long)
    google.add("q", Publisher(internet, HOST, robots=long).stories(1))

    project.crawl("-a", "query=q")

    assert project.rows("SELECT reason FROM links") == [{"reason": "robots"}]


def test_a_host_that_keeps_failing_is_left_alone_and_tried_again(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, HOST)
    paper.site.put("/robots.txt", Reply(manner="drop"))
    google.add("q", paper.stories(8))
    terms = {"NEWSCRAWL_RETRY_DELAY": "600", "NEWSCRAWL_WAIT": "1"}

    project.crawl("-a", "query=q", **terms)
    asked = robots_asked(internet)
    project.crawl("-a", "query=q", **terms)
    asked_while_resting = robots_asked(internet)
    project.change("UPDATE hosts SET next_at = datetime('now', '-1 minute')")
    project.change("UPDATE links SET due_at = datetime('now') WHERE due_at IS NOT NULL")
    paper.site.put("/robots.txt", plain(""))
    project.crawl("-a", "query=q")

    assert (asked, asked_while_resting) == (3, 3)
    assert project.report()["states"]["stored"] == 8
    failures = project.rows(f"SELECT failures FROM hosts WHERE host = '{HOST}'")
    assert failures == [{"failures": 0}]


def test_a_failing_host_rests_twice_as_long_after_each_failure(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, HOST)
    paper.site.put("/robots.txt", Reply(manner="drop"))
    google.add("q", paper.stories(9))

    project.crawl("-a", "query=q", NEWSCRAWL_RETRY_DELAY="0.5", NEWSCRAWL_WAIT="5")

    pauses = gaps(internet)[2:]  # two failures are forgiven
    assert len(pauses) >= 3
    for pause, expected in zip(pauses, (0.5, 1.0, 2.0, 4.0), strict=False):
        assert expected - WITHIN < pause


def test_what_lists_ask_of_robots_txt_is_not_asked_twice(
    project: Project, internet: Internet
) -> None:
    paper = Publisher(
        internet, HOST, robots=f"User-agent: *\nSitemap: https://{HOST}/news-sitemap.xml\n"
    )

    project.crawl("-a", f"sites={HOST}", "-a", "since=2025-01-01", spider="sitemaps")

    assert robots_asked(internet) == 1
    assert project.report()["states"]["stored"] == paper.listed
