"""A person sees one live line, and as much of a command as there is to see; a log sees plain lines."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from newscrawl.store.database import open_database
from tests.crawl.test_beyond_google import record
from tests.internet import GoogleNews, Publisher
from tests.store.samples import Desk, direct

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet


STORY = "https://paper.example.com/story"


def watch(project: Project, *arguments: str) -> str:
    """Run a crawl whose stderr is a terminal; return what the terminal was sent."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "googlenews", *arguments],
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux's way to say that the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 0, seen.decode()
    return seen.decode()


def test_a_person_at_a_terminal_sees_one_live_line_and_no_wall_of_log(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", Publisher(internet).stories(3))

    seen = watch(project, "-a", "top=1", *project.options())

    assert "\r\x1b[Kdiscovered 3 · " in seen
    assert "stored 3" in seen.splitlines()[-1]
    assert "robots.txt disallows" in seen, "the terms of Google News are said"
    assert "Enabled" not in seen
    assert "Dumping" not in seen
    assert seen.count("\n") < 8


def test_a_log_gets_plain_lines(project: Project, internet: Internet, google: GoogleNews) -> None:
    google.add("/rss", Publisher(internet).stories(3))

    ran = project.crawl("-a", "top=1", NEWSCRAWL_PROGRESS_INTERVAL="0.5")

    assert "\x1b" not in ran.errors
    assert "INFO: discovered 3 · " in ran.errors
    ours = [line for line in ran.errors.splitlines() if "[newscrawl." in line]
    said = [line for line in ours if "[newscrawl.extensions.progress]" not in line]
    assert "robots.txt disallows" in said[0], "the first line of ours says the terms"


@pytest.mark.parametrize(
    ("command", "exit_code"),
    [
        (["scrapy", "migrate"], 0),
        (["scrapy", "report"], 0),
        (["scrapy", "coverage", "--format", "json"], 0),
        (["scrapy", "doctor", "-s", "NEWSCRAWL_GOOGLE_NEWS=0"], 0),
        (["scrapy", "reextract", "page.warc"], 0),
        (["scrapy", "extract", "page.html", "--explain"], 3),
        (["newscrawl.extract", "page.html", "--explain"], 3),
    ],
    ids=lambda each: " ".join(each[:2]) if isinstance(each, list) else "",
)
def test_a_reader_who_has_had_enough_ends_no_command(
    project: Project, command: list[str], exit_code: int
) -> None:
    (project.folder / "page.html").write_text("<p>No story.</p>")
    (project.folder / "page.warc").write_bytes(record(STORY, b"<p>"))
    opened = open_database(project.database_url)
    Desk(opened).discover(direct())
    opened.dispose()
    reading, writing = os.pipe()
    os.close(reading)

    ran = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project.folder,
        env=project.environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)

    assert (ran.returncode, ran.stderr.decode()) == (exit_code, "")
