"""Whether Google's answer can be the story: nothing is stored under a wrong address."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.errors import Unresolved
from newscrawl.urls import LONGEST

if TYPE_CHECKING:
    from newscrawl.resolve.batchexecute import Resolved
    from newscrawl.resolve.token import Token

_WEB_URL = re.compile(r"https?://[^\x00-\x20\x7f\ud800-\udfff]+", re.IGNORECASE)
_GOOGLES_OWN = re.compile(
    r"(?:news|consent|accounts)\.google\.[a-z.]+/.*"  # wrapper, cookie question, login
    r"|consent\.youtube\.com/.*"
    r"|(?:[\w-]+\.)?google\.[a-z.]+/sorry(?:/.*)?",  # "unusual traffic"
    re.DOTALL,
)


def checked(token: Token, resolved: Resolved) -> Resolved:
    """Return *resolved*, without an AMP address that is none; Unresolved where it cannot be.

    A new token knows how many bytes its URL has: a checksum on any way of resolving it.
    """
    if reason := _doubt(resolved.url):
        raise Unresolved(reason)
    if token.url_length not in {None, len(resolved.url.encode())}:
        raise Unresolved("length_mismatch")
    if resolved.amp_url is not None and _doubt(resolved.amp_url):
        return replace(resolved, amp_url=None)
    return resolved


def _doubt(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "not_http"
    if not host or len(url) > LONGEST or not _WEB_URL.fullmatch(url):
        return "not_http"
    return "google_url" if _GOOGLES_OWN.fullmatch(f"{host}{parts.path or '/'}") else None
