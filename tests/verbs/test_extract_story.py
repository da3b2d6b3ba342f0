"""Which blocks are of the story, and how they are put together."""

from __future__ import annotations

import io

import numpy as np
import pytest
from lxml import html

from newscrawl.extract import model
from newscrawl.extract.blocks import blocks
from newscrawl.extract.features import Page, Stated
from newscrawl.extract.odds import Odds, Table, name_words
from newscrawl.extract.story import Story, certainty, heard, judged, story

SENTENCE = (
    "The town council met on Monday evening and voted for the new footbridge, which opens in May. "
)

STORY = (
    "The new footbridge over the river opens in May, three months later than the council had said. "
    "Work began in the autumn of last year, when the old bridge was closed after a crack was found. "
    "Engineers say that it will carry four thousand people on foot and on bicycles every day. "
    "It has cost eleven million, of which the region pays half and the town the other. "
    "Shopkeepers on the west bank lost many of their customers while the crossing was closed. "
    "A bakery there had to let two of its five people go, and a bookshop shut for good. "
    "The mayor told residents on Monday that she was sorry for what they had gone through. "
    "A festival with music and boats will mark the day, and the first to cross will be a school class."
)


def tree_of(body: str):
    return html.document_fromstring(f"<html><body>{body}</body></html>")


def told(body: str, chances: list[float], title: str = "") -> str:
    return judgement(body, chances, title).text


def judgement(body: str, chances: list[float], title: str = "") -> Story:
    cut = blocks(tree_of(body))
    page = Page(cut, Stated(title=title), Odds(Table.of({}), names={}))
    return judged(page, np.array(chances))


def test_likely_blocks_are_told_in_reading_order() -> None:
    assert told("<p>One</p><p>Two</p><p>Three</p>", [0.9, 0.1, 0.6]) == "One\nThree"


def test_list_items_open_with_a_dash_once() -> None:
    body = "<ul><li>One<p>still one</p></li><li>Two</li></ul><p>After</p>"

    assert told(body, [1, 1, 1, 1]) == "- One\nstill one\n- Two\nAfter"


@pytest.mark.parametrize(
    ("after", "chance", "kept"),
    [
        pytest.param("Another story began.", 0.6, False, id="little and unsure"),
        pytest.param("So it ended.", 0.95, True, id="little and sure"),
        pytest.param(STORY[-100:], 0.6, True, id="much and unsure"),
    ],
)
def test_what_stands_far_from_the_story_has_to_be_much_or_likely(
    after: str, chance: float, *, kept: bool
) -> None:
    body = f"<p>{STORY[:400]}</p>{'<p>Menu</p>' * 9}<p>{after}</p>"

    assert told(body, [0.9, *[0.01] * 9, chance]).endswith(f"\n{after}") is kept


def test_a_story_of_many_parts_far_apart_is_told_whole() -> None:
    parts = STORY.split(". ")
    body = ("<p>Menu</p>" * 9).join(f"<p>{part}</p>" for part in parts)
    chances = ([0.75] + [0.01] * 9) * len(parts)

    assert told(body, chances[:-9]).splitlines() == parts


RAIN = "<p>It rained.</p>"


