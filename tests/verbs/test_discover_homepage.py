"""Home pages name their feeds in many ways, and other things beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.homepage import advertised, guesses

URL = "https://www.example.com/news/"
RSS = "rel=alternate type=application/rss+xml"


def found(*elements, encoding=None):
    head = "".join(elements)
    page = f"<!doctype html><html><head>{head}</head><body><p>News</body></html>"
    return advertised(page.encode(encoding or "utf-8"), url=URL, encoding=encoding)


def test_feeds_come_in_the_order_of_the_page_and_once():
    feeds = found(
        f"<link {RSS} href='/b.xml'>",
        "<LINK TYPE='application/atom+xml; charset=utf-8' REL='Alternate' HREF=a.atom>",
        "<link rel=alternate type=application/feed+json href=https://feeds.example.net/c.json>",
        "<link rel=alternate type=application/json href=/d.json>",
        f"<link {RSS} href='/b.xml'>",
    )

    assert feeds == (
        "https://www.example.com/b.xml",
        "https://www.example.com/news/a.atom",
        "https://feeds.example.net/c.json",
        "https://www.example.com/d.json",
    )


@pytest.mark.parametrize(
    "element",
    [
        pytest.param(f"<link {RSS}>", id="no address"),
        pytest.param(f"<link {RSS} href=''>", id="empty address"),
        pytest.param(f"<link {RSS} href='javascript:1'>", id="no address of the web"),
        pytest.param(f"<link {RSS} href='http://[::1'>", id="broken address"),
        pytest.param("<link rel=stylesheet type=text/css href=/a.css>", id="style"),
        pytest.param("<link rel=alternate hreflang=de href=/de/>", id="another language"),
        pytest.param("<link rel=search type=application/rss+xml href=/s>", id="search"),
        pytest.param(
            "<link rel=alternate type=application/json href=/wp-json/wp/v2/pages/2>",
            id="WordPress's interface",
        ),
        pytest.param("<link rel=alternate type=application/json+oembed href=/oembed>", id="oEmbed"),
        pytest.param(f"<link {RSS} href=/comments/feed/>", id="comments by address"),
        pytest.param(f"<link {RSS} href='/?feed=comments-rss2'>", id="comments by query"),
        pytest.param(f"<link {RSS} href=/k title='Site » Kommentar-Feed'>", id="German comments"),
        pytest.param(f"<link {RSS} href=/k title='Flux des commentaires'>", id="French comments"),
        pytest.param(f"<!-- <link {RSS} href=/old> -->", id="commented out"),
        pytest.param(f"<script>'<link {RSS} href=/x>'</script>", id="in a script"),
    ],
)
def test_what_is_no_feed_of_stories_is_left_out(element):
    feeds = found(element, f"<link {RSS} href=/feed>")

    assert feeds == ("https://www.example.com/feed",)


def test_opinion_pages_named_comment_are_stories():
    feeds = found(f"<link {RSS} href=/comment/rss title=Comment>")

    assert feeds == ("https://www.example.com/comment/rss",)


def test_the_base_of_the_page_is_minded():
    feeds = found("<base target=_blank><base href='//cdn.example.net/x/'>", f"<link {RSS} href=a>")

    assert feeds == ("https://cdn.example.net/x/a",)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-16", "windows-1251", "shift_jis"],
)
def test_a_page_is_read_in_its_encoding(encoding):
    feeds = found("<title>Новости</title>", f"<link {RSS} href='/новости'>", encoding=encoding)

    assert feeds == ("https://www.example.com/новости",)


def test_a_page_cut_off_tells_what_it_has():
    body = f"<html><head><link {RSS} href=/a><link {RSS} href=/b".encode()

    assert advertised(body, url=URL)[0] == "https://www.example.com/a"


def test_guesses_are_few_and_on_the_same_host():
    addresses = guesses("http://www.example.com:8080/news/today?x=1")

    assert len(addresses) < 12
    assert addresses[0] == "http://www.example.com:8080/feed"
    assert "http://www.example.com:8080/news-sitemap.xml" in addresses


def test_nothing_is_guessed_of_no_address():
    assert guesses("mailto:desk@example.com") == ()


PIECES = st.lists(
    st.sampled_from(
        [
            *("<link ", RSS, " href=", "'", '"', ">", "<base href=", "<html>", "<!--", "-->"),
            *("http://[", "//a.example", "&#", "<svg>", "<template>", "\0", "<meta charset=idna>"),
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"]))
).map("".join)


@given(st.binary() | PIECES.map(str.encode), st.text(), st.none() | st.text())
def test_any_bytes_are_a_page(body, url, encoding):
    assert isinstance(advertised(body, url=url, encoding=encoding), tuple)


@given(st.text())
def test_any_address_can_be_guessed_from(url):
    assert isinstance(guesses(url), tuple)
