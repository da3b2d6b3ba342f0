"""Feeds as Google wrote them from 2020 to 2026: every story comes out, and comes out once."""

from __future__ import annotations

import time as clock
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.googlenews import Ask
from newscrawl.discover.googlenews_feed import NotAFeed, RefusedItem, outside, read_feed
from newscrawl.items import Link, Source

FEEDS = Path(__file__).parents[1] / "fixtures" / "googlenews"
ASK = Ask(url="https://news.google.com/rss?x", query="words", edition="en-US", what="a test")
SEED = (
    "https://news.google.com/__i/rss/rd/articles/CBMiemh0dHBzOi8vbmV3cy5za3kuY29tL3N0b3J5L2pvZS1i"
    "aWRlbi12bGFkaW1pci1wdXRpbi1zdW1taXQtdGFsa3MtYmV0d2Vlbi11cy1hbmQtcnVzc2lhbi1wcmVzaWRlbnRzLWhh"
    "dmUtY29uY2x1ZGVkLTEyMzM0MTU00gF-aHR0cHM6Ly9uZXdzLnNreS5jb20vc3RvcnkvYW1wL2pvZS1iaWRlbi12bGFk"
    "aW1pci1wdXRpbi1zdW1taXQtdGFsa3MtYmV0d2Vlbi11cy1hbmQtcnVzc2lhbi1wcmVzaWRlbnRzLWhhdmUtY29uY2x1"
    "ZGVkLTEyMzM0MTU0?oc=5"
)


def recorded(name):
    return read_feed((FEEDS / name).read_bytes(), ASK)


def rss(*items):
    return f"<rss><channel><title>A feed</title>{''.join(items)}</channel></rss>".encode()


def item(link="https://www.example.com/a", rest=""):
    return f"<item><title>A story</title><link>{link}</link>{rest}</item>"


def titles(feed):
    return [link.title for link in feed.links]


def test_the_first_story_ever_kept_is_read_with_its_cluster_and_its_time():
    story = item(
        SEED,
        '<guid isPermaLink="false">52781671282824</guid>'
        "<pubDate>Wed, 16 Jun 2021 18:56:15 GMT</pubDate>"
        '<source url="https://news.sky.com">Sky News</source>',
    )

    [link] = read_feed(rss(story), ASK).links

    assert link.url == link.source.google_link == SEED
    assert link.source.cluster == "52781671282824"
    assert link.published_at == datetime(2021, 6, 16, 18, 56, 15, tzinfo=UTC)
    assert not link.published_day_only


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "2020_top.xml",
            [
                "Pluie attendue sur la côte - les prévisions",
                "De la pluie et du vent",
                "Où trouver un parapluie ?",
            ],
            id="2020, 14-digit clusters",
        ),
        pytest.param(
            "2022_topic.xml",
            [
                "Opening match ends level",
                "Coach speaks after the match",
                "A long run",
                "Final goes to penalties",
            ],
            id="2022, 10-digit clusters that share stories",
        ),
        pytest.param(
            "2022_search_direct_links.xml",
            [
                "New bridge opens",
                "Old bridges, new paint - Part two",
                "Traffic & weather around the new bridge",
            ],
            id="2022, publishers' own links",
        ),
        pytest.param(
            "2026_top_new_tokens.xml",
            ["Library opens at night", "図書館が夜も開く", "Readers stay late"],
            id="2026, new tokens",
        ),
    ],
)
def test_every_story_of_a_feed_comes_out_once(name, expected):
    feed = recorded(name)

    assert titles(feed) == expected
    assert feed.refused == ()


def test_an_item_carries_all_its_feed_says():
    feed = recorded("2022_search_direct_links.xml")

    assert feed.title == '"bridges after:2022-02-24" - Google News'
    assert feed.links[1] == Link(
        url="https://rivers.example.org/old-bridges",
        title="Old bridges, new paint - Part two",
        publisher="Rivers - Weekly",
        publisher_host="rivers.example.org",
        published_at=datetime(2022, 10, 14, 7, tzinfo=UTC),
        published_day_only=True,
        source=Source(
            feed=ASK.url,
            query="words",
            edition="en-US",
            guid="CAIiEM7iqnUwkkTF5bcX8sPr0dAqMwgEKioIACIQ",
        ),
    )


def test_related_coverage_knows_its_publisher_and_its_cluster_and_no_time():
    member = recorded("2020_top.xml").links[1]

    assert (member.publisher, member.publisher_host) == ("Daily", "")
    assert member.source.cluster == "52781000000001"
    assert member.source.google_link == member.url
    assert member.published_at is None


def test_a_story_in_two_clusters_stays_in_the_first_unless_it_leads_one():
    feed = recorded("2022_topic.xml")

    clusters = {link.title: link.source.cluster for link in feed.links}

    assert clusters["Final goes to penalties"] == "1687000001"
    assert clusters["Coach speaks after the match"] == "1687000002"
    assert clusters["A long run"] is None


