"""Which blocks of a page stand in a text."""

from __future__ import annotations

import pytest

from newscrawl.extract.overlap import standing_in
from newscrawl.extract.tokens import tokens

TEXT = "The council met on Monday and voted for a bridge.\nA short quote\n1 Driver One 40\n2 Driver Two 38"


@pytest.mark.parametrize(
    ("blocks", "standing"),
    [
        pytest.param(["The council met on Monday and voted for a bridge."], [True], id="whole"),
        pytest.param(["The council met on Monday, as always"], [True], id="most of it"),
        pytest.param(["The council met, and nobody else was there"], [False], id="a few words"),
        pytest.param(
            ["voted for a bridge.", "A short", "quote"], [True, True, True], id="short, beside one"
        ),
        pytest.param(["Read also this one", "quote"], [False, False], id="short, beside another"),
        pytest.param(["1", "Driver One", "40", "2"], [True] * 4, id="cells of a table"),
        pytest.param([], [], id="no block"),
        pytest.param(["..."], [False], id="no word"),
    ],
)
def test_a_block_stands_in_a_text_that_has_its_runs_of_words(
    blocks: list[str], standing: list[bool]
) -> None:
    assert standing_in(tokens(blocks), TEXT).tolist() == standing


def test_nothing_stands_in_an_empty_text() -> None:
    assert standing_in(tokens(["A block of words"]), "").tolist() == [False]
