"""The resolver is asked as it was recorded, and any answer of it is read or named."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.errors import Blocked, Unresolved
from newscrawl.resolve.batchexecute import Resolved, question, read
from newscrawl.resolve.shell import Signature
from newscrawl.resolve.token import Token

ANSWERS = Path(__file__).parents[1] / "fixtures" / "googlenews"
LIBRARY = "https://www.example.com/2026/01/18/library-opens-at-night"


def signed(name, text):
    token = Token(kind="new", text=text, stable=text)
    return name, token, Signature(timestamp=1790000000, signature="Sg")


def answer(*rows):
    return b")]}'\n\n" + json.dumps(rows).encode()


def row(payload, name="1", error=None):
    return ["wrb.fr", "Fbv4je", payload, None, None, error, name]


def test_many_tokens_go_in_one_form_field():
    body = question([signed("a", "TOK0"), signed("b", "TOK1")])

    [[first, second]] = json.loads(parse_qs(body.decode())["f.req"][0])
    assert (first[0], first[2:], second[2:]) == ("Fbv4je", [None, "a"], [None, "b"])
    assert json.loads(second[1])[2:] == ["TOK1", 1790000000, "Sg"]


def test_the_question_is_the_recorded_one_to_the_byte():
    body = question([signed("0", "TOK0")])

    n = "null%2C"
    x = "%5C%22X%5C%22"
    assert body.decode() == (
        "f.req=%5B%5B%5B%22Fbv4je%22%2C%22%5B%5C%22garturlreq%5C%22%2C"
        f"%5B%5B{x}%2C{x}%2C%5B{x}%2C{x}%5D%2C{n}{n}1%2C1%2C%5C%22US%3Aen%5C%22%2C{n}1%2C"
        f"{n * 5}0%2C1%5D%2C{x}%2C{x}%2C1%2C%5B1%2C1%2C1%5D%2C1%2C1%2C{n}0%2C0%2C{n}0%5D%2C"
        "%5C%22TOK0%5C%22%2C1790000000%2C%5C%22Sg%5C%22%5D%22%2Cnull%2C%220%22%5D%5D%5D"
    )


def test_rows_are_told_apart_by_their_ids_in_any_order():
    found = read((ANSWERS / "answer_bare.txt").read_bytes())

    assert found == {
        "a": "row_error_3",
        "b": Resolved(url="https://www.example.com/a?id=1&x=2"),
        "c": Resolved(url=LIBRARY, amp_url=f"{LIBRARY}?amp=1"),
    }


def test_chunks_are_read_whether_their_lengths_count_bytes_or_characters():
    found = read((ANSWERS / "answer_chunked.txt").read_bytes())

    assert found == {"a": Resolved(url="https://www.example.com/städte"), "b": "row_error_5"}


def test_rows_before_a_cut_are_not_lost():
    whole = answer(row('["garturlres","https://example.com/"]'))

    found = read(whole + b'\n99\n[["wrb.fr","Fbv')

    assert found == {"1": Resolved(url="https://example.com/")}


@pytest.mark.parametrize(
    ("payload", "error", "reason"),
    [
        pytest.param(None, [3], "row_error_3", id="refused"),
        pytest.param(None, None, "row_error_unknown", id="refused without a number"),
        pytest.param('["garturlres",null,1]', None, "row_no_url", id="signed in another edition"),
        pytest.param('["garturlres",""]', None, "row_no_url", id="empty address"),
        pytest.param('["garturl', None, "row_unreadable", id="cut off"),
        pytest.param('{"url":"x"}', None, "row_unreadable", id="another shape"),
        pytest.param(5, None, "row_unreadable", id="no text"),
        pytest.param("[" * 100_000, None, "row_unreadable", id="too deep"),
    ],
)
def test_a_row_that_failed_says_why(payload, error, reason):
    found = read(answer(row(payload, error=error)))

    assert found == {"1": reason}


@pytest.mark.parametrize(
    ("body", "error", "word"),
    [
        pytest.param(answer(["er", *[None] * 4, 400, None]), Unresolved, "er_400", id="refused"),
        pytest.param(answer(["er", *[None] * 4, 429]), Blocked, "er_429", id="too many"),
        pytest.param(answer(["er"]), Unresolved, "er_unknown", id="no number"),
        pytest.param(answer(["di", 4]), Unresolved, "unreadable_answer", id="no row of ours"),
        pytest.param(answer(5, [], None), Unresolved, "unreadable_answer", id="no rows"),
        pytest.param(b"", Unresolved, "unreadable_answer", id="nothing"),
        pytest.param(b"<html>Sorry</html>", Unresolved, "unreadable_answer", id="page"),
        pytest.param(b"\xff\xfe\x00", Unresolved, "unreadable_answer", id="no text"),
        pytest.param(b"[" * 100_000, Unresolved, "unreadable_answer", id="too deep"),
        pytest.param(b"1" * 5_000, Unresolved, "unreadable_answer", id="number without end"),
    ],
)
def test_an_answer_to_none_of_our_tokens_is_an_error_named_by_what_to_do(body, error, word):
    with pytest.raises(error) as caught:
        read(body)

    assert str(caught.value) == word


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["er", "wrb.fr"]),
    st.lists,
)


@given(
    st.binary()
    | st.lists(JSON).map(lambda rows: answer(*rows))
    | JSON.map(lambda payload: answer(row(payload)))
    | JSON.map(lambda payload: answer(row(json.dumps(payload), error=payload)))
    | JSON.map(lambda payload: answer(row(json.dumps(["garturlres", payload]))))
)
def test_any_answer_is_read_or_named(body):
    try:
        found = read(body)
    except (Blocked, Unresolved):
        return
    assert found


@pytest.mark.parametrize("code", [-1, pytest.param(10**400, id="huge"), 1.5, "3", None, [3]])
def test_a_code_that_is_none_is_unknown_and_always_a_word_for_the_ledger(code):
    found = read(answer(row(None, error=[code])))

    assert found == {"1": "row_error_unknown"}