@pytest.mark.parametrize(
    ("body", "chances", "count"),
    [
        pytest.param(RAIN, [0.3], 1, id="a hole"),
        pytest.param(RAIN, [0.2], 0, id="too unlikely"),
        pytest.param(RAIN * 3, [0.3] * 3, 3, id="a hole of three"),
        pytest.param(RAIN * 4, [0.3] * 4, 0, id="a hole of four, which is none"),
        pytest.param("<p><a href=/1>It rained.</a></p>", [0.3], 0, id="a link"),
        pytest.param("<p>It <a href=/1>rained.</a></p>", [0.3], 1, id="most of it a link"),
        pytest.param("<figcaption>It rained.</figcaption>", [0.3], 0, id="a caption"),
        pytest.param("<h1>Bridge opens in May</h1>", [0.9], 0, id="the title"),
    ],
)
def test_holes_in_a_story_are_filled(body: str, chances: list[float], count: int) -> None:
    page = f"<p>{STORY[:300]}</p>{body}<p>{STORY[300:600]}</p>"

    text = told(page, [0.9, *chances, 0.9], title="Bridge opens in May")

    assert len(text.splitlines()) == 2 + count


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<div>{0}{1}</div><div>{2}</div>", id="the one before alone"),
        pytest.param("<div>{0}</div><div>{1}{2}</div>", id="the one after alone"),
        pytest.param("{0}<div>{1}</div>{2}", id="neither"),
    ],
)
def test_a_hole_is_in_the_box_of_both_its_neighbours(body: str) -> None:
    blocks_ = (f"<p>{STORY[:300]}</p>", RAIN, f"<p>{STORY[300:600]}</p>")

    assert "rained" not in told(body.format(*blocks_), [0.9, 0.3, 0.9])


ROADS = (
    "<ul><li>North bank<ul><li>Mill Lane is open to all.</li><li>Customs Street is shut.</li></ul></li>"
    "<li>South bank: all roads are open to cyclists.</li></ul>"
)


@pytest.mark.parametrize(
    ("body", "chances", "count"),
    [
        pytest.param(ROADS, [0.2, 0.3, 0.9, 0.9], 4, id="likely"),
        pytest.param(ROADS, [0.1, 0.3, 0.9, 0.9], 3, id="but for what is hopeless"),
        pytest.param(ROADS, [0.2, 0.3, 0.6, 0.5], 2, id="unlikely"),
        pytest.param(ROADS, [0.2, 0.3, 0.4, 0.4], 0, id="none"),
        pytest.param("<dl><dt>Why now?</dt><dd>It was time.</dd></dl>", [0.3, 0.9], 2, id="dl"),
        pytest.param("<ul><li>One or two.</li></ul>" * 2, [0.3, 0.9], 1, id="two lists"),
        pytest.param(
            "<ul>" + "".join(f"<li>It is number {n}.</li>" for n in range(61)) + "</ul>",
            [0.3, *[0.9] * 60],
            60,
            id="too long",
        ),
    ],
)
def test_a_list_is_told_whole(body: str, chances: list[float], count: int) -> None:
    text = told(f"<p>{STORY[:300]}</p>{body}<p>{STORY[300:600]}</p>", [0.9, *chances, 0.9])

    assert len(text.splitlines()) == 2 + count


def test_the_title_is_no_edge_of_a_hole() -> None:
    body = f"<h1>Bridge opens in May</h1><p>By Ada Example</p><p>{STORY[:300]}</p>"

    assert told(body, [0.9, 0.3, 0.9], title="Bridge opens in May") == STORY[:300].strip()


@pytest.mark.parametrize(
    ("body", "chances", "count"),
    [
        pytest.param("<p><a href=/1>Also read this</a></p>", [0.65], 0, id="alone"),
        pytest.param("<p><a href=/1>Also read this</a></p>", [0.75], 1, id="likely"),
        pytest.param("<p>It was <a href=/1>this</a></p>", [0.65], 1, id="part of a line"),
        pytest.param("<p>See <a href=/1>the ferry that nobody took</a></p>", [0.65], 0, id="nearly all of a line"),
        pytest.param("<div><p><a href=/1>Also read this</a></p></div>" * 2, [0.65] * 2, 0, id="each alone in a box"),
        pytest.param("<ol>" + "<li><a href=/1>The arch</a></li>" * 3 + "</ol>", [0.65] * 3, 3, id="in a list"),
    ],
)  # fmt: skip
def test_a_link_that_stands_alone_has_to_be_likely(
    body: str, chances: list[float], count: int
) -> None:
    text = told(f"<p>{STORY[:300]}</p>{body}<p>{STORY[300:600]}</p>", [0.9, *chances, 0.9])

    assert len(text.splitlines()) == 2 + count


