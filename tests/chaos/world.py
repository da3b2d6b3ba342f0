"""A growing news web, the crawls that read it, and the database between: what the faults are done to."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from contextlib import ExitStack, suppress
from math import ceil
from typing import TYPE_CHECKING, Literal, Self

from newscrawl.store.database import engine, migrate
from tests.crawls import IN_A_HURRY, Project
from tests.internet import GoogleNews, Internet, Publisher
from tests.postgres import Postgres
from tests.relay import Relay

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path
    from random import Random

    from tests.internet import Story

Kind = Literal["sqlite", "postgresql"]

LEASE = 3.0  # seconds
_HOSTS = 25
_A_FEED = 100  # items, as Google has it
_LOOK_AGAIN = 0.02  # seconds
_LONGEST = 180.0  # seconds a crawl may take with a fault in it
_SETTINGS = IN_A_HURRY | {
    "DOWNLOAD_DELAY": "0.1",
    "AUTOTHROTTLE_START_DELAY": "0.1",
    "NEWSCRAWL_LEASE": str(LEASE),
    "NEWSCRAWL_GOOGLE_PAUSE": "1",
    "NEWSCRAWL_RETRY_CEILING": "5",
    "NEWSCRAWL_WAIT": "8",
    "LOG_FILE": "crawls.log",
}


class World:
    """A context manager; `cable` and `server` are None where the database is SQLite.

    `stories` are all that any feed has named, `running` the crawls that were begun and have not
    been seen to end, `codes` how those that were not killed ended.
    """

    def __init__(self, folder: Path, kind: Kind, random: Random) -> None:
        self.kind, self.random = kind, random
        self.stories: list[Story] = []
        self.running: list[subprocess.Popen[str]] = []
        self.codes: Counter[int] = Counter()
        self.cable: Relay | None = None
        self.server: Postgres | None = None
        self._folder = folder
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        self.internet = self._closing.enter_context(Internet())
        self.google = GoogleNews(self.internet)
        hosts = [f"paper{number}.example.com" for number in range(_HOSTS)]
        self.papers = [Publisher(self.internet, host) for host in hosts]
        self.project = Project(self._folder, self.internet, self._database(), dict(_SETTINGS))
        self._closing.callback(self._end_all)
        return self

    def __exit__(self, *exception: object) -> None:
        self._closing.close()

    def publish(self, many: int) -> None:
        """Have *many* more stories in Google's feeds, half of them under links it must be asked about."""
        for number in range(len(self.stories), len(self.stories) + many):
            self.stories.append(self.papers[number % _HOSTS].story(number // _HOSTS))
        names = range(ceil(len(self.stories) / _A_FEED))
        for name in names:
            part = self.stories[name * _A_FEED : (name + 1) * _A_FEED]
            self.google.add(f"q{name}", part, format="2022" if name % 2 else "2024")
        queries = "".join(f'[[query]]\nname = "q{name}"\nquery = "q{name}"\n' for name in names)
        (self.project.folder / "queries.toml").write_text(queries)

    def begin(self) -> None:
        self.running.append(self.project.begin("-a", "queries=queries.toml"))

    def wait_for_pages(self, many: int) -> None:
        """Wait until so many more were asked for, or no crawl is left that could."""
        wanted = len(self.pages()) + many
        deadline = time.monotonic() + _LONGEST
        while self.alive() and len(self.pages()) < wanted:
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(_LOOK_AGAIN)

    def alive(self) -> list[subprocess.Popen[str]]:
        return [each for each in self.running if each.poll() is None]

    def any_alive(self) -> subprocess.Popen[str]:
        return self.random.choice(self.alive())

    def finish(self) -> None:
        """Wait for every crawl to end of itself."""
        for each in self.running:
            self.codes[self.project.finish(each).exit_code] += 1
        self.running.clear()

    def bury(self, killed: subprocess.Popen[str]) -> None:
        self.running.remove(killed)
        killed.communicate()

    def pages(self) -> list[str]:
        """The addresses of stories that were asked, one for each time."""
        return [
            visit.url
            for visit in self.internet.visits
            if visit.url.startswith("https://paper") and not visit.url.endswith("/robots.txt")
        ]

    def for_a_while(self, least: float = 0.5, most: float = 2.5) -> None:
        """Let a fault last."""
        time.sleep(self.random.uniform(least, most))

    def _database(self) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self._folder}/newscrawl.db"
        self.server = self._closing.enter_context(Postgres(synchronous_commit="on"))
        self.cable = self._closing.enter_context(Relay(self.server.port))
        url = self.server.new_database()
        opened = engine(url)
        migrate(opened)
        opened.dispose()
        return url.replace(f":{self.server.port}/", f":{self.cable.port}/")

    def _end_all(self) -> None:
        for each in self.alive():
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
            each.communicate()
