"""scrapy extract: what would be stored of one page, or why nothing would."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request
from scrapy.commands import ScrapyCommand
from scrapy.http import Response

from newscrawl.errors import BadArgument, Misused, Refused, Unresolved
from newscrawl.extract.rules import check_rules
from newscrawl.fetch.answers import judge
from newscrawl.knobs import read_knobs
from newscrawl.one_page import fetch, reason_for_none
from newscrawl.spiders.answers import declared_encoding, header_of
from newscrawl.terminal import complain, say

if TYPE_CHECKING:
    import argparse

    from newscrawl.one_page import Answer

_WEB = ("http://", "https://")
_NO_ARTICLE = 3  # README, "Exit codes"


class Command(ScrapyCommand):
    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] URL|FILE|-"

    def short_desc(self) -> str:
        return "Print what would be stored of one page, or why nothing would"

    def long_desc(self) -> str:
        return (
            "Fetch one page (robots.txt obeyed), or read a file or standard input (-), and print the "
            "article with where each field stood, or the reason of a refusal. Nothing is stored."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--url", help="where the page in the file stands")
        parser.add_argument(
            "--explain",
            action="store_true",
            help="print the blocks too, why each is told or not",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = self._run(args, opts)
        except Misused as error:
            complain(error)
            self.exitcode = error.exit_code

    def _run(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        knobs = read_knobs(self.settings)
        check_rules()
        if len(args) != 1:
            raise BadArgument("extract takes one URL, one file, or - for standard input")
        if args[0].lower().startswith(_WEB):
            return self._print_fetched(args[0], opts, knobs.least_chars)
        return _print(_body(args[0]), opts, least_chars=knobs.least_chars, url=opts.url)

    def _print_fetched(self, url: str, opts: argparse.Namespace, least_chars: int) -> int:
        assert self.crawler_process is not None
        assert self.settings is not None
        answer = fetch(self.crawler_process, self.settings, Request(url))
        if reason := _reason(answer):
            return _print_refusal(reason, opts)
        assert isinstance(answer, Response)
        return _print(
            answer.body,
            opts,
            least_chars=least_chars,
            url=answer.url,
            asked=url,
            encoding=declared_encoding(answer),
        )


def _reason(answer: Answer) -> str | None:
    """Why this is no page to be read, in the ledger's word."""
    if not isinstance(answer, Response):
        return reason_for_none(answer)
    try:
        judge(answer.status, header_of(answer, "Content-Type") or "", answer.body)
    except (Refused, Unresolved) as error:
        return error.reason
    return None


def _body(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadArgument(
            f"{name}: {error.strerror}; name a file, an address with http:// or https://, or -"
        ) from error


# Scrapy loads all commands to run one, and the extractor is heavy: these two load it.


def _print_refusal(reason: str, opts: argparse.Namespace) -> int:
    from newscrawl.reading import Reading, no_blocks, printed  # noqa: PLC0415 - see above

    explanation = no_blocks() if opts.explain else None
    say(printed(Reading(reason=reason), explanation, form=opts.format))
    return _NO_ARTICLE


def _print(body: bytes, opts: argparse.Namespace, *, url: str | None, **known: Any) -> int:
    from newscrawl.reading import explain, printed, read_page  # noqa: PLC0415 - see above

    reading, encoding = read_page(body, url=url, **known), known.get("encoding")
    explanation = explain(body, url=url, encoding=encoding) if opts.explain else None
    say(printed(reading, explanation, form=opts.format))
    return 0 if reading.article else _NO_ARTICLE
