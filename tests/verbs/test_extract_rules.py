"""Rules for single sites: each runs on its recorded pages, and what cannot be understood names its cure."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from newscrawl.errors import BadRule
from newscrawl.extract import article, rules
from newscrawl.extract.rules import check_rules, read_folder, read_rules, rule_for

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

RECORDED = Path(__file__).parents[1] / "fixtures" / "sites"
PAGES = sorted(RECORDED.glob("*/*.html"))
SITES: Traversable = files("newscrawl.extract") / "sites"
FILES = sorted(entry.name for entry in SITES.iterdir() if entry.name.endswith(".toml"))
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ONE = 'hosts = ["example.com"]\n[[rule]]\n'
PAGE = """
<article class="story"><h1>A bridge</h1><span class="by">By Ann Example</span>
<time datetime="2026-03-01T08:00:00Z">yesterday</time>
<p>The bridge is <a href="/x">open</a>, at last.<span class="ad">Buy!</span></p>
<ul><li><p>It has one lane.</p></li></ul><div class="box"><p>Read also</p></div><p> </p>
</article>
"""


def expected(page: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(page.with_suffix(".json").read_text())
    return said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_rule_gets_its_recorded_page_right(page: Path) -> None:
    wanted = expected(page)
    at = datetime.fromisoformat(wanted["fetched_at"])

    found = article.extract(page.read_bytes(), encoding="utf-8", url=wanted["url"], at=at)

    assert found.text.splitlines() == wanted["text"]
    for name in wanted.keys() & {"title", "authors", "published_at"}:
        value = getattr(found, name)
        assert (value.isoformat() if name == "published_at" else value) == wanted[name]


@pytest.mark.parametrize("name", FILES)
def test_every_rule_has_a_recorded_page(name: str) -> None:
    """Write one into tests/fixtures/sites: newscrawl/extract/sites/README.md says how."""
    known = read_rules((SITES / name).read_text(encoding="utf-8"), name=name)
    wanted = [expected(page) for page in PAGES]

    used = {
        rule_for(each["url"], datetime.fromisoformat(each["fetched_at"]))
        for each in wanted
        if rules._bare(each["url"]) in known
    }

    assert None not in used
    assert len(used) == len(next(iter(known.values()))), "a rule of the file has no recorded page"


def test_all_files_are_understood() -> None:
    check_rules()

    assert FILES


def a_rule(text: str) -> rules.Rule:
    return read_rules(ONE + text, name="example.com.toml")["example.com"][0]


def test_each_chosen_element_is_a_line_in_the_pages_order() -> None:
    rule = a_rule('text = [".story li", ".story p"]\nremove = [".ad", ".box"]')

    assert rule.body(html.fromstring(PAGE)) == "The bridge is open, at last.\n- It has one lane."


def test_a_page_without_what_is_chosen_has_no_body_and_is_left_to_the_general_extractor() -> None:
    rule = a_rule('text = ["div.elsewhere p"]')

    assert rule.body(html.fromstring(PAGE)) == ""


def test_an_empty_answer_of_a_rule_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGES[0].read_bytes()
    url = "https://example.com/story"
    general = article.extract(page, encoding="utf-8", url=url, at=NOW)
    rule = a_rule('text = ["div.elsewhere p"]\ntitle = ["h1.elsewhere"]')
    monkeypatch.setattr(article, "rule_for", lambda *_: rule)

    assert article.extract(page, encoding="utf-8", url=url, at=NOW) == general


def test_facts_are_those_the_page_has() -> None:
    rule = a_rule('title = ["h2", "h1"]\nauthors = [".by"]\npublished_at = ["time"]')

    found = rule.facts(html.fromstring(PAGE), now=NOW)

    assert found == {
        "title": "A bridge",
        "authors": ("Ann Example",),
        "published_at": datetime(2026, 3, 1, 8, tzinfo=UTC),
        "published_precision": "exact",
    }
    assert rule.facts(html.fromstring("<p>nothing</p>"), now=NOW) == {}


TWICE = 'hosts = ["www.example.com"]\n[[rule]]\ntitle = ["h2"]\n[[rule]]\nuntil = 2026-01-01\ntitle = ["h1"]\n'


@pytest.mark.parametrize(
    ("url", "day", "until"),
    [
        ("https://www.example.com/a", "2025-12-31T23:59:59", date(2026, 1, 1)),
        ("https://m.example.com/a", "2026-01-01T00:00:00", None),
        ("http://example.com/a", "2027-01-01T00:00:00", None),
        ("https://blog.example.com/a", "2027-01-01T00:00:00", "none"),
        ("https://example.org/a", "2027-01-01T00:00:00", "none"),
        ("no address", "2027-01-01T00:00:00", "none"),
    ],
    ids=["before", "on the day", "bare", "sub-domain", "other site", "no address"],
)
def test_a_page_has_the_rule_of_its_site_and_day(
    monkeypatch: pytest.MonkeyPatch, url: str, day: str, until: date | str | None
) -> None:
    monkeypatch.setattr(rules, "_rules", lambda: read_rules(TWICE, name="example.com.toml"))

    rule = rule_for(url, datetime.fromisoformat(f"{day}+00:00"))

    assert (rule.until if rule else "none") == until


def test_a_rule_that_has_ended_holds_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = read_rules(ONE + 'until = 2020-01-01\ntext = ["p"]', name="example.com.toml")
    monkeypatch.setattr(rules, "_rules", lambda: ended)

    assert rule_for("https://example.com/a", NOW) is None


def test_a_site_has_one_file(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(ONE + 'text = ["p"]')

    with pytest.raises(BadRule, match=r"b.toml: example.com has a file already"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hosts = [", "sites/README.md"),
        ('[[rule]]\ntext = ["p"]', "write hosts ="),
        ('hosts = ["example.com"]', r"under \[\[rule\]\]"),
        ('hosts = ["https://example.com/"]\n[[rule]]\ntext = ["p"]', "no host name"),
        ("hosts = [7]\n[[rule]]\ntext = ['p']", "no host name"),
        (ONE + 'txet = ["p"]', "nobody knows 'txet'.*text"),
        ('colour = "red"\n' + ONE, "nobody knows 'colour'"),
        (ONE + 'text = "p"', "write a list"),
        (ONE + 'text = ["p:::"]', "text: 'p:::' is no CSS selector"),
        (ONE + 'text = ["p:hover(x"]', "is no CSS selector"),
        (ONE + 'remove = ["p"]', "selects nothing"),
        (ONE + 'until = "2026-01-01"\ntext = ["p"]', "without quotes"),
        (ONE + 'until = 2026-01-01T10:00:00Z\ntext = ["p"]', "write a day"),
        (ONE + 'text = ["p"]\n[[rule]]\ntext = ["li"]', "two rules hold at once"),
        ('rule = [1]\nhosts = ["example.com"]', "no table"),
    ],
)
def test_what_cannot_be_understood_names_the_file_and_the_cure(text: str, message: str) -> None:
    with pytest.raises(BadRule, match=f"^example.com.toml.*{message}"):
        read_rules(text, name="example.com.toml")