def test_without_a_number_a_cluster_is_named_after_its_leader():
    lead, alone, member = recorded("2026_top_new_tokens.xml").links

    assert lead.source.cluster == member.source.cluster == lead.source.guid
    assert alone.source.cluster is None


def test_an_unavailable_feed_is_a_refusal_and_no_story():
    feed = recorded("not_available.xml")

    assert feed.links == ()
    assert feed.refused == (RefusedItem("This feed is not available.", "feed_not_available"),)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(rss(item("")), "no_link", id="no link"),
        pytest.param(rss(item("ftp://example.com/a")), "bad_link", id="another scheme"),
        pytest.param(rss(item("http://[::1")), "bad_link", id="broken address"),
        pytest.param(rss(item("https://news.google.com/?oc=5")), "bad_link", id="google itself"),
    ],
)
def test_an_item_that_leads_nowhere_is_refused_with_a_reason(body, reason):
    feed = read_feed(body, ASK)

    assert feed.links == ()
    assert feed.refused == (RefusedItem("A story", reason),)


def test_an_anchor_that_leads_nowhere_is_refused_and_its_neighbours_are_kept():
    related = (
        "<description>&lt;a href='mailto:desk@example.com'&gt;Write to us&lt;/a&gt;"
        "&lt;a href='https://www.example.com/b'&gt;B&lt;/a&gt;</description>"
    )

    feed = read_feed(rss(item(rest=related)), ASK)

    assert titles(feed) == ["A story", "B"]
    assert feed.refused == (RefusedItem("Write to us", "bad_link"),)


def test_a_repeated_item_comes_out_once():
    feed = read_feed(rss(item(), item()), ASK)

    assert titles(feed) == ["A story"]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        pytest.param(b"\xef\xbb\xbf" + rss(item()), "A feed", id="byte order mark"),
        pytest.param(b"\n " + rss(item()), "A feed", id="space ahead"),
        pytest.param(
            b'<?xml version="1.0" encoding="ISO-8859-1"?>'
            + rss(item()).replace(b"A feed", "Zürich".encode()),
            "Zürich",
            id="UTF-8 declared as Latin 1",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="ISO-8859-1"?>'
            + rss(item()).replace(b"A feed", "Zürich".encode("latin-1")),
            "Zürich",
            id="Latin 1 declared as such",
        ),
        pytest.param(rss(item()).decode().encode("utf-16"), "A feed", id="UTF-16"),
        pytest.param(
            rss(item()).replace(b"A feed", b"A&nbsp;feed"), "Afeed", id="undeclared entity"
        ),
        pytest.param(rss(item()).replace(b"A feed", b"A & B"), "A  B", id="bare ampersand"),
    ],
)
def test_a_feed_is_read_however_it_was_typed(body, title):
    feed = read_feed(body, ASK)

    assert feed.title == title
    assert titles(feed) == ["A story"]
    assert feed.refused == ()


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param('<!ENTITY a "boom">', id="one"),
        pytest.param('<!ENTITY a SYSTEM "file:///etc/hostname">', id="a file"),
        pytest.param('<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">', id="a circle"),
        pytest.param(
            '<!ENTITY z "boom">'
            + "".join(
                f'<!ENTITY {one} "{f"&{two};" * 10}">'
                for one, two in zip("abcdefghi", "bcdefghiz", strict=True)
            ),
            id="a bomb",
        ),
    ],
)
def test_a_feed_that_declares_entities_is_none(declared):
    body = rss(item()).replace(b"A feed", b"A &a; feed")

    with pytest.raises(NotAFeed):
        read_feed(f"<!DOCTYPE rss [{declared}]>".encode() + body, ASK)


def test_a_document_type_alone_does_no_harm():
    feed = read_feed(b"<!DOCTYPE rss>" + rss(item()), ASK)

    assert titles(feed) == ["A story"]


@pytest.mark.parametrize(
    ("kept", "expected", "what"),
    [
        pytest.param("<link>https://www.example.com/b", ["A story"], "Half", id="inside a link"),
        pytest.param("", ["A story"], "Half", id="inside an item"),
    ],
)
def test_a_feed_cut_off_says_so_and_does_not_trust_half_an_item(kept, expected, what):
    body = rss(item()).replace(b"</channel></rss>", f"<item><title>Half</title>{kept}".encode())

    feed = read_feed(body, ASK)

    assert titles(feed) == expected
    assert feed.refused == (RefusedItem(what, "cut_off"),)


