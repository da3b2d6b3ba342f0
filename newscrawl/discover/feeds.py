"""Any publisher's feed as Links: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, however it was typed.

lxml reads the XML and not feedparser, which takes 3 s for a good feed of 10 MB and over 40 s for
a hostile one (measured with 6.0.14); lxml takes 0.1 s. Nothing before a feed's root element is
ever parsed, and so no entity that a feed declares.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from html import unescape
from html.entities import name2codepoint
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from w3lib.encoding import read_bom, resolve_encoding

from newscrawl.discover.googlenews_feed import NotAFeed, RefusedItem
from newscrawl.items import Link, Source
from newscrawl.times import as_utc, plausible
from newscrawl.urls import LONGEST, host_of, is_google_news

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

LONGEST_FEED = 10_000_000  # bytes; feeds of whole archives have 5 million
MOST_ITEMS = 5_000  # of one feed; the longest archive seen has 3,000

_HEAD = 100_000  # bytes in which a root element begins, after any junk
_DECLARATIONS = 1_024  # bytes in which a charset is named, as browsers have it
_CHILDREN = 40  # of one item that are looked at; real ones have five we want
_MOST_DATES = 3  # of one item that are tried; the best come first
_LONGEST_BASE = 1_000  # characters; each item is joined with it
_LONGEST_TITLE = 500  # characters; more is an article in the wrong element
_MOST_REPAIRS = 200_000  # of & and < in one feed; more are an attack, and the parser drops them
_ODD = 0.25  # of the bytes beyond ASCII may be wrong; in the wrong encoding nearly all are
_BEYOND_ASCII = bytes(range(0x80, 0x100))

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}
_DATES = (  # best first: when it was published, then when it was changed
    *("pubDate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created"),
    *("atom:published", "date", "created", "updated", "atom:updated", "dcterms:modified"),
    "modified",
)
_NAMES = ("title", "link", "guid", "id", "origLink", *_DATES)
_WANTED = (
    *dict.fromkeys(f"{{*}}{name.rpartition(':')[2]}" for name in _NAMES),
    *(name for name in (*_DATES, "atom:link", "feedburner:origLink", "dc:title") if ":" in name),
)  # a prefix nobody declared stays in the name

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
_CODECS = re.compile(  # of the web; Python has others that are no charsets, and slow ones
    r"utf-(?:8|16|32)(?:-[bl]e)?|cp\d+|iso8859-\d+|koi8-[rut]|gb18030|big5\w*|euc_\w+|mac-\w+",
)
_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """All a feed says; `hub` is where WebSub tells of news as they come."""

    title: str
    links: tuple[Link, ...]
    refused: tuple[RefusedItem, ...]
    hub: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A moment in UTC; midnight of its day where no hour is known."""

    at: datetime
    day_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """`urls` are absolute and the best first, `dates` too as they were written."""

    title: str
    urls: tuple[str, ...]
    guid: str
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a feed says in any of its languages."""

    title: str
    site: str
    hub: str
    items: list[_Item]
    refused: list[RefusedItem]


def read_feed(body: bytes, *, url: str, content_type: str = "") -> Feed:
    """Read a feed that was found at *url*, each link once and in its order.

    Raises NotAFeed where there is none. One that ends too early gives what it holds and one
    refusal `cut_off`, one that is too long its first 5,000 items and one `too_many`.
    """
    if len(body) > LONGEST_FEED:
        raise NotAFeed(f"too large: {len(body):,} bytes")
    text = as_utf8(body, content_type)
    told = _from_json(text, url) if text.startswith(b"{") else _from_xml(text, url)
    links: dict[str, Link] = {}
    for item in told.items:
        found = _link(item, told, url)
        if isinstance(found, RefusedItem):
            told.refused.append(found)
        else:
            links.setdefault(found.url, found)
    return Feed(
        title=told.title,
        links=tuple(links.values()),
        refused=tuple(told.refused),
        hub=told.hub if unfit(told.hub) is None else None,
    )


def _link(item: _Item, told: _Told, feed: str) -> Link | RefusedItem:
    fit = next((url for url in item.urls if unfit(url) is None), None)
    if fit is None:
        first = item.urls[0] if item.urls else ""
        return RefusedItem(item.title or first, unfit(first) or "no_link")
    date = next(filter(None, map(read_date, item.dates)), None)
    return Link(
        url=fit,
        title=item.title,
        publisher=told.title,
        publisher_host=host_of(told.site) or host_of(feed),
        published_at=date.at if date else None,
        published_day_only=date is not None and date.day_only,
        source=Source(
            feed=feed,
            google_link=fit if is_google_news(fit) else None,
            guid=item.guid or None,
        ),
    )


# --- Links ---


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


def unfit(url: str) -> str | None:
    """Say in a word for the ledger why no page can be fetched from *url*; None where one can."""
    if not url:
        return "no_link"
    try:
        parts = urlsplit(url)
        web = parts.scheme in {"http", "https"} and parts.port != 0 and host_of(url) != ""
    except ValueError:
        return "bad_link"
    if not web or len(url) > LONGEST:
        return "bad_link"
    dot = parts.path.rstrip("/").rpartition(".")
    return "not_a_page" if _NO_PAGE.fullmatch(f".{dot[2]}") and dot[0] else None


# --- Text ---


def plain_title(text: str) -> str:
    """Return one line without markup, also where it was escaped twice."""
    text = text[:_LONGEST_TITLE]
    for _ in range(2 if "<" in text or "&" in text else 0):
        text = unescape(_TAGS.sub("", _BREAKS.sub(" ", text)))
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
    encoding = encoding or _WIDE.get(body[:2])
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
    codec = resolve_encoding(name.decode("ascii", "replace"))
    return codec if codec and codec != "utf-8" and _CODECS.fullmatch(codec) else None


def _beyond_ascii(body: bytes) -> int:
    return len(body) - len(body.translate(None, _BEYOND_ASCII))


def _decoded(body: bytes, codec: str) -> bytes | None:
    """Decode *body* where it can be of that codec: a feed that is cut may end in half a character."""
    sample = body[:_HEAD]
    if sample.decode(codec, "replace").count("\ufffd") > _ODD * _beyond_ascii(sample):
        return None
    return body.decode(codec, "replace").encode()


# --- XML ---


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
    text = _REPAIRED.sub(_repair, text.translate(None, _CONTROLS), count=_MOST_REPAIRS)
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


def _from_xml(text: bytes, url: str) -> _Told:
    root, text, sound = parse_xml(text)
    name = "entry" if local_name(root) == "feed" else "item"
    elements = list(islice(root.iter(f"{{*}}{name}"), MOST_ITEMS + 1))
    refused = [] if sound else _cut_off(elements, text, name)
    if len(elements) > MOST_ITEMS:
        refused.append(RefusedItem("", "too_many"))
    channel = next(root.iterchildren("{*}channel"), root)
    base = _based(channel, url if channel is root else _based(root, url))
    children = _children(channel)
    links = _links(children, base)
    return _Told(
        title=_title(children),
        site=next((link for rel, link in links if rel == "alternate"), ""),
        hub=next((link for rel, link in links if rel == "hub"), ""),
        items=[_item(element, base) for element in elements[:MOST_ITEMS]],
        refused=refused,
    )


def _cut_off(elements: list[_Element], text: bytes, name: str) -> list[RefusedItem]:
    """Take a last item without an end off *elements*: half a link leads to a wrong story."""
    begun = [
        one.end()
        for one in re.finditer(rb"<(?:[\w.-]{1,40}:)?%s(?=[\s>/]|\Z)" % name.encode(), text)
    ]
    last = begun[-1] if begun else 0
    rest = text[last:]
    ended = re.search(rb"</(?:[\w.-]{1,40}:)?(?:rss|RDF|feed)\s*>", rest) is not None
    if ended and (len(begun) <= len(elements) or len(elements) > MOST_ITEMS):
        return []
    if elements and not re.search(rb"</(?:[\w.-]{1,40}:)?%s\s*>" % name.encode(), rest):
        return [RefusedItem(_title(_children(elements.pop())), "cut_off")]
    return [RefusedItem("", "cut_off")]


def _item(element: _Element, base: str) -> _Item:
    children = _children(element)
    base = _based(element, base)
    about = element.get(_RDF_ABOUT, "")
    guid = _text(children, "guid", "id") or about
    return _Item(
        title=_title(children),
        urls=tuple(dict.fromkeys(filter(None, _urls(children, base, about)))),
        guid=whole(guid[:LONGEST]),
        dates=tuple(filter(None, (_text(children, name) for name in _DATES)))[:_MOST_DATES],
    )


def _urls(children: dict[str, list[_Element]], base: str, about: str) -> Iterator[str]:
    """Yield an item's links: its own page first, then what may be it."""
    links = _links(children, base)
    yield joined(_text(children, "feedburner:origLink"), base)
    yield from (link for rel, link in links if rel == "alternate")
    for guid in children.get("guid", ()):
        if guid.get("isPermaLink", "true").strip().lower() != "false":
            yield from _if_web(_words(guid))
    yield from (link for rel, link in links if rel == "self")
    yield from _if_web(_text(children, "id"))
    yield from _if_web(about)


