"""Lists as people keep them: every line is a link, nothing, or refused with its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.googlenews_feed import RefusedItem
from newscrawl.discover.lists import read_list, text_of
from newscrawl.items import Link, Source

A = "https://www.example.com/a"
GOOGLE = "https://news.google.com/rss/articles/CBMiX?oc=5"


def urls(text):
    return [link.url for link in read_list(text, name="list.txt").links]


def test_a_list_is_read_line_by_line_and_each_link_once():
    text = f"\ufeff# to read\n\n{A}\r\n  {A}b  \n{A}\n#{A}c\n"

    found = read_list(text, name="list.txt")

    assert found.links == (
        Link(url=A, publisher_host="www.example.com", source=Source(feed="list.txt")),
        Link(url=f"{A}b", publisher_host="www.example.com", source=Source(feed="list.txt")),
    )
    assert found.refused == ()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_list_is_read_as_it_was_saved(encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("e") else ""
    raw = f"{mark}{A}/\u00fc\r\n{A}\r\n".encode(encoding)

    assert urls(text_of(raw)) == [f"{A}/\u00fc", A]


def test_a_letter_that_is_none_costs_a_list_its_line_at_most() -> None:
    assert urls(text_of(b"https://www.example.com/\xe9\nhttps://www.example.com/a\n"))[1] == A


def test_a_google_link_is_kept_for_resolving():
    [link] = read_list(GOOGLE, name="list.txt").links

    assert link.source.google_link == GOOGLE
    assert link.publisher_host == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{A},A title, with a comma", [A], id="comma"),
        pytest.param(f"{A}, words", [A], id="comma and space"),
        pytest.param(f"{A},2026-01-02", [A], id="comma and date"),
        pytest.param(f'{A},"A title"', [A], id="comma and quote"),
        pytest.param(f"{A};A title", [A], id="semicolon"),
        pytest.param(f"{A}\tA title\t2026", [A], id="tab"),
        pytest.param(f"{A},", [A], id="empty column"),
        pytest.param(f"{A},{A}b", [A], id="two addresses"),
        pytest.param(f'"{A}?q=1,2","A title"', [f"{A}?q=1,2"], id="quoted"),
        pytest.param(f"url,title\n{A},Word", [A], id="named columns"),
        pytest.param(f"URL;title\n{A};Word", [A], id="named columns with semicolons"),
        pytest.param(f"link\n{A},1", [f"{A},1"], id="a name alone"),
        pytest.param(f"{A},0,1518,00.html", [f"{A},0,1518,00.html"], id="commas of the address"),
        pytest.param("www.example.com/a", [A], id="no scheme"),
    ],
)
def test_the_first_column_is_the_link(text, expected):
    assert urls(text) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("not an address", "bad_link", id="words"),
        pytest.param("ftp://example.com/a", "bad_link", id="another scheme"),
        pytest.param("http://[::1", "bad_link", id="broken"),
        pytest.param(f"{A} b", "bad_link", id="a space inside"),
        pytest.param('""', "no_link", id="nothing in quotes"),
        pytest.param(f"{A}.pdf", "not_a_page", id="PDF"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(line, reason):
    found = read_list(f"# list\n\n{line}\n{A}", name="list.txt")

    assert [link.url for link in found.links] == [A]
    assert found.refused == (RefusedItem(f"line 3: {line.strip(chr(34))}", reason),)


def test_a_line_without_end_is_refused_in_short():
    [refused] = read_list('"' + "a" * 200_000, name="list.txt").refused

    assert refused.reason == "bad_link"
    assert len(refused.what) < 150


@given(
    st.text() | st.lists(st.sampled_from([A, ",", '"', "\t", "\n", "url", ";", "#"])).map("".join)
)
def test_any_text_is_a_list(text):
    found = read_list(text, name="list.txt")

    assert len({link.url for link in found.links}) == len(found.links)
