"""What tests share: the stand-in for the news web, databases, and a project to crawl in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from newscrawl.store.database import engine, migrate
from tests.crawls import Project
from tests.internet import GoogleNews, Internet
from tests.postgres import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def internet() -> Iterator[Internet]:
    with Internet() as net:
        yield net
    assert net.strays == [], "hosts were asked that no test set up"


@pytest.fixture
def google(internet: Internet) -> GoogleNews:
    return GoogleNews(internet)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """An empty PostgreSQL database with the schema applied."""
    url = postgres.new_database()
    opened = engine(url)
    migrate(opened)
    opened.dispose()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/newscrawl.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def project(tmp_path: Path, internet: Internet) -> Project:
    """A project on SQLite."""
    return Project(tmp_path, internet, f"sqlite:///{tmp_path}/newscrawl.db")


@pytest.fixture
def project_anywhere(tmp_path: Path, internet: Internet, database_url: str) -> Project:
    """A project on each database in turn."""
    return Project(tmp_path, internet, database_url)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/crawl/" in str(item.path):
            item.add_marker(pytest.mark.crawl)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("CI can run every test: a skipped one fails the run", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that CI can run and does not is a failure of CI."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
