"""What is kept of an exchange, and what is no publisher's page."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from newscrawl.middlewares.raw_pages import exchange_of, is_page

URL = "https://paper.example.com/story?id=1"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Case:
    kept: bool
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))
    meta: dict[str, object] = field(default_factory=lambda: {"leased": object()})
    flags: tuple[str, ...] = ()


CASES = {
    "a page": Case(kept=True),
    "a page without a type": Case(kept=True, headers={}),
    "a list or robots.txt": Case(kept=False, meta={}),
    "a page out of an archive": Case(kept=False, meta={"at_hand": object()}),
    "a redirect": Case(kept=False, status=301),
    "an error": Case(kept=False, status=503),
    "a film": Case(kept=False, headers={"Content-Type": "video/mp4"}),
    "out of a cache": Case(kept=False, flags=("cached",)),
    "made by a browser": Case(kept=False, flags=("playwright",)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_only_what_a_publisher_answered_for_a_link_is_kept(case: Case) -> None:
    request = Request(URL, meta=case.meta)
    response = Response(URL, status=case.status, headers=case.headers, flags=list(case.flags))

    assert is_page(request, response) is case.kept


def test_headers_are_kept_as_they_came_but_for_what_no_longer_holds() -> None:
    headers = {**HTML, "Transfer-Encoding": "chunked", "Content-Encoding": "gzip", "X-A": "1"}
    response = HtmlResponse(URL, headers=headers, body=b"packed", protocol="HTTP/1.1")

    kept = exchange_of(Request(URL), response)

    assert kept.answer_head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert kept.answer_head.endswith(b"\r\n\r\n")
    assert b"Content-Encoding: gzip\r\n" in kept.answer_head
    assert b"Transfer-Encoding" not in kept.answer_head
    assert kept.body == b"packed"


def test_no_secret_of_a_request_is_kept() -> None:
    headers = {
        "Proxy-Authorization": "Basic c2VjcmV0",
        "Authorization": "Basic c2VjcmV0",
        "Cookie": "session=c2VjcmV0",
        "User-Agent": "newscrawl/0.1.0",
    }

    kept = exchange_of(Request(URL, headers=headers), Response(URL))

    assert kept.request_head == (
        b"GET /story?id=1 HTTP/1.1\r\nHost: paper.example.com\r\nUser-Agent: newscrawl/0.1.0\r\n\r\n"
    )


def test_a_header_cannot_begin_another() -> None:
    response = Response(URL, headers={"X-Odd": "a\r\nSet-Cookie: b"})

    kept = exchange_of(Request(URL), response)

    assert b"X-Odd: a Set-Cookie: b\r\n" in kept.answer_head


@pytest.mark.parametrize(
    ("meta", "ip"), [({}, "192.0.2.7"), ({"proxy": "http://127.0.0.1:8080"}, None)]
)
def test_the_address_is_the_publishers_or_none(meta: dict[str, str], ip: str | None) -> None:
    response = Response(URL, ip_address=ip_address("192.0.2.7"))

    assert exchange_of(Request(URL, meta=meta), response).ip == ip
