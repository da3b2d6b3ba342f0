"""A live feed, which sites put behind a story on the same events: none of the story."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.extract.features import Page
    from newscrawl.extract.tokens import Floats, Truths

# A line that is the hour of a post and nothing else; with a full stop alone it may be a price, a length, a day.
_HOUR = re.compile(
    r"(?P<hour>[01]?[0-9]|2[0-3])(?::|h|\.(?=[0-5][0-9] Uhr))(?P<minute>[0-5][0-9])(?::[0-5][0-9])?"
    r"(?: ?(?P<half>[apAP])\.?[mM]\.?)?(?: (?:Uhr|[A-Z]{2,4}))?"
)
_SECONDS = re.compile(r"1[0-9]{9}")  # since 1970
_STAMP, _DIGITS = 20, 3  # characters at most, digits at least, of such a line
_BELOW = 5  # blocks between the last that is told and the hour of its post, at most
# Minutes; with midnight between two posts, the one below says an hour so much later. Of so many pairs one may.
_HALF_A_DAY, _A_NIGHT = 12 * 60, 4
_POSTS, _POST = 5, 80  # posts that make a feed; characters of prose in one
# Characters of prose before it that are a story, and beside it that are of one that goes on.
_STORY, _BESIDE = 1_000, 250
_MOST = 3  # times the prose before it: a live blog has more, and a summary above
# What live blogs are called, in their titles, addresses and JSON-LD.
_LIVE = re.compile(
    r"\blive\b|\blive-?(?:blog|ticker|feed|update)|ticker\b|\bnews-?blog|\bas[\W_]it[\W_]happened\b"
    r"|\b(?:en|el)[\W_](?:direct|directo|vivo)\b|\bdirect\s*[.:]|\bao[\W_]vivo\b|\bem[\W_]direto\b|\bdiretta\b"
    r"|\bminuto[\W_]a[\W_]minuto\b|\bminute[\W_]by[\W_]minute\b",
    re.IGNORECASE,
)


def live_feeds(page: Page, chosen: Truths) -> Truths:
    """Tell which blocks are of posts behind a story, each in a box with its hour, the newest first.

    A page that calls itself live is made of them, and keeps them; so do one that tells what happened in its order,
    and one whose posts are much longer than what stands above. The text of none of 1,813 real pages changes by it.
    """
    feed = np.zeros(len(chosen), np.bool_)
    hours = _hours(page, chosen)
    if len(hours) < _POSTS or _LIVE.search(page.stated.called):  # first what is soon told of most
        return feed
    told = np.concatenate(([0.0], np.cumsum(np.where(chosen, page.boxes.good, 0))))
    for posts in _posts(page, hours, told):
        before, behind = told[posts[0].start], told[-1] - told[posts[-1].stop]
        within = sum(float(told[post.stop] - told[post.start]) for post in posts)
        beside = told[posts[-1].stop] - before - within
        if max(behind, beside) < _BESIDE and within <= _MOST * before:
            for post in posts:
                feed[post] = True
    return feed


def _hours(page: Page, chosen: Truths) -> dict[int, int]:
    """Return the minute of the day, or of all days, of each line among the *chosen* blocks that is an hour."""
    places = np.flatnonzero(chosen)
    if not places.size:
        return {}
    first, end = int(places[0]), int(places[-1]) + _BELOW
    likely = (page.length[first:end] <= _STAMP) & (page.digits[first:end] >= _DIGITS)
    lines = (first + np.flatnonzero(likely)).tolist()
    said = {place: _minute(page.cut.texts[place]) for place in lines}
    return {place: minute for place, minute in said.items() if minute is not None}


def _minute(line: str) -> int | None:
    if _SECONDS.fullmatch(line):
        return int(line) // 60
    said = _HOUR.fullmatch(line)
    if said is None:
        return None
    hour, half = int(said["hour"]), (said["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return 60 * hour + int(said["minute"])


def _posts(page: Page, hours: dict[int, int], told: Floats) -> Iterator[Sequence[slice]]:
    """Yield the blocks of boxes of one tag in one box, behind a story, that say an hour and tell something."""
    cut = page.cut
    first, end, places = np.array(cut.first), np.array(cut.end), np.array([*hours])
    opens = places.searchsorted(first)
    is_post = (opens < places.searchsorted(end)) & (told[end] - told[first] >= _POST)
    boxes: dict[tuple[int, str], list[int]] = defaultdict(list)
    for box in np.flatnonzero(is_post & (told[first] >= _STORY)).tolist():
        boxes[cut.parent[box], cut.boxes[box].tag].append(box)
    for posts in boxes.values():
        said = [hours[int(places[opens[box]])] for box in posts]
        if len(posts) >= _POSTS and _go_back(said):
            yield [slice(cut.first[box], cut.end[box]) for box in posts]


def _go_back(hours: Sequence[int]) -> bool:
    """Tell whether each of *hours* is earlier than the one before, but for midnights between."""
    rises = [below - above for above, below in pairwise(hours) if below >= above]
    return len(rises) * _A_NIGHT < len(hours) and all(rise >= _HALF_A_DAY for rise in rises)
