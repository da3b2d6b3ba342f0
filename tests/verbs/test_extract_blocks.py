"""A page is cut into blocks of text as a reader sees them."""

from __future__ import annotations

import pytest
from lxml import html

from newscrawl.extract.blocks import Blocks, blocks

ITEM = "<li><a href='/more'>More</a></li>"


LONG = ("The footbridge opens in May, three months later than was said. " * 7).strip()


def cut(body: str) -> Blocks:
    return blocks(html.document_fromstring(f"<html><body>{body}</body></html>"))


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        pytest.param("<p>One.</p><p>Two.</p>", ["One.", "Two."], id="paragraphs"),
        pytest.param("<p>One <b>bold</b> <i>word</i>.</p>", ["One bold word."], id="inline"),
        pytest.param("One<br>two<br/><br>three", ["One", "two", "three"], id="line breaks"),
        pytest.param(
            "<div>Before<p>Inside</p>after</div>", ["Before", "Inside", "after"], id="mixed"
        ),
        pytest.param("<p>A &lt;tag&gt; &amp; more</p>", ["A <tag> & more"], id="entities"),
        pytest.param("<p>Seen<script>unseen()</script> too</p>", ["Seen too"], id="scripts"),
        pytest.param("<p><button>Share</button>Text</p>", ["Text"], id="controls"),
        pytest.param("<button><main><p>All of it.</p></main>", ["All of it."], id="never closed"),
        pytest.param(
            f"<noscript>{f'<p>{LONG}</p>' * 3}</noscript>", [LONG] * 3, id="without script"
        ),
        pytest.param(f"<noscript>{f'<p>{LONG}</p>' * 2}</noscript>", [], id="a guide"),
        pytest.param("<noscript><p>Turn</p><p>it</p><p>on.</p></noscript>", [], id="a note"),
        pytest.param("<ruby>漢<rt>かん</rt></ruby>字", ["漢字"], id="ruby"),
        pytest.param("<pre>One\nline.\n\nTwo.</pre>", ["One line.", "Two."], id="preformatted"),
        pytest.param(
            "<pre style='white-space: pre-wrap'>One\nline.\n\nTwo.</pre>",
            ["One line.", "Two."],
            id="preformatted and wrapped",
        ),
        pytest.param(
            "<div style='color: red; white-space:pre-line'>One.\n\nTwo.\nThree.</div>",
            ["One.", "Two.", "Three."],
            id="lines kept by a style",
        ),
        pytest.param(
            "<p class='mt-2 whitespace-pre-wrap'>One.\nTwo.</p>", ["One.", "Two."], id="by a class"
        ),
        pytest.param(
            "<tr>\n<td class=whitespace-pre-wrap>1990</td>\n<td>4,000</td></tr>",
            ["1990 4,000"],
            id="cells of a row",
        ),
        pytest.param("<p class='pre-wrapped'>One\nline.</p>", ["One line."], id="another class"),
        pytest.param(
            "<p>The <x-tip>city</x-tip> of<o:p></o:p> it</p>", ["The city of it"], id="unknown"
        ),
        pytest.param(
            "<p>A <x-a>b <x-a>c</x-a></x-a></p>d", ["A b c", "d"], id="unknown in unknown"
        ),
        pytest.param("<x-card>A</x-card><x-card>B</x-card>", ["A", "B"], id="unknown boxes"),
        pytest.param(
            "<b>By</b><x-p>A</x-p><x-p>B</x-p>", ["By", "A", "B"], id="unknown after text"
        ),
        pytest.param(
            "A <x-box><p>B</p></x-box> c", ["A", "B", "c"], id="a paragraph in an unknown"
        ),
        pytest.param("<p>  \n </p><div></div>", [], id="blank"),
        pytest.param("<a>x</a> <a href='/y'>y</a>", ["x y"], id="space between links"),
        pytest.param("<p title='a > b'>Text</p>", ["Text"], id="angle bracket in an attribute"),
        pytest.param("<p <div>One</p><p>Two</p>", ["One", "Two"], id="tag within a tag"),
    ],
)
def test_blocks_are_runs_of_text_between_boxes(body: str, texts: list[str]) -> None:
    assert cut(body).texts == texts


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        pytest.param(
            "<nav><a href='/'>Home</a></nav><p>Text</p><footer><p>Imprint</p></footer>",
            ["Text"],
            id="menu and imprint",
        ),
        pytest.param(f"<nav><a href='/'>{'long ' * 20}</a></nav><p>Text</p>", ["Text"], id="link"),
        pytest.param(
            f"<footer>{' ' * 200}<script>{'x' * 200}</script></footer>Text", ["Text"], id="script"
        ),
        pytest.param(f"{'<nav>' * 200}<p>Menu</p>{'</nav>' * 200}Text", ["Text"], id="deep"),
        pytest.param(f"<ul>{ITEM * 8}</ul><p>Text</p>", ["Text"], id="a list of links"),
        pytest.param(
            f"<div><div>{ITEM * 4}</div><div>{ITEM * 4}</div></div>Text", ["Text"], id="two"
        ),
    ],
)
def test_menus_and_imprints_are_not_read(body: str, texts: list[str]) -> None:
    assert cut(body).texts == texts


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(f"<nav>Menu<p>{'word ' * 20}", ("word " * 20).strip(), id="never closed"),
        pytest.param("<nav>Menu<h1>Title</h1><p>短い記事。</p>", "短い記事。", id="with a title"),
        pytest.param("<nav><article><p>短い記事。</p></article></nav>", "短い記事。", id="a story"),
        pytest.param(
            "<blockquote><p>Go.</p><footer>The mayor</footer></blockquote>",
            "The mayor",
            id="who said it",
        ),
        pytest.param(
            "<article><p>Go.</p><footer>By our reporters.</footer></article>",
            "By our reporters.",
            id="a story's end",
        ),
        pytest.param("<footer class='paywall'>Subscribe</footer>", "Subscribe", id="paywall"),
        pytest.param(f"<ul>{ITEM * 7}</ul>", "More", id="few links"),
        pytest.param(f"<div>{ITEM * 9}<p>Go.</p></div>", "More", id="links and a word"),
        pytest.param(f"<div>{ITEM * 9}<h1><a>Go</a></h1></div>", "Go", id="links and the title"),
        pytest.param(f"<li><a>{'go ' * 50}</a></li>" * 9, "go " * 49 + "go", id="long links"),
    ],
)
def test_what_may_be_of_the_story_is_read(body: str, text: str) -> None:
    assert text in cut(body).texts