@pytest.mark.parametrize(
    ("ends", "chances", "left"),
    [
        pytest.param("<p>One</p>", [0.55], [], id="unsure"),
        pytest.param("<p>One</p>", [0.65], ["One"], id="sure enough"),
        pytest.param("<h2>One</h2>", [0.85], [], id="a heading"),
        pytest.param("<h2>One</h2>", [0.95], ["One"], id="a sure heading"),
        pytest.param("<p><a href=/1>One</a></p>", [0.85], [], id="a link"),
        pytest.param("<h2>One</h2><p>Two</p>", [0.85, 0.55], [], id="one after the other"),
        pytest.param("<h2>One</h2><p>Two</p>", [0.85, 0.65], ["One", "Two"], id="with more behind"),
        pytest.param(f"<p>{SENTENCE[:60]}.</p>", [0.55], [f"{SENTENCE[:60]}."], id="prose"),
        pytest.param(f"<p>{'One ' * 9}</p>" * 2, [0.55] * 2, [("One " * 9).strip()], id="much together"),
    ],
)  # fmt: skip
def test_a_story_ends_with_what_is_surely_of_it(
    ends: str, chances: list[float], left: list[str]
) -> None:
    text = told(f"<p>{STORY[:600]}</p>{ends}", [0.9, *chances])

    assert text.splitlines() == [STORY[:600].strip(), *left]


def test_the_title_is_not_told_again() -> None:
    body = "<h1>Bridge opens in May</h1><p>It does.</p><h2>Bridge opens in May</h2>"

    assert told(body, [1, 1, 1], title="Bridge opens in May") == "It does.\nBridge opens in May"


@pytest.mark.parametrize("tag", ["h2", "h3", "p", "td"])
def test_a_title_that_is_no_h1_does_not_open_the_story(tag: str) -> None:
    body = f"<{tag}>Bridge opens in May!</{tag}><p>It does.</p><p>Bridge opens in May</p>"

    assert told(body, [1, 1, 1], title="Bridge opens in May") == "It does.\nBridge opens in May"
    assert told(body, [1, 1, 1]).startswith("Bridge")


def test_a_paragraph_served_twice_is_told_once() -> None:
    other = SENTENCE.replace("Monday", "Sunday").replace("footbridge", "library")

    assert told(f"<p>{SENTENCE}</p><p>{other}</p><p>{SENTENCE}</p>", [1, 1, 1]).count("Monday") == 1


@pytest.mark.parametrize(
    ("changes", "times"),
    [
        pytest.param({"sorry": "ashamed"}, 1, id="one word"),
        pytest.param({"sorry": "ashamed", "eleven": "twelve"}, 2, id="two"),
    ],
)
def test_a_long_paragraph_that_differs_in_two_words_is_another(changes, times) -> None:
    again = STORY
    for word, other in changes.items():
        again = again.replace(word, other)

    assert told(f"<p>{STORY}</p><p>{again}</p>", [1, 1]).count("The new footbridge") == times


def test_a_sentence_that_differs_in_a_number_is_another() -> None:
    rents = [f"Rents in the old town of Dover rose by {n} per cent in a year." for n in (4, 5)]

    assert told("".join(f"<p>{rent}</p>" for rent in rents), [1, 1]).splitlines() == rents


def test_a_copy_of_the_story_in_one_block_is_told_once() -> None:
    body = "".join(f"<p>{sentence}.</p>" for sentence in STORY.rstrip(".").split(". "))

    assert told(f"{body}<div>{STORY}</div>", [1] * 9).count("The new footbridge") == 1


def test_a_short_line_may_be_told_twice() -> None:
    assert told("<p>No comment.</p><p>More.</p><p>No comment.</p>", [1, 1, 1]).count("No") == 2