def test_a_feed_cut_off_between_items_keeps_the_last_one():
    feed = read_feed(rss(item()).replace(b"</channel></rss>", b""), ASK)

    assert titles(feed) == ["A story"]
    assert feed.refused == (RefusedItem("", "cut_off"),)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Too many requests", id="text"),
        pytest.param(b"<!doctype html><html><body>Before you continue<br></html>", id="page"),
        pytest.param(b"<feed xmlns='http://www.w3.org/2005/Atom'/>", id="Atom"),
        pytest.param(b"\x1f\x8b\x08\x00binary", id="still compressed"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body):
    with pytest.raises(NotAFeed):
        read_feed(body, ASK)


MORNING = datetime(2026, 6, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "published_at", "day_only", "expected"),
    [
        pytest.param(None, MORNING, False, False, id="nothing asked"),
        pytest.param(MORNING, None, False, False, id="nothing known"),
        pytest.param(MORNING, MORNING, False, False, id="just in time"),
        pytest.param(MORNING, MORNING - timedelta(seconds=1), False, True, id="too old"),
        pytest.param(MORNING + timedelta(hours=9), MORNING, True, False, id="some time that day"),
        pytest.param(MORNING + timedelta(days=2), MORNING, True, True, id="a day before"),
    ],
)
def test_only_what_is_surely_older_lies_outside(since, published_at, day_only, expected):
    ask = Ask(url=ASK.url, edition="en-US", since=since, what="a test")
    link = Link(
        url="https://www.example.com/a",
        source=Source(feed=ASK.url),
        published_at=published_at,
        published_day_only=day_only,
    )

    found = outside(link, ask)

    assert found is expected


def test_what_was_published_at_the_end_of_the_range_or_later_lies_outside():
    ask = Ask(url=ASK.url, edition="en-US", until=MORNING, what="a test")
    link = Link(url="https://www.example.com/a", source=Source(feed=ASK.url), published_at=MORNING)

    assert outside(link, ask)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&;\"'/:[]"))


@given(st.binary() | WORDS.map(str.encode))
def test_any_bytes_are_a_feed_or_said_to_be_none(body):
    try:
        read_feed(body, ASK)
    except NotAFeed:
        return


@given(WORDS, WORDS, WORDS)
def test_any_words_in_a_feed_are_read(link, description, raw):
    story = item(f"<![CDATA[{link}]]>", f"<description><![CDATA[{description}]]></description>")

    feed = read_feed(rss(story, item(), raw), ASK)

    assert len({found.url for found in feed.links}) == len(feed.links)


def test_a_story_of_the_last_day_there_is_lies_outside_and_breaks_nothing():
    last = "<pubDate>Fri, 31 Dec 9999 08:00:00 GMT</pubDate>"
    [link] = read_feed(rss(item(rest=last)), ASK).links
    day = datetime(2026, 11, 23, tzinfo=UTC)
    ask = Ask(url=ASK.url, edition="en-US", what="a test", since=day, until=day)

    assert link.published_day_only
    assert outside(link, ask)


@pytest.mark.parametrize("reference", ["&#xD800;", "&#xdfff;", "&#55296;", "&#x0000DC00;"])
def test_a_reference_to_no_character_costs_its_own_character_alone(reference):
    link = f"https://www.example.com/{reference}"

    [found] = read_feed(rss(item(link, f"<guid>{reference}&#27;[2J</guid>")), ASK).links

    assert found.url == "https://www.example.com/\ufffd"
    assert found.source.guid == "\ufffd [2J"


def test_a_feed_in_utf_16_is_read_with_its_halves_left_out():
    body = rss(item(rest="<guid>&#xD800;</guid>")).decode().encode("utf-16")

    [found] = read_feed(body, ASK).links

    assert found.source.guid == "\ufffd"


def test_an_address_nobody_can_ask_for_is_refused():
    long = "https://www.example.com/" + "a" * 8_192
    related = f"<description>&lt;a href='{long}'&gt;Related&lt;/a&gt;</description>"

    feed = read_feed(rss(item(long), item(rest=related)), ASK)

    assert [link.url for link in feed.links] == ["https://www.example.com/a"]
    assert {one.reason for one in feed.refused} == {"bad_link"}


def test_a_description_of_a_hundred_thousand_links_is_read_in_time():
    anchors = "&lt;a href='https://www.example.com/b'&gt;b&lt;/a&gt;" * 100_000
    began = clock.process_time()

    feed = read_feed(rss(item(rest=f"<description>{anchors}</description>")), ASK)

    assert len(feed.links) == 2
    assert clock.process_time() - began < 12, "seconds; the square of the links takes half an hour"


def test_more_items_than_google_ever_gave_are_cut_and_counted():
    began = clock.process_time()

    feed = read_feed(
        rss(*(item(f"https://www.example.com/{number}") for number in range(20_000))), ASK
    )

    assert feed.items == len(feed.links) == 1_000
    assert feed.refused == (RefusedItem("", "too_many"),)
    assert clock.process_time() - began < 12, "seconds"
