"""Crawls by the clock: what the wrapper reads, refuses, writes, says and hands on."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.crawls import IN_A_HURRY, PROJECT, Ran
from tests.deploy.server import LONGEST, bare_environment, clean_checkout, until
from tests.internet import GoogleNews, Internet, Publisher, Reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls import Project

pytestmark = pytest.mark.crawl
HURRY = [word for name, value in IN_A_HURRY.items() for word in ("-s", f"{name}={value}")]
CLIMATE = ("googlenews", "-a", "query=climate change")


@dataclass
class Cron:
    """Starts the wrapper as cron does: a bare environment, a home folder, no terminal."""

    project: Project
    checkout: Path = PROJECT

    def __post_init__(self) -> None:
        self.environment = {
            **bare_environment(self.project.folder),
            **self.project.internet.proxies,
            "NEWSCRAWL_ENV_FILE": str(self.env_file),
            "NEWSCRAWL_VENV": sys.prefix,
            "LOG_DIR": str(self.logs),
        }

    @property
    def env_file(self) -> Path:
        return self.project.folder / "newscrawl.env"

    @property
    def logs(self) -> Path:
        return self.project.folder / "logs"

    def run(self, *arguments: str) -> Ran:
        return self.finish(self.begin(*arguments))

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.checkout / "deploy/cron/newscrawl-cron", *arguments],
            cwd=self.project.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, process: subprocess.Popen[str]) -> Ran:
        output, errors = process.communicate(timeout=LONGEST)
        return Ran(process.returncode, output, errors)

    def log(self) -> str:
        return "".join(path.read_text() for path in self.logs.glob("*.log"))


@pytest.fixture
def cron(project: Project) -> Cron:
    job = Cron(project)
    job.env_file.write_text(f"NEWSCRAWL_DATABASE_URL='{project.database_url}'\n")
    return job


def test_a_crawl_that_went_well_says_nothing_and_leaves_a_log_of_the_day(
    cron: Cron, internet: Internet, google: GoogleNews
) -> None:
    story = Publisher(internet, "news.example.com").story(0)
    google.add("climate change", [story])

    ran = cron.run(*CLIMATE, *HURRY)

    assert ran == Ran(0, "", ""), cron.log()
    assert cron.project.rows("SELECT title FROM articles") == [{"title": story.title}]
    (log,) = cron.logs.glob("googlenews-*-20??-??-??.log")
    assert "stored 1" in log.read_text()


@pytest.mark.parametrize(
    ("arguments", "exit_code", "meaning"),
    [
        pytest.param(("-a", "quarry=x"), 2, "wrong arguments or settings", id="argument"),
        pytest.param(
            ("-a", "query=x", "-s", "NEWSCRAWL_DATABASE_URL=postgresql://x@127.0.0.1:1/x"),
            4,
            "the database is unreachable",
            id="database",
        ),
    ],
)
def test_a_crawl_that_cannot_begin_is_one_line_for_the_mail(
    cron: Cron, arguments: tuple[str, ...], exit_code: int, meaning: str
) -> None:
    ran = cron.run("googlenews", *arguments)

    (log,) = cron.logs.glob("*.log")
    assert (ran.exit_code, ran.output) == (exit_code, ""), ran.errors
    assert ran.errors.startswith(f"newscrawl-cron: googlenews ended with {exit_code} ({meaning}")
    assert ran.errors.endswith(f", see {log}\n")
    assert ran.errors.count("\n") == 1
    assert "newscrawl: " in log.read_text()


def test_a_stopped_run_stops_its_crawl_and_leaves_a_second_one_out(
    cron: Cron, internet: Internet, google: GoogleNews
) -> None:
    slow = Publisher(internet, "news.example.com")
    slow.instead(0, Reply(body=b"late", delay=2.0))
    google.add("climate change", slow.stories(5))
    running = cron.begin(*CLIMATE, *HURRY)
    until(lambda: bool(internet.asked("news.example.com")), "the crawl asks", said=cron.log)

    second = cron.run(*CLIMATE, *HURRY)
    running.send_signal(signal.SIGTERM)
    first = cron.finish(running)

    assert second.exit_code == 0
    assert "the run before is still going" in second.errors
    assert first.exit_code == 5, cron.log()
    assert "stopped before it was done; the next run goes on" in first.errors


def test_another_job_does_not_wait_for_a_running_one(
    cron: Cron, internet: Internet, google: GoogleNews
) -> None:
    cron.run("googlenews", "-a", "quarry=x")
    (lock,) = cron.logs.glob("*.lock")

    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        same = cron.run("googlenews", "-a", "quarry=x")
        other = cron.run("googlenews", "-a", "quarry=y")

    assert "still going" in same.errors
    assert (same.exit_code, other.exit_code) == (0, 2)


@pytest.mark.parametrize(
    ("line", "mode", "refused"),
    [
        pytest.param("URL='postgresql://x:secret@127.0.0.1/x'", 0o644, True, id="url-for-all"),
        pytest.param("SCRAPYD_PASSWORD='secret'", 0o644, True, id="password-for-all"),
        pytest.param("URL='postgresql://x:secret@127.0.0.1/x'", 0o640, False, id="for-a-group"),
        pytest.param("SCRAPYD_PASSWORD=''", 0o644, False, id="no-password"),
        pytest.param("# http://USER:PASSWORD@proxy", 0o644, False, id="comment"),
    ],
)
def test_an_env_file_with_a_password_is_not_for_everyone(
    cron: Cron, line: str, mode: int, *, refused: bool
) -> None:
    cron.env_file.write_text(f"{line}\n")
    cron.env_file.chmod(mode)

    ran = cron.run("googlenews", "-a", "quarry=x")

    assert ran.exit_code == 2
    assert (f"everyone can read it: chmod 640 {cron.env_file}" in ran.errors) == refused
    assert cron.logs.exists() != refused


def test_what_lies_beside_the_wrapper_need_not_be_named(cron: Cron, tmp_path: Path) -> None:
    cron.checkout = clean_checkout(tmp_path / "checkout")
    beside = cron.checkout / "deploy/cron"
    (beside / "newscrawl.env").write_text("NEWSCRAWL_DATABASE_URL='mysql://x'\n")
    del cron.environment["NEWSCRAWL_ENV_FILE"], cron.environment["LOG_DIR"]

    ran = cron.run(*CLIMATE)

    (log,) = (beside / "logs").glob("*.log")
    assert ran.exit_code == 2
    assert "mysql is not supported" in log.read_text()


def test_an_env_file_that_is_named_has_to_be_there(cron: Cron) -> None:
    cron.env_file.unlink()

    ran = cron.run(*CLIMATE)

    assert ran.exit_code == 2
    assert f"names {cron.env_file}, which is not there" in ran.errors


def test_the_example_of_an_env_file_is_one(cron: Cron) -> None:
    example = (PROJECT / "deploy/env.example").read_text()
    filled_in = example.replace(
        "#NEWSCRAWL_CONTACT=''", "NEWSCRAWL_CONTACT='news desk, a@b.example'"
    )
    cron.env_file.write_text(filled_in)

    ran = cron.run("googlenews", "-a", "quarry=x")

    assert "ended with 2 (wrong arguments" in ran.errors
    assert "quarry" in cron.log()
