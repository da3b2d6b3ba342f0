"""Whole crawls as a user runs them: the scrapy command as a subprocess, the internet as its proxy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from newscrawl.store.database import engine
from newscrawl.store.report import report

if TYPE_CHECKING:
    from tests.internet import Internet

PROJECT = Path(__file__).parent.parent
LONGEST = 120  # seconds a crawl of a test may take
IN_A_HURRY = {  # the manners are tested where they are the subject
    "NEWSCRAWL_GOOGLE_DELAY": "0.01",
    "DOWNLOAD_DELAY": "0.01",
    "AUTOTHROTTLE_START_DELAY": "0.01",
    "NEWSCRAWL_RETRY_DELAY": "0.2",
    "NEWSCRAWL_LEASE": "4",
    "NEWSCRAWL_WAIT": "6",
    "NEWSCRAWL_EXTRACT_WORKERS": "1",
    "NEWSCRAWL_GOOGLE_PER_MINUTE": "100000",
    "NEWSCRAWL_ASK_PUBLISHERS": "False",
}


@dataclass(frozen=True)
class Ran:
    exit_code: int
    output: str
    errors: str


@dataclass
class Project:
    """A folder of a user's, a database, and the commands run there."""

    folder: Path
    internet: Internet
    database_url: str
    settings: dict[str, str] = field(default_factory=lambda: dict(IN_A_HURRY))
    variables: dict[str, str] = field(default_factory=dict)  # of the environment, over all others

    def crawl(
        self, *arguments: str, spider: str = "googlenews", typed: str | None = None, **settings: str
    ) -> Ran:
        return self.finish(self.begin(*arguments, spider=spider, **settings), typed=typed)

    def begin(
        self, *arguments: str, spider: str = "googlenews", **settings: str
    ) -> subprocess.Popen[str]:
        return self._popen("crawl", spider, *self.options(**settings), *arguments)

    def options(self, **settings: str) -> list[str]:
        chosen = [f"{name}={value}" for name, value in (self.settings | settings).items()]
        return [word for each in chosen for word in ("-s", each)]

    def finish(self, process: subprocess.Popen[str], *, typed: str | None = None) -> Ran:
        try:
            output, errors = process.communicate(typed, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, errors = process.communicate()
            raise AssertionError(f"the crawl did not end in {LONGEST} s:\n{errors}") from None
        return Ran(process.returncode, output, errors)

    def kill(self, process: subprocess.Popen[str]) -> None:
        """As the kernel does it: no goodbye, not to its children either."""
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def run(self, *command: str) -> Ran:
        return self.finish(self._popen(*command))

    def report(self) -> dict[str, Any]:
        """What `scrapy report --format json` says, without a process for it."""
        opened = engine(self.database_url)
        with opened.begin() as connection:
            found = report(connection, hosts=20)
        opened.dispose()
        return found

    def rows(self, statement: str) -> list[dict[str, Any]]:
        opened = engine(self.database_url)
        with opened.connect() as connection:
            found = [dict(row) for row in connection.execute(sa.text(statement)).mappings()]
        opened.dispose()
        return found

    def change(self, statement: str) -> None:
        opened = engine(self.database_url)
        with opened.begin() as connection:
            connection.execute(sa.text(statement))
        opened.dispose()

    def _popen(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", *command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            **_without_newscrawl(),
            **self.internet.proxies,
            "SCRAPY_SETTINGS_MODULE": "newscrawl.settings",
            "PYTHONPATH": str(PROJECT),
            "NEWSCRAWL_DATABASE_URL": self.database_url,
            **self.variables,
        }


def _without_newscrawl() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("NEWSCRAWL_")}
