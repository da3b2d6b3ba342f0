"""The one entry of the headline and the length is the story; two, or nearly, are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.resolve.publisher import match

TITLE = "Ferry returns to the old harbour after a long winter"
URL = "https://www.harbour.example/2026/ferry-returns"
OTHER = "https://www.harbour.example/2026/quite-another"
assert len(URL) == len(OTHER)


def found(title, *entries, length=None):
    return match(title, len(URL) if length is None else length, entries)


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        pytest.param(TITLE, TITLE, id="the same"),
        pytest.param(TITLE, TITLE.upper(), id="capitals"),
        pytest.param("Harbour’s “new” ferry", 'Harbour\'s "new" ferry', id="quotes"),
        pytest.param("Harbour's ferry", "Harbours ferry", id="no apostrophe"),
        pytest.param("Ferry – at last", "Ferry - at last", id="dashes"),
        pytest.param("Ferry:\u00a0at  last", "Ferry: at last", id="spaces"),
        pytest.param("Ferry, at last!", "Ferry at last", id="punctuation"),
        pytest.param("Cafe\u0301 on the quay", "Caf\u00e9 on the quay", id="accents in two parts"),
        pytest.param("Straße gesperrt", "STRASSE GESPERRT", id="sharp s"),
        pytest.param("ｆｅｒｒｙ", "ferry", id="wide letters"),
        pytest.param(f"{TITLE} - Harbour Gazette", TITLE, id="publisher behind Google's"),
        pytest.param(TITLE, f"{TITLE} | Harbour Gazette", id="publisher behind the site's"),
        pytest.param(f"{TITLE} - Gazette", f"{TITLE} | Gazette Online", id="publisher behind both"),
        pytest.param("港の図書館が夜も開く", "港の図書館が夜も開く|港ニュース", id="Japanese"),
        pytest.param(f"{TITLE[:40]}...", TITLE, id="shortened"),
        pytest.param(f"{TITLE[:40]}… - Gazette", TITLE, id="shortened, with publisher"),
        pytest.param(TITLE, f"{TITLE}, and what it brings", id="longer at the site"),
        pytest.param(f"{TITLE}, and what it brings", TITLE, id="longer at Google"),
    ],
)
def test_the_entry_of_the_same_headline_and_length_is_the_story(title, listed):
    entries = [("Another headline of the day", OTHER), (listed, URL)]

    assert found(title, *entries) == URL


@pytest.mark.parametrize(
    ("title", "entries", "length"),
    [
        pytest.param(TITLE, [], len(URL), id="nothing listed"),
        pytest.param(TITLE, [(TITLE, URL)], len(URL) + 4, id="another length"),
        pytest.param(TITLE, [(TITLE, URL), (TITLE, OTHER)], len(URL), id="two of one length"),
        pytest.param(TITLE, [("Another headline", URL)], len(URL), id="another headline"),
        pytest.param("", [("", URL)], len(URL), id="no headline"),
        pytest.param("!?", [("...", URL)], len(URL), id="no words"),
        pytest.param("Ferry", [("Ferry returns", URL)], len(URL), id="too short to be sure"),
        pytest.param(TITLE, [(f"{TITLE}s come", URL)], len(URL), id="inside a word"),
        pytest.param(
            "Live: all of the day - part one",
            [("Live: all of the day - part two", URL)],
            len(URL),
            id="two parts of one story",
        ),
        pytest.param(
            f"{TITLE[:40]}...",
            [(TITLE, URL), (f"{TITLE[:44]} again", OTHER)],
            len(URL),
            id="two that begin alike",
        ),
        pytest.param("Sport - Gazette", [("Sport - Courier", URL)], len(URL), id="a section"),
        pytest.param(
            f"{TITLE[:40]}...", [(TITLE, f"{URL}/")], len(URL), id="shortened, another length"
        ),
        pytest.param(TITLE, [(TITLE, "no address")], 10, id="no address"),
    ],
)
def test_a_near_miss_is_none(title, entries, length):
    assert found(title, *entries, length=length) is None


def test_the_same_page_listed_twice_is_one():
    assert found(TITLE, (TITLE, URL), (TITLE, URL), (TITLE, f"{URL}/")) == URL


def test_the_length_tells_two_of_one_headline_apart():
    longer = f"{URL}-2026"

    assert found(TITLE, (TITLE, URL), (TITLE, longer), length=len(longer)) == longer


def test_the_whole_headline_goes_before_one_that_only_begins_like_it():
    assert found(TITLE, (f"{TITLE} again", OTHER), (TITLE, URL)) == URL


def test_length_is_counted_in_bytes():
    url = "https://www.harbour.example/fähren-über-flüsse"

    assert found(TITLE, (TITLE, url), length=len(url)) is None
    assert found(TITLE, (TITLE, url), length=len(url) + 3) == url


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        pytest.param(f"{URL}/", URL, id="a slash more"),
        pytest.param(URL, f"{URL}/", id="a slash less"),
        pytest.param(URL.replace("https", "http"), URL, id="http"),
        pytest.param(f"{URL.replace('https', 'http')}/", f"{URL}/", id="http, with a slash"),
        pytest.param(URL, URL.replace("https", "http"), id="https"),
        pytest.param(f"{URL}?utm_source=sitemap", URL, id="tracking"),
        pytest.param(f"{URL}/?utm_source=sitemap&x=1", f"{URL}/?x=1", id="tracking among others"),
        pytest.param(f"{URL}?utm_source=sitemap", f"{URL}/", id="tracking and a slash"),
    ],
)
def test_another_form_of_the_same_page_is_found_by_its_length(listed, expected):
    assert found(TITLE, (TITLE, listed), length=len(expected)) == expected


@pytest.mark.parametrize(
    ("listed", "length"),
    [
        pytest.param(f"{URL}?id=1", len(URL), id="a query that names the story"),
        pytest.param(f"{URL}.html", len(URL) + 6, id="a slash behind a file"),
        pytest.param(URL.replace("www.", ""), len(URL), id="another host's name"),
    ],
)
def test_what_may_be_another_page_is_not_tried(listed, length):
    assert found(TITLE, (TITLE, listed), length=length) is None


ENTRIES = st.lists(
    st.tuples(
        st.text() | st.just(TITLE), st.text() | st.sampled_from([URL, OTHER, f"{URL}/", "//["])
    )
)


@given(st.text() | st.just(TITLE), st.integers(0, 100), ENTRIES)
def test_what_is_found_always_has_the_length(title, length, entries):
    url = found(title, *entries, length=length)

    assert url is None or len(url.encode()) == length
