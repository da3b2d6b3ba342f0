"""Markup before anybody knows what it says: its characters, elements, titles and addresses.

lxml reads the XML and not feedparser, which takes 3 s for a good feed of 10 MB and over 40 s for
a hostile one (measured with 6.0.14); lxml takes 0.1 s. Nothing before a root element is ever
parsed, and so no entity that a file declares.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree
from w3lib.encoding import read_bom

from newscrawl.charsets import WIDE, charset
from newscrawl.discover.googlenews_feed import NotAFeed
from newscrawl.discover.references import without_halves
from newscrawl.entities import unescaped
from newscrawl.urls import LONGEST, host_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEAD = 100_000  # bytes in which a root element begins, after any junk
_DECLARATIONS = 1_024  # bytes in which a charset is named, as browsers have it
_LONGEST_BASE = 1_000  # characters; each item is joined with it
_LONGEST_TITLE = 500  # characters; more is an article in the wrong element
_MOST_REPAIRS = 200_000  # of & and < in one feed; more are an attack, and the parser drops them
_ODD = 0.25  # of the bytes beyond ASCII may be wrong; in the wrong encoding nearly all are
_BEYOND_ASCII = bytes(range(0x80, 0x100))

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_FEED_ROOT = rb"rss|RDF|feed"
_ENTITIES = b"".join(
    b'<!ENTITY %s "&#%d;">' % (name.encode(), code)
    for name, code in name2codepoint.items()
    if name not in {"amp", "lt", "gt", "quot", "apos"}
)  # HTML's names, which feeds use and XML does not know
_REPAIRED = re.compile(
    rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))"
    rb"|&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)|<(?![A-Za-z_/!?])",
    re.DOTALL,
)
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]{1,40})""")

_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strong|sub|sup|tt|u)"
    r"(?:\s[^<>]*|/)?>|<!--[^<>]*>",
    re.IGNORECASE,
)  # by name: List<String> is no markup
_LINT = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_NO_PAGE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|epub|zip|gz|rar|exe|apk|dmg"
    r"|mp3|m4a|aac|ogg|oga|opus|wav|flac|mp4|m4v|mov|avi|wmv|webm|mkv|mpe?g|m3u8?|pls"
    r"|jpe?g|png|gif|webp|avif|svg|bmp|tiff?|ico)",
    re.IGNORECASE,
)


def joined(reference: str, base: str) -> str:
    """Make *reference* absolute; what cannot be joined stays as it is, and is unfit."""
    text = whole(_LINT.sub("", reference.strip()))
    if len(text) > LONGEST or text.startswith(("https://", "http://")):
        return text
    if text.startswith("www."):
        return f"https://{text}"
    try:
        return urljoin(base, text) if text else ""
    except ValueError:
        return text


def based(element: _Element, base: str) -> str:
    """Name what an element's links are relative to: its xml:base, or that of those around it."""
    stated = element.get(_XML_BASE)
    return joined(stated, base) if stated and len(stated) < _LONGEST_BASE else base


def unfit(url: str) -> str | None:
    """Say in a word for the ledger why no page can be fetched from *url*; None where one can."""
    if not url:
        return "no_link"
    try:
        parts = urlsplit(url)
        web = parts.scheme in {"http", "https"} and parts.port != 0 and host_of(url) != ""
    except ValueError:
        return "bad_link"
    if not web or len(url) > LONGEST or "@" in parts.netloc:  # no password is sent anywhere
        return "bad_link"
    dot = parts.path.rstrip("/").rpartition(".")
    return "not_a_page" if _NO_PAGE.fullmatch(f".{dot[2]}") and dot[0] else None


def plain_title(text: str) -> str:
    """Return one line without markup, also where it was escaped twice."""
    text = text[:_LONGEST_TITLE]
    for _ in range(2 if "<" in text or "&" in text else 0):
        text = unescaped(_TAGS.sub("", _BREAKS.sub(" ", text)))
    return whole(" ".join(_LINT.sub(" ", text).split()))


