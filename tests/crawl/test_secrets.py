"""No password is written anywhere: not by crawls, not by commands, in good weather and in bad."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from newscrawl.store.database import engine
from newscrawl.store.schema import metadata
from tests.internet import GoogleNews, Publisher
from tests.postgres import PASSWORD
from tests.relay import Relay

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls import Project, Ran
    from tests.internet import Internet, Reply, Request
    from tests.postgres import Postgres

SECRETS = (PASSWORD, "hushhush", "aHVzaGh1c2g")  # the last is in Base64, as a header has it
DOWN = f"postgresql://me:{PASSWORD}@127.0.0.1:1/news"
STUMBLES = """
class Stumbles:
    @classmethod
    def from_crawler(cls, crawler):
        self = cls()
        self.settings = crawler.settings
        return self

    def process_item(self, item):
        raise ValueError(f"lost {self.settings['NEWSCRAWL_DATABASE_URL']} {dict(self.settings)}")
"""


class SecretInternet:
    """The stand-in, as a proxy that wants a password, or as one that is down."""

    def __init__(self, internet: Internet, *, port: int | None = None) -> None:
        self.port = port or internet.port

    @property
    def proxies(self) -> dict[str, str]:
        address = f"http://me:hushhush@127.0.0.1:{self.port}"
        names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
        return {**dict.fromkeys(names, address), "no_proxy": "localhost"}


@pytest.fixture
def secretive(project: Project, internet: Internet, google: GoogleNews) -> Project:
    """A project that is to write down all it can, behind a proxy with a password."""
    google.add("/rss", Publisher(internet, "paper.example.com").stories(2))
    project.internet = SecretInternet(internet)
    project.settings |= {
        "LOG_LEVEL": "DEBUG",
        "NEWSCRAWL_WARC": "raw",
        "NEWSCRAWL_REQUEST_LOG": "requests.tsv",
    }
    return project


def told(project: Project, *ran: Ran) -> str:
    """All that was printed and all that was written, archives unpacked."""
    files = [path for path in project.folder.rglob("*") if path.is_file()]
    printed = [text for each in ran for text in (each.output, each.errors)]
    return "\n".join([*printed, *map(_read, files)])


def kept(url: str) -> str:
    """Every row of every table."""
    opened = engine(url)
    with opened.connect() as connection:
        rows = [connection.execute(sa.select(table)).all() for table in metadata.sorted_tables]
    opened.dispose()
    return repr(rows)


def _read(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("latin-1")


def leaks(text: str) -> list[str]:
    """The lines that tell a secret."""
    return [line for line in text.splitlines() if any(secret in line for secret in SECRETS)]


@pytest.mark.server
def test_a_crawl_writes_down_no_password(
    secretive: Project, internet: Internet, postgres_url: str
) -> None:
    ran = secretive.crawl(
        *("-a", "top=1", "-O", "articles.jsonl", "--logfile", "crawl.log"),
        NEWSCRAWL_DATABASE_URL=postgres_url,
    )

    text = told(secretive, ran)
    assert ran.exit_code == 0, text
    assert "Overridden settings" in text
    assert "WARC/1.1" in text
    assert "paper.example.com" in text
    assert leaks(text + kept(postgres_url)) == []


@pytest.mark.server
def test_an_error_of_ours_tells_no_password(secretive: Project, postgres_url: str) -> None:
    (secretive.folder / "stumbling.py").write_text(STUMBLES)
    secretive.database_url = postgres_url

    ran = secretive.crawl(
        *("-a", "top=1", "--logfile", "crawl.log"),
        ITEM_PIPELINES='{"newscrawl.pipelines.extract.ExtractPipeline": 1, "stumbling.Stumbles": 2}',
    )

    text = (secretive.folder / "crawl.log").read_text()
    (secretive.folder / "stumbling.py").unlink()
    assert ran.exit_code == 1
    assert "ValueError: lost postgresql://***@" in text
    assert leaks(told(secretive, ran) + kept(postgres_url)) == []


@pytest.mark.server
def test_a_database_that_goes_away_tells_no_password(
    secretive: Project, internet: Internet, postgres: Postgres, postgres_url: str
) -> None:
    paper = internet.site("paper.example.com")
    answer = paper.handler
    with Relay(postgres.port) as relay:

        def cut(request: Request) -> Reply:
            relay.cut()
            return answer(request)

        paper.handler = cut
        url = sa.make_url(postgres_url).set(port=relay.port)
        ran = secretive.crawl(
            *("-a", "top=1"),
            NEWSCRAWL_DATABASE_URL=url.render_as_string(hide_password=False),
            NEWSCRAWL_DATABASE_PATIENCE="1",
        )

    assert ran.exit_code == 4, ran.errors
    assert "the crawl holds" in ran.errors
    assert leaks(told(secretive, ran)) == []


def test_a_proxy_that_is_down_tells_no_password(secretive: Project, internet: Internet) -> None:
    secretive.internet = SecretInternet(internet, port=1)

    crawled = secretive.crawl("-a", "top=1", NEWSCRAWL_RETRY_DELAY="0.01")
    extracted = secretive.run("extract", *secretive.options(), "https://paper.example.com/1")

    assert (crawled.exit_code, extracted.exit_code) == (3, 3)
    assert leaks(told(secretive, crawled, extracted)) == []


@pytest.mark.parametrize("way", ["environment", "command line"])
def test_no_command_tells_the_password_of_a_database_that_is_down(
    secretive: Project, way: str
) -> None:
    if way == "environment":
        secretive.database_url = DOWN
    else:
        secretive.settings["NEWSCRAWL_DATABASE_URL"] = DOWN
    commands = (
        ["crawl", "googlenews", "-a", "top=1"],
        ["report"],
        ["coverage"],
        ["migrate"],
        ["doctor", "--format", "json"],
        ["settings", "--getint", "DOWNLOAD_TIMEOUT"],
    )

    ran = [secretive.run(*command, *secretive.options()) for command in commands]

    assert [each.exit_code for each in ran] == [4, 4, 4, 4, 4, 0]
    assert leaks(told(secretive, *ran)) == []


def test_arguments_with_a_password_are_refused_or_written_down_without(
    secretive: Project, internet: Internet
) -> None:
    address = "https://me:hushhush@paper.example.com/feed.xml"
    (secretive.folder / "sites.txt").write_text(f"{address}\n")

    ran = [
        secretive.crawl("-a", argument, spider="feeds")
        for argument in (f"urls={address}", "urls=sites.txt", f"NEWSCRAWL_DATABASE_URL={DOWN}")
    ]
    (secretive.folder / "sites.txt").unlink()

    assert [each.exit_code for each in ran] == [2, 2, 2]
    assert "leave out what stands before the @" in ran[0].errors
    assert leaks(told(secretive, *ran)) == []
