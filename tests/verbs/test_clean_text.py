"""Text comes out as it should have been typed."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.clean.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("cafe\u0301", "café", id="one form for a letter"),
        pytest.param("a\x00b\x07c\x9fd", "abcd", id="controls"),
        pytest.param("a\ud800b", "ab", id="half of a surrogate pair"),
        pytest.param("\ud83d\ude00", "\U0001f600", id="surrogate pair of a broken decoder"),
        pytest.param("\ufeffnews\u200bpaper", "newspaper", id="zero-width spaces"),
        pytest.param("hy\u00adphen", "hyphen", id="soft hyphen"),
        pytest.param("\u202eabc\u202c \u200eד\u200f", "abc ד", id="direction marks"),
        pytest.param("a\u00a0b\u202fc\u2009d\u3000e\tf", "a b c d e f", id="odd spaces"),
        pytest.param("a   b", "a b", id="runs of spaces"),
        pytest.param("  a  \n  b  ", "a\nb", id="spaces around lines"),
        pytest.param("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf", id="line ends"),
        pytest.param("\n\na\n\n\n \n\nb\n", "a\n\nb", id="surplus blank lines"),
        pytest.param("\u3000今日は\u3000雨", "今日は 雨", id="indented Japanese"),
    ],
)
def test_noise_goes(typed, cleaned):
    assert clean_text(typed) == cleaned


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("می\u200cخواهم", id="Persian non-joiner"),
        pytest.param("क्\u200dष", id="Hindi joiner"),
        pytest.param("അവന്\u200d", id="Malayalam joiner at the end of a word"),
        pytest.param("👩\u200d👩\u200d👧", id="a family"),
        pytest.param("❤\ufe0f\u200d🔥", id="a heart on fire"),
        pytest.param("ภาษาไทย", id="Thai"),
        pytest.param("„So“ – sagte er …", id="typography"),
        pytest.param("First.\n\nSecond.\nThird.", id="paragraphs"),
    ],
)
def test_what_belongs_there_stays(typed):
    assert clean_text(typed) == typed


def test_a_letter_with_marks_without_end_keeps_thirty() -> None:
    start = time.process_time()

    cleaned = clean_text("q" + "\u0301\u0323" * 100_000 + "z")

    assert time.process_time() - start < 5  # half as many took 10
    assert (cleaned[0], len(cleaned), cleaned[-1]) == ("q", 32, "z")


def test_a_joiner_between_latin_letters_is_noise():
    assert clean_text("news\u200d\u200cpaper") == "newspaper"


@given(st.text(alphabet="ab \n\t\xa0é\u0301\u200d\u2028。한", max_size=12))
def test_a_text_that_looks_tidy_is_cleaned_as_any_other(text: str) -> None:
    assert clean_text(text) == clean_text(f"\u200b{text}")  # which goes, and has all be looked at


def test_a_line_is_one_line():
    assert clean_line(" A\u00a0title\r\n\r\n in two\tlines ") == "A title in two lines"


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_can_be_stored_and_is_clean_once_cleaned(text):
    cleaned = clean_text(text)

    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean_text(cleaned) == cleaned


def test_spaces_of_all_kinds_in_any_order_are_one_and_take_no_time():
    spaces = "\u2800 \u3164\u00a0" * 50_000
    began = time.process_time()

    assert clean_text(f"a{spaces}b") == "a b"

    assert time.process_time() - began < 8, "seconds; the square of the spaces takes a minute"
