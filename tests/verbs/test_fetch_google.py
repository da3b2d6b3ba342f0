"""Google's refusals are known by their signs, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from newscrawl.fetch.google import block_sign

FEED = "https://news.google.com/rss?hl=en-US"
FEED_BODY = b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>'
SHELL = "https://news.google.com/rss/articles/CBMi"
SHELL_BODY = b"<!doctype html>" + b"x" * 600_000 + b'<div data-n-a-sg="AbIa"></div>'
BATCH = "https://news.google.com/_/DotsSplashUi/data/batchexecute"
BATCH_BODY = b""")]}'\n\n[["wrb.fr","Fbv4je","[\\"garturlres\\"]",null,null,null,"1"]]"""


@pytest.mark.parametrize(
    ("status", "url", "body", "expected"),
    [
        pytest.param(200, FEED, FEED_BODY, "feed", id="feed"),
        pytest.param(200, FEED, FEED_BODY + b"\n<!-- made -->\n", "feed", id="feed and a comment"),
        pytest.param(200, FEED, b"<feed></feed>", "feed", id="Atom"),
        pytest.param(200, SHELL, SHELL_BODY, "article", id="signed page"),
        pytest.param(404, SHELL, b"<html>", "article", id="link unknown"),
        pytest.param(400, SHELL, b"<html>", "article", id="link broken"),
        pytest.param(500, SHELL, b"", "article", id="Google's own failure"),
        pytest.param(200, BATCH, BATCH_BODY, "batchexecute", id="answer"),
        pytest.param(200, BATCH, b""")]}'\n\n25\n[["e",4,null,null,429]]\n""", "batchexecute", id="length"),
        pytest.param(200, BATCH, b""")]}'\n\n[["er",null,null,null,null,400]]""", "batchexecute", id="row refused"),
    ],
)  # fmt: skip
def test_what_was_asked_for_is_no_block(status, url, body, expected):
    assert block_sign(status=status, url=url, body=body, expected=expected) is None


MOVED = b'<HTML><BODY>The document has moved <A HREF="%b">here</A>.</BODY></HTML>'


@pytest.mark.parametrize(
    ("status", "url", "body", "expected", "sign"),
    [
        pytest.param(429, FEED, b"", "feed", "http_429", id="too many"),
        pytest.param(503, SHELL, b"", "article", "http_503", id="not now"),
        pytest.param(403, SHELL, b"", "article", "http_403", id="forbidden"),
        pytest.param(429, "https://www.google.com/sorry/index?continue=x", b"", "feed", "sorry", id="sorry"),
        pytest.param(200, "https://consent.google.com/m?continue=x", b"<html>", "feed", "consent", id="consent"),
        pytest.param(302, SHELL, MOVED % b"https://www.google.com/sorry/index?q=x", "article", "sorry", id="sent to sorry"),
        pytest.param(302, FEED, MOVED % b"https://consent.google.com/m?q=x", "feed", "consent", id="sent to consent"),
        pytest.param(200, FEED, b"\n<!DOCTYPE html><html>", "feed", "html_for_xml", id="HTML for XML"),
        pytest.param(200, FEED, FEED_BODY[:-10], "feed", "truncated_xml", id="truncated"),
        pytest.param(200, FEED, b"", "feed", "truncated_xml", id="empty"),
        pytest.param(200, SHELL, b"<html></html>", "article", "unsigned", id="unsigned"),
        pytest.param(200, BATCH, b"<html></html>", "batchexecute", "not_an_answer", id="no answer"),
        pytest.param(200, BATCH, b""")]}'\n[["er",null,null,null,null,429]]""", "batchexecute", "not_an_answer", id="too many in a row"),
    ],
)  # fmt: skip
def test_a_block_is_named_by_its_sign(status, url, body, expected, sign):
    assert block_sign(status=status, url=url, body=body, expected=expected) == sign
