"""Pages of many makes, and what is read from them."""

from __future__ import annotations

import json
import time
from codecs import BOM_UTF8
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.errors import Refused
from newscrawl.extract import article
from newscrawl.extract.article import extract
from newscrawl.extract.parsing import parsed

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
FACTS = {
    "graph": {
        "title": "Harbour bridge opens a month early",
        "authors": ("Ada Sample", "Ben Placeholder"),
        "published_at": datetime(2026, 3, 4, 6, 15, tzinfo=UTC),
        "modified_at": datetime(2026, 3, 4, 12, tzinfo=UTC),
        "published_precision": "exact",
        "language": "en",
        "publisher": "The Example Post",
        "description": "The new bridge is ready before its time.",
        "image": "https://news.example/img/bridge.jpg",
        "section": "Local",
        "tags": ("Bridges", "Harbour"),
        "canonical_url": "https://news.example/news/harbour-bridge",
    },
    "meta": {
        "title": "Neuer Radweg am Fluss wird gebaut",
        "authors": ("Erika Beispiel", "Max Platzhalter"),
        "published_at": datetime(2026, 2, 10, 5, 30, tzinfo=UTC),
        "published_precision": "exact",
        "modified_at": None,
        "language": "de",
        "publisher": "Beispielblatt",
        "section": "Lokales",
        "tags": ("Radweg", "Fluss", "Stadt"),
        "canonical_url": None,
    },
    "microdata": {
        "title": "Le marché couvert rouvre ses portes",
        "authors": ("Camille Exemple",),
        "published_at": datetime(2026, 1, 15, 9, tzinfo=UTC),
        "modified_at": datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
        "language": "fr",
    },
    "live": {
        "title": "Live: storm reaches the coast",
        "authors": ("Ada Sample", "Ben Placeholder", "Cleo Dummy"),
        "published_at": datetime(2026, 1, 5, 6, tzinfo=UTC),
        "publisher": "Example Wire",
        "image": "https://cdn.example/storm.jpg",
        "tags": ("storm", "coast"),
    },
    "bare": {
        "title": "Library extends its hours",
        "authors": (),
        "published_at": None,
        "language": "en",
        "publisher": "",
        "image": None,
    },
    "windows1251": {
        "title": "В городе открыли новый парк",
        "published_at": datetime(2026, 5, 2, 7, tzinfo=UTC),
        "language": "ru",
    },
    "shift_jis": {
        "title": "駅前に新しい図書館が開館",
        "published_at": datetime(2026, 4, 1, 0, 30, tzinfo=UTC),
        "language": "ja",
    },
    "wrong_language": {"language": "es"},
}
BODIES = {
    "graph": (8, "The new bridge over", "the summer season."),
    "meta": (3, "Die Stadt baut", "am Abend mit."),
    "microdata": (3, "Le marché couvert", "depuis les parkings."),
    "live": (3, "The storm reached", "by noon."),
    "bare": (3, "The town library", "has been painted."),
    "windows1251": (3, "В субботу", "в администрации."),
    "shift_jis": (3, "駅前に", "見込んでいる。"),
}
HOSTILE = {
    "empty": b"",
    "blank": b" \n\t ",
    "nothing but NUL": b"\0" * 1_000,
    "NUL in the markup": b"<html>\0<body><p>a\0b</p>",
    "lone surrogates": b"<p>&#xD800; \xed\xa0\x80 \xff</p>",
    "broken UTF-16": b"\xff\xfe<\0h\0t\0\0",
    "an image": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400,
    "5 MB of nested divs": b"<div>" * 1_000_000,
    "nested lists": b"<ul><li>word word word" * 20_000,
    "unclosed comment": b"<!-- " * 100_000,
    "endless title": b"<title>" + b"a - " * 100_000 + b"|</title><h1>x",
    "endless space in JSON": b'<script type="application/ld+json">{'
    + b" " * 200_000
    + b"</script>",
    "deep JSON": b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script><p>x",
    "a reference to itself": b'<script type="application/ld+json">{"@type": "Article", '
    b'"@id": "#a", "author": {"@id": "#a"}}</script><p>x',
}


