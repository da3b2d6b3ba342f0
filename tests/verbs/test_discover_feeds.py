"""Feeds in every language and every state: each item is a link or refused by name, in time."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.feeds import LONGEST_FEED, MOST_ITEMS, read_date, read_feed
from newscrawl.discover.googlenews_feed import NotAFeed, RefusedItem
from newscrawl.items import Link, Source

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
URL = "https://www.example.com/news/feed"
PATIENCE = 2.0  # seconds of processor time for 10 MB


def recorded(name, url=URL):
    return read_feed((FEEDS / name).read_bytes(), url=url)


def rss(*items, head=""):
    return f"{head}<rss><channel><title>A feed</title>{''.join(items)}</channel></rss>".encode()


def item(link="https://www.example.com/a", title="A story", rest=""):
    return f"<item><title>{title}</title><link>{link}</link>{rest}</item>"


def read(*items, head=""):
    return read_feed(rss(*items, head=head), url=URL)


def json_feed(**told):
    return json.dumps({"version": "https://jsonfeed.org/version/1", **told}).encode()


def urls(feed):
    return [link.url for link in feed.links]


def test_rss_tells_its_stories_in_order_and_names_what_is_none():
    feed = recorded("rss_2.0.xml")

    assert feed.title == "Valley & Hill"
    assert feed.hub == "https://hub.example.net/"
    assert feed.links == (
        Link(
            url="https://www.valley.example/mill?a=1&b=2",
            title="A new mill – at last",
            publisher="Valley & Hill",
            publisher_host="www.valley.example",
            published_at=datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC),
            source=Source(feed=URL, guid="valley-1"),
        ),
        Link(
            url="https://www.valley.example/guid",
            title="Only a guid",
            publisher="Valley & Hill",
            publisher_host="www.valley.example",
            published_at=datetime(2026, 1, 3, tzinfo=UTC),
            published_day_only=True,
            source=Source(feed=URL, guid="https://www.valley.example/guid"),
        ),
    )
    assert feed.refused == (
        RefusedItem("The week, to listen to", "not_a_page"),
        RefusedItem("Only a sound", "no_link"),
    )


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        pytest.param(
            "rss_0.91.xml",
            "Harbour Gazette",
            {
                "http://harbour.example/1999/ferry.html": "Ferry returns",
                "http://harbour.example/1999/cafe.html": "Café on the quay",
            },
            id="RSS 0.91",
        ),
        pytest.param(
            "rdf_1.0.xml",
            "港ニュース",
            {
                "https://minato.example/1": "図書館が夜も開く",
                "https://minato.example/2": "橋が開通",
            },
            id="RDF",
        ),
        pytest.param(
            "atom_1.0.xml",
            "Isle Weekly",
            {
                "https://isle.example/news/2026/one.html": "Tide turns",
                "https://isle.example/news/two": "Without a link",
                "https://isle.example/news/three": "Only its own entry",
            },
            id="Atom",
        ),
        pytest.param(
            "json_1.1.json",
            "Delta Notes",
            {
                "https://www.example.com/seven": "Seven & eight",
                "https://delta.example/nine": "",
                "https://elsewhere.example/ten": "Ten",
            },
            id="JSON Feed",
        ),
    ],
)
def test_every_kind_of_feed_is_read(name, title, expected):
    feed = recorded(name)

    assert feed.title == title
    assert {link.url: link.title for link in feed.links} == expected
    assert {link.publisher for link in feed.links} == {title}


def test_a_change_stands_in_for_a_date_of_publication_that_is_missing():
    one, two, three = recorded("atom_1.0.xml").links

    assert one.published_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert two.published_at == datetime(2026, 1, 4, tzinfo=UTC)
    assert two.published_day_only
    assert three.published_at is None


def test_a_json_feed_names_its_hub_and_its_refusals():
    feed = recorded("json_1.1.json")

    assert feed.hub == "https://hub.example.net/"
    assert feed.links[0].source.guid == "7"
    assert feed.links[0].publisher_host == "delta.example"
    assert feed.refused == (RefusedItem("Nowhere", "no_link"), RefusedItem("", "no_link"))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param("/a", "https://www.example.com/a", id="from the root"),
        pytest.param("a", "https://www.example.com/news/a", id="from the feed"),
        pytest.param("//m.example.com/a", "https://m.example.com/a", id="without scheme"),
        pytest.param("www.example.org/a", "https://www.example.org/a", id="without any scheme"),
        pytest.param("\n https://e.org/\n a\n", "https://e.org/ a", id="over lines"),
        pytest.param("https://e.org/?a=1&b=2", "https://e.org/?a=1&b=2", id="bare ampersand"),
        pytest.param("<![CDATA[https://e.org/?a&b]]>", "https://e.org/?a&b", id="CDATA"),
        pytest.param("https://e.org/v1.0/a", "https://e.org/v1.0/a", id="a dot on the way"),
    ],
)
def test_a_link_becomes_absolute(link, expected):
    assert urls(read(item(link))) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            b"<rss xml:base='https://b.example/x/'><channel><item><link>a</link></item></channel></rss>",
            "https://b.example/x/a",
            id="of the root",
        ),
        pytest.param(
            b"<feed xml:base='https://b.example/'><entry xml:base='x/'><link xml:base='y/' href='a'/></entry></feed>",
            "https://b.example/x/y/a",
            id="of a link",
        ),
        pytest.param(
            b"<rss xml:base='http://[::1'><channel><item><link>/a</link></item></channel></rss>",
            None,
            id="broken",
        ),
    ],
)
def test_a_base_is_minded(body, expected):
    assert urls(read_feed(body, url=URL)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        pytest.param(item(""), "no_link", id="no link"),
        pytest.param(item("mailto:desk@example.com"), "bad_link", id="another scheme"),
        pytest.param(item("http://[::1"), "bad_link", id="broken address"),
        pytest.param(item("https://e.org:99999/"), "bad_link", id="broken port"),
        pytest.param(item("https://e.org/" + "a" * 9000), "bad_link", id="too long"),
        pytest.param(item("https://e.org/a.PDF?x=1"), "not_a_page", id="PDF"),
        pytest.param(item("https://e.org/a.mp4"), "not_a_page", id="video"),
        pytest.param(item("https://e.org/a.jpg/"), "not_a_page", id="picture"),
        pytest.param(
            item("", rest="<guid isPermaLink='false'>https://e.org/a</guid>"),
            "no_link",
            id="a guid that is no link",
        ),
    ],
)
def test_an_item_that_leads_nowhere_is_refused_by_name(story, reason):
    feed = read(story, item())

    assert urls(feed) == ["https://www.example.com/a"]
    assert feed.refused == (RefusedItem("A story", reason),)


def test_a_page_goes_before_the_file_it_offers():
    guid = "<guid>https://www.example.com/a</guid>"

    feed = read(item("https://www.example.com/a.mp3", rest=guid))

    assert urls(feed) == ["https://www.example.com/a"]


def test_a_google_link_is_kept_for_resolving():
    google = "https://news.google.com/rss/articles/CBMiX?oc=5"

    [link] = read(item(google)).links

    assert link.url == link.source.google_link == google


def test_a_repeated_item_comes_out_once():
    assert len(read(item(), item()).links) == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("A &lt;b&gt;bold&lt;/b&gt; move", "A bold move", id="escaped markup"),
        pytest.param("AT&amp;amp;T", "AT&T", id="escaped twice"),
        pytest.param("<![CDATA[One<br/>two]]>", "One two", id="a line break"),
        pytest.param("List&lt;String&gt; explained", "List<String> explained", id="no markup"),
        pytest.param("5 &lt; 6", "5 < 6", id="less than"),
        pytest.param("5 < 6", "5 < 6", id="bare less than"),
        pytest.param("Q & A", "Q & A", id="bare ampersand"),
        pytest.param("Caf&eacute;&nbsp;now", "Café now", id="undeclared entities"),
        pytest.param("a&#x1;b&#0;c\x01d", "a bcd", id="controls"),
        pytest.param(" a\n\t b ", "a b", id="white space"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_title_is_words_alone(typed, expected):
    assert read(item(title=typed)).links[0].title == expected


UTF8 = rss(item(title="Zürich, Łódź"))
LATIN = rss(item(title="Zürich"))


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        pytest.param(b"\xef\xbb\xbf" + UTF8, "", "Zürich, Łódź", id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf" * 2 + UTF8, "", "Zürich, Łódź", id="two of them"),
        pytest.param(b"\n \n" + UTF8, "", "Zürich, Łódź", id="space ahead"),
        pytest.param(UTF8.decode().encode("utf-16"), "", "Zürich, Łódź", id="UTF-16"),
        pytest.param(UTF8.decode().encode("utf-16-be"), "", "Zürich, Łódź", id="UTF-16, no mark"),
        pytest.param(UTF8.decode().encode("utf-32"), "", "Zürich, Łódź", id="UTF-32"),
        pytest.param(
            b'<?xml version="1.0" encoding="ISO-8859-1"?>' + UTF8,
            "text/xml; charset=iso-8859-1",
            "Zürich, Łódź",
            id="UTF-8 declared as Latin 1",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-8"?>' + LATIN.decode().encode("latin-1"),
            "",
            "Zürich",
            id="Latin 1 declared as UTF-8",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-16"?>' + UTF8,
            "",
            "Zürich, Łódź",
            id="UTF-8 declared as UTF-16",
        ),
        pytest.param(
            UTF8.decode().encode("iso-8859-2"),
            "application/rss+xml; charset=ISO-8859-2",
            "Zürich, Łódź",
            id="declared by the server",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="windows-1251"?>'
            + rss(item(title="Новости")).decode().encode("cp1251"),
            "text/xml; charset=utf-8",
            "Новости",
            id="the server is wrong",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="unheard-of"?>' + LATIN.decode().encode("latin-1"),
            "charset=zip",
            "Zürich",
            id="no such encoding",
        ),
        pytest.param(
            UTF8.replace(b"</title><link>", b" \xc3 half</title><link>"),
            "",
            "Zürich, Łódź � half",
            id="half a character",
        ),
    ],
)
def test_a_feed_is_read_in_whatever_encoding_it_is(body, content_type, title):
    feed = read_feed(body, url=URL, content_type=content_type)

    assert [link.title for link in feed.links] == [title]
    assert feed.refused == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(item(), head="Warning: slow database<br/>\n"), id="a warning ahead"),
        pytest.param(rss(item(), head="<!-- <rss> -->"), id="a comment ahead"),
        pytest.param(rss(item()) + b"<!-- cached --><script>x</script>", id="a script behind"),
        pytest.param(rss(item(rest="<dc:date>2026-01-02</dc:date>")), id="undeclared prefix"),
        pytest.param(
            rss(item()).replace(b"<rss", b"<rss xmlns='http://www.example.com/made-up'"),
            id="another namespace",
        ),
        pytest.param(
            b"<feed><entry><title>A story</title><link href='https://www.example.com/a'/></entry></feed>",
            id="Atom without namespace",
        ),
        pytest.param(
            b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>A story</a:title>"
            b"<a:link href='https://www.example.com/a'/></a:entry></a:feed>",
            id="Atom with a prefix",
        ),
        pytest.param(
            rss("<item><title>A story</title><link/>https://www.example.com/a</item>"),
            id="a link that HTML closed",
        ),
        pytest.param(
            rss("<item><title>A story<link>https://www.example.com/a</item>").replace(
                b"story<link", b"story</title><link"
            ),
            id="a link nobody closed",
        ),
    ],
)
def test_a_feed_is_read_however_it_was_typed(body):
    feed = read_feed(body, url=URL)

    assert [(link.title, link.url) for link in feed.links] == [
        ("A story", "https://www.example.com/a")
    ]
    assert feed.refused == ()


def test_a_date_with_a_prefix_nobody_declared_is_read():
    [link] = read(item(rest="<dc:date>2026-01-02</dc:date>")).links

    assert link.published_at == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kept", "what"),
    [
        pytest.param("<item><title>Half</title><link>https://e.org/b", "Half", id="inside a link"),
        pytest.param("<item><title>Half</title>", "Half", id="inside an item"),
        pytest.param("<item", "", id="inside a tag"),
        pytest.param("", "", id="between items"),
    ],
)
def test_a_feed_cut_off_says_so_and_does_not_trust_half_an_item(kept, what):
    body = rss(item()).replace(b"</channel></rss>", kept.encode())

    feed = read_feed(body, url=URL)

    assert urls(feed) == ["https://www.example.com/a"]
    assert feed.refused == (RefusedItem(what, "cut_off"),)


def test_more_items_than_anybody_writes_are_cut_and_counted():
    feed = read(*(item(f"https://e.org/{number}") for number in range(MOST_ITEMS + 2)))

    assert len(feed.links) == MOST_ITEMS
    assert feed.refused == (RefusedItem("", "too_many"),)


BOMB = "".join(
    f'<!ENTITY {one} "{f"&{two};" * 10}">'
    for one, two in zip("abcdefghi", "bcdefghiz", strict=True)
)


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param('<!ENTITY a "boom">', id="one"),
        pytest.param('<!ENTITY a SYSTEM "file:///etc/hostname">', id="a file"),
        pytest.param('<!entity % a SYSTEM "http://127.0.0.1/"> %a;', id="a parameter"),
        pytest.param('<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">', id="a circle"),
        pytest.param('<!ENTITY z "boom">' + BOMB, id="a billion laughs"),
        pytest.param(f'<!ENTITY a "{"x" * 90_000}">', id="quadratic"),
        pytest.param(f'<!ENTITY a "{"x" * 110_000}">', id="hidden behind its length"),
    ],
)
def test_a_feed_that_declares_entities_is_none(declared):
    body = rss(item(title="&a;" * 10_000), head=f"<!DOCTYPE rss [{declared}]>")

    with pytest.raises(NotAFeed):
        read_feed(body, url=URL)


def test_entities_in_utf_16_are_no_way_round():
    text = rss(item(), head='<!DOCTYPE rss [<!ENTITY a "boom">]>').decode()

    with pytest.raises(NotAFeed):
        read_feed(text.encode("utf-16"), url=URL)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Too many requests", id="text"),
        pytest.param(b"<!doctype html><html><body>Wait<br><rss></html>", id="a page"),
        pytest.param(b"<urlset></urlset>", id="a sitemap"),
        pytest.param(b"\x1f\x8b\x08\x00binary", id="still compressed"),
        pytest.param(b'{"version": "2", "items": []}', id="other JSON"),
        pytest.param(b'{"version": ["https://jsonfeed.org/version/1"]}', id="a list for a word"),
        pytest.param(json_feed(items=[])[:-2], id="JSON cut off"),
        pytest.param(b'{"a":' * 100_000, id="JSON without a floor"),
        pytest.param(b'{"a": ' + b"1" * 10_000 + b"}", id="a number without end"),
        pytest.param(b" " * (LONGEST_FEED + 1), id="too large"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body):
    with pytest.raises(NotAFeed):
        read_feed(body, url=URL)


def test_json_of_the_wrong_kinds_is_a_feed_without_stories():
    feed = read_feed(json_feed(title=1.5, items={}, hubs=[None], home_page_url=[]), url=URL)

    assert (feed.title, feed.links, feed.hub) == ("", (), None)


def test_half_characters_in_json_do_not_reach_the_database():
    body = json_feed(items=[{"id": "\ud800", "url": "https://e.org/\ud800", "title": "a\ud800"}])

    [link] = read_feed(body, url=URL).links

    assert "\ud800" not in link.url + link.title + (link.source.guid or "")


FLOOD = LONGEST_FEED - 1_000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(item() * (FLOOD // len(item()))), id="stories"),
        pytest.param(b"<rss>" + b"<item>" * (FLOOD // 6), id="items nobody closes"),
        pytest.param(b"<rss>" + b"<" * FLOOD, id="less than"),
        pytest.param(rss(item(title="&" * FLOOD)), id="ampersands"),
        pytest.param(rss(item(title="<![CDATA[" * (FLOOD // 9))), id="CDATA"),
        pytest.param(b"<!--" * (FLOOD // 4), id="comments"),
        pytest.param(b"<rss>" + b"a\x81" * (FLOOD // 2), id="bytes"),
        pytest.param(rss(item("../" * (FLOOD // 3))), id="a way up without end"),
        pytest.param(
            rss(*(item(f"https://e.org/{n}", "&lt;b &lt;!--" * 140) for n in range(5_000))),
            id="markup",
        ),
        pytest.param(b'{"a":' + b"[" * FLOOD, id="brackets"),
    ],
)
def test_a_feed_of_ten_megabytes_holds_nobody_up(body):
    began = time.process_time()

    with suppress(NotAFeed):
        read_feed(body, url=URL)

    assert time.process_time() - began < PATIENCE * 3  # a slow machine's seconds are longer


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 02 Jan 2026 03:04:00 GMT",
        "Fri, 02 Jan 2026 03:04:00 UT",
        "Fri, 2 Jan 26 03:04 Z",
        "Fri, 02 Jan 2026 04:04:00 +0100",
        "Fri, 02 Jan 2026 04:04:00 CET",
        "Thu, 01 Jan 2026 22:04:00 EST",
        "Thu, 01 Jan 2026 22:04:00 -0500 (EST)",
        "Fri, 02 Jan 2026 08:34:00 +5:30",
        "Fri, 02 Jan 2026 05:04:00 GMT+2",
        "02-Jan-2026 03:04",
        "2026-01-02T03:04:00Z",
        "2026-01-02T04:04:00.000+01:00",
        "2026-01-02T03:04:00",
        "2026-01-02 03:04",
        "2026/01/02 12:04:00 +0900",
        "20260102T030400Z",
        "20260102030400",
        "Fri Jan  2 03:04:00 2026",
        "Thu Jan  1 22:04:00 EST 2026",
        "January 2, 2026 3:04 am",
        "Jan 2nd, 2026, 03:04 AM",
        "02.01.2026 03:04",
        "03:04, 2 January 2026",
        "1767323040",
        "1767323040000",
        "2. Januar 2026, 03:04 Uhr",
        "2. Jän. 2026 03:04",
        "vendredi 2 janvier 2026 à 3h04",
        "viernes, 2 de enero de 2026 03:04",
        "sexta, 2 de janeiro de 2026 03:04",
        "ven, 02 gen 2026 03:04:00 +0000",
        "vrijdag 2 januari 2026 03:04",
        "pt., 02 sty 2026 04:04:00 +0100",
        "Cum, 02 Oca 2026 06:04:00 +0300",
        "Пт, 02 янв 2026 06:04:00 +0300",
        "2 січня 2026 03:04",
        "Παρ, 02 Ιαν 2026 03:04:00 +0000",
        "الجمعة، 2 يناير 2026 03:04",
        "शुक्रवार, 2 जनवरी 2026 03:04",
        "2026年1月2日 03:04",
        "2026年1月2日3時04分",
        "2026년 1월 2일 오전 3:04",
    ],
)
def test_a_date_is_read_in_all_the_ways_it_is_written(text):
    date = read_date(text)

    assert date is not None
    assert date.at == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert not date.day_only


@pytest.mark.parametrize(
    "text",
    ["2026-01-02", "20260102", "2 Jan 2026", "02.01.2026", "2026-01-02T00:00:00", "2026. 1. 2."],
)
def test_a_day_is_known_to_be_a_day(text):
    date = read_date(text)

    assert date is not None
    assert date.at == datetime(2026, 1, 2, tzinfo=UTC)
    assert date.day_only


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("mar., 06 janv. 2026", datetime(2026, 1, 6, tzinfo=UTC), id="mardi, not mars"),
        pytest.param("Paz, 04 Oca 2026", datetime(2026, 1, 4, tzinfo=UTC), id="Pazar"),
        pytest.param("Fri, 02 Jan 98", datetime(1998, 1, 2, tzinfo=UTC), id="the last century"),
        pytest.param("16/06/2026", datetime(2026, 6, 16, tzinfo=UTC), id="a day beyond 12"),
        pytest.param("06/16/2026", datetime(2026, 6, 16, tzinfo=UTC), id="American"),
    ],
)
def test_a_date_is_not_mistaken_for_another(text, day):
    date = read_date(text)

    assert date is not None
    assert date.at == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-01",
        "January 2026",
        "05/03/2026",
        "31 Feb 2026",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-10:00",
        "2569-01-02",
        "Fri, 02 Jan 2026 03:04:00 +9999",
        "9" * 200,
    ],
)
def test_what_is_no_certain_date_is_none(text):
    assert read_date(text) is None


WORDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&;\"'/:[]"))
PIECES = st.lists(
    st.sampled_from(
        [
            *("<rss>", "</rss>", "<item>", "</item>", "<feed>", "<entry>", "<link>", "<link/>"),
            *("</link>", "<title>", "<guid>", "<dc:date>", "<![CDATA[", "]]>", "<!--", "-->"),
            *("&", "&amp;", "&nbsp;", "xmlns=", "<?xml", "encoding=", "utf-16", "http://", "//"),
            *("<atom:link", "href='", "'>", "rel=", "self", "http://[", ".pdf", "</channel>"),
            *("2026-", "01-", "T03:04", "+99:99", "Jan", '{"version":', '"items"', "[", "}"),
        ]
    )
    | WORDS
).map(" ".join)


@given(st.binary() | WORDS.map(str.encode) | PIECES.map(str.encode), st.text(), WORDS)
def test_any_bytes_are_a_feed_or_said_to_be_none(body, url, content_type):
    try:
        feed = read_feed(body, url=url, content_type=content_type)
    except NotAFeed:
        return
    assert len(set(urls(feed))) == len(feed.links)


@given(WORDS, WORDS, WORDS, WORDS)
def test_any_words_in_a_feed_are_read(link, title, date, raw):
    body = rss(
        f"<item><link><![CDATA[{link}]]></link><title><![CDATA[{title}]]></title>"
        f"<pubDate><![CDATA[{date}]]></pubDate></item>",
        item(),
        raw,
    )

    feed = read_feed(body, url=URL)

    assert len(feed.links) + len(feed.refused) >= 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.sampled_from(["id", "url", "title"]), each),
)


@given(JSON, JSON, JSON)
def test_any_json_is_read(items, title, hubs):
    feed = read_feed(json_feed(items=[items], title=title, hubs=hubs), url=URL)

    assert len(feed.links) + len(feed.refused) == 1


@given(st.text() | PIECES)
def test_any_text_is_a_date_or_none(text):
    date = read_date(text)

    assert date is None or date.at.tzinfo is UTC
