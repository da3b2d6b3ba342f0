"""Archived pages through today's extraction, each beside what is stored of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from newscrawl import times
from newscrawl.dedup.keys import url_fingerprint
from newscrawl.discover.archives import NotAnArchive, Record, Wanted, read_archive
from newscrawl.errors import Refused, WorkerLost
from newscrawl.fetch.archived import refusal, said_in_archive
from newscrawl.fetch.opt_outs import refuse_reserved
from newscrawl.items import Page
from newscrawl.pipelines.article import article_of, fit
from newscrawl.pipelines.store import addresses
from newscrawl.store.articles import Keep
from newscrawl.store.rewrite import Rewrite, Stored, fields_of, stored
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterator, Mapping
    from pathlib import Path
    from uuid import UUID

    from newscrawl.extract.pool import ExtractPool
    from newscrawl.items import Article
    from newscrawl.store.patient import PatientDatabase

Verdict = Literal[
    "no_page",  # an image, an error, a body that cannot be decoded
    "unknown",  # not in this database
    "other_fetch",  # of an article that was made of another answer of the same address
    "seen",  # met before in these files
    "unchanged",
    "changed",
    "newly_refused",
    "still_refused",
    "newly_extracted",
]
# Why a link was refused that another extractor, or other knowledge of walls, may see otherwise.
# Not robots, not other_language, not dropped: those were decided by others.
RETHOUGHT = (
    "no_text",
    "too_short",
    "no_title",
    "unparsable",
    "extract_error",
    "extract_timeout",
    "extract_crash",
    "consent",
    "sign_in",
    "bot_check",
    "soft_404",
    "geo_block",
    "ad_block",
    "needs_javascript",
)
_NO_PAGE = ("not_html", "empty_page")
_BATCH = 50  # records looked up and extracted together
# A crawl notes the time of a page within moments of its answer, the archive's is exact to the second.
_SAME_FETCH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What today's extraction makes of one archived page; fields are those of the article's row."""

    verdict: Verdict
    host: str = ""
    reason: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    write: Rewrite | Keep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Archived:
    """A page out of an archive, the fingerprint of its address, and which wall it is, if one."""

    record: Record
    key: UUID
    refusal: str


class Again:
    """Reads archives in the order they are given; a story met twice is compared once.

    Without *any_fetch* an article is compared only with the answer it was made of. *refused* are
    the opt-outs that are not stored.
    """

    def __init__(
        self,
        database: PatientDatabase,
        pool: ExtractPool,
        *,
        least_chars: int,
        any_fetch: bool,
        refused: Collection[str] = (),
    ) -> None:
        self._database, self._pool = database, pool
        self._refused = refused
        self._least_chars, self._any_fetch = least_chars, any_fetch
        self._seen: set[UUID] = set()

    async def read(self, path: Path) -> AsyncIterator[Outcome]:
        """Yield an outcome for each response of *path*; raise NotAnArchive where it breaks off."""
        records = read_archive(path, skip=0, wanted=Wanted())
        broken: NotAnArchive | None = None
        while broken is None:
            batch, broken = await asyncio.to_thread(_next, records)
            for outcome in await self._outcomes(batch):
                yield outcome
            if len(batch) < _BATCH and broken is None:
                return
        raise broken

    async def _outcomes(self, batch: list[Record | int]) -> list[Outcome]:
        pages = list(filter(None, map(_archived, batch)))
        none = [Outcome(verdict="no_page")] * (len(batch) - len(pages))
        keys = [page.key for page in pages]
        known = await self._database.run(stored, keys, reasons=RETHOUGHT)
        outcomes = [self._outcome(page, known.get(page.key)) for page in pages]
        return [*none, *await asyncio.gather(*outcomes)]

    async def _outcome(self, page: _Archived, known: Stored | None) -> Outcome:
        if known is None:
            return Outcome(verdict="unknown")
        if known.article and not self._any_fetch and not _is_same_fetch(page.record, known):
            return Outcome(verdict="other_fetch")
        if known.leased.key in self._seen:
            return Outcome(verdict="seen")
        self._seen.add(known.leased.key)
        host = host_of(page.record.url)
        try:
            article = await self._extracted(page, known)
        except (Refused, WorkerLost) as no:
            verdict: Verdict = "newly_refused" if known.article else "still_refused"
            return Outcome(verdict=verdict, host=host, reason=no.reason, before=known.fields)
        return _compared(host, known, article)

    async def _extracted(self, archived: _Archived, known: Stored) -> Article:
        if archived.refusal:
            raise Refused(archived.refusal)
        page = _page(archived.record, known)
        refuse_reserved(page.opt_outs, refused=self._refused)
        said = await self._pool.extract(page)
        return fit(article_of(page, said), least_chars=self._least_chars)


def _archived(read: Record | int) -> _Archived | None:
    """Name the page a record holds; None where it holds none."""
    if isinstance(read, int):
        return None
    key, reason = url_fingerprint(read.url), refusal(read)
    if key is None or read.fault or reason in _NO_PAGE or reason.startswith("http_"):
        return None
    return _Archived(record=read, key=key, refusal=reason)


def _next(records: Iterator[Record | int]) -> tuple[list[Record | int], NotAnArchive | None]:
    """Read a batch; what came before a break is good."""
    batch: list[Record | int] = []
    try:
        batch.extend(islice(records, _BATCH))
    except NotAnArchive as broken:
        return batch, broken
    return batch, None


def _is_same_fetch(record: Record, known: Stored) -> bool:
    if record.fetched_at is None or known.fetched_at is None:
        return False
    return abs(record.fetched_at - known.fetched_at) <= _SAME_FETCH


def _page(record: Record, known: Stored) -> Page:
    return Page(
        key=known.leased.key,
        link=known.leased.link,
        asked=known.leased.url,
        url=record.url,
        body=record.body,
        fetched_at=known.fetched_at or record.fetched_at or times.now(),
        encoding=record.encoding,
        opt_outs=said_in_archive(record),
        amp_url=known.leased.amp_url,
    )


def _compared(host: str, known: Stored, article: Article) -> Outcome:
    after = fields_of(article)
    if known.article is None:
        key, keys = addresses(article)
        bare = replace(article, page=replace(article.page, body=b""))
        keep = Keep(key=key, keys=keys, article=bare)
        return Outcome(verdict="newly_extracted", host=host, after=after, write=keep)
    before = known.fields
    if before == after:
        return Outcome(verdict="unchanged", host=host, before=before, after=after)
    write = Rewrite(article=known.article, fields=after)
    return Outcome(verdict="changed", host=host, before=before, after=after, write=write)
