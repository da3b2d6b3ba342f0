"""Another process has the SQLite file: the crawl waits and says by whom; nothing is lost."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.crawls import LONGEST
from tests.internet import GoogleNews, Publisher
from tests.internet.pages import article
from tests.locker import Locker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls import Project
    from tests.internet import Internet


def wait_for(words: str, log: Path) -> None:
    deadline = time.monotonic() + LONGEST
    while words not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def test_a_crawl_waits_says_by_whom_and_goes_on(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    stories = paper.stories(3)
    for story in stories:
        paper.site.put(story.path, replace(article(story), delay=1.0))
    google.add("/rss", stories)
    log = project.folder / "crawl.log"

    process = project.begin("-a", "top=1", "--logfile", str(log))
    wait_for("links, 3 of them new", log)
    with Locker(project.folder / "newscrawl.db") as locker:
        wait_for("the crawl holds", log)
        locker.let_go()
    ran = project.finish(process)

    assert ran.exit_code == 0, log.read_text()
    assert f"database is locked: process {locker.pid} (" in log.read_text()
    assert len(project.rows("SELECT 1 FROM articles")) == 3


def test_every_command_on_a_locked_file_says_by_whom(project: Project) -> None:
    commands = [["report"], ["coverage"], ["migrate"], ["crawl", "googlenews", "-a", "top=1"]]
    project.run("migrate")
    with Locker(project.folder / "newscrawl.db") as locker:
        running = [project._popen(*command) for command in commands]
        ran = [project.finish(process) for process in running]

    assert [each.exit_code for each in ran] == [4, 4, 4, 4]
    for each in ran:
        assert f"process {locker.pid} (" in each.errors
        assert "let that process finish, or end it" in each.errors
        assert each.errors.count("\n") == 1
