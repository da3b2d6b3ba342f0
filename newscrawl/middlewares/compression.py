"""Unpacking answers within bounds: their size is Scrapy's to watch, how often to begin anew is ours."""

from __future__ import annotations

from scrapy.downloadermiddlewares import httpcompression

from newscrawl.errors import Unresolved
from newscrawl.fetch.packed import is_whole

_MOST_ENCODINGS = 3  # of one body; a header has room for thousands, each of them 16 MiB to unpack
# What a packed body may consist of, each with a beginning of its own. Empty ones count for nothing
# in size: 16 MiB of them keep gzip busy for 8 s and zstd for 33 s, in which nothing else happens.
_MOST_PIECES = 1_000
_BEGINNINGS = {
    b"gzip": (b"\x1f\x8b\x08",),
    b"x-gzip": (b"\x1f\x8b\x08",),
    b"zstd": (b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18"),  # a frame, and one to be skipped
}


class HttpCompressionMiddleware(httpcompression.HttpCompressionMiddleware):
    """Scrapy's own, but for bodies that were packed to keep us busy (`garbled`), or have no end (`cut_off`)."""

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        if b",".join(content_encoding).count(b",") >= _MOST_ENCODINGS:
            raise Unresolved("garbled")
        return super()._handle_encoding(body, content_encoding, max_size)

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        if sum(map(body.count, _BEGINNINGS.get(encoding, ()))) > _MOST_PIECES:
            raise Unresolved("garbled")
        unpacked = httpcompression.HttpCompressionMiddleware._decode(  # noqa: SLF001
            body, encoding, max_size
        )
        if not is_whole(body, encoding, length=len(unpacked)):  # Scrapy takes what there is
            raise Unresolved("cut_off")
        return unpacked
