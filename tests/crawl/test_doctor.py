"""scrapy doctor: each thing broken once, really, and the cure named; nothing is made or changed."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from sqlite3 import connect
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from newscrawl.store.database import engine, open_database
from newscrawl.store.hosts import pause
from tests.crawls import LONGEST
from tests.internet import (
    DISALLOW_ALL,
    GoogleNews,
    Publisher,
    Reply,
    Request,
    html,
    redirect,
)
from tests.locker import Locker
from tests.store.samples import damage

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet
    from tests.postgres import Postgres

GOOGLE = "news.google.com"
_DOCTOR = (sys.executable, "-m", "scrapy", "doctor", "--format", "json")
CHECKS = [
    "python", "settings", "contact", "database", "disk", "browser", "certificates", "proxy", "proxy",
    "feed", "clock", "extraction",
]  # fmt: skip


@pytest.fixture
def well(project: Project, internet: Internet, google: GoogleNews) -> Project:
    """A project with which nothing is wrong."""
    google.add("/rss", Publisher(internet, "paper.example.com").stories(3))
    project.settings["NEWSCRAWL_CONTACT"] = "https://example.com/crawl"
    return project


def examine(
    project: Project, *options: str, environment: dict[str, str] | None = None, **settings: str
) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and what is said of each check; of several of one name, the worst."""
    ran = subprocess.run(
        [*_DOCTOR, *options, *project.options(**settings)],
        cwd=project.folder,
        env=project.environment | (environment or {}),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    told = json.loads(ran.stdout)
    assert told["exit_code"] == ran.returncode
    worst = sorted(
        told["checks"], key=lambda each: ("ok", "warning", "wrong").index(each["verdict"])
    )
    return ran.returncode, {each["check"]: each for each in worst}


def test_where_nothing_is_wrong_every_check_says_so_and_nothing_is_made(
    well: Project, internet: Internet
) -> None:
    ran = well.run("doctor", *well.options())

    checks = [line.split()[:2] for line in ran.output.splitlines()[1:]]
    assert checks == [[check, "ok"] for check in CHECKS], ran.output
    assert (ran.exit_code, ran.errors) == (0, "")
    assert [visit.url.partition("?")[0] for visit in internet.visits] == [f"https://{GOOGLE}/rss"]
    assert list(well.folder.iterdir()) == []


def test_a_database_in_use_is_well_and_stays_as_it_is(well: Project) -> None:
    open_database(well.database_url).dispose()
    before = well.rows("SELECT * FROM alembic_version")

    code, told = examine(well)

    assert (code, told["database"]["verdict"]) == (0, "ok")
    assert well.rows("SELECT * FROM crawls") == []
    assert well.rows("SELECT * FROM alembic_version") == before


def test_of_many_things_that_are_wrong_the_most_serious_has_the_exit_code(well: Project) -> None:
    log = well.folder / "crawl.log"
    proxies = dict.fromkeys(("http_proxy", "https_proxy"), "http://me:hushhush@127.0.0.1:1")

    code, told = examine(
        well,
        *("--logfile", str(log)),
        environment=proxies,
        NEWSCRAWL_CONTACT="",
        NEWSCRAWL_BROWSER="/no/browser",
        NEWSCRAWL_WARC="/proc",
        NEWSCRAWL_EXTRACT_TIMEOUT="0.0001",
    )

    wrong = {check for check, said in told.items() if said["verdict"] == "wrong"}
    assert (code, wrong) == (2, {"browser", "disk", "proxy", "feed", "extraction"})
    assert told["contact"]["verdict"] == "warning"
    assert all(said["cure"] for said in told.values() if said["verdict"] != "ok")
    assert "hushhush" not in json.dumps(told)
    assert not log.exists()


def test_a_setting_that_cannot_be_is_named(well: Project) -> None:
    code, told = examine(well, NEWSCRAWL_LEASE="soon")

    assert (code, told["settings"]["cure"]) == (2, "write seconds, e.g. 1.5")
    assert told["settings"]["found"] == "NEWSCRAWL_LEASE is 'soon'"


# -- database ---------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_is_named(well: Project) -> None:
    well.database_url = "sqlite:////proc/newscrawl.db"

    code, told = examine(well)

    assert (code, told["database"]["verdict"], told["disk"]["verdict"]) == (4, "wrong", "wrong")
    assert "none can be made" in told["database"]["found"]
    assert "let this user write into it" in told["database"]["cure"]


def test_a_sqlite_file_of_an_old_schema_is_named_and_left_as_it_is(well: Project) -> None:
    open_database(well.database_url).dispose()
    well.change("UPDATE alembic_version SET version_num = '0001'")

    code, told = examine(well)

    assert (code, told["database"]["cure"]) == (4, "run 'scrapy migrate' once")
    assert well.rows("SELECT * FROM alembic_version") == [{"version_num": "0001"}]


def test_another_program_s_file_is_named_and_left_as_it_is(well: Project) -> None:
    file = well.folder / "newscrawl.db"
    with closing(connect(file)) as opened:
        opened.execute("CREATE TABLE bookmarks (url)")
    before = file.read_bytes()

    code, told = examine(well)

    assert (code, told["database"]["verdict"]) == (4, "wrong")
    assert file.read_bytes() == before, "not even its journal mode is another"


def test_what_is_no_database_is_named(well: Project) -> None:
    (well.folder / "newscrawl.db").write_text("my diary, " * 100)

    code, told = examine(well)

    assert (code, told["database"]["cure"]) == (4, "set NEWSCRAWL_DATABASE_URL to another file")


def test_a_damaged_file_is_named(well: Project) -> None:
    open_database(well.database_url).dispose()
    damage(well.folder / "newscrawl.db", "article_keys")

    code, told = examine(well)

    assert code == 4
    assert "newscrawl.db is damaged (" in told["database"]["found"]
    assert told["database"]["cure"].startswith("take a copy from before")


def test_who_has_the_file_locked_is_named(well: Project) -> None:
    open_database(well.database_url).dispose()
    with Locker(well.folder / "newscrawl.db") as locker:
        code, told = examine(well)

    assert code == 4
    assert f"process {locker.pid} (" in told["database"]["found"]
    assert told["database"]["cure"] == "let that process finish, or end it"


def test_a_server_that_is_down_is_named_without_its_password(well: Project) -> None:
    well.database_url = "postgresql://me:hushhush@127.0.0.1:1/news"

    code, told = examine(well)

    assert code == 4
    assert "postgresql+psycopg://me:***@127.0.0.1:1/news" in told["database"]["found"]
    assert "start it, or set NEWSCRAWL_DATABASE_URL" in told["database"]["cure"]
    assert "hushhush" not in json.dumps(told)


@pytest.mark.server
def test_a_server_s_database_without_tables_is_named_and_stays_without(
    well: Project, postgres: Postgres
) -> None:
    well.database_url = postgres.new_database()

    code, told = examine(well)

    assert (code, told["database"]["cure"]) == (4, "run 'scrapy migrate' once")
    opened = engine(well.database_url)
    assert sa.inspect(opened).get_table_names() == []
    opened.dispose()


@pytest.mark.server
def test_tables_that_may_be_read_and_not_written_are_named(
    well: Project, postgres_url: str
) -> None:
    opened = engine(postgres_url)
    with opened.begin() as connection:
        connection.execute(sa.text("CREATE ROLE reader LOGIN PASSWORD 'reader'"))
        connection.execute(sa.text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    url = opened.url.set(username="reader", password="reader")
    well.database_url = url.render_as_string(hide_password=False)

    code, told = examine(well)

    with opened.begin() as connection:
        connection.execute(sa.text("DROP OWNED BY reader"))
        connection.execute(sa.text("DROP ROLE reader"))
    opened.dispose()
    assert code == 4
    assert "permission denied" in told["database"]["found"]
    assert "let this user write all of its tables" in told["database"]["cure"]


# -- the way out -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(html("Slow down", status=429), "blocked (http_429)", id="too many"),
        pytest.param(
            redirect("https://consent.google.com/ml?continue=x"), "consent, a page", id="consent"
        ),
    ],
)
def test_google_that_refuses_is_told_from_google_that_is_well(
    well: Project, internet: Internet, answer: Reply, found: str
) -> None:
    internet.site(GOOGLE).put("/rss", answer)

    code, told = examine(well)

    assert (code, told["feed"]["verdict"]) == (3, "wrong")
    assert found in told["feed"]["found"]
    assert told["feed"]["cure"]
    assert len(internet.asked(GOOGLE)) == 1


