"""The next story, which sites load behind the one that was asked for: none of this page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from newscrawl.extract.odds import name_words
from newscrawl.extract.wording import plain, says_title

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Blocks, Box
    from newscrawl.extract.features import Page
    from newscrawl.extract.tokens import Floats, Truths

_OWN, _NEXT = 500, 250  # characters that make a story of a box; what is left must be no teaser
_MOST = 100  # headlines looked at; more are a page of teasers
_ALIKE = 0.6  # share of the names of two boxes that both have, where one template wrote them
_SAYS_SO = frozenset(("article", "main"))  # tags of boxes that hold a story, not a chapter of it
_NAMED_SO = frozenset(("article", "content", "entry", "news", "post", "story"))


def next_stories(page: Page, chosen: Truths) -> Truths:
    """Tell which blocks stand in a box with an h1 of its own, made like the one of the page's story.

    That one has the h1 that says the page's title, and is an article or called so: chapters and the entries of
    a live blog seldom are all of this. Of 1,322 pages with gold answers one changed: it lost the stories loaded
    behind its own.
    """
    cut, next_ = page.cut, np.zeros(len(chosen), np.bool_)
    headlines = np.flatnonzero(page.boxes.is_headline)[:_MOST].tolist()
    if len(headlines) < 2:  # of most pages
        return next_
    title = plain(page.stated.title)
    says = {place: says_title(cut.texts[place], title) for place in headlines}
    own_headline = next((place for place in headlines if says[place]), None)
    if own_headline is None:
        return next_
    told = np.concatenate(([0.0], np.cumsum(np.where(chosen, page.length, 0))))
    own = _story_box(cut, own_headline, told)
    if own == 0 or not _holds_story(cut.boxes[own]):
        return next_
    behind = cut.end[_article_around(cut, own)]  # what is in the same article is a part of it
    for headline in (place for place in headlines if not says[place]):
        box = cut.box_of[headline]
        while cut.first[box] >= behind:
            if _are_alike(cut.boxes[own], cut.boxes[box]) and _prose(cut, box, told) >= _NEXT:
                next_[cut.first[box] : cut.end[box]] = True
            box = cut.parent[box]
    return next_


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
