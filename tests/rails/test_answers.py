"""Every error has a verdict and a word for the ledger."""

from __future__ import annotations

import pytest
from scrapy import exceptions
from scrapy.http import Response

from newscrawl.spiders.answers import header_of, reason_of, retry_after_of

TABLE = [
    (exceptions.CannotResolveHostError("x"), ("later", "dns")),
    (exceptions.DownloadTimeoutError("x"), ("later", "timeout")),
    (exceptions.DownloadConnectionRefusedError("x"), ("later", "connect")),
    (exceptions.ResponseDataLossError("x"), ("later", "cut_off")),
    (exceptions.DownloadFailedError("x"), ("later", "connection")),
    (exceptions.DownloadCancelledError("x"), ("refused", "too_large")),
    (exceptions.UnsupportedURLSchemeError("x"), ("refused", "bad_link")),
    (exceptions.NotSupported("x"), ("refused", "bad_link")),
    (UnicodeError("x"), ("refused", "bad_link")),
    (exceptions.IgnoreRequest("Forbidden by robots.txt"), ("refused", "robots")),
    (exceptions.IgnoreRequest("max redirections reached"), ("refused", "redirect_loop")),
    (exceptions.IgnoreRequest("Ignored response <200 x>: too big"), ("refused", "too_large")),
    (exceptions.IgnoreRequest("by a middleware of yours"), ("refused", "ignored")),
    (ZeroDivisionError("x"), ("later", "error_ZeroDivisionError")),
]


@pytest.mark.parametrize(("error", "verdict"), TABLE, ids=lambda it: str(it)[:40])
def test_an_error_has_a_verdict(error: BaseException, verdict: tuple[str, str]) -> None:
    assert reason_of(error) == verdict


@pytest.mark.parametrize(
    ("headers", "seconds"), [({}, None), ({"Retry-After": "7"}, 7.0), ({"Retry-After": ""}, None)]
)
def test_a_host_says_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_of(Response("https://example.com", headers=headers)) == seconds


def test_a_header_of_any_bytes_is_read() -> None:
    answer = Response("https://example.com", headers={"X": b"\xe9"})

    assert (header_of(answer, "X"), header_of(answer, "Y")) == ("é", None)
