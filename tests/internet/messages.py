"""What is asked of the internet, what it answers, and what it remembers of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Manner = Literal[
    "whole", "chunked", "cut", "drip", "endless", "drop", "raw", "flood", "trickle", "silence"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came in; header names are lower case."""

    method: str
    url: str
    version: str = "HTTP/1.1"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def target(self) -> str:
        query = urlsplit(self.url).query
        return f"{self.path}?{query}" if query else self.path

    @property
    def query(self) -> dict[str, str]:
        """The last value of every parameter."""
        pairs = parse_qs(urlsplit(self.url).query, keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @property
    def form(self) -> dict[str, str]:
        """The last value of every form field; empty where the body is no form."""
        pairs = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, and the manner in which it comes.

    `cut` declares the whole length and sends half, `drip` sends 64 bytes every `pace`
    seconds, `endless` repeats the body until the client leaves, `drop` closes the
    connection without a word. `raw` sends the body as the whole answer, head and all; `flood` sends
    a status line and then the body, again and again, whether the client listens or not; `trickle`
    sends the whole answer a byte at a time, `silence` nothing. `poured` gets how many bytes an
    `endless` answer or a `flood` had sent when the client left. `delay` is waited before the first byte, in seconds.
    `gzip` packs the body for clients that accept it.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    gzip: bool = False
    manner: Manner = "whole"
    pace: float = 0.05
    poured: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request that was answered; `at` is monotonic seconds, `when` the wall clock at arrival."""

    at: float
    when: datetime
    method: str
    url: str
    status: int
    user_agent: str
    headers: Mapping[str, str]


def html(text: str, *, status: int = 200, **more: str) -> Reply:
    """Answer with a page; further keywords are headers, `_` for `-`."""
    return _typed("text/html; charset=utf-8", text, status, more)


def xml(text: str, *, status: int = 200, **more: str) -> Reply:
    return _typed("application/xml; charset=utf-8", text, status, more)


def plain(text: str, *, status: int = 200, **more: str) -> Reply:
    return _typed("text/plain; charset=utf-8", text, status, more)


def redirect(to: str, *, status: int = 302) -> Reply:
    return html("Moved.", status=status, Location=to)


def _typed(kind: str, text: str, status: int, more: Mapping[str, str]) -> Reply:
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    return Reply(status=status, body=text.encode(), headers={"Content-Type": kind, **headers})
