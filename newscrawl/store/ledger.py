"""The ledger as a crawl uses it: asynchronous, in batches, patient while the database is away."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa

from newscrawl import times
from newscrawl.errors import NoDatabase, Refused
from newscrawl.store import articles, crawls, hosts, links
from newscrawl.store.entries import Discovered
from newscrawl.store.patient import PatientDatabase
from newscrawl.store.writes import apply, link_of

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from newscrawl.items import Article
    from newscrawl.store.entries import End, Found, Later, Leased, Resolution
    from newscrawl.store.writes import Write

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_POISON = (sa.exc.StatementError, ValueError)  # of one row, where the database is there
_FLUSH_SECONDS = 0.2  # a write waits this long for company: 5 transactions a second at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the ledger is to be kept; seconds throughout."""

    url: str
    lease: float
    batch: int
    patience: float
    tries: int
    lost_rest: float  # until a link is tried again whose crawls died `tries` times
    timeout: float = 30.0
    per_site: bool = False


class Ledger:
    """One crawl's hold on the database.

    Every link it hands out (`take`, `take_from`) is held until `keep`, `resolve`, `end` or
    `put_off` names it; a host is handed back when the last link taken from it is. All
    statements run in one thread, in the order they were asked for.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._worker = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._database = PatientDatabase(terms.url, patience=terms.patience, timeout=terms.timeout)
        self.run = self._database.run
        self.give_up = self._database.give_up
        self._writes: list[tuple[Write, asyncio.Future[Any]]] = []
        self._held: dict[str, set[UUID]] = defaultdict(set)
        self._named: set[str] = set()  # hosts leased by name, until they are handed back
        self._host_of: dict[UUID, str] = {}
        self._delays: dict[str, float] = {}
        self._flushing: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._unfinished: set[asyncio.Task[Any]] = set()
        self._full = asyncio.Event()
        self._closing = False
        self._closed = False
        self._crawl: int | None = None

    @property
    def held(self) -> int:
        """How many links are out of the ledger's hands."""
        return len(self._host_of)

    @property
    def crawl(self) -> int | None:
        """The number of this crawl in the database, once it is open."""
        return self._crawl

    @property
    def leased_hosts(self) -> int:
        return len(self._held)

    async def open(self, *, spider: str, arguments: Mapping[str, str]) -> None:
        """Open the database and begin a crawl; raise Misused where that cannot be."""
        await self._database.open()
        self._crawl = await self.run(
            crawls.begin, spider=spider, arguments=arguments, now=times.now()
        )
        self._flushing = asyncio.create_task(self._flush_often())
        self._renewing = asyncio.create_task(self._renew())

    async def close(self, *, outcome: str, exit_code: int, counts: Mapping[str, int]) -> None:
        """Write what is left, hand back every lease, note how the crawl ended."""
        try:
            if self._flushing and self._renewing:
                self._renewing.cancel()
                self._closing = True
                self._full.set()
                await self._flushing
                while self._unfinished:
                    await asyncio.wait(self._unfinished)
                await self.run(self._hand_back_all)
                await self.run(
                    crawls.finish,
                    self._crawl,
                    outcome=outcome,
                    exit_code=exit_code,
                    counts=counts,
                    now=times.now(),
                )
        finally:
            self._closed = True
            _tell_all(self._writes, _too_late())
            self._database.close()

    async def discover(self, found: Sequence[Found]) -> Discovered:
        """Write links, each once, however often it is found.

        A link the database will not have is said in the log and keeps out no other.
        """
        try:
            return await self.run(links.discover, found, crawl=self._crawl, now=times.now())
        except _POISON as error:
            if len(found) > 1:
                some = [await self.discover([one]) for one in found]
                return Discovered(
                    new=[key for each in some for key in each.new],
                    duplicates=[key for each in some for key in each.duplicates],
                )
            _say_refused("a link", error)
            return Discovered(new=[], duplicates=[])

    async def take(
        self, *, hosts_at_once: int, per_host: int, without: Collection[str]
    ) -> list[Leased]:
        """Lease hosts until *hosts_at_once* are ours, and take the newest links of each."""
        free = hosts_at_once - self.leased_hosts
        if free <= 0:
            return []
        return await self._to_its_end(self._take_and_hold(free, per_host, without))

    async def reopen(self, keys: Sequence[UUID], *, reasons: Collection[str]) -> None:
        """Have links wait again that ended for what one answer was: there is another."""
        await self.run(links.reopen, keys, reasons=reasons, now=times.now())

    async def hold_waiting(self, keys: Sequence[UUID]) -> list[UUID]:
        """Hold those of *keys* that have not ended, for pages that need no host's lease."""
        waiting = await self.waiting(keys)
        self._host_of |= dict.fromkeys(waiting, "")
        return waiting

    async def waiting(self, keys: Sequence[UUID]) -> list[UUID]:
        """Those of *keys* that have not ended."""
        return await self.run(links.waiting, keys)

    async def lease_host(self, host: str) -> bool:
        """Lease *host* for what is no link (a feed); False while it rests or is another crawl's.

        The caller hands it back.
        """
        return await self._to_its_end(self._lease_by_name(host))

    async def take_from(self, host: str, *, most: int) -> list[Leased]:
        """Lease *host* and take its newest links; where there are any, the caller hands it back."""
        return await self._to_its_end(self._take_by_name(host, most))

    async def hand_back(self, host: str, *, delay: float) -> None:
        next_at = times.now() + timedelta(seconds=delay)
        self._named.discard(host)
        await self._flush()
        await self.run(hosts.release, [host], worker=self._worker, next_at=next_at)

    async def pause(self, host: str, *, seconds: float) -> None:
        """Leave *host* alone for so long, in this crawl and every other."""
        await self.run(hosts.pause, host, until=times.now() + timedelta(seconds=seconds))

    async def paused_until(self, host: str) -> datetime | None:
        return await self.run(hosts.paused_until, host)

    async def next_due(self, *, without: Collection[str]) -> datetime | None:
        """When a waiting link can next be worked; None where nothing waits."""
        return await self.run(hosts.next_due, worker=self._worker, without=without)

    async def owner(self, keys: Sequence[UUID]) -> UUID | None:
        """The stored article that has one of these addresses."""
        return await self.run(articles.owner, keys)

    async def keep(self, article: Article, *, key: UUID, keys: frozenset[UUID]) -> UUID | None:
        """Store *article* and end its link; return the article it duplicates, None if it is new.

        Raise Refused for what the database will not have.
        """
        twin: UUID | None = await self._write(articles.Keep(key=key, keys=keys, article=article))
        return twin

    async def resolve(self, resolution: Resolution) -> bool:
        """Note where a link leads; False where its story is at work or stored already."""
        return bool(await self._write(resolution))

    async def end(self, ended: End) -> None:
        await self._write(ended)

    async def put_off(self, later: Later) -> None:
        await self._write(later)

    def expect_delay(self, host: str, seconds: float) -> None:
        """How long *host* rests after its lease; noted while the crawl talks to it."""
        self._delays[host] = seconds

    # -- writing ----------------------------------------------------------------------

    async def _write(self, write: Write) -> Any:
        if self._closed:
            raise _too_late()
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._writes.append((write, answer))
        if len(self._writes) >= self._terms.batch:
            self._full.set()
        return await answer

    async def _flush_often(self) -> None:
        while not self._closing:
            with suppress(TimeoutError):  # nothing was in a hurry: write what there is
                await asyncio.wait_for(self._full.wait(), _FLUSH_SECONDS)
            self._full.clear()
            await self._flush()

    async def _flush(self) -> None:
        while self._writes:
            batch = self._writes[: self._terms.batch]
            del self._writes[: self._terms.batch]
            await self._to_its_end(self._write_batch(batch))

    async def _write_batch(self, batch: list[tuple[Write, asyncio.Future[Any]]]) -> None:
        writes = [write for write, _ in batch]
        try:
            answers = await self.run(apply, writes, crawl=self._crawl, now=times.now())
        except NoDatabase as error:
            _tell_all(batch, error)
        except Exception as error:  # noqa: BLE001 - each writer is told, none is left waiting
            await self._set_poison_aside(batch, error)
        else:
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
            await self._release_done(writes)

    async def _set_poison_aside(
        self, batch: list[tuple[Write, asyncio.Future[Any]]], error: Exception
    ) -> None:
        """Write a refused batch one by one; a row refused alone is told so and sinks no other."""
        if len(batch) > 1:
            for one in batch:
                await self._write_batch([one])
            return
        if not isinstance(error, _POISON):
            _tell_all(batch, error)
            return
        _say_refused("a row", error)
        refused = Refused("database_refuses")
        refused.__cause__ = error
        _tell_all(batch, refused)

    async def _release_done(self, writes: Sequence[Write]) -> None:
        """Hand back the hosts whose last link has just been written."""
        empty: list[str] = []
        for write in writes:
            key = link_of(write)
            host = self._host_of.pop(key, None)
            if host not in self._held:  # its lease is handed back by whoever took it by name
                continue
            self._held[host].discard(key)
            if not self._held[host]:
                del self._held[host]
                empty.append(host)
        for host in empty:
            with suppress(NoDatabase):  # what was written stays written, and the lease runs out
                await self.run(
                    hosts.release, [host], worker=self._worker, next_at=self._next_at(host)
                )

    # -- leasing ----------------------------------------------------------------------

    async def _take_and_hold(
        self, free: int, per_host: int, without: Collection[str]
    ) -> list[Leased]:
        taken = await self.run(self._take, free, per_host, {*without, *self._held})
        for leased in taken:
            self._held[leased.host].add(leased.key)
            self._host_of[leased.key] = leased.host
        return taken

    async def _lease_by_name(self, host: str) -> bool:
        leased = await self.run(self._lease_one, host)
        if leased:
            self._named.add(host)
        return leased

    async def _take_by_name(self, host: str, most: int) -> list[Leased]:
        taken = await self.run(self._take_from, host, most)
        if taken:
            self._named.add(host)
        self._host_of |= {leased.key: host for leased in taken}
        return taken

    def _lease_one(self, connection: sa.Connection, host: str) -> bool:
        now = times.now()
        until = self._lease_end(now)
        return hosts.lease_one(
            connection,
            host,
            worker=self._worker,
            now=now,
            until=until,
            per_owner=self._terms.per_site,
        )

    def _take(
        self, connection: sa.Connection, free: int, per_host: int, without: Collection[str]
    ) -> list[Leased]:
        now = times.now()
        names = hosts.lease_due(
            connection,
            worker=self._worker,
            most=free,
            without=without,
            now=now,
            until=self._lease_end(now),
            per_owner=self._terms.per_site,
        )
        taken: list[Leased] = []
        for name in names:
            some = self._take_links(connection, name, per_host, now)
            if not some:
                hosts.release(connection, [name], worker=self._worker, next_at=now)
            taken += some
        return taken

    def _take_from(self, connection: sa.Connection, host: str, most: int) -> list[Leased]:
        now = times.now()
        if not links.are_due(connection, host, now=now) or not self._lease_one(connection, host):
            return []
        taken = self._take_links(connection, host, most, now)
        if not taken:
            hosts.release(connection, [host], worker=self._worker, next_at=now)
        return taken

    def _take_links(
        self, connection: sa.Connection, host: str, most: int, now: datetime
    ) -> list[Leased]:
        rest = timedelta(seconds=self._terms.lost_rest)
        return links.take(connection, host, most=most, tries=self._terms.tries, rest=rest, now=now)

    def _lease_end(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self._terms.lease)

    def _next_at(self, host: str) -> datetime:
        return times.now() + timedelta(seconds=self._delays.get(host, 0.0))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._terms.lease / 3)
            with suppress(NoDatabase):  # whoever writes says so; it may be back the next time
                await self.run(self._renew_leases)

    def _renew_leases(self, connection: sa.Connection) -> None:
        names = {*list(self._held), *list(self._named)}
        hosts.renew(connection, names, worker=self._worker, until=self._lease_end(times.now()))

    def _hand_back_all(self, connection: sa.Connection) -> None:
        links.give_back(connection, list(self._host_of))
        for host in sorted(self._held):
            hosts.release(connection, [host], worker=self._worker, next_at=self._next_at(host))
        hosts.release_all(connection, worker=self._worker)

    # -- running ----------------------------------------------------------------------

    async def _to_its_end(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Wait for *work*, which others count on: it goes on where who asked for it is cancelled."""
        task = asyncio.create_task(work)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return await asyncio.shield(task)


def _say_refused(what: str, error: Exception) -> None:
    logger.error("The database refuses %s: %s", what, error)


def _too_late() -> NoDatabase:
    return NoDatabase("the ledger is closed: the link is given back and waits for the next crawl")


def _tell_all(batch: Sequence[tuple[Write, asyncio.Future[Any]]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
