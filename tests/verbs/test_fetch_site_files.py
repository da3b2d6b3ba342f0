"""What a site's files say of one of its pages."""

from __future__ import annotations

import json
import time

import pytest

from newscrawl.fetch.site_files import ai_txt_of, tdm_of

STORY = "https://paper.example.com/world/2025/a-story-12345"
RESERVED = {"tdm": "tdmrep.json"}
NOT = {"tdm": "no"}


def rules(*pairs: tuple[str, object]) -> str:
    return json.dumps([{"location": path, "tdm-reservation": value} for path, value in pairs])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(rules(("/", 1)), RESERVED, id="all of the site"),
        pytest.param(rules(("/*", 1)), RESERVED, id="with a star"),
        pytest.param(rules(("/", 0)), NOT, id="nothing of it"),
        pytest.param(rules(("/sport/*", 1)), {}, id="elsewhere"),
        pytest.param(rules(("/", 1), ("/world/*", 0)), NOT, id="the longest decides"),
        pytest.param(rules(("/world/*-12345$", 1)), RESERVED, id="to the end"),
        pytest.param(rules(("/world/*/a$", 1)), {}, id="not to the end"),
        pytest.param(rules(("/", "1")), RESERVED, id="as a string"),
        pytest.param(rules(("/", True)), NOT, id="as nothing of the kind"),
        pytest.param('{"location": "/", "tdm-reservation": 1}', RESERVED, id="one rule alone"),
        pytest.param('[1, null, "x", {"location": 7, "tdm-reservation": 1}]', {}, id="noise"),
        pytest.param("<html>Not found</html>", {}, id="no JSON"),
        pytest.param("[" * 100_000, {}, id="deep"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_tdmrep_json(text: str, said: dict[str, str]) -> None:
    assert tdm_of(text, STORY) == said


def test_tdmrep_json_names_a_policy() -> None:
    rule = {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://example.com/p\ud800"}

    assert tdm_of(json.dumps([rule]), STORY) == RESERVED | {"tdm_policy": "https://example.com/p"}


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        pytest.param("User-Agent: *\nDisallow: /\n", True, id="all"),
        pytest.param("User-Agent: *\nDisallow: *\n", True, id="a star"),
        pytest.param("User-Agent: *\nDisallow: *.txt\nDisallow: *.html\n", True, id="text"),
        pytest.param(
            "User-Agent: *\nDisallow: *.jpg\nDisallow: *.png\nAllow: /\n", False, id="images"
        ),
        pytest.param("User-Agent: *\nDisallow: /\nAllow: *.html\n", False, id="all but pages"),
        pytest.param("User-Agent: *\nDisallow: /sport/\n", False, id="elsewhere"),
        pytest.param("User-Agent: other\nDisallow: /\n", False, id="another"),
        pytest.param(
            "User-Agent: *\nDisallow: /\n\nUser-Agent: newscrawl\nAllow: /\n", False, id="not us"
        ),
        pytest.param(
            "User-Agent: a\nUser-Agent: newscrawl\nDisallow: /\n", True, id="us among others"
        ),
        pytest.param("User-Agent: *\nDisallow:\n", False, id="nothing"),
        pytest.param("<html>Not found</html>", False, id="no ai.txt"),
    ],
)
def test_ai_txt(text: str, is_kept) -> None:
    assert ai_txt_of(text, STORY, agent="newscrawl") == ({"ai_txt": "ai.txt"} if is_kept else {})


def test_a_group_of_ten_thousand_agents_is_read_at_once() -> None:
    text = "User-agent: other\n" * 9_000 + "User-agent: *\n" + "Disallow: /\n" * 7_000
    began = time.process_time()

    said = ai_txt_of(text, "https://paper.example.com/story", agent="newscrawl")

    assert said == {"ai_txt": "ai.txt"}
    assert time.process_time() - began < 8, "seconds; agents times paths take a minute"
