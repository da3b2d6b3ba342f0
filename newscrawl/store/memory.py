"""What discovery remembers from crawl to crawl: feeds, time windows, whom not to ask, what is unresolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl import times
from newscrawl.store import feeds, hosts, site_files, unresolved, windows

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from newscrawl.store.feeds import FeedState
    from newscrawl.store.ledger import Ledger
    from newscrawl.store.site_files import SiteFile
    from newscrawl.store.unresolved import Unresolved
    from newscrawl.store.windows import AskedWindow


class Memory:
    """Asks the ledger's database, each call in a transaction of its own."""

    def __init__(self, ledger: Ledger) -> None:
        self._run = ledger.run

    async def feeds_known(self, keys: Collection[UUID]) -> dict[UUID, FeedState]:
        return await self._run(feeds.known, keys)

    async def note_feed(self, state: FeedState) -> None:
        await self._run(feeds.note, state)

    async def site_file(self, url: str) -> SiteFile | None:
        return await self._run(site_files.known, url)

    async def note_site_file(self, file: SiteFile) -> None:
        await self._run(site_files.note, file)

    async def windows_of(self, *, query: str, edition: str) -> list[AskedWindow]:
        return await self._run(windows.of, query=query, edition=edition)

    async def note_window(self, asked: AskedWindow) -> None:
        await self._run(windows.note, asked)

    async def unresolved_hosts(self, asked_of: str) -> list[str]:
        """Publishers of due links that wait to be resolved by *asked_of*, most links first."""
        return await self._run(unresolved.hosts, asked_of, now=times.now())

    async def is_waited_for(self, host: str) -> bool:
        """Whether any link, due or not, waits for *host*."""
        return await self._run(unresolved.is_waited_for, host)

    async def unresolved_of(self, publisher_host: str) -> list[Unresolved]:
        return await self._run(unresolved.of, publisher_host)

    async def block(self, host: str, *, base: float, ceiling: float) -> float:
        """Leave *host* alone after a block: *base* seconds, twice as long after each further one."""
        return await self._run(hosts.block, host, base=base, ceiling=ceiling, now=times.now())

    async def fail(self, host: str) -> int:
        """Note one more failure of *host* itself; return how many that makes in a row."""
        return await self._run(hosts.fail, host, now=times.now())

    async def recover(self, host: str) -> None:
        """Forget the failures in a row: *host* has answered."""
        await self._run(hosts.recover, host)

    async def unblock(self, host: str) -> None:
        """Forget the blocks in a row: *host* has answered."""
        await self._run(hosts.unblock, host)
