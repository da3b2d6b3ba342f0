"""A person's words become the addresses of Google's feeds, or one line that names the cure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from newscrawl.discover.googlenews import ASK_ARGUMENTS, asks
from newscrawl.errors import BadArgument

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RSS = "https://news.google.com/rss"
US = "hl=en-US&gl=US&ceid=US:en"


@pytest.mark.parametrize(
    ("arguments", "url", "what"),
    [
        pytest.param({}, f"{RSS}?{US}", "top stories in en-US", id="nothing"),
        pytest.param({"top": "1"}, f"{RSS}?{US}", "top stories in en-US", id="top"),
        pytest.param({"top": "True"}, f"{RSS}?{US}", "top stories in en-US", id="top, spelt out"),
        pytest.param(
            {"query": "climate change"},
            f"{RSS}/search?q=climate+change&{US}",
            'query "climate change" in en-US',
            id="query",
        ),
        pytest.param(
            {"query": '"A&B" site:example.com'},
            f"{RSS}/search?q=%22A%26B%22+site:example.com&{US}",
            'query ""A&B" site:example.com" in en-US',
            id="query with operators",
        ),
        pytest.param(
            {"topic": "sports"},
            f"{RSS}/headlines/section/topic/SPORTS?{US}",
            "topic SPORTS in en-US",
            id="topic in any case",
        ),
        pytest.param(
            {"topic": "CAAqJggKIiBD_-x"},
            f"{RSS}/topics/CAAqJggKIiBD_-x?{US}",
            "topic CAAqJggKIiBD_-x in en-US",
            id="topic id",
        ),
        pytest.param(
            {"geo": "São Paulo/SP", "edition": "pt-BR"},
            f"{RSS}/headlines/section/geo/S%C3%A3o%20Paulo%2FSP?hl=pt-BR&gl=BR&ceid=BR:pt-419",
            'geo "São Paulo/SP" in pt-BR',
            id="place",
        ),
    ],
)
def test_arguments_become_one_address(arguments, url, what):
    [ask] = asks(arguments, now=NOW)

    assert (ask.url, ask.what) == (url, what)


def test_several_editions_are_several_asks_and_each_comes_once():
    found = asks({"query": "água", "edition": "pt-br, pt-PT,PT-BR"}, now=NOW)

    assert [ask.edition for ask in found] == ["pt-BR", "pt-PT"]
    assert {ask.query for ask in found} == {"água"}


@pytest.mark.parametrize(
    "subject", [{"query": "rain"}, {"topic": "WORLD"}], ids=["search", "topic"]
)
@pytest.mark.parametrize(
    ("since", "moment"),
    [
        pytest.param("1h", NOW - timedelta(hours=1), id="hour"),
        pytest.param("7D", NOW - timedelta(days=7), id="days in capitals"),
        pytest.param("6m", NOW - timedelta(days=180), id="months"),
        pytest.param("1y", NOW - timedelta(days=365), id="year"),
        pytest.param("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC), id="date"),
    ],
)
def test_since_says_what_to_drop_and_leaves_the_users_words_alone(subject, since, moment):
    [ask] = asks({**subject, "since": since}, now=NOW)

    assert (ask.since, ask.until) == (moment, None)
    assert ask.hours == (1 if since == "1h" and ask.query else None)
    assert since.lower() not in ask.url


def test_a_range_has_two_ends():
    [ask] = asks({"query": "rain", "since": "2026-01-01", "until": "2026-02-01"}, now=NOW)

    assert ask.since == datetime(2026, 1, 1, tzinfo=UTC)
    assert ask.until == datetime(2026, 2, 1, tzinfo=UTC)


def test_operators_are_added_to_the_words_of_a_search():
    [ask] = asks({"query": 'rain & "sun set"', "edition": "de-DE"}, now=NOW)

    asked = ask.with_operators("after:2026-01-01 before:2026-01-08")

    words = parse_qs(urlsplit(asked.url).query)
    assert words["q"] == ['rain & "sun set" after:2026-01-01 before:2026-01-08']
    assert words["hl"] == ["de"]
    assert asked.query == ask.query


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        pytest.param({"quary": "x"}, "did you mean query?", id="unknown argument"),
        pytest.param({"zzz": "x"}, ", ".join(ASK_ARGUMENTS), id="unlike any argument"),
        pytest.param({"query": "  "}, "leave it out", id="empty query"),
        pytest.param({"edition": ""}, "leave it out", id="empty edition"),
        pytest.param({"query": "caf\udce9"}, "write it in UTF-8", id="another encoding"),
        pytest.param({"query": "a\0b"}, "write it in UTF-8", id="a NUL, as TOML can say it"),
        pytest.param({"query": "ж" * 1_251}, "has 2502 bytes", id="without an end"),
        pytest.param({"edition": "en-US,"}, "language-COUNTRY", id="comma too many"),
        pytest.param({"edition": "xx-YY"}, "language-COUNTRY", id="unknown edition"),
        pytest.param({"query": "\udc80"}, "UTF-8", id="bytes of another encoding"),
        pytest.param({"query": "x", "topic": "WORLD"}, "keep one", id="two subjects"),
        pytest.param({"geo": "x", "top": "1"}, "keep one", id="top and a place"),
        pytest.param({"top": "10"}, "top=1", id="top ten"),
        pytest.param({"topic": "SPORT"}, "did you mean SPORTS?", id="nearly a topic"),
        pytest.param({"topic": "gardening"}, "ENTERTAINMENT", id="unknown topic"),
        pytest.param({"topic": "CAAq/../x"}, "CAAq", id="no topic id"),
        pytest.param({"since": "yesterday"}, "2026-01-01", id="word"),
        pytest.param({"since": "0d"}, "7d", id="no time at all"),
        pytest.param({"since": "7w"}, "7d", id="weeks"),
        pytest.param({"since": "٧d"}, "7d", id="digits of another script"),
        pytest.param({"since": "2026-02-30"}, "2026-01-01", id="no such day"),
        pytest.param({"since": "2026-07-01"}, "lies ahead", id="day to come"),
        pytest.param({"query": "x when:1d", "since": "7d"}, "keep one", id="time said twice"),
        pytest.param({"query": "After:2020-01-01", "since": "7d"}, "keep one", id="date twice"),
        pytest.param({"until": "2026-01-01"}, "add since=", id="an end without a beginning"),
        pytest.param({"since": "1d", "until": "3d"}, "turn them round", id="the wrong way round"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_that_names_the_cure(arguments, cure):
    with pytest.raises(BadArgument) as caught:
        asks(arguments, now=NOW)

    message = str(caught.value)
    assert cure in message
    assert "\n" not in message
