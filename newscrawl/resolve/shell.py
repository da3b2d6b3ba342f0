"""Google's article page: asked for one token, it signs the question for the publisher's URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.errors import Unresolved

if TYPE_CHECKING:
    from newscrawl.resolve.token import Token

_SIGNED = b"data-n-a-sg"
# Real ones have 28 characters; it is sent back, with those of many other tokens in one POST.
_SIGNATURE = re.compile(rb"""\sdata-n-a-sg\s*=\s*(["'])([^"'<>&\s]{1,500})\1""")
_TIMESTAMP = re.compile(rb"""\sdata-n-a-ts\s*=\s*(["'])([0-9]{1,18})\1""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Google's leave to ask for one token; `timestamp` is in seconds."""

    timestamp: int
    signature: str


def shell_url(token: Token) -> str:
    """Name the page of *token*, always in en-US: signatures of other editions decode to null."""
    return f"https://news.google.com/rss/articles/{token.text}?hl=en-US&gl=US&ceid=US:en"


def read_signature(body: bytes) -> Signature:
    """Read the signature off the end of a page of 600 KB; Unresolved where there is none."""
    tag = _last_signed_tag(body)
    signature, timestamp = _SIGNATURE.search(tag), _TIMESTAMP.search(tag)
    if signature is None or timestamp is None:
        raise Unresolved("unsigned_page")
    return Signature(
        timestamp=int(timestamp[2]),
        signature=signature[2].decode("ascii", "replace"),
    )


def _last_signed_tag(body: bytes) -> bytes:
    """Cut the tag out from the end: the page is long and everything wanted is in its last part."""
    at = body.rfind(_SIGNED)
    start = body.rfind(b"<", 0, at) if at >= 0 else -1
    end = body.find(b">", at)
    return body[start : end + 1] if start >= 0 and end >= 0 else b""
