"""What each block sees of the blocks around it."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from benchmarks.learning import joined, looked_back
from newscrawl.extract.blocks import blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.odds import Odds, Table
from newscrawl.extract.surroundings import STEPS, VIEWS

NO_ODDS = Odds(Table.of({}), names={})


def page_of(body: str) -> Page:
    cut = blocks(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return Page(cut, Stated(), NO_ODDS)


def seen(page: Page, signal: list[float]) -> np.ndarray:
    column = np.array(signal, np.float32)[:, None]
    return page.surroundings().seen(column).reshape(len(signal), VIEWS)


def test_a_block_sees_its_neighbours_and_nothing_beyond_the_page() -> None:
    found = seen(page_of("<p>a</p><p>b</p><p>c</p>"), [1, 2, 3])

    assert found[:, STEPS.index(1)].tolist() == [0, 1, 2]
    assert found[:, STEPS.index(-1)].tolist() == [2, 3, 0]
    assert found[:, STEPS.index(3)].tolist() == [0, 0, 0]


def test_a_block_sees_the_mean_of_its_box_of_those_around_it_and_of_the_page() -> None:
    body = "<section><div><p>a</p><p>b</p></div><div><p>c</p></div></section><p>d</p>"

    box, parent, grand, page = seen(page_of(body), [1, 3, 8, 4])[0, len(STEPS) : -1].tolist()

    assert (box, parent, grand, page) == pytest.approx((1, 2, 4, 4))


def test_a_block_sees_the_blocks_of_the_same_make() -> None:
    body = "<p class=x>a</p><p class=y>b</p><p class=x>c</p>"

    assert seen(page_of(body), [1, 5, 3])[:, -1].tolist() == pytest.approx([2, 5, 2])


def test_a_long_block_weighs_more_than_a_short_one() -> None:
    found = seen(page_of(f"<p>{'a' * 400}</p><p>b</p>"), [1, 0])

    assert found[0, -2] == pytest.approx(20 / 21)


def test_pages_one_after_another_do_not_see_each_other() -> None:
    first, second = page_of("<p>a</p><p>b</p>"), page_of("<p>c</p>")
    one, two = first.surroundings(), second.surroundings()
    both = joined([one, two])
    signal = np.array([[1], [2], [3]], np.float32)

    assert np.allclose(both.seen(signal)[:2], one.seen(signal[:2]))
    assert np.allclose(both.seen(signal)[2:], two.seen(signal[2:]))


def test_training_turns_what_is_seen_round() -> None:
    """The sum of what is seen times its slope is the sum of the signal times the slope looked back."""
    pages = [page_of("<div><p class=x>a</p>b</div><p class=x>c</p>"), page_of("<p>d</p>e")]
    both = joined([page.surroundings() for page in pages])
    draw = np.random.default_rng(1)
    signal = draw.standard_normal((5, 3)).astype(np.float32)
    slope = draw.standard_normal((5, VIEWS * 3)).astype(np.float32)

    back = looked_back(both, slope)

    assert (both.seen(signal) * slope).sum() == pytest.approx((signal * back).sum(), rel=1e-4)
