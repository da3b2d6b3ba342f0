"""Whether a packed body came whole: what was cut off on its way unpacks to half a story."""

from __future__ import annotations

import sys
import zlib
from importlib import import_module

import brotli

_ZSTD = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
_STEP = 1 << 20  # bytes unpacked at once, and thrown away
_BARE = -15  # zlib's word for deflate without head and sum
_GZIP = b"\x1f\x8b"
_HEAD, _SUM = 10, 8  # bytes before and behind what gzip holds
_MORE, _NAMES, _CHECKED = 4, (8, 16), 2  # flags of what else its head has: RFC 1952, 2.3.1


def is_whole(body: bytes, encoding: bytes, *, length: int) -> bool:
    """Tell whether the stream in *body* has its end; *length* is how many bytes it was unpacked to.

    A sum that is missing or wrong behind the end cuts nothing off, and browsers ask for none.
    """
    if not body:
        return True
    match encoding:
        case b"gzip" | b"x-gzip":
            # It ends with its length: only where that is wrong it is unpacked again.
            return int.from_bytes(body[-4:], "little") == length or _gzip_is_whole(body, length)
        case b"deflate":
            return any(_ended(bare, length)[0] for bare in (body[2:], body))
        case b"br":
            return _brotli_is_whole(body)
        case b"zstd":
            return _zstd_is_whole(body)
    return True


def _gzip_is_whole(body: bytes, length: int) -> bool:
    while body.startswith(_GZIP):
        is_whole, length, rest = _ended(body[_length_of_head(body) :], length)
        if not is_whole:
            return False
        body = rest[_SUM:]
    return True


def _length_of_head(body: bytes) -> int:
    flags, at = int.from_bytes(body[3:4], "little"), _HEAD
    if flags & _MORE:
        at += 2 + int.from_bytes(body[at : at + 2], "little")
    for name in _NAMES:
        if flags & name:
            at = body.find(b"\0", at) + 1
    return at + 2 if flags & _CHECKED else at


def _ended(bare: bytes, length: int) -> tuple[bool, int, bytes]:
    """Unpack one stream of *length* bytes at most; return whether it has an end, what is left of them, what is behind it."""
    stream = zlib.decompressobj(_BARE)
    try:
        while bare and length >= 0 and not stream.eof:
            length -= len(stream.decompress(bare, _STEP))
            bare = stream.unconsumed_tail
    except zlib.error:
        return False, length, b""
    return stream.eof and length >= 0, length, stream.unused_data


def _brotli_is_whole(body: bytes) -> bool:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_STEP)
    while piece and not stream.is_finished():
        piece = stream.process(b"", output_buffer_limit=_STEP)
    return bool(stream.is_finished())


def _zstd_is_whole(body: bytes) -> bool:
    stream = _ZSTD.ZstdDecompressor()
    stream.decompress(body, _STEP)
    while not (stream.eof or stream.needs_input):
        stream.decompress(b"", _STEP)
    return bool(stream.eof)
