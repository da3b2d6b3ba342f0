"""Page -> Article, in worker processes that a page cannot hold up for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.desk import desk_of
from newscrawl.errors import NoWorker, Refused, WorkerLost
from newscrawl.extract.pool import ExtractPool
from newscrawl.pipelines.article import article_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from newscrawl.items import Article, Page


class ExtractPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)
        knobs = self.desk.knobs
        self.pool = ExtractPool(workers=knobs.extract_workers, timeout=knobs.extract_timeout)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, page: Page) -> Article:
        try:
            extracted = await self.pool.extract(page)
        except Refused as refused:
            await self.desk.drop(page.key, "refused", refused.reason)
        except NoWorker:  # an error of ours, and no page's: the link is kept for later
            raise
        except WorkerLost as lost:
            await self.desk.drop(page.key, "failed", lost.reason)
        return article_of(page, extracted)

    async def close_spider(self) -> None:
        await self.pool.close()
