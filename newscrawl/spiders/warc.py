"""scrapy crawl warc: pages of WARC files, as if they had been fetched just now, resumed by file and record."""

from __future__ import annotations

import asyncio
import glob
import logging
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request

from newscrawl import times
from newscrawl.dedup.keys import fingerprint, url_fingerprint
from newscrawl.discover.archives import NotAnArchive, Record, Wanted, read_archive
from newscrawl.discover.googlenews import check_text, moment
from newscrawl.errors import BadArgument
from newscrawl.fetch.archived import refusal, said_in_archive
from newscrawl.items import Link, Page, Source
from newscrawl.spiders.ledger import LedgerSpider
from newscrawl.spiders.placing import UNFETCHED
from newscrawl.store.entries import Found
from newscrawl.store.feeds import FeedState
from newscrawl.urls import canonical, host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
    from uuid import UUID

    from scrapy.http import Response

logger = logging.getLogger(__name__)

_BATCH = 50  # records between two notes of how far a file was read
_LOOK_AGAIN = 0.05  # seconds between two looks whether a batch is written
# What one answer was and another of the same address need not be; of its status besides (http_404).
_OF_AN_ANSWER = (
    *("empty_page", "not_html", "consent", "bot_check", "sign_in", "soft_404", "geo_block"),
    *("ad_block", "cut_off", "garbled", "too_large"),
    "other_language",  # than that crawl was asked for
)
_FOR_EVER = timedelta(days=3650)  # a file that was read is not due again


class WarcSpider(LedgerSpider):
    """-a files=a.warc.gz,*.warc.zst; -a hosts=*.example.com, -a since=, -a until=, -a language=en,de."""

    name = "warc"
    known_arguments = frozenset({"files", "hosts", "since", "until", "language"})

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> dict[str, str]:
        given = super().check_arguments(arguments)
        cls.files(given)
        cls.wanted(given)
        return given

    @classmethod
    def files(cls, given: Mapping[str, str]) -> list[Path]:
        named = _words(given.get("files", ""))
        if not named:
            raise BadArgument(
                "files: name WARC files, with commas between; patterns as in *.warc.gz"
            )
        found: list[Path] = []
        for name in named:
            matches = sorted(glob.glob(name))  # noqa: PTH207 - an absolute pattern may be given
            if not matches:
                raise BadArgument(f"files: there is no file {name!r}")
            found += [Path(match).absolute() for match in matches]
        for path in found:
            check_text(f"files: {path.name!r}", str(path))
        return list(dict.fromkeys(found))

    @classmethod
    def wanted(cls, given: Mapping[str, str]) -> Wanted:
        now = times.now()
        return Wanted(
            hosts=tuple(_words(given.get("hosts", "").lower())),
            since=moment("since", given.get("since"), now=now),
            until=moment("until", given.get("until"), now=now),
        )

    async def own_pages(self) -> AsyncIterator[Request]:
        self.desk.languages = frozenset(_words(self.given.get("language", "").lower()))
        for path in self.files(self.given):
            async for page in self._pages_of(path):
                yield page

    async def _pages_of(self, path: Path) -> AsyncIterator[Request]:
        """Read a file from where an earlier crawl left it; how far is noted batch by batch.

        It is noted no further than to the first page that waits: no crawl fetches that, so the next
        one is to find it here.
        """
        key = self._key(path)
        known = await self.desk.memory.feeds_known([key])
        skip = known[key].position if key in known else 0
        records = read_archive(path, skip=skip, wanted=self.wanted(self.given))
        logger.info("%s: from record %d on", path.name, skip + 1)
        is_whole = True
        while batch := await self._next(records):
            found = _all_found(path, batch)
            async for page in self._place(found):
                yield page
            while self.desk.ledger.held:
                await asyncio.sleep(_LOOK_AGAIN)
            is_whole = is_whole and not await self.desk.ledger.waiting(_pages(found))
            if is_whole:
                last = batch[-1]
                await self._note(path, key, last.position if isinstance(last, Record) else last)

    def _key(self, path: Path) -> UUID:
        """Another filter, or a file that has grown, is to be read from its beginning."""
        chosen = sorted(self.given.items() - {("files", self.given["files"])})
        return fingerprint(f"warc:{path}:{path.stat().st_size}:{chosen}")

    async def _next(self, records: Iterator[Record | int]) -> list[Record | int]:
        """Read a batch beside the crawl; a broken file ends there, counted and said."""

        def read() -> list[Record | int]:
            found: list[Record | int] = []
            try:
                found.extend(islice(records, _BATCH))
            except NotAnArchive as broken:
                logger.error("%s", broken)
                self.desk.trouble.add("broken_archive")
                self.desk.count("broken_archives")
            return found

        return await asyncio.to_thread(read)

    async def _place(self, found: Mapping[UUID, tuple[Found, Record]]) -> AsyncIterator[Request]:
        self.desk.count("fetched", len(found))
        await self.desk.discover([each for each, _ in found.values()])
        pages = _pages(found)
        await self.desk.ledger.reopen(pages, reasons=_OF_AN_ANSWER)
        for key in await self.desk.ledger.hold_waiting(pages):
            each, record = found[key]
            yield self._at_hand(_page(each, record))

    def _at_hand(self, page: Page) -> Request:
        """A request that middlewares/at_hand.py answers: items of start() would hold up a shutdown."""
        return Request(
            page.url, callback=self.parse_at_hand, meta={"at_hand": page}, dont_filter=True
        )

    def parse_at_hand(self, response: Response) -> Iterator[Page]:
        yield response.meta["at_hand"]

    async def _note(self, path: Path, key: UUID, position: int) -> None:
        now = times.now()
        await self.desk.memory.note_feed(
            FeedState(
                key=key,
                kind="warc",
                what=path.name,
                url=path.as_uri(),
                asked_at=now,
                next_at=now + _FOR_EVER,
                interval=_FOR_EVER.total_seconds(),
                answer="ok",
                items=position,
                position=position,
            )
        )
        logger.info("%s: %d records read", path.name, position)


def _all_found(path: Path, batch: Sequence[Record | int]) -> dict[UUID, tuple[Found, Record]]:
    """Of several answers of one address the first that is a page; a redirect to https has its address."""
    found: dict[UUID, tuple[Found, Record]] = {}
    for record in (each for each in batch if isinstance(each, Record)):
        each = _found(path, record)
        if each and (each.key not in found or found[each.key][0].reason):
            found[each.key] = (each, record)
    return found


def _pages(found: Mapping[UUID, tuple[Found, Record]]) -> list[UUID]:
    """What is no page here ends no link that waits for one."""
    return [key for key, (each, _) in found.items() if not each.reason]


def _found(path: Path, record: Record) -> Found | None:
    key, target = url_fingerprint(record.url), canonical(record.url)
    if key is None or target is None:
        return None
    link = Link(url=record.url, source=Source(feed=f"warc:{path.name}"))
    reason = refusal(record)
    return Found(
        key=key,
        link=link,
        host=host_of(target) if reason else UNFETCHED,
        state="refused" if reason else "resolved",
        reason=reason,
        target=target,
        target_key=key,
    )


def _page(found: Found, record: Record) -> Page:
    return Page(
        key=found.key,
        link=found.link,
        asked=record.url,
        url=record.url,
        body=record.body,
        fetched_at=record.fetched_at or times.now(),
        encoding=record.encoding,
        opt_outs=said_in_archive(record),
    )


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
