"""Beyond Google: feeds, sitemaps, lists and archives land in the same ledger, and one story is one article."""

from __future__ import annotations

import gzip
import io
import json
import signal
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.request import ProxyHandler, build_opener

import pytest
import zstandard
from sqlalchemy.exc import OperationalError

from newscrawl.settings import ITEM_PIPELINES
from newscrawl.store.database import open_database
from tests.crawl.test_resuming import wait_until
from tests.internet import GoogleNews, Publisher, html, huge, plain, redirect, xml
from tests.store.samples import Desk, direct

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from pathlib import Path

    from tests.crawls import Project
    from tests.internet import Internet

PACKERS = {
    "warc": lambda record: record,
    "warc.gz": gzip.compress,
    "warc.zst": zstandard.ZstdCompressor().compress,
}


def urlopen_through(internet: Internet, url: str) -> HTTPResponse:
    """What a URL answers now, by plain http."""
    opener = build_opener(ProxyHandler({"http": internet.address}))
    return opener.open(url.replace("https://", "http://"))


def record(url: str, body: bytes, status: str = "200 OK") -> bytes:
    answer = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2025-03-15T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def archive(path: Path, paper: Publisher, many: int, kind: str = "warc.gz") -> Path:
    written = io.BytesIO()
    for number in range(many):
        written.write(PACKERS[kind](record(paper.story(number).url, paper.page(number).body)))
    path.write_bytes(written.getvalue())
    return path


def test_a_publishers_feed_is_crawled_and_asked_for_changes_only(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=4)

    first = project_anywhere.crawl("-a", f"urls={paper.feed_url}", spider="feeds")
    second = project_anywhere.crawl("-a", f"urls={paper.feed_url}", spider="feeds")

    assert first.exit_code == second.exit_code == 0, first.errors
    assert project_anywhere.report()["states"]["stored"] == 4
    assert len(internet.asked("paper.example.com", "/feed.xml")) == 2
    row = project_anywhere.rows("SELECT answer FROM feeds WHERE kind = 'feed'")[0]
    assert row["answer"] == "unchanged"
    assert internet.asked("news.google.com") == []


def test_a_feed_is_asked_with_the_conditions_it_gave(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=1)
    with urlopen_through(internet, paper.feed_url) as answer:
        body = answer.read().decode()
    internet.visits.clear()
    paper.site.put("/feed.xml", xml(body, ETag='"one"'), html("", status=304))
    project.crawl("-a", f"urls={paper.feed_url}", spider="feeds")

    ran = project.crawl("-a", f"urls={paper.feed_url}", spider="feeds")

    assert ran.exit_code == 0, ran.errors
    assert internet.asked("paper.example.com", "/feed.xml")[1].headers["if-none-match"] == '"one"'


def test_a_sites_home_page_names_its_feeds(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    Publisher(internet, "paper.example.com", listed=3)

    ran = project.crawl("-a", "urls=paper.example.com", spider="feeds")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 3


def test_a_sites_news_sitemap_is_found_through_robots_txt(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=5)
    paper.robots = "User-agent: *\nAllow: /\nSitemap: https://paper.example.com/index.xml\n"
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{paper.sitemap_url}</loc></sitemap>"
        "<sitemap><loc>https://paper.example.com/index.xml</loc></sitemap></sitemapindex>"
    )
    paper.site.put("/index.xml", xml(index))

    ran = project.crawl(
        "-a", "sites=paper.example.com", "-a", "since=2025-01-01", spider="sitemaps"
    )

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 5
    assert len(internet.asked("paper.example.com", "/index.xml")) == 1, "it names itself"


def test_only_what_is_newer_than_asked_comes_from_a_sitemap(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=5)
    between = paper.story(2).published

    project.crawl(
        "-a",
        f"sites={paper.sitemap_url}",
        "-a",
        f"since={between:%Y-%m-%d}",
        spider="sitemaps",
    )

    assert project.report()["discovered"] == 5
    assert project.rows("SELECT count(*) AS n FROM feeds WHERE kind = 'sitemap'") == [{"n": 1}]


