"""Single facts, in the many ways pages write them."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from lxml import html

from newscrawl.extract import jsonld, moments
from newscrawl.extract.bylines import people
from newscrawl.extract.extracted import Claim
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
SUBSCRIBE = (
    "Follow all the news of the day with us, and subscribe to our newsletter for the best of every "
    "week in your mailbox: in the morning, at noon, and again in the evening."
)


def at(*parts: int, precision: str = "exact") -> Moment:
    return Moment(datetime(*parts, tzinfo=UTC), "day" if len(parts) == 3 else precision)


def local(*parts: int) -> Moment:
    return at(*parts, precision="local")


def facts(head: str, *, body: str = "<p>x</p>", url: str = "https://news.example/a-story"):
    tree = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return Facts(tree, url, now=NOW).extracted()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-05-03T15:47:42Z", at(2026, 5, 3, 15, 47, 42)),
        ("2026-05-03T15:47:42.389+02:00", at(2026, 5, 3, 13, 47, 42)),
        ("2026-05-03 15:47:42 +0200", at(2026, 5, 3, 13, 47, 42)),
        ("2026-05-03T15:47", local(2026, 5, 3, 15, 47)),
        ("2026-05-03T15Z", at(2026, 5, 3, 15)),
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
        ("03.05.2026, 15:47 Uhr", local(2026, 5, 3, 15, 47)),
        ("2026年5月3日 15:47", local(2026, 5, 3, 15, 47)),
        ("03/05/2026", None),
        ("13/05/2026", at(2026, 5, 13)),
        ("03.05.26", at(2026, 5, 3)),
        ("10:28 p.m. ET, Sun May 3, 2026", at(2026, 5, 4, 2, 28)),
        ("January 15, 2026 4:30 PM PT", at(2026, 1, 16, 0, 30)),
        ("03.05.2026, 10:30 (GMT+7)", at(2026, 5, 3, 3, 30)),
        ("3 May 2026 10:30 UTC-3:30", at(2026, 5, 3, 14, 0)),
        ("03.05. 10:30 Uhr", None),
        ("3. 5. 15:30", None),
        ("So 03.05. 18 Uhr", None),
        ("03.05.26, 10:30", local(2026, 5, 3, 10, 30)),
        ("3 مايو 2026 03:30 م", local(2026, 5, 3, 15, 30)),
        ("3 Μαΐου 2026 03:30 μ.μ.", local(2026, 5, 3, 15, 30)),
        ("2026. 5. 3. 오후 3:30", local(2026, 5, 3, 15, 30)),
        ("2026年5月3日 上午3:30", local(2026, 5, 3, 3, 30)),
        ("2026年5月3日15時30分", local(2026, 5, 3, 15, 30)),
        ("le 3 mai 2026 à 15h47", local(2026, 5, 3, 15, 47)),
        ("le 3 mai 2026 à 15h47 et mis à jour le 4", local(2026, 5, 3, 15, 47)),
        ("3 de mayo de 2026", at(2026, 5, 3)),
        ("Sonntag, 3. März 2026", at(2026, 3, 3)),
        ("3 мая 2026, 15:47", local(2026, 5, 3, 15, 47)),
        ("2026. május 3.", at(2026, 5, 3)),
        ("3 tháng 5, 2026", at(2026, 5, 3)),
        ("٣ مايو ٢٠٢٦", at(2026, 5, 3)),
        ("2026년 5월 3일 15:47", local(2026, 5, 3, 15, 47)),
        ("3 ноября 2025 | 3 мая 2026", at(2025, 11, 3)),
        ("Sun May  3 15:47:42 2026", local(2026, 5, 3, 15, 47, 42)),
        ("Sun May 03 15:47:42 CEST 2026", at(2026, 5, 3, 13, 47, 42)),
        ("May 3, 2026 — 3:47 p.m.", local(2026, 5, 3, 15, 47)),
        ("may 3, 2026 3:47 pm et", at(2026, 5, 3, 19, 47)),
        ("2026年5月3日(日) 15:47", local(2026, 5, 3, 15, 47)),
        ("2026年5月3日（日）15時47分", local(2026, 5, 3, 15, 47)),
        ("2026.05.03(일) 15:47", local(2026, 5, 3, 15, 47)),
        ("3 мая 2026 г., 15:47", local(2026, 5, 3, 15, 47)),
        ("3 травня 2026 року 15:47", local(2026, 5, 3, 15, 47)),
        ("3 May 2026 (updated 15:47)", at(2026, 5, 3)),
        ("3 مايو/أيار 2026", at(2026, 5, 3)),
        ("3 พ.ค. 2569 15:47 น.", local(2026, 5, 3, 15, 47)),
        ("13/05/2569", at(2026, 5, 13)),
        ("3 smarch 2026", None),
        ("2026-02-30", None),
        ("1970-01-01T00:00:00Z", None),
        ("2031-01-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_it_was_meant(written, moment):
    assert moments.read(written, now=NOW) == moment
    assert moments.may_tell_hour(written) or moment is None or moment.day_only


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
        LD.replace("{", "{ // the story\n"),
        LD.removesuffix('"}'),
        LD.replace('"NewsArticle"', "NewsArticle"),
        LD.replace("NewsArticle", "newsarticle"),
    ],
)
def test_jsonld_is_read_however_it_is_wrapped(script):
    found = jsonld.article([script], URL)

    assert found["headline"].split() == ["A", "story"]


def test_quotes_within_quotes_are_kept():
    script = LD.replace("A story", 'The "story" of a bridge')

    assert jsonld.article([script], URL)["headline"] == 'The "story" of a bridge'


def test_a_large_broken_script_costs_little():
    script = LD[:-1] + ', "x": "' + 'a" b" ' * 2_000_000

    assert jsonld.article([script] * 3, URL) == {}


@pytest.mark.parametrize("script", ["", "{", "null", "3", '{"@type": {"a": 1}}', "[[]]", "NaN"])
def test_broken_jsonld_is_passed_over(script):
    assert jsonld.article([script], URL) == {}


def test_of_several_articles_the_one_of_this_page_counts():
    nodes = [
        {"@type": "NewsArticle", "headline": "Other", "url": "https://news.example/other"},
        {"@type": "Article", "headline": "This", "mainEntityOfPage": URL},
    ]
    head = f'<script type="application/ld+json">{json.dumps(nodes)}</script>'

    assert facts(head, url=URL).title == "This"


@pytest.mark.parametrize(
    ("url", "others", "own"),
    [
        pytest.param(
            "https://news.example/n/123",
            {"url": "https://news.example/n/1234"},
            {"url": "https://www.news.example/n/123/#article"},
            id="a longer number",
        ),
        pytest.param(
            "https://news.example/article.php?id=2",
            {"url": "https://news.example/article.php?id=1"},
            {"url": "https://news.example/article.php?id=2"},
            id="a query",
        ),
        pytest.param(
            "https://news.example/küste-1",
            {"url": "/fluss-2"},
            {"url": "/k%C3%BCste-1"},
            id="percent-encoded",
        ),
        pytest.param(
            "https://news.example/storm-1",
            {"@id": "#related", "url": "/flood-2"},
            {"@id": "#main", "url": "/storm-1"},
            id="names within the page",
        ),
        pytest.param(
            "https://news.example/storm-1", {"url": "/flood-2"}, {}, id="only others are named"
        ),
        pytest.param(
            "https://news.example/storm-1/2", {"url": "/storm-1"}, {}, id="the first of its pages"
        ),
        pytest.param("", {}, {"url": "https://news.example/storm-1"}, id="no address is known"),
    ],
)
def test_another_storys_node_says_nothing_of_this_one(url, others, own):
    author = {"@type": "Person", "name": "Ada Sample"}
    this = {"@type": "NewsArticle", "headline": "This", "author": author}
    other = {"@type": "NewsArticle", "headline": "Other", "author": "Ben Sample"}
    nodes = [other | others, this | own]
    if others == {"url": "/storm-1"} or not url:
        nodes.reverse()  # no better than the others: the first counts

    assert jsonld.article([json.dumps(nodes)], url)["headline"] == "This"


def test_of_several_pages_in_jsonld_the_one_of_this_address_fills_the_gaps():
    nodes = [
        {"@type": "WebPage", "url": "https://news.example/", "author": "Ben Sample"},
        {"@type": "WebPage", "url": URL, "datePublished": "2026-05-03"},
        {"@type": "NewsArticle", "headline": "This"},
    ]

    node = jsonld.article([json.dumps(nodes)], URL)

    assert (node["headline"], node["datePublished"]) == ("This", "2026-05-03")
    assert "author" not in node


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
        (
            '<meta name="date" content="2026-05-03T10:00:00">',
            '<time datetime="2026-05-03T10:00+02:00">',
            URL,
            at(2026, 5, 3, 8, 0),
        ),
        (
            '<meta name="pubdate" content="2026-05-03T10:00:00">',
            '<time datetime="2026-05-03T11:10+02:00">',
            URL,
            local(2026, 5, 3, 10, 0),
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
    ids=[
        "meta",
        "hour from time",
        "zone from time",
        "another time's zone",
        "url",
        "url over time",
        "update is none",
        "modified is none",
    ],
)
def test_the_publication_date_comes_from_the_surest_place(head, body, url, moment):
    found = facts(head, body=body or "<p>x</p>", url=url)

    expected = (moment.at, moment.precision) if moment else (None, None)
    assert (found.published_at, found.published_precision) == expected


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["Ada Sample"], ("Ada Sample",)),
        (["By Ada Sample and Ben Placeholder"], ("Ada Sample", "Ben Placeholder")),
        (
            ["Ada Sample, Ben Placeholder & Cleo Dummy"],
            ("Ada Sample", "Ben Placeholder", "Cleo Dummy"),
        ),
        (
            ["Ada Sample, Ben Placeholder, and Cleo Dummy"],
            ("Ada Sample", "Ben Placeholder", "Cleo Dummy"),
        ),
        (["Ada Sample, Ben Anders"], ("Ada Sample", "Ben Anders")),
        (["By Ada Sample and Ben Dummy for the Example Post"], ("Ada Sample", "Ben Dummy")),
        (["BY ADA SAMPLE FOR MAILONLINE"], ("ADA SAMPLE",)),
        (["By Reporters for Truth"], ("Reporters for Truth",)),
        (["Sample Center for Truth"], ("Sample Center for Truth",)),
        (["By Sample Institute for Truth"], ("Sample Institute for Truth",)),
        (["By Ada Sample, Doctors for Truth"], ("Ada Sample", "Doctors for Truth")),
        (["Oleh Sample", "Oleh Budi Contoh"], ("Oleh Sample", "Budi Contoh")),
        (["Por: Ana Ejemplo"], ("Ana Ejemplo",)),
        (["View all posts by Ada Sample"], ("Ada Sample",)),
        (["More articles by Ada Sample", "Written by"], ("Ada Sample",)),
        (["Von Ada Sample"], ("Ada Sample",)),
        (["Von Sample", "ada@news.example"], ("Von Sample",)),
        (["Sample, Ada"], ("Sample, Ada",)),
        (["Ada Sample, Jr. and Ben Placeholder"], ("Ada Sample, Jr.", "Ben Placeholder")),
        (["Ada S.", "Ben Placeholder M.P.H., R.D."], ("Ada S.", "Ben Placeholder M.P.H., R.D.")),
        (
            ["Ada Sample, CFP®, Ben Placeholder, Ph.D."],
            ("Ada Sample, CFP®", "Ben Placeholder, Ph.D."),
        ),
        (["By Ada Sample.", "Ben Placeholder, AFP"], ("Ada Sample", "Ben Placeholder", "AFP")),
        (["Juan Ortega y Gasset"], ("Juan Ortega y Gasset",)),
        (["Ana Ejemplo y Luis Modelo"], ("Ana Ejemplo", "Luis Modelo")),
        (["山田例、鈴木例"], ("山田例", "鈴木例")),
        (["Ada Sample", "ADA SAMPLE"], ("Ada Sample",)),
        (["https://news.example/authors/ada", "@ada", "admin", "Example Post", ""], ()),
        (["null", "undefined", "[object Object]", "No Author"], ()),
        (["By Ada Sample, AP National Political Writer"], ("Ada Sample",)),
        (["Ada Sample, Staff Writer, and Ben Dummy, Editor"], ("Ada Sample", "Ben Dummy")),
        (["Staff Writer"], ("Staff Writer",)),
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
        ("Bridge opens - a month early - Example Post", "Bridge opens - a month early"),
        ("Bridge opens · Example Post", "Bridge opens"),
        ("Example Post | Bridge opens", "Bridge opens"),
        ("Example Post - Bridge opens", "Bridge opens"),
        ("Example Post: Bridge opens", "Bridge opens"),
        ("Example » Bridge opens", "Bridge opens"),
        ("Example: why it matters", "Example: why it matters"),
        ("Example – Hamburg in two hours", "Example – Hamburg in two hours"),
        ("Example Post: ", "Example Post: "),
        ("Bridge opens « Example Post", "Bridge opens"),
        ("橋が開通した｜例新聞", "橋が開通した"),
        ("大桥今日通车-例新聞", "大桥今日通车"),
        ("大桥今日通车_例新聞", "大桥今日通车"),
        ("Post-Example opens", "Post-Example opens"),
        ("Bridge opens - 24 - hours of news", "Bridge opens"),
        ("How to name_example", "How to name_example"),
        ("Bridge opens early in the town » Local", "Bridge opens early in the town"),
        (
            "Cette ville est «un vrai bonheur» : le récit",
            "Cette ville est «un vrai bonheur» : le récit",
        ),
        ("Le maire dit « un vrai bonheur » à tous", "Le maire dit « un vrai bonheur » à tous"),
        ("Example Post", "Example Post"),
        ("", ""),
    ],
)
def test_the_site_is_no_part_of_the_title(title, cut):
    assert without_site(title, ["Example Post", "例新聞", "Example", "24 - hours of news"]) == cut


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
        (
            "<h1><span>B</span>ridge at <em>Dover</em>, opens</h1>",
            ["Bridge at Dover, opens"],
            "Bridge at Dover, opens",
        ),
        ("<h1>Bridge opens</h1>", [], "Bridge opens"),
        ("<p>x</p>", [], ""),
    ],
    ids=["same", "rephrased", "no agreement", "a drop cap", "nothing declared", "nothing"],
)
def test_the_headline_is_the_one_a_reader_sees(body, declared, title):
    titles = [Claim(each, "meta") for each in declared]

    tree = html.document_fromstring(body)

    found, _ = headline([list(tree.iter("h1"))], titles, sites=["EP"])

    assert (found.value if found else "") == title


@pytest.mark.parametrize(
    ("kind", "headline", "opengraph", "shown", "title"),
    [
        pytest.param(
            "ReportageNewsArticle",
            "Kenya: From below",
            "Kenya: From below | The Post",
            "From below",
            ("Kenya: From below", "jsonld"),
            id="alike",
        ),
        pytest.param(
            "NewsArticle",
            "From below, again and again",
            "Something else",
            "From below, again and once more",
            ("From below, again and once more", "dom"),
            id="not alike",
        ),
        pytest.param(
            "BlogPosting",
            "Kenya",
            "Kenya",
            "From below",
            ("Kenya", "jsonld"),
            id="no heading agrees",
        ),
        pytest.param(
            "Article",
            "From below, again and again",
            "From below, again and again",
            "From below, again and once more",
            ("From below, again and once more", "dom"),
            id="no news",
        ),
        pytest.param(
            "NewsArticle",
            "A headline that is",
            "A headline that is",
            "A headline that is longer",
            ("A headline that is longer", "dom"),
            id="cut short",
        ),
    ],
)
def test_a_news_story_has_the_title_that_it_declares_twice(kind, headline, opengraph, shown, title):
    data = json.dumps({"@type": kind, "headline": headline})

    found = facts(
        f'<script type="application/ld+json">{data}</script>'
        f'<meta property="og:site_name" content="The Post">'
        f'<meta property="og:title" content="{opengraph}">',
        body=f"<h1>{shown}</h1>",
    )

    assert (found.title, found.provenance["title"]) == title


@pytest.mark.parametrize(
    ("declared", "code"),
    [("en-US", "en"), ("PT_br", "pt"), ("jp", "ja"), ("deu", "de"), ("xx", None), ("", None)],
)
def test_a_declared_language_is_brought_to_its_code(declared, code):
    assert normalised(declared) == code


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        pytest.param("en", SPANISH, "es", id="text wins"),
        pytest.param(None, SPANISH, "es", id="text alone"),
        pytest.param("en", f"{SUBSCRIBE}\n{SPANISH * 8}", "es", id="but for its first line"),
        pytest.param("en", "Hola", "en", id="too short"),
        pytest.param(None, "Hola", None, id="nothing to tell"),
    ],
)
def test_the_language_is_the_one_of_the_text(declared, text, language):
    assert spoken(declared, text) == language


@pytest.mark.parametrize(
    "author",
    [
        pytest.param({"name": "Ada Sample"}, id="name"),
        pytest.param({"name": "", "givenName": "Ada", "familyName": "Sample"}, id="in parts"),
        pytest.param([{"url": "/ada"}, {"familyName": "Ada Sample"}], id="the second alone"),
        pytest.param({"name": ["Ada Sample"], "givenName": 3}, id="odd"),
    ],
)
def test_a_person_is_named_in_one_or_in_parts(author):
    assert facts(ld(author=author)).authors == ("Ada Sample",)


def test_an_organisation_signs_only_where_nobody_else_does():
    ld = '{"@type": "Article", "author": {"name": "Wire"}, "publisher": {"name": "Wire"}}'
    head = f'<script type="application/ld+json">{ld}</script>'

    alone = facts(head).authors
    beside = facts(f'{head}<meta name="author" content="Ada Sample">').authors

    assert (alone, beside) == (("Wire",), ("Ada Sample",))


@pytest.mark.parametrize("name", ["author", "article:author", "citation_author"])
def test_each_author_may_have_a_meta_element(name):
    head = "".join(
        f'<meta name="{name}" content="{author}">' for author in ("Ada Sample", "Ben Dummy")
    )

    assert facts(head).authors == ("Ada Sample", "Ben Dummy")


@pytest.mark.parametrize(
    ("stated", "tags"),
    [
        ("bridge, town; river, Bridge", ("bridge", "town", "river")),
        ("橋、川，町", ("橋", "川", "町")),
        ("جسر، نهر؛ مدينة", ("جسر", "نهر", "مدينة")),
    ],
)
def test_tags_are_parted_by_the_commas_of_their_script(stated, tags):
    assert facts(f'<meta name="keywords" content="{stated}">').tags == tags


def test_an_image_that_is_no_address_is_none():
    assert facts('<meta property="og:image" content="data:image/png;base64,AA">').image is None


def ld(**node: object) -> str:
    text = json.dumps({"@type": "NewsArticle", **node})
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("head", "free"),
    [
        (ld(isAccessibleForFree=True), True),
        (ld(isAccessibleForFree="False"), False),
        (ld(isAccessibleForFree="http://schema.org/True"), True),
        (ld(hasPart={"isAccessibleForFree": "False", "cssSelector": ".locked"}), False),
        (ld(isAccessibleForFree=True, hasPart=[{"isAccessibleForFree": False}]), False),
        (ld(hasPart={"isAccessibleForFree": True}), None),
        (ld(isAccessibleForFree={"a": 1}), None),
        ('<meta property="article:content_tier" content="free">', True),
        ('<meta property="article:content_tier" content="Locked">', False),
        ('<meta property="article:content_tier" content="metered">', False),
        ('<meta property="article:content_tier" content="archive">', None),
        ('<meta name="isPremium" content="true">', False),
        ('<meta itemprop="isAccessibleForFree" content="true">', True),
        ("", None),
    ],
)
def test_a_page_may_declare_whether_it_is_free(head, free):
    assert facts(head).free_access is free


@pytest.mark.parametrize(
    ("head", "body", "stood"),
    [
        (ld(headline="A story of a bridge"), "", {"title": "jsonld"}),
        (ld(headline="A story"), "<h1>A story</h1>", {"title": "dom"}),
        ('<meta property="og:title" content="A story">', "", {"title": "opengraph"}),
        ('<meta name="author" content="Ada Sample">', "", {"authors": "meta"}),
        ("", '<a rel="author">Ada Sample</a>', {"authors": "dom"}),
        ('<meta itemprop="datePublished" content="2026-05-03">', "", {"published_at": "microdata"}),
        (
            "",
            "<p itemprop=publisher itemscope><i itemprop=name>EP</i></p>",
            {"publisher": "microdata"},
        ),
        ("", "<p itemprop=articleSection>Culture</p>", {"section": "microdata"}),
        ("", "<p itemprop=description>Of a bridge.</p>", {"description": "microdata"}),
        ("", '<time datetime="2026-05-03">', {"published_at": "dom"}),
        ('<link rel="canonical" href="/a">', "", {"canonical_url": "dom"}),
        ('<meta name="isPremium" content="0">', "", {"free_access": "meta"}),
        ("", "", {}),
    ],
)
def test_each_fact_says_where_it_stood(head, body, stood):
    assert facts(head, body=body or "<p>x</p>").provenance == stood


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://e.example/2026/05/03/a-story", at(2026, 5, 3)),
        ("https://e.example/2026/5/3", at(2026, 5, 3)),
        ("https://e.example/20260503-a-story.html", at(2026, 5, 3)),
        ("https://e.example/2021/22/report-of-the-week", None),
        ("https://e.example/2018/12/why-bridges-hold", None),
        ("https://e.example/2021-22/transfers", None),
    ],
)
def test_a_day_is_read_in_an_address(url, day):
    assert moments.in_url(url, now=NOW) == day


H1 = "<h1>A story of a bridge</h1>"


def dated(body: str, *, head: str = "", lang: str = "en") -> tuple[str, str | None]:
    page = f'<html lang="{lang}"><head><title>A story of a bridge</title>{head}</head>{body}</html>'
    found = Facts(html.document_fromstring(page), "https://e.example/a", now=NOW).extracted()
    return str(found.published_at), found.published_precision


@pytest.mark.parametrize(
    ("body", "head", "lang"),
    [
        (f"{H1}<p>By Ada Sample<br>3 May 2026</p>", "", "en"),
        (f"<span>3 May 2026</span>{H1}<p>x</p><aside><time>1 April 2026</time></aside>", "", "en"),
        (f"{H1}<p>Updated 4 May 2026</p><p>3 May 2026</p>", "", "en"),
        (f"{H1}<p>3 May 2026, updated 4 May 2026</p>", "", "en"),
        (f"{H1}<p>Updated: 4 May 2026 | Published: 3 May 2026</p>", "", "en"),
        (f"{H1}<time class='published updated' datetime='2026-05-03'>x</time>", "", "en"),
        (f"{H1}<p>05/03/2026</p>", "", "en-US"),
        (f"{H1}<p>03/05/2026</p>", "", "en-GB"),
        (f"{H1}<p>03/05/2026</p>", "", "fr"),
        (f"{H1}<p>3 May 2026</p>", '<meta name="date" content="2026-05-29">', "en"),
        (f"<aside>1 May 2026</aside>{H1}<p>3 May 2026</p>", "", "en"),
        ("<div><p>x</p><p>3 May 2026</p></div>", "", "en"),
        (f"{H1}<div class='comment'>4 May 2026</div><p>3 May 2026</p>", "", "en"),
    ],
    ids=[
        "below",
        "above",
        "no change",
        "before a change",
        "after a change",
        "never changed",
        "American",
        "British",
        "French",
        "over a vague one",
        "not beside",
        "no headline",
        "no comment's",
    ],
)
def test_the_day_shown_at_the_headline_is_read(body, head, lang):
    assert dated(body, head=head, lang=lang) == ("2026-05-03 00:00:00+00:00", "day")


def test_a_heading_without_words_is_a_logo_and_the_headline_stands_below_it():
    body = "<h1><a href='/'><img alt='EP'></a></h1><h2>A story of a bridge</h2><p>By Ada Sample</p>"

    found = facts("<title>A story of a bridge - EP, the paper of the river</title>", body=body)

    assert (found.title, found.authors) == ("A story of a bridge", ("Ada Sample",))


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(
            "<title>The River Post: A bridge opens in May</title>"
            "<meta property='og:site_name' content='The River Post'>",
            "<h1>The River Post</h1><h2>A bridge opens in May</h2>",
            id="its name is stated",
        ),
        pytest.param(
            "<title>The River Post: A bridge opens in May</title>",
            "<h1><a href='/'>The River Post</a></h1><h3>A bridge opens in May</h3>",
            id="a link home",
        ),
        pytest.param(
            "<title>The River Post: A bridge opens in May</title>",
            "<a href='https://news.example/'><h1>The River Post</h1></a>",
            id="in a link",
        ),
        pytest.param(
            "<title>The River Post: A bridge opens in May</title>",
            "<h1>The River Post</h1><h1>A bridge opens in May</h1>",
            id="nothing says so",
        ),
        pytest.param(
            "<title>A bridge opens in May</title>",
            "<h1><a href='/news/a-story'>A bridge opens in May</a></h1><h1>A bridge opens</h1>",
            id="a link to the page",
        ),
        pytest.param(
            "<title>Bridge opens</title>",
            "<h1>A bridge opens in May <a href='/'>Home</a></h1>",
            id="a link within",
        ),
    ],
)
def test_the_name_of_the_site_is_no_headline(head, body):
    found = facts(head, body=body, url="https://www.news.example/news/a-story")

    assert found.title.removesuffix(" Home") == "A bridge opens in May"


@pytest.mark.parametrize(
    "href",
    ["/", "https://news.example", "//news.example/", "../../", "HTTPS://WWW.News.Example/"],
)
def test_an_h1_that_leads_home_is_a_logo(href):
    body = f"<h1><a href='{href}'>The River Post</a></h1>"

    found = facts(
        "<title>The River Post: A bridge opens</title>",
        body=body,
        url="https://www.news.example/news/a/story",
    )

    assert found.title == "A bridge opens"


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#",
        "#top",
        "/news/a/story",
        "/news/a/story/",
        "/?p=12",
        "/other",
        "https://other.example/",
        "javascript:void(0)",
        "mailto:x@news.example",
        "http://[",
        "/news/a",
        "./",
    ],
)
def test_an_h1_that_leads_elsewhere_is_a_headline(href):
    body = f"<h1><a href='{href}'>A bridge opens early</a></h1>"

    found = facts(
        "<title>A bridge opens early in the year: read why</title>",
        body=body,
        url="https://www.news.example/news/a/story",
    )

    assert found.title == "A bridge opens early"


def test_a_headline_that_leads_home_is_one_where_it_is_declared():
    head = "<title>A bridge opens early in May</title><meta property='og:title' content='A bridge opens early in May | EP'>"
    body = "<h1><a href='/'>A bridge opens early in May</a></h1><h2>Why a bridge opens early in May</h2>"

    assert facts(head, body=body).title == "A bridge opens early in May"


@pytest.mark.parametrize(
    ("declared", "shown", "title"),
    [
        (["Fees: a bridge opens in May"], ["Fees and tolls", "A bridge opens in May"], 1),
        (
            ["A bridge opens in May - EP"],
            ["A bridge opens in May", "The bridge opens in May: more"],
            0,
        ),
        (
            ["Mayor resigns over bridge scandal"],
            [
                "Mayor resigns over the bridge scandal",
                "What the mayor said after the bridge scandal",
            ],
            0,
        ),
        (
            ["The Example Post", "A bridge opens in May - The Example Post"],
            ["A bridge opens in May", "The Example Post"],
            0,
        ),
    ],
    ids=["a section", "a longer one", "rephrased", "a logo below"],
)
def test_of_several_h1s_the_longest_is_the_headline_that_a_title_has_in_it(declared, shown, title):
    tree = html.document_fromstring("".join(f"<h1>{each}</h1>" for each in shown))

    found, _ = headline(
        [list(tree.iter("h1"))], [Claim(each, "meta") for each in declared], sites=[]
    )

    assert found.value == shown[title]


def test_a_page_of_logos_is_read_in_no_time():
    marks = "x - " * 120
    logos = "".join(f"<h1><a href='/'>s{number}</a></h1>" for number in range(4_000))
    start = time.process_time()

    facts(f"<title>{marks}</title><meta property='og:title' content='{marks}'>", body=logos)

    assert time.process_time() - start < 2


def test_a_logo_is_told_on_a_page_without_an_address():
    body = "<h1><a href='/'>The River Post</a></h1>"

    assert (
        facts("<title>The River Post: A bridge opens</title>", body=body, url="").title
        == "A bridge opens"
    )


def test_a_page_that_shows_when_it_changed_does_not_say_when_it_was_published():
    assert dated(f"{H1}<p>Updated 4 May 2026</p>") == ("None", None)
    assert dated(f"{H1}<p>2026年5月4日更新</p>") == ("None", None)


@pytest.mark.parametrize(
    ("stated", "shown", "told"),
    [
        ("2026-05-03T22:15:00-05:00", "", "2026-05-03 22:15:00-05:00"),
        ("2026-05-04T03:15:00Z", "", "2026-05-04 03:15:00+00:00"),
        ("2026-05-04T03:15:00Z", "May 3, 2026, 10:15 PM", "2026-05-03 22:15:00-05:00"),
        ("2026-05-04T03:15:00Z", "May 3, 2026, 10:40 PM", "2026-05-04 03:15:00+00:00"),
        ("2026-05-04T03:15:00Z", "May 4, 2026, 10:45 AM", "2026-05-04 03:15:00+00:00"),
    ],
    ids=["stated", "a server's", "the publisher's clock", "another time", "no zone there is"],
)
def test_the_publishers_day_is_told_by_its_clock(stated, shown, told):
    head = f'<meta property="article:published_time" content="{stated}">'

    assert dated(f"{H1}<p>{shown}</p>", head=head) == (told, "exact")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<p>By Ada Sample</p>", ("Ada Sample",)),
        ("<p>Von Erika Beispiel und Max Platzhalter</p>", ("Erika Beispiel", "Max Platzhalter")),
        (
            "<div class='author'><span>Ada Sample</span> <span>Ben Placeholder</span></div>",
            ("Ada Sample", "Ben Placeholder"),
        ),
        (
            "<p>By Ada Sample, Ben Dummy, and Cleo Placeholder</p>",
            ("Ada Sample", "Ben Dummy", "Cleo Placeholder"),
        ),
        ("<p>By <a href='/staff/ada'>Ada Sample</a> <a>Culture</a></p>", ("Ada Sample",)),
        ("<p>Von <a href='/team/erika'>Erika Beispiel</a></p>", ("Erika Beispiel",)),
        (
            "<p>By <a>Ada Sample</a>, <a>Ben Dummy</a> and <a>Cleo Placeholder</a> <a>Big Tech</a></p>",
            ("Ada Sample", "Ben Dummy", "Cleo Placeholder"),
        ),
        ("<p>By Ada Sample for The Example Post</p>", ("Ada Sample",)),
        ("<p>By <a>Ada Sample</a> | <a>World News</a></p>", ("Ada Sample",)),
        ("<p>By <a>Ada Sample</a>, <i>Staff Writer</i></p>", ("Ada Sample",)),
        ("<p>作者：<a>王小明</a></p>", ("王小明",)),
        ("<p>بقلم: أحمد محمد</p>", ("أحمد محمد",)),
        ("<button>Text</button><button>Audio Version</button>", ()),
        ("<div class='author'>Written By <a>Ada Sample</a></div>", ("Ada Sample",)),
        ("<div class='author'><a>Follow us on all channels</a></div>", ()),
        ("<p>By the river all was quiet</p>", ()),
        ("<p>Ada Sample</p>", ()),
    ],
)
def test_a_byline_is_read_at_the_headline(byline, names):
    assert facts("<title>A story of a bridge</title>", body=H1 + byline).authors == names


def test_an_author_without_an_end_takes_no_time():
    began = time.process_time()

    assert people(["a" * 200_000, "By Ann Example, ann@paper.example.com"]) == ("Ann Example",)
    assert time.process_time() - began < 8, "seconds; the square of the name takes a minute"


def test_an_image_at_an_address_nobody_can_ask_for_is_none():
    endless = "https://news.example/" + "a" * 8_192

    assert facts(f'<meta property="og:image" content="{endless}">').image is None


@pytest.mark.parametrize(
    "script",
    [
        pytest.param('{"headline": ' + "{" * 9_900, id="nothing but openings"),
        pytest.param('["headline", ' + '[["a"' * 6_000, id="too long to be repaired"),
        pytest.param("[" + "[]," * 1_000_000 + "{}]", id="a million lists"),
    ],
)
def test_json_ld_made_to_keep_us_busy_does_not(script):
    began = time.process_time()

    assert jsonld.article([script], "https://news.example/") == {}

    assert time.process_time() - began < 25, "seconds; the square of them takes a minute"
