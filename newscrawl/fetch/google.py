"""How Google says that it has had enough of us."""

from __future__ import annotations

import re
from typing import Literal

Expected = Literal["feed", "article", "batchexecute"]

_TAIL = 4_096  # bytes; a feed ends with its closing tag and perhaps a comment
_HEAD = 2_048
_SORRY = re.compile(r"//(?:www\.)?google\.[a-z.]+/sorry/")
_CONSENT = re.compile(r"//consent\.(?:google|youtube)\.[a-z.]+/")
_TOO_MANY = re.compile(rb'\[\s*"er"\s*,[^\[\]]*\b429\b')


def block_sign(*, status: int, url: str, body: bytes, expected: Expected) -> str | None:
    """Name the way this answer refuses us; None where it is what was asked for.

    A link Google does not know (400, 404) and its own failures (500, 502) are no block.
    """
    if sign := _sent_elsewhere(status, url, body):
        return sign
    if status in {403, 429, 503}:
        return f"http_{status}"
    if status != 200:
        return None
    return {"feed": _feed, "article": _article, "batchexecute": _batchexecute}[expected](body)


def _sent_elsewhere(status: int, url: str, body: bytes) -> str | None:
    """Look at the address that answered, and at the one a redirect's little page names."""
    said = url
    if 300 <= status < 400:
        said += " " + body[:_HEAD].decode("latin-1")
    if _SORRY.search(said):
        return "sorry"
    return "consent" if _CONSENT.search(said) else None


def _feed(body: bytes) -> str | None:
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", body[:_HEAD], re.IGNORECASE):
        return "html_for_xml"
    tail = body[-_TAIL:]
    return None if b"</rss>" in tail or b"</feed>" in tail else "truncated_xml"


def _article(body: bytes) -> str | None:
    # The page has 600 KB and the signature stands at its end: searched from there.
    return "unsigned" if body.rfind(b"data-n-a-sg") < 0 else None


def _batchexecute(body: bytes) -> str | None:
    answered = body.lstrip().startswith(b")]}'")
    return "not_an_answer" if not answered or _TOO_MANY.search(body) else None