def test_a_list_of_addresses_is_crawled_and_googles_links_in_it_are_resolved(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(3))
    lines = [
        "# a comment",
        paper.story(0).url,
        google.link(paper.story(1)),
        google.link(paper.story(2), "2022"),
        paper.story(0).url,
        "no address at all",
    ]
    (project.folder / "list.txt").write_text("\n".join(lines))

    ran = project.crawl("-a", "file=list.txt", spider="urls")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == project.report()["discovered"] == 3


@pytest.mark.parametrize(
    ("lines", "exit_code"),
    [
        pytest.param("title;day\nBridge opens;2026-03-04\n", 3, id="no list of addresses"),
        pytest.param("# nothing today\n", 0, id="none today"),
        pytest.param("https://paper.example.com/a.pdf\n", 0, id="no page today"),
    ],
)
def test_a_list_that_is_none_is_said_to_be(project: Project, lines: str, exit_code: int) -> None:
    (project.folder / "list.txt").write_text(lines)

    ran = project.crawl("-a", "file=list.txt", spider="urls")

    assert ran.exit_code == exit_code
    assert ("the list has no address; write one a line" in ran.errors) is (exit_code == 3)


def test_a_story_that_is_known_when_it_is_found_is_counted_as_a_duplicate(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(3))
    (project.folder / "list.txt").write_text("\n".join(each.url for each in paper.stories(4)))
    project.crawl("-a", "query=q")

    ran = project.crawl("-a", "file=list.txt", spider="urls")

    assert ran.exit_code == 0, ran.errors
    counts = project.report()["crawls"][-1]["counts"]
    assert [counts[each] for each in ("discovered", "duplicate", "stored")] == [4, 3, 1]
    assert project.report()["states"]["duplicate"] == 3


@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_is_crawled_without_the_web(
    project: Project, internet: Internet, google: GoogleNews, kind: str
) -> None:
    paper = Publisher(internet, "paper.example.com")
    archive(project.folder / f"a.{kind}", paper, 5, kind)

    ran = project.crawl("-a", f"files=a.{kind}", spider="warc")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 5
    assert internet.visits == []
    fetched = project.rows("SELECT DISTINCT fetched_at FROM articles")
    assert str(fetched[0]["fetched_at"]).startswith("2025-03-15 10:00:00")