def whole(text: str) -> str:
    """Replace halves of characters, which JSON can hold and no database takes."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def as_utf8(body: bytes, content_type: str = "") -> bytes:
    """Return *body* in UTF-8 and without margin, trusting its bytes before all declarations."""
    encoding, bom = read_bom(body)
    if encoding:
        body = body[len(bom or b"") :]
    encoding = encoding or WIDE.get(body[:2])
    if encoding not in {None, "utf-8"}:
        body = body.decode(encoding or "", "replace").encode()
    return _in_utf8(body, content_type).lstrip(b"\xef\xbb\xbf \t\r\n\0").rstrip()


def _in_utf8(body: bytes, content_type: str) -> bytes:
    text = body.decode("utf-8", "replace")
    odd = text.count("\ufffd")
    if not odd or text.encode() == body:
        return body
    if odd <= _ODD * _beyond_ascii(body):
        return text.encode()
    header = content_type.encode("ascii", "replace")
    declared = (*_CHARSET.findall(body[:_DECLARATIONS]), *_CHARSET.findall(header))
    read = (_decoded(body, codec) for name in declared if (codec := _codec(name)))
    return next(filter(None, read), None) or body.decode("cp1252", "replace").encode()


def _codec(name: bytes) -> str | None:
    codec = charset(name.decode("ascii", "replace"))
    return codec if codec != "utf-8" else None


def _beyond_ascii(body: bytes) -> int:
    return len(body) - len(body.translate(None, _BEYOND_ASCII))


def _decoded(body: bytes, codec: str) -> bytes | None:
    """Decode *body* where it can be of that codec: a feed that is cut may end in half a character."""
    sample = body[:_HEAD]
    if sample.decode(codec, "replace").count("\ufffd") > _ODD * _beyond_ascii(sample):
        return None
    return body.decode(codec, "replace").encode()


def parse_xml(text: bytes, *, roots: bytes = _FEED_ROOT) -> tuple[_Element, bytes, bool]:
    """Parse from the root element on, one of *roots*, as strictly as the text allows.

    Returns the root, the text it was made of, and whether all was well. Raises NotAFeed for
    pages, entity declarations and what has no such root.
    """
    text = text[_root_at(text, roots) :]
    try:
        return _root(text, recover=False), text, True
    except etree.XMLSyntaxError:
        pass
    text = without_halves(text.translate(None, _CONTROLS))
    text = _REPAIRED.sub(_repair, text, count=_MOST_REPAIRS)
    try:
        return _root(text, recover=True), text, False
    except etree.XMLSyntaxError as error:
        raise NotAFeed("not XML") from error


def _root_at(text: bytes, roots: bytes) -> int:
    pattern = rb"<!--.*?(?:-->|\Z)|<(?:[\w.-]{1,40}:)?(" + roots + rb")(?=[\s>/])"
    begins = re.finditer(pattern, text[:_HEAD], re.DOTALL)
    start = next((found.start() for found in begins if found[1]), None)
    head = text[: _HEAD if start is None else start].lower()
    if b"<!entity" in head:
        raise NotAFeed("declares entities, which can make a small feed endless")
    if b"<html" in head or b"<!doctype html" in head:
        raise NotAFeed("a web page")
    if start is None:
        raise NotAFeed(f"no element {roots.decode().replace('|', ', ')}")
    return start


def _root(text: bytes, *, recover: bool) -> _Element:
    parser = etree.XMLParser(
        recover=recover,
        encoding="utf-8",
        resolve_entities="internal",  # ours alone: the text has no document type
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(b"<!DOCTYPE x [" + _ENTITIES + b"]>" + text, parser)
    if root is None:
        raise NotAFeed("not XML")
    return root


def _repair(found: re.Match[bytes]) -> bytes:
    return found[1] or (b"&lt;" if found[0] == b"<" else b"&amp;")


def local_name(element: _Element) -> str:
    """Name an element without namespace, and without a prefix nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def namespace(element: _Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def words(element: _Element) -> str:
    """Return all text in an element, also that of elements in it."""
    return "".join(element.itertext()).strip()
