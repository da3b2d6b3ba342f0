"""The story told from a page's blocks: which are of it, put together in reading order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from newscrawl.extract.blocks import blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.live_feed import live_feeds
from newscrawl.extract.model import log_odds, shipped, sigmoid
from newscrawl.extract.next_story import next_stories
from newscrawl.extract.overlap import standing_in
from newscrawl.extract.read_also import read_also
from newscrawl.extract.tokens import firsts
from newscrawl.extract.wording import plain, says_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newscrawl.extract.blocks import Blocks
    from newscrawl.extract.extracted import Origin
    from newscrawl.extract.model import Model
    from newscrawl.extract.tokens import Floats, Hashes, Tokens, Truths

_CHANCE = 0.48  # a block as likely as this is of the story, but for what follows
# Likelier has to be a link that stands alone ("Read also"), and what stands last and is no prose, above all a
# heading or a link. Less likely may be what fills a hole between two blocks of the story, in the box of both.
# In folds: aeb +.001, fe +.002, snippets +.003, the rest as before.
_MOSTLY, _LINKED = 0.8, 0.7  # share of a link's characters; chance
_LAST, _LAST_LINE = 0.6, 0.9  # chances
_FILLS, _HOLE = 0.25, 3  # chance; blocks
# A list is told whole where it is likely as a whole. In folds: snippets +.0004, the rest as before.
_LISTS, _WHOLE, _ITEMS = ("ul", "ol", "dl"), 0.6, 60  # tags; mean chance by length; blocks
# Below this certainty a second opinion is asked for, and counts (as log odds of each block that it has,
# and against each that it has not) the more the less sure the model is.
_SURE, _SWAY = 0.65, 12.0
_SECONDED = "second opinion"
_HUGE = 5_000  # blocks; the second opinion would take seconds on such a page
_DOUBTED = 0.15  # a block less likely says nothing of how sure the model is
# Parts of a story with so many blocks between them; one with less of the text, and less likely, is given
# up: a teaser, a comment. All of them together must be little too; and what is given up at the end must be,
# likewise. In folds: aeb +.001, snippets +.0006.
_APART, _LITTLE, _UNSURE = 8, 0.1, 0.8
# A block is told already where all of its words are in runs of four that earlier blocks have, at least half of
# its runs; in a long one, of which they have the greater share, a word may be changed. Clauses and questions that
# differ in two words say two things. In folds: fe +.0007, wcxb +.0003.
_HALF, _MOST = 0.5, 0.85  # of a block's runs
_RUN = 4  # words
_LEAST = 12  # words; shorter blocks may be said twice


class Step(NamedTuple):
    """What is chosen after a rule; the first is the chance alone, and has no name."""

    name: str
    chosen: Truths


class Row(NamedTuple):
    """A block as it was judged; `why` names the step that kept it or left it out in spite of its chance, else ""."""

    chance: float
    kept: bool
    why: str
    box: str
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """A page's blocks, each with its chance to be of the story, and how some were chosen; certainty is 0 to 1.

    Chances and certainty are the model's own. `seconded` says that a second opinion was heard as well,
    `elsewhere` is that opinion where it stands in no block: a story in JSON-LD alone.
    """

    cut: Blocks
    chance: Floats
    steps: Sequence[Step]
    certainty: float
    seconded: bool = False
    elsewhere: str = ""

    @property
    def chosen(self) -> Truths:
        """Which blocks are of the story in the end."""
        return self.steps[-1].chosen

    @property
    def origin(self) -> Origin:
        """Where the text comes from: the blocks as the model chose them, or with trafilatura's help."""
        return "trafilatura" if self.seconded else "blocks"

    @property
    def text(self) -> str:
        """The story, a paragraph a line; list items open with "- "."""
        return self.elsewhere or "\n".join(self._lines())

    def rows(self) -> Iterator[Row]:
        """Yield the blocks in reading order."""
        names = [""] * len(self.cut.texts)
        for before, after in pairwise(self.steps):
            for place in np.flatnonzero(before.chosen != after.chosen).tolist():
                names[place] = after.name
        in_spite = (self.chosen != self.steps[0].chosen).tolist()
        for place, text in enumerate(self.cut.texts):
            box = self.cut.boxes[self.cut.box_of[place]]
            named = f"{box.tag}.{box.names.split()[0]}" if box.names else box.tag
            why = names[place] if in_spite[place] else ""
            yield Row(float(self.chance[place]), bool(self.chosen[place]), why, named, text)

    def _lines(self) -> Iterator[str]:
        last = -1
        for place in np.flatnonzero(self.chosen).tolist():
            item = self.cut.item(place)
            opens, last = item not in (-1, last), item
            yield f"- {self.cut.texts[place]}" if opens else self.cut.texts[place]


