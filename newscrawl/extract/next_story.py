"""The next story, which sites load behind the one that was asked for: none of this page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from newscrawl.extract.odds import name_words
from newscrawl.extract.wording import plain

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Blocks, Box
    from newscrawl.extract.features import Page
    from newscrawl.extract.tokens import Floats, Truths

_PROSE = 250  # characters that make a story of a box
_ALIKE = 0.6  # share of the names of two boxes that both have, where one template wrote them
_SAYS_SO = frozenset(("article", "main", "section"))  # tags that need no name
_KICKER = 15  # characters; a shorter headline inside the title may be a section's name


def next_stories(page: Page, chosen: Truths) -> Truths:
    """Tell which of the *chosen* blocks stand in a box with an h1 of its own, made like the one of the page's story.

    Sections and the entries of a live blog have no h1, or no box that holds the page's own. Of 1,322 pages
    with gold answers two changed: one lost the stories loaded behind its own, and one, no news, a part.
    """
    cut, next_ = page.cut, np.zeros(len(chosen), np.bool_)
    headlines = np.flatnonzero(page.boxes.is_headline).tolist()
    if len(headlines) < 2:  # of most pages
        return next_
    told = np.concatenate(([0.0], np.cumsum(np.where(chosen, page.length, 0))))
    own = _story_box(cut, _own(cut, headlines, plain(page.stated.title)), told)
    for headline in headlines if own > 0 else ():
        box = cut.box_of[headline]
        while cut.first[box] >= cut.end[own]:
            if _are_alike(cut.boxes[own], cut.boxes[box]) and _prose(cut, box, told) >= _PROSE:
                next_[cut.first[box] : cut.end[box]] = True
            box = cut.parent[box]
    return next_ & chosen


def _own(cut: Blocks, headlines: list[int], title: str) -> int:
    """Return the first headline that says the title, or the first of all."""
    for place in headlines:
        said = plain(cut.texts[place])
        if said == title or (len(said) > _KICKER and said in title):
            return place
    return headlines[0]


def _story_box(cut: Blocks, headline: int, told: Floats) -> int:
    """Return the innermost box around the headline that has a story in it, 0 where that is the body."""
    box = cut.box_of[headline]
    while box > 0 and _prose(cut, box, told) < _PROSE:
        box = cut.parent[box]
    return max(box, 0)


def _prose(cut: Blocks, box: int, told: Floats) -> float:
    return float(told[cut.end[box]] - told[cut.first[box]])


def _are_alike(one: Box, other: Box) -> bool:
    if one.tag != other.tag:
        return False
    names, others = set(name_words(one.names)), set(name_words(other.names))
    if not names and not others:
        return one.tag in _SAYS_SO
    return len(names & others) >= _ALIKE * max(len(names), len(others))