def read(name: str, *, encoding: str | None = None):
    body = (PAGES / f"{name}.html").read_bytes()
    return extract(body, encoding=encoding, url=f"https://news.example/news/{name}")


@pytest.mark.parametrize("name", FACTS)
def test_a_page_gives_the_facts_it_states(name):
    found = read(name)

    assert {field: getattr(found, field) for field in FACTS[name]} == FACTS[name]


@pytest.mark.parametrize("name", BODIES)
def test_the_text_is_the_story_without_its_title(name):
    lines = read(name).text.splitlines()

    count, opening, ending = BODIES[name]
    assert (len(lines), lines[0].startswith(opening), lines[-1].endswith(ending)) == (
        count,
        True,
        True,
    )


def test_lists_subheads_and_quotes_stand_where_they_stood():
    lines = read("graph").text.splitlines()

    assert [line[:22] for line in lines[1:7]] == [
        "What changes for drive",
        "The council listed wha",
        "- The speed limit is t",
        "- Cyclists have a lane",
        "- There is no toll dur",
        "We are glad that the b",
    ]


@pytest.mark.parametrize("junk", ["seen from the old quay", "First comment", "Copyright", "Sport"])
def test_captions_comments_and_menus_are_no_story(junk):
    found = read("graph")

    assert junk not in found.text


def test_the_header_knows_the_encoding_better_than_the_page():
    body = "<meta charset=utf-8><title>Парк</title><h1>Парк</h1>".encode("koi8-r")

    found = extract(body, encoding="koi8-r", url="https://news.example/")

    assert found.title == "Парк"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""], ids=["marked", "unmarked"])
@pytest.mark.parametrize("odd", [b"", b"\xff"], ids=["whole", "with a bad byte"])
def test_a_page_in_utf_8_is_read_with_its_mark_and_its_bad_bytes(mark, odd):
    body = mark + "<title>Über die Brücke</title>".encode() + odd + PARAGRAPH

    found = extract(body, encoding="utf-8", url="https://news.example/")

    assert found.title == "Über die Brücke"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_an_undeclared_western_page_is_read(encoding):
    body = "<title>Über die Brücke</title>".encode(encoding)

    found = extract(body, encoding=None, url="https://news.example/")

    assert found.title == "Über die Brücke"


@pytest.mark.parametrize("named", ["punycode", "idna", "rot13", "base64", "zip", "no-such"])
@pytest.mark.parametrize("by_header", [True, False], ids=["by its header", "by itself"])
def test_a_page_that_names_no_charset_of_the_web_is_read_as_utf_8(named, by_header):
    body = f"<meta charset={named}><title>Über die Brücke</title>".encode()
    body += PARAGRAPH * 5_000 + b"-" + b"ab9" * 100_000  # punycode takes minutes

    found = extract(body, encoding=named if by_header else None, url="https://news.example/")

    assert found.title == "Über die Brücke"


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_give_a_story_that_can_be_stored(body):
    found = extract(body, encoding=None, url="https://news.example/")

    assert "\0" not in found.text
    found.text.encode()


@pytest.mark.parametrize("before", [0, 1, 999, 1000, 1001])
def test_an_element_of_endless_attributes_is_refused_wherever_it_stands(before):
    page = b"<p>x</p>" * 35_000 + b"x" * before
    few, many = (b" ".join(b"a%d=1" % each for each in range(count)) for count in (990, 1010))

    assert parsed(page + b"<div " + few + b">y" + page) is not None
    with pytest.raises(Refused, match="too_large"):
        parsed(page + b"<div " + many + b">y" + page)


