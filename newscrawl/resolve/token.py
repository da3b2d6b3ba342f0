"""What a Google News link carries in itself: the publisher's URL, or at least its length.

A token is base64url of a protobuf message, one of

    old       field 1 = 19, field 4 = the URL, field 26 = its AMP form
    youtube   field 1 = 32, field 4 = the id of a video
    new       field 1 = 19, field 4 = sealed text "AU_yqL...", field 26 = the AMP one
    opaque    any other message; it holds no URL
    broken    no message, or one that ends too early or says nothing usable
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["old", "youtube", "new", "opaque", "broken"]
Value = int | bytes

_ARTICLE = re.compile(r"/(?:__i/rss/rd/articles|rss/articles|articles|read)/([^/]+)/?")
_BASE64URL = re.compile(r"[\w-]+={0,2}", re.ASCII)
_WEB_URL = re.compile(r"https?://[^\s/?#][^\x00-\x20\x7f]*", re.IGNORECASE)
_VIDEO_ID = re.compile(r"[\w-]{11}", re.ASCII)
_SEALED = "AU_yqL"  # the constant bytes every sealed text begins with
_SEAL_BYTES = 21  # what the seal adds to the URL: the same in all pairs ever measured

_TYPE, _PLACE, _AMP = 1, 4, 26  # field numbers
_WEB, _YOUTUBE = 19, 32  # values of field 1
_VARINT_BYTES = 10  # 64 bits, seven in a byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token, read as far as it can be without asking Google.

    `text` is the whole token. `stable` is what stays the same for one story, the key to
    remember a resolution by: field 4, or the whole token where there is none. `url_length`
    is how many bytes of URL a new token seals.
    """

    kind: Kind
    text: str
    stable: str
    url: str | None = None
    amp_url: str | None = None
    url_length: int | None = None


class _Broken(ValueError):
    """The token says nothing usable."""


def read_token(url: str) -> Token | None:
    """Read the token of a Google News article link; None where *url* is none."""
    text = _token_text(url)
    if text is None:
        return None
    try:
        return _read(text, dict(_fields(_decoded(text))))
    except ValueError:  # UnicodeDecodeError and binascii.Error are two
        return Token(kind="broken", text=text, stable=text)


def _token_text(url: str) -> str | None:
    try:
        parts = urlsplit(url.strip())
        on_google = parts.scheme in {"http", "https"} and parts.hostname == "news.google.com"
    except ValueError:
        return None
    article = _ARTICLE.fullmatch(parts.path)
    return article[1] if on_google and article else None


def _read(text: str, fields: dict[int, Value]) -> Token:
    kind = fields.get(_TYPE)
    if kind not in {_WEB, _YOUTUBE}:
        return Token(kind="opaque", text=text, stable=text)
    place = _text_of(fields.get(_PLACE))
    if kind == _YOUTUBE:
        return _youtube(text, place)
    if place.startswith(_SEALED):
        return _new(text, place)
    return _old(text, place, fields.get(_AMP, b""))


def _old(text: str, url: str, amp: Value) -> Token:
    if not _WEB_URL.fullmatch(url):
        raise _Broken(url)
    amp_url = amp.decode("utf-8", "replace") if isinstance(amp, bytes) else ""
    usable = _WEB_URL.fullmatch(amp_url) and "\ufffd" not in amp_url
    return Token(kind="old", text=text, stable=url, url=url, amp_url=amp_url if usable else None)


def _youtube(text: str, video: str) -> Token:
    if not _VIDEO_ID.fullmatch(video):
        raise _Broken(video)
    url = f"https://www.youtube.com/watch?v={video}"
    return Token(kind="youtube", text=text, stable=video, url=url)


def _new(text: str, sealed: str) -> Token:
    length = len(_decoded(sealed)) - _SEAL_BYTES
    if length <= 0:
        raise _Broken(sealed)
    return Token(kind="new", text=text, stable=sealed, url_length=length)


def _text_of(value: Value | None) -> str:
    if not isinstance(value, bytes):
        raise _Broken(value)
    return value.decode("utf-8")


def _decoded(text: str) -> bytes:
    """Decode base64url with or without padding; Python alone would skip foreign characters."""
    if not _BASE64URL.fullmatch(text):
        raise _Broken(text)
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))


def _fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """Yield the fields of a protobuf message: number and value, fixed ones as their bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        if number == 0:
            raise _Broken(message)
        value, at = _value(message, at, wire)
        yield number, value


def _value(message: bytes, at: int, wire: int) -> tuple[Value, int]:
    match wire:
        case 0:  # varint
            return _varint(message, at)
        case 1:  # 64 bits
            return _slice(message, at, 8)
        case 2:  # text, bytes or a message
            length, at = _varint(message, at)
            return _slice(message, at, length)
        case 5:  # 32 bits
            return _slice(message, at, 4)
    raise _Broken(message)  # groups, which nobody writes any more


def _slice(message: bytes, at: int, length: int) -> tuple[bytes, int]:
    if at + length > len(message):
        raise _Broken(message)
    return message[at : at + length], at + length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(message[at : at + _VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise _Broken(message)