def test_a_block_is_kept_or_left_out_for_its_chance_or_for_a_reason_that_is_named() -> None:
    body = (
        "<h1>Bridge opens in May</h1>"
        f"<p>{STORY[:300]}</p><p>It rained.</p><p>{SENTENCE}</p>"
        "<p><a href=/1>Also read this</a></p><figcaption>The bridge</figcaption>"
        f"<p>{STORY[300:600]}</p><p>{SENTENCE}</p><p>An advertisement</p><h2>More from us</h2>"
    )
    chances = [0.9, 0.9, 0.3, 0.9, 0.6, 0.9, 0.9, 0.9, 0.1, 0.8]

    rows = judgement(body, chances, title="Bridge opens in May").rows()

    assert [(row.why, row.kept) for row in rows] == [
        ("headline", False),
        ("", True),
        ("fills a hole", True),
        ("", True),
        ("lone link", False),
        ("caption", False),
        ("", True),
        ("told already", False),
        ("", False),
        ("unlikely end", False),
    ]


def test_a_part_far_away_is_left_out_as_that() -> None:
    body = f"<p>{STORY[:400]}</p>{'<p>Menu</p>' * 9}<p>Another story began.</p>"

    *_, last = judgement(body, [0.9, *[0.01] * 9, 0.6]).rows()

    assert (last.why, last.kept) == ("far away", False)


def test_certainty_weighs_blocks_by_length_and_leaves_out_the_hopeless() -> None:
    assert certainty(np.array([1.0, 0.0]), np.array([100.0, 900.0])) == 1
    assert certainty(np.array([0.5, 0.01]), np.array([100.0, 900.0])) == 0
    assert certainty(np.array([0.01]), np.array([5.0])) == 0


DOUBTFUL = "<p>The council met on Monday evening.</p><p>Nobody has written a comment yet.</p>"


def opinion(chances: list[float], second: str) -> Story:
    page = Page(blocks(tree_of(DOUBTFUL)), Stated(), Odds(Table.of({}), names={}))
    return heard(page, np.array(chances), lambda: second)


def test_a_second_opinion_decides_where_the_model_is_unsure() -> None:
    found = opinion([0.4, 0.6], "The council met on Monday evening.")

    assert (found.text, found.origin) == ("The council met on Monday evening.", "trafilatura")
    assert [(row.why, row.kept) for row in found.rows()] == [
        ("second opinion", True),
        ("second opinion", False),
    ]


def test_what_was_left_out_for_its_chance_has_no_other_reason() -> None:
    body = "<p>The council met on Monday evening.</p><figcaption>A bridge</figcaption>"
    page = Page(blocks(tree_of(body)), Stated(), Odds(Table.of({}), names={}))

    *_, caption = heard(page, np.array([0.6, 0.3]), lambda: "A bridge").rows()

    assert (caption.kept, caption.why) == (False, "")


def test_a_second_opinion_does_not_outweigh_what_the_model_is_all_but_sure_of() -> None:
    found = opinion([1.0, 0.4], "Nobody has written a comment yet.")

    assert found.text.startswith("The council met on Monday evening.")


@pytest.mark.parametrize(
    ("chances", "second"),
    [
        pytest.param([0.99, 0.01], "Nobody has written a comment yet.", id="the model is sure"),
        pytest.param([0.6, 0.4], "", id="there is none"),
    ],
)
def test_the_model_decides_alone(chances: list[float], second: str) -> None:
    found = opinion(chances, second)

    assert (found.text, found.origin) == ("The council met on Monday evening.", "blocks")


def test_an_opinion_that_stands_in_no_block_is_the_story() -> None:
    found = opinion([0.4, 0.6], "A story that the page has in its JSON-LD alone.")

    assert (found.text, found.origin) == (
        "A story that the page has in its JSON-LD alone.",
        "trafilatura",
    )
    assert [(row.why, row.kept) for row in found.rows()] == [
        ("", False),
        ("second opinion", False),
    ]


def test_chances_and_certainty_are_said_as_the_model_had_them() -> None:
    found = opinion([0.4, 0.6], "The council met on Monday evening.")

    assert found.chance.tolist() == [0.4, 0.6]
    assert found.certainty < 0.3


