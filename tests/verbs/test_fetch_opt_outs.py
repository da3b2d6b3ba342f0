"""What a page's owner says it is not for, wherever it is said."""

from __future__ import annotations

import time

import pytest

from newscrawl.errors import Refused
from newscrawl.fetch.opt_outs import refuse_reserved, said_by_page, together

POLICY = "https://paper.example.com/policy.json"


def said(html: str = "", *tags: str, **tdm: str) -> dict[str, str]:
    headers = {name.replace("_", "-"): value for name, value in tdm.items()}
    return said_by_page(html, robots_tags=tags, tdm=headers, agent="newscrawl")


def head(*metas: str) -> str:
    return (
        f"<!doctype html><html><head><title>A</title>{''.join(metas)}</head><body><p>B</p></body>"
    )


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        pytest.param("noarchive", {"noarchive"}, id="one"),
        pytest.param("NoIndex, nofollow,noarchive", {"noindex", "noarchive"}, id="several"),
        pytest.param("none", {"noindex"}, id="none means noindex"),
        pytest.param("noai, noimageai", {"noai"}, id="noai"),
        pytest.param("all, max-snippet:-1, max-image-preview:large", set(), id="nothing forbidden"),
        pytest.param(
            "unavailable_after: 25 Jun 2030 15:00:00 GMT, noarchive", {"noarchive"}, id="date"
        ),
        pytest.param("max-snippet: 20, noindex", {"noindex"}, id="a rule with a value"),
        pytest.param("googlebot: noindex, noarchive", set(), id="said to another"),
        pytest.param("googlebot-news: noindex", set(), id="said to another of Google's"),
        pytest.param("newscrawl: noarchive", {"noarchive"}, id="said to us"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_the_x_robots_tag(tag: str, words: set[str]) -> None:
    assert said("", tag) == dict.fromkeys(words, "header")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        pytest.param(head('<meta name="robots" content="noarchive">'), {"noarchive"}, id="usual"),
        pytest.param(
            head("<META CONTENT='noindex,noai' NAME=ROBOTS />"), {"noindex", "noai"}, id="odd"
        ),
        pytest.param(head("<meta name=newscrawl content=noarchive>"), {"noarchive"}, id="to us"),
        pytest.param(
            head('<meta name="r&#111;bots" content="noarchive">'), {"noarchive"}, id="references"
        ),
        pytest.param(
            head('<meta name="googlebot-news" content="noindex">'), set(), id="to another"
        ),
        pytest.param(
            head('<!-- <meta name="robots" content="noindex"> -->'), set(), id="a comment"
        ),
        pytest.param(head('<meta property="robots" content="noindex">'), set(), id="no name"),
        pytest.param("<body><meta name=robots content=noindex>", set(), id="below the head"),
        pytest.param(head('<meta name="robots">'), set(), id="no content"),
        pytest.param(
            "<!-- no end <meta name=robots content=noindex>", set(), id="an endless comment"
        ),
    ],
)
def test_the_meta_element(html: str, words: set[str]) -> None:
    assert said(html) == dict.fromkeys(words, "meta")


@pytest.mark.parametrize(
    ("html", "headers", "found"),
    [
        pytest.param("", {"tdm_reservation": "1"}, {"tdm": "header"}, id="header"),
        pytest.param(
            "",
            {"tdm_reservation": "1", "tdm_policy": POLICY},
            {"tdm": "header", "tdm_policy": POLICY},
            id="header with a policy",
        ),
        pytest.param(
            head(
                '<meta name="tdm-reservation" content="1">',
                f'<meta name="tdm-policy" content="{POLICY}">',
            ),
            {},
            {"tdm": "meta", "tdm_policy": POLICY},
            id="meta",
        ),
        pytest.param(
            head('<meta name="tdm-reservation" content="0">'),
            {"tdm_reservation": "1"},
            {"tdm": "no"},
            id="the page's own word is nearer",
        ),
        pytest.param("", {"tdm_reservation": "yes"}, {}, id="no such word"),
    ],
)
def test_the_tdm_reservation_protocol(html, headers, found) -> None:
    assert said(html, **headers) == found


@pytest.mark.parametrize(
    ("site", "page", "both"),
    [
        pytest.param({}, {}, {}, id="nothing"),
        pytest.param({"tdm": "tdmrep.json"}, {}, {"tdm": "tdmrep.json"}, id="the site"),
        pytest.param(
            {"tdm": "tdmrep.json", "tdm_policy": "p"}, {"tdm": "no"}, {}, id="but not here"
        ),
        pytest.param(
            {"tdm": "tdmrep.json", "tdm_policy": "p"}, {"tdm": "meta"}, {"tdm": "meta"}, id="both"
        ),
        pytest.param(
            {"robots": "allowed", "ai_txt": "ai.txt"},
            {"noindex": "meta"},
            {"robots": "allowed", "ai_txt": "ai.txt", "noindex": "meta"},
            id="different words",
        ),
    ],
)
def test_what_site_and_page_say_together(site, page, both) -> None:
    assert together(site, page) == both


def test_a_policy_that_no_database_takes_is_cut_to_what_it_takes() -> None:
    assert said("", tdm_reservation="1", tdm_policy="x\x00y\ud800" + "z" * 9000) == {
        "tdm": "header",
        "tdm_policy": ("xy" + "z" * 9000)[:2000],
    }


def test_what_is_to_be_refused_is_refused_by_name() -> None:
    reserved = {"robots": "allowed", "noarchive": "meta", "tdm": "header"}

    refuse_reserved(reserved, refused={"noindex", "ai_txt"})
    with pytest.raises(Refused, match=r"^reserved_tdm$"):
        refuse_reserved(reserved, refused={"tdm"})


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<!--" * 200_000, id="comments without an end"),
        pytest.param("<meta " * 150_000, id="elements without an end"),
        pytest.param("<meta " + 'a="' * 300_000, id="quotes without an end"),
        pytest.param(f"<meta {'a ' * 1990}>" * 200, id="elements without content"),
    ],
)
def test_bad_pages_take_no_time(html: str) -> None:
    started = time.process_time()

    found = said(html)

    assert found == {}
    assert time.process_time() - started < 4


def test_a_head_full_of_names_without_values_is_read_at_once() -> None:
    nameless = "<meta " + "a" * 3_900 + ">"
    began = time.process_time()

    found = said(nameless * 120 + "<meta name=robots content=noai>")

    assert found == {"noai": "meta"}
    assert time.process_time() - began < 8, "seconds; the square of the names takes fifteen"
