"""What a page's scripts may have brought while it is rendered: scripts and data, and no more than a page's worth."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from newscrawl.fetch.addresses import refusal
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

_BROUGHT = frozenset({"script", "xhr", "fetch"})  # Chromium's words; no text hangs on the others
_METHODS = frozenset({"GET", "HEAD", "POST"})  # POST too: stories are asked for by GraphQL
LARGEST = 4 << 20  # bytes of one answer; a site's whole program is seldom half of it
_MOST = 100  # requests a page; a heavy news page's own scripts and data are some 40
_MOST_BYTES = 16 << 20  # of all answers together: what a page may have without scripts


class Errands:
    """The allowance of one page at *host*; *allows* is what that host's robots.txt says of an address."""

    def __init__(self, *, host: str, allows: Callable[[str], bool]) -> None:
        self.sent = 0
        self._bytes_left = _MOST_BYTES
        self._host = host
        self._allows = allows
        self._ended = False

    def refusal(self, url: str, kind: str, *, method: str = "GET") -> str | None:
        """Return a word for why *url* is not asked for; None where it may be, and then it is counted."""
        if kind not in _BROUGHT or method not in _METHODS:
            return "not_for_text"
        if no := self._refusal_of_address(url):
            return no
        if self._ended or self.sent >= _MOST or self._bytes_left <= 0:
            return "too_many"
        self.sent += 1
        return None

    def end(self) -> None:
        self._ended = True

    def spend(self, many: int) -> None:
        self._bytes_left -= many

    def _refusal_of_address(self, url: str) -> str | None:
        if refusal(url):
            return "not_the_web"
        if is_tracker(url):
            return "tracker"
        if host_of(url) == self._host and not self._allows(url):
            return "robots"
        return None


def is_tracker(url: str) -> bool:
    """Tell whether *url* counts visitors or sells their attention: the host, or one above it, is listed."""
    parts = host_of(url).split(".")
    return any(".".join(parts[start:]) in _trackers() for start in range(len(parts) - 1))


@cache
def _trackers() -> frozenset[str]:
    listed = resources.files(__package__).joinpath("trackers.txt").read_text(encoding="utf-8")
    return frozenset(listed.split())
