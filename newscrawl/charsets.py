"""Charsets of the web; Python's other codecs are none, though a page may name them.

Of those a page could name, rot13 and its kin raise where text is wanted, idna knows no
replacement, and punycode takes minutes for a megabyte. Scrapy and w3lib ask the same table.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from w3lib.encoding import (
    DEFAULT_ENCODING_TRANSLATION,
    html_to_unicode,
    http_content_type_encoding,
    resolve_encoding,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_CHARSETS = (
    "base64_codec", "bz2_codec", "hex_codec", "idna", "mbcs", "oem", "palmos", "punycode",
    "quopri_codec", "raw_unicode_escape", "rot_13", "undefined", "unicode_escape", "uu_codec",
    "zlib_codec",
)  # fmt: skip
DEFAULT_ENCODING_TRANSLATION.update(dict.fromkeys(_NO_CHARSETS, "utf-8"))


def charset(name: str | None) -> str | None:
    """Return Python's name of a charset; None for what Python does not know."""
    return resolve_encoding(name) if name else None


def text_of(body: bytes, encoding: str | None) -> str:
    """Return *body* as text, whatever *encoding* says: UTF-8 where it names no charset."""
    return body.decode(resolve_encoding(encoding or "") or "utf-8", errors="replace")


def page_in_utf8(body: bytes, encoding: str | None, *, undeclared: Callable[[bytes], str]) -> bytes:
    """Return a page as UTF-8: by its first bytes, by *encoding*, by what it declares, by a guess."""
    is_marked = body.startswith(BOM_UTF8)
    if charset(encoding) == "utf-8" and not is_marked and _is_utf8(body):
        return body
    header = f"text/html; charset={encoding}" if encoding else None
    named, text = html_to_unicode(header, body, auto_detect_fun=undeclared)
    is_utf8 = named == "utf-8" and "\ufffd" not in text and not is_marked
    return body if is_utf8 else text.encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def named_by(content_type: str | None) -> str | None:
    """Return the charset that a Content-Type header names, if it names one."""
    return http_content_type_encoding(content_type)
