"""An article's text as it should have been typed, or a reason why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.clean.article import clean
from newscrawl.clean.fitness import unfit
from newscrawl.desk import desk_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from newscrawl.items import Article


class CleanPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, article: Article) -> Article:
        article = clean(article)
        wanted = self.desk.languages
        if wanted and article.language not in wanted:
            await self.desk.drop(article.page.key, "refused", "other_language")
        if reason := unfit(article, least_chars=self.desk.knobs.least_chars):
            await self.desk.drop(article.page.key, "refused", reason)
        return article
