"""A database that may go away: work waits for it, in order, and is told when it stays away too long."""

from __future__ import annotations

import asyncio
import logging
import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from newscrawl.errors import NoDatabase
from newscrawl.store.database import cause_of, cure_of, is_damaged, named, open_database
from newscrawl.store.deadline import deadline, limit

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_OF_A_ROW = (sa.exc.DataError, sa.exc.IntegrityError)  # what was to be written cannot be
# All else that a database says is of itself, and no row's fault: gone, full, "read-only" of a standby
# that is to take over, a right it does not give, a file that is damaged.
_AWAY = (sa.exc.DBAPIError, sa.exc.TimeoutError)
_LONGEST_WAIT = 30.0  # seconds between two tries


class PatientDatabase:
    """Runs transactions in one thread, in the order they were asked for.

    `patience` is for how many seconds it waits for a database that is away, `timeout` how many a
    statement may take before the database counts as away.
    """

    def __init__(self, url: str, *, patience: float, timeout: float) -> None:
        self._url = url
        self._patience = patience
        self._timeout = timeout
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._engine: sa.Engine | None = None
        self._given_up = False

    async def open(self) -> None:
        """Open the database; raise Misused where it cannot be used as it is."""
        loop = asyncio.get_running_loop()
        self._engine = await loop.run_in_executor(self._thread, open_database, self._url)

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        if self._engine is not None:
            self._engine.dispose()

    def give_up(self) -> None:
        """Wait no longer: who asks from now on is told at once."""
        self._given_up = True

    async def run(self, work: Callable[..., _T], *args: Any, **kwargs: Any) -> _T:
        """Run *work* in a transaction of its own, again and again while the database is away."""
        loop = asyncio.get_running_loop()
        asked_at, failures = loop.time(), 0
        while True:
            try:
                return await loop.run_in_executor(
                    self._thread, partial(self._in_transaction, work, *args, **kwargs)
                )
            except _OF_A_ROW:
                raise
            except _AWAY as error:
                failures += 1
                await self._wait(error, failures, waited=loop.time() - asked_at)

    def _in_transaction(self, work: Callable[..., _T], *args: Any, **kwargs: Any) -> _T:
        assert self._engine is not None, "the database is used before open()"
        with (
            deadline(self._engine, seconds=self._timeout),
            self._engine.begin() as connection,
        ):
            limit(connection, seconds=self._timeout)
            return work(connection, *args, **kwargs)

    async def _wait(self, error: Exception, failures: int, *, waited: float) -> None:
        assert self._engine is not None
        if self._given_up or waited > self._patience or is_damaged(error):
            raise NoDatabase(
                f"{named(self._engine)} could not be used for {waited:.0f} s "
                f"({cause_of(error, self._engine)}): what was not written waits for the next "
                f"crawl; {cure_of(error)} and run again"
            ) from error
        pause = min(_LONGEST_WAIT, 0.25 * 2**failures) * random.uniform(0.5, 1.0)  # noqa: S311
        logger.warning(
            "The database cannot be used (%s); the crawl holds. Next try in %.1f s",
            cause_of(error, self._engine),
            pause,
        )
        await asyncio.sleep(pause)
