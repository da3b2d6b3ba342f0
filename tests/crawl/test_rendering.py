"""Pages that only exist by script: shown once by a real Chromium, within limits, and no check is passed by it."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.internet import Publisher, Reply, bot_check, html, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import Popen

    from tests.crawls import Project, Ran
    from tests.internet import Internet, Story

pytestmark = pytest.mark.browser

HOST = "app.example.com"
DATA = "/api/story.json"
WRITES = (
    "const write = (body) => { document.getElementById('root').innerHTML = body };"
    f"fetch('{DATA}').then((answer) => answer.json()).then((story) => write(story.body));"
)
NO_TEXT = ("refused", "needs_javascript")
LATE = ("failed", "render_timeout")
PATIENCE = 120  # seconds that a busy machine may take to start a crawl, a browser and a page


@pytest.fixture
def paper(internet: Internet) -> Publisher:
    """A site whose pages are empty until /app.js has run, which asks for the text."""
    paper = Publisher(internet, HOST, layout="bare")
    paper.site.put("/app.js", javascript(WRITES))
    paper.site.put(DATA, data_of(paper, 0))
    return paper


@pytest.fixture(autouse=True)
def _no_browser_is_left(project: Project) -> Iterator[None]:
    yield
    wait_until(lambda: not browsers(project), "a browser was left behind")


def data_of(paper: Publisher, number: int) -> Reply:
    body = paper.page(number).body.decode().partition("<body>")[2].partition("</body>")[0]
    answer = json.dumps({"body": body}).encode()
    return Reply(body=answer, headers={"Content-Type": "application/json"})


def javascript(source: str) -> Reply:
    return Reply(body=source.encode(), headers={"Content-Type": "text/javascript"})


def shell(
    story: Story, *, head: str = "", script: str = '<script src="/app.js"></script>'
) -> Reply:
    return html(
        f'<!doctype html><html lang="en"><head><title>{story.title}</title>{head}</head>'
        f'<body><div id="root"></div>{script}</body></html>'
    )


def listed(*stories: Story) -> str:
    return "".join(f"{story.url}\n" for story in stories)


def crawl(project: Project, *stories: Story, **settings: str) -> Ran:
    chosen = {"NEWSCRAWL_RENDER_TIMEOUT": "60"} | settings  # a busy machine is not the subject
    return project.crawl("-a", "file=-", spider="urls", typed=listed(*stories), **chosen)


@pytest.fixture
def begin(project: Project) -> Iterator[Callable[..., Popen[str]]]:
    """Begins crawls that do not outlive the test, however it ends."""
    begun: list[Popen[str]] = []

    def begin(*stories: Story, **settings: str) -> Popen[str]:
        (project.folder / "list.txt").write_text(listed(*stories))
        begun.append(project.begin("-a", "file=list.txt", spider="urls", **settings))
        return begun[-1]

    yield begin
    for each in begun:
        if each.poll() is None:
            project.kill(each)


def ends(project: Project) -> dict[str, tuple[str, str]]:
    rows = project.rows("SELECT url, state, reason FROM links")
    return {row["url"]: (row["state"], row["reason"]) for row in rows}


def counted(ran: Ran, what: str) -> int:
    found = re.search(rf"'newscrawl/{what}': (\d+)", ran.errors)
    return int(found[1]) if found else 0


def browsers(project: Project) -> list[int]:
    """The Chromiums that crawls of this project started: they have its environment."""
    mark = project.database_url.encode()
    return [pid for pid in _processes() if mark in _of(pid, "environ") and _is_chromium(pid)]


def _processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _is_chromium(pid: int) -> bool:
    return b"chromium" in _of(pid, "cmdline").partition(b"\0")[0]


def _of(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def wait_until(condition: Callable[[], object], otherwise: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, otherwise
        time.sleep(0.05)


def test_a_page_that_only_exists_by_script_is_stored_with_its_text(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    story = paper.instead(0, shell(paper.story(0)))

    ran = crawl(project, story, NEWSCRAWL_CONTACT="https://corpus.example.org/about")

    assert ends(project) == {story.url: ("stored", "")}, ran.errors
    [article] = project.rows("SELECT title, text, url FROM articles")
    assert (article["url"], article["title"]) == (story.url, story.title)
    assert all(paragraph in article["text"] for paragraph in story.paragraphs)
    assert (counted(ran, "fetched"), counted(ran, "rendered")) == (1, 1)
    agents = {visit.user_agent for visit in internet.visits}
    assert agents == {"newscrawl/0.1.0 (+https://corpus.example.org/about)"}


def test_what_scripts_ask_for_is_in_the_log_of_requests(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    story = paper.instead(0, shell(paper.story(0)))

    crawl(project, story, NEWSCRAWL_REQUEST_LOG="requests.tsv")

    lines = (project.folder / "requests.tsv").read_text().splitlines()
    logged = sorted(f"https://{line.split()[4]}{line.split()[5]}" for line in lines)
    assert logged == sorted(visit.url for visit in internet.visits)
    assert f"https://{HOST}{DATA}" in logged


def test_nothing_is_asked_for_that_brings_no_text(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    here = internet.address
    head = (
        '<link rel="stylesheet" href="/style.css"><link rel="icon" href="/icon.png">'
        '<style>@font-face { font-family: F; src: url("/font.woff2") } body { font-family: F }</style>'
        '<script async src="https://www.googletagmanager.com/gtag.js"></script>'
        '<script async src="https://static.hotjar.com/c.js"></script>'
        f'<script async src="{here}/inside.js"></script>'
        f'<link rel="preconnect" href="{here}"><link rel="dns-prefetch" href="//cdn.example.org">'
    )
    more = (
        '<script src="/app.js"></script><script>'
        "new Image().src = '/pixel.gif'; navigator.sendBeacon('/beacon', 'x');"
        "new WebSocket('wss://app.example.com/socket'); new EventSource('/events');"
        "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js');"
        f"new WebSocket('ws://127.0.0.1:{internet.port}/inside');"
        f"fetch('{here}/inside'); fetch('http://localhost:{internet.port}/inside');"
        "window.open('/popup'); fetch('/hidden/data.json');"
        "</script><img src='/image.jpg'><video src='/film.mp4'></video><iframe src='/frame'></iframe>"
    )
    paper.robots = "User-agent: *\nDisallow: /hidden/\n"
    story = paper.instead(0, shell(paper.story(0), head=head, script=more))

    ran = crawl(project, story)

    assert ends(project) == {story.url: ("stored", "")}, ran.errors
    asked = [visit.url.removeprefix(f"https://{HOST}") for visit in internet.visits]
    assert sorted(asked) == sorted(["/robots.txt", story.path, "/app.js", DATA])
    assert "Cookie" not in {name for visit in internet.visits for name in visit.headers}


def test_what_the_scripts_make_of_a_page_decides_its_end(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    other = Publisher(internet, "www.example.org")
    reloads = "<script>document.cookie = 'passed=1'; location.reload()</script>"
    becomes_a_check = "<script>document.title = 'Just a moment...'</script>"
    leads = f"<script>location.href = '{other.story(3).url}'</script>"
    polls = (
        "<script src='/app.js'></script><script>setInterval(() => fetch('/ticker'), 50)</script>"
    )
    pages = [
        (bot_check(status=200), ("refused", "bot_check")),
        (shell(paper.story(1), script=becomes_a_check), ("refused", "bot_check")),
        (shell(paper.story(2), script=reloads), NO_TEXT),
        (shell(paper.story(3), script=leads), ("stored", "")),
        (shell(paper.story(4), script=polls), ("stored", "")),
        (shell(paper.story(5), script="<script>throw 'no'</script>"), NO_TEXT),
    ]
    paper.site.put("/ticker", plain("tick"))
    expected = {paper.instead(number, reply).url: end for number, (reply, end) in enumerate(pages)}

    ran = crawl(project, *paper.stories(len(pages)), NEWSCRAWL_LINKS_PER_HOST="10")

    assert ends(project) == expected, ran.errors
    assert all(len(internet.asked(HOST, each.path)) == 1 for each in paper.stories(len(pages)))
    assert counted(ran, "rendered") == 3
    stored = {row["url"] for row in project.rows("SELECT url FROM articles")}
    assert stored == {paper.story(4).url, other.story(3).url}


def test_a_page_has_so_long_and_then_what_it_has_is_what_it_is(
    project: Project, internet: Internet
) -> None:
    papers = [Publisher(internet, f"{name}.example.com") for name in ("busy", "slow", "hangs")]
    scripts = [
        "<script>while (true) {}</script>",
        "<script>fetch('/never')</script>",
        f"<script>{WRITES}</script><script src='/never'></script>",
    ]
    for paper, script in zip(papers, scripts, strict=True):
        paper.instead(0, shell(paper.story(0), script=script))
        paper.site.put("/never", Reply(delay=60)).put(DATA, data_of(paper, 1))

    ran = crawl(
        project,
        *(paper.story(0) for paper in papers),
        NEWSCRAWL_RENDER_TIMEOUT="10",
        NEWSCRAWL_TRIES="1",
    )

    assert [ends(project)[paper.story(0).url] for paper in papers] == [
        LATE,
        LATE,
        ("stored", ""),
    ], ran.errors


def test_pages_beyond_the_budget_wait_for_a_later_crawl(project: Project, paper: Publisher) -> None:
    stories = [paper.instead(number, shell(paper.story(number))) for number in range(3)]

    ran = crawl(project, *stories, NEWSCRAWL_RENDER_PAGES="1", NEWSCRAWL_TRIES="1")

    states = sorted(ends(project).values())
    assert states == [("resolved", "render_budget")] * 2 + [("stored", "")], ran.errors
    assert counted(ran, "later/render_budget") == 2
    assert counted(ran, "rendered") == 1
    assert project.rows("SELECT max(attempts) AS lost FROM links WHERE state = 'resolved'") == [
        {"lost": 0}
    ]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param({"NEWSCRAWL_RENDER": "False"}, 0, id="off"),
        pytest.param({"NEWSCRAWL_BROWSER": "/nowhere/chromium"}, 1, id="no browser"),
    ],
)
def test_without_a_browser_such_pages_are_refused_and_the_cure_is_said_once(
    project: Project, paper: Publisher, settings: dict[str, str], said: int
) -> None:
    stories = [paper.instead(number, shell(paper.story(number))) for number in range(2)]

    ran = crawl(project, *stories, paper.story(2), **settings)

    assert sorted(ends(project).values()) == [NO_TEXT, NO_TEXT, ("stored", "")], ran.errors
    assert ran.errors.count("apt-get install chromium") == said
    assert "playwright" not in ran.errors


def test_a_browser_that_does_not_start_keeps_no_link_from_a_later_crawl(
    project: Project, paper: Publisher
) -> None:
    stories = [paper.instead(number, shell(paper.story(number))) for number in range(2)]

    ran = crawl(project, *stories, paper.story(2), NEWSCRAWL_BROWSER="true", NEWSCRAWL_WAIT="0")

    states = sorted(ends(project).values())
    assert states == [("resolved", "browser_failed")] * 2 + [("stored", "")], ran.errors
    assert ran.errors.count("The browser does not start") == 1


def test_a_browser_that_dies_takes_no_link_with_it(
    project: Project, internet: Internet, paper: Publisher, begin: Callable[..., Popen[str]]
) -> None:
    stories = [paper.instead(number, shell(paper.story(number))) for number in range(2)]
    paper.site.put(DATA, Reply(delay=60), data_of(paper, 0))

    running = begin(*stories, NEWSCRAWL_RENDER_TIMEOUT="30")
    wait_until(lambda: internet.asked(HOST, DATA), "the first page was not rendered")
    for pid in browsers(project):
        os.kill(pid, signal.SIGKILL)
    ran = project.finish(running)

    assert set(ends(project).values()) == {("stored", "")}, ran.errors
    assert counted(ran, "later/browser_failed") == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_crawl_that_is_stopped_leaves_no_browser_behind(
    project: Project,
    internet: Internet,
    paper: Publisher,
    begin: Callable[..., Popen[str]],
    how: signal.Signals,
) -> None:
    story = paper.instead(0, shell(paper.story(0)))
    paper.site.put(DATA, Reply(delay=60))

    running = begin(story, NEWSCRAWL_RENDER_TIMEOUT="4")
    wait_until(lambda: internet.asked(HOST, DATA), "the page was not rendered")
    os.killpg(running.pid, how)
    ran = project.finish(running)

    assert ran.exit_code == (-how if how == signal.SIGKILL else 5)
    assert ends(project)[story.url][0] == "resolved", ran.errors
    wait_until(lambda: not browsers(project), "a browser was left behind")
