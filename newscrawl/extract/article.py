"""A page's bytes in, its story out: decoded once, parsed once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newscrawl import times
from newscrawl.charsets import page_in_utf8
from newscrawl.entities import unescaped
from newscrawl.errors import Refused
from newscrawl.extract import moments
from newscrawl.extract.bylines import people
from newscrawl.extract.extracted import Extracted
from newscrawl.extract.facts import Facts
from newscrawl.extract.features import Stated
from newscrawl.extract.languages import spoken
from newscrawl.extract.parsing import parsed
from newscrawl.extract.paywall import is_cut_short
from newscrawl.extract.rules import Rule, rule_for
from newscrawl.extract.story import Story, story
from newscrawl.extract.text import guess, main_text, without_headline
from newscrawl.extract.wording import one_line, plain, without_markup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from newscrawl.extract.extracted import Origin

# A page of our own. Who reads it has all models loaded, and the first page of the web takes no longer than the next.
EXAMPLE = (
    b'<meta property="article:published_time" content="2026-03-04T06:15:00Z">'
    b"<title>Library extends its hours</title><h1>Library extends its hours</h1>"
    b"<p>The town library will stay open until nine in the evening from Monday, the council said.</p>"
    b"<p>Readers had asked for longer hours in the spring, and more than half of them come after work.</p>"
    b"<p>Two more people are to start at the desk in May, and the reading room gets new lamps. They will"
    b" be paid for by a fund that a former teacher left to the town.</p>"
)
# Elements; the largest of 1,813 real pages has 6,749, what is larger hangs libraries.
_VAST = 100_000
_SHORTEST = len("<b>")
_TEASER, _TOLD = 250, 3  # characters; JSON-LD's story is so many times as long
# A script up to its end, but not past the beginning of another, which would take time that grows with the square;
# and WordPress' shortcodes.
_NO_TEXT = re.compile(
    r"""<(script|style)\b [^<]* (?: <(?!/?(?:script|style)\b) [^<]* )* </\1\s*>
    | \[/[a-z]\w*\] | \[[a-z]\w*\s+[\w-]+=[^\[\]]*\]""",
    re.IGNORECASE | re.VERBOSE,
)
_LINE_ENDS = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|tr)\b[^<>]*>", re.IGNORECASE)


def extract(
    body: bytes, *, encoding: str | None, url: str, at: datetime | None = None
) -> Extracted:
    """Return the story of a page fetched *at* that moment; its text is "" where there is none.

    *encoding* is the charset of the Content-Type header, where it names one. A page that
    no parser gets through raises Refused("unparsable"), one of far too many elements "too_large".
    """
    return extract_utf8(page_in_utf8(body, encoding), url=url, at=at)


def extract_utf8(body: bytes, *, url: str, at: datetime | None = None) -> Extracted:
    """Return what extract() does, of a page that is known to be UTF-8."""
    tree = parsed(body)
    if tree is None:
        return Extracted()
    if _may_be_vast(body) and tree.xpath("count(//*)") > _VAST:
        raise Refused("too_large")
    try:
        return _story(tree, url, at or times.now())
    except RecursionError as deep:
        raise Refused("unparsable") from deep


def _may_be_vast(body: bytes) -> bool:
    return len(body) > _SHORTEST * _VAST and body.count(b"<") > _VAST


def blocks_of(body: bytes, *, encoding: str | None, url: str) -> Story | None:
    """Return the page's blocks as the model judges them; None where it has no text."""
    tree = parsed(page_in_utf8(body, encoding))
    if tree is None:
        return None
    return _found(tree, url, stated(tree, url))


def _story(tree: Any, url: str, at: datetime) -> Extracted:
    rule, facts = rule_for(url, at), Facts(tree, url, now=times.now())
    said = facts.extracted()
    if rule:
        said = _with(said, rule.facts(tree, now=times.now()), "rule")
    said = _filled(said, tree, url)
    text, origin = _text(tree, url, rule, _stated(said, facts), closed=said.free_access is False)
    said = _with(said, {"text": text}, origin)
    if said.free_access is None and is_cut_short(tree, text):
        said = _with(said, {"free_access": False}, "dom")
    return _in_its_language(said)


def _text(
    tree: Any, url: str, rule: Rule | None, stated: Stated, *, closed: bool
) -> tuple[str, Origin]:
    """Return the text by the site's rule, else by the block model, which asks trafilatura where it is unsure.

    Of a page that shows none it is what its JSON-LD says; likewise where a lead is all, and no paywall has *closed* it.
    """
    if rule and (text := without_headline(rule.body(tree), stated.title)):
        return text, "rule"
    found = _found(tree, url, stated)
    if found is None:
        return _in_lines(stated.body), "jsonld"
    if not closed and len(found.text) < _TEASER and len(stated.body) >= _TOLD * _TEASER:
        whole = _in_lines(stated.body)
        if _goes_on(found.text, whole) and not is_cut_short(tree, found.text):
            return whole, "jsonld"
    return found.text, found.origin


def _goes_on(lead: str, whole: str) -> bool:
    begins = plain(lead)
    return bool(begins) and begins in plain(whole) and len(whole) >= _TOLD * _TEASER


def _in_lines(text: str) -> str:
    text = _NO_TEXT.sub("", unescaped(text))  # some sites put markup there
    text = without_markup(_LINE_ENDS.sub("\n", text))
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def _found(tree: Any, url: str, stated: Stated) -> Story | None:
    return story(tree, stated, second=lambda: without_headline(main_text(tree, url), stated.title))


def _in_its_language(said: Extracted) -> Extracted:
    language = spoken(said.language, said.text)
    return said if language == said.language else _with(said, {"language": language}, "text")


def _with(said: Extracted, facts: Mapping[str, Any], origin: Origin) -> Extracted:
    """Put *facts* in the place of what was said, and note where they came from."""
    named = (name for name in facts if name != "published_precision")
    return replace(said, **facts, provenance={**said.provenance, **dict.fromkeys(named, origin)})


def stated(tree: Any, url: str) -> Stated:
    """Return what the page says of its story outside the text."""
    facts = Facts(tree, url, now=times.now())
    return _stated(facts.extracted(), facts)


def _stated(said: Extracted, facts: Facts) -> Stated:
    return Stated(said.title, said.description, facts.body, " ".join(said.authors), facts.called)


def facts_of(tree: Any, url: str) -> Extracted:
    """Return what the page states, a title or a day that it does not state guessed at."""
    return _filled(Facts(tree, url, now=times.now()).extracted(), tree, url)


def _filled(stated: Extracted, tree: Any, url: str) -> Extracted:
    """Guess a title or a day that the page does not state; no New Year: a year alone is made one."""
    if stated.title and stated.published_at:
        return stated
    guessed = guess(tree, url)
    day = moments.read(guessed.date, now=times.now())
    known: dict[str, Any] = {
        "title": guessed.title,
        "authors": people([guessed.authors], nobody=[stated.publisher]),
    }
    if day and (day.at.month, day.at.day) != (1, 1):
        known |= {"published_at": day.at, "published_precision": "day"}
    gaps = {name: value for name, value in known.items() if value and not getattr(stated, name)}
    return _with(stated, gaps, "guess")
