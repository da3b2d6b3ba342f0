"""What a page's scripts may have brought, and what not."""

from __future__ import annotations

import pytest

from newscrawl.fetch.errands import Errands, is_tracker

PAGE = "www.example.com"


def errands(*, disallowed: str = "/hidden/") -> Errands:
    return Errands(host=PAGE, allows=lambda url: disallowed not in url)


@pytest.mark.parametrize(
    ("url", "kind", "refusal"),
    [
        pytest.param("https://www.example.com/app.js", "script", None, id="script"),
        pytest.param("https://api.example.org/hidden/story", "fetch", None, id="data elsewhere"),
        pytest.param("https://www.example.com/story.json", "xhr", None, id="data"),
        pytest.param("https://www.example.com/a.jpg", "image", "not_for_text", id="image"),
        pytest.param("https://www.example.com/a.css", "stylesheet", "not_for_text", id="style"),
        pytest.param("https://www.example.com/a.woff", "font", "not_for_text", id="font"),
        pytest.param("https://www.example.com/a.mp4", "media", "not_for_text", id="film"),
        pytest.param("https://www.example.com/feed", "eventsource", "not_for_text", id="events"),
        pytest.param("https://www.example.com/hidden/a", "fetch", "robots", id="robots"),
        pytest.param("https://cdn.chartbeat.com/a.js", "script", "tracker", id="tracker"),
        pytest.param("http://127.0.0.1:8080/a", "fetch", "not_the_web", id="this machine"),
        pytest.param(
            "http://2130706433/a", "fetch", "not_the_web", id="this machine, in one number"
        ),
        pytest.param(
            "https://www.example.com:22/", "fetch", "not_the_web", id="no port of the web"
        ),
        pytest.param("data:text/plain,x", "fetch", "not_the_web", id="no address"),
    ],
)
def test_scripts_and_data_are_brought_and_nothing_else(
    url: str, kind: str, refusal: str | None
) -> None:
    assert errands().refusal(url, kind) == refusal


def test_a_page_may_ask_and_not_change_anything() -> None:
    url = f"https://{PAGE}/graphql"

    assert errands().refusal(url, "fetch", method="POST") is None
    assert errands().refusal(url, "fetch", method="DELETE") == "not_for_text"


def test_a_page_has_so_many_requests_and_no_more() -> None:
    allowance = errands()

    answers = [allowance.refusal(f"https://{PAGE}/{n}.js", "script") for n in range(101)]

    assert answers == [*[None] * 100, "too_many"]
    assert allowance.sent == 100


def test_a_page_has_so_many_bytes_and_no_more() -> None:
    allowance = errands()
    allowance.spend(16 << 20)

    assert allowance.refusal(f"https://{PAGE}/a.js", "script") == "too_many"


def test_a_page_that_is_left_has_nothing_more() -> None:
    allowance = errands()
    allowance.end()

    assert allowance.refusal(f"https://{PAGE}/a.js", "script") == "too_many"


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        pytest.param("https://www.google-analytics.com/g/collect", True, id="below a listed host"),
        pytest.param("https://doubleclick.net/", True, id="a listed host"),
        pytest.param("https://connect.facebook.net/en/sdk.js", True, id="a listed subdomain"),
        pytest.param("https://facebook.net/", False, id="above a listed host"),
        pytest.param("https://notdoubleclick.net/", False, id="ends like a listed host"),
        pytest.param("https://news.example.com/doubleclick.net/", False, id="a path"),
    ],
)
def test_trackers_are_known_by_their_host(url, is_one) -> None:
    assert is_tracker(url) is is_one
