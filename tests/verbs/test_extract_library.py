"""The library call, and what python -m newscrawl.extract prints."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.extract import extract_article, read_page
from newscrawl.extract.article import EXAMPLE
from newscrawl.fetch.walls import wall
from newscrawl.reading import explain

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
GRAPH = PAGES / "graph.html"
URL = "https://news.example/news/graph"
SHORT = "<h1>Rain</h1><p>It rained on Monday and on Tuesday, and the river rose by a metre.</p>"


def run(*arguments: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "newscrawl.extract", *arguments]
    return subprocess.run(command, input=typed, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "html", [GRAPH.read_bytes(), GRAPH.read_text("utf-8")], ids=["bytes", "str"]
)
def test_an_article_comes_with_its_facts_and_where_they_stood(html: bytes | str) -> None:
    article = extract_article(html, url=URL)

    assert article is not None
    assert article.title == "Harbour bridge opens a month early"
    assert article.authors == ("Ada Sample", "Ben Placeholder")
    assert article.published_at == datetime(2026, 3, 4, 6, 15, tzinfo=UTC)
    assert article.text.startswith("The new bridge over the harbour")
    assert article.provenance["published_at"] == "jsonld"
    assert article.provenance["text"] == "blocks"


def loaded_by(code: str) -> set[str]:
    """Return the modules that a program has loaded in the end."""
    command = [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return set(ran.stdout.decode().split())


def test_commands_that_are_not_run_load_no_extractor() -> None:
    loaded = loaded_by(
        "import pkgutil, importlib, newscrawl.commands as all_\n"
        "for each in pkgutil.iter_modules(all_.__path__, 'newscrawl.commands.'):\n"
        "    importlib.import_module(each.name)"
    )

    assert "newscrawl.commands.extract" in loaded
    assert not loaded & {"newscrawl.reading", "numpy", "trafilatura", "py3langid"}


def test_the_library_call_comes_with_its_models() -> None:
    code = (
        "from newscrawl.extract import extract_article, model\n"
        "print(model.shipped.cache_info().currsize)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)

    assert ran.stdout.split() == [b"1"]


def test_the_page_that_loads_the_models_asks_them_all() -> None:
    article = read_page(EXAMPLE).article

    assert article is not None
    assert article.provenance == {
        "title": "dom",
        "published_at": "opengraph",
        "text": "blocks",
        "language": "text",
    }


def test_a_byte_order_mark_is_no_text() -> None:
    marked, plain = (
        extract_article(f"{mark}{GRAPH.read_text('utf-8')}", url=URL) for mark in ("\ufeff", "")
    )

    assert marked is not None
    assert plain is not None
    assert (marked.title, marked.text) == (plain.title, plain.text)


@pytest.mark.parametrize("url", ["http://[::1", "https://[news.example]/story", "no address", "//"])
def test_an_address_nobody_can_read_costs_no_page(url: str) -> None:
    article = extract_article(GRAPH.read_text("utf-8"), url=url)

    assert article is not None
    assert article.title == "Harbour bridge opens a month early"


def test_half_a_surrogate_pair_costs_no_page() -> None:
    article = extract_article(GRAPH.read_text("utf-8").replace("<h1", "\ud800<h1", 1), url=URL)

    assert article is not None
    assert article.title == "Harbour bridge opens a month early"


def test_a_string_is_explained_as_it_is_whatever_charset_it_names() -> None:
    found = explain("<meta charset=windows-1251><p>Мост открыт для всех, сказал мэр.")

    assert [each["text"] for each in found["blocks"]] == ["Мост открыт для всех, сказал мэр."]


def test_a_wall_is_read_in_the_charset_that_the_page_declares() -> None:
    html = (
        "<meta charset=windows-1251><title>Страница не найдена</title><h1>Нет такой страницы</h1>"
    )

    assert read_page(html.encode("cp1251"), url=URL).reason == "soft_404"


def test_a_shell_is_read_in_the_charset_that_the_page_declares() -> None:
    html = (
        "<meta charset=windows-1251><noscript>Для работы сайта включите JavaScript</noscript>"
        "<div>Городская газета, новости города и области</div><script src=/app.js></script>"
    )

    assert read_page(html.encode("cp1251"), url=URL).reason == "needs_javascript"


@pytest.mark.parametrize("place", ["head", "body"])
def test_a_story_that_stands_in_json_ld_alone_needs_no_javascript(place: str) -> None:
    text = "\n".join(
        f"Engineer {number} <b>opened</b> the bridge on Monday." for number in range(9)
    )
    said = json.dumps({"@type": "NewsArticle", "headline": "Bridge", "articleBody": text})
    parts = {"head": "", "body": "", place: f"<script type=application/ld+json>{said}</script>"}
    app = "<div id=root></div><script src=app.js></script>"

    article = extract_article(f"<head>{parts['head']}</head><body>{app}{parts['body']}", url=URL)

    assert article is not None
    assert article.text.splitlines()[1] == "Engineer 1 opened the bridge on Monday."
    assert article.provenance["text"] == "jsonld"


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("<p class=x>", "</p>"), ("", "<br/><br/>"), ("&lt;p&gt;", "&lt;/p&gt;"), ("<div>", "</div>")],
)
def test_paragraphs_of_json_ld_may_be_marked_up(opens: str, closes: str) -> None:
    lines = [f"Engineer {number} opened the bridge on Monday." for number in range(9)]
    text = "".join(f"{opens}{line}{closes}" for line in lines)
    said = json.dumps({"@type": "NewsArticle", "headline": "Bridge", "articleBody": text})

    article = extract_article(f"<script type=application/ld+json>{said}</script>", url=URL)

    assert article is not None
    assert article.text.splitlines() == lines


@pytest.mark.parametrize("link", ["<a href='/a'>", "<a\n  href='/a'\n>", "&lt;a href='/a'&gt;"])
def test_links_and_emphasis_of_json_ld_leave_their_words(link: str) -> None:
    line = f"<!-- wp:paragraph -->The <em>bridge</em> was {link}opened</a>, and the <b>tow</b>path with it."
    said = json.dumps({"@type": "NewsArticle", "headline": "Bridge", "articleBody": line * 20})

    article = extract_article(f"<script type=application/ld+json>{said}</script>", url=URL)

    assert article is not None
    assert article.text == "The bridge was opened, and the towpath with it." * 20


@pytest.mark.parametrize(
    "opens", ["<header>The Post</header><main>", "<main>", "<article>", "<p>", "<nav>x</nav><div>"]
)
def test_the_tags_of_head_and_body_may_be_left_out(opens: str) -> None:
    story = "".join(f"<p>Engineer {number} opened the bridge on Monday." for number in range(9))

    page = f"<!doctype html><title>Bridge</title>{opens}{story}</article><footer><p>Imprint"
    article = extract_article(page, url=URL)

    assert article is not None
    assert "Engineer 0 opened the bridge on Monday.\nEngineer 1" in article.text


def test_the_address_need_not_be_known() -> None:
    article = extract_article(GRAPH.read_bytes())

    assert article is not None
    assert article.text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param(b"", "empty_page", id="nothing"),
        pytest.param(b"%PDF-1.7 binary", "not_html", id="a PDF"),
        pytest.param(SHORT, "too_short", id="two lines"),
        pytest.param("<title>Page not found</title><h1>404</h1>", "soft_404", id="a lost page"),
        pytest.param("<title>Just a moment...</title><p>Checking", "bot_check", id="a bot check"),
        pytest.param(
            "<div id=root></div><script src=/app.js></script>", "needs_javascript", id="a shell"
        ),
    ],
)
def test_what_is_no_article_has_a_reason(html: bytes | str, reason: str) -> None:
    assert extract_article(html, url=URL) is None
    assert read_page(html, url=URL).reason == reason


def test_a_page_that_shows_nothing_is_read_as_a_wall_whatever_its_jsonld_says() -> None:
    said = {
        "@type": "NewsArticle",
        "headline": "Floods",
        "articleBody": "The river rose again. " * 60,
    }
    page = f"<title>Floods</title><script type=application/ld+json>{json.dumps(said)}</script>"
    check = "<script>document.cookie='a=1';location.reload()</script>"

    assert read_page(page, url=URL).article is not None
    assert read_page(page + check, url=URL).reason == wall(asked=URL, url=URL, html=page + check)
    assert read_page(page + check, url=URL).reason == "bot_check"


def test_a_lost_page_with_headlines_of_other_stories_is_lost() -> None:
    heads = (
        "The river rose by two metres in the night and villages along the delta were cleared",
        "Boats took the last forty people from the school on the hill as the road went under",
        "Ministers promise new money for the dykes after a week of protests in the capital",
        "How a small bakery in the north became the most visited place of the whole region",
        "Striker signs for three more years after long talks with the club about his future",
        "Farmers say that the drought has cost them half of the harvest for the second year",
        "Museum shows paintings that nobody has seen since the war in its new wing this summer",
        "Train drivers call off their strike after the company agrees to shorter working weeks",
    )
    linked = "".join(f"<article><h3><a href=/n>{head}</a></h3></article>" for head in heads)
    lost = "<h2>Page not found</h2><p>The page you are looking for does not exist.</p>"

    assert (
        read_page(f"<title>The Example Paper</title>{lost}{linked}", url=URL).reason == "soft_404"
    )


def test_a_check_whose_story_is_in_jsonld_alone_is_a_check() -> None:
    body = " ".join(f"The river rose again on day {day}, and the dam held." for day in range(40))
    said = json.dumps({"@type": "NewsArticle", "headline": "Floods", "articleBody": body})
    head = f"<title>Floods</title><script type=application/ld+json>{said}</script>"
    asks = "<p>Please verify you are a human to continue.</p>"

    page = f"<html><head>{head}</head><body>{asks}</body></html>"

    assert read_page(page, url=URL).reason == "bot_check"


def test_the_least_number_of_letters_is_the_callers() -> None:
    assert read_page(SHORT).reason == "too_short"
    assert read_page(SHORT, least_chars=20).article is not None


def test_importing_the_package_loads_no_extractor() -> None:
    program = "import sys, newscrawl.extract.pool; sys.exit('trafilatura' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(ImportError):
        from newscrawl.extract import nothing_of_the_kind  # noqa: F401, PLC0415


def test_the_module_prints_a_file_as_text_or_json() -> None:
    text = run(str(GRAPH), "--url", URL)
    told = json.loads(run(str(GRAPH), "--url", URL, "--format", "json").stdout)

    assert (text.returncode, b"published_at         jsonld" in text.stdout) == (0, True)
    assert told["title"] == "Harbour bridge opens a month early"
    assert told["published_at"] == "2026-03-04T06:15:00+00:00"


def test_the_module_explains_the_blocks() -> None:
    ran = run("-", "--explain", typed=GRAPH.read_bytes())

    lines = ran.stdout.decode().splitlines()
    assert lines[0].startswith("judged by the block model; certainty")
    assert lines[1].split() == ["chance", "kept", "why", "box", "text"]
    assert any(line.split()[1] == "+" and "The new bridge" in line for line in lines[2:])


def test_an_explanation_is_a_part_of_the_json() -> None:
    ran = run("-", "--explain", "--format", "json", typed=GRAPH.read_bytes())

    told = json.loads(ran.stdout)
    found = told["explanation"]
    assert (found["judged_by"], found["certainty"] > 0.9) == (["blocks"], True)
    kept = [each["text"] for each in found["blocks"] if each["kept"]]
    assert told["text"].replace("\n- ", "\n").splitlines() == kept


def test_a_refusal_is_explained_too() -> None:
    ran = run("-", "--explain", "--format", "json", typed=SHORT.encode())

    told = json.loads(ran.stdout)
    assert (ran.returncode, told["refused"]) == (3, "too_short")
    assert [each["kept"] for each in told["explanation"]["blocks"]] == [False, True]


def test_who_judged_an_unsure_page_is_explained() -> None:
    ran = run("-", "--explain", typed=b"<p>Rain.<p>Sun.")

    assert ran.stdout.startswith(b"judged by the block model, and trafilatura; certainty ")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>x" + "<" * 3_000_000, id="too large"),
        pytest.param("<p></p>", id="no text"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_page_without_blocks_is_explained(html: str) -> None:
    ran = run("-", "--explain", typed=html.encode())

    assert ran.stdout.decode().splitlines()[:2] == ["no blocks", ""]
    assert explain(html) == {"judged_by": [], "certainty": None, "blocks": []}


def test_a_refusal_is_told_and_is_an_exit_code_of_its_own() -> None:
    ran = run("-", typed=SHORT.encode())

    assert (ran.returncode, ran.stdout) == (3, b"refused: too_short\n")


def test_a_file_that_is_not_there_is_named_with_the_cure() -> None:
    ran = run("no-such-file.html")

    assert ran.returncode == 2
    assert ran.stderr == (
        b"newscrawl: no-such-file.html: No such file or directory; "
        b"name a file, or - for standard input\n"
    )
