"""A host that wants to be left alone is left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.fetch.backoff import blames_host, host_pause, pause, retry_after

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "asked", "jitter", "seconds"),
    [
        pytest.param(0, None, 0.0, 600, id="no failure yet"),
        pytest.param(1, None, 0.0, 600, id="first failure"),
        pytest.param(2, None, 0.0, 3_600, id="second failure"),
        pytest.param(3, None, 0.0, 21_600, id="third failure"),
        pytest.param(4, None, 0.0, 86_400, id="no more than the ceiling"),
        pytest.param(100_000, None, 0.0, 86_400, id="very many failures"),
        pytest.param(1, 900.0, 0.0, 900, id="the host asks for more"),
        pytest.param(2, 900.0, 0.0, 3_600, id="the host asks for less"),
        pytest.param(1, 1e9, 0.0, 86_400, id="the host asks for too much"),
        pytest.param(1, 0.0, 0.0, 600, id="the host asks for nothing"),
        pytest.param(1, None, 0.5, 900, id="jitter"),
        pytest.param(9, None, 0.5, 86_400, id="jitter at the ceiling"),
    ],
)
def test_a_pause_grows_with_the_failures(failures, asked, jitter, seconds):
    waited = pause(failures, retry_after=asked, floor=600.0, ceiling=86_400.0, jitter=jitter)

    assert waited == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param(" 1.5 ", 1.5, id="parts of a second"),
        pytest.param("Mon, 23 Nov 2026 12:10:00 GMT", 600.0, id="date"),
        pytest.param("Mon, 23 Nov 2026 14:10:00 +0200", 600.0, id="date in another zone"),
        pytest.param("Mon, 23 Nov 2026 11:00:00 GMT", 0.0, id="date gone by"),
        pytest.param("-5", 0.0, id="negative"),
        pytest.param(None, None, id="no header"),
        pytest.param("", None, id="empty"),
        pytest.param("soon", None, id="garbage"),
        pytest.param("nan", None, id="not a number"),
        pytest.param("inf", None, id="for ever"),
        pytest.param("99 Foo 99999 99:99:99", None, id="broken date"),
    ],
)
def test_retry_after_is_read_in_both_spellings(header, seconds):
    assert retry_after(header, now=NOW) == seconds


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        pytest.param(1, 0, id="one may be the page's"),
        pytest.param(2, 0, id="two may be"),
        pytest.param(3, 5, id="three are the host's"),
        pytest.param(4, 10, id="twice as long"),
        pytest.param(5, 20, id="and twice as long again"),
        pytest.param(40, 86_400, id="no more than the ceiling"),
        pytest.param(100_000, 86_400, id="very many"),
    ],
)
def test_a_host_that_keeps_failing_is_left_alone_twice_as_long_each_time(failures, seconds):
    assert host_pause(failures, "http_503", floor=5.0, ceiling=86_400.0) == seconds


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (100_000, 86_400)])
def test_a_host_that_says_it_is_too_much_is_left_alone_from_the_first_time(failures, seconds):
    assert host_pause(failures, "http_429", floor=5.0, ceiling=86_400.0) == seconds


@pytest.mark.parametrize(
    ("reason", "is_blamed"),
    [
        *[(reason, True) for reason in ("dns", "tls", "timeout", "connect", "connection")],
        *[(reason, True) for reason in ("cut_off", "robots_unreachable", "http_500", "http_429")],
        *[(reason, False) for reason in ("http_403", "http_404", "robots")],
        *[(reason, False) for reason in ("no_text", "garbled", "error_KeyError", "render_timeout")],
    ],
)
def test_a_host_is_blamed_for_what_is_not_the_pages(reason, is_blamed):
    assert blames_host(reason) is is_blamed