def _if_web(text: str) -> Iterator[str]:
    if text.lower().startswith(("http://", "https://")):
        yield joined(text, "")


def _links(children: dict[str, list[_Element]], base: str) -> list[tuple[str, str]]:
    """List rel and address of all links, pages before other alternates."""
    elements = [*children.get("link", ()), *children.get("atom:link", ())]
    elements.sort(key=lambda link: "html" not in link.get("type", "html").lower())
    return [(_rel(link), joined(_target(link), _based(link, base))) for link in elements]


def _rel(link: _Element) -> str:
    return str(link.get("rel", "alternate")).strip().lower().rpartition("/")[2]


def _target(link: _Element) -> str:
    """Read the address; where HTML tools closed the element too early it stands behind it."""
    tail = (link.tail or "").strip()
    return link.get("href", "") or _words(link) or (tail if tail.startswith("http") else "")


def _based(element: _Element, base: str) -> str:
    stated = element.get(_XML_BASE)
    return joined(stated, base) if stated and len(stated) < _LONGEST_BASE else base


def _children(element: _Element) -> dict[str, list[_Element]]:
    """Sort what we know among an element's children by name, with one prefix a vocabulary."""
    own = _namespace(element)
    found: dict[str, list[_Element]] = {}
    for child in islice(element.iterchildren(*_WANTED), _CHILDREN):
        found.setdefault(_name(child, own), []).append(child)
    return found


