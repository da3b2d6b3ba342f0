"""A line of the log tells what was asked, when and of whom, and breaks no terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.store.request_log import line

AT = datetime(2026, 11, 24, 5, 8, 1, 23_456, UTC)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("https://a.example.com/x-1", ("https", "a.example.com", "/x-1"), id="plain"),
        pytest.param("http://a.example.com", ("http", "a.example.com", "/"), id="no path"),
        pytest.param(
            "https://me:secret@A.example.com:81/", ("https", "a.example.com:81", "/"), id="login"
        ),
        pytest.param(
            "https://a.example.com/x?key=secret",
            ("https", "a.example.com", "/x?~89b78b43"),
            id="query",
        ),
        pytest.param(
            "https://a.example.com/a b\x1b[2J\x85é",
            ("https", "a.example.com", "/a%20b%1B%5B2J%C2%85%C3%A9"),
            id="controls",
        ),
        pytest.param("https://[::1]/", ("https", "[::1]", "/"), id="IPv6"),
    ],
)
def test_a_line(url: str, words: tuple[str, ...]) -> None:
    written = line(at=AT, crawl=7, method="GET", url=url, status=200, seconds=0.1234)

    assert written.split("\t") == ["2026-11-24T05:08:01.023Z", "7", "GET", *words, "200", "123"]


def test_a_line_is_never_so_long_that_another_could_come_between() -> None:
    written = line(
        at=AT,
        crawl=None,
        method="GET",
        url=f"https://a.example.com/{'x' * 9000}",
        status="x",
        seconds=0,
    )

    assert len(written) < 4096
