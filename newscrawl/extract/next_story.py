"""The next story, which sites load behind the one that was asked for: none of this page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from newscrawl.extract.features import WHEN
from newscrawl.extract.odds import HEADINGS, name_words
from newscrawl.extract.wording import plain, says_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.extract.blocks import Blocks, Box
    from newscrawl.extract.features import Page
    from newscrawl.extract.tokens import Floats, Truths

_OWN, _NEXT = 500, 250  # characters that make a story of a box; what is left must be no teaser
_MOST = 100  # headlines looked at; more are a page of teasers
_HEAD = 20  # blocks, and some to spare
_LINE = 80  # characters; a longer one is no byline or day
_ALIKE = 0.6  # share of the names of two boxes that both have, where one template wrote them
_SAYS_SO = frozenset(("article", "main"))  # tags of boxes that hold a story, not a chapter of it
_NAMED_SO = frozenset(("article", "content", "entry", "news", "post", "story"))


def next_stories(page: Page, chosen: Truths) -> Truths:
    """Tell which blocks stand in a box with a headline of its own, made like that of the page's story.

    That one has the h1 that says the page's title, and is an article or called so; another's headline is an h1 too,
    or an h2 where a line says when it was written. Chapters and the entries of a live blog seldom are all of this. Of
    1,322 pages with gold answers one changed: it lost the stories loaded behind its own.
    """
    cut, next_, title = page.cut, np.zeros(len(chosen), np.bool_), plain(page.stated.title)
    h1s = np.flatnonzero(page.boxes.is_headline)[:_MOST].tolist()
    own_headline = next((place for place in h1s if says_title(cut.texts[place], title)), None)
    if own_headline is None:
        return next_
    told = np.concatenate(([0.0], np.cumsum(np.where(chosen, page.length, 0))))
    own = _story_box(cut, own_headline, told)
    behind = cut.end[_article_around(cut, own)]  # what is in the same article is a part of it
    if told[-1] - told[behind] < _NEXT or not _holds_story(cut.boxes[own]):  # most pages
        return next_
    looked: set[tuple[int, bool]] = set()
    for headline in _headlines(page, behind):
        if says_title(cut.texts[headline], title):
            continue
        box, is_h1 = cut.box_of[headline], bool(page.boxes.is_headline[headline])
        while cut.first[box] >= behind and (box, is_h1) not in looked:
            looked.add((box, is_h1))
            is_story = _prose(cut, box, told) >= _NEXT and _are_alike(
                cut.boxes[own], cut.boxes[box]
            )
            if is_story and (is_h1 or _is_dated(page, box)):
                next_[cut.first[box] : cut.end[box]] = True
            box = cut.parent[box]
    return next_


def _headlines(page: Page, behind: int) -> Sequence[int]:
    tag = page.boxes.tag[behind:]
    found: list[int] = np.flatnonzero((tag == HEADINGS[0]) | (tag == HEADINGS[1])).tolist()
    return [behind + place for place in found[:_MOST]]


def _is_dated(page: Page, box: int) -> bool:
    """Tell whether a line above the story of a box, between its headline and the second paragraph, says when it was written."""
    begins = page.cut.first[box]
    ends = min(page.cut.end[box], begins + _HEAD)
    prose = np.flatnonzero(page.boxes.good[begins:ends])[1:2].tolist()
    above = range(begins, begins + prose[0] if prose else ends)
    lines = (page.cut.texts[place] for place in above if not page.boxes.is_heading[place])
    return any(len(line) <= _LINE and WHEN.search(line) for line in lines)


def _story_box(cut: Blocks, headline: int, told: Floats) -> int:
    """Return the innermost box around the headline that has a story in it, 0 where that is the body."""
    box = cut.box_of[headline]
    while box > 0 and _prose(cut, box, told) < _OWN:
        box = cut.parent[box]
    return box


def _holds_story(box: Box) -> bool:
    return box.tag in _SAYS_SO or not _NAMED_SO.isdisjoint(name_words(box.names))


def _article_around(cut: Blocks, own: int) -> int:
    """Return the innermost article that *own* is or stands in, *own* where there is none."""
    box = own
    while box > 0 and cut.boxes[box].tag != "article":
        box = cut.parent[box]
    return box or own


def _prose(cut: Blocks, box: int, told: Floats) -> float:
    return float(told[cut.end[box]] - told[cut.first[box]])


def _are_alike(one: Box, other: Box) -> bool:
    if one.tag != other.tag:
        return False
    names, others = set(name_words(one.names)), set(name_words(other.names))
    return len(names & others) >= _ALIKE * max(len(names), len(others))
