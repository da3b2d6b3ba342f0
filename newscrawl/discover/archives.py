"""WARC files: pages somebody fetched already, among them Common Crawl's CC-NEWS."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl import times
from newscrawl.charsets import charset
from newscrawl.errors import NewscrawlError, Refused
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO, Literal

    from fastwarc.warc import HeaderMap

_GZIP = b"\x1f\x8b"
_CHUNK = 1024 * 1024  # bytes
_FIRST_CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r?\n")
_LAST_CHUNK = re.compile(rb"\n0+[ \t]*(?:;[^\r\n]*)?\r?\n")
_TRAILERS = 2_000  # bytes at the end of an answer in chunks, where the last one is
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[a-zA-Z!?]")
_NO_PACKING = frozenset(("none", "identity", "binary", "8bit"))
_LENGTH = re.compile(r"[0-9]{1,18}")  # what isdigit() takes for digits besides is no number
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
LONGEST_PAGE = 16 * 1024 * 1024  # bytes, as a page fetched from the web may have


class NotAnArchive(NewscrawlError):
    """The file is no WARC, or broke off at `position` records."""

    def __init__(self, why: str, *, position: int) -> None:
        super().__init__(why)
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records are pages to be had; an empty field wants all. Hosts may be `*.example.com`."""

    hosts: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def has(self, url: str, fetched_at: datetime | None) -> bool:
        host = host_of(url)
        if self.hosts and not any(fnmatchcase(host, pattern) for pattern in self.hosts):
            return False
        if fetched_at is None:
            return self.since is None and self.until is None
        return (self.since is None or fetched_at >= self.since) and (
            self.until is None or fetched_at < self.until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A page as it was answered; `position` counts the response records of the file from 1.

    `fault` says why its body could not be had: `cut_off`, `garbled`, `too_large`.
    """

    position: int
    url: str
    fetched_at: datetime | None
    status: int = 0
    content_type: str = ""
    encoding: str | None = None
    body: bytes = b""
    fault: str = ""


def read_archive(path: Path, *, skip: int, wanted: Wanted) -> Iterator[Record | int]:
    """Yield the wanted responses of a .warc, .warc.gz or .warc.zst after the first *skip*.

    What is not wanted comes as its position alone, so that progress can be kept. Raise
    NotAnArchive where the file is none or is cut off; what came before is good.
    """
    position = start = 0
    try:
        for raw in ArchiveIterator(
            str(path),
            record_types=WarcRecordType.response,
            parse_http=False,  # a Content-Encoding nobody knows would end the file
            fsspec_args=False,
        ):
            position, start = position + 1, raw.stream_pos
            if position > skip:
                yield _read(raw, position, wanted) or position
    except EOFError as error:
        raise NotAnArchive(f"{path.name}: cut off", position=position - 1) from error
    except OSError as error:
        raise NotAnArchive(f"{path.name}: {error}", position=position) from error
    if _stops_short(path, start):
        raise NotAnArchive(f"{path.name}: cut off", position=position)
    if position == 0:
        raise NotAnArchive(f"{path.name}: holds no response record", position=0)


def _stops_short(path: Path, start: int) -> bool:
    """Tell whether the last gzip member goes on where the file ends; *start* is that of a member."""
    with path.open("rb") as file:
        file.seek(start)
        if file.read(len(_GZIP)) != _GZIP:
            return False
        file.seek(start)
        try:
            return not _unpacked_to_its_end(file).eof
        except zlib.error:
            return True


def _unpacked_to_its_end(file: BinaryIO) -> zlib._Decompress:
    unpacked = zlib.decompressobj(wbits=31)
    while chunk := unpacked.unused_data or file.read(_CHUNK):
        if unpacked.eof:
            unpacked = zlib.decompressobj(wbits=31)
        while chunk and not unpacked.eof:
            unpacked.decompress(chunk, _CHUNK)
            chunk = unpacked.unconsumed_tail
    return unpacked


def _unpacked(headers: HeaderMap, sent: bytes) -> bytes:
    """Return a body as its page; raise Refused where that is not what its head says.

    Crawlers unpack bodies and keep heads as they came, and half a page would be stored as a whole
    article: FastWARC hands out what there is of a body in chunks or in gzip, and says nothing;
    brotli and zstd say themselves that they are cut.
    """
    is_chunked = _is_chunked(headers, sent)
    if is_chunked:
        if _LAST_CHUNK.search(sent[-_TRAILERS:]) is None:
            raise Refused("cut_off")
        sent = _decoded("Transfer-Encoding: chunked", sent)
    packing = _packing(headers)
    if packing and not _MARKUP.match(sent):
        page = _decoded(f"Content-Encoding: {packing}", sent)
        if packing in ("gzip", "deflate") and _breaks_off(sent):
            raise Refused("cut_off")
        return page
    declared = _length(headers)  # of the body as it was packed
    if not (packing or is_chunked or declared is None) and len(sent) < declared:
        raise Refused("cut_off")
    return sent


def _is_chunked(headers: HeaderMap, sent: bytes) -> bool:
    is_told = "chunked" in (headers.get("Transfer-Encoding") or "").lower()
    return is_told and (not sent or _FIRST_CHUNK.match(sent) is not None)


def _packing(headers: HeaderMap) -> str:
    """Return how a body is packed; "" where the head names what is no packing, a charset among it."""
    told = (headers.get("Content-Encoding") or "").strip().lower()
    return "" if told in _NO_PACKING or charset(told) else told.replace("x-gzip", "gzip")


def _decoded(header: str, sent: bytes) -> bytes:
    block = f"HTTP/1.1 200 OK\r\n{header}\r\n\r\n".encode("utf-8", "replace") + sent
    try:
        body = _parsed(block, decode="all").reader.read(LONGEST_PAGE + 1)
    except OSError as error:  # or packed in a way that FastWARC does not know
        raise Refused("garbled") from error
    if len(body) > LONGEST_PAGE:
        raise Refused("too_large")
    return body


def _breaks_off(packed: bytes) -> bool:
    unpacked = zlib.decompressobj(wbits=47)  # gzip or zlib
    try:
        while packed and not unpacked.eof:
            unpacked.decompress(packed, _CHUNK)
            packed = unpacked.unconsumed_tail
    except zlib.error:  # a checksum that is not that of the page
        return True
    return not unpacked.eof


def _length(headers: HeaderMap) -> int | None:
    declared = headers.get("Content-Length") or ""
    return int(declared) if _LENGTH.fullmatch(declared) else None


def _read(raw: WarcRecord, position: int, wanted: Wanted) -> Record | None:
    """Return the page, if it is one and wanted; raise EOFError where the file ends within it.

    Nothing else says so: FastWARC hands out what there is.
    """
    declared = _length(raw.headers)
    if declared is None:
        raise EOFError(raw.record_id)
    url = _UNWRITABLE.sub("", raw.headers.get("WARC-Target-URI") or "").strip("<>")
    fetched_at = times.as_utc(raw.record_date) if raw.record_date else None
    if not _is_http(raw) or not wanted.has(url, fetched_at):
        return None
    record = Record(position=position, url=url, fetched_at=fetched_at, fault="too_large")
    if raw.content_length > LONGEST_PAGE:
        return record
    block = raw.reader.read()
    if len(block) < declared:
        raise EOFError(raw.record_id)
    page = _parsed(block, decode="none")
    body, fault = b"", ""
    try:
        if raw.headers.get("WARC-Truncated"):  # by who fetched it: too long, or too slow
            raise Refused("cut_off")
        body = _unpacked(page.http_headers, page.reader.read())
    except Refused as refused:
        fault = refused.reason
    return replace(
        record,
        status=page.http_headers.status_code or 0,
        content_type=page.http_content_type or "",
        encoding=charset(page.http_charset),
        body=body,
        fault=fault,
    )


def _is_http(raw: WarcRecord) -> bool:
    """FastWARC knows the type in small letters alone."""
    kind = (raw.headers.get("Content-Type") or "").lower()
    return raw.is_http or kind.startswith("application/http")


def _parsed(block: bytes, *, decode: Literal["all", "none"]) -> WarcRecord:
    """A record of its own: FastWARC reads no further in a file after a body that it cannot decode."""
    page = WarcRecord()
    page.init_headers(WarcRecordType.response)
    page.is_http = True
    page.set_bytes_content(block)
    page.parse_http(auto_decode=decode)
    return page
