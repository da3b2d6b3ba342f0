"""scrapy extract: one page, by the project's manners, and nothing stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.internet import Publisher, Reply, html

if TYPE_CHECKING:
    from tests.crawls import Project, Ran
    from tests.internet import Internet


def extract(project: Project, *arguments: str) -> Ran:
    return project.run("extract", *project.options(), *arguments)


def test_a_page_is_fetched_and_shown_as_it_would_be_stored(
    project: Project, internet: Internet
) -> None:
    paper = Publisher(internet, "paper.example.com")
    story = paper.story(1)

    ran = extract(project, story.url, "--format", "json")

    told = json.loads(ran.output)
    assert ran.exit_code == 0, ran.errors
    assert (told["title"], told["provenance"]["text"]) == (story.title, "blocks")
    assert not (project.folder / "newscrawl.db").exists()


def test_why_there_is_no_article_is_told(project: Project, internet: Internet) -> None:
    paper = Publisher(internet, "paper.example.com")
    gone = paper.instead(1, html("<h1>Gone</h1>", status=410))
    dropped = paper.instead(2, Reply(manner="drop"))
    moved = paper.moved(3, "https://paper.example.com/")

    ran = [extract(project, story.url) for story in (gone, dropped, moved)]

    assert [one.exit_code for one in ran] == [3, 3, 3]
    assert [one.output.split()[1] for one in ran[:2]] == ["http_410", "connection"]


def test_robots_txt_is_obeyed(project: Project, internet: Internet) -> None:
    paper = Publisher(internet, "paper.example.com", robots="User-agent: *\nDisallow: /")

    ran = extract(project, paper.story(1).url)

    assert (ran.exit_code, ran.output) == (3, "refused: robots\n")


def test_what_is_neither_page_nor_file_is_named_with_the_cure(
    project: Project, internet: Internet
) -> None:
    nothing, no_file = extract(project), extract(project, "no-such-file.html")

    assert (nothing.exit_code, nothing.errors) == (
        2,
        "newscrawl: extract takes one URL, one file, or - for standard input\n",
    )
    assert no_file.exit_code == 2
    assert "name a file, an address" in no_file.errors
