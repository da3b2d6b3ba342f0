"""Words are cut and counted the same in every script."""

from __future__ import annotations

import numpy as np
import pytest

from newscrawl.extract.tokens import COMMA, DIGIT, UPPER, looked_up, runs, tokens


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("Two words", 2, id="words"),
        pytest.param("snake_case, and 42!", 3, id="underscore and number"),
        pytest.param("東京で会議", 5, id="ideographs and kana stand alone"),
        pytest.param("서울 시장", 4, id="hangul"),
        pytest.param("東京2026年", 4, id="numbers between ideographs"),
        pytest.param("\U00020000\U00020001", 2, id="ideographs beyond the first plane"),
        pytest.param("so \N{GRINNING FACE} glad", 2, id="a face is no word"),
        pytest.param("\ud800 lone", 1, id="a lone surrogate is no word"),
    ],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert len(tokens([text]).hashes) == count


def test_each_word_knows_its_text_and_its_place() -> None:
    found = tokens(["one two", "", "...", "three"])

    assert found.text.tolist() == [0, 0, 3]
    assert found.place.tolist() == [0, 1, 0]
    assert found.counts.tolist() == [2, 0, 0, 1]


def test_words_are_divided_by_texts() -> None:
    first, rest = tokens(["one two.", "", "THREE four"]).divided(2)

    assert first.hashes.tolist() == tokens(["one two.", ""]).hashes.tolist()
    assert (first.counts.tolist(), first.sentence_ends().tolist()) == ([2, 0], [1, 0])
    assert rest.hashes.tolist() == tokens(["three four"]).hashes.tolist()
    assert (rest.text.tolist(), rest.place.tolist()) == ([0, 0], [0, 1])
    assert rest.characters(UPPER).tolist() == [5]


def test_a_word_has_one_hash_whatever_its_case_and_neighbours() -> None:
    alone = tokens(["straße"]).hashes[0]

    assert alone in tokens(["Die Straße, lang"]).hashes
    assert alone not in tokens(["strasse straß traße"]).hashes


def test_a_very_long_word_is_hashed_all_the_same() -> None:
    one, other = tokens(["a" * 10_000, "a" * 10_000 + "b"]).hashes

    assert one != other


def test_characters_are_counted_by_class() -> None:
    found = tokens(["In 2026, NATO", "none"])

    assert found.characters(DIGIT).tolist() == [4, 0]
    assert found.characters(UPPER).tolist() == [5, 0]
    assert found.characters(COMMA).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        pytest.param("One. Two! Three?", 3, id="sentences"),
        pytest.param("Well... yes", 1, id="dots in a row"),
        pytest.param("3.5 per cent on example.com", 0, id="points inside words"),
        pytest.param("会議は終わった。次は来週。", 2, id="ideographic full stops"),
    ],
)
def test_sentence_ends_are_counted(text: str, ends: int) -> None:
    assert tokens([text]).sentence_ends().tolist() == [ends]


def test_runs_do_not_cross_texts() -> None:
    found = tokens(["a b c", "d e"])

    hashes, text = found.runs(2)

    assert text.tolist() == [0, 0, 1]
    assert hashes[0] == runs(tokens(["a b"]).hashes, 2)[0]
    assert len(found.runs(4)[0]) == 0


def test_hashes_are_looked_up_in_a_sorted_table() -> None:
    table = np.array([3, 5, 9], np.uint64)

    place, known = looked_up(table, np.array([9, 4, 3, 10], np.uint64))

    assert known.tolist() == [True, False, True, False]
    assert place[known].tolist() == [2, 0]
