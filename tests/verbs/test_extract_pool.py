"""Workers that hang, die and babble, and the pool that outlives them."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from newscrawl.errors import NoWorker, Refused, WorkerLost
from newscrawl.extract import pool as pools
from newscrawl.extract.pool import ExtractPool
from newscrawl.items import Link, Page, Source

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
# A worker whose extraction does what the page's body says, in Python.
OBEDIENT = """
import os, sys, time
from newscrawl.errors import Refused
from newscrawl.extract import article, worker
from newscrawl.extract.extracted import Extracted

def extract(body, *, encoding, url, at):
    exec(body.decode())
    return Extracted(title=url, text=str(os.getpid()))

article.extract = extract
worker.main()
"""


def page(body: bytes | str = "", url: str = "https://news.example/a") -> Page:
    return Page(
        key=UUID(int=1),
        link=Link(url=url, source=Source(feed="test")),
        asked=url,
        url=url,
        body=body.encode() if isinstance(body, str) else body,
        fetched_at=datetime(2026, 5, 3, tzinfo=UTC),
    )


def is_running(pid: str) -> bool:
    return Path("/proc", pid).exists()


def doing(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


@pytest.fixture
async def obedient():
    pool = ExtractPool(1, timeout=30, command=doing(OBEDIENT))
    yield pool
    await pool.close()


@pytest.fixture
async def hasty():
    """Waits little for a page, and yet longer than a busy machine takes for one that is good."""
    pool = ExtractPool(1, timeout=2, command=doing(OBEDIENT))
    yield pool
    await pool.close()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os._exit(3)", "extract_crash"),
        ("os.write(3, b'')\nos.kill(os.getpid(), 9)", "extract_crash"),
        ("os.closerange(3, 20)", "extract_crash"),
    ],
    ids=["exits", "is killed", "loses its pipe"],
)
async def test_a_lost_worker_is_replaced_and_the_next_page_works(obedient, body, reason):
    with pytest.raises(WorkerLost, match=reason):
        await obedient.extract(page(body))

    assert (await obedient.extract(page())).title == "https://news.example/a"


async def test_a_hang_ends_within_two_deadlines_and_the_next_page_works(hasty):
    first = await hasty.extract(page())
    started = time.monotonic()

    with pytest.raises(WorkerLost, match="extract_timeout"):
        await hasty.extract(page("time.sleep(60)"))

    assert 4 <= time.monotonic() - started < 40
    assert not is_running(first.text)
    assert (await hasty.extract(page())).title == "https://news.example/a"


async def test_a_page_is_tried_once_more_in_a_fresh_worker(obedient, tmp_path):
    first = await obedient.extract(page())
    tried = tmp_path / "tried"
    once = f"p = {str(tried)!r}\nif not os.path.exists(p):\n    open(p, 'w').close(); os._exit(1)"

    second = await obedient.extract(page(once))

    assert tried.exists()
    assert second.text != first.text


@pytest.mark.parametrize(
    ("body", "reason"),
    [("raise Refused('unparsable')", "unparsable"), ("raise ValueError", "extract_error")],
    ids=["refused", "unknown error"],
)
async def test_a_refusal_passes_through_and_the_worker_stays(obedient, body, reason):
    first = await obedient.extract(page())

    with pytest.raises(Refused) as refused:
        await obedient.extract(page(body))

    assert refused.value.reason == reason
    assert (await obedient.extract(page())).text == first.text


async def test_what_a_library_prints_does_not_reach_the_answers(obedient):
    found = await obedient.extract(page("print('noise'); os.system('echo noise')"))

    assert found.title == "https://news.example/a"


@pytest.mark.parametrize(
    "program",
    [
        "print('good morning, this is no frame')",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\4abcd'); sys.stdout.flush(); input()",
        "import no_such_library",
    ],
    ids=["text", "no pickle", "a library that is missing"],
)
async def test_what_starts_with_garbage_is_no_worker_and_no_fault_of_the_page(program):
    pool = ExtractPool(1, timeout=0.5, command=doing(program))

    with pytest.raises(NoWorker):
        await pool.extract(page())

    await pool.close()


async def test_a_cancelled_page_kills_its_worker(obedient):
    first = await obedient.extract(page())
    asking = asyncio.create_task(obedient.extract(page("time.sleep(60)")))
    await asyncio.sleep(0.05)

    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert not is_running(first.text)
    assert (await obedient.extract(page())).text != first.text


async def test_closing_loses_what_is_under_way():
    pool = ExtractPool(2, timeout=30, command=doing(OBEDIENT))
    asking = asyncio.create_task(pool.extract(page("time.sleep(60)")))
    await pool.extract(page())

    await pool.close()

    with pytest.raises(WorkerLost):
        await asking
    with pytest.raises(WorkerLost):
        await pool.extract(page())


async def test_a_worker_is_replaced_after_its_share_of_pages(obedient, monkeypatch):
    monkeypatch.setattr(pools, "PAGES", 2)

    pids = [(await obedient.extract(page())).text for _ in range(4)]

    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_workers_answer_side_by_side():
    pool = ExtractPool(2, timeout=30, command=doing(OBEDIENT))
    urls = [f"https://news.example/{number}" for number in range(20)]

    found = await asyncio.gather(*(pool.extract(page(url=url)) for url in urls))
    await pool.close()

    assert [story.title for story in found] == urls
    assert len({story.text for story in found}) == 2


async def test_the_real_worker_reads_a_real_page():
    pool = ExtractPool(1, timeout=30)

    found = await pool.extract(page((PAGES / "graph.html").read_bytes()))
    await pool.close()

    assert found.title == "Harbour bridge opens a month early"
    assert found.text.count("\n- ") == 3


async def test_the_real_worker_does_not_load_scrapy():
    program = "import sys\nfrom newscrawl.extract import article, worker, pool\nsys.exit(any(name in sys.modules for name in ('scrapy', 'twisted')))"

    process = await asyncio.create_subprocess_exec(
        *doing(program), env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )

    assert await process.wait() == 0
