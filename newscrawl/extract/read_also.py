"""Lines that lead to another story, known by their label: "Read also: Mayor to run again"."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from newscrawl.extract.wording import plain

if TYPE_CHECKING:
    from newscrawl.extract.features import Page
    from newscrawl.extract.tokens import Truths

_LINKED = 0.5  # share of a line's characters
_LONGEST = 40  # characters of a label
_MARKS = (":", "：", "»")
_LABEL = re.compile(rf"\W*([^:：|»】]{{2,{_LONGEST}}})[:：|»】]")


def read_also(page: Page, chosen: Truths) -> Truths:
    """Tell which of the chosen are such a label, alone or with a link, or mostly a link with one in it."""
    found = np.zeros(len(chosen), np.bool_)
    likely = chosen & ((page.linked >= _LINKED) | (page.length <= _LONGEST))
    for place in np.flatnonzero(likely).tolist():
        found[place] = _is_labelled(page.cut.texts[place], page.cut.linked[place])
    return found


def _is_labelled(text: str, linked: int) -> bool:
    """*linked* characters are a link, which stands last in most such lines; "More." without one is told."""
    before = plain(text[: len(text) - linked])
    if before in _labels():
        return linked > 0 or " " in before or text.endswith(_MARKS)
    label = _LABEL.match(text) if linked >= _LINKED * len(text) else None
    return label is not None and plain(label[1]) in _labels()


@cache
def _labels() -> frozenset[str]:
    listed = resources.files(__package__).joinpath("read_also.txt").read_text(encoding="utf-8")
    return frozenset(map(plain, listed.splitlines()))
