"""HTTP/1.1 as bytes: reading requests and sending replies, well behaved or not."""

from __future__ import annotations

import asyncio
import gzip
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING

from tests.internet.messages import Reply, Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

HEAD_BYTES = 1 << 20  # a longer request head is nobody's
DRIP_BYTES = 64
BODILESS = {204, 304}


async def read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, origin: str
) -> Request | None:
    """Read the next request; `origin` is scheme and host inside a tunnel. None at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, version = first.split(" ")
    headers = _headers(lines)
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return Request(
        method=method,
        url=_url(target, headers, origin) if method != "CONNECT" else target,
        version=version,
        headers=headers,
        body=await _body(reader, headers),
    )


def _headers(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _url(target: str, headers: Mapping[str, str], origin: str) -> str:
    if not target.startswith("/"):
        return target
    return (origin or "http://" + headers.get("host", "")) + target


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join([piece async for piece in _chunks(reader)])
    return await reader.readexactly(int(headers.get("content-length", 0)))


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int((await reader.readline()).split(b";")[0], 16):
        yield await reader.readexactly(size)
        await reader.readline()
    await reader.readline()


async def send(writer: asyncio.StreamWriter, request: Request, reply: Reply) -> bool:
    """Send a reply; tell whether the connection can be kept for the next request."""
    if reply.manner == "drop":
        writer.transport.abort()
        return False
    if reply.manner in {"raw", "flood", "silence"}:
        await _send_as_is(writer, reply)
        return False
    body, packing = _packed(request, reply)
    keep = _keeps(request, reply)
    head = _head(reply, packing, _framing(reply, body), keep=keep)
    if reply.manner == "trickle":
        await _drip(writer, head + body, reply.pace, step=1)
        return False
    writer.write(head)
    if request.method != "HEAD" and reply.status not in BODILESS:
        await _send_body(writer, reply, body)
    await writer.drain()
    return keep


def _packed(request: Request, reply: Reply) -> tuple[bytes, dict[str, str]]:
    if not reply.gzip or "gzip" not in request.headers.get("accept-encoding", ""):
        return reply.body, {}
    return gzip.compress(reply.body, compresslevel=1), {"Content-Encoding": "gzip"}


def _keeps(request: Request, reply: Reply) -> bool:
    wish = request.headers.get("connection", request.headers.get("proxy-connection", "")).lower()
    if reply.manner in {"cut", "endless"} or wish == "close":
        return False
    return request.version == "HTTP/1.1" or wish == "keep-alive"


def _framing(reply: Reply, body: bytes) -> dict[str, str]:
    if reply.manner in {"chunked", "endless"}:
        return {"Transfer-Encoding": "chunked"}
    return {} if reply.status in BODILESS else {"Content-Length": str(len(body))}


def _head(reply: Reply, packing: dict[str, str], framing: dict[str, str], *, keep: bool) -> bytes:
    usual = {"Content-Type": "text/html; charset=utf-8", "Date": formatdate(usegmt=True)}
    link = {"Connection": "keep-alive" if keep else "close"}
    lines = {**usual, **reply.headers, **packing, **framing, **link}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {reply.status} {_phrase(reply.status)}\r\n{text}\r\n".encode("latin-1")


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"


async def _send_body(writer: asyncio.StreamWriter, reply: Reply, body: bytes) -> None:
    match reply.manner:
        case "cut":
            writer.write(body[: len(body) // 2])
        case "drip":
            await _drip(writer, body, reply.pace, step=DRIP_BYTES)
        case "chunked":
            writer.write(b"".join(_chunk(body[i : i + 4096]) for i in range(0, len(body), 4096)))
            writer.write(b"0\r\n\r\n")
        case "endless":
            await _repeat(writer, _chunk(body or b"and so on, "), reply)
        case _:
            writer.write(body)


def _chunk(piece: bytes) -> bytes:
    return f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


async def _send_as_is(writer: asyncio.StreamWriter, reply: Reply) -> None:
    match reply.manner:
        case "raw":
            writer.write(reply.body)
            await writer.drain()
        case "flood":
            writer.transport.pause_reading()  # not even the client's goodbye is heard
            writer.write(b"HTTP/1.1 200 OK\r\n")
            await _repeat(writer, reply.body, reply)
        case _:
            await asyncio.Event().wait()


async def _drip(writer: asyncio.StreamWriter, body: bytes, pace: float, *, step: int) -> None:
    for start in range(0, len(body), step):
        writer.write(body[start : start + step])
        await writer.drain()
        await asyncio.sleep(pace)


async def _repeat(writer: asyncio.StreamWriter, piece: bytes, reply: Reply) -> None:
    sent = 0
    try:
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            sent += len(piece)
            await asyncio.sleep(reply.pace)
    finally:
        reply.poured.append(sent)
