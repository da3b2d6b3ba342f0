"""What a reader would notice about each block of a page, as numbers for the block model."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from newscrawl.extract import tokens as tk
from newscrawl.extract.boxes import Boxes
from newscrawl.extract.odds import OPENING, PAIR, WORD
from newscrawl.extract.tokens import COMMA, DIGIT, UPPER, Floats, Truths

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Blocks
    from newscrawl.extract.odds import Odds
    from newscrawl.extract.surroundings import Surroundings

_WHEN = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_LEAST_DIGITS = 3  # in a text that tells when
_OPENS_QUOTE = tk.members("\"'“„«‘「『")
_ENDS_SENTENCE = tk.members(".!?…。！？؟।:;\"”»’')]」』")
_JUDGED = 30  # words; what follows is judged by its shape, not by its words
_RUN = 3  # words in a row that a block has in common with JSON-LD's articleBody
_BODY_OF = 3  # the place of articleBody, after title, description and authors
_BODY = 250  # characters; a shorter articleBody is a teaser
_AT_MOST_BEFORE, _AT_MOST_AFTER, _NO_TITLE = -50, 200, -60  # blocks from the title


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states beside its text, for its blocks to agree with; "" where it does not.

    `called` holds its titles and address, in which a live blog says that it is one.
    """

    title: str = ""
    description: str = ""
    body: str = ""
    people: str = ""
    called: str = ""


