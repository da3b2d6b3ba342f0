"""Single facts, in the many ways pages write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml import html

from newscrawl.extract import jsonld, moments
from newscrawl.extract.bylines import people
from newscrawl.extract.facts import Facts
from newscrawl.extract.languages import normalised, spoken
from newscrawl.extract.moments import Moment
from newscrawl.extract.titles import headline, without_site

NOW = datetime(2026, 6, 1, tzinfo=UTC)
URL = "https://news.example/2026/05/03/a-story"
LD = '{"@type": "NewsArticle", "headline": "A story"}'
SPANISH = (
    "El museo de la ciudad abrió el martes una sala nueva dedicada a la historia del puerto. " * 4
)


def at(*parts: int) -> Moment:
    return Moment(datetime(*parts, tzinfo=UTC), day_only=len(parts) == 3)


def facts(head: str, *, body: str = "<p>x</p>", url: str = "https://news.example/a-story"):
    tree = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return Facts(tree, url, now=NOW).extracted()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-05-03T15:47:42Z", at(2026, 5, 3, 15, 47, 42)),
        ("2026-05-03T15:47:42.389+02:00", at(2026, 5, 3, 13, 47, 42)),
        ("2026-05-03 15:47:42 +0200", at(2026, 5, 3, 13, 47, 42)),
        ("2026-05-03T15:47", at(2026, 5, 3, 15, 47)),
        ("2026-05-03T15:47-05", at(2026, 5, 3, 20, 47)),
        ("20260503T154742Z", at(2026, 5, 3, 15, 47, 42)),
        ("20260503", at(2026, 5, 3)),
        ("2026-05-03", at(2026, 5, 3)),
        ("2026-05-03T00:00:00", at(2026, 5, 3)),
        ("2026-05-03T00:00:00Z", at(2026, 5, 3, 0, 0)),
        ("1777823262", at(2026, 5, 3, 15, 47, 42)),
        ("1777823262000", at(2026, 5, 3, 15, 47, 42)),
        ("Sun, 03 May 2026 15:47:42 GMT", at(2026, 5, 3, 15, 47, 42)),
        ("May 3, 2026 at 3:47 PM EDT", at(2026, 5, 3, 19, 47)),
        ("3rd May 2026", at(2026, 5, 3)),
        ("03.05.2026, 15:47", at(2026, 5, 3, 15, 47)),
        ("2026年5月3日 15:47", at(2026, 5, 3, 15, 47)),
        ("03/05/2026", None),
        ("2026-02-30", None),
        ("1970-01-01T00:00:00Z", None),
        ("2031-01-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_it_was_meant(written, moment):
    assert moments.read(written, now=NOW) == moment


@pytest.mark.parametrize(
    "script",
    [
        LD,
        f"<!-- {LD} -->",
        f"//<![CDATA[\n{LD}\n//]]>",
        f"/*<![CDATA[*/ {LD} /*]]>*/",
        f"[{LD}]",
        f'{{"@graph": [{{"@type": "WebSite"}}, {LD}]}}',
        f'{{"@type": "WebPage", "mainEntity": {LD}}}',
        '{"@type": ["Thing", "http://schema.org/NewsArticle"], "headline": "A\nstory",}',
        LD + ";",
        LD.replace('"', "&quot;"),
    ],
)
def test_jsonld_is_read_however_it_is_wrapped(script):
    tree = html.document_fromstring(f'<script type="Application/LD+json">{script}</script><p>x')

    found = jsonld.article(tree, URL)

    assert found["headline"].split() == ["A", "story"]


@pytest.mark.parametrize("script", ["", "{", "null", "3", '{"@type": {"a": 1}}', "[[]]", "NaN"])
def test_broken_jsonld_is_passed_over(script):
    tree = html.document_fromstring(f'<script type="application/ld+json">{script}</script><p>x')

    assert jsonld.article(tree, URL) == {}


def test_of_several_articles_the_one_of_this_page_counts():
    nodes = [
        {"@type": "NewsArticle", "headline": "Other", "url": "https://news.example/other"},
        {"@type": "Article", "headline": "This", "mainEntityOfPage": URL},
    ]
    head = f'<script type="application/ld+json">{json.dumps(nodes)}</script>'

    assert facts(head, url=URL).title == "This"


@pytest.mark.parametrize(
    ("head", "body", "url", "moment"),
    [
        ('<meta name="date" content="2026-05-03">', "", URL, at(2026, 5, 3)),
        (
            '<meta name="date" content="2026-05-03">',
            '<time datetime="2026-05-03T08:00:00Z">',
            URL,
            at(2026, 5, 3, 8, 0),
        ),
        ("", "<p>x</p>", URL, at(2026, 5, 3)),
        ("", '<time datetime="2026-04-01T08:00:00Z">', URL, at(2026, 5, 3)),
        ("", '<time class="updated" datetime="2026-05-04T08:00:00Z">', "https://e.example/", None),
        (
            '<meta property="article:modified_time" content="2026-05-03">',
            "",
            "https://e.example/",
            None,
        ),
    ],
    ids=["meta", "hour from time", "url", "url over time", "update is none", "modified is none"],
)
def test_the_publication_date_comes_from_the_surest_place(head, body, url, moment):
    found = facts(head, body=body or "<p>x</p>", url=url)

    expected = (moment.at, moment.day_only) if moment else (None, False)
    assert (found.published_at, found.published_day_only) == expected


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["Ada Sample"], ("Ada Sample",)),
        (["By Ada Sample and Ben Placeholder"], ("Ada Sample", "Ben Placeholder")),
        (
            ["Ada Sample, Ben Placeholder & Cleo Dummy"],
            ("Ada Sample", "Ben Placeholder", "Cleo Dummy"),
        ),
        (["Von Ada Sample"], ("Ada Sample",)),
        (["Von Sample", "ada@news.example"], ("Von Sample",)),
        (["Sample, Ada"], ("Sample, Ada",)),
        (["Ada Sample, Jr. and Ben Placeholder"], ("Ada Sample, Jr", "Ben Placeholder")),
        (["Juan Ortega y Gasset"], ("Juan Ortega y Gasset",)),
        (["Ana Ejemplo y Luis Modelo"], ("Ana Ejemplo", "Luis Modelo")),
        (["山田例、鈴木例"], ("山田例", "鈴木例")),
        (["Ada Sample", "ADA SAMPLE"], ("Ada Sample",)),
        (["https://news.example/authors/ada", "@ada", "admin", "Example Post", ""], ()),
    ],
)
def test_names_are_taken_out_of_bylines(stated, names):
    assert people(stated, nobody=["Example Post"]) == names


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("Bridge opens | Example Post", "Bridge opens"),
        ("Bridge opens - Example Post", "Bridge opens"),
        ("Bridge opens early in the town | Local | EP", "Bridge opens early in the town"),
        ("Bridge opens - a month early", "Bridge opens - a month early"),
        ("Example Post", "Example Post"),
        ("", ""),
    ],
)
def test_the_site_is_no_part_of_the_title(title, cut):
    assert without_site(title, ["Example Post"]) == cut


@pytest.mark.parametrize(
    ("body", "declared", "title"),
    [
        ("<h1>Bridge opens early</h1>", ["Bridge opens early | EP"], "Bridge opens early"),
        (
            "<h1>EP</h1><h1>Bridge opens a month early</h1>",
            ["Bridge opens early, a month"],
            "Bridge opens a month early",
        ),
        ("<h1>Welcome</h1>", ["Bridge opens early"], "Bridge opens early"),
        ("<h1>Bridge opens</h1>", [], "Bridge opens"),
        ("<p>x</p>", [], ""),
    ],
    ids=["same", "rephrased", "no agreement", "nothing declared", "nothing"],
)
def test_the_headline_is_the_one_a_reader_sees(body, declared, title):
    assert headline(html.document_fromstring(body), declared, sites=["EP"]) == title


@pytest.mark.parametrize(
    ("declared", "code"),
    [("en-US", "en"), ("PT_br", "pt"), ("jp", "ja"), ("deu", "de"), ("xx", None), ("", None)],
)
def test_a_declared_language_is_brought_to_its_code(declared, code):
    assert normalised(declared) == code


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [("en", SPANISH, "es"), (None, SPANISH, "es"), ("en", "Hola", "en"), (None, "Hola", None)],
    ids=["text wins", "text alone", "too short", "nothing to tell"],
)
def test_the_language_is_the_one_of_the_text(declared, text, language):
    assert spoken(declared, text) == language


def test_an_organisation_signs_only_where_nobody_else_does():
    ld = '{"@type": "Article", "author": {"name": "Wire"}, "publisher": {"name": "Wire"}}'
    head = f'<script type="application/ld+json">{ld}</script>'

    alone = facts(head).authors
    beside = facts(f'{head}<meta name="author" content="Ada Sample">').authors

    assert (alone, beside) == (("Wire",), ("Ada Sample",))


def test_an_image_that_is_no_address_is_none():
    assert facts('<meta property="og:image" content="data:image/png;base64,AA">').image is None
