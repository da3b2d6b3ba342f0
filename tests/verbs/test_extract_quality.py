"""The quality gate: the stand-in's stories, whose text is known, in every layout and language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.gold import body_score, f1_of
from newscrawl.extract.article import extract
from tests.internet.pages import article
from tests.internet.publishers import LAYOUTS
from tests.internet.stories import Story, write_story
from tests.internet.vocabulary import VOCABULARIES

LEAST_F1 = 0.97
NEWEST = datetime(2026, 11, 20, 9, tzinfo=UTC)


def stories(language: str, count: int) -> list[Story]:
    return [
        write_story(
            number,
            host="paper.example.com",
            publisher="The Example Paper",
            language=language,
            published=NEWEST - number * timedelta(hours=7),
            amp=False,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", VOCABULARIES)
def test_texts_are_found_whole_and_alone(language, layout):
    written = stories(language, 6)

    scores = []
    for story in written:
        found = extract(article(story, layout).body, encoding="utf-8", url=story.url)
        scores.append(body_score(found.text, {"text": story.text}))

    assert f1_of(scores) >= LEAST_F1
