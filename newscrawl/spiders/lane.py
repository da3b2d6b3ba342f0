"""Work beside the pages: a task of its own, whose errors the spider hears of."""

from __future__ import annotations

import asyncio


class Lane:
    """Runs `work` from `open` to `close`; the crawl is not done while a lane is busy."""

    is_open = True  # whether what it waits for may still come in this crawl

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._idle = False

    async def work(self) -> None:
        """What the lane does, once."""

    def open(self) -> None:
        self._task = asyncio.ensure_future(self.work())

    def close(self) -> None:
        if self._task:
            self._task.cancel()

    def check(self) -> None:
        """Raise what went wrong in the lane's own work, if anything did."""
        if self._task and self._task.done() and not self._task.cancelled():
            self._task.result()

    def is_busy(self) -> bool:
        """Whether there is something it has not done, and that can be done now."""
        return self._task is not None and not (self._task.done() or self._idle)
