"""What a publisher's HTTP answer means: a page, an end, or a later try."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from newscrawl.errors import Refused, Unresolved

_LATER = frozenset({403, 408, 425, 429})  # 403 too: most are a guard's mood, not the page's fate
_MAY_BE_HTML = frozenset(
    {
        "",
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/xml",
        "application/xml",
        "application/octet-stream",
        "unknown/unknown",
        "application/unknown",
        "*/*",
    },
)
# A type that a browser can read, whatever follows it. What is none ("html", "charset=utf-8") says as
# little as no header; some servers forget the semicolon, or say the type twice.
_TYPE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)(?![^\s;,])", re.ASCII)
_HEAD = 512  # bytes; file types and root elements show themselves here
_MAGIC = re.compile(
    rb"""%PDF- | \x89PNG | GIF8[79]a | \xff\xd8\xff | RIFF.{4}(?:WEBP|AVI|WAVE) | .{4}ftyp
    | PK\x03\x04 | \x1f\x8b | ID3 | OggS | \x1a\x45\xdf\xa3 | \{\s*["}] | \[\s*[\[{"\]]
    | \xd0\xcf\x11\xe0 | Rar! | 7z\xbc\xaf | wOF[F2] | \x28\xb5\x2f\xfd | \xfd7zXZ""",
    re.VERBOSE | re.DOTALL,
)
# What no text has ("binary data byte" of the MIME Sniffing Standard); NUL, which broken pages have, is left out.
# Of data without a mark of its kind, a brotli page that does not say so, one byte in ten is such.
# So is the vertical tab, Word's line break.
_BINARY = bytes([*range(0x01, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_SAMPLE = 4096  # bytes
_FEW, _SHARE = 10, 0.02  # of them, or such a share, may stand in a page
_WIDE = 0.04  # share of NUL in UTF-16 at least, where it has no mark
_FEED = re.compile(rb"<(?:rss|feed|urlset|sitemapindex|rdf:RDF)[\s>]")


def judge(status: int, content_type: str, body: bytes) -> None:
    """Return where the answer is an HTML page.

    Raises Refused where the story ends here, Unresolved where a later try may bring it.
    """
    if status in _LATER or 500 <= status < 600:
        raise Unresolved(f"http_{status}")
    if not 200 <= status < 300:
        raise Refused(f"http_{status}")
    if not body.strip():
        raise Refused("empty_page")
    if not _is_html(content_type, body):
        raise Refused("not_html")


def may_be_html(content_type: str) -> bool:
    """Tell whether a Content-Type header leaves open that the body is a page."""
    named = _TYPE.match(content_type)
    return named is None or named[1].lower() in _MAY_BE_HTML


def _is_html(content_type: str, body: bytes) -> bool:
    if not may_be_html(content_type):
        return False
    head = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:_HEAD]
    if _MAGIC.match(head) or _is_binary(body[:_SAMPLE]):
        return False
    return b"<html" in head.lower() or _FEED.search(head) is None


def _is_binary(sample: bytes) -> bool:
    if sample.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or sample.count(0) > _WIDE * len(sample):
        return False
    odd = len(sample) - len(sample.translate(None, _BINARY))
    return odd > max(_FEW, _SHARE * len(sample))
