"""The local stand-in for the web: every host name of the world on one port of this machine.

It is an HTTP proxy. A client that is pointed at it sees real host names and real https, yet
not one byte leaves the machine. A host that no test has set up answers 502 and is
remembered in `strays`.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from tests.internet.certificates import Certificates
from tests.internet.messages import Reply, Request, Visit, html, plain
from tests.internet.wire import HEAD_BYTES, read_request, send

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_FOUND = html("<h1>Not found</h1>", status=404)
BROWSER_HOSTS = {  # what Chromium asks of its own accord; refused, but no stray
    "accounts.google.com",
    "clients2.google.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "redirector.gvt1.com",
    "update.googleapis.com",
}
GOODBYE_SECONDS = 1.0  # for a client that never confirms the end of its TLS session


class Site:
    """One host: replies by path and query, then by path, then by `handler`.

    `opens_in` is how many seconds a connection to it takes to open.
    """

    def __init__(self, host: str) -> None:
        self.host = host
        self.opens_in = 0.0
        self.handler: Callable[[Request], Reply] = lambda _: NOT_FOUND
        self._replies: dict[str, deque[Reply]] = {}

    def put(self, path: str, *replies: Reply | str) -> Self:
        """Answer *path* with the replies one after another, the last for ever; text is a page."""
        self._replies[path] = deque(html(r) if isinstance(r, str) else r for r in replies)
        return self

    def forget(self, path: str) -> None:
        self._replies.pop(path, None)

    def answer(self, request: Request) -> Reply:
        for path in (request.target, request.path):
            if path in self._replies:
                return _next(self._replies[path])
        return self.handler(request)


def _next(replies: deque[Reply]) -> Reply:
    return replies.popleft() if len(replies) > 1 else replies[0]


class Internet:
    """A context manager; `faults` are errors of the stand-in itself, raised when it closes."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.strays: list[str] = []
        self.faults: list[Exception] = []
        self._sites: dict[str, Site] = {}
        self._conversations: set[asyncio.Task[None]] = set()

    def site(self, host: str) -> Site:
        return self._sites.setdefault(host.lower(), Site(host.lower()))

    def asked(self, host: str | None = None, path_prefix: str = "") -> list[Visit]:
        """The visits to a host (None: to all) whose path begins so."""
        return [visit for visit in self.visits if _matches(visit, host, path_prefix)]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def proxies(self) -> dict[str, str]:
        """The environment that sends a process here; what runs on this machine stays direct."""
        ways = dict.fromkeys(
            ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), self.address
        )
        return {**ways, "no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}

    @property
    def authority(self) -> Path:
        """The certificate that vouches for all hosts, for clients that verify."""
        return self._certificates.authority

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="internet-")
        self._certificates = Certificates(Path(self._folder.name))
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        # inherited by every connection; without it each TLS handshake waits 40 ms for an ACK
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port: int = self._listener.getsockname()[1]
        self._loop, self._stop = asyncio.new_event_loop(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="internet", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._folder.cleanup()
        if self.faults and kind is None:
            raise ExceptionGroup("the stand-in for the web failed", self.faults)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._converse, sock=self._listener, limit=HEAD_BYTES)
        await self._stop.wait()
        server.close()
        for conversation in self._conversations:
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)
        await asyncio.sleep(0)  # lets the aborted transports close their sockets

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._conversations.add(task)
        try:
            await self._talk(reader, writer)
            await _say_goodbye(writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        except Exception as fault:  # noqa: BLE001 - raised at exit, where the test sees it
            self.faults.append(fault)
        finally:
            writer.transport.abort()
            self._conversations.discard(task)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        origin = ""
        while request := await read_request(reader, writer, origin):
            if request.method == "CONNECT":
                origin = await self._open_tunnel(request.url, writer)
                continue
            reply = self._answer(request)
            if reply.delay:
                await asyncio.sleep(reply.delay)
            if not await send(writer, request, reply):
                return

    async def _open_tunnel(self, target: str, writer: asyncio.StreamWriter) -> str:
        host = target.rpartition(":")[0].strip("[]").lower()
        if (site := self._sites.get(host)) and site.opens_in:
            await asyncio.sleep(site.opens_in)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._certificates.context(host))
        return "https://" + target.removesuffix(":443")

    def _answer(self, request: Request) -> Reply:
        at, when = time.monotonic(), datetime.now(UTC)
        reply = self._reply(request)
        self.visits.append(
            Visit(
                at=at,
                when=when,
                method=request.method,
                url=request.url,
                status=0 if reply.manner == "drop" else reply.status,
                user_agent=request.headers.get("user-agent", ""),
                headers=request.headers,
            )
        )
        return reply

    def _reply(self, request: Request) -> Reply:
        if (site := self._sites.get(request.host)) is None:
            if request.host not in BROWSER_HOSTS:
                self.strays.append(request.url)
            return plain("No test has set up this host.", status=502)
        try:
            return site.answer(request)
        except Exception as fault:  # noqa: BLE001 - raised at exit, where the test sees it
            self.faults.append(fault)
            return plain(f"{type(fault).__name__}: {fault}", status=500)


def _matches(visit: Visit, host: str | None, path_prefix: str) -> bool:
    asked = Request(method=visit.method, url=visit.url)
    return host in {None, asked.host} and asked.path.startswith(path_prefix)


async def _say_goodbye(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await writer.wait_closed()
