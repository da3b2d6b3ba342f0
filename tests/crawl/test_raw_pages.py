"""Raw pages kept in WARC files beside the crawl, and read again from there."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from newscrawl.discover.archives import Record, Wanted, read_archive
from tests.crawl.test_resuming import wait_until
from tests.internet import GoogleNews, Publisher, Reply, Request, html

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls import Project
    from tests.internet import Internet


def kept(folder: Path, pattern: str = "*.warc.gz") -> list[Record]:
    return [
        record
        for path in sorted(folder.glob(pattern))
        for record in read_archive(path, skip=0, wanted=Wanted())
        if isinstance(record, Record)
    ]


def test_pages_of_publishers_are_kept_as_they_came_and_nothing_else(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(4))
    paper.instead(1, html("<p>gone</p>", status=404))
    packed = gzip.compress(paper.page(2).body)
    head = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    paper.instead(2, Reply(body=packed, headers=head))

    ran = project.crawl("-a", "query=q", NEWSCRAWL_WARC="raw")

    assert ran.exit_code == 0, ran.errors
    found = {record.url: record.body for record in kept(project.folder / "raw")}
    assert found == {paper.story(n).url: paper.page(n).body for n in (0, 2, 3)}
    assert project.report()["crawls"][-1]["counts"]["raw_kept"] == 3


def test_what_a_crawl_kept_another_database_can_be_filled_from(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=5)
    project.crawl("-a", f"urls={paper.feed_url}", spider="feeds", NEWSCRAWL_WARC="raw")
    before = project.rows("SELECT url, title, text FROM articles ORDER BY url")
    project.change("DELETE FROM articles")
    project.change("DELETE FROM article_keys")
    project.change("DELETE FROM links")
    asked = len(internet.visits)

    ran = project.crawl("-a", "files=raw/*.warc.gz", spider="warc")

    assert ran.exit_code == 0, ran.errors
    assert project.rows("SELECT url, title, text FROM articles ORDER BY url") == before
    assert len(internet.visits) == asked


def test_a_killed_crawl_leaves_a_file_that_the_next_one_finishes(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=30)
    killed = project.begin(
        "-a", f"urls={paper.feed_url}", spider="feeds", NEWSCRAWL_WARC="raw", DOWNLOAD_DELAY="0.1"
    )
    raw = project.folder / "raw"
    wait_until(lambda: any(path.stat().st_size > 3000 for path in raw.glob("*.open")))
    project.kill(killed)

    ran = project.crawl("-a", f"urls={paper.feed_url}", spider="feeds", NEWSCRAWL_WARC="raw")

    assert ran.exit_code == 0, ran.errors
    assert not list(raw.glob("*.open"))
    assert {record.url for record in kept(raw)} == {story.url for story in paper.stories(30)}


def test_a_folder_that_cannot_be_written_stops_the_crawl_before_it_begins(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    (project.folder / "raw").write_text("a file")

    ran = project.crawl("-a", "query=q", NEWSCRAWL_WARC="raw")

    assert ran.exit_code == 2
    assert "NEWSCRAWL_WARC" in ran.errors
    assert internet.visits == []


def test_a_disk_that_is_full_costs_raw_pages_and_no_article(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=4)
    raw, answer = project.folder / "raw", paper.site.handler

    def fill_disk(request: Request) -> Reply:
        if request.path == "/feed.xml":
            raw.rmdir()
            raw.write_text("what was a folder is none any more")
        return answer(request)

    paper.site.handler = fill_disk

    ran = project.crawl("-a", f"urls={paper.feed_url}", spider="feeds", NEWSCRAWL_WARC="raw")

    assert ran.exit_code == 1, ran.errors
    assert "raw pages are not kept" in ran.errors
    assert ran.errors.count("raw pages are not kept") == 1
    assert project.report()["states"]["stored"] == 4
    assert project.report()["crawls"][-1]["counts"]["raw_lost"] == 4
