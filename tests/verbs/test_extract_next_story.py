"""The next story, loaded behind the one that was asked for, is left out; chapters and entries are not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from lxml import html

from benchmarks.gold import body_score, f1_of
from newscrawl.extract.article import extract
from newscrawl.extract.blocks import blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.odds import Odds, Table
from newscrawl.extract.story import judged
from newscrawl.reading import explain
from tests.internet.pages import article
from tests.internet.publishers import LAYOUTS
from tests.internet.vocabulary import VOCABULARIES
from tests.verbs.test_extract_quality import stories

LEAST_F1 = 0.95
URL = "https://paper.example.com/floods"


def parts_of(number: int) -> list[str]:
    """Return paragraphs of a story, no sentence of which stands in another."""
    return [line for line in stories("en", 3)[number].text.splitlines() if len(line) > 100][:4]


PARTS = [*parts_of(0), *parts_of(2)]


def told(body: str) -> str:
    page = f"<title>Floods reach the delta</title><body>{body}</body>"
    return extract(page.encode(), encoding="utf-8", url=URL).text


def paragraphs(parts: list[str]) -> str:
    return "".join(f"<p>{part}</p>" for part in parts)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", VOCABULARIES)
def test_the_story_that_the_site_loads_next_is_left_out(language, layout):
    written = stories(language, 5)

    scores = []
    for own, following in pairwise(written):
        page, behind = (
            html.document_fromstring(article(story, layout).body.decode())
            for story in (own, following)
        )
        footer = page.find("body/footer")
        for part in behind.find("body"):
            if part.tag not in ("header", "footer", "script"):
                footer.addprevious(part)
        found = extract(html.tostring(page, encoding="utf-8"), encoding="utf-8", url=own.url)
        scores.append(body_score(found.text, {"text": own.text}))

    assert f1_of(scores) >= LEAST_F1


def test_the_next_story_is_no_hole_in_this_one():
    texts = (
        f"<h1>Floods reach the delta</h1>{PARTS[0]} {PARTS[1]}",
        f"<h1>A ferry sinks</h1>{PARTS[4]} {PARTS[5]}",
        f"{PARTS[2]} {PARTS[3]}",
    )

    text = told("<main>" + "".join(f"<div class=post>{each}</div>" for each in texts) + "</main>")

    assert [part for part in PARTS[:6] if part in text] == PARTS[:4]


def test_how_sure_the_model_is_of_the_next_story_says_nothing_of_this_one():
    own, following = (
        f"<article><h1>{title}</h1>{paragraphs(parts)}</article>"
        for title, parts in (("Floods reach the delta", PARTS[:4]), ("A ferry sinks", PARTS[4:]))
    )
    cut = blocks(html.document_fromstring(f"<body>{own}{following}</body>"))
    page = Page(cut, Stated("Floods reach the delta"), Odds(Table.of({}), names={}))

    found = judged(page, np.where(np.isin(cut.texts, PARTS[4:]), 0.5, 1))

    assert found.certainty == 1


def test_the_next_story_is_explained_as_one():
    own, following = (
        f"<article><h1>{title}</h1>{paragraphs(parts)}</article>"
        for title, parts in (("Floods reach the delta", PARTS[:4]), ("A ferry sinks", PARTS[4:]))
    )

    found = explain(f"<title>Floods reach the delta</title><body>{own}{following}</body>")

    why = {each["text"]: each["why"] for each in found["blocks"]}
    assert [why[part] for part in PARTS] == [""] * 4 + ["next story"] * 4


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f"<article><h1>Floods reach the delta</h1>{paragraphs(PARTS[:4])}</article>"
            f"<article><h2>What happens next</h2>{paragraphs(PARTS[4:])}</article>",
            id="an entry",
        ),
        pytest.param(
            f"<article><h1>Floods reach the delta</h1>{paragraphs(PARTS[:4])}"
            f"<h1>The day after</h1>{paragraphs(PARTS[4:])}</article>",
            id="a chapter in the same box",
        ),
        pytest.param(
            "<h1>Floods reach the delta</h1>"
            f"<section class=chapter><h1>The night</h1>{paragraphs(PARTS[:4])}</section>"
            f"<section class=chapter><h1>The day</h1>{paragraphs(PARTS[4:])}</section>",
            id="chapters in boxes of their own",
        ),
        pytest.param(
            f"<article><section><h1>Floods reach the delta</h1>{paragraphs(PARTS[:4])}</section>"
            f"<section><h1>The day after</h1>{paragraphs(PARTS[4:])}</section></article>",
            id="sections of one article",
        ),
        pytest.param(
            f"<div class=wp-block-group><h1>Floods reach the delta</h1>{paragraphs(PARTS[:4])}</div>"
            f"<div class=wp-block-group><h1>The day after</h1>{paragraphs(PARTS[4:])}</div>",
            id="groups of a block editor",
        ),
        pytest.param(
            f"<div class=post><h1>Floods reach the delta</h1>{paragraphs(PARTS[:4])}</div>"
            f"<div class=post><h1>Floods reach the delta</h1>{paragraphs(PARTS[4:])}</div>",
            id="pages of one story",
        ),
        pytest.param(
            f"<main><article class=item><h1>1. Old town</h1>{paragraphs(PARTS[:4])}</article>"
            f"<article class=item><h1>2. The harbour</h1>{paragraphs(PARTS[4:])}</article></main>",
            id="a list of places",
        ),
        pytest.param(
            f"<article><h1>Floods reach the delta</h1>{paragraphs(PARTS[:1])}</article>"
            f"<article><h1>What happened</h1>{paragraphs(PARTS[1:])}</article>",
            id="a standfirst in a box of its own",
        ),
        pytest.param(
            f"<div class=story><h1>Floods reach the delta</h1>{paragraphs(PARTS[:4])}</div>"
            f"<div class=background><h1>The river</h1>{paragraphs(PARTS[4:])}</div>",
            id="a box of another make",
        ),
    ],
)
def test_what_is_of_the_story_is_kept(body):
    text = told(body)

    assert [part for part in PARTS if part in text] == PARTS


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("{own}{following}", id="one behind the other"),
        pytest.param("<header><h1>The Example Paper</h1></header>{own}{following}", id="under the name of the site"),
        pytest.param("<article class=page>{own}{following}</article>", id="inside a third article"),
        pytest.param("<div class=a>{own}</div><div class=b>{following}</div>", id="each in a box of its own"),
    ],
)  # fmt: skip
def test_the_story_whose_headline_says_the_title_is_the_pages(page):
    own, following = (
        f"<article class=post><h1>{title}</h1>{paragraphs(parts)}</article>"
        for title, parts in (("Floods reach the delta", PARTS[:4]), ("Ferry moored", PARTS[4:]))
    )

    text = told(page.format(own=own, following=following))

    assert [part for part in PARTS if part in text] == PARTS[:4]
