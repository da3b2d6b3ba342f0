"""Google News link tokens: base64url without padding of a small protobuf message."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import shake_256

ARTICLE, VIDEO, OPAQUE = 19, 32, 2  # the values of field 1
INNER_CONSTANT = bytes.fromhex("014ff2a8b3")  # reads AU_yqL in base64
INNER_OVERHEAD = 21  # an inner text is that much longer than the publisher's URL


def old_token(url: str, amp: str | None = None) -> str:
    """The token of the years to 2024, which holds the URL; amp "" is an empty field 26."""
    return _token(ARTICLE, url.encode(), None if amp is None else amp.encode())


def new_token(url: str, amp: str | None = None) -> str:
    """The token since 2024, which tells of the URL its length alone."""
    return _token(ARTICLE, _inner(url), _inner(amp) if amp else None)


def youtube_token(video_id: str) -> str:
    return _text(_field(1, VIDEO) + _field(4, video_id.encode()) + _field(19, 1))


def opaque_token(seed: str = "") -> str:
    """A CAIi guid: a 16-byte id and the ids of its publication, never a URL."""
    story, publication = _noise(f"story {seed}", 16), _noise("publication", 16)
    edition = _field(1, 0) + _field(4, publication)
    edition += _field(5, _field(1, 10) + _field(4, publication))
    place = _field(1, 4) + _field(5, edition) + _field(6, 14_000_000)
    return _text(_field(1, OPAQUE) + _field(4, story) + _field(5, place))


def fields(token: str) -> dict[int, int | bytes]:
    """Read a token back: field number to value."""
    data = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    found: dict[int, int | bytes] = {}
    while data:
        tag, data = _read_varint(data)
        value, data = _read_varint(data)
        if tag & 7:
            found[tag >> 3], data = data[:value], data[value:]
        else:
            found[tag >> 3] = value
    return found


def _token(kind: int, content: bytes, amp: bytes | None) -> str:
    tail = b"" if amp is None else _field(26, amp)
    return _text(_field(1, kind) + _field(4, content) + tail)


def _inner(url: str) -> bytes:
    length = len(url.encode()) + INNER_OVERHEAD - len(INNER_CONSTANT)
    return _text(INNER_CONSTANT + _noise(url, length)).encode()


def _noise(seed: str, length: int) -> bytes:
    return shake_256(seed.encode()).digest(length)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    if number < 0x80:
        return bytes([number])
    return bytes([number & 0x7F | 0x80]) + _varint(number >> 7)


def _read_varint(data: bytes) -> tuple[int, bytes]:
    if data[0] < 0x80:
        return data[0], data[1:]
    more, rest = _read_varint(data[1:])
    return data[0] & 0x7F | more << 7, rest
