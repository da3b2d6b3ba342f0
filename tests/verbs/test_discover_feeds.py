"""Feeds in every language and every state: each item is a link or refused by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.feeds import LONGEST_FEED, MOST_ITEMS, read_feed
from newscrawl.discover.googlenews_feed import NotAFeed, RefusedItem
from newscrawl.items import Link, Source

FEEDS = Path(__file__).parents[1] / "fixtures" / "feeds"
URL = "https://www.example.com/news/feed"


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


@pytest.mark.parametrize("reference", ["&#xD800;", "&#xdfff;", "&#55296;", "&#x0000DC00;"])
def test_a_reference_to_no_character_costs_its_own_character_alone(reference):
    feed = read(item(title=f"A{reference}&#9;B"))

    assert [link.title for link in feed.links] == ["A\ufffd B"]


def test_a_nul_that_json_can_spell_goes_into_no_database():
    feed = json_feed(items=[{"id": "a\0b", "url": "https://www.example.com/\0a", "title": "A\0B"}])

    [link] = read_feed(feed, url=URL).links

    assert "\0" not in f"{link.source.guid}{link.url}{link.title}"
