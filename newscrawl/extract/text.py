"""The story's paragraphs, and guesses at facts the page does not declare: the door to trafilatura."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document

from newscrawl.extract.wording import plain

_BULLET = re.compile(r"^[-*]\s+")
_DATA = 50_000  # characters of JSON-LD, which we have read; its time grows with the square of tags without an end
_LONGEST = 10_000  # characters of a meta element; trafilatura takes seconds over megabytes
_OPENING = 2  # lines among which the title stands: itself, or a kicker above it
_NO_STORY = "//figcaption | //figure[not(.//p[2])]"


@dataclass(frozen=True, slots=True)
class Guess:
    """What trafilatura makes of a page that declares nothing; `date` is YYYY-MM-DD."""

    title: str
    authors: str
    date: str


def main_text(tree: Any, url: str) -> str:
    """Return the story in reading order, a paragraph a line; "" where there is none.

    A second opinion for pages of which the block model is unsure. There trafilatura's own reading is better
    without the two other programs it asks by default: in folds aeb +.005, wcxb and snippets +.001, in two
    thirds of the time. With favor_precision it finds next to nothing on some pages, and their stories are lost.
    """
    try:
        found = bare_extraction(
            tree,
            url=url,
            include_comments=False,
            include_tables=True,
            fast=True,
            prune_xpath=_NO_STORY,
        )
    except ValueError:  # it reads references to characters with numbers that Python does not
        return ""
    return "\n".join(_lines(found.text or "")) if isinstance(found, Document) else ""


def without_headline(text: str, title: str) -> str:
    """Cut the page's own title, and a kicker above it, from where the text opens."""
    lines = text.splitlines()
    opening = [plain(line) for line in lines[:_OPENING]]
    if title and plain(title) in opening:
        return "\n".join(lines[opening.index(plain(title)) + 1 :])
    return text


def guess(tree: Any, url: str) -> Guess:
    """Look for title, authors and day in the page's visible words: slow and less sure."""
    for meta in tree.iter("meta"):
        if len(said := meta.get("content") or "") > _LONGEST:
            meta.set("content", said[:_LONGEST])
    left = _DATA
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            left -= len(script.text or "")
            script.text = script.text if left >= 0 else ""
    try:
        found = extract_metadata(tree, default_url=url, extensive=True)
    except ValueError:  # as above
        return Guess("", "", "")
    return Guess(found.title or "", found.author or "", found.date or "")


def _lines(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [_BULLET.sub("- ", line) for line in lines if line]
