"""A page's bytes in, its story out: decoded once, parsed once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree, html
from w3lib.encoding import html_to_unicode

from newscrawl import times
from newscrawl.errors import Refused
from newscrawl.extract import moments
from newscrawl.extract.bylines import people
from newscrawl.extract.extracted import Extracted
from newscrawl.extract.facts import Facts
from newscrawl.extract.languages import spoken
from newscrawl.extract.text import guess, main_text, without_headline


def extract(body: bytes, *, encoding: str | None, url: str) -> Extracted:
    """Return the story of a page; its text is "" where there is none.

    *encoding* is the charset of the Content-Type header, where it names one. A page that
    no parser gets through raises Refused("unparsable").
    """
    tree = _parsed(_decoded(body, encoding))
    if tree is None:
        return Extracted()
    try:
        return _story(tree, url)
    except RecursionError as deep:
        raise Refused("unparsable") from deep


def _story(tree: Any, url: str) -> Extracted:
    stated = _filled(Facts(tree, url, now=times.now()).extracted(), tree, url)
    text = without_headline(main_text(tree, url), stated.title)
    return replace(stated, text=text, language=spoken(stated.language, text))


def _filled(stated: Extracted, tree: Any, url: str) -> Extracted:
    """Fill the gaps that matter most from the page's visible words."""
    if stated.title and stated.authors and stated.published_at:
        return stated
    guessed = guess(tree, url)
    day = moments.read(guessed.date, now=times.now())
    return replace(
        stated,
        title=stated.title or guessed.title,
        authors=stated.authors or people([guessed.authors], nobody=[stated.publisher]),
        published_at=stated.published_at or (day.at if day else None),
        published_day_only=stated.published_day_only if stated.published_at else bool(day),
    )


def _decoded(body: bytes, encoding: str | None) -> str:
    header = f"text/html; charset={encoding}" if encoding else None
    return html_to_unicode(header, body, auto_detect_fun=_undeclared)[1].replace("\0", "")


def _undeclared(body: bytes) -> str:
    """Return UTF-8 where the bytes are it, else what browsers assume in the west."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return "utf-8" if wrong.start > len(body) - 4 else "cp1252"  # cut in a character's middle
    return "utf-8"


def _parsed(text: str) -> Any:
    """Return the tree, or None where there is no element in *text*."""
    parser = html.HTMLParser(
        encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
