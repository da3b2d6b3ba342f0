"""An answer is believed when it can be the story, and never when it is Google's own page."""

from __future__ import annotations

import pytest

from newscrawl.errors import Unresolved
from newscrawl.resolve.batchexecute import Resolved
from newscrawl.resolve.check import checked
from newscrawl.resolve.token import Token


def token(length=None):
    return Token(kind="new", text="CBMi", stable="AU_yqL", url_length=length)


@pytest.mark.parametrize(
    ("url", "length"),
    [
        pytest.param("https://www.example.com/a", 25, id="as long as promised"),
        pytest.param("https://example.com/ü", 22, id="counted in bytes"),
        pytest.param("https://www.example.com/a", None, id="nothing promised"),
        pytest.param("https://blog.google/products/", None, id="a story by Google"),
        pytest.param("https://www.youtube.com/watch?v=ABCDEFGHIJK", None, id="a video"),
        pytest.param("https://example.com/?u=https://news.google.com/", None, id="only named"),
    ],
)
def test_an_address_that_can_be_the_story_is_believed(url, length):
    resolved = Resolved(url=url)

    assert checked(token(length), resolved) is resolved


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("https://www.example.com/ab", "length_mismatch", id="another length"),
        pytest.param("https://news.google.com/rss/articles/x", "google_url", id="wrapper"),
        pytest.param("https://News.Google.com", "google_url", id="no path, any case"),
        pytest.param("https://consent.google.com/m?continue=x", "google_url", id="cookies"),
        pytest.param("https://consent.google.co.uk/m", "google_url", id="cookies elsewhere"),
        pytest.param("https://consent.youtube.com/m", "google_url", id="cookies for a video"),
        pytest.param("https://www.google.com/sorry/index?q=x", "google_url", id="sorry"),
        pytest.param("https://ipv4.google.com/sorry/index", "google_url", id="sorry elsewhere"),
        pytest.param("https://accounts.google.com/ServiceLogin", "google_url", id="login"),
        pytest.param("ftp://example.com/a", "not_http", id="another scheme"),
        pytest.param("/rss/articles/x", "not_http", id="half an address"),
        pytest.param("https:///a", "not_http", id="no host"),
        pytest.param("https://[::1", "not_http", id="broken host"),
        pytest.param("https://example.com/a b", "not_http", id="space"),
        pytest.param("https://example.com/\ud800", "not_http", id="half a character"),
        pytest.param("https://example.com/" + "a" * 8_192, "not_http", id="endless"),
    ],
)
def test_an_address_that_cannot_be_the_story_keeps_the_link_for_later(url, reason):
    with pytest.raises(Unresolved) as caught:
        checked(token(25), Resolved(url=url))

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "amp_url", ["", "javascript:x", "https://news.google.com/x", "https://a.example/" + "a" * 8_192]
)
def test_an_amp_address_that_is_none_is_left_out(amp_url):
    found = checked(token(25), Resolved(url="https://www.example.com/a", amp_url=amp_url))

    assert found == Resolved(url="https://www.example.com/a")
