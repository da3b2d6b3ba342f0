"""A live feed, which sites put behind a story on the same events: none of the story."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.features import Page
    from newscrawl.extract.tokens import Ints, Truths

_STAMP, _DIGITS = (
    40,
    3,
)  # characters at most, digits at least, of a line that says when a post was written
# The hour, or seconds since 1970; no price, no day, no result of a race.
_HOUR = re.compile(
    r"(?<![\w.,:/$€£-])(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d(?![\d.,:/%]|\s*[%$€£])|1\d{9}(?!\d))"
)
_POSTS, _POST = 3, 80  # posts that make a feed; characters of one
_OWN, _BEHIND = (
    1_000,
    250,
)  # characters that make a story of what stands before; more behind is one that goes on


def live_feeds(page: Page, chosen: Truths) -> Truths:
    """Tell which of the *chosen* blocks are of posts behind a story, each in a box with its hour, no two the same.

    A page that says that it is live (Stated.is_live) is made of them, and keeps them. The fixed numbers are guesses:
    none of 1,322 pages with gold answers has such a feed, or loses a word.
    """
    feed = np.zeros(len(chosen), np.bool_)
    if page.stated.is_live:
        return feed
    hours = _hours(page)
    if len(set(hours.values())) < _POSTS:  # of most pages
        return feed
    told = np.concatenate(([0.0], np.cumsum(np.where(chosen, page.length, 0))))
    for posts in _alike(page, hours, told):
        begins, ends = page.cut.first[posts[0]], page.cut.end[posts[-1]]
        if told[begins] >= _OWN and told[-1] - told[ends] < _BEHIND:
            feed[begins:ends] = True
    return feed & chosen


def _hours(page: Page) -> dict[int, str]:
    """Return the hour that each short block says, where it says one."""
    likely = np.flatnonzero((page.length <= _STAMP) & (page.digits >= _DIGITS)).tolist()
    said = {place: _HOUR.search(page.cut.texts[place]) for place in likely}
    return {place: hour[0] for place, hour in said.items() if hour}


def _alike(page: Page, hours: dict[int, str], told: Ints) -> Iterator[list[int]]:
    """Yield the boxes of one tag, side by side, that say an hour and have something to tell; most hours differ."""
    cut = page.cut
    first, end = np.array(cut.first), np.array(cut.end)
    places = np.array([*hours])
    opens = places.searchsorted(first)
    says_hour = opens < places.searchsorted(end)
    posts: dict[tuple[int, str], list[int]] = defaultdict(list)
    for box in np.flatnonzero(says_hour & (told[end] - told[first] >= _POST)).tolist():
        posts[cut.parent[box], cut.boxes[box].tag].append(box)
    for boxes in posts.values():
        said = {hours[int(places[opens[box]])] for box in boxes}
        if len(said) >= max(_POSTS, len(boxes) / 2):
            yield boxes
