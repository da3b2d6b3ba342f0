"""One story has one URL, and two stories have two."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import urls

SITE = "https://www.example.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("/a?id=1", "/a?id=1&utm_source=x&utm_medium=y", id="utm"),
        pytest.param("/a", "/a?fbclid=IwAR0", id="fbclid"),
        pytest.param("/a?b=1&c=2", "/a?b=1&utm_id=3&c=2", id="utm in the middle"),
        pytest.param("/a", "/a?gclid=1&msclkid=2", id="gclid and msclkid"),
        pytest.param("/a", "/a?at_medium=RSS&at_campaign=KARANGA", id="at_"),
        pytest.param("/a", "/a?ns_mchannel=social", id="ns_"),
        pytest.param("/a", "/a?xtor=RSS-16", id="xtor"),
        pytest.param("/a", "/a?UTM_Source=x", id="tracking in capitals"),
        pytest.param("/a", "/a?utm%5Fsource=x", id="tracking percent-encoded"),
        pytest.param("/a", "/a?ref=rss", id="where the reader came from"),
        pytest.param("/a?b=1&c=2", "/a?b=1&amp;c=2", id="separators of HTML"),
        pytest.param("/a?b=1&a=2", "/a?a=2&b=1", id="order of parameters"),
        pytest.param("/a", "/a?", id="empty query"),
        pytest.param("/a?b=1", "/a?b=1&&", id="empty parameters"),
        pytest.param("/s?q=a+b", "/s?q=a%20b", id="space in a query"),
        pytest.param("/a", "/a#comments", id="fragment"),
        pytest.param("/%c3%a9", "/%C3%A9", id="case of percent-encoding"),
        pytest.param("/é", "/%C3%A9", id="letters and percent-encoding"),
        pytest.param("/%7Euser/%61", "/~user/a", id="needless percent-encoding"),
        pytest.param("/a/b", "/x/../a/./b", id="dot segments"),
        pytest.param("/a", "/a;jsessionid=0A1B2C", id="session in the path"),
        pytest.param("/a?id=1", "/a?id=1&PHPSESSID=aabb", id="session in the query"),
        pytest.param("/a", "/a/", id="last slash"),
        pytest.param("/a?id=1", "/a/?id=1", id="last slash before a query"),
        pytest.param("", "/", id="no path"),
        pytest.param("/a", "/a?amp=1", id="amp parameter"),
        pytest.param("/a", "/a?outputType=amp", id="amp output"),
        pytest.param("/2026/a-story", "/2026/a-story/amp/", id="amp below the story"),
    ],
)
def test_two_ways_to_write_an_address_have_one_key(one, other):
    assert urls.key(SITE + one) == urls.key(SITE + other) is not None


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("https://WWW.Example.COM/a", id="case of the host"),
        pytest.param("HTTPS://www.example.com/a", id="case of the scheme"),
        pytest.param("http://www.example.com/a", id="http"),
        pytest.param("https://www.example.com:443/a", id="default port"),
        pytest.param("http://www.example.com:80/a", id="default port of http"),
        pytest.param("https://example.com/a", id="no www"),
        pytest.param("https://m.example.com/a", id="mobile"),
        pytest.param("https://amp.example.com/a", id="amp host"),
        pytest.param("https://www.example.com./a", id="dot after the host"),
        pytest.param("https://user:pw@www.example.com/a", id="user and password"),
        pytest.param(" \nhttps://www.example.com/a\t", id="white space around"),
        pytest.param("https://www.exam\nple.com/a", id="line end inside"),
        pytest.param("https://www.google.com/amp/s/www.example.com/a", id="Google's AMP"),
        pytest.param(
            "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a", id="AMP cache"
        ),
        pytest.param("https://www-example-com.bing-amp.com/c/s/www.example.com/a", id="Bing's AMP"),
        pytest.param(
            "https://www.google.com/amp/s/www.google.com/amp/s/example.com/a", id="nested"
        ),
    ],
)
def test_hosts_in_other_dress_have_one_key(other):
    assert urls.key(other) == "example.com/a"


@pytest.mark.parametrize(
    "written",
    ["https://www.bücher.de/x", "https://www.BÜCHER.de/x", "https://www.xn--bcher-kva.de/x"],
)
def test_international_names_have_one_key(written):
    assert urls.key(written) == "xn--bcher-kva.de/x"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("/a?id=1", "/a?id=2", id="id"),
        pytest.param("/?p=1", "/?p=2", id="p"),
        pytest.param("/news?cid=1", "/news?cid=2", id="cid"),
        pytest.param("/a?gallery=1", "/a?gallery=2", id="gallery"),
        pytest.param("/a?reference=1", "/a?reference=2", id="reference"),
        pytest.param("/v?sourceid=1", "/v?sourceid=2", id="sourceid"),
        pytest.param("/v?source=1", "/v?source=2", id="source"),
        pytest.param("/e?eid=10", "/e?eid=11", id="eid"),
        pytest.param("/s?keyword=a", "/s?keyword=b", id="keyword"),
        pytest.param("/a?uid=1", "/a?uid=2", id="uid"),
        pytest.param("/AbC", "/abc", id="case of the path"),
        pytest.param("/a%2Fb", "/a/b", id="slash percent-encoded"),
        pytest.param("/s?q=a%26b", "/s?q=a&b", id="ampersand percent-encoded"),
        pytest.param("/a%23b", "/a", id="hash percent-encoded"),
        pytest.param("/s?q=a%2Bb", "/s?q=a+b", id="plus percent-encoded"),
        pytest.param("/#!/story/1", "/#!/story/2", id="hash-bang"),
        pytest.param("/a?x=1&x=2", "/a?x=1", id="repeated parameter"),
        pytest.param("/w/https://a.com/x", "/w/https://b.com/x", id="double slash"),
        pytest.param("/a?print", "/a", id="parameter without a value"),
        pytest.param("/%E9", "/%C3%A9", id="Latin-1 and UTF-8"),
        pytest.param("/tags/amp", "/tags", id="a tag called amp"),
    ],
)
def test_two_stories_have_two_keys(one, other):
    assert None not in {urls.key(SITE + one), urls.key(SITE + other)}
    assert urls.key(SITE + one) != urls.key(SITE + other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://example.com/a", "https://example.com:8443/a", id="port"),
        pytest.param(
            "https://edition.example.com/a", "https://money.example.com/a", id="subdomain"
        ),
        pytest.param("https://m.co.uk/a", "https://co.uk/a", id="m is the name itself"),
        pytest.param("https://www.de/a", "https://de/a", id="www is the name itself"),
    ],
)
def test_two_hosts_have_two_keys(one, other):
    assert urls.key(one) != urls.key(other)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        pytest.param("HTTP://www.Example.com:80", "http://www.example.com/", id="bare host"),
        pytest.param("https://m.example.com/a/#x", "https://m.example.com/a/", id="dress is kept"),
        pytest.param("https://[2001:DB8::0:1]:8080/a", "https://[2001:db8::1]:8080/a", id="IPv6"),
        pytest.param("https://example.com/#!/a", "https://example.com/#!/a", id="hash-bang"),
        pytest.param("https://a_b.example.com/", "https://a_b.example.com/", id="underscore"),
        pytest.param(
            "https://example.com/a.php?12345", "https://example.com/a.php?12345", id="no value"
        ),
        pytest.param("https://example.com/a?b=&c", "https://example.com/a?b&c", id="empty values"),
        pytest.param("https://example.com/a=?b==", "https://example.com/a=?b=%3D", id="a value"),
    ],
)
def test_the_canonical_form_can_be_fetched(url, form):
    assert urls.canonical(url) == form


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="white space"),
        pytest.param("/a", id="relative"),
        pytest.param("mailto:desk@example.com", id="mail"),
        pytest.param("javascript:void(0)", id="script"),
        pytest.param("ftp://example.com/a", id="ftp"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("http://", id="no host"),
        pytest.param("http://[", id="open bracket"),
        pytest.param("http://[::1", id="bracket never closed"),
        pytest.param("http://[zz]/", id="no IPv6"),
        pytest.param("http://example.com:99999/", id="port too high"),
        pytest.param("http://example.com:port/", id="port of letters"),
        pytest.param("http://exa mple.com/", id="space in the host"),
        pytest.param("http://.example.com/", id="empty label"),
        pytest.param("http://..../", id="only dots"),
        pytest.param("http://\U0001f4a9\ud800.example/", id="lone surrogate in the host"),
        pytest.param("http://example.com/\ud800", id="lone surrogate in the path"),
        pytest.param("https://example.com/" + "a" * 65_536, id="64 KB of path"),
        pytest.param("https://" + "é" * 65_536 + "/", id="64 KB of host"),
        pytest.param("https://" + "a." * 200 + "com/", id="longer than a host name can be"),
    ],
)
def test_what_cannot_be_fetched_has_no_address(url):
    assert urls.canonical(url) is None
    assert urls.key(url) is None


HOSTILE = st.one_of(
    st.text(),
    st.text(st.characters(exclude_categories=[]), max_size=40).map("https://example.com/".__add__),
    st.text("aé.:@[]%/?#&;=!+ ü\u3002\x00\n\ud800", max_size=40).map("http://".__add__),
    st.text("ab%2F25./;?&=#!amp", max_size=40).map("https://www.example.com/".__add__),
)


@given(HOSTILE)
def test_no_address_raises_and_the_canonical_form_is_its_own(url):
    form = urls.canonical(url)

    assert form is None or urls.canonical(form) == form
    assert (urls.key(url) is None) == (form is None)
    assert form is None or urls.host_of(url) or "amp" in url
    assert urls.is_google_news(url) in {True, False}


@given(HOSTILE, HOSTILE)
def test_no_canonical_of_a_page_raises(stated, url):
    trusted = urls.trusted_canonical(stated, url=url)

    assert trusted is None or urls.canonical(trusted) == trusted


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("https://www.Example.com:8080/a", "www.example.com", id="in lower case"),
        pytest.param("https://user@example.com./", "example.com", id="without user and dot"),
        pytest.param("https://bücher.de/", "xn--bcher-kva.de", id="international"),
        pytest.param("http://[", "", id="broken"),
        pytest.param("no address", "", id="none"),
    ],
)
def test_the_host_is_what_dns_is_asked_for(url, host):
    assert urls.host_of(url) == host


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        pytest.param("https://news.google.com/rss/articles/CBMi", True, id="Google News"),
        pytest.param("https://NEWS.google.com", True, id="in capitals"),
        pytest.param("https://www.google.com/", False, id="Google"),
        pytest.param("https://news.google.com.example.com/", False, id="look-alike"),
        pytest.param("https://example.com/?u=https://news.google.com/", False, id="only named"),
    ],
)
def test_google_news_is_known_by_its_host(url, answer):
    assert urls.is_google_news(url) is answer


STORY = "https://www.example.com/world/asia/floods-reach-the-delta-10512345"


@pytest.mark.parametrize(
    ("stated", "trusted"),
    [
        pytest.param(STORY, STORY, id="itself"),
        pytest.param(STORY + "?utm_source=x#top", STORY, id="itself with tracking"),
        pytest.param("/world/floods-reach-the-delta-10512345", "https://www.example.com/world/floods-reach-the-delta-10512345", id="relative"),
        pytest.param("//example.com/news/10512345", "https://example.com/news/10512345", id="without a scheme"),
        pytest.param("https://agency.example.org/article/floods-reach-the-delta", "https://agency.example.org/article/floods-reach-the-delta", id="syndicated"),
        pytest.param("https://example.org/748f8eb6520f3f32aeb8411de8c59d37", "https://example.org/748f8eb6520f3f32aeb8411de8c59d37", id="syndicated under a hash"),
        pytest.param("https://example.org/floods-reach-the-delta/index.html", "https://example.org/floods-reach-the-delta/index.html", id="syndicated in a folder"),
    ],
)  # fmt: skip
def test_a_canonical_that_can_be_the_story_is_trusted(stated, trusted):
    assert urls.trusted_canonical(stated, url=STORY) == trusted


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param(None, id="none"),
        pytest.param("  ", id="blank"),
        pytest.param("https://www.example.com/", id="home page"),
        pytest.param("https://www.example.com/en/", id="home page of a language"),
        pytest.param("https://www.example.com/index.html", id="index"),
        pytest.param("https://www.example.com/world/", id="section"),
        pytest.param("https://www.example.com/world/asia", id="section below"),
        pytest.param("https://www.example.com/politics", id="another section"),
        pytest.param("https://www.example.com/search?q=10512345", id="search"),
        pytest.param("https://www.example.com/404", id="error page"),
        pytest.param("https://www.example.com/page-not-found.html", id="lost page"),
        pytest.param("https://other.example.org/", id="another site's home page"),
        pytest.param("https://other.example.org/news", id="another site's section"),
        pytest.param("https://news.google.com/articles/CBMi1234567890", id="Google's wrapper"),
        pytest.param("https://www.google.com/url?id=1234567", id="Google"),
        pytest.param("javascript:void(0)", id="script"),
        pytest.param("http://[", id="broken"),
    ],
)
def test_a_canonical_that_cannot_be_the_story_is_not_trusted(stated):
    assert urls.trusted_canonical(stated, url=STORY) is None


def test_the_first_page_of_a_story_is_no_section_of_the_second():
    assert urls.trusted_canonical(STORY, url=STORY + "/2") == STORY


def test_a_short_address_may_have_a_short_canonical():
    trusted = urls.trusted_canonical("/a-story", url="https://example.com/?p=77")

    assert trusted == "https://example.com/a-story"


@pytest.mark.parametrize("path", ["-" * 8_000, "z" * 8_000, "(" * 8_000, "z" * 8_000 + "/amp"])
def test_the_longest_addresses_are_read_at_once(path: str) -> None:
    url = f"https://paper.example.com/{path}"
    began = time.process_time()

    assert urls.key(url)
    assert not urls.reads_like_a_story(url)
    assert time.process_time() - began < 0.6, "seconds; the square of the path takes one"
