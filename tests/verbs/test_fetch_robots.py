"""What a robots.txt says beside yes and no."""

from __future__ import annotations

import time

import pytest
from protego import Protego

from newscrawl.fetch.robots import LONGEST, addressed, bounded, content_signals, pace, readable


@pytest.mark.parametrize(
    ("delay", "rate", "seconds"),
    [
        pytest.param(None, None, None, id="asks for nothing"),
        pytest.param(10.0, None, 10.0, id="crawl-delay"),
        pytest.param(0.0, None, None, id="a delay of none"),
        pytest.param(None, (1, 15), 15.0, id="request-rate"),
        pytest.param(None, (30, 60), 2.0, id="many a minute"),
        pytest.param(10.0, (1, 15), 15.0, id="both: the slower"),
        pytest.param(None, (0, 15), None, id="a rate of nothing"),
        pytest.param(86_400.0, None, 60.0, id="no more than the longest"),
    ],
)
def test_how_slowly_a_site_is_asked(delay, rate, seconds) -> None:
    assert pace(delay, rate, longest=60.0) == seconds


def test_a_long_robots_txt_is_read_up_to_a_whole_line() -> None:
    rule = b"Disallow: /page\n"
    body = b"User-agent: *\n" + rule * (2 * LONGEST // len(rule))

    text = readable(body)

    assert LONGEST - len(rule) <= len(text) <= LONGEST
    assert text.endswith("Disallow: /page")


def test_what_no_database_takes_is_not_in_a_robots_txt() -> None:
    assert readable(b"\xef\xbb\xbfAllow: /\x00\xff\n") == "Allow: /\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("User-agent: *\nDisallow: /x\n", {}, id="none"),
        pytest.param(
            "User-Agent: *\nContent-Signal: ai-train=no, search=yes\nAllow: /\n",
            {"ai-train": "no", "search": "yes"},
            id="for all",
        ),
        pytest.param("content-signal: AI-Train=NO # ours\n", {"ai-train": "no"}, id="above groups"),
        pytest.param(
            "User-agent: other\nContent-Signal: ai-train=no\n\nUser-agent: *\nAllow: /\n",
            {},
            id="for another",
        ),
        pytest.param(
            "User-agent: *\nContent-Signal: search=no\n"
            "User-agent: other\nUser-agent: Newscrawl\nContent-Signal: ai-input=no\n",
            {"ai-input": "no"},
            id="for us by name",
        ),
        pytest.param(
            "User-agent: *\nContent-Signal: search=no\nUser-agent: newscrawl\nAllow: /\n",
            {},
            id="a group of ours without one",
        ),
        pytest.param(
            "User-agent: *\nContent-Signal: search=no\nContent-Signal: search=yes\n",
            {"search": "no"},
            id="two words: no",
        ),
        pytest.param(
            "User-agent: *\nContent-Signal: search=perhaps, x=no, =, no\n", {}, id="noise"
        ),
    ],
)
def test_content_signals(text: str, said: dict[str, str]) -> None:
    assert content_signals(text, agent="newscrawl") == said


def test_a_group_of_forty_thousand_agents_is_read_at_once() -> None:
    text = "User-agent: other\n" * 20_000 + "User-agent: *\nContent-Signal: ai-train=no\n"
    began = time.process_time()

    said = content_signals(text, agent="newscrawl")

    assert said == {"ai-train": "no"}
    assert time.process_time() - began < 8, "seconds; the square of the agents takes minutes"


@pytest.mark.parametrize(
    ("named", "is_us"),
    [
        pytest.param("NewsCrawl", True, id="by name"),
        pytest.param("newscrawl/0.1.0", True, id="with its version"),
        pytest.param(
            "Newscrawl/0.1.0 (+https://corpus.example.org/about) # no", True, id="in full"
        ),
        pytest.param("newscrawl (all versions)", True, id="with a word on it"),
        pytest.param("newscrawl*", True, id="with an asterisk"),
        pytest.param("newscrawl-image/1.0", False, id="another of our house"),
        pytest.param("newscrawler/1.0", False, id="another"),
        pytest.param("other newscrawl/1.0", False, id="behind another"),
    ],
)
def test_a_group_is_ours_however_it_names_us(named, is_us):
    text = f"User-agent: {named}\nDisallow: /\n\nUser-agent: *\nAllow: /\n"

    parsed = Protego.parse(addressed(text, agent="newscrawl"))

    assert parsed.can_fetch("https://paper.example.com/story", "newscrawl") is not is_us


MANY = "".join(f"User-agent: bot{number}\n" for number in range(14_000))
RULES = "".join(f"Disallow: /{number}\n" for number in range(12_000))


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(f"{MANY}User-agent: *\n{RULES}", id="all, behind many"),
        pytest.param(f"User-agent: NewsCrawl\n\n# more\n{MANY}{RULES}", id="we, before many"),
        pytest.param(
            f"{MANY}useragent news\nSitemap: /s\nUser-Agent:a*\n{RULES}", id="a part of us"
        ),
        pytest.param(f"{MANY}Crawl-delay: 1\nUser-agent: *\n{RULES}", id="in a group after it"),
        pytest.param(
            f"{MANY.replace('bot', 'newscrawl')}User-agent: *\n{RULES}", id="many like us"
        ),
    ],
)
def test_of_a_group_of_many_agents_no_parser_hears_more_than_it_can_bear(group: str) -> None:
    began = time.process_time()

    parsed = Protego.parse(bounded(group, agent="newscrawl"))

    assert time.process_time() - began < 15, "seconds; agents times rules take minutes"
    assert not parsed.can_fetch("https://paper.example.com/11", "newscrawl")
    assert parsed.can_fetch("https://paper.example.com/no", "newscrawl")


def test_a_file_of_few_agents_is_left_as_it_is() -> None:
    text = "User-agent: a\r\nDisallow: /\x0b\n"

    assert bounded(text, agent="newscrawl") is text
