"""The log of requests proves the manners of whole crawls: the operator's file, read as an operator would."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from protego import Protego

from newscrawl.store.request_log import COLUMNS
from tests.internet import GoogleNews, Publisher, crawl_delay, html, plain, redirect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls import Project
    from tests.internet import Internet

DELAY = 0.3  # seconds
SLOW = 0.9  # what one robots.txt asks for
ROUNDING = 0.02  # the log has milliseconds, and timers wake up a little early
MANNERS = {
    "DOWNLOAD_DELAY": str(DELAY),
    "AUTOTHROTTLE_START_DELAY": str(DELAY),
    "NEWSCRAWL_GOOGLE_DELAY": str(DELAY),
    "NEWSCRAWL_LINKS_PER_HOST": "3",
    "NEWSCRAWL_REQUEST_LOG": "requests.tsv",
}


@dataclass(frozen=True)
class Line:
    time: datetime
    crawl: str
    method: str
    scheme: str
    host: str
    path: str
    status: str
    ms: str


def read(log: Path) -> list[Line]:
    lines = [line.split("\t") for line in log.read_text().splitlines()]
    assert {len(words) for words in lines} == {len(COLUMNS)}
    found = [Line(datetime.fromisoformat(first), *rest) for first, *rest in lines]
    return sorted(found, key=lambda line: line.time)


def gaps(lines: list[Line], host: str) -> list[float]:
    times = [line.time for line in lines if line.host == host]
    return [(later - earlier).total_seconds() for earlier, later in pairwise(times)]


def test_the_log_of_three_crawls_shows_their_manners(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    robots = {
        "fast.example.com": "User-agent: *\nDisallow: /*-2$\n",
        "slow.example.com": crawl_delay(SLOW),
        "shut.example.com": "User-agent: newscrawl\nDisallow: /\n",
        "www.example.org": "User-agent: *\nDisallow: /*-1$\nAllow: /\n",
    }
    papers = [Publisher(internet, host, robots=text) for host, text in robots.items()]
    papers[0].moved(1, papers[3].story(4).url)
    papers[0].instead(3, html("busy", status=503, Retry_After="1"), papers[0].page(3))
    google.add("q", [story for paper in papers for story in paper.stories(5)])
    both = [project.begin("-a", "query=q", **MANNERS) for _ in range(2)]

    ran = [project.finish(each) for each in both] + [project.crawl("-a", "query=q", **MANNERS)]

    lines = read(project.folder / "requests.tsv")
    assert [each.exit_code for each in ran] == [0, 0, 0], ran
    assert {line.crawl for line in lines} == {"1", "2", "3"}
    for host in [*robots, "news.google.com"]:
        least = SLOW if host.startswith("slow") else DELAY
        assert min(gaps(lines, host), default=least) >= least - ROUNDING, host
    asked = Counter((line.host, line.path) for line in lines if line.host in robots)
    again = {what: many for what, many in asked.items() if many > 1}
    assert again == {("fast.example.com", papers[0].story(3).path): 2}, "but what was too busy"
    rules = {host: Protego.parse(text) for host, text in robots.items()}
    for host, path in asked:
        url = f"https://{host}{path}"
        assert path == "/robots.txt" or rules[host].can_fetch(url, "newscrawl"), url
    assert project.report()["states"]["stored"] == 4 - 1 + 5 + 4


def test_the_log_has_every_request_that_arrived_and_no_other(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.site.put("/robots.txt", redirect("https://www.paper.example.com/robots.txt"))
    internet.site("www.paper.example.com").put("/robots.txt", plain(""))
    paper.moved(0, "/elsewhere-1?from=here")
    paper.site.put("/elsewhere-1?from=here", paper.page(0))
    google.add("q", paper.stories(3))

    project.crawl("-a", "query=q", NEWSCRAWL_REQUEST_LOG="requests.tsv")

    lines = read(project.folder / "requests.tsv")
    logged = Counter(
        (line.method, line.host, line.path.partition("?")[0], line.status) for line in lines
    )
    arrived = Counter(
        (
            visit.method,
            visit.url.split("/")[2],
            visit.url.partition("?")[0].split("/", 3)[3],
            visit.status,
        )
        for visit in internet.visits
    )
    assert logged == Counter(
        {
            (method, host, f"/{path}", str(status)): many
            for (method, host, path, status), many in arrived.items()
        }
    )
    assert "from=here" not in (project.folder / "requests.tsv").read_text(), "queries may be secret"


def test_a_log_that_cannot_be_written_is_refused_at_start(project: Project) -> None:
    ran = project.crawl("-a", "top=1", NEWSCRAWL_REQUEST_LOG="no/such/folder/log.tsv")

    assert ran.exit_code == 2
    assert "NEWSCRAWL_REQUEST_LOG" in ran.errors
