"""WARC files: pages somebody fetched already, among them Common Crawl's CC-NEWS."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl import times
from newscrawl.charsets import charset
from newscrawl.errors import NewscrawlError
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO, Literal

    from fastwarc.warc import HeaderMap

_GZIP = b"\x1f\x8b"
_CHUNK = 1024 * 1024  # bytes
_LAST_CHUNK = re.compile(rb"\n0+[ \t]*(?:;[^\r\n]*)?\r?\n")
_TRAILERS = 2_000  # bytes at the end of an answer in chunks, where the last one is
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
    """A page as it was answered; `position` counts the response records of the file from 1."""

    position: int
    url: str
    status: int
    content_type: str
    encoding: str | None
    body: bytes
    fetched_at: datetime | None


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


def _is_cut(block: bytes, headers: HeaderMap, body: bytes) -> bool:
    """Half a page would be stored as a whole article.

    FastWARC hands out what there is of a body in chunks or in gzip, and says nothing; brotli and zstd
    say themselves that they are cut.
    """
    packed = (headers.get("Content-Encoding") or "").lower()
    is_chunked = "chunked" in (headers.get("Transfer-Encoding") or "").lower()
    if is_chunked and _LAST_CHUNK.search(block[-_TRAILERS:]) is None:
        return True
    if packed in ("gzip", "deflate"):
        return _breaks_off(_parsed(block, decode="transfer").reader.read())
    declared = _length(headers)
    return not packed and not is_chunked and declared is not None and len(body) < declared


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
    if raw.content_length > LONGEST_PAGE or not raw.is_http or not wanted.has(url, fetched_at):
        return None
    if raw.headers.get("WARC-Truncated"):  # by who fetched it: too long, or too slow
        return None
    block = raw.reader.read()
    if len(block) < declared:
        raise EOFError(raw.record_id)
    try:
        page = _parsed(block)
        body = page.reader.read(LONGEST_PAGE + 1)
    except OSError:  # a body that is not what its Content-Encoding says
        return None
    if len(body) > LONGEST_PAGE or _is_cut(block, page.http_headers, body):
        return None
    return Record(
        position=position,
        url=url,
        status=page.http_headers.status_code or 0,
        content_type=page.http_content_type or "",
        encoding=charset(page.http_charset),
        body=body,
        fetched_at=fetched_at,
    )


def _parsed(block: bytes, *, decode: Literal["all", "transfer"] = "all") -> WarcRecord:
    """A record of its own: FastWARC reads no further in a file after a body that it cannot decode."""
    page = WarcRecord()
    page.init_headers(WarcRecordType.response)
    page.is_http = True
    page.set_bytes_content(block)
    page.parse_http(auto_decode=decode)
    return page
