"""What is exported is all that was stored, or the exit code says so: no later crawl exports it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.internet import GoogleNews, Publisher

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("/dev/full:jsonlines", id="a full disk"),
        pytest.param("articles.marshal", id="a format that knows no times"),
    ],
)
def test_an_export_that_fails_is_said_and_loses_no_article(
    project: Project, internet: Internet, google: GoogleNews, where: str
) -> None:
    google.add("/rss", Publisher(internet, "paper.example.com").stories(3))

    ran = project.crawl("-a", "top=1", "-O", where)

    assert ran.exit_code == 1, ran.errors
    assert len(project.rows("SELECT 1 FROM articles")) == 3


def test_a_place_where_nothing_can_be_written_is_refused_at_once(project: Project) -> None:
    ran = project.crawl("-a", "top=1", "-O", "/proc/nowhere/articles.jsonl")

    assert ran.exit_code == 2
    assert "'/proc/nowhere/articles.jsonl' cannot be exported to (/proc" in ran.errors
    assert ran.errors.count("\n") == 1


def test_a_table_that_goes_on_has_one_head(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(2))
    project.crawl("-a", "query=q", "-o", "articles.csv")
    google.add("q", paper.stories(4))
    project.crawl("-a", "query=q", "-o", "articles.csv")

    with (project.folder / "articles.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert sorted(row["url"] for row in rows) == sorted(each.url for each in paper.stories(4))