def test_threads_that_parse_at_once_get_their_own_pages():
    pages = [b"<p>%d</p>" % each * 2_000 for each in range(40)]

    with ThreadPoolExecutor(8) as threads:
        trees = list(threads.map(parsed, pages))

    assert [tree.findtext("body/p") for tree in trees] == [str(each) for each in range(40)]
    assert {len(tree.findall("body/p")) for tree in trees} == {2_000}


def test_a_page_too_deep_to_walk_is_refused(monkeypatch):
    def too_deep(*_, **__):
        raise RecursionError

    monkeypatch.setattr(article, "story", too_deep)

    with pytest.raises(Refused, match="unparsable"):
        read("bare")


MOST_SECONDS = 30  # of CPU; a busy machine takes 5 for the worst, which took 150 unmended
PARAGRAPH = b"<p>The council met on Monday and voted for the new bridge, which opens in May.</p>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<a href=/x>link text</a> " * 200_000, id="links without end"),
        pytest.param(b"word<br>" * 200_000, id="line breaks without end"),
        pytest.param(PARAGRAPH * 200_000, id="paragraphs without end"),
        pytest.param(b"<h1>" + b"word " * 1_900_000, id="a headline of 9 MB"),
        pytest.param(b"<p>x" + b"<" * 3_000_000, id="angle brackets without end"),
        pytest.param(
            b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x",
            id="attributes without end",
        ),
    ],
)
def test_a_page_of_far_too_many_elements_is_refused(body):
    with pytest.raises(Refused, match="too_large"):
        extract(body, encoding=None, url="https://news.example/")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<div>" * 200_000 + PARAGRAPH, id="200,000 nested boxes"),
        pytest.param(b"<p>" + b"word " * 4_000_000, id="20 MB in one paragraph"),
        pytest.param(b"<pre>" + b"A line of typed text.\n" * 2_000 + b"</pre>", id="one pre"),
        pytest.param(
            b'<script type="application/ld+json">{"@graph":['
            + b'{"@type":"NewsArticle","author":[' * 100_000
            + b"</script>"
            + PARAGRAPH,
            id="a JSON-LD bomb",
        ),
        pytest.param(b"word<br>" * 49_000, id="49,000 line breaks"),
        pytest.param(b"<p itemprop='" + b"author " * 1_000_000 + b"'>x", id="a million itemprops"),
        pytest.param(
            b"<meta name=author content='" + b"Jane Doe, " * 1_000_000 + b"'>" + PARAGRAPH,
            id="a million authors",
        ),
        pytest.param(
            b"<meta name=keywords content='" + b"word, " * 1_500_000 + b"'>" + PARAGRAPH,
            id="a million keywords",
        ),
    ],
)
def test_a_page_made_to_hang_a_parser_ends(body):
    before = time.process_time()

    found = extract(body, encoding=None, url="https://news.example/")

    assert "\0" not in found.text
    assert time.process_time() - before < MOST_SECONDS


@pytest.mark.parametrize(
    "page",
    [
        "<title>A story</title><p>{}",
        "<title>A story {}</title><p>And its text",
        "<title>A story</title><meta name=description content='{}'><p>And its text",
        "<title>A story</title><pre>{}</pre><p>And its text",
        '<title>A story</title><script type="application/ld+json">{{"headline": "{}",}}</script>',
    ],
)
@pytest.mark.parametrize("reference", ["&#{};", "&amp;#{};", "&amp;amp;#{};"])
def test_a_reference_to_a_character_of_five_thousand_digits_costs_no_page(page, reference):
    body = page.format(reference.format("9" * 5_000)).encode()

    found = extract(body, encoding=None, url="https://news.example/")

    assert found.title.startswith(("A story", "\ufffd", "&"))


@pytest.mark.parametrize("end", [b"</body></html>", b"</BODY >", b"</html>"])
def test_a_story_after_the_end_of_the_page_is_read(end: bytes) -> None:
    page = b"<html><body><nav>Menu</nav>" + end + b"<article>" + PARAGRAPH * 9 + b"</article>"

    assert extract(page, encoding="utf-8", url="https://news.example/x").text


