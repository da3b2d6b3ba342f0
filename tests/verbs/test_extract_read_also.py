"""Links to other stories are left out by their label, in the languages of the news."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from newscrawl.extract.blocks import blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.odds import Odds, Table
from newscrawl.extract.story import judged

TITLE = "Mayor to run again in the spring, the council hears"
LINK = f"<a href='/mayor'>{TITLE}</a>"


def told(body: str, chance: float = 0.95) -> list[str]:
    tree = html.document_fromstring(
        f"<p>The bridge opens in May.</p>{body}<p>It cost eleven million.</p>"
    )
    cut = blocks(tree)
    page = Page(cut, Stated(), Odds(Table.of({}), names={}))
    chances = np.full(page.count, chance)
    chances[[0, -1]] = 1
    _, *between, _ = judged(page, chances).text.splitlines()
    return between


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<p>Read also: {LINK}</p>", id="a label and a link"),
        pytest.param(f"<p><strong>READ MORE</strong> {LINK}</p>", id="no colon"),
        pytest.param(f"<p><a href='/mayor'>Related: {TITLE}</a></p>", id="all of it a link"),
        pytest.param(f"<p>(Le puede interesar: {LINK})</p>", id="Spanish, in brackets"),
        pytest.param(f"<p>À lire aussi | {LINK}</p>", id="French, a bar"),
        pytest.param(f"<p>Czytaj też: {LINK}</p>", id="Polish"),
        pytest.param(f"<p>यह भी पढ़ें: {LINK}</p>", id="Hindi"),
        pytest.param(
            "<p>【関連記事】<a href='/1'>市長が春の選挙に再び立候補へ</a></p>", id="Japanese"
        ),
        pytest.param(f"<h3>Related stories</h3><p>More: {LINK}</p>", id="a heading"),
        pytest.param(f"<p>Baca juga:</p><p>See also | {LINK}</p>", id="a line of its own"),
    ],
)
def test_a_line_that_leads_to_another_story_is_left_out(body: str) -> None:
    assert told(body) == told(body, chance=0.4) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>More.</p>", id="a word"),
        pytest.param(f"<p>More {LINK}</p>", id="a word that goes on"),
        pytest.param("<p>“Don’t miss!”</p>", id="said"),
        pytest.param("<h2>Must read</h2>", id="a subheading"),
        pytest.param("<h3>Leggi:</h3>", id="a subheading with a mark"),
        pytest.param(f"<p>Her speech: {LINK}</p>", id="another label"),
        pytest.param(f"<p>Read also: {'in her speech she said more. ' * 9}{LINK}</p>", id="prose"),
        pytest.param(f"<p>{LINK} was to read also</p>", id="not in front"),
    ],
)
def test_what_the_story_says_is_told(body: str) -> None:
    assert len(told(body)) == 1
