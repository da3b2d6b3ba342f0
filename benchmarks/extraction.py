"""Text quality and CPU time of newscrawl beside its peers: python benchmarks/extraction.py --data DIR

Every tool that is installed reads the same pages (see gold.py for their format), page by page in
turn, so that a busy machine is the same for all. Peers: pip install trafilatura newspaper4k[all]
readability-lxml resiliparse. CPU time is what one page costs, text, facts and language; newscrawl's is all that
extract_article() does, which looks for walls and cleans what it found as well.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import argparse
import logging
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import gold

NEWS = ("aeb", "fe", "ft")  # data sets of news pages alone: what CPU time is measured on
Tool = Callable[[str, str], str]


@dataclass
class Account:
    """What one tool did: scores by data set, and by page milliseconds of CPU and megabytes of memory."""

    scores: dict[str, list[gold.Score]] = field(default_factory=lambda: defaultdict(list))
    snippets: Counter[str] = field(default_factory=Counter)
    milliseconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def read(self, tool: Tool, data_set: str, page: gold.Page) -> None:
        memory, start = _peak(), time.process_time()
        try:
            text = tool(page["html"], page.get("url") or "")
        except Exception as error:  # noqa: BLE001 - a page that a tool fails on is a figure of the table
            self.failed.append(f"{page['id']}: {type(error).__name__}")
            text = ""
        self.milliseconds[page["id"]] = (time.process_time() - start) * 1000
        self.megabytes[page["id"]] = _peak() - memory
        if page.get("text"):
            self.scores[data_set].append(gold.body_score(text, page))
        elif page.get("with_snippets"):
            self.snippets += gold.snippet_score(text, page)


def newscrawl() -> Tool:
    from newscrawl.extract import extract_article

    def read(html: str, url: str) -> str:
        article = extract_article(html, url=url)
        return article.text if article else ""

    return read


def trafilatura() -> Tool:
    from trafilatura import bare_extraction

    def read(html: str, url: str) -> str:
        found = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
        return (found.text or "") if found else ""

    return read


def trafilatura_precise() -> Tool:
    from trafilatura import bare_extraction

    def read(html: str, url: str) -> str:
        found = bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, favor_precision=True
        )
        return (found.text or "") if found else ""

    return read


def newspaper4k() -> Tool:
    from newspaper import Article

    def read(html: str, url: str) -> str:
        article = Article(url or "http://example.com/", fetch_images=False)  # no network
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return read


def readability() -> Tool:
    from lxml.html import fromstring
    from readability import Document

    def read(html: str, url: str) -> str:
        document = Document(html, url=url)
        document.title()
        return str("\n".join(fromstring(document.summary()).itertext()))

    return read


def resiliparse() -> Tool:
    from resiliparse.extract.html2text import extract_plain_text

    def read(html: str, _: str) -> str:
        return str(extract_plain_text(html, main_content=True))

    return read


TOOLS = (newscrawl, trafilatura, trafilatura_precise, newspaper4k, readability, resiliparse)


def main() -> None:
    arguments = _arguments()
    logging.disable(logging.CRITICAL)
    tools = _installed(arguments.tools)
    accounts = {name: Account() for name in tools}
    sets = gold.data_sets(arguments.data)
    for data_set, pages in sets.items():
        for place, page in enumerate(pages[:: arguments.every]):
            if sys.stderr.isatty():
                print(f"\r{data_set} {place + 1}/{len(pages)} ", end="", file=sys.stderr)
            for name, tool in tools.items():
                accounts[name].read(tool, data_set, page)
    _print_quality(accounts)
    _print_cost(accounts, {page["id"] for name in NEWS for page in sets.get(name, [])})


def _installed(wanted: list[str]) -> dict[str, Tool]:
    tools = {}
    for make in TOOLS:
        if wanted and make.__name__ not in wanted:
            continue
        try:
            tools[make.__name__] = make()
        except ImportError as missing:
            print(f"{make.__name__} is left out: {missing.name} is not installed", file=sys.stderr)
    for tool in tools.values():  # models are loaded outside of the first page's time
        for _ in range(3):
            tool(
                "<html><title>A title</title><body>"
                + "<p>The council met on Monday and voted for a new bridge.</p>" * 40,
                "",
            )
    return tools


def _print_quality(accounts: dict[str, Account]) -> None:
    sets = sorted({name for account in accounts.values() for name in account.scores})
    rows = [["body F1", *sets, "snippets", "failed"]]
    for name, account in accounts.items():
        row = [f"{gold.f1_of(account.scores[one]):.4f}" for one in sets]
        snippets = f"{gold.snippets_f1(account.snippets):.4f}" if account.snippets else "-"
        rows.append([name, *row, snippets, str(len(account.failed))])
    _print(rows)
    for name, account in accounts.items():
        for failure in account.failed:
            print(f"{name} failed on {failure}")


def _print_cost(accounts: dict[str, Account], news: set[str]) -> None:
    for title, chosen in (("CPU ms, news pages", news), ("CPU ms, all pages", None)):
        rows = [[title, "median", "mean", "p95", "worst", "of trafilatura's mean", "worst page"]]
        yardstick = None
        for name, account in accounts.items():
            spent = {
                one: ms
                for one, ms in account.milliseconds.items()
                if chosen is None or one in chosen
            }
            if not spent:
                continue
            values = sorted(spent.values())
            if name == "trafilatura":
                yardstick = statistics.mean(values)
            rows.append([
                name, f"{statistics.median(values):.1f}", f"{statistics.mean(values):.1f}",
                f"{values[int(len(values) * 0.95)]:.1f}", f"{values[-1]:.0f}", f"{statistics.mean(values)}",
                max(spent, key=spent.__getitem__),
            ])  # fmt: skip
        for row in rows[1:]:
            row[5] = f"{float(row[5]) / yardstick:.2f}" if yardstick else "-"
        if len(rows) > 1:
            _print(rows)
    rows = [["memory MB", "most one page added", "page"]]
    for name, account in accounts.items():
        worst = max(account.megabytes, key=account.megabytes.__getitem__)
        rows.append([name, f"{account.megabytes[worst]:.0f}", worst])
    _print(rows)


def _print(rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join((first, *rest)).rstrip())
    print()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of data sets, see gold.py")
    parser.add_argument(
        "--tools", type=lambda text: text.split(","), default=[], help="by name, comma between"
    )
    parser.add_argument("--every", type=int, default=1, help="only every so many pages")
    return parser.parse_args()


if __name__ == "__main__":
    main()
