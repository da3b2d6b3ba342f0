"""Extraction in processes of our own, so that a heavy page holds up nothing and a hung one dies.

Not a ProcessPoolExecutor: it cannot kill a child that hangs, and multiprocessing makes
children import our __main__, and Scrapy with it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from newscrawl.errors import NoWorker, Refused, WorkerLost

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator, Coroutine, Sequence

    from newscrawl.extract.extracted import Extracted
    from newscrawl.items import Page

    Answer = tuple[str, object]

WORKER = (sys.executable, "-P", "-m", "newscrawl.extract.worker")
START = 60.0  # seconds for a worker to say it is ready: loading its libraries takes 1 to 5
PAGES = 1_000  # pages a worker does before it is replaced; memory is flat, but a huge page's is not given back
ANSWER_BYTES = 256 * 1024**2  # no story is as large: a longer answer is garbage
TRIES = 2  # a worker may be lost for a reason of its own; twice is the page's fault

logger = logging.getLogger(__name__)


class ExtractPool:
    """Places for *workers* processes, each started at its first page.

    *timeout* is in seconds a page, the start of a process not counted.
    """

    def __init__(self, workers: int, timeout: float, command: Sequence[str] = WORKER) -> None:
        self._timeout = timeout
        self._command = tuple(command)
        self._workers = workers
        self._closed = False
        self._busy: set[_Place] = set()
        self._free: asyncio.LifoQueue[_Place] = asyncio.LifoQueue()  # the warm ones first
        for _ in range(workers):
            self._free.put_nowait(_Place(self._command))

    async def extract(self, page: Page) -> Extracted:
        """Return the story of *page*, which gets a second try in a fresh worker.

        Raises Refused with the worker's reason, or "extract_error" where it met an error it
        does not know; after the last try WorkerLost("extract_timeout") or ("extract_crash"), or
        NoWorker where none starts.
        """
        question = pickle.dumps((page.body, page.encoding, page.url, page.fetched_at))
        async with self._place() as place:
            for _ in range(TRIES - 1):
                try:
                    return _story(await self._ask(place, question), page.url)
                except WorkerLost as lost:
                    logger.debug("%s on %s, trying once more", lost.reason, page.url)
            return _story(await self._ask(place, question), page.url)

    async def close(self) -> None:
        """End all workers; a page being extracted is lost."""
        self._closed = True
        for place in self._busy:
            place.kill()
        places = [await self._free.get() for _ in range(self._workers)]
        for place in places:
            await place.empty()
            self._free.put_nowait(place)  # for a late page, which is told that it is lost

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[_Place]:
        place = await self._free.get()
        self._busy.add(place)
        try:
            yield place
        finally:
            self._busy.discard(place)
            self._free.put_nowait(place)

    async def _ask(self, place: _Place, question: bytes) -> Answer:
        if self._closed:
            raise WorkerLost("extract_crash")
        return await place.ask(question, timeout=self._timeout)


class _Place:
    """Room for one worker, who is killed and replaced when it fails or has done its pages."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._process: Process | None = None
        self._pages = 0

    async def ask(self, question: bytes, *, timeout: float) -> Answer:  # noqa: ASYNC109 - the caller's setting
        done = False  # a worker left halfway would give the next page this one's answer
        try:
            process = self._process or await self._start()
            answer = await _within(timeout, _exchange(process, question))
            self._pages += 1
            done = self._pages < PAGES
            return answer
        finally:
            if not done:
                await self.empty()

    async def empty(self) -> None:
        """Kill the worker and wait for its end, its pipes closed."""
        process, self._process, self._pages = self._process, None, 0
        if process:
            _kill(process)
            await process.communicate()

    def kill(self) -> None:
        if self._process:
            _kill(self._process)

    async def _start(self) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, env=_environment()
        )
        try:
            await _within(START, _receive(self._process))
        except WorkerLost as lost:
            raise NoWorker from lost
        return self._process


def _environment() -> dict[str, str]:
    """Return the child's environment: our import path, so that a zipped egg is found too."""
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    # NumPy's BLAS reserves address space for every core, which the memory limit counts.
    return os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}


async def _exchange(process: Process, question: bytes) -> Answer:
    stdin = cast("StreamWriter", process.stdin)
    stdin.write(len(question).to_bytes(4) + question)
    await stdin.drain()
    return await _receive(process)


async def _receive(process: Process) -> Answer:
    stdout = cast("StreamReader", process.stdout)
    size = int.from_bytes(await stdout.readexactly(4))
    if size > ANSWER_BYTES:
        raise WorkerLost("extract_crash")
    return _unpickled(await stdout.readexactly(size))


async def _within(seconds: float, reply: Coroutine[None, None, Answer]) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return await reply
    except TimeoutError as hung:
        raise WorkerLost("extract_timeout") from hung
    except (EOFError, ConnectionError) as died:
        raise WorkerLost("extract_crash") from died


def _unpickled(frame: bytes) -> Answer:
    try:
        kind, what = pickle.loads(frame)  # noqa: S301 - our own child's
    except Exception as garbage:
        raise WorkerLost("extract_crash") from garbage
    return kind, what


def _story(answer: Answer, url: str) -> Extracted:
    kind, what = answer
    if kind == "ok":
        return cast("Extracted", what)
    if kind == "refused":
        raise Refused(str(what))
    logger.warning("Extraction met %s on %s", what, url)
    raise Refused("extract_error")


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
