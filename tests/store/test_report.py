"""Counts that add up to the links discovered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from newscrawl.store import articles, crawls, links
from newscrawl.store.database import open_database
from newscrawl.store.entries import End
from newscrawl.store.report import report
from tests.store.samples import NOW, Desk, a_keep, after, direct, sealed

if TYPE_CHECKING:
    from tests.crawls import Project


def a_day(desk: Desk) -> None:
    """One story stored, one refused, one failed, two waiting, and one crawl of two finished."""
    paper = [direct(f"story-{number}") for number in range(4)]
    desk.discover(*paper, sealed("x"), now=NOW)
    desk.do(articles.keep, [a_keep(paper[0])], crawl=None, now=NOW)
    ends = [
        End(key=paper[1].key, state="refused", reason="robots"),
        End(key=paper[2].key, state="failed", reason="dns"),
    ]
    desk.do(links.end, ends, now=NOW)
    first = desk.do(crawls.begin, spider="googlenews", arguments={"query": "ä"}, now=NOW)
    desk.do(
        crawls.finish, first, outcome="finished", exit_code=0, counts={"stored": 1}, now=after(9)
    )
    desk.do(crawls.begin, spider="googlenews", arguments={}, now=after(10))


def test_counts_add_up(desk: Desk) -> None:
    a_day(desk)

    found = desk.do(report, hosts=9)

    assert found["discovered"] == 5
    assert found["articles"] == found["states"]["stored"] == 1
    for part in ("reasons", "hosts"):
        assert sum(row["links"] for row in found[part]) == found["discovered"]
    for row in found["hosts"]:
        assert sum(row[state] for state in found["states"]) == row["links"]
    assert datetime.fromisoformat(found["next_due_at"]) == NOW
    assert [crawl["outcome"] for crawl in found["crawls"]] == ["finished", None]


def test_a_report_can_be_written_as_json(desk: Desk) -> None:
    a_day(desk)

    found = desk.do(report, hosts=9)

    assert json.loads(json.dumps(found)) == found


def test_a_report_of_nothing_counts_nothing(desk: Desk) -> None:
    found = desk.do(report, hosts=9)

    assert found["discovered"] == sum(found["states"].values()) == 0
    assert (found["hosts"], found["crawls"], found["next_due_at"]) == ([], [], None)


def test_hosts_with_most_links_come_first_and_no_more_than_asked_for(desk: Desk) -> None:
    a_day(desk)

    found = desk.do(report, hosts=1)

    assert [(row["host"], row["links"]) for row in found["hosts"]] == [("paper.example.com", 4)]


@pytest.mark.server
def test_all_counts_are_of_one_moment(postgres_desk: Desk) -> None:
    desk, late = postgres_desk, [sealed("late")]
    a_day(desk)

    with desk.opened.connect() as connection:

        @sa.event.listens_for(connection, "after_cursor_execute")
        def interfere(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if late and "FROM links" in statement:
                desk.discover(late.pop())

        found = report(connection, hosts=9)

    assert late == []
    assert sum(row["links"] for row in found["reasons"]) == found["discovered"]
    assert sum(row["links"] for row in found["hosts"]) == found["discovered"]


def test_scrapy_report_says_what_became_of_every_link(project_anywhere: Project) -> None:
    opened = open_database(project_anywhere.database_url)
    a_day(Desk(opened))
    opened.dispose()

    ran = project_anywhere.run("report")

    lines = [" ".join(line.split()) for line in ran.output.splitlines()]
    assert ran.exit_code == 0, ran.errors
    assert lines[0].startswith("5 links discovered, 1 articles in ")
    assert "failed dns 1" in lines
    assert "refused robots 1" in lines
    assert "all 5" in lines
    assert any(line.startswith("2 links wait; next due 2026-11-23T12:00:00") for line in lines)
    assert "paper.example.com 4 0 1 1 0 1 1" in lines
    assert any("running or killed -" in line for line in lines)
    assert "only-for-tests" not in ran.output
    assert project_anywhere.report()["discovered"] == 5


def test_scrapy_report_takes_no_negative_number_of_hosts(project: Project) -> None:
    ran = project.run("report", "--hosts", "-1")

    assert ran.exit_code == 2
    assert "--hosts" in ran.errors
    assert "Traceback" not in ran.errors
