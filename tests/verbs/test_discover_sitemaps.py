"""Sitemaps, honest and hostile: what they list of their own site, and a word for all else."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.googlenews_feed import RefusedItem
from newscrawl.discover.sitemaps import (
    LONGEST_SITEMAP,
    MOST_ENTRIES,
    Child,
    Entry,
    NotASitemap,
    as_link,
    read_sitemap,
    robots_sitemaps,
)
from newscrawl.items import Link, Source

SITEMAPS = Path(__file__).parents[1] / "fixtures" / "sitemaps"
URL = "https://www.harbour.example/sitemap.xml"
PAGE = "https://www.harbour.example/a"


def recorded(name):
    return read_sitemap((SITEMAPS / name).read_bytes(), url=URL)


def urlset(*locs, attributes=""):
    entries = "".join(f"<url><loc>{loc}</loc></url>" for loc in locs)
    return f"<urlset{attributes}>{entries}</urlset>".encode()


def urls(sitemap):
    return [entry.url for entry in sitemap.entries]


def test_a_news_sitemap_tells_title_publisher_and_time():
    sitemap = recorded("news.xml")

    assert sitemap.entries == (
        Entry(
            url="https://www.harbour.example/ferry-returns?a=1&b=2",
            title="Ferry returns & stays",
            publisher="Harbour Gazette",
            language="en",
            published_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            modified_at=datetime(2026, 1, 3, 9, tzinfo=UTC),
        ),
        Entry(
            url="https://www.harbour.example/quay",
            published_at=datetime(2026, 1, 2, tzinfo=UTC),
            published_day_only=True,
        ),
        Entry(url="https://www.harbour.example/"),
    )
    assert (sitemap.children, sitemap.refused) == ((), ())


def test_an_index_tells_its_children_but_neither_itself_nor_another_site():
    sitemap = recorded("index.xml")

    assert sitemap.children == (
        Child(
            url="https://www.harbour.example/sitemap-2025.xml.gz",
            modified_at=datetime(2025, 12, 31, tzinfo=UTC),
            modified_day_only=True,
        ),
        Child(url="https://www.harbour.example/news.xml"),
    )
    assert sitemap.entries == ()
    assert sitemap.refused == (
        RefusedItem(URL, "names_itself"),
        RefusedItem("https://elsewhere.example/sitemap.xml", "foreign_host"),
    )


def test_an_entry_becomes_a_link():
    entry = recorded("news.xml").entries[0]

    link = as_link(entry, sitemap=URL)

    assert link == Link(
        url=entry.url,
        title="Ferry returns & stays",
        publisher="Harbour Gazette",
        publisher_host="www.harbour.example",
        published_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        source=Source(feed=URL),
    )


def test_the_time_of_a_change_is_no_time_of_publication():
    entry = Entry(url=PAGE, modified_at=datetime(2026, 1, 2, tzinfo=UTC))

    assert as_link(entry, sitemap=URL).published_at is None


NEWS = (
    f"<urlset><url><loc>{PAGE}</loc><news:news><news:title>Tide</news:title>"
    "<news:publication><news:name>Gazette</news:name></news:publication></news:news></url></urlset>"
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(NEWS, id="prefix nobody declared"),
        pytest.param(NEWS.replace("<urlset", "<urlset xmlns:news='made-up'"), id="another one"),
        pytest.param(NEWS.replace("news:", ""), id="no prefix"),
        pytest.param(
            NEWS.replace("<news:news>", "").replace("</news:news>", ""), id="news unwrapped"
        ),
        pytest.param("\ufeff\n" + NEWS, id="byte order mark"),
        pytest.param(f"<?xml version='1.0' encoding='utf-16'?>{NEWS}", id="wrong encoding"),
        pytest.param(NEWS.replace("Tide", "Ti\x01de"), id="control character"),
        pytest.param(NEWS.replace("<urlset", "<s:urlset").replace("</u", "</s:u"), id="odd names"),
    ],
)
def test_a_news_sitemap_is_read_however_it_was_typed(body):
    [entry] = read_sitemap(body.encode(), url=URL).entries

    assert (entry.url, entry.title, entry.publisher) == (PAGE, "Tide", "Gazette")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(urlset(PAGE)), id="gzip"),
        pytest.param(gzip.compress(gzip.compress(urlset(PAGE))), id="gzip twice"),
        pytest.param(
            gzip.compress(urlset(PAGE)[:20]) + gzip.compress(urlset(PAGE)[20:]), id="two members"
        ),
        pytest.param(gzip.compress(urlset(PAGE))[:-8], id="gzip without its checksum"),
        pytest.param(f"\n{PAGE}\r\n\r\n{PAGE}\n".encode(), id="text"),
        pytest.param(gzip.compress(PAGE.encode()), id="text in gzip"),
        pytest.param(urlset("/a", PAGE), id="relative"),
        pytest.param(urlset(f"<![CDATA[ {PAGE} ]]>"), id="CDATA"),
    ],
)
def test_a_sitemap_is_read_in_every_wrapping(body):
    sitemap = read_sitemap(body, url=URL)

    assert urls(sitemap) == [PAGE]
    assert sitemap.refused == ()


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        pytest.param(gzip.compress(urlset(PAGE, PAGE + "b")[:-22])[:-8], PAGE, id="in gzip"),
        pytest.param(gzip.compress(f"{PAGE}\n{PAGE}b".encode())[:-8], f"{PAGE}b", id="text"),
        pytest.param(urlset(PAGE, PAGE + "b")[:-21], f"{PAGE}b", id="inside an address"),
        pytest.param(urlset(PAGE, PAGE + "b")[:-22], PAGE, id="half an address"),
    ],
)
def test_a_sitemap_cut_off_says_so_and_does_not_trust_half_an_address(body, refused):
    sitemap = read_sitemap(body, url=URL)

    assert urls(sitemap) == [PAGE]
    assert sitemap.refused == (RefusedItem(refused, "cut_off"),)


@pytest.mark.parametrize(
    ("sitemap", "page", "fits"),
    [
        pytest.param("www.e.org", "www.e.org", True, id="same"),
        pytest.param("www.e.org", "e.org", True, id="without www"),
        pytest.param("e.org", "m.e.org", True, id="mobile"),
        pytest.param("www.e.org", "sport.e.org", True, id="a part of the site"),
        pytest.param("sitemaps.e.org", "www.e.org", True, id="the site it is a part of"),
        pytest.param("www.e.org", "e.com", False, id="another site"),
        pytest.param("e.org", "fake-e.org", False, id="another name's end"),
        pytest.param("a.e.org", "b.e.org", False, id="a neighbour"),
        pytest.param("e.org", "e.org.evil.example", False, id="another name's beginning"),
    ],
)
def test_a_sitemap_speaks_for_its_own_site_alone(sitemap, page, fits):
    found = read_sitemap(urlset(f"https://{page}/a"), url=f"https://{sitemap}/sitemap.xml")

    assert bool(found.entries) is fits
    assert [item.reason for item in found.refused] == ([] if fits else ["foreign_host"])


def test_a_site_may_keep_its_sitemap_elsewhere_if_it_says_so():
    body = urlset(PAGE, "https://cdn.example.net/b", "https://elsewhere.example/c")

    found = read_sitemap(body, url="https://cdn.example.net/s.xml", site="https://harbour.example/")

    assert urls(found) == [PAGE, "https://cdn.example.net/b"]
    assert found.refused == (RefusedItem("https://elsewhere.example/c", "foreign_host"),)


@pytest.mark.parametrize(
    ("loc", "reason"),
    [
        pytest.param("", "no_link", id="nothing"),
        pytest.param("ftp://www.harbour.example/a", "bad_link", id="another scheme"),
        pytest.param("http://[::1", "bad_link", id="broken"),
        pytest.param("/paper.pdf", "not_a_page", id="PDF"),
        pytest.param("/tide.mp4", "not_a_page", id="video"),
    ],
)
def test_an_entry_that_is_no_page_is_refused_by_name(loc, reason):
    sitemap = read_sitemap(urlset(loc, PAGE), url=URL)

    assert urls(sitemap) == [PAGE]
    assert [item.reason for item in sitemap.refused] == [reason]


def test_entries_without_number_are_cut_and_counted():
    body = "\n".join(f"{PAGE}{number}" for number in range(MOST_ENTRIES + 2)).encode()

    sitemap = read_sitemap(body, url=URL)

    assert len(sitemap.entries) == MOST_ENTRIES
    assert sitemap.refused == (RefusedItem("", "too_many"),)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Not found", id="text"),
        pytest.param(b"<!doctype html><html><urlset></html>", id="a page"),
        pytest.param(b'{"items": []}', id="JSON"),
        pytest.param(b"\x1f\x8b\x08\x00broken", id="broken gzip"),
        pytest.param(gzip.compress(b"\0" * (LONGEST_SITEMAP + 1)), id="a gzip bomb"),
        pytest.param(b" " * (LONGEST_SITEMAP + 1), id="too large"),
        pytest.param(
            b'<!DOCTYPE urlset [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + urlset("&a;"),
            id="entities",
        ),
    ],
)
def test_what_is_no_sitemap_is_said_to_be_none(body):
    with pytest.raises(NotASitemap):
        read_sitemap(body, url=URL)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "<rss><channel><title>Harbour</title><item><title>Rain</title>"
            "<link>https://www.harbour.example/rain</link><pubDate>Fri, 14 Mar 2025 09:30:00 GMT</pubDate>"
            "</item><item><link>https://elsewhere.example/x</link></item></channel></rss>",
            id="RSS",
        ),
        pytest.param(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title><entry><title>Rain</title>'
            '<link href="/rain"/><published>2025-03-14T09:30:00Z</published></entry>'
            '<entry><link href="https://elsewhere.example/x"/></entry></feed>',
            id="Atom",
        ),
    ],
)
def test_a_feed_may_stand_for_a_sitemap(body):
    found = read_sitemap(body.encode(), url=URL)

    assert found.entries == (
        Entry(
            url="https://www.harbour.example/rain",
            title="Rain",
            publisher="Harbour",
            published_at=datetime(2025, 3, 14, 9, 30, tzinfo=UTC),
        ),
    )
    assert [item.reason for item in found.refused] == ["foreign_host"]


def test_gzip_members_without_number_hold_nobody_up():
    with pytest.raises(NotASitemap):
        read_sitemap(gzip.compress(b"") * 100_000, url=URL)


def test_robots_txt_names_sitemaps():
    robots = (
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /search\r\n"
        b"Sitemap: https://www.harbour.example/news.xml\r\n"
        b"SITEMAP :/index.xml.gz # all\r"
        b"# Sitemap: /old.xml\n"
        b"sitemap: https://cdn.example.net/s.xml\n"
        b"Sitemap: https://www.harbour.example/news.xml\n"
        b"Sitemap:\nSitemap: javascript:1\nNo-Sitemap: /x\n"
    )

    named = robots_sitemaps(robots, url="https://www.harbour.example/robots.txt")

    assert named == (
        "https://www.harbour.example/news.xml",
        "https://www.harbour.example/index.xml.gz",
        "https://cdn.example.net/s.xml",
    )


PIECES = st.lists(
    st.sampled_from(
        [
            *("<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "<sitemapindex>"),
            *("<sitemap>", "<news:news>", "<news:title>", "<lastmod>", "http://a.example/", "&"),
            *("\n", "2026-01-", "<![CDATA[", "]]>", "<!--", "xmlns='x'", "<", "//[", "\0"),
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"]))
).map("".join)


@given(st.binary() | PIECES.map(str.encode) | st.binary().map(gzip.compress), st.text())
def test_any_bytes_are_a_sitemap_or_said_to_be_none(body, url):
    try:
        sitemap = read_sitemap(body, url=url)
    except NotASitemap:
        return
    assert len(set(urls(sitemap))) == len(sitemap.entries)


@given(st.binary() | PIECES.map(str.encode), st.text())
def test_any_bytes_are_a_robots_txt(body, url):
    assert isinstance(robots_sitemaps(b"Sitemap: " + body, url=url), tuple)


def test_a_reference_to_no_character_costs_its_own_character_alone():
    found = read_sitemap(urlset("https://www.harbour.example/a&#xD800;b"), url=URL)

    assert urls(found) == ["https://www.harbour.example/a\ufffdb"]
