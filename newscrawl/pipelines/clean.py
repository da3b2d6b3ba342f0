"""An article's text as it should have been typed, or a reason why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.desk import desk_of
from newscrawl.errors import Refused
from newscrawl.fetch.opt_outs import refuse_reserved
from newscrawl.pipelines.article import fit

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
        desk = self.desk
        try:
            refuse_reserved(article.opt_outs, refused=desk.knobs.refuse_opt_outs)
            return fit(article, least_chars=desk.knobs.least_chars, languages=desk.languages)
        except Refused as refused:
            await desk.drop(article.page.key, "refused", refused.reason)