def story(
    tree: Any, stated: Stated, *, second: Callable[[], str] = str, model: Model | None = None
) -> Story | None:
    """Judge the blocks of *tree*, which is changed by blocks(); None where it has no text.

    *second* returns the story as somebody else reads it, "" where they find none.
    """
    cut = blocks(tree)
    if not cut.texts:
        return None
    model = model or shipped()
    page = Page(cut, stated, model.odds)
    return heard(page, model.probabilities(page), second)


def heard(page: Page, chance: Floats, second: Callable[[], str]) -> Story:
    """Choose the blocks that are of the story, with a second opinion where the model is unsure."""
    told = judged(page, chance)
    if told.certainty >= _SURE or page.count > _HUGE or not (text := second()):
        return told
    stands = standing_in(page.tokens, text)
    if not stands.any():
        steps = (*told.steps, Step(_SECONDED, stands))
        return replace(told, steps=steps, seconded=True, elsewhere=text)
    sway = _SWAY * (1 - told.certainty)
    agreed = judged(page, sigmoid(log_odds(chance) + np.where(stands, sway, -sway)))
    likely, *others = agreed.steps
    steps = (told.steps[0], likely._replace(name=_SECONDED), *others)
    return replace(told, steps=steps, seconded=True)


def judged(page: Page, chance: Floats) -> Story:
    """Choose the blocks that are of the story: those likely enough, without holes, told once.

    The page's title, captions, the next story, a live feed and what may stand last by mistake are left out.
    """
    likely: Truths = chance >= _CHANCE
    following, feed = next_stories(page, likely), live_feeds(page, likely)
    own = np.where(following | feed, 0, chance)  # how sure the model is of others says nothing
    steps = [*_steps(page, chance, following, feed)]
    return Story(page.cut, chance, steps, certainty(own, page.length))


def _steps(page: Page, chance: Floats, following: Truths, feed: Truths) -> Iterator[Step]:
    chosen: Truths = chance >= _CHANCE
    yield Step("", chosen)
    chosen = chosen & ~following
    yield Step("next story", chosen)
    chosen = chosen & ~feed
    yield Step("live feed", chosen)
    also = read_also(page, chance > _FILLS)
    chosen = chosen & ~also
    yield Step("read also", chosen)
    chosen = chosen & ~(_lone_links(page) & (chance < _LINKED))
    yield Step("lone link", chosen)
    chosen = chosen & ~page.boxes.is_caption
    yield Step("caption", chosen)
    chosen = chosen & ~_headline(page.cut, chosen, plain(page.stated.title))
    yield Step("headline", chosen)
    barred = following | feed | also | page.boxes.is_caption | page.boxes.is_headline
    chosen = chosen | (_of_lists(page, chosen, chance) & ~barred)
    yield Step("part of a list", chosen)
    chosen = chosen | ((chance > _FILLS) & _in_holes(page, chosen) & ~barred)
    yield Step("fills a hole", chosen)
    chosen = chosen & ~_astray(chosen, chance, page.length)
    yield Step("far away", chosen)
    chosen = chosen & ~_told_already(page.tokens, chosen)
    yield Step("told already", chosen)
    yield Step("unlikely end", chosen & ~_behind(page, chosen, chance))


def certainty(chance: Floats, length: Floats) -> float:
    """Return how sure the model is, by length, of what might be of the story."""
    doubted = chance > _DOUBTED
    weight = length[doubted]
    return float((np.abs(chance[doubted] - 0.5) * 2 * weight).sum() / max(weight.sum(), 1.0))


def _lone_links(page: Page) -> Truths:
    """Tell which blocks are links without another before or behind them in their box, as in a list."""
    is_link, box = page.linked > _MOSTLY, page.boxes.parent
    pairs = is_link[1:] & is_link[:-1] & (box[1:] == box[:-1])
    lone: Truths = is_link.copy()
    lone[1:] &= ~pairs
    lone[:-1] &= ~pairs
    return lone


