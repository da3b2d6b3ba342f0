"""Jobs over HTTP: deployed as one zipped egg, run by a real Scrapyd, found in PostgreSQL."""

from __future__ import annotations

import errno
import socket
import zipfile
from typing import TYPE_CHECKING

import pytest
import requests
import sqlalchemy as sa

from newscrawl.store.database import engine
from tests.crawls import IN_A_HURRY
from tests.deploy.server import Scrapyd, bare_environment, clean_checkout, scrapyd_deploy
from tests.internet import GoogleNews, Internet, Publisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Postgres

pytestmark = pytest.mark.server


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return clean_checkout(tmp_path / "checkout")


@pytest.fixture
def empty_database(postgres: Postgres) -> str:
    return postgres.new_database()


@pytest.fixture
def scrapyd(tmp_path: Path, internet: Internet, empty_database: str) -> Iterator[Scrapyd]:
    environment = {**internet.proxies, "NEWSCRAWL_DATABASE_URL": empty_database}
    with Scrapyd(tmp_path / "scrapyd", environment) as server:
        yield server


def test_the_egg_carries_the_package_whole_and_nothing_else(checkout: Path, tmp_path: Path) -> None:
    egg = tmp_path / "newscrawl.egg"
    package = {
        str(path.relative_to(checkout))
        for path in (checkout / "newscrawl").rglob("*")
        if path.is_file()
    }

    scrapyd_deploy(checkout, f"--build-egg={egg}", environment=bare_environment(tmp_path))

    packed = {
        name
        for name in zipfile.ZipFile(egg).namelist()
        if not name.startswith("EGG-INFO/") and not name.endswith(".pyc")
    }
    assert packed == package, "name the missing in [tool.setuptools.package-data], pyproject.toml"


def test_a_job_is_deployed_scheduled_and_its_articles_are_in_postgresql(
    scrapyd: Scrapyd, checkout: Path, internet: Internet, google: GoogleNews, empty_database: str
) -> None:
    stories = Publisher(internet, "news.example.com").stories(3)
    google.add("climate change", stories)

    scrapyd.deploy(checkout)
    migrated = scrapyd.run("migrate")
    log = scrapyd.wait_for(scrapyd.schedule("googlenews", IN_A_HURRY, query="climate change"))

    assert migrated.returncode == 0, migrated.stderr
    titles = rows(empty_database, "SELECT title FROM articles ORDER BY title")
    assert titles == sorted((story.title,) for story in stories), log
    assert rows(empty_database, "SELECT exit_code FROM crawls") == [(0,)], log


def test_a_request_without_the_password_is_refused(scrapyd: Scrapyd) -> None:
    asked = requests.get(scrapyd.url + "daemonstatus.json", proxies={"no_proxy": "*"}, timeout=10)

    assert asked.status_code == 401


def test_scrapyd_does_not_start_without_a_password(scrapyd: Scrapyd) -> None:
    exit_code = scrapyd.start_without_password()

    assert exit_code != 0
    assert "SCRAPYD_PASSWORD is not set" in scrapyd.said()


def test_scrapyd_listens_on_the_address_it_was_given_alone(scrapyd: Scrapyd) -> None:
    with socket.socket() as other_address:
        refused = other_address.connect_ex(("127.0.0.2", scrapyd.port))

    assert refused == errno.ECONNREFUSED


def rows(database_url: str, statement: str) -> list[tuple[object, ...]]:
    opened = engine(database_url)
    with opened.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(statement))]
    opened.dispose()
    return found
