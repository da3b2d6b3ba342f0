"""Sixteen bytes to know a story by: small enough to index, wide enough never to collide."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from newscrawl import urls

_WIDTH = 16  # bytes; 8 collide at a billion URLs, and 16 are PostgreSQL's native uuid


def fingerprint(text: str) -> UUID:
    return UUID(bytes=blake2b(text.encode(errors="surrogatepass"), digest_size=_WIDTH).digest())


def url_fingerprint(url: str) -> UUID | None:
    """Return the fingerprint all addresses of one story share; None where *url* has no key."""
    key = urls.key(url)
    return None if key is None else fingerprint(key)
