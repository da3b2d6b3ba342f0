"""What a page shows a reader, read in one pass that stops where a story begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newscrawl.entities import unescaped
from newscrawl.fetch.phrases import kinds_in, words
from newscrawl.letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STORY = 250  # letters of running text; with less, nothing would be stored anyway
_SENTENCE = 40  # letters; shorter pieces are menu items, labels, captions
_TAGS = 20_000  # walls and shells have hundreds; a page with more is not read to its end
_LINK = 2_000  # characters of markup; a longer one was never closed
_CONTROL = 80  # characters; a longer one is a linked paragraph

_HEAD = 20_000  # characters; a title further down is not the page's
_LONGEST_TITLE = 500  # characters; a longer one is made to keep us busy
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(!--|/?[a-zA-Z][a-zA-Z0-9-]*)")
_LEAST = 60  # characters of a paragraph
_PARAGRAPH = re.compile(
    r"<[pP]\b[^<>]*>\s*(?:<(?:a|b|em|i|strong|span)\b[^<>]*>\s*){0,3}"
    rf"([^<]{{{_LEAST},}})"
)
# What stands in these no reader sees, though it may be a story: a script's data, a template.
_HIDES = re.compile(r"<(?:(script|style|template|textarea)\b|!--)", re.IGNORECASE)
_ENDS = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "template", "textarea")
} | {"!--": re.compile("--!?>")}  # <!--> is a whole comment
_STOPS, _CLOSERS = (*".!?…。！？؟।",), "\"'”’»）)]」』"
_MARKUP = re.compile(r"<[^<>]*>?")
_UNSEEN = frozenset({"script", "style", "template", "svg", "select", "textarea", "title"})
_APART = frozenset({"nav", "footer"})  # seen, but never the story
_FRAMES = frozenset({"iframe", "frame", "video", "audio", "object", "embed"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)


@dataclass(slots=True)
class Shown:
    """What stands on a page that has no story; all texts are in words().

    `kinds` are the walls its sentences and headings speak for, `controls` the words of links
    and buttons. `letters` counts all a reader sees, links and menus too; `of_walls` those of
    sentences that speak for a wall, `story` those of the other sentences.
    """

    kinds: set[str] = field(default_factory=set)
    headings: list[str] = field(default_factory=list)
    controls: set[str] = field(default_factory=set)
    noscripts: list[str] = field(default_factory=list)
    letters: int = 0
    of_walls: int = 0
    story: int = 0
    has_frame: bool = False


def title_of(html: str) -> str:
    found = _TITLE.search(html[:_HEAD])
    return " ".join(unescaped(found[1]).split())[:_LONGEST_TITLE] if found else ""


def shown(html: str) -> Shown | None:
    """Return what a page without a story shows; None where there are STORY letters of one.

    Letters of sentences that speak for a wall do not count: an article about cookies has others.
    """
    return None if _has_paragraphs(html) else _Reading(html).result()


def tells_story(text: str) -> bool:
    """Tell whether a page that shows *text*, a paragraph a line, is a story whatever else it says.

    Headlines of others, linked from a page that is lost, end without a full stop.
    """
    paragraphs = (line for line in text.splitlines() if len(line) >= _LEAST)
    return _tell(each for each in paragraphs if each.rstrip(_CLOSERS).endswith(_STOPS))


def _has_paragraphs(html: str) -> bool:
    """Tell most stories at once: nine in ten, at a third of the cost."""
    begins = max(html.find("<body"), 0)  # heads can be long
    return _tell(
        found[1] for part in _in_sight(html, begins) for found in _PARAGRAPH.finditer(part)
    )


def _in_sight(html: str, at: int) -> Iterator[str]:
    """Yield what stands from *at* on between scripts, templates and comments; one that has no end hides nothing."""
    endless: set[str] = set()
    while hidden := _HIDES.search(html, at):
        yield html[at : hidden.start()]
        at, name = hidden.end(), (hidden[1] or "!--").lower()
        end = None if name in endless else _ENDS[name].search(html, at - len("--"))
        if end is None:
            endless.add(name)
        at = max(at, end.end() if end else 0)
    yield html[at:]


def _tell(paragraphs: Iterable[str]) -> bool:
    told = 0
    for paragraph in paragraphs:
        if not kinds_in(words(paragraph)):
            told += len(paragraph)
            if told > 2 * STORY:
                return True
    return False


class _Reading:
    def __init__(self, html: str) -> None:
        self._html = html
        self._at = 0
        self._endless: set[str] = set()  # tags that are never closed from here on
        self._block: list[str] = []
        self._short: list[str] = []
        self._shown = Shown()

    def result(self) -> Shown | None:
        for _ in range(_TAGS):
            tag = _TAG.search(self._html, self._at)
            self._hear(self._html[self._at : tag.start() if tag else None])
            if tag is None:
                break
            self._at = tag.end()
            self._meet(tag[1])
            if self._shown.story >= STORY:
                return None
        else:
            return None
        return self._judged()

    def _judged(self) -> Shown | None:
        self._close("")
        self._shown.kinds |= kinds_in(" \n ".join(self._short))
        return self._shown if self._shown.story < STORY else None

    def _hear(self, text: str) -> None:
        if text and not text.isspace():
            self._block.append(text)

    def _meet(self, name: str) -> None:
        if name == "!--":
            self._skip("-->")
            return
        start, tag = self._at, name.lower()
        end = self._html.find(">", start)
        self._at = end + 1 if end >= 0 else len(self._html)
        if tag in _INLINE:
            if tag == "a" and "href" in self._html[start : self._at].lower():
                self._control(self._inside(name, most=_LINK))
        elif tag != "/a" and tag.lstrip("/") not in _INLINE:
            self._close(tag)
            self._enter(name, tag)

    def _enter(self, name: str, tag: str) -> None:
        if tag in _UNSEEN:
            self._inside(name)
        elif tag == "noscript":
            self._shown.noscripts.append(words(_text(self._inside(name))))
        elif tag in _APART:
            self._shown.letters += letters(_text(self._inside(name)))
        elif tag == "button":
            self._control(self._inside(name))
        elif tag in _FRAMES:
            self._shown.has_frame = True

    def _control(self, markup: str) -> None:
        text = _text(markup)
        self._shown.letters += letters(text)
        if len(text) <= _CONTROL:
            self._shown.controls.add(words(text))

    def _close(self, tag: str) -> None:
        """End the piece of text that ran until *tag*."""
        if not self._block:
            return
        text = _text(" ".join(self._block))
        self._block.clear()
        count = letters(text)
        self._shown.letters += count
        if tag.lstrip("/") in _HEADINGS and tag.startswith("/"):
            self._shown.headings.append(words(text))
            self._short.append(words(text))
        elif count < _SENTENCE:
            self._short.append(words(text))
        elif kinds := kinds_in(words(text)):
            self._shown.kinds |= kinds
            self._shown.of_walls += count
        else:
            self._shown.story += count

    def _inside(self, name: str, *, most: int | None = None) -> str:
        """Go to the end of the element *name*, and return its markup; "" where it has no end."""
        start = self._at
        for closing in (f"</{name}", f"</{name.swapcase()}"):
            if closing in self._endless:
                continue
            end = self._html.find(closing, start)
            if end >= 0 and (most is None or end - start <= most):
                self._at = end
                return self._html[start:end]
            if end < 0:
                self._endless.add(closing)
        return ""

    def _skip(self, until: str) -> None:
        end = self._html.find(until, self._at)
        self._at = end + len(until) if end >= 0 else len(self._html)


def _text(markup: str) -> str:
    text = _MARKUP.sub(" ", markup) if "<" in markup else markup
    return " ".join(unescaped(text).split())