class Page:
    """One page's blocks as arrays, from which every column of the features is made."""

    def __init__(self, cut: Blocks, stated: Stated, odds: Odds) -> None:
        self.cut, self.stated, self.odds = cut, stated, odds
        self.count = len(cut.texts)
        said = (stated.title, stated.description, stated.people, stated.body)
        self.tokens, self._said = tk.tokens([*cut.texts, *said]).divided(self.count)
        self.length = np.fromiter(map(len, cut.texts), np.float32, self.count)
        self.words = self.tokens.counts.astype(np.float32)
        self.linked = np.array(cut.linked, np.float32) / self.length
        self.stops = self.tokens.sentence_ends()
        self.digits = self.tokens.characters(DIGIT)
        self.boxes = Boxes(cut, self.length, self.linked, self.stops, odds)

    def features(self) -> Floats:
        """Return one row a block; a feature that is a number alone is of the whole page."""
        shape, naming, agreement = self._shape(), self._naming(), self._agreement()
        wording, mass = self._wording(), self.boxes.masses()
        own = [*shape, *naming, *self._place(agreement), *mass, *agreement, *wording]
        kinds = (self.boxes.tags(), self.boxes.around())
        width = len(own) + sum(kind.shape[1] for kind in kinds)
        rows: Floats = np.empty((self.count, width), np.float32, order="F")
        for place, column in enumerate(own):
            rows[:, place] = column
        np.concatenate(kinds, axis=1, out=rows[:, len(own) :], casting="unsafe")
        return rows

    def surroundings(self) -> Surroundings:
        """Return where each block stands, for the block model to look around it."""
        return self.boxes.surroundings()

    def _shape(self) -> list[Floats]:
        cut = self.cut
        linked = np.array(cut.linked, np.float32)
        last = self.tokens.last_characters()
        return [
            np.log1p(self.length),
            np.log1p(self.words),
            self.linked,
            np.log1p(linked),
            np.array(cut.strong, np.float32) / self.length,
            np.log1p(self.stops),
            self.stops / np.maximum(self.words, 1) * 10,
            _ENDS_SENTENCE.take(last, mode="clip"),
            np.log1p(self.tokens.characters(COMMA)),
            self.digits / self.length,
            self.tokens.characters(UPPER) / self.length,
            self._tells_when(self.digits >= _LEAST_DIGITS),
            _OPENS_QUOTE.take(self.tokens.first_characters(), mode="clip"),
            last == ord(":"),
            self.boxes.hidden,
            self.boxes.is_body,
        ]

    def _tells_when(self, likely: Truths) -> Truths:
        """Tell which of the *likely* texts open with a time or a day."""
        found = np.zeros(self.count, np.bool_)
        for place in np.flatnonzero(likely).tolist():
            found[place] = _WHEN.search(self.cut.texts[place], 0, 120) is not None
        return found

    def _naming(self) -> list[Floats]:
        return self.boxes.naming()

    def _place(self, agreement: list[Floats | float]) -> list[Floats | float]:
        count, place = self.count, np.arange(self.count, dtype=np.float32)
        good = self.boxes.good
        title = self._title(agreement)
        after = np.clip(place - title, _AT_MOST_BEFORE, _AT_MOST_AFTER)
        same = np.zeros(count + 1, np.float32)
        same[1:-1] = self.boxes.together()
        return [
            place / count,
            np.log1p(count),
            np.cumsum(good) / max(good.sum(), 1.0),
            float(title >= 0),
            after if title >= 0 else _NO_TITLE,
            self.boxes.is_heading,
            same[:-1],
            same[1:],
        ]

    def _title(self, agreement: list[Floats | float]) -> int:
        """Return the place of the block that shows the title; -1 where none does."""
        said = (agreement[1] > 0.8) & (agreement[0] > 0.6)  # most of the title, little else
        found = np.flatnonzero(said | self.boxes.is_headline)
        return int(found[0]) if found.size else -1

    def _agreement(self) -> list[Floats | float]:
        (shared, share), (described, description), (people, _) = self._shared()
        body, has_body = self._quoted()
        copies = Counter(self.cut.texts)
        return [
            shared,
            share,
            described,
            description,
            body,
            has_body,
            people,
            np.log1p(self._each(map(copies.__getitem__, self.cut.texts))),
        ]

    def _shared(self) -> list[tuple[Floats, Floats]]:
        """Return the share of each block's words in title, description and authors, and of theirs in it."""
        said = self._said.text < _BODY_OF
        hashes, of = self._said.hashes[said], self._said.text[said]
        wanted = np.sort(hashes)  # a word said twice is found at its first place
        place, known = tk.looked_up(wanted, self.tokens.hashes)
        pairs = np.sort(self.tokens.text[known] * max(wanted.size, 1) + place[known])
        block, word = np.divmod(pairs[tk.firsts(pairs)], max(wanted.size, 1))
        which = wanted.searchsorted(hashes)
        shares = []
        for text in range(_BODY_OF):
            within = np.zeros(wanted.size + 1, np.bool_)
            within[which[of == text]] = True
            shared = np.bincount(block, within[word], self.count).astype(np.float32)
            shares.append((shared / np.maximum(self.words, 1), shared / max(within.sum(), 1)))
        return shares

    def _quoted(self) -> tuple[Floats, float]:
        """Return the share of each block that JSON-LD's articleBody has too, and how far to trust it."""
        share: Floats = np.zeros(self.count, np.float32)
        if len(self.stated.body) <= _BODY:
            return share, 0.0
        body = self._said.hashes[self._said.text == _BODY_OF]
        length = _RUN
        wanted = np.sort(tk.runs(body, length))
        runs, text = self.tokens.runs(length)
        _, known = tk.looked_up(wanted, runs)
        per_block = np.bincount(text, minlength=self.count)
        share = np.bincount(text, known, self.count) / np.maximum(per_block, 1)
        covered = float((share * self.length).sum()) / len(self.stated.body)
        return share.astype(np.float32), 1.0 if covered > 0.3 else 0.5

    def _wording(self) -> list[Floats]:
        """Return the mean, lowest and highest odds of a block's words, of its pairs, and the odds of its first word.

        What is not known has none; all three kinds are looked up at once.
        """
        words, count, table = self.tokens, self.count, self.odds.words
        early, first = words.place < _JUDGED, words.place == 0
        pairs, of_pair = words.runs(2)
        said = (words.hashes[early], WORD), (pairs, PAIR), (words.hashes[first], OPENING)
        place, known = table.find(np.concatenate([tk.short(each) | kind for each, kind in said]))
        rows = (words.text[early], of_pair + count, words.text[first] + 2 * count)
        odds, row = table.odds[place[known]], np.concatenate(rows)[known]
        total, number = np.bincount(row, odds, 3 * count), np.bincount(row, minlength=3 * count)
        least, most = np.zeros((2, 3 * count), np.float32)
        np.minimum.at(least, row, odds)
        np.maximum.at(most, row, odds)
        each = np.stack((total / (number + 2), least, most)).reshape(3, 3, count)
        return [*each[:, 0], *each[:, 1], each[0, 2]]

    def _each(self, values: object) -> Floats:
        return np.fromiter(values, np.float32, self.count)  # type: ignore[call-overload,no-any-return]