def test_links_and_bold_words_are_measured() -> None:
    found = cut("<p>Read <a href='/x'>this</a> and <strong>that one</strong></p>")

    assert (found.linked, found.strong) == ([4], [8])


def test_a_box_says_its_tag_its_names_and_whether_it_is_shown() -> None:
    found = cut(
        "<div class='story main' id='s1'><p hidden>a</p>"
        "<p style='DISPLAY: none'>b</p><p itemprop='articleBody'>c</p></div>"
    )

    story, *paragraphs = found.boxes[1:]
    assert (story.tag, story.names) == ("div", "story main s1")
    assert [(one.hidden, one.is_body) for one in paragraphs] == [
        (True, False),
        (True, False),
        (False, True),
    ]


def test_the_blocks_of_a_box_are_a_range() -> None:
    found = cut("<p>0</p><section><p>1</p><div><p>2</p></div></section><p>3</p>")

    ranges = {
        box.tag: (first, end)
        for box, first, end in zip(found.boxes, found.first, found.end, strict=True)
        if box.tag in ("body", "section", "div")
    }
    assert ranges == {"body": (0, 4), "section": (1, 3), "div": (2, 3)}


def test_a_tag_within_a_tag_leaves_no_box_open() -> None:
    found = cut("<div <p><p>One</p></div <b><p>Two</p>")

    assert [box.tag for box in found.boxes] == ["body", "div", "p", "p"]
    assert found.end[0] == 2


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        pytest.param("<th>1</th><td>A. Driver</td><td><p>5,040</p></td>", ["1 A. Driver 5,040"], id="data"),
        pytest.param(
            f"<td>Menu</td><td>{'A long column. ' * 9}</td>",
            ["Menu", " ".join(["A long column."] * 9)],
            id="layout",
        ),
        pytest.param("<td>Alone</td>", ["Alone"], id="one cell"),
        pytest.param(
            "<td><p>One</p><p>Two</p></td><td>a<div>Name</div>Team</td>",
            ["One Two a Name Team"],
            id="boxes in a cell",
        ),
        pytest.param(
            "<td>Goals</td><td><table><tr><td>A</td><td>3</td></tr></table></td>",
            ["Goals", "A 3"],
            id="a table in a cell",
        ),
    ],
)  # fmt: skip
def test_a_row_of_short_cells_is_one_line(row: str, texts: list[str]) -> None:
    assert cut(f"<table><tr>{row}</tr></table>").texts == texts


def test_a_joined_row_is_still_a_row_to_others() -> None:
    tree = html.document_fromstring(
        "<table><tr><th class=place>1</th><td>A. Driver</td></tr></table>"
    )

    blocks(tree)

    assert [(cell.get("class"), cell.text.split()) for cell in tree.iter("td")] == [
        ("place", ["1", "A.", "Driver"])
    ]


def test_a_row_that_holds_more_than_cells_is_left_as_it_is() -> None:
    tree = html.document_fromstring("<table><tr><td>Menu</td><td>News</td></tr></table>")
    next(tree.iter("td")).tail = "A story that a broken page has between its cells."
    paragraph = html.fromstring("<div><p>One.</p><p>Two.</p></div>")
    next(tree.iter("tr")).append(paragraph)

    assert blocks(tree).texts == [
        "Menu", "A story that a broken page has between its cells.", "News", "One.", "Two."
    ]  # fmt: skip


def test_text_between_the_cells_of_a_row_is_kept() -> None:
    tree = html.document_fromstring("<table><tr><td>One</td><td>Two</td></tr></table>")
    next(tree.iter("td")).tail = "between"

    assert blocks(tree).texts == ["One between Two"]


@pytest.mark.parametrize("space", ["\xa0", "\u2028", "\x0b"])
def test_odd_spaces_in_a_tag_are_of_its_name(space: str) -> None:
    found = cut(f"<div><a{space}x>Menu</a{space}x></div><p>Text</p><a{space}x><br></a{space}x>")

    assert (found.texts, found.linked, found.end[0]) == (["Menu", "Text"], [0, 0], 2)


def test_boxes_without_text_are_none() -> None:
    found = cut("<div><span></span><div></div></div><section><p>Text</p><div></div></section>")

    assert [box.tag for box in found.boxes] == ["body", "section", "p"]


def test_list_items_know_their_item() -> None:
    found = cut("<ul><li>One<p>more of one</p></li><li>Two</li></ul><p>Three</p>")

    items = [found.item(block) for block in range(4)]
    assert items[0] == items[1] != items[2] != -1
    assert items[3] == -1


def test_a_page_without_end_is_cut_short() -> None:
    found = cut("<p>x</p>" * 30_000)

    assert len(found.texts) == 20_000