def _name(child: _Element, own: str) -> str:
    space = _namespace(child)
    local = local_name(child)
    if space in {"", own} and ":" not in str(child.tag):
        return local
    if not space or space == own:
        return str(child.tag).rpartition("}")[2]
    if space in _PREFIXES:
        return f"{_PREFIXES[space]}:{local}"
    return f"{child.prefix}:{local}" if child.prefix else local


def local_name(element: _Element) -> str:
    """Name an element without namespace, and without a prefix nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _namespace(element: _Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def _title(children: dict[str, list[_Element]]) -> str:
    return plain_title(_text(children, "title", "dc:title", "atom:title"))


def _text(children: dict[str, list[_Element]], *names: str) -> str:
    words = (_words(child) for name in names for child in children.get(name, ()))
    return next(filter(None, words), "")


def _words(element: _Element) -> str:
    return "".join(element.itertext()).strip()


# --- JSON ---


def _from_json(text: bytes, url: str) -> _Told:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("JSON that is broken or cut off") from error
    if "jsonfeed.org/version/" not in _string(feed, "version"):
        raise NotAFeed("JSON, but no JSON Feed")
    items, hubs = _list(feed, "items"), _list(feed, "hubs")
    return _Told(
        title=plain_title(_string(feed, "title")),
        site=joined(_string(feed, "home_page_url"), url),
        hub=joined(_string(hubs[0], "url") if hubs else "", url),
        items=[_json_item(item, url) for item in items[:MOST_ITEMS]],
        refused=[RefusedItem("", "too_many")] if len(items) > MOST_ITEMS else [],
    )


def _json_item(item: object, base: str) -> _Item:
    guid = _string(item, "id")
    links = (joined(_string(item, name), base) for name in ("url", "external_url"))
    return _Item(
        title=plain_title(_string(item, "title")),
        urls=tuple(dict.fromkeys(filter(None, (*links, *_if_web(guid))))),
        guid=guid[:LONGEST],
        dates=(_string(item, "date_published"), _string(item, "date_modified")),
    )


def _string(value: object, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, int) and abs(found) < 1 << 64:
        return str(found)
    return whole(found) if isinstance(found, str) else ""


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


# --- Dates ---

_LONGEST_DATE = 100  # characters; longer strings are prose
_LAST_YEAR = 2100  # later ones are of another calendar
_HOUR = r"(?P<H>[01]?\d|2[0-4])"
_ZONE = r"(?:[Zz]\b|(?:GMT|UTC?)?\s?[+\-−]\d{1,2}:?\d\d\b|(?:GMT|UTC?)?\s?[+\-−]\d{1,2}\b|(?-i:[A-Z]{2,5})\b)"
_CLOCK = re.compile(
    rf"(?P<before>a\.?m\.?|p\.?m\.?|오전|오후|上午|下午|午前|午後)?\s?(?<!\d){_HOUR}\s?[:h時时시点點]\s?(?P<M>[0-5]\d)"
    r"(?:[:m分분]\s?(?P<S>[0-5]\d|60))?(?:[.,]\d{1,9})?[분분分秒초s]?"
    rf"\s?(?P<after>[ap]\.?m\b\.?)?\s?\(?(?P<zone>{_ZONE})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(rf"(\d{{4}})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?\s?({_ZONE})?)?")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")  # seconds, or milliseconds
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)")
_NUMBERS = re.compile(r"\d+")
_NO_WORD = re.compile(r"[\s\d,.;:/()'’،-]+")
_OFFSET = re.compile(r"([+\-−])(\d{1,2}?):?(\d\d)?$")
# Zones by name, in hours; others are taken as UTC. CST is America's, IST India's.
_ZONES = {
    "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2, "MESZ": 2, "CAT": 2, "SAST": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "EAT": 3, "AST": 3, "TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5,
    "BDT": 6, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "PHT": 8, "MYT": 8, "AWST": 8, "JST": 9,
    "KST": 9, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "NST": -3.5, "ART": -3,
    "BRT": -3, "CLT": -4, "EST": -5, "EDT": -4, "ET": -5, "COT": -5, "PET": -5, "CST": -6,
    "CDT": -5, "CT": -6, "MST": -7, "MDT": -6, "MT": -7, "PST": -8, "PDT": -7, "PT": -8,
    "AKST": -9, "HST": -10,
}  # fmt: skip
# January to December; a word of three letters or more is found by its beginning.
_MONTH_NAMES = """
    january february march april may june july august september october november december
    januar februar märz april mai juni juli august september oktober november dezember
    jänner feber mrz - - - - - - - - -
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    januari februari maart april mei juni juli augustus september oktober november december
    - - mrt - - - - agu - - - desember
    januari februari maret april mei juni juli agustus september oktober november desember
    januari februari mars april maj juni juli augusti september oktober november december
    januar februar marts april maj juni juli august september oktober november desember
    styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
    ledna února března dubna května června července srpna září října listopadu prosince
    ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
    január február március április május június július augusztus szeptember október november december
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος
    ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
    يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
    जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
    ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
