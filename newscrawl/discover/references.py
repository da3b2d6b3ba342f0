"""Character references of XML that name no character: halves of one, and control codes."""

from __future__ import annotations

import re

# libxml2 makes of a half what is no UTF-8, and every text that holds it cannot be read.
_SUSPECT = re.compile(
    rb"&#(?:[xX]0*(?:[01]?[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2})|0*(?:[12]?[0-9]|3[01]|5[5-7][0-9]{3}));"
)
_UNKNOWN = "\ufffd".encode()


def without_halves(text: bytes) -> bytes:
    """Put the sign for an unknown character in the place of a half, a space in that of a control code."""
    return _SUSPECT.sub(_named, text) if b"&#" in text else text


def _named(found: re.Match[bytes]) -> bytes:
    digits = found[0][2:-1]
    code = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    if 0xD800 <= code < 0xE000:
        return _UNKNOWN
    return b" " if 0 < code < 0x20 else found[0]
