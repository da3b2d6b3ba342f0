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
_MARKS = (":", "：", "|", "»", "】", ">", "-", "–", "—")
_LABEL = re.compile(rf"\W*([^:：|»】]{{2,{_LONGEST}}})[:：|»】]")


def read_also(page: Page, chosen: Truths) -> Truths:
    """Tell which of the chosen are mostly a link with such a label, or a label before a block that is a link."""
    found = np.zeros(len(chosen), np.bool_)
    leads = np.append(page.linked[1:] >= _LINKED, [False])
    likely = chosen & ((page.linked >= _LINKED) | (leads & (page.length <= _LONGEST)))
    for place in np.flatnonzero(likely).tolist():
        text, linked = page.cut.texts[place], page.cut.linked[place]
        found[place] = _is_labelled(text, linked) if linked else plain(text) in _labels()
    return found


def _is_labelled(text: str, linked: int) -> bool:
    """*linked* characters are a link, which stands last in most such lines.

    A label of one word has a mark: "More than ninety" is told.
    """
    before = text[: len(text) - linked].rstrip()
    said, label = plain(before), _LABEL.match(text)
    if said in _labels() and (" " in said or before.endswith(_MARKS)):
        return True
    return label is not None and plain(label[1]) in _labels()


@cache
def _labels() -> frozenset[str]:
    listed = resources.files(__package__).joinpath("read_also.txt").read_text(encoding="utf-8")
    return frozenset(plain(line) for line in listed.splitlines() if not line.startswith("#")) - {""}