def test_a_story_that_stands_in_json_ld_alone_is_read() -> None:
    said = " ".join(
        f"The council voted for bridge number {number} on Monday." for number in range(40)
    )
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridges", "articleBody": said})
    page = f"<head><script type=application/ld+json>{data}</script></head><body><div id=app>Loading…</div>"

    assert extract(page.encode(), encoding="utf-8", url="https://news.example/x").text == said


@pytest.mark.parametrize(
    ("free", "box", "origin"),
    [
        pytest.param({}, "<div>Loading…</div>", "jsonld", id="a script brings the rest"),
        pytest.param({"isAccessibleForFree": False}, "", "blocks", id="a paywall is declared"),
        pytest.param({}, "<div class=paywall>Subscribe</div>", "blocks", id="a paywall is shown"),
    ],
)
def test_a_lead_is_no_story_where_json_ld_has_it_all_and_no_paywall_says_no(
    free: dict[str, bool], box: str, origin: str
) -> None:
    lead = "The council voted for 40 new bridges over the river on Monday, after a long debate."
    rest = [f"Bridge number {number} was the next that they voted for." for number in range(40)]
    said = {"@type": "NewsArticle", "headline": "Bridges", "articleBody": "\n".join([lead, *rest])}
    head = f"<script type=application/ld+json>{json.dumps(said | free)}</script>"
    page = f"<head>{head}</head><body><h1>Bridges</h1><p>{lead}</p>{box}</body>"

    found = extract(page.encode(), encoding="utf-8", url="https://news.example/x")

    assert found.provenance["text"] == origin
    assert found.text.splitlines() == ([lead, *rest] if origin == "jsonld" else [lead])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("The library will stay open until nine from Monday. " * 20, id="another's"),
        pytest.param("{lead}<script>" + "embed(1);" * 90 + "</script>", id="a script"),
        pytest.param("{lead}" + "[vc_row css='.a{}'][vc_column width='1/2']" * 20, id="shortcodes"),
    ],
)
def test_a_lead_is_kept_where_json_ld_does_not_go_on_from_it(body: str) -> None:
    lead = (
        "The council voted for 40 new bridges over the river on Monday, after a long debate."
        " The first of them opens in May, the mayor said, and the last in nine years."
    )
    said = {
        "@type": "NewsArticle",
        "headline": "Bridges",
        "articleBody": body.replace("{lead}", lead),
    }
    data = json.dumps(said).replace("</", "<\\/")
    page = f"<script type=application/ld+json>{data}</script><article><h1>Bridges</h1><p>{lead}</p></article>"

    assert extract(page.encode(), encoding="utf-8", url="https://news.example/x").text == lead


@pytest.mark.parametrize("opens", ["<script>", "<style x", "[a b=", "[/a", "<script></style>"])
def test_json_ld_of_openings_without_an_end_is_read_in_linear_time(opens: str) -> None:
    said = {"@type": "NewsArticle", "headline": "Bridges", "articleBody": opens * 25_000}
    data = json.dumps(said).replace("</", "<\\/")
    start = time.process_time()

    extract(
        f"<script type=application/ld+json>{data}</script>".encode(),
        encoding="utf-8",
        url="https://news.example/x",
    )

    assert time.process_time() - start < 3


@pytest.mark.parametrize("start", [BOM_UTF8, BOM_UTF8 * 2])
def test_a_byte_order_mark_is_no_text(start: bytes) -> None:
    page = start + "<title>Über die Brücke</title><p>Text".encode()

    assert extract(page, encoding=None, url="https://news.example/").title == "Über die Brücke"


def test_nested_tables_are_cut_up_in_linear_time() -> None:
    page = b"<table><tr><td>a<td>" * 80 + b"<b></b>" * 90_000 + b"word " * 20
    start = time.process_time()

    extract(page, encoding="utf-8", url="https://news.example/")

    assert time.process_time() - start < MOST_SECONDS
