"""What is shown steers no terminal and tells no password, and is otherwise left as it is."""

from __future__ import annotations

import json

import pytest

from newscrawl.terminal import as_json, complain, plain, table, without_passwords

HOSTILE = "a\x1b[2J\x07\x9b31m\u202eb\u2066c\u2028d\ud800"
SPELLED = "a\\x1b[2J\\x07\\x9b31m\\u202eb\\u2066c\\u2028d\\ud800"


def test_what_steers_a_terminal_is_spelled_out() -> None:
    assert plain(HOSTILE) == SPELLED
    assert plain("one\ntwo\tthree\r") == "one\\ntwo\\tthree\\r"
    assert plain("one\ntwo\tthree\r", lines=True) == "one\ntwo\tthree\\r"


@pytest.mark.parametrize("text", ["Überschrift 標題 عنوان 🗞️", "a\u200db", "a\u200fb", ""])
def test_letters_of_all_the_world_stay(text: str) -> None:
    assert plain(text) == text


def test_a_table_steers_nothing_and_keeps_its_columns() -> None:
    lines = list(table(("host", "links"), [(HOSTILE, 1), ("b", 22)]))

    assert lines == [
        f"{'host'.ljust(len(SPELLED))}  links",
        f"{SPELLED}      1",
        f"{'b'.ljust(len(SPELLED))}     22",
    ]


def test_json_says_the_same_and_steers_nothing() -> None:
    said = as_json({HOSTILE: [HOSTILE, 1, None]}, indent=2)

    assert json.loads(said) == {HOSTILE: [HOSTILE, 1, None]}
    assert plain(said, lines=True) == said
    assert as_json("標題") == '"標題"'


def test_a_complaint_is_one_line_without_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    complain("no file 'a\nb\x1b[2J' at http://me:hush@host/")

    assert capsys.readouterr().err == "newscrawl: no file 'a\\nb\\x1b[2J' at http://***@host/\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("http://me:hush@host:3128", "http://***@host:3128", id="a proxy"),
        pytest.param("https://hush@host/", "https://***@host/", id="a token"),
        pytest.param("postgresql://me:hu/sh@host/db", "postgresql://***@host/db", id="a slash in it"),
        pytest.param("postgresql+psycopg://me:h@sh@host", "postgresql+psycopg://***@host", id="an @ in it"),
        pytest.param("{'http_proxy': 'http://me:hu'sh@host'}", "{'http_proxy': 'http://***@host'}", id="a quote in it"),
        pytest.param("x://h/d?user=me&password=hush&a=b", "x://h/d?user=me&password=***&a=b", id="in a query"),
        pytest.param("host=h password='hu sh' user=me", "host=h password=*** user=me", id="libpq's words"),
        pytest.param("postgresql://me:***@host/db", "postgresql://me:***@host/db", id="left out already"),
        pytest.param("https://host/@me http://b/?a@b", "https://host/@me http://b/?a@b", id="no password"),
        pytest.param("password authentication failed", "password authentication failed", id="a word"),
    ],
)  # fmt: skip
def test_passwords_are_left_out_and_nothing_else(text: str, shown: str) -> None:
    assert without_passwords(text) == shown
