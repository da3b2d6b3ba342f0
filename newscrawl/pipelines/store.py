"""The article into the database, once, under every address it is known by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.dedup.keys import url_fingerprint
from newscrawl.desk import desk_of

if TYPE_CHECKING:
    from typing import Self
    from uuid import UUID

    from scrapy.crawler import Crawler

    from newscrawl.items import Article


class StorePipeline:
    def __init__(self, crawler: Crawler) -> None:
        self.desk = desk_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, article: Article) -> Article:
        key, keys = addresses(article)
        await self.desk.keep(article, key=key, keys=keys)
        return article


def addresses(article: Article) -> tuple[UUID, frozenset[UUID]]:
    """The fingerprint an article is stored under, and those of all its addresses."""
    stated = (article.canonical_url, article.url, article.page.url, article.page.asked)
    prints = [url_fingerprint(url) for url in (*stated, article.page.amp_url) if url]
    known = [each for each in prints if each is not None]
    return known[0], frozenset(known)
