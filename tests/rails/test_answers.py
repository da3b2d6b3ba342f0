"""Every error has a verdict and a word for the ledger."""

from __future__ import annotations

import pytest
from OpenSSL import SSL
from scrapy import exceptions
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from newscrawl.errors import Refused, RobotsUnreachable
from newscrawl.spiders.answers import header_of, html_of, opt_outs_of, reason_of, retry_after_of

NO_NAME = exceptions.CannotResolveHostError("x")
TOO_LARGE = exceptions.DownloadCancelledError("x")
FLOOD = ResponseFailed([Failure(Refused("too_large"))])
TLS = ResponseFailed([Failure(SSL.Error([("SSL routines", "", "no shared cipher")]))])


def because(error: Exception, cause: Exception | None) -> Exception:
    error.__cause__ = cause
    return error


TABLE = [
    (exceptions.CannotResolveHostError("x"), ("later", "dns")),
    (exceptions.DownloadTimeoutError("x"), ("later", "timeout")),
    (exceptions.DownloadConnectionRefusedError("x"), ("later", "connect")),
    (exceptions.ResponseDataLossError("x"), ("later", "cut_off")),
    (exceptions.DownloadFailedError("x"), ("later", "connection")),
    (because(exceptions.DownloadFailedError("tls"), TLS), ("later", "tls")),
    (because(exceptions.DownloadFailedError("head"), FLOOD), ("refused", "too_large")),
    (because(RobotsUnreachable("503"), None), ("later", "robots_unreachable")),
    (because(RobotsUnreachable("no name"), NO_NAME), ("later", "dns")),
    (because(RobotsUnreachable("large"), TOO_LARGE), ("later", "robots_unreachable")),
    (because(RobotsUnreachable("refused"), Refused("no_way")), ("refused", "no_way")),
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


def test_a_header_has_nothing_in_it_that_a_database_refuses() -> None:
    answer = Response("https://example.com/feed.xml", headers={"ETag": b'"a\x00b"', "Y": b"\x00"})

    assert (header_of(answer, "ETag"), header_of(answer, "Y")) == ('"ab"', None)


def test_a_rendered_page_has_the_headers_of_the_answer_it_was_made_of() -> None:
    url = "https://example.com/"
    served = TextResponse(url, headers={"X-Robots-Tag": ["googlebot: noindex", "noarchive"]})
    shown = '<head><meta name="robots" content="noai"></head>'
    request = Request(url, meta={"render": served, "opt_outs": {"robots": "allowed"}})

    said = opt_outs_of(TextResponse(url, body=shown.encode(), request=request), agent="newscrawl")

    assert said == {"robots": "allowed", "noarchive": "header", "noai": "meta"}


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("head", ["", "<meta charset=utf-8>"], ids=["none", "declared"])
def test_a_page_is_judged_by_the_letters_it_is_extracted_by(encoding: str, head: str) -> None:
    page = f"<html>{head}<title>Страница не найдена</title><p>Такой страницы у нас больше нет.</p>"

    response = HtmlResponse("https://example.com/a", body=page.encode(encoding))

    assert html_of(response) == page


def test_what_is_no_text_has_no_page() -> None:
    assert html_of(Response("https://example.com/a.pdf", body=b"%PDF")) == ""
