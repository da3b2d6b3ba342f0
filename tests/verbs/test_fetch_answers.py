"""An answer is a page, an end or a later try."""

from __future__ import annotations

import random

import pytest

from newscrawl.errors import Refused, Unresolved
from newscrawl.fetch.answers import judge

PAGE = b"<!doctype html><html><body><p>News</p></body></html>"


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [
        pytest.param(200, "text/html; charset=utf-8", PAGE, id="HTML"),
        pytest.param(200, "Text/HTML", PAGE, id="type in capitals"),
        pytest.param(200, "application/xhtml+xml", b'<?xml version="1.0"?>' + PAGE, id="XHTML"),
        pytest.param(200, "", PAGE, id="no type"),
        pytest.param(200, "text/plain", PAGE, id="plain"),
        pytest.param(200, "text/html charset=utf-8", PAGE, id="no semicolon"),
        pytest.param(200, "text/html,text/html; charset=utf-8", PAGE, id="said twice"),
        pytest.param(200, "charset=utf-8", PAGE, id="a charset and no type"),
        pytest.param(200, "html", PAGE, id="half a type"),
        pytest.param(200, "*/*", PAGE, id="any type"),
        pytest.param(200, "application/unknown", PAGE, id="unknown"),
        pytest.param(203, "text/html", PAGE, id="through a proxy"),
        pytest.param(200, "text/html", b"\xef\xbb\xbf\n" + PAGE, id="byte order mark"),
        pytest.param(200, "text/html", b"[if IE] <p>News", id="text that begins with a bracket"),
        pytest.param(200, "text/html", PAGE.replace(b"N", b"\0\0\x07N"), id="a few odd bytes"),
        pytest.param(200, "text/html", ("<p>Новости дня" * 400).encode("utf-16"), id="UTF-16"),
        pytest.param(
            200, "text/html", ("<p>" + "Новости дня" * 40).encode("utf-16"), id="with a mark"
        ),
        pytest.param(
            200, "text/html", PAGE + b"One line,\x0banother. " * 90, id="Word's line breaks"
        ),
        pytest.param(200, "text/html", ("<p>新しい橋" * 900).encode("iso2022_jp"), id="escapes"),
    ],
)
def test_a_page_is_let_through(status, content_type, body):
    judge(status, content_type, body)


@pytest.mark.parametrize("status", [301, 304, 400, 401, 402, 404, 405, 410, 418, 451, 999])
def test_an_end_is_named_by_its_status(status):
    with pytest.raises(Refused, match=f"^http_{status}$"):
        judge(status, "text/html", PAGE)


@pytest.mark.parametrize("status", [403, 408, 425, 429, 500, 502, 503, 520, 599])
def test_a_later_try_is_named_by_its_status(status):
    with pytest.raises(Unresolved, match=f"^http_{status}$"):
        judge(status, "text/html", PAGE)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param("application/pdf", b"%PDF-1.7", id="PDF"),
        pytest.param("image/jpeg", b"\xff\xd8\xff\xe0", id="image"),
        pytest.param("video/mp4", b"....", id="video"),
        pytest.param("audio/mpeg", b"....", id="audio"),
        pytest.param("application/json", b"{}", id="JSON"),
        pytest.param("application/json,text/html", b"{}", id="JSON and more"),
        pytest.param("html", b"%PDF-1.7", id="PDF of half a type"),
        pytest.param("application/rss+xml", b"<rss>", id="feed"),
        pytest.param("text/html", b"%PDF-1.7", id="PDF that says HTML"),
        pytest.param("text/html", b"\x89PNG\r\n", id="image that says HTML"),
        pytest.param("text/html", b"RIFF....WEBPVP8", id="WebP that says HTML"),
        pytest.param("text/html", b"\x00\x00\x00\x20ftypisom", id="video that says HTML"),
        pytest.param("application/octet-stream", b"PK\x03\x04", id="archive"),
        pytest.param(
            "application/octet-stream", b"\xd0\xcf\x11\xe0\xa1\xb1", id="Word, 97 to 2003"
        ),
        pytest.param("text/html", random.Random(1).randbytes(2000), id="data of any kind"),
        pytest.param("text/html", b'\n{"title": "News"}', id="JSON that says HTML"),
        pytest.param("text/plain", b'[{"title": "News"}]', id="list that says text"),
        pytest.param("text/xml", b'<?xml version="1.0"?>\n<rss version="2.0">', id="RSS as XML"),
        pytest.param("application/xml", b"<urlset xmlns='x'>", id="sitemap as XML"),
    ],
)
def test_what_is_no_page_ends_here(content_type, body):
    with pytest.raises(Refused, match=r"^not_html$"):
        judge(200, content_type, body)


@pytest.mark.parametrize("body", [b"", b" \n"])
@pytest.mark.parametrize("status", [200, 204])
def test_an_empty_page_ends_here(status, body):
    with pytest.raises(Refused, match=r"^empty_page$"):
        judge(status, "text/html", body)
