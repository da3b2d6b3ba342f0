"""Markup in every state: characters, elements, titles and addresses come out as they were meant."""

from __future__ import annotations

import json

import pytest

from newscrawl.discover.feeds import read_feed
from newscrawl.discover.googlenews_feed import NotAFeed

URL = "https://www.example.com/news/feed"


def rss(*items, head=""):
    return f"{head}<rss><channel><title>A feed</title>{''.join(items)}</channel></rss>".encode()


def item(link="https://www.example.com/a", title="A story", rest=""):
    return f"<item><title>{title}</title><link>{link}</link>{rest}</item>"


def read(*items, head=""):
    return read_feed(rss(*items, head=head), url=URL)


def urls(feed):
    return [link.url for link in feed.links]


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


def test_half_characters_in_json_do_not_reach_the_database():
    items = [{"id": "\ud800", "url": "https://e.org/\ud800", "title": "a\ud800"}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode()

    [link] = read_feed(body, url=URL).links

    assert "\ud800" not in link.url + link.title + (link.source.guid or "")


FLOOD = 1_000_000  # bytes: enough that what grows with the square of them would never end


@pytest.mark.parametrize(
    ("body", "links", "reasons"),
    [
        pytest.param(rss(item() * (FLOOD // len(item()))), 1, {"too_many"}, id="stories"),
        pytest.param(
            b"<rss>" + b"<item>" * (FLOOD // 6), 0, {"cut_off", "no_link"}, id="items nobody closes"
        ),
        pytest.param(b"<rss>" + b"<" * FLOOD, 0, {"cut_off"}, id="less than"),
        pytest.param(rss(item(title="&" * FLOOD)), 1, set(), id="ampersands"),
        pytest.param(rss(item(title="<![CDATA[" * (FLOOD // 9))), 0, {"no_link"}, id="CDATA"),
        pytest.param(b"<rss>" + b"a\x81" * (FLOOD // 2), 0, {"cut_off"}, id="bytes"),
        pytest.param(rss(item("../" * (FLOOD // 3))), 0, {"bad_link"}, id="a way up without end"),
        pytest.param(
            rss(*(item(f"https://e.org/{n}", "&lt;b &lt;!--" * 140) for n in range(500))),
            500,
            set(),
            id="markup",
        ),
    ],
)
def test_a_hostile_feed_comes_to_an_end_and_is_refused_by_name(body, links, reasons):
    feed = read_feed(body, url=URL)

    assert len(feed.links) == links
    assert {refused.reason for refused in feed.refused} == reasons


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<!--" * (FLOOD // 4), id="comments"),
        pytest.param(b'{"a":' + b"[" * FLOOD, id="brackets"),
    ],
)
def test_a_flood_that_never_becomes_a_feed_is_none(body):
    with pytest.raises(NotAFeed):
        read_feed(body, url=URL)


def test_an_address_with_a_password_is_none():
    feed = read(item(link="https://me:hush@e.org/a"), item(link="https://e.org/@me/a"))

    assert urls(feed) == ["https://e.org/@me/a"]
    assert [refused.reason for refused in feed.refused] == ["bad_link"]
