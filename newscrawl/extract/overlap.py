"""Which blocks of a page stand in a text: the story by another tool, or the one a person copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from newscrawl.extract.tokens import runs, tokens

if TYPE_CHECKING:
    from newscrawl.extract.tokens import Floats, Hashes, Tokens, Truths

_RUN = 4  # words
_MOST = 0.6  # share of a block's runs, or words, that the text has too
_NEAR = 2  # blocks; one too short for runs stands in the text beside one that does
_FEW = 12  # words; rows of tables and items of lists may stand in the text on one line


def standing_in(words: Tokens, text: str) -> Truths:
    """Tell of each block, whose words these are, whether it stands in *text*."""
    there, length = tokens(text.splitlines() or [""]).hashes, words.counts
    each, of = words.runs(_RUN)
    shared = np.bincount(of, np.isin(each, runs(there, _RUN)), len(length))
    found: Truths = (shared / np.maximum(length - _RUN + 1, 1) >= _MOST) & (length >= _RUN)
    for size in range(1, _RUN):
        each, of = words.runs(size)
        said = np.bincount(of, np.isin(each, runs(there, size)), len(length)) > 0
        for place in np.flatnonzero(said & (length == size)).tolist():
            found[place] = found[max(0, place - _NEAR) : place + _NEAR + 1].any()
    found |= (length < _FEW) & (_running_on(words, there) >= _MOST)
    return found


def _running_on(words: Tokens, there: Hashes) -> Floats:
    """Return the share of each block's words that are in runs of the text, which may go on into the next block."""
    hit = np.isin(runs(words.hashes, _RUN), runs(there, _RUN))
    covered = np.zeros(len(words.hashes), np.bool_)
    for by in range(_RUN):
        covered[by : by + len(hit)] |= hit
    shared = np.bincount(words.text, covered, len(words.counts))
    share: Floats = shared / np.maximum(words.counts, 1)
    return share
