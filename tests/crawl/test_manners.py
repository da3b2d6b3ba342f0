"""What publishers see of us: who we are, one at a time, no faster than we promise."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.internet import GoogleNews, Publisher, Reply, html, plain, redirect

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

DELAY = 0.4  # seconds
ROUNDING = 0.1  # seconds that a busy machine may take from a request's leaving to its arrival


def gaps(internet: Internet, host: str) -> list[float]:
    times = [visit.at for visit in internet.asked(host)]
    return [later - earlier for earlier, later in pairwise(times)]


def test_no_host_is_asked_faster_than_its_delay(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    hosts = ["one.example.com", "two.example.com"]
    google.add("q", [s for host in hosts for s in Publisher(internet, host).stories(7)])
    both = [
        project.begin(
            "-a",
            "query=q",
            DOWNLOAD_DELAY=str(DELAY),
            AUTOTHROTTLE_START_DELAY=str(DELAY),
            NEWSCRAWL_GOOGLE_DELAY=str(DELAY),
            NEWSCRAWL_LINKS_PER_HOST="3",
        )
        for _ in range(2)
    ]

    ran = [project.finish(each) for each in both]

    assert [each.exit_code for each in ran] == [0, 0], ran
    for host in [*hosts, "news.google.com"]:
        assert min(gaps(internet, host)) > DELAY - ROUNDING, host


def test_a_host_that_is_slow_to_reach_has_its_delay_whole(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.opens_in = DELAY
    google.add("q", paper.stories(2), format="2022")

    project.crawl("-a", "query=q", DOWNLOAD_DELAY=str(DELAY), AUTOTHROTTLE_START_DELAY=str(DELAY))

    assert project.report()["states"]["stored"] == 2
    assert min(gaps(internet, "paper.example.com")) > DELAY - ROUNDING


def test_a_redirect_to_another_host_waits_for_that_host_too(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    front = Publisher(internet, "paper.example.com")
    behind = Publisher(internet, "www.paper.example.org")
    for number in range(5):
        front.moved(number, behind.story(number).url)
    google.add("q", [*front.stories(5), *behind.stories(3, start=5)], format="2022")

    project.crawl("-a", "query=q", DOWNLOAD_DELAY=str(DELAY), AUTOTHROTTLE_START_DELAY=str(DELAY))

    assert project.report()["states"]["stored"] == 8
    assert min(gaps(internet, "www.paper.example.org")) > DELAY - ROUNDING


def test_a_host_that_says_it_is_too_much_rests_with_all_its_links(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    busy = html("slow down", status=429, Retry_After="3")
    paper.instead(0, busy, paper.page(0))
    google.add("q", paper.stories(4), format="2022")

    project.crawl("-a", "query=q")

    assert project.report()["states"]["stored"] == 4
    assert max(gaps(internet, "paper.example.com")) > 3 - ROUNDING


def test_a_host_that_failed_before_rests_for_as_long_as_it_asks(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    for number, seconds in enumerate(("1", "1", "3600")):
        paper.instead(number, html("slow down", status=503, Retry_After=seconds))
    google.add("q", paper.stories(3), format="2022")

    ran = project.crawl("-a", "query=q")

    assert "(http_503): left alone for 3600 s" in ran.errors


def test_a_host_that_says_so_and_not_for_how_long_rests_twice_as_long_each_time(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    for number in range(8):
        paper.instead(number, html("slow down", status=429))
    google.add("q", paper.stories(8), format="2022")

    project.crawl("-a", "query=q", NEWSCRAWL_RETRY_DELAY="1")

    _, *rests = gaps(internet, "paper.example.com")  # the first is from robots.txt to the page
    assert len(rests) == 3, "one of 8 s is for the next crawl to wait out"
    assert all(rest > least - ROUNDING for rest, least in zip(rests, (1, 2, 4), strict=True))
    assert project.rows("SELECT sum(attempts) AS n FROM links") == [{"n": 4}]


@pytest.mark.parametrize(
    "named", ["newscrawl", "newscrawl/0.1.0 (+https://corpus.example.org/about)"]
)
def test_the_user_agent_says_who_we_are_and_robots_txt_can_address_it(
    project: Project, internet: Internet, google: GoogleNews, named: str
) -> None:
    paper = Publisher(internet, "paper.example.com", robots=f"User-agent: {named}\nDisallow: /\n")
    google.add("q", paper.stories(1))

    project.crawl("-a", "query=q", NEWSCRAWL_CONTACT="https://corpus.example.org/about")

    agents = {visit.user_agent for visit in internet.visits}
    assert agents == {"newscrawl/0.1.0 (+https://corpus.example.org/about)"}
    assert project.rows("SELECT state, reason FROM links") == [
        {"state": "refused", "reason": "robots"}
    ]


def test_a_robots_txt_behind_a_redirect_is_obeyed(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.put("/robots.txt", redirect("https://www.paper.example.com/robots.txt", status=301))
    internet.site("www.paper.example.com").put("/robots.txt", plain("User-agent: *\nDisallow: /\n"))
    google.add("q", paper.stories(1))

    project.crawl("-a", "query=q")

    assert project.rows("SELECT state, reason FROM links") == [
        {"state": "refused", "reason": "robots"}
    ]


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        pytest.param(html("busy", status=503), "robots_unreachable", id="busy"),
        pytest.param(Reply(manner="drop"), "connection", id="no answer"),
    ],
)
def test_a_robots_txt_that_cannot_be_had_allows_nothing_for_now(
    project: Project, internet: Internet, google: GoogleNews, robots: Reply, reason: str
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.put("/robots.txt", robots)
    google.add("q", paper.stories(2))

    project.crawl("-a", "query=q", NEWSCRAWL_TRIES="1")

    assert {visit.url for visit in internet.asked("paper.example.com")} == (
        {"https://paper.example.com/robots.txt"}
    )
    assert project.rows("SELECT DISTINCT state, reason FROM links") == [
        {"state": "failed", "reason": reason}
    ]


def test_a_robots_txt_that_is_there_the_second_time_lets_the_links_pass(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.put("/robots.txt", html("busy", status=503), plain(""))
    google.add("q", paper.stories(2))

    project.crawl("-a", "query=q")

    assert project.report()["states"]["stored"] == 2


def test_a_page_that_sends_round_in_a_circle_is_asked_twice(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    story = paper.instead(0, redirect(paper.story(0).path))
    google.add("q", [story], format="2022")

    project.crawl("-a", "query=q")

    assert len(internet.asked("paper.example.com", story.path)) == 2
    assert project.rows("SELECT state, reason FROM links") == [
        {"state": "refused", "reason": "redirect_loop"}
    ]


def test_a_page_that_reloads_itself_is_fetched_once(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    live = paper.page(0).body.decode()
    story = paper.story(0)
    reload = f'<head><meta http-equiv="refresh" content="60;url={story.url}">'
    paper.instead(0, html(live.replace("<head>", reload)))
    google.add("q", paper.stories(1))

    project.crawl("-a", "query=q")

    assert len(internet.asked("paper.example.com", story.path)) == 1
    assert project.report()["states"]["stored"] == 1
