"""scrapy reextract: stored raw pages through today's extractor, told before anything is written."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.store.database import open_database
from tests.crawl.test_beyond_google import archive, record
from tests.internet import GoogleNews, Publisher
from tests.store.samples import Desk, direct

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls import Project, Ran
    from tests.internet import Internet

ARTICLES = "SELECT * FROM articles ORDER BY url"
LINKS = "SELECT key, state, reason, article FROM links ORDER BY key"
TOO_MANY = "100000"  # letters no story of ours has


def crawl(project: Project, internet: Internet, *, listed: int = 4, **settings: str) -> Publisher:
    paper = Publisher(internet, "paper.example.com", listed=listed)
    ran = project.crawl(
        "-a", f"urls={paper.feed_url}", spider="feeds", NEWSCRAWL_WARC="raw", **settings
    )
    assert ran.exit_code == 0, ran.errors
    return paper


def reextract(project: Project, *arguments: str, **settings: str) -> Ran:
    return project.run("reextract", *project.options(**settings), *arguments)


def told(ran: Ran) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran.output)
    return found


def test_what_would_change_is_told_and_nothing_is_written(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = crawl(project, internet)
    project.change("UPDATE articles SET text = 'old', title = 'Old' WHERE url LIKE '%0'")
    before = project.rows(ARTICLES)

    ran = reextract(project, "raw", "--format", "json")

    assert ran.exit_code == 0, ran.errors
    site = told(ran)["sites"][paper.host]
    assert (site["pages"], site["changed"], site["texts"], site["titles"]) == (4, 1, 1, 1)
    assert site["dates"] == site["authors"] == site["newly_refused"] == 0
    assert site["chars_before"] < site["chars_after"]
    assert told(ran)["total"] == site
    assert "written" not in told(ran)
    assert project.rows(ARTICLES) == before


def test_what_is_written_keeps_ids_times_and_the_ledger(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    crawl(project_anywhere, internet)
    before, links = project_anywhere.rows(ARTICLES), project_anywhere.rows(LINKS)
    project_anywhere.change(
        "UPDATE articles SET text = 'old', title = 'Old', authors = '[\"X\"]', published_at = NULL"
    )

    ran = reextract(project_anywhere, "raw", "--write")
    again = reextract(project_anywhere, "raw", "--write")

    assert ran.exit_code == again.exit_code == 0, ran.errors
    assert "Written: 4 articles changed, 0 added" in ran.output
    assert ran.output.index("all ") < ran.output.index("Written")
    assert project_anywhere.rows(ARTICLES) == before
    assert project_anywhere.rows(LINKS) == links
    assert "Written: 0 articles changed, 0 added" in again.output


def test_a_link_that_was_refused_for_its_text_becomes_an_article(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = crawl(project_anywhere, internet, NEWSCRAWL_LEAST_CHARS=TOO_MANY)
    assert project_anywhere.report()["states"]["refused"] == 4

    ran = reextract(project_anywhere, "raw/", "--write")

    assert ran.exit_code == 0, ran.errors
    assert "0 articles changed, 4 added" in ran.output
    report = project_anywhere.report()
    assert report["states"]["stored"] == report["articles"] == report["discovered"] == 4
    assert report["states"]["refused"] == report["states"]["resolved"] == 0
    found = {row["url"] for row in project_anywhere.rows(ARTICLES)}
    assert found == {story.url for story in paper.stories(4)}
    after = project_anywhere.crawl("-a", f"urls={paper.feed_url}", spider="feeds")
    assert after.exit_code == 0
    assert project_anywhere.report()["articles"] == 4


def test_an_article_that_would_be_refused_today_is_told_and_stays(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    crawl(project, internet)
    before = project.rows(ARTICLES)

    ran = reextract(project, "raw", "--write", NEWSCRAWL_LEAST_CHARS=TOO_MANY)

    assert ran.exit_code == 0, ran.errors
    assert "newly refused, too_short: 4" in ran.output
    assert project.rows(ARTICLES) == before


def test_an_answer_of_another_time_is_not_the_articles_page(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = crawl(project, internet, listed=2)
    other = archive(project.folder / "a.warc.gz", paper, 3)  # fetched in 2025, says the archive
    project.change("UPDATE articles SET text = 'old'")

    alone = told(reextract(project, str(other), "--format", "json"))
    asked = told(reextract(project, str(other), "--format", "json", "--any-fetch"))

    assert alone["verdicts"] == {"other_fetch": 2, "unknown": 1}
    assert asked["verdicts"] == {"changed": 2, "unknown": 1}


def test_archives_of_others_are_read_and_a_story_counts_once(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    archive(project.folder / "a.warc", paper, 3, "warc")
    archive(project.folder / "b.warc.zst", paper, 3, "warc.zst")
    project.crawl("-a", "files=a.warc", spider="warc")

    ran = reextract(project, "a.warc", "b.warc.zst")

    assert ran.exit_code == 0, ran.errors
    assert re.search(r"paper\.example\.com +3 +0 ", ran.output)
    assert "3 were met before in these files" in ran.output
    assert "Nothing is written" in ran.output


IMAGE = record("https://paper.example.com/a.png", b"\x89PNG").replace(b"text/html", b"image/png")


def write_files(folder: Path, paper: Publisher) -> None:
    whole = archive(folder / "whole.warc.gz", paper, 3).read_bytes()
    (folder / "cut.warc.gz").write_bytes(whole[: len(whole) * 2 // 3])
    (folder / "text.warc.gz").write_bytes(b"no archive " * 20)
    (folder / "page.html").write_text("<html><p>a page")
    (folder / "images.warc.gz").write_bytes(gzip.compress(IMAGE))
    (folder / "empty").mkdir()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "needs WARC files"),
        (("no.warc.gz",), 2, "there is no file 'no.warc.gz'"),
        (("empty",), 2, r"empty: no .warc"),
        (("text.warc.gz",), 3, r"text.warc.gz: .*no WARC file.*name .warc"),
        (("page.html",), 3, r"page.html: .*no WARC file"),
        (("cut.warc.gz",), 3, r"cut off or damaged after [12] responses, which were read"),
        (("images.warc.gz",), 0, "1 are no HTML page"),
        (("whole.warc.gz",), 0, "3 are not in this database: 'scrapy crawl warc"),
    ],
    ids=lambda value: str(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_read_names_the_cure(
    project: Project, arguments: tuple[str, ...], code: int, said: str
) -> None:
    write_files(project.folder, Publisher(project.internet, "paper.example.com"))
    opened = open_database(project.database_url)
    Desk(opened).discover(direct("none-of-these-stories"))
    opened.dispose()

    ran = reextract(project, *arguments)

    assert ran.exit_code == code, ran.errors
    assert re.search(said, ran.errors + ran.output)
    assert "Traceback" not in ran.errors


def test_without_a_database_or_anything_in_it_the_command_says_where_to_look(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    write_files(project.folder, Publisher(internet, "paper.example.com"))

    missing = reextract(project, "whole.warc.gz")
    project.run("migrate")
    empty = reextract(project, "whole.warc.gz")

    assert missing.exit_code == empty.exit_code == 4
    assert "run this where you crawled" in missing.errors
    assert "holds no links" in empty.errors
