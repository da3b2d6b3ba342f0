"""Beyond 100 results: a range is covered window by window, and a killed backfill goes on where it was."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.crawl.test_resuming import wait_until
from tests.internet import GoogleNews, Publisher, Story

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

START = datetime(2025, 1, 1, tzinfo=UTC)
MONTH = ("-a", "query=q", "-a", "since=2025-01-01", "-a", "until=2025-02-01")
FEEDS_ONLY = {"NEWSCRAWL_TRIES": "1", "CLOSESPIDER_TIMEOUT": "0"}


def month_of(google: GoogleNews, many: int) -> list[Story]:
    """*many* stories of January, evenly spread; their publishers' pages are not asked for here."""
    step = timedelta(days=31) / many
    stories = [
        Story(
            url=f"https://paper.example.com/story-of-the-month-number-{number}",
            title=f"Story number {number}",
            publisher="paper.example.com",
            host="paper.example.com",
            published=START + number * step,
        )
        for number in range(many)
    ]
    google.add("q", stories, format="2022")
    return stories


def asked_windows(internet: Internet) -> list[str]:
    visits = internet.asked("news.google.com", "/rss/search")
    return [parse_qs(urlsplit(visit.url).query)["q"][0] for visit in visits]


def test_a_month_of_2000_stories_is_found_whole(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    month_of(google, 2000)
    Publisher(internet, "paper.example.com", robots="User-agent: *\nDisallow: /\n")

    ran = project.crawl(*MONTH, NEWSCRAWL_LINKS_PER_HOST="1000")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["discovered"] == 2000
    asked = asked_windows(internet)
    assert len(asked) <= 1.5 * 31, "one window a day is the least that holds them"
    assert len(asked) == len(set(asked)), "a window was asked twice"


def test_a_finished_backfill_is_not_asked_again(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    month_of(google, 150)
    Publisher(internet, "paper.example.com", robots="User-agent: *\nDisallow: /\n")
    project.crawl(*MONTH, NEWSCRAWL_LINKS_PER_HOST="1000")
    asked = len(asked_windows(internet))

    project.crawl(*MONTH)

    assert len(asked_windows(internet)) == asked


def test_a_killed_backfill_costs_no_story_and_asks_no_window_twice_but_the_one_in_flight(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    month_of(google, 2000)
    Publisher(internet, "paper.example.com", robots="User-agent: *\nDisallow: /\n")
    killed = project_anywhere.begin(*MONTH, NEWSCRAWL_GOOGLE_DELAY="0.1")
    wait_until(lambda: len(asked_windows(internet)) >= 12)
    project_anywhere.kill(killed)

    ran = project_anywhere.crawl(*MONTH, NEWSCRAWL_LINKS_PER_HOST="1000")

    assert ran.exit_code == 0, ran.errors
    assert project_anywhere.report()["discovered"] == 2000
    twice = [window for window, times in Counter(asked_windows(internet)).items() if times > 1]
    assert len(twice) <= 1, twice


def test_what_lies_outside_the_range_is_dropped_and_counted(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", newest=datetime(2025, 1, 15, tzinfo=UTC))
    google.add("/rss/headlines/section/topic/WORLD", paper.stories(4))
    days = ("-a", "since=2025-01-14", "-a", "until=2025-01-15")

    ran = project.crawl("-a", "topic=WORLD", *days)

    assert "'newscrawl/outside': 1" in ran.errors
    assert project.report()["discovered"] == 3


def test_coverage_shows_the_windows_and_their_gaps(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    stories = [
        Story(
            url=f"https://paper.example.com/busy-day-{number}",
            title=f"Story {number}",
            publisher="paper.example.com",
            host="paper.example.com",
            published=datetime(2025, 1, 10, 12, tzinfo=UTC),
        )
        for number in range(130)
    ]
    google.add("q", stories, format="2022")
    Publisher(internet, "paper.example.com", robots="User-agent: *\nDisallow: /\n")
    project.crawl(*MONTH, NEWSCRAWL_LINKS_PER_HOST="1000")

    text = project.run("coverage")
    data = json.loads(project.run("coverage", "--format", "json").output)

    busy = [each for each in data["windows"] if each["verdict"] == "saturated"]
    assert [(each["start"], each["end"], each["items"]) for each in busy] == (
        [("2025-01-10", "2025-01-11", 100)]
    )
    assert "1 with possible gaps" in text.output
    assert sum(each["new"] for each in data["windows"]) == 100
    assert data["missing"] == []


def test_a_block_in_the_middle_of_a_backfill_leaves_no_gap(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    month_of(google, 500)
    Publisher(internet, "paper.example.com", robots="User-agent: *\nDisallow: /\n")
    google.block("429", paths=["/rss/search"], after=3)
    blocked = project.crawl(*MONTH, NEWSCRAWL_GOOGLE_PAUSE="1")
    verdicts = {row["verdict"] for row in project.rows("SELECT verdict FROM windows")}
    gaps = project.run("coverage").output
    google.unblock()

    after = project.crawl(*MONTH, NEWSCRAWL_LINKS_PER_HOST="1000")

    assert blocked.exit_code == 3
    assert "blocked" in verdicts
    assert "missing: 2025-01-05 of 'q' in en-US" in gaps
    assert after.exit_code == 0, after.errors
    assert project.report()["discovered"] == 500
    assert project.rows("SELECT count(*) AS n FROM windows WHERE verdict = 'blocked'") == [{"n": 0}]


def test_two_months_asked_one_after_the_other_have_no_gap_between(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    month_of(google, 310)
    Publisher(internet, "paper.example.com", robots="User-agent: *\nDisallow: /\n")
    project.crawl("-a", "query=q", "-a", "since=2025-01-01", "-a", "until=2025-01-16")

    project.crawl(
        *("-a", "query=q", "-a", "since=2025-01-16", "-a", "until=2025-02-01"),
        NEWSCRAWL_LINKS_PER_HOST="1000",
    )

    assert project.report()["discovered"] == 310


def test_a_quiet_hour_is_no_block(project: Project, internet: Internet, google: GoogleNews) -> None:
    paper = Publisher(
        internet, "paper.example.com", newest=datetime.now(UTC) - timedelta(minutes=5)
    )
    google.add("q", paper.stories(1))
    first = project.crawl("-a", "query=q", "-a", "since=1h")
    google.add("q", ())

    second = project.crawl("-a", "query=q", "-a", "since=1h")

    assert first.exit_code == second.exit_code == 0, second.errors