"""


def _bare(word: str) -> str:
    """Fold case, accents and direction marks, which dates have or lack."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in letters if unicodedata.category(one) not in {"Mn", "Cf"})


def _months() -> dict[str, int]:
    """Know every name and all of its beginnings that name one month only; English ones go first."""
    known: dict[str, int] = {}
    places = [(_bare(name), at % 12 + 1) for at, name in enumerate(_MONTH_NAMES.split())]
    beginnings: dict[str, set[int]] = {}
    for name, month in places:
        for end in range(3, len(name)):
            beginnings.setdefault(name[:end], set()).add(month)
    known.update((start, min(months)) for start, months in beginnings.items() if len(months) == 1)
    known.update((name, month) for name, month in places if len(name) > 1)
    return known | {name[:3]: month for name, month in places[:12]}


_MONTHS = _months()


def read_date(text: str) -> Date | None:
    """Read a date of any feed or sitemap; None where there is none, or only a month.

    A time without a zone is taken as UTC; midnight sharp without a zone is a day.
    """
    text = " ".join(unicodedata.normalize("NFC", text[:_LONGEST_DATE]).split())
    try:
        found = _from_iso(text) or _from_digits(text) or _from_words(text)
    except (ValueError, OverflowError):
        return None
    return found if found and plausible(found.at, now=found.at) else None


