"""The queue for the browser: few at once, within the budget, and none of a host that rests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from newscrawl.handlers.window import _is_ready
from newscrawl.spiders.rendering import Rendering

if TYPE_CHECKING:
    from pathlib import Path

SHELL = b"<html><body><div id='root'></div><script src='/app.js'></script></body></html>"


@pytest.fixture
def browser(tmp_path: Path) -> str:
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


class Desk:
    def __init__(self, **knobs: Any) -> None:
        self.knobs = SimpleNamespace(**knobs)
        self.put_off: list[str] = []

    async def later(self, leased: Any, reason: str, *, retry_after: float, blameless: bool) -> None:
        assert blameless
        assert retry_after > 60
        self.put_off.append(f"{leased.host} {reason}")


class Queue:
    """A Rendering, what it sent, and what was put off."""

    def __init__(self, browser: str, *, pages: int = 50) -> None:
        self.desk = Desk(render=True, render_pages=pages, browser=browser)
        self.sent: list[str] = []
        self.rendering = Rendering(self.desk, send=lambda request: self.sent.append(request.url))

    async def ask(self, host: str) -> bool:
        request = Request(f"https://{host}/a", meta={"leased": SimpleNamespace(host=host)})
        response = HtmlResponse(request.url, body=SHELL, request=request)
        return await self.rendering.takes(response, request.replace())


async def test_two_pages_are_in_the_browser_and_the_next_when_one_has_left(browser: str) -> None:
    queue = Queue(browser)
    for host in ("one.example", "two.example", "three.example"):
        assert await queue.ask(host)
    sent = len(queue.sent)

    queue.rendering.go_on()

    assert (sent, len(queue.sent)) == (2, 3)


async def test_a_page_beyond_the_budget_is_put_off(browser: str) -> None:
    queue = Queue(browser, pages=1)

    taken = [await queue.ask("one.example"), await queue.ask("two.example")]

    assert taken == [True, True]
    assert queue.desk.put_off == ["two.example render_budget"]


async def test_pages_of_a_host_that_rests_wait_no_longer_and_cost_nothing(browser: str) -> None:
    queue = Queue(browser, pages=5)
    for host in ("one.example", "two.example", "busy.example", "three.example", "busy.example"):
        await queue.ask(host)

    back = queue.rendering.take_back("busy.example")
    queue.rendering.go_on()
    await queue.ask("four.example")

    assert [leased.host for leased in back] == ["busy.example"] * 2
    assert queue.sent[-1] == "https://three.example/a"
    assert queue.desk.put_off == []


@pytest.mark.parametrize(
    ("length", "still", "calm", "ready"),
    [
        pytest.param(900, 0.6, 0.6, True, id="text, and all is calm"),
        pytest.param(900, 0.6, 0.0, False, id="text, and more is under way"),
        pytest.param(900, 2.1, 0.0, True, id="text, and a page that never stops asking"),
        pytest.param(10, 2.1, 2.1, False, id="no text yet"),
        pytest.param(10, 9.0, 0.0, False, id="no text yet, it is under way"),
        pytest.param(10, 3.1, 3.1, True, id="no text, and none to come"),
    ],
)
def test_a_page_is_ready_when_its_text_stands_still(length, still, calm, ready) -> None:
    assert _is_ready(length, still=still, calm=calm) is ready
