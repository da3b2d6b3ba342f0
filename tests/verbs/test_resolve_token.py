"""Tokens of every age are read as far as they can be, and none can break the reader."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.resolve.token import Token, read_token

LONG = "https://www.example.com/" + "a" * 200  # its length takes two bytes
SEED = (
    "https://news.google.com/__i/rss/rd/articles/CBMiemh0dHBzOi8vbmV3cy5za3kuY29tL3N0b3J5L2pvZS1i"
    "aWRlbi12bGFkaW1pci1wdXRpbi1zdW1taXQtdGFsa3MtYmV0d2Vlbi11cy1hbmQtcnVzc2lhbi1wcmVzaWRlbnRzLWhh"
    "dmUtY29uY2x1ZGVkLTEyMzM0MTU00gF-aHR0cHM6Ly9uZXdzLnNreS5jb20vc3RvcnkvYW1wL2pvZS1iaWRlbi12bGFk"
    "aW1pci1wdXRpbi1zdW1taXQtdGFsa3MtYmV0d2Vlbi11cy1hbmQtcnVzc2lhbi1wcmVzaWRlbnRzLWhhdmUtY29uY2x1"
    "ZGVkLTEyMzM0MTU0?oc=5"
)


def base64url(message):
    return urlsafe_b64encode(message).decode().rstrip("=")


def varint(number):
    rest, last = divmod(number, 128)
    return bytes([last | 128]) + varint(rest) if rest else bytes([last])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def sealed(url):
    return base64url(urlsafe_b64decode("AU_yqLM=") + bytes(len(url.encode()) + 16)).encode()


def token(kind, place, *more):
    return base64url(field(1, kind) + field(4, place) + b"".join(more))


def link(text):
    return f"https://news.google.com/rss/articles/{text}?oc=5"


def test_the_first_story_ever_kept_holds_its_publishers_address():
    found = read_token(SEED)

    story = (
        "joe-biden-vladimir-putin-summit-talks-between-us-and-russian-presidents-have-concluded"
        "-12334154"
    )
    assert found.kind == "old"
    assert found.url == found.stable == f"https://news.sky.com/story/{story}"
    assert found.amp_url == f"https://news.sky.com/story/amp/{story}"


@pytest.mark.parametrize(
    ("text", "url", "amp_url"),
    [
        pytest.param(token(19, LONG.encode()), LONG, None, id="no AMP field"),
        pytest.param(token(19, LONG.encode(), field(26, b"")), LONG, None, id="empty AMP field"),
        pytest.param(
            token(19, b"http://example.com/a", field(26, LONG.encode())),
            "http://example.com/a",
            LONG,
            id="AMP",
        ),
        pytest.param(
            token(19, b"http://example.com/a", field(26, b"\xff")),
            "http://example.com/a",
            None,
            id="AMP field that is no text",
        ),
        pytest.param(
            token(19, b"http://example.com/a", field(7, 300), b"\x4d1234", b"\x5112345678"),
            "http://example.com/a",
            None,
            id="fields nobody knows",
        ),
    ],
)
def test_an_old_token_holds_the_publishers_address(text, url, amp_url):
    found = read_token(link(text))

    assert found == Token(kind="old", text=text, stable=url, url=url, amp_url=amp_url)


def test_a_youtube_token_holds_a_video():
    found = read_token("https://news.google.com/articles/CCAiC0FCQ0RFRkdISUpLmAEB?oc=5")

    assert (found.kind, found.url) == ("youtube", "https://www.youtube.com/watch?v=ABCDEFGHIJK")


def test_a_new_token_knows_how_long_its_address_is():
    found = read_token(link(token(19, sealed(LONG))))

    assert (found.kind, found.url, found.url_length) == ("new", None, len(LONG))


def test_a_new_token_of_the_same_story_is_remembered_under_the_same_text():
    plain = read_token(link(token(19, sealed(LONG))))
    with_amp = read_token(link(token(19, sealed(LONG), field(26, sealed(LONG + "?amp")))))

    assert plain.text != with_amp.text
    assert plain.stable == with_amp.stable == sealed(LONG).decode()


def test_a_token_of_another_kind_is_opaque():
    text = base64url(field(1, 2) + field(4, bytes(16)))

    found = read_token(link(text))

    assert found == Token(kind="opaque", text=text, stable=text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hello!", id="no base64url"),
        pytest.param("CBMia", id="no whole bytes"),
        pytest.param(token(19, LONG.encode())[:40], id="cut off"),
        pytest.param(base64url(field(1, 19)), id="without its address"),
        pytest.param(base64url(field(1, 19) + field(4, 5)), id="a number for an address"),
        pytest.param(token(19, b"javascript:alert(1)"), id="no web address"),
        pytest.param(token(19, b"https://example.com/a\nb"), id="line break in the address"),
        pytest.param(token(19, b"https://\xff.example.com/"), id="no text"),
        pytest.param(token(19, b"AU_yqLMshort"), id="sealed, but nothing inside"),
        pytest.param(token(32, b"short"), id="no video"),
        pytest.param(base64url(b"\x0b\x0c"), id="group"),
        pytest.param(base64url(b"\x00\x01"), id="field zero"),
        pytest.param(base64url(b"\xff" * 12), id="number without end"),
    ],
)
def test_a_token_that_says_nothing_usable_is_broken(text):
    found = read_token(link(text))

    assert found == Token(kind="broken", text=text, stable=text)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://news.google.com/__i/rss/rd/articles/CAI?oc=5", id="feeds to 2022"),
        pytest.param("https://news.google.com/rss/articles/CAI?oc=5&hl=de", id="feeds since"),
        pytest.param("https://news.google.com/articles/CAI", id="pages"),
        pytest.param("https://news.google.com/read/CAI#top", id="pages since 2024"),
        pytest.param("HTTP://News.Google.COM/read/CAI/", id="any case of the host"),
    ],
)
def test_an_article_link_is_known_by_its_path(url):
    found = read_token(url)

    assert found.text == "CAI"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://www.example.com/articles/CAI", id="another host"),
        pytest.param("https://news.google.com.example.com/articles/CAI", id="a likeness"),
        pytest.param("https://news.google.com/stories/CAI", id="full coverage"),
        pytest.param("https://news.google.com/articles/", id="no token"),
        pytest.param("https://news.google.com/topics/articles/CAI", id="another path"),
        pytest.param("ftp://news.google.com/articles/CAI", id="another scheme"),
        pytest.param("https://[news.google.com/articles/CAI", id="broken address"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_links_have_no_token(url):
    assert read_token(url) is None


@given(st.binary())
def test_any_message_is_read_without_an_exception(message):
    read_token(link(base64url(message)))


@given(st.binary(), st.binary(), st.sampled_from([19, 32]))
def test_any_content_of_a_message_is_read_without_an_exception(place, amp, kind):
    read_token(link(token(kind, place, field(26, amp))))


@given(st.text())
def test_any_text_is_read_without_an_exception(text):
    read_token(text)
    read_token(link(text))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_new_token_counts_the_bytes_of_its_address(path):
    url = f"https://example.com/{path}"

    found = read_token(link(token(19, sealed(url))))

    assert found.url_length == len(url.encode())
