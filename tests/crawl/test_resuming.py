"""A crawl may end at any moment: what it had is kept, what it had not is taken up by the next."""

from __future__ import annotations

import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.internet import GoogleNews, Publisher, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.crawls import Project
    from tests.internet import Internet, Story

LONGEST_WAIT = 60.0  # seconds for something to happen in a crawl


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def publish(internet: Internet, google: GoogleNews, *, hosts: int, each: int) -> list[Story]:
    stories = [
        story
        for number in range(hosts)
        for story in Publisher(internet, f"paper{number}.example.com").stories(each)
    ]
    google.add("q", stories, format="2022")  # tokens that are read offline: pages come at once
    return stories


def pages(internet: Internet) -> list[str]:
    return [
        visit.url
        for visit in internet.visits
        if visit.url.startswith("https://paper") and not visit.url.endswith("robots.txt")
    ]


def test_a_killed_crawl_is_taken_up_by_the_next(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    stories = publish(internet, google, hosts=4, each=10)
    killed = project_anywhere.begin("-a", "query=q", DOWNLOAD_DELAY="0.1")
    wait_until(lambda: len(pages(internet)) >= 12)
    project_anywhere.kill(killed)

    ran = project_anywhere.crawl("-a", "query=q")

    assert ran.exit_code == 0, ran.errors
    report = project_anywhere.report()
    assert report["states"]["stored"] == report["articles"] == len(stories)
    assert report["crawls"][0]["outcome"] is None
    again = [url for url, times in Counter(pages(internet)).items() if times > 1]
    assert len(again) <= 4 * 5, "only what was under way when it was killed may be asked twice"


def test_a_stopped_crawl_finishes_what_is_in_flight_and_leaves_the_rest(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    stories = publish(internet, google, hosts=2, each=20)
    stopped = project.begin("-a", "query=q", DOWNLOAD_DELAY="0.2", AUTOTHROTTLE_START_DELAY="0.2")
    wait_until(lambda: len(pages(internet)) >= 6)
    stopped.send_signal(signal.SIGTERM)

    first = project.finish(stopped)
    second = project.crawl("-a", "query=q")

    assert first.exit_code == 5, first.errors
    assert second.exit_code == 0, second.errors
    assert project.report()["states"]["stored"] == len(stories)
    assert max(Counter(pages(internet)).values()) == 1, "a page was fetched twice"


def test_a_crawl_that_is_told_twice_to_stop_leaves_all_at_once_and_says_so(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    slow = Publisher(internet, "slow.example.com")
    story = slow.instead(1, Reply(body=b"late", delay=60.0), slow.page(1))
    google.add("q", [story], format="2022")
    log = project_anywhere.folder / "crawl.log"
    settings = {"NEWSCRAWL_GRACE": "100", "LOG_FILE": str(log)}
    stopped = project_anywhere.begin("-a", "query=q", **settings)
    wait_until(lambda: bool(internet.asked("slow.example.com", story.path)))
    stopped.send_signal(signal.SIGINT)
    wait_until(lambda: "shutting down gracefully" in log.read_text())
    stopped.send_signal(signal.SIGINT)

    ended = project_anywhere.finish(stopped)

    assert ended.exit_code == 5, log.read_text()
    assert project_anywhere.report()["crawls"][0]["outcome"] is None


def test_two_crawls_at_once_share_the_work(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    stories = publish(internet, google, hosts=6, each=8)
    both = [
        project_anywhere.begin("-a", "query=q", NEWSCRAWL_HOSTS="2", DOWNLOAD_DELAY="0.1")
        for _ in range(2)
    ]

    ran = [project_anywhere.finish(each) for each in both]

    assert [each.exit_code for each in ran] == [0, 0], ran
    assert project_anywhere.report()["states"]["stored"] == len(stories)
    assert max(Counter(pages(internet)).values()) == 1, "a page was fetched twice"
    done = [crawl["counts"]["stored"] for crawl in project_anywhere.report()["crawls"]]
    assert min(done) > 0, "one crawl did all the work"


def test_a_stopped_crawl_waits_no_longer_than_its_grace_for_what_is_in_flight(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    slow = Publisher(internet, "slow.example.com")
    story = slow.instead(1, Reply(body=b"late", delay=60.0), slow.page(1))
    google.add("q", [story], format="2022")
    stopped = project_anywhere.begin("-a", "query=q", NEWSCRAWL_GRACE="1", NEWSCRAWL_LEASE="600")
    wait_until(lambda: bool(internet.asked("slow.example.com", story.path)))
    told_at = time.monotonic()
    stopped.send_signal(signal.SIGTERM)

    first = project_anywhere.finish(stopped)
    took = time.monotonic() - told_at
    second = project_anywhere.crawl("-a", "query=q")

    assert (first.exit_code, second.exit_code) == (5, 0), first.errors + second.errors
    assert took < 15, "far less than the answer takes"
    assert "NEWSCRAWL_GRACE" in first.errors
    assert project_anywhere.report()["crawls"][0]["outcome"] == "shutdown"
    stored = project_anywhere.report()["states"]["stored"]
    assert stored == 1, "the lease was handed back at once"