def _from_iso(text: str) -> Date | None:
    """Read what nine in ten write, fast: day, T, time."""
    try:
        at = datetime.fromisoformat(text) if "T" in text[8:] else None
    except ValueError:
        return None
    return Date(as_utc(at), day_only=at.tzinfo is None and at.time() == time()) if at else None


def _from_digits(text: str) -> Date | None:
    if epoch := _EPOCH.fullmatch(text):
        return Date(datetime.fromtimestamp(int(epoch[1]), UTC), day_only=False)
    if not (found := _COMPACT.fullmatch(text)):
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    clock = timedelta(hours=hour, minutes=minute, seconds=second) if found[4] else None
    return _date((year, month, day), clock, found[7])


def _from_words(text: str) -> Date | None:
    clock = _CLOCK.search(text)
    if clock is None:
        day = _from_numbers(text) or _from_names(text)
        return _date(day, None, None) if day else None
    zone = clock["zone"] or ""
    word = zone if zone.isalpha() else ""  # it may be a month
    rest = f"{text[: clock.start()]} {word} {text[clock.end() :]}"
    day = _from_numbers(rest) or _from_names(rest)
    return _date(day, _time(clock), zone) if day else None


def _from_numbers(text: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if not (found := _DAY_FIRST.search(text)):
        return None
    day, month = int(found[1]), int(found[3])
    if found[2] == ".":
        return _year(found[4]), month, day
    if month > 12:
        day, month = month, day
    sure = len(found[4]) == 4 and (day > 12 or day == month)  # 05/03/2026 is May or March
    return (_year(found[4]), month, day) if sure else None


def _from_names(text: str) -> tuple[int, int, int] | None:
    """Read day, year and the last month named: a weekday before it may begin like another one."""
    numbers = _NUMBERS.findall(text)[:2]
    months = [_MONTHS[word] for word in _NO_WORD.split(_bare(text)) if word in _MONTHS]
    if len(numbers) < 2 or not months:
        return None
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    return _year(year), months[-1], int(day)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _time(found: re.Match[str]) -> timedelta:
    hour = int(found["H"])
    half = (found["before"] or found["after"] or "").lower()
    if half and hour <= 12:
        late = half.startswith("p") or half in {"오후", "下午", "午後"}
        hour = hour % 12 + (12 if late else 0)
    second = min(int(found["S"] or 0), 59)  # a leap second
    return timedelta(hours=hour, minutes=int(found["M"]), seconds=second)


def _date(day: tuple[int, int, int], clock: timedelta | None, zone: str | None) -> Date | None:
    if day[0] > _LAST_YEAR:
        return None
    at = datetime(*day, tzinfo=_zone(zone or "")) + (clock or timedelta())
    return Date(at.astimezone(UTC), day_only=not clock and not zone)


def _zone(text: str) -> timezone:
    name = text.upper().strip()
    if offset := _OFFSET.search(name):
        distance = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(distance if offset[1] == "+" else -distance)
    return timezone(timedelta(hours=_ZONES.get(name, 0)))
