"""Pages with gold answers: reading them, and scoring a text against one.

A data set is a file of JSON Lines, plain, .xz or .gz, one page a line: `id`, `html`, and where
known `url`, `text` (the gold body), `paragraphs`, `title`, `authors`, `date`,
`with_snippets` and `without_snippets`. The score of a body is the one of
scrapinghub/article-extraction-benchmark: shingles of four words.
"""

from __future__ import annotations

import gzip
import json
import lzma
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHINGLE = 4  # words
# A Chinese, Japanese or Korean character is a word.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_MOST_OPTIONAL = 6  # optional paragraphs whose every choice is tried; of more, none and all
_OPENERS = {".xz": lzma.open, ".gz": gzip.open}

Page = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """Shingles found, wrong and missed, as shares of their sum."""

    found: float
    wrong: float
    missed: float

    @property
    def f1(self) -> float:
        return 2 * self.found / (2 * self.found + self.wrong + self.missed)


def data_sets(folder: Path) -> dict[str, list[Page]]:
    """Read every data set in *folder*, by the name of its file."""
    files = [file for file in sorted(folder.glob("*")) if ".jsonl" in file.suffixes]
    if not files:
        raise SystemExit(
            f"There is no .jsonl, .jsonl.xz or .jsonl.gz in {folder}; --data names the folder of the gold pages."
        )
    return {file.name.split(".")[0]: _read(file) for file in files}


def site(page: Page) -> str:
    """Return the last two labels of the page's host: what folds are split by."""
    host = urlsplit(page.get("url") or "").hostname or page["id"]
    return ".".join(host.removeprefix("www.").split(".")[-2:])


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def body_score(text: str, page: Page) -> Score:
    """Score *text* against the gold body that suits it best."""
    said = _shingles(text)
    return max((_score(said, _shingles(gold)) for gold in golds(page)), key=lambda one: one.f1)


def f1_of(scores: list[Score]) -> float:
    """Return the F1 of the mean precision and the mean recall; a page without answer has no precision."""
    precise = [one.found / (one.found + one.wrong) for one in scores if one.found + one.wrong]
    recalled = [one.found / (one.found + one.missed) for one in scores if one.found + one.missed]
    precision, recall = sum(precise) / len(precise), sum(recalled) / len(recalled)
    return 2 * precision * recall / (precision + recall)


def snippet_score(text: str, page: Page) -> Counter[str]:
    """Count the snippets that are found, missed and wrong."""
    wanted, unwanted = page["with_snippets"], page["without_snippets"]
    found = sum(snippet in text for snippet in wanted)
    wrong = sum(snippet in text for snippet in unwanted)
    return Counter(found=found, missed=len(wanted) - found, wrong=wrong)


def snippets_f1(counts: Counter[str]) -> float:
    return 2 * counts["found"] / (2 * counts["found"] + counts["missed"] + counts["wrong"])


def _read(file: Path) -> list[Page]:
    with _OPENERS.get(file.suffix, open)(file, "rt", encoding="utf-8") as lines:  # type: ignore[operator]
        return [json.loads(line) for line in lines]


def golds(page: Page) -> list[str]:
    """Return the bodies that are right: with and without a standfirst, and optional paragraphs."""
    text, paragraphs = page["text"], page.get("paragraphs") or []
    optional = [place for place, one in enumerate(paragraphs) if _is_optional(one)]
    if not optional:
        return [text, "\n".join(paragraphs)] if paragraphs else [text]
    choices = [
        chosen
        for size in range(len(optional) + 1)
        if len(optional) <= _MOST_OPTIONAL or size in (0, len(optional))
        for chosen in combinations(optional, size)
    ]
    return [_with(paragraphs, set(chosen)) for chosen in choices]


def _is_optional(paragraph: str) -> bool:
    return paragraph.startswith("[") and paragraph.endswith("]")


def _with(paragraphs: list[str], chosen: set[int]) -> str:
    kept = (
        one[1:-1] if _is_optional(one) else one
        for place, one in enumerate(paragraphs)
        if place in chosen or not _is_optional(one)
    )
    return "\n".join(kept)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    said = words(text)
    if len(said) < SHINGLE:
        return Counter([tuple(said)] if said else [])
    return Counter(zip(*(said[start:] for start in range(SHINGLE)), strict=False))


def _score(said: Counter[tuple[str, ...]], gold: Counter[tuple[str, ...]]) -> Score:
    found = sum((said & gold).values())
    wrong, missed = sum(said.values()) - found, sum(gold.values()) - found
    whole = found + wrong + missed or 1
    return Score(found / whole, wrong / whole, missed / whole)
