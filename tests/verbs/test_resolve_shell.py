"""The signature is found at the end of Google's article page, however the page writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.errors import Unresolved
from newscrawl.resolve.shell import Signature, read_signature, shell_url
from newscrawl.resolve.token import Token

PAGE = Path(__file__).parents[1] / "fixtures" / "googlenews" / "shell.html"


def test_the_page_of_a_token_is_asked_for_in_one_edition():
    url = shell_url(Token(kind="new", text="CBMiAB-_", stable="AB"))

    assert url == "https://news.google.com/rss/articles/CBMiAB-_?hl=en-US&gl=US&ceid=US:en"


def test_a_page_as_google_writes_it_is_signed():
    found = read_signature(PAGE.read_bytes())

    assert found == Signature(timestamp=1791000000, signature="AbExampleSignature_-1")


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param(b'<div data-n-a-ts="17" data-n-a-sg="Ab">', id="time first"),
        pytest.param(b'<div data-n-a-sg="Ab" data-n-a-ts="17">', id="signature first"),
        pytest.param(b"<c-wiz data-n-a-ts='17' x data-n-a-sg='Ab'/>", id="single quotes"),
        pytest.param(b'<div\n data-n-a-ts = "17"\n data-n-a-sg = "Ab">', id="on several lines"),
        pytest.param(
            b'<p data-n-a-ts="1" data-n-a-sg="Zz"><p data-n-a-ts="17" data-n-a-sg="Ab">',
            id="the last of two",
        ),
    ],
)
def test_a_signature_is_read_however_it_is_written(tag):
    found = read_signature(b"<html>" + tag + b"</html>")

    assert found == Signature(timestamp=17, signature="Ab")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>Before you continue</html>", id="another page"),
        pytest.param(b'<p data-n-a-sg="Ab">', id="no time"),
        pytest.param(b'<p data-n-a-sg="Ab" data-n-a-ts="soon">', id="time that is none"),
        pytest.param(b'<p data-n-a-ts="17" data-n-a-sg="">', id="empty signature"),
        pytest.param(b'<p data-n-a-ts="17" data-n-a-sg="Ab"', id="cut off"),
    ],
)
def test_a_page_without_a_signature_keeps_the_link_for_later(body):
    with pytest.raises(Unresolved) as caught:
        read_signature(body)

    assert caught.value.reason == "unsigned_page"


@given(st.binary(), st.binary())
def test_any_page_is_signed_or_said_not_to_be(before, after):
    try:
        read_signature(before + b" data-n-a-sg" + after)
    except Unresolved:
        return


def test_a_signature_longer_than_any_is_none():
    with pytest.raises(Unresolved):
        read_signature(b'<div data-n-a-ts="1" data-n-a-sg="%s">' % (b"A" * 501))
