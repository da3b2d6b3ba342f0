"""scrapy extract: what would be stored of one page, or why nothing would."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider
from scrapy.commands import ScrapyCommand

from newscrawl.desk import desk_of
from newscrawl.errors import BadArgument, Misused, Refused, Unresolved
from newscrawl.extract.rules import check_rules
from newscrawl.fetch.answers import judge
from newscrawl.knobs import read_knobs
from newscrawl.reading import Reading, as_json, as_text, explained, read_page
from newscrawl.spiders.answers import declared_encoding, header_of, reason_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

_WEB = ("http://", "https://")
_NO_ARTICLE = 3  # README, "Exit codes"


class OnePage(Spider):
    """Asks for one page with the project's manners, and hands over the answer or the word for none.

    What the rails note down meanwhile (robots.txt, who wants to be left alone) goes into a ledger
    that is thrown away: the project's own is neither needed nor touched.
    """

    name = "one page"
    custom_settings = {  # noqa: RUF012 - as Scrapy declares it
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "newscrawl.middlewares.robots.RobotsTxtMiddleware": 100,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "newscrawl.middlewares.compression.HttpCompressionMiddleware": 590,
        },
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
        "RETRY_ENABLED": False,
    }

    def __init__(self, url: str, answers: list[Response | str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url, self.answers = url, answers

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        if contact := settings.get("NEWSCRAWL_CONTACT"):
            settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", priority="cmdline")

    async def start(self) -> AsyncIterator[Request]:
        await desk_of(self.crawler).open(spider=self.name, arguments={})
        yield Request(self.url, self.parse, errback=self.fail, meta={"handle_httpstatus_all": True})

    def parse(self, response: Response) -> None:
        try:
            judge(response.status, header_of(response, "Content-Type") or "", response.body)
        except (Refused, Unresolved) as error:
            self.answers.append(error.reason)
        else:
            self.answers.append(response)

    def fail(self, failure: Failure) -> None:
        assert failure.value is not None
        self.answers.append(reason_of(failure.value)[1])

    async def closed(self, reason: str) -> None:
        await desk_of(self.crawler).close(reason)


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
            "--explain", action="store_true", help="print the blocks with their chances too"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = self._run(args, opts)
        except Misused as error:
            print(f"newscrawl: {error}", file=sys.stderr)
            self.exitcode = error.exit_code

    def _run(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        knobs = read_knobs(self.settings)
        check_rules()
        if len(args) != 1:
            raise BadArgument("extract takes one URL, one file, or - for standard input")
        if args[0].startswith(_WEB):
            return self._print_fetched(args[0], opts, knobs.least_chars)
        return _print(_body(args[0]), opts, least_chars=knobs.least_chars, url=opts.url)

    def _print_fetched(self, url: str, opts: argparse.Namespace, least_chars: int) -> int:
        assert self.crawler_process is not None
        assert self.settings is not None
        answers: list[Response | str] = []
        with TemporaryDirectory(prefix="newscrawl-extract-") as folder:
            ledger = f"sqlite:///{folder}/ledger.db"
            self.settings.set("NEWSCRAWL_DATABASE_URL", ledger, priority="cmdline")
            self.crawler_process.crawl(OnePage, url=url, answers=answers)
            self.crawler_process.start()
        answer = answers[0] if answers else "error"
        if isinstance(answer, str):
            print(_shown(Reading(reason=answer), opts))
            return _NO_ARTICLE
        return _print(
            answer.body,
            opts,
            least_chars=least_chars,
            url=answer.url,
            asked=url,
            encoding=declared_encoding(answer),
        )


def _body(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadArgument(
            f"{name}: {error.strerror}; name a file, an address with http:// or https://, or -"
        ) from error


def _print(body: bytes, opts: argparse.Namespace, *, url: str | None, **known: Any) -> int:
    if opts.explain:
        print("\n".join(explained(body, url=url, encoding=known.get("encoding"))), end="\n\n")
    reading = read_page(body, url=url, **known)
    print(_shown(reading, opts))
    return 0 if reading.article else _NO_ARTICLE


def _shown(reading: Reading, opts: argparse.Namespace) -> str:
    return as_json(reading) if opts.format == "json" else as_text(reading)
