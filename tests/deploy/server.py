"""A Scrapyd of the test's own: the repository's configuration, a free port, a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from configparser import RawConfigParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import requests

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parent.parent.parent
PROGRAMS = Path(sys.executable).parent
PASSWORD = "only-for-tests"
LONGEST = 120  # seconds for anything that is waited for


class Scrapyd:
    """*environment* is what Scrapyd is started with beside its password, and what its jobs get."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.environment = {**bare_environment(folder), **environment}
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy on the way to this machine
        self._session.auth = ("newscrawl", PASSWORD)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._configure()
        self._process = self._start({**self.environment, "SCRAPYD_PASSWORD": PASSWORD})
        until(self._answers, "Scrapyd answers", said=self.said)
        return self

    def __exit__(self, *exception: object) -> None:
        self._session.close()
        self._process.terminate()
        self._process.wait(LONGEST)

    def start_without_password(self) -> int:
        """Start one more and return its exit code."""
        return self._start(self.environment).wait(LONGEST)

    def said(self) -> str:
        return (self.folder / "scrapyd.log").read_text()

    def get(self, what: str, **query: str) -> dict[str, Any]:
        return _read(self._session.get(self.url + what, params=query, timeout=LONGEST))

    def post(self, what: str, **form: str | list[str]) -> dict[str, Any]:
        return _read(self._session.post(self.url + what, data=form, timeout=LONGEST))

    def deploy(self, checkout: Path) -> None:
        """As a user does from their checkout, whose own scrapy.cfg is left as it is."""
        elsewhere = f"[deploy:elsewhere]\nurl = {self.url}\n"
        (self.folder / ".scrapy.cfg").write_text(elsewhere)
        scrapyd_deploy(
            checkout,
            "elsewhere",
            environment={**bare_environment(self.folder), "SCRAPYD_PASSWORD": PASSWORD},
        )

    def schedule(self, spider: str, settings: dict[str, str], **arguments: str) -> str:
        chosen = [f"{name}={value}" for name, value in settings.items()]
        job: str = self.post(
            "schedule.json", project="newscrawl", spider=spider, setting=chosen, **arguments
        )["jobid"]
        return job

    def wait_for(self, job: str) -> str:
        """Return the log of *job* after its end."""
        until(lambda: job in self._finished(), f"job {job} is finished", said=self.said)
        return (self.folder / f"logs/newscrawl/googlenews/{job}.log").read_text()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command of the project that was deployed here."""
        return subprocess.run(
            [sys.executable, "-m", "scrapyd.runner", *command],
            cwd=self.folder,
            env={**self.environment, "SCRAPY_PROJECT": "newscrawl"},
            capture_output=True,
            text=True,
            check=False,
        )

    def _finished(self) -> set[str]:
        return {job["id"] for job in self.get("listjobs.json", project="newscrawl")["finished"]}

    def _answers(self) -> bool:
        assert self._process.poll() is None, f"Scrapyd did not start:\n{self.said()}"
        try:
            return self.get("daemonstatus.json")["status"] == "ok"
        except requests.ConnectionError:
            return False

    def _configure(self) -> None:
        configuration = RawConfigParser()
        configuration.read(PROJECT / "deploy/scrapyd/scrapyd.conf")
        configuration["scrapyd"].update(http_port=str(self.port), poll_interval="0.1")
        with (self.folder / "scrapyd.conf").open("w") as file:
            configuration.write(file)

    def _start(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / "scrapyd.log").open("ab") as log:
            return subprocess.Popen(
                [PROGRAMS / "scrapyd", "--pidfile="],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )


def clean_checkout(folder: Path) -> Path:
    """Copy what git keeps or would keep, for scrapyd-deploy leaves build/ and setup.py behind."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)
    return folder


def scrapyd_deploy(checkout: Path, *arguments: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [PROGRAMS / "scrapyd-deploy", *arguments],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def bare_environment(home: Path) -> dict[str, str]:
    """Nothing of the developer's own: no proxies, no settings, no import path."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}


def until(condition: Callable[[], bool], what: str, *, said: Callable[[], str]) -> None:
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline, f"waited {LONGEST} s until {what}:\n{said()}"
        time.sleep(0.05)


def _read(response: requests.Response) -> dict[str, Any]:
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    assert answer["status"] == "ok", answer
    return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
