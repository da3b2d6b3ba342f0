"""What cannot be is said at once, in one line that names the cure, with an exit code of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.crawls import Project

CASES = {
    "unknown argument": (["-a", "qeury=x"], {}, 2, "qeury"),
    "malformed since": (["-a", "query=x", "-a", "since=7 days"], {}, 2, "since"),
    "unknown topic": (["-a", "topic=WEATHER"], {}, 2, "WORLD"),
    "unknown edition": (["-a", "top=1", "-a", "edition=en-XX"], {}, 2, "en-US"),
    "two questions": (["-a", "query=x", "-a", "topic=WORLD"], {}, 2, "topic"),
    "a question without an end": (["-a", f"query={'word ' * 600}"], {}, 2, "query: has 2999 bytes"),
    "another encoding": (["-a", "query=caf\udce9"], {}, 2, "query: is not text"),
    "no number": ([], {"NEWSCRAWL_HOSTS": "many"}, 2, "NEWSCRAWL_HOSTS"),
    "a job folder": ([], {"JOBDIR": "jobs"}, 2, "JOBDIR"),
    "no such database": ([], {"NEWSCRAWL_DATABASE_URL": "mysql://localhost/x"}, 2, "postgresql://"),
    "no database there": (
        [],
        {"NEWSCRAWL_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/x"},
        4,
        "NEWSCRAWL_DATABASE_URL",
    ),
}


@pytest.mark.parametrize(("arguments", "settings", "code", "named"), CASES.values(), ids=CASES)
def test_a_crawl_that_cannot_be_ends_at_once_with_one_clear_line(
    project: Project, arguments: list[str], settings: dict[str, str], code: int, named: str
) -> None:
    ran = project.crawl(*arguments, **settings)

    assert ran.exit_code == code
    assert ran.errors.count("\n") == 1, ran.errors
    assert ran.errors.startswith("newscrawl: ")
    assert named in ran.errors
    assert "secret" not in ran.errors


@pytest.mark.parametrize(
    ("spider", "argument"),
    [("urls", "file=caf\udce9.txt"), ("warc", "files=caf\udce9.*"), ("warc", "files=*.warc")],
)
def test_a_file_whose_name_is_not_text_is_refused_by_its_name(
    project: Project, spider: str, argument: str
) -> None:
    for ending in ("txt", "warc"):
        (project.folder / f"caf\udce9.{ending}").touch()

    ran = project.crawl("-a", argument, spider=spider)

    assert ran.exit_code == 2
    assert "is not text; write it in UTF-8" in ran.errors
    assert ran.errors.count("\n") == 1


def test_a_spider_that_is_none_is_named_beside_those_that_are(project: Project) -> None:
    ran = project.crawl(spider="googlnews")

    assert ran.exit_code == 2
    assert "there is no spider 'googlnews': name one of feeds, googlenews, " in ran.errors
    assert ran.errors.count("\n") == 1


@pytest.mark.parametrize("command", ["report", "coverage", "migrate", "doctor"])
def test_a_database_is_no_argument(project: Project, command: str) -> None:
    ran = project.run(command, "other.db")

    assert ran.exit_code == 2
    assert f"{command} takes no 'other.db'; NEWSCRAWL_DATABASE_URL names" in ran.errors
    assert not (project.folder / "newscrawl.db").exists()
