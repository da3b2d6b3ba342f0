"""A live feed, which sites put behind a story on the same events: none of the story."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.features import Page
    from newscrawl.extract.tokens import Floats, Truths

_STAMP, _DIGITS = (
    40,
    3,
)  # characters at most, digits at least, of a line that says when a post was written
# The hour, or seconds since 1970; no price, no day, no result of a race.
_HOUR = re.compile(
    r"(?<![\w.,:/$€£-])(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d(?![\d.,:/%]|\s*[%$€£])|1\d{9}(?!\d))"
)
_BELOW = 5  # blocks; so many may stand between the last post and its hour
_BETWEEN = re.compile(r"\D")
# What live blogs are called, in their titles and addresses; the events of one are its story.
_LIVE = re.compile(
    r"\blive\b|live-?(?:blog|ticker|feed|update)|news-?(?:blog|ticker)|\bas it happened\b"
    r"|\ben (?:direct|directo|vivo)\b|\bao vivo\b|\bem direto\b|\bin diretta\b|\bminuto a minuto\b",
    re.IGNORECASE,
)
_POSTS, _POST = 3, 80  # posts that make a feed; characters of one
# Characters of prose: so many before it are a story, so many behind it one that goes on.
_OWN, _BEHIND = 1_000, 250


def live_feeds(page: Page, chosen: Truths) -> Truths:
    """Tell which blocks are of posts behind a story, each in a box with its hour, the newest first.

    A page that calls itself live is made of them, and keeps them; so does one that tells what happened in its order. Of 1,322 pages with gold answers none has such a feed behind its story, or loses a word.
    """
    feed = np.zeros(len(chosen), np.bool_)
    hours = _hours(page, chosen)
    if len(hours) < _POSTS or _LIVE.search(page.stated.called):  # the former of most pages
        return feed
    told = np.concatenate(([0.0], np.cumsum(np.where(chosen, page.boxes.good, 0))))
    for posts in _alike(page, hours, told):
        begins, ends = page.cut.first[posts[0]], page.cut.end[posts[-1]]
        if told[begins] >= _OWN and told[-1] - told[ends] < _BEHIND:
            feed[begins:ends] = True
    return feed


def _hours(page: Page, chosen: Truths) -> dict[int, int]:
    """Return the hour, as a number to compare, of each short block among the *chosen* that says one."""
    places = np.flatnonzero(chosen)
    if not places.size:
        return {}
    first, end = int(places[0]), int(places[-1]) + _BELOW
    likely = (page.length[first:end] <= _STAMP) & (page.digits[first:end] >= _DIGITS)
    lines = (first + np.flatnonzero(likely)).tolist()
    said = {place: _HOUR.search(page.cut.texts[place]) for place in lines}
    return {place: int(_BETWEEN.sub("", hour[0])) for place, hour in said.items() if hour}


def _alike(page: Page, hours: dict[int, int], told: Floats) -> Iterator[list[int]]:
    """Yield the boxes of one tag, side by side, that say an hour and have something to tell, from late to early."""
    cut = page.cut
    first, end = np.array(cut.first), np.array(cut.end)
    places = np.array([*hours])
    opens = places.searchsorted(first)
    says_hour = opens < places.searchsorted(end)
    posts: dict[tuple[int, str], list[int]] = defaultdict(list)
    for box in np.flatnonzero(says_hour & (told[end] - told[first] >= _POST)).tolist():
        posts[cut.parent[box], cut.boxes[box].tag].append(box)
    for boxes in posts.values():
        if len(boxes) < _POSTS:
            continue
        said = [hours[int(places[opens[box]])] for box in boxes]
        back = [later > earlier for later, earlier in pairwise(said)]  # but for midnight between
        if sum(back) > len(back) / 2:
            yield boxes
