"""One page fetched with the project's manners, and nothing noted anywhere: for commands."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from newscrawl.desk import desk_of
from newscrawl.errors import Moved
from newscrawl.spiders.answers import reason_of
from newscrawl.spiders.introduction import introduce

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    Answer = Response | BaseException


class OnePage(Spider):
    """Asks for one page with the project's manners, and hands over the answer, or the error for none.

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

    def __init__(self, request: Request, answers: list[Answer], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.request, self.answers = request, answers

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        introduce(settings)

    async def start(self) -> AsyncIterator[Request]:
        await desk_of(self.crawler).open(spider=self.name, arguments={})
        yield self.request.replace(callback=self.parse, errback=self.fail)

    def parse(self, response: Response) -> None:
        self.answers.append(response)

    def fail(self, failure: Failure) -> None:
        assert failure.value is not None
        self.answers.append(failure.value)

    async def closed(self, reason: str) -> None:
        await desk_of(self.crawler).close(reason)


def fetch(process: CrawlerProcessBase, settings: BaseSettings, request: Request) -> Answer:
    """Return what came back for *request*, whatever its status, or the error where nothing did.

    The command's reactor runs for it and cannot be run again.
    """
    answers: list[Answer] = []
    with TemporaryDirectory(prefix="newscrawl-one-page-") as folder:
        ledger = f"sqlite:///{folder}/ledger.db"
        settings.set("NEWSCRAWL_DATABASE_URL", ledger, priority="cmdline")
        process.crawl(OnePage, request=request, answers=answers)
        process.start()
    return answers[0] if answers else RuntimeError("the crawl ended before an answer")


def reason_for_none(error: BaseException) -> str:
    """The ledger's word for an answer that did not come."""
    return "moved" if isinstance(error, Moved) else reason_of(error)[1]