def test_a_feed_of_one_s_own_is_asked_by_the_manners(well: Project, internet: Internet) -> None:
    open_paper = Publisher(internet, "paper.example.com")
    closed_paper = Publisher(internet, "closed.example.com", robots=DISALLOW_ALL)
    cases = {
        open_paper.feed_url: (0, "20 links"),
        closed_paper.feed_url: (3, "no answer (robots)"),
    }

    told = {url: examine(well, "--feed", url) for url in cases}

    for url, (code, found) in cases.items():
        assert (told[url][0], found in told[url][1]["feed"]["found"]) == (code, True), told[url]
    assert internet.asked(GOOGLE) == []


def test_google_is_not_asked_where_that_is_off_or_it_blocked_an_earlier_crawl(
    well: Project, internet: Internet
) -> None:
    off, said_off = examine(well, NEWSCRAWL_GOOGLE_NEWS="False")
    opened = open_database(well.database_url)
    with opened.begin() as connection:
        pause(connection, GOOGLE, until=datetime.now(UTC) + timedelta(hours=1))
    opened.dispose()
    paused, said_paused = examine(well)

    assert (off, said_off["feed"]["verdict"]) == (0, "ok")
    assert "NEWSCRAWL_GOOGLE_NEWS is off" in said_off["feed"]["found"]
    assert (paused, said_paused["feed"]["verdict"]) == (3, "wrong")
    assert "is left alone until" in said_paused["feed"]["found"]
    assert internet.asked(GOOGLE) == []


def test_a_clock_that_is_wrong_is_said_by_how_much(well: Project, internet: Internet) -> None:
    paper = Publisher(internet, "paper.example.com")
    feed = paper.site.answer(Request(method="GET", url=paper.feed_url))
    date = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    paper.site.put("/feed.xml", Reply(body=feed.body, headers={**feed.headers, "Date": date}))

    code, told = examine(well, "--feed", paper.feed_url)

    assert (code, told["clock"]["verdict"]) == (2, "wrong")
    assert 3590 < int(told["clock"]["found"].split()[0]) < 3660
    assert "ahead of the feed's server" in told["clock"]["found"]
    assert "timedatectl" in told["clock"]["cure"]


def test_a_feed_that_is_no_address_is_refused(well: Project) -> None:
    ran = well.run("doctor", "--feed", "file:///etc/passwd")

    assert ran.exit_code == 2
    assert "write http:// or https://" in ran.errors