def _of_lists(page: Page, chosen: Truths, chance: Floats) -> Truths:
    """Tell which blocks are of a list that is likely, and of which some are chosen."""
    cut, found = page.cut, np.zeros(len(chosen), np.bool_)
    for box in (number for number, box in enumerate(cut.boxes) if box.tag in _LISTS):
        inside = slice(cut.first[box], cut.end[box])
        some, length = chosen[inside], page.length[inside]
        if len(some) <= _ITEMS and some.any() and not some.all():
            found[inside] |= chance[inside] @ length >= _WHOLE * length.sum()
    return found & (chance > _DOUBTED)


def _in_holes(page: Page, chosen: Truths) -> Truths:
    """Tell which blocks stand in a small hole between two of the chosen, in the box of both, and may be told."""
    place, beyond = np.arange(len(chosen)), len(chosen) + _HOLE
    before = np.maximum.accumulate(np.where(chosen, place, -beyond))
    after = np.minimum.accumulate(np.where(chosen, place, 2 * beyond)[::-1])[::-1]
    found: Truths = (after - before <= _HOLE + 1) & (page.linked <= _MOSTLY)
    box = page.boxes.parent
    found[found] = (box[before[found]] == box[found]) & (box[found] == box[after[found]])
    return found


def _behind(page: Page, chosen: Truths, chance: Floats) -> Truths:
    """Tell which of the chosen stand last, are no prose, not likely enough to end a story, and little together."""
    is_line = (page.boxes.is_heading != 0) | (page.linked > _MOSTLY)
    unlikely = (chance < np.where(is_line, _LAST_LINE, _LAST)) & (page.boxes.good == 0)
    behind, left = np.zeros(len(chosen), np.bool_), _LITTLE * page.length[chosen].sum()
    for place in np.flatnonzero(chosen)[::-1].tolist():
        left -= page.length[place]
        if left < 0 or not unlikely[place]:
            break
        behind[place] = True
    return behind


def _astray(chosen: Truths, chance: Floats, length: Floats) -> Truths:
    """Tell which of the chosen stand far from all others, say little, and are none too likely."""
    astray = np.zeros(len(chosen), np.bool_)
    places = np.flatnonzero(chosen)
    parts = np.append(0, np.flatnonzero(places[1:] - places[:-1] > _APART) + 1)
    if len(parts) > 1:
        count = np.diff(parts, append=len(places))
        said = np.add.reduceat(length[places], parts)
        likely = np.add.reduceat(chance[places], parts) / count
        is_lost = (said < _LITTLE * said.sum()) & (likely < _UNSURE)
        if said[is_lost].sum() < _LITTLE * said.sum():  # a live blog is of such parts
            astray[places[np.repeat(is_lost, count)]] = True
    return astray


def _headline(cut: Blocks, chosen: Truths, title: str) -> Truths:
    """Tell which blocks are an h1 that says the title, or a part of it; the first may be any that says it all."""
    found, places = np.zeros(len(chosen), np.bool_), np.flatnonzero(chosen).tolist()
    for place in places:
        if cut.boxes[cut.box_of[place]].tag == "h1":
            found[place] = says_title(cut.texts[place], title)
    first = cut.texts[places[0]] if title and len(places) > 1 else ""
    if first and len(first) < 2 * len(title):  # most are a paragraph
        found[places[0]] |= plain(first) == title
    return found


def _told_already(words: Tokens, chosen: Truths) -> Truths:
    runs, text = words.runs(_RUN)
    kept = chosen[text]
    runs, text = runs[kept], text[kept]
    if _twice(runs) < _HALF * (_LEAST - _RUN + 1):  # too few for any block
        return np.zeros(len(chosen), np.bool_)
    order = runs.argsort(kind="stable")  # np.unique would load numpy.ma, in 50 ms
    opens = firsts(runs[order])
    earlier = np.empty(len(runs), np.bool_)
    earlier[order] = text[order[opens]][np.cumsum(opens) - 1] < text[order]
    count = np.bincount(text, minlength=len(chosen))
    again = np.bincount(text, earlier, len(chosen))
    repeated: Truths = (count + _RUN - 1 >= _LEAST) & (again >= _HALF * count)
    for place in np.flatnonzero(repeated).tolist():
        its_own = earlier[slice(*text.searchsorted((place, place + 1)))]
        known = np.convolve(its_own, np.ones(_RUN)) > 0  # by word
        repeated[place] = (~known).sum() <= (again[place] >= _MOST * count[place])
    return repeated


def _twice(runs: Hashes) -> int:
    """Count the runs that are the same as another before them."""
    ordered = np.sort(runs)
    return int((ordered[1:] == ordered[:-1]).sum())