def test_nobody_is_asked_about_a_page_of_thousands_of_blocks() -> None:
    body = "<p>One line.</p>" * 5_001
    page = Page(blocks(tree_of(body)), Stated(), Odds(Table.of({}), names={}))

    assert not heard(page, np.full(5_001, 0.5), lambda: pytest.fail("asked")).seconded


def test_captions_are_not_told_however_likely() -> None:
    body = "<p>One</p><figure><figcaption><p>A bridge.</p>Photo: A</figcaption></figure><p>Two</p>"

    assert told(body, [1, 1, 1, 1]) == "One\nTwo"


def test_a_caption_that_is_never_closed_hides_no_story() -> None:
    body = "<figure><figcaption>Photo: A<p>One</p><p>Two</p><p>Three</p>"

    assert told(body, [0, 1, 1, 1]) == "One\nTwo\nThree"


def test_a_page_without_text_has_no_story() -> None:
    assert story(tree_of("<div><img src=x></div>"), Stated()) is None


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_shortest_pages_are_judged(count: int) -> None:
    found = story(tree_of("<p>...</p>" * count), Stated(title="A title", body="x " * 200))

    assert found is not None
    assert len(found.chance) == count


def test_a_story_among_menus_is_found_by_the_model_that_is_shipped() -> None:
    told = (sentence.strip() for sentence in STORY.split("."))
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in told if sentence)
    menu = "".join(f"<li><a href=/{place}>Section {place}</a></li>" for place in range(30))
    body = (
        f"<nav><ul>{menu}</ul></nav><article>{paragraphs}</article><footer><p>Imprint</p></footer>"
    )

    found = story(tree_of(body), Stated(title="Footbridge opens"))

    assert found is not None
    assert found.certainty > 0.9
    assert len(found.text.splitlines()) == 8


def test_a_model_is_read_as_it_was_written() -> None:
    shipped, file = model.shipped(), io.BytesIO()

    model.save(shipped, file)
    again = model.load(file.getvalue())

    page = Page(blocks(tree_of(f"<p>{SENTENCE}</p><p>Share</p>")), Stated(), again.odds)
    assert np.allclose(again.probabilities(page), shipped.probabilities(page), atol=1e-6)


def test_a_model_with_objects_in_it_is_not_read() -> None:
    file = io.BytesIO()
    np.savez(file, names=np.array([object()]), allow_pickle=True)

    with pytest.raises((ValueError, KeyError)):
        model.load(file.getvalue())


@pytest.mark.parametrize("rows", [0, 1, 17, 40])
def test_a_layer_makes_of_many_rows_what_it_makes_of_one(rows: int) -> None:
    draw = np.random.default_rng(1)
    weight = draw.random((300, 50), np.float32)  # in slices of 17 rows
    signal = draw.random((rows, 300), np.float32)

    made = model.Layer(weight, np.ones(50, np.float32))(signal)

    assert made == pytest.approx(signal.astype(float) @ weight.astype(float) + 1, rel=1e-5)


@pytest.mark.parametrize("size", [0, 1, 5_000])
def test_hashes_are_found_in_a_table_where_they_are(size: int) -> None:
    ends = [0, 0xFFFF, 0x10000, 0x10001, 0xFFFFFFFF, 0x2FFFFFFFF]
    drawn = np.random.default_rng(1).integers(0, 3 << 32, 3 * size)
    asked = np.array([*ends, *drawn], np.uint64)
    table = Table.of(dict.fromkeys(np.unique(asked)[: 2 * size : 2].tolist(), 1.0))

    place, known = table.find(asked)

    assert known.tolist() == np.isin(asked, table.keys).tolist()
    assert table.keys[place[known]].tolist() == asked[known].tolist()


def test_the_names_of_boxes_are_read_as_words() -> None:
    words = name_words("article-body__Lead storyText lead x1")

    assert words == ["article", "body", "lead", "story", "text"]
