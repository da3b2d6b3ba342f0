"""No host gets more than its share of a crawl, and no owner more than one visitor at a time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tests.internet import GoogleNews, Publisher

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

DELAY = 0.4  # seconds
WITHIN = 0.1  # that a busy machine may take from a request's leaving to its arrival


def test_what_is_beyond_a_hosts_share_waits_for_the_next_crawl(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    large, small = (
        Publisher(internet, "large.example.com"),
        Publisher(internet, "small.example.org"),
    )
    google.add("q", [*large.stories(12), *small.stories(2)])

    first = project.crawl("-a", "query=q", NEWSCRAWL_HOST_PAGES="7")
    after_one = project.report()
    project.crawl("-a", "query=q", NEWSCRAWL_HOST_PAGES="7")

    assert first.exit_code == 0, first.errors
    assert after_one["states"]["stored"] == 7 + 2
    assert after_one["states"]["resolved"] == 5
    assert project.report()["states"]["stored"] == 14


def test_hosts_of_one_owner_take_turns_in_one_crawl_and_between_crawls(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    project = project_anywhere
    hosts = ["news.example.com", "sport.example.com", "www.example.com"]
    papers = [Publisher(internet, host) for host in hosts]
    google.add("q", [story for paper in papers for story in paper.stories(4)])
    terms = {
        "NEWSCRAWL_PER_SITE": "True",
        "DOWNLOAD_DELAY": str(DELAY),
        "AUTOTHROTTLE_START_DELAY": str(DELAY),
        "NEWSCRAWL_LINKS_PER_HOST": "2",
    }
    both = [project.begin("-a", "query=q", **terms) for _ in range(2)]

    ran = [project.finish(each) for each in both]

    assert [each.exit_code for each in ran] == [0, 0], ran
    assert project.report()["states"]["stored"] == 12
    times = sorted(visit.at for host in hosts for visit in internet.asked(host))
    assert min(later - earlier for earlier, later in pairwise(times)) > DELAY - WITHIN
