"""Charsets of the web; Python's other codecs are none, though a page may name them.

Of those a page could name, rot13 and its kin raise where text is wanted, idna knows no
replacement, and punycode takes minutes for a megabyte. Scrapy and w3lib ask the same table.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from charset_normalizer import from_bytes
from w3lib.encoding import (
    DEFAULT_ENCODING_TRANSLATION,
    html_to_unicode,
    http_content_type_encoding,
    resolve_encoding,
)

_NO_CHARSETS = (
    "base64_codec", "bz2_codec", "hex_codec", "idna", "mbcs", "oem", "palmos", "punycode",
    "quopri_codec", "raw_unicode_escape", "rot_13", "undefined", "unicode_escape", "uu_codec",
    "zlib_codec",
)  # fmt: skip
# Who could read that name in a page's own bytes has not found them wide, as browsers know (HTML
# standard, "prescan a byte stream"); a page that is has a mark, or opens with one of WIDE.
_MISNOMERS = ("utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be")
WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
DEFAULT_ENCODING_TRANSLATION.update(dict.fromkeys((*_NO_CHARSETS, *_MISNOMERS), "utf-8"))

# Those of other scripts that pages are written in, and the one browsers assume in the west.
_CHARSETS = [
    *("cp1252", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
# Text from its first letter that is not ASCII to the next tag, or to what ends a string of a script;
# so many bytes of it tell a charset.
_SPEAKING = re.compile(rb'[\x80-\xff][^<>"=]*')
_SAMPLE = 4_000
_LONGEST = 100_000  # bytes; a longer piece is no paragraph
_GREEK = "\u0370"  # the first letter after the Latin ones
_LEAST = 10  # letters of another script; three accents of French are as many of Chinese


def charset(name: str | None) -> str | None:
    """Return Python's name of a charset; None for what Python does not know."""
    return resolve_encoding(name) if name else None


def page_in_utf8(body: bytes, encoding: str | None) -> bytes:
    """Return a page as UTF-8: by its bytes, by *encoding*, by what it declares, by a guess.

    *encoding* is the charset of the Content-Type header, where it names one. Bytes that are UTF-8
    are, whatever they are called: none of another charset are by chance.
    """
    if wide := WIDE.get(body[:2]):
        return body.decode(wide, "replace").encode("utf-8", "replace")
    is_marked = body.startswith(BOM_UTF8)
    is_told = charset(encoding) == "utf-8" or not body.isascii()
    if is_told and not is_marked and _is_utf8(body):
        return body
    header = f"text/html; charset={encoding}" if encoding else None
    named, text = html_to_unicode(header, body, auto_detect_fun=_undeclared)
    if named == "utf-8" and not is_marked:
        if "\ufffd" not in text:
            return body
        if _is_garbled(text):
            text = body.decode(_likeliest(body), "replace")
    return text.encode("utf-8", "replace")


def page_text(body: bytes, encoding: str | None) -> str:
    """Return the text of a page, as page_in_utf8() decodes it."""
    return page_in_utf8(body, encoding).decode(errors="replace")


def _undeclared(body: bytes) -> str:
    """Return UTF-8 where most of the bytes are it, else the likeliest."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        is_cut = wrong.start > len(body) - 4  # within a character
        is_utf8 = is_cut or not _is_garbled(body.decode("utf-8", "replace"))
        return "utf-8" if is_utf8 else _likeliest(body)
    return "utf-8"


def _is_garbled(text: str) -> bool:
    """Tell whether most of what is not ASCII could not be read: it was no UTF-8."""
    lost = text.count("\ufffd")
    return lost > 0 and 2 * lost > len(text) - len(text.encode("ascii", "ignore"))


def _sample(body: bytes) -> bytes:
    """Return some of the text that is not ASCII, in whole pieces: half a character fits no charset."""
    sample = b""
    for piece in _SPEAKING.finditer(body):
        sample += piece[0][:_LONGEST] + b" "
        if len(sample) >= _SAMPLE:
            break
    return sample


def _likeliest(body: bytes) -> str:
    """Return a charset of another script where the letters are of one, else what browsers assume in the west.

    A page of the west has its accents, dashes and quotation marks among letters of ASCII.
    """
    found = from_bytes(_sample(body), cp_isolation=_CHARSETS).best()
    letters = [char for char in str(found or "") if char.isalpha()]
    foreign = sum(char >= _GREEK for char in letters)
    is_foreign = foreign >= _LEAST and 3 * foreign > len(letters)
    return found.encoding if found is not None and is_foreign else "cp1252"


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def named_by(content_type: str | None) -> str | None:
    """Return the charset that a Content-Type header names, if it names one."""
    return http_content_type_encoding(content_type)