def test_an_archive_is_not_read_again_and_a_broken_one_is_said(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    archive(project.folder / "a.warc.gz", paper, 3)
    (project.folder / "b.warc.gz").write_bytes(b"no archive" * 20)
    project.crawl("-a", "files=a.warc.gz", spider="warc")

    ran = project.crawl("-a", "files=*.warc.gz", spider="warc")

    assert ran.exit_code == 3
    assert "a.warc.gz: from record 4 on" in ran.errors
    assert "b.warc.gz" in ran.errors
    assert project.report()["states"]["stored"] == 3


@pytest.mark.parametrize("between", [0, 60], ids=["in one batch", "in another"])
@pytest.mark.parametrize("first", ["301 Moved Permanently", "200 OK", "503 Service Unavailable"])
def test_of_several_archived_answers_of_one_address_the_page_is_taken(
    project: Project, internet: Internet, google: GoogleNews, first: str, between: int
) -> None:
    paper = Publisher(internet, "paper.example.com")
    url, page = paper.story(0).url, paper.page(0).body
    answers = [
        ("301 Moved Permanently", b""),
        ("200 OK", page),
        ("503 Service Unavailable", b"busy"),
    ]
    answers.sort(key=lambda each: each[0] != first)
    written = [record(url.replace("https:", "http:"), body, status) for status, body in answers]
    others = [
        record(f"https://paper.example.com/gone/{n}", b"", "410 Gone") for n in range(between)
    ]
    (project.folder / "a.warc").write_bytes(b"".join([*written[:1], *others, *written[1:]]))

    ran = project.crawl("-a", "files=a.warc", spider="warc")

    assert ran.exit_code == 0, ran.errors
    report = project.report()
    assert (report["states"]["stored"], report["articles"]) == (1, 1)
    assert report["discovered"] == 1 + between


def test_an_archived_page_that_cannot_be_read_has_its_row_and_ends_no_link_that_waits(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    opened = open_database(project.database_url)
    Desk(opened).discover(direct(paper.story(0).path.strip("/")))
    opened.dispose()
    urls = [paper.story(number).url for number in range(3)]
    cut = [record(url, paper.page(1).body) for url in urls]
    told = [each.replace(b"WARC/1.0", b"WARC/1.0\r\nWARC-Truncated: time") for each in cut]
    whole = record(urls[2], paper.page(2).body)
    (project.folder / "a.warc").write_bytes(b"".join([*told, whole]))

    ran = project.crawl("-a", "files=a.warc", spider="warc")

    assert ran.exit_code == 0, ran.errors
    rows = project.rows("SELECT url, state, reason FROM links")
    assert {row["url"]: (row["state"], row["reason"]) for row in rows} == {
        urls[0]: ("stored", ""),  # from the web
        urls[1]: ("refused", "cut_off"),
        urls[2]: ("stored", ""),
    }


def test_a_page_in_another_language_is_there_for_who_asks_for_it(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    archive(project.folder / "a.warc.gz", Publisher(internet, "paper.example.com"), 3)

    project.crawl("-a", "files=a.warc.gz", "-a", "language=de", spider="warc")
    project.crawl("-a", "files=a.warc.gz", "-a", "language=en", spider="warc")

    assert project.report()["states"]["stored"] == 3


def test_an_archive_is_filtered_by_host_language_and_date(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    english = Publisher(internet, "paper.example.com")
    german = Publisher(internet, "zeitung.example.net", language="de")
    other = Publisher(internet, "other.example.org")
    written = b"".join(
        gzip.compress(record(paper.story(0).url, paper.page(0).body))
        for paper in (english, german, other)
    )
    (project.folder / "a.warc.gz").write_bytes(written)
    chosen = ["-a", "hosts=*.example.com,*.example.net", "-a", "language=de"]

    project.crawl("-a", "files=a.warc.gz", *chosen, "-a", "since=2025-03-01", spider="warc")

    assert project.rows("SELECT url FROM articles") == [{"url": german.story(0).url}]
    assert project.rows("SELECT state, reason FROM links WHERE state <> 'stored'") == (
        [{"state": "refused", "reason": "other_language"}]
    )


def test_a_story_found_three_ways_is_one_article_that_knows_its_sources(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=1)
    paper.robots = f"User-agent: *\nAllow: /\nSitemap: {paper.sitemap_url}\n"
    google.add("q", paper.stories(1))

    project_anywhere.crawl("-a", "query=q")
    project_anywhere.crawl("-a", f"urls={paper.feed_url}", spider="feeds")
    project_anywhere.crawl(
        "-a", "sites=paper.example.com", "-a", "since=2025-01-01", spider="sitemaps"
    )

    assert project_anywhere.rows("SELECT count(*) AS n FROM articles") == [{"n": 1}]
    sources = project_anywhere.rows("SELECT source FROM article_sources")
    assert len(sources) == 3, sources
    found = " ".join(str(row["source"]) for row in sources)
    for feed in ("news.google.com", paper.feed_url, paper.sitemap_url):
        assert feed in found


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(html("<html><body>no feed</body></html>"), 3, id="a page without feeds"),
        pytest.param(html("gone", status=404), 3, id="gone"),
        pytest.param(redirect("/feed.xml?again"), 3, id="a circle"),
        pytest.param(plain("\x00\x01\x02"), 3, id="bytes"),
    ],
)
def test_a_feed_that_is_none_is_said_and_hurts_no_other(
    project: Project, internet: Internet, google: GoogleNews, reply: object, code: int
) -> None:
    good = Publisher(internet, "good.example.com", listed=2)
    bad = Publisher(internet, "bad.example.com")
    bad.site.put("/feed.xml", reply)
    bad.site.put("/feed.xml?again", redirect("/feed.xml"))

    ran = project.crawl("-a", f"urls={bad.feed_url},{good.feed_url}", spider="feeds")

    assert ran.exit_code == code, ran.errors
    assert "bad.example.com" in ran.errors
    assert project.report()["states"]["stored"] == 2


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
    + "]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
)
ODD = (
    '<rss version="2.0"><channel><title>Odd</title>'
    "<item><title>Relative</title><link>{path}</link></item>"
    "<item><title>A file</title><link>https://odd.example.com/report.pdf</link></item>"
    "<item><title>A film</title><link>https://odd.example.com/film.mp4</link></item>"
    "<item><title>No link</title></item>"
    "<item><title>A script</title><link>javascript:alert(1)</link></item>"
    "<item><title>Cut off</title><link>https://odd.example.com/cu"
)


def test_hostile_feeds_are_counted_refusals_and_the_crawl_goes_on(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "odd.example.com")
    paper.site.put("/odd.xml", xml(ODD.format(path=paper.story(0).path)))
    paper.site.put("/laughs.xml", xml(LAUGHS))
    paper.site.put("/huge.xml", huge())
    urls = [f"https://odd.example.com/{name}.xml" for name in ("laughs", "huge", "odd")]

    ran = project.crawl("-a", f"urls={','.join(urls)}", spider="feeds")

    assert ran.exit_code == 3, ran.errors
    assert project.rows("SELECT url FROM articles") == [{"url": paper.story(0).url}]
    counts = project.report()["crawls"][-1]["counts"]
    assert counts["feed_items/not_a_page"] == 2
    assert counts["feed_items/no_link"] == 1
    assert counts["feed_items/bad_link"] >= 1
    assert counts["lists/not_a_feed"] == counts["lists/too_large"] == 1


def test_a_list_comes_from_standard_input_too(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")

    ran = project.crawl("-a", "file=-", spider="urls", typed=f"{paper.story(0).url}\n")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 1


def test_a_list_from_standard_input_is_read_whatever_letters_it_has(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    project.variables["PYTHONIOENCODING"] = "ascii:strict"

    ran = project.crawl(
        "-a", "file=-", spider="urls", typed=f"# f\u00fcr sp\u00e4ter\n{paper.story(0).url}\n"
    )

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 1


@pytest.mark.parametrize("spider", ["feeds", "sitemaps"])
def test_a_site_whose_robots_txt_cannot_be_had_hurts_no_other(
    project: Project, internet: Internet, google: GoogleNews, spider: str
) -> None:
    down = Publisher(internet, "down.example.com", robots=503)
    good = Publisher(internet, "good.example.com", listed=2)
    address = {"feeds": ("urls", "feed_url"), "sitemaps": ("sites", "sitemap_url")}[spider]
    named = ",".join(getattr(paper, address[1]) for paper in (down, good))

    ran = project.crawl("-a", f"{address[0]}={named}", "-a", "since=2025-01-01", spider=spider)

    assert ran.exit_code == 3, ran.errors
    assert project.report()["states"]["stored"] == 2
    answers = {row["answer"] for row in project.rows("SELECT answer FROM feeds")}
    assert answers == {"ok", "robots_unreachable"}


def test_what_was_last_changed_before_is_not_newer_than_asked(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    old = f"<url><loc>{paper.story(0).url}</loc><lastmod>2015-01-01</lastmod></url>"
    paper.site.put("/sitemap.xml", xml(f"<urlset>{old}</urlset>"))

    project.crawl("-a", "sites=https://paper.example.com/sitemap.xml", spider="sitemaps")

    assert project.report()["discovered"] == 0
    assert project.report()["crawls"][-1]["counts"]["outside"] == 1


@pytest.mark.parametrize("spider", ["feeds", "sitemaps"])
def test_what_has_a_day_and_no_hour_may_be_of_the_last_hours(
    project: Project, internet: Internet, google: GoogleNews, spider: str
) -> None:
    paper = Publisher(internet, "paper.example.com")
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    link, home = paper.story(0).url, "https://paper.example.com"
    item = f"<item><title>T</title><link>{link}</link><pubDate>{today}</pubDate></item>"
    paper.site.put("/feeds.xml", xml(f"<rss><channel>{item}</channel></rss>"))
    index = f"<sitemap><loc>{home}/days.xml</loc><lastmod>{today}</lastmod></sitemap>"
    paper.site.put("/sitemaps.xml", xml(f"<sitemapindex>{index}</sitemapindex>"))
    entry = f"<url><loc>{link}</loc><lastmod>{today}</lastmod></url>"
    paper.site.put("/days.xml", xml(f"<urlset>{entry}</urlset>"))
    argument = {"feeds": "urls", "sitemaps": "sites"}[spider]

    project.crawl("-a", f"{argument}={home}/{spider}.xml", "-a", "since=1h", spider=spider)

    assert project.report()["states"]["stored"] == 1


def test_a_long_sitemap_is_written_down_in_several_transactions(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    home = "https://paper.example.com"
    locs = "".join(f"<url><loc>{home}/{number}</loc></url>" for number in range(1_500))
    paper.site.put("/sitemap.xml", xml(f"<urlset>{locs}</urlset>"))

    project.crawl("-a", f"sites={home}/sitemap.xml", spider="sitemaps", NEWSCRAWL_HOST_PAGES="1")

    written = project.rows(
        "SELECT count(*) AS links, count(DISTINCT discovered_at) AS moments FROM links"
    )
    assert written == [{"links": 1_500, "moments": 2}]


def test_an_archive_that_is_stopped_ends_soon_and_goes_on_where_it_was(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    archive(project.folder / "a.warc.gz", paper, 200)
    stopped = project.begin("-a", "files=a.warc.gz", spider="warc")
    wait_until(lambda: (project.folder / "newscrawl.db").exists() and stored(project) > 10)
    stopped.send_signal(signal.SIGTERM)

    first = project.finish(stopped)
    second = project.crawl("-a", "files=a.warc.gz", spider="warc")

    assert first.exit_code == 5, first.errors
    assert second.exit_code == 0, second.errors
    assert project.report()["states"]["stored"] == 200


STUMBLES = """
class Stumbles:
    def process_item(self, page):
        if page.url == "{url}":
            raise RuntimeError("not today")
        return page
"""


def test_an_archived_page_that_met_an_error_is_taken_by_the_next_crawl(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    archive(project.folder / "a.warc.gz", paper, 60)
    (project.folder / "stumbling.py").write_text(STUMBLES.format(url=paper.story(3).url))
    pipelines = json.dumps(ITEM_PIPELINES | {"stumbling.Stumbles": 1})

    first = project.crawl("-a", "files=a.warc.gz", spider="warc", ITEM_PIPELINES=pipelines)
    stored_at_first = stored(project)
    second = project.crawl("-a", "files=a.warc.gz", spider="warc")

    assert (first.exit_code, stored_at_first) == (1, 59), first.errors
    assert second.exit_code == 0, second.errors
    assert project.report()["states"]["stored"] == 60
    assert project.rows("SELECT position FROM feeds") == [{"position": 60}]


def stored(project: Project) -> int:
    try:
        return int(project.rows("SELECT count(*) AS n FROM articles")[0]["n"])
    except OperationalError:  # the tables are being made
        return 0
