"""Titles, publication days and authors against gold answers, beside trafilatura and htmldate.

    python benchmarks/facts.py --data DIR

DIR holds sets of pages as JSON Lines, plain or .xz: `html`, and where known `url`, `title`,
`authors`, `date`. A title counts when it is the gold one but for case, punctuation and
Unicode's forms; authors when they are the same set of names; a day as it was written, or in UTC
where the gold answer has a time.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import argparse
import json
import lzma
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from htmldate import find_date
from lxml import html
from trafilatura.metadata import extract_metadata

from newscrawl.extract.article import facts_of

Told = tuple[str, str, tuple[str, ...]]  # title, day, authors
Tool = Callable[[Any, str], Told]


def newscrawl(tree: Any, url: str) -> Told:
    found = facts_of(tree, url)
    day = found.published_at.date().isoformat() if found.published_at else ""
    return found.title, day, found.authors


def trafilatura(tree: Any, url: str) -> Told:
    found = extract_metadata(tree, default_url=url, extensive=True)
    names = tuple((found.author or "").split("; "))
    return found.title or "", found.date or "", names


def htmldate(tree: Any, url: str) -> Told:
    return "", find_date(tree, url=url or None, original_date=True) or "", ()


TOOLS: dict[str, Tool] = {
    "newscrawl": newscrawl,
    "trafilatura": trafilatura,
    "htmldate": htmldate,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder of .jsonl or .jsonl.xz")
    print(f"{'set':8}{'tool':14}{'title':>16}{'day':>16}{'authors':>16}{'CPU ms a page':>16}")
    for path in sorted(parser.parse_args().data.glob("*.jsonl*")):
        pages = [page for page in read(path) if gold(page)]
        for name, tool in TOOLS.items() if pages else ():
            print(f"{path.name.split('.')[0]:8}{name:14}{score(pages, tool)}", flush=True)


def read(path: Path) -> Iterator[dict[str, Any]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def gold(page: dict[str, Any]) -> dict[str, Any]:
    """Return what the set knows of *page*."""
    known = {name: page.get(name) for name in ("title", "date", "authors")}
    return {
        name: value for name, value in known.items() if isinstance(value, (str, list)) and value
    }


def score(pages: list[dict[str, Any]], tool: Tool) -> str:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    spent = 0.0
    for page in pages:
        tree = html.document_fromstring(
            page["html"].encode(), parser=html.HTMLParser(encoding="utf-8")
        )
        begun = time.process_time()
        told = tool(tree, page.get("url") or "")
        spent += time.process_time() - begun
        for name, correct in compared(gold(page), told):
            asked[name] += 1
            right[name] += correct
    shares = (share(right[name], asked[name]) for name in ("title", "date", "authors"))
    return "".join(f"{text:>16}" for text in (*shares, f"{1000 * spent / len(pages):.1f}"))


def share(right: int, asked: int) -> str:
    return f"{right / asked:.3f} of {asked}" if asked else "-"


def compared(known: dict[str, Any], told: Told) -> Iterator[tuple[str, bool]]:
    title, day, authors = told
    if "title" in known:
        yield "title", folded(title) == folded(known["title"])
    if "date" in known:
        yield "date", day in days(known["date"])
    if "authors" in known:
        yield "authors", names(authors) == names(known["authors"])


def days(date: str) -> set[str]:
    """Return the day as *date* has it and, where that is a time, the day in UTC."""
    try:
        at = datetime.fromisoformat(date)
    except ValueError:  # a set has days that no calendar has
        return {date[:10]}
    return {date[:10], (at.astimezone(UTC) if at.tzinfo else at).date().isoformat()}


def names(people: Iterable[str]) -> set[str]:
    return {folded(name) for name in people} - {""}


def folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


if __name__ == "__main__":
    main()
