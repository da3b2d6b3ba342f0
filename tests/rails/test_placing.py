"""Where a discovered link goes next."""

from __future__ import annotations

import pytest

from newscrawl.dedup.keys import url_fingerprint
from newscrawl.items import Link, Source
from newscrawl.spiders.placing import place
from tests.internet import tokens

STORY = "https://www.paper.example.com/story/?utm_source=x"
TARGET = "https://www.paper.example.com/story/"


def link(url: str) -> Link:
    return Link(url=url, source=Source(feed="f"), publisher_host="paper.example.com")


def google(token: str) -> str:
    return f"https://news.google.com/rss/articles/{token}?oc=5"


@pytest.mark.parametrize(
    ("url", "host", "target"),
    [
        pytest.param(STORY, "www.paper.example.com", TARGET, id="a publisher's own"),
        pytest.param(
            google(tokens.old_token(STORY)), "www.paper.example.com", TARGET, id="an old token"
        ),
        pytest.param(google(tokens.new_token(STORY)), "news.google.com", None, id="a new token"),
    ],
)
def test_a_link_is_asked_for_where_it_can_be_had(url: str, host: str, target: str | None) -> None:
    found = place(link(url))

    assert (found.host, found.target) == (host, target)
    assert found.state == ("resolved" if target else "discovered")
    assert found.target_key == (url_fingerprint(STORY) if target else None)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("https://news.google.com/topics/x", "google_page", id="a page of Google's"),
        pytest.param(google(tokens.youtube_token("abcdefghijk")), "video", id="a video"),
        pytest.param(google(tokens.opaque_token()), "opaque_token", id="an opaque token"),
        pytest.param(google("CBM"), "broken_token", id="half a token"),
        pytest.param("mailto:desk@example.com", "bad_link", id="no web address"),
        pytest.param("https://example.com/" + "x" * 8_000, "bad_link", id="too long"),
        pytest.param("", "bad_link", id="nothing"),
    ],
)
def test_what_cannot_be_fetched_is_refused_by_name(url: str, reason: str) -> None:
    found = place(link(url))

    assert (found.state, found.reason) == ("refused", reason)
    assert found.target is None


def test_all_addresses_of_a_story_have_one_key() -> None:
    found = [place(link(url)) for url in (STORY, TARGET, google(tokens.old_token(STORY)))]

    assert len({each.key for each in found}) == 1


def test_an_old_token_brings_its_amp_address() -> None:
    found = place(link(google(tokens.old_token(STORY, "https://paper.example.com/amp/story"))))

    assert found.amp_url == "https://paper.example.com/amp/story"
