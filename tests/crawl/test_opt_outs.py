"""What pages are not for: kept with each article, counted, and refused where that is wished."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.internet import GoogleNews, Publisher, html, plain

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

HOST = "paper.example.com"
SIGNAL = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"
RESERVED = json.dumps(
    [{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]
)
AI_TXT = "User-Agent: *\nDisallow: /\n"


@pytest.fixture
def paper(internet: Internet, google: GoogleNews) -> Publisher:
    """Story 0 has a header, 1 a meta element, 2 reserves mining, 3 says nothing."""
    paper = Publisher(internet, HOST)
    text = [paper.page(number).body.decode() for number in range(4)]
    paper.instead(0, html(text[0], X_Robots_Tag="noarchive"))
    meta = '<head><meta name="robots" content="noindex, noai">'
    paper.instead(1, html(text[1].replace("<head>", meta, 1)))
    paper.instead(2, html(text[2], tdm_reservation="1", tdm_policy="https://a.example/q"))
    google.add("q", paper.stories(4))
    return paper


def opt_outs(project: Project) -> list[dict[str, str]]:
    """Of the articles, in the order of the stories."""
    rows = project.rows("SELECT opt_outs FROM articles ORDER BY published_at DESC")
    said = [row["opt_outs"] for row in rows]
    return [json.loads(each) if isinstance(each, str) else each for each in said]


def test_what_pages_say_is_kept_and_counted(
    project_anywhere: Project, internet: Internet, paper: Publisher
) -> None:
    project, paper.robots = project_anywhere, SIGNAL

    project.crawl("-a", "query=q", "-O", "articles.jsonl")

    site = {"robots": "allowed", "content_signal": "ai-train=no, search=yes"}
    assert opt_outs(project) == [
        {**site, "noarchive": "header"},
        {**site, "noindex": "meta", "noai": "meta"},
        {**site, "tdm": "header", "tdm_policy": "https://a.example/q"},
        site,
    ]
    counts = {"noindex": 1, "noarchive": 1, "noai": 1, "tdm": 1, "content_signal": 4}
    assert project.report()["opt_outs"] == counts
    exported = (project.folder / "articles.jsonl").read_text().splitlines()
    assert all(json.loads(line)["opt_outs"]["robots"] == "allowed" for line in exported)
    assert [visit.url for visit in internet.asked(HOST) if "tdmrep" in visit.url] == []


def test_the_report_shows_opt_outs(project: Project, paper: Publisher) -> None:
    project.crawl("-a", "query=q")

    said = project.run("report").output.split("opt-out")[1]

    assert " ".join(said.split()).startswith("articles noindex 1 noarchive 1 noai 1 tdm 1")


def test_what_is_reserved_is_refused_where_that_is_wished(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    project.crawl("-a", "query=q", NEWSCRAWL_REFUSE_OPT_OUTS="noarchive,noindex")

    rows = project.rows("SELECT reason FROM links WHERE state = 'refused' ORDER BY reason")
    assert [row["reason"] for row in rows] == ["reserved_noarchive", "reserved_noindex"]
    assert project.report()["states"]["stored"] == 2


def test_a_site_whose_signals_are_refused_is_asked_for_no_page(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    paper.robots = SIGNAL

    project.crawl("-a", "query=q", NEWSCRAWL_REFUSE_OPT_OUTS="all")

    assert {visit.url.split("/", 3)[3] for visit in internet.asked(HOST)} == {
        "robots.txt",
        ".well-known/tdmrep.json",
        "ai.txt",
    }
    rows = project.rows("SELECT DISTINCT state, reason FROM links")
    assert rows == [{"state": "refused", "reason": "reserved_content_signal"}]


def test_a_sites_files_are_asked_for_once_and_kept(
    project: Project, internet: Internet, google: GoogleNews, paper: Publisher
) -> None:
    paper.site.put("/.well-known/tdmrep.json", plain(RESERVED))
    paper.site.put("/ai.txt", plain(AI_TXT))
    project.crawl("-a", "query=q", NEWSCRAWL_OPT_OUT_FILES="True")
    google.add("r", paper.stories(1, start=4))

    project.crawl("-a", "query=r", NEWSCRAWL_OPT_OUT_FILES="True")

    said = opt_outs(project)
    assert said[2]["tdm_policy"] == "https://a.example/q", "the page's own"
    assert said[3] == {
        "robots": "allowed",
        "ai_txt": "ai.txt",
        "tdm": "tdmrep.json",
        "tdm_policy": "https://a.example/p",
    }
    assert said[4] == said[3]
    for path in ("/.well-known/tdmrep.json", "/ai.txt"):
        assert len(internet.asked(HOST, path)) == 1


def test_a_file_that_robots_txt_disallows_is_not_asked_for(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    paper.robots = "User-agent: *\nDisallow: /ai.txt\nDisallow: /.well-known/\n"

    project.crawl("-a", "query=q", NEWSCRAWL_OPT_OUT_FILES="True")

    assert internet.asked(HOST, "/ai.txt") == []
    assert internet.asked(HOST, "/.well-known/tdmrep.json") == []
    assert project.report()["states"]["stored"] == 4


def test_a_word_that_is_no_opt_out_is_refused_at_start(project: Project) -> None:
    ran = project.crawl("-a", "top=1", NEWSCRAWL_REFUSE_OPT_OUTS="noarchives")

    assert ran.exit_code == 2
    assert "noarchives" in ran.errors


def test_what_archived_pages_reserve_is_kept_and_refused_too(
    project: Project, paper: Publisher
) -> None:
    project.crawl("-a", "query=q", NEWSCRAWL_WARC="raw")
    other = replace(project, database_url=f"sqlite:///{project.folder}/other.db")
    third = replace(project, database_url=f"sqlite:///{project.folder}/third.db")

    other.crawl("-a", "files=raw/*.warc.gz", spider="warc")
    third.crawl("-a", "files=raw/*.warc.gz", spider="warc", NEWSCRAWL_REFUSE_OPT_OUTS="noai")

    assert other.report()["opt_outs"] == {"noindex": 1, "noai": 1}
    rows = third.rows("SELECT reason FROM links WHERE state = 'refused'")
    assert rows == [{"reason": "reserved_noai"}]
