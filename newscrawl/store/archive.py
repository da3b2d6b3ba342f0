"""Raw pages as WARC files, which a kill leaves readable and a full disk leaves whole."""

from __future__ import annotations

import fcntl
import gzip
import io
import os
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastwarc.warc import WarcHeader, WarcRecord, WarcRecordType

from newscrawl import __version__
from newscrawl.errors import BadSetting

if TYPE_CHECKING:
    from datetime import datetime
    from io import FileIO
    from pathlib import Path

_OPEN = ".open"  # at the end of a name: a file that is being written, or whose crawl was killed
_LEVEL = 6  # of gzip; 9 takes twice as long for one percent
_SYNC_SECONDS = 5.0  # what a power cut may cost; a kill costs nothing that was written
_CHUNK = 1024 * 1024  # bytes
_INFO = (
    f"software: newscrawl/{__version__}\r\n"
    "format: WARC File Format 1.1\r\n"
    "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    "isPartOf: {crawl}\r\n"
    "description: HTML answers of publishers. Bodies as they came, their Content-Encoding kept, "
    "their Transfer-Encoding undone; headers as Scrapy keeps them, which is not their order; "
    "cookies, authorization and proxy headers of requests left out\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One page as it was asked for and answered; heads end with their empty line."""

    url: str
    at: datetime
    request_head: bytes
    answer_head: bytes
    body: bytes
    ip: str | None = None


class Archive:
    """Files of about *most* bytes in *folder*, named by time, *crawl*, process and a counter.

    A page is one write of whole gzip members, so a file is good up to its last whole page at
    any moment; files that killed crawls left behind are mended when a new one is begun.
    """

    def __init__(self, folder: Path, *, crawl: str, most: int) -> None:
        self._folder, self._crawl, self._most = folder, crawl, most
        self._file: FileIO | None = None
        self._info = ""  # the id of the file's warcinfo
        self._begun = 0
        self._synced = 0.0

    def keep(self, exchange: Exchange) -> None:
        """Write one page; raise OSError where the disk will not have it, the file left whole."""
        file = self._file or self._begin(exchange.at)
        end = file.tell()
        try:
            _write(file, b"".join(self._records(exchange)))
        except OSError:
            os.ftruncate(file.fileno(), end)
            file.seek(end)
            raise
        if file.tell() >= self._most:
            self.close()
        elif time.monotonic() - self._synced > _SYNC_SECONDS:
            self._sync(file)

    def close(self) -> None:
        """Finish the file at work, if there is one."""
        file, self._file = self._file, None
        if file is not None:
            with file:
                os.fsync(file.fileno())
                _finish(str(file.name))

    def _begin(self, at: datetime) -> FileIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        mend(self._folder)
        self._begun += 1
        name = f"newscrawl-{at:%Y%m%dT%H%M%SZ}-{self._crawl}-{os.getpid()}-{self._begun:05}.warc.gz"
        file = _create(self._folder / name)
        info = self._about(name, at)
        try:
            _write(file, _packed(info))
        except OSError:
            with file:
                os.unlink(str(file.name))  # noqa: PTH108 - a name, not a path
            raise
        self._file, self._info = file, str(info.record_id)
        return file

    def _about(self, name: str, at: datetime) -> WarcRecord:
        info = _record(WarcRecordType.warcinfo, _INFO.format(crawl=self._crawl).encode(), at=at)
        info.headers[WarcHeader.CONTENT_TYPE] = "application/warc-fields"
        info.headers[WarcHeader.WARC_FILENAME] = name
        return info

    def _records(self, exchange: Exchange) -> list[bytes]:
        block = exchange.answer_head + exchange.body
        answer = self._http(WarcRecordType.response, block, exchange)
        request = self._http(WarcRecordType.request, exchange.request_head, exchange)
        request.headers[WarcHeader.WARC_CONCURRENT_TO] = str(answer.record_id)
        if exchange.ip:
            answer.headers[WarcHeader.WARC_IP_ADDRESS] = exchange.ip
        answer.parse_http()  # only then is the payload known, and gets its digest
        return [_packed(answer), _packed(request)]

    def _http(self, kind: WarcRecordType, block: bytes, exchange: Exchange) -> WarcRecord:
        record = _record(kind, block, at=exchange.at)
        word = "response" if kind is WarcRecordType.response else "request"
        record.is_http = True
        record.headers[WarcHeader.CONTENT_TYPE] = f"application/http; msgtype={word}"
        record.headers[WarcHeader.WARC_TARGET_URI] = exchange.url
        record.headers[WarcHeader.WARC_WARCINFO_ID] = self._info
        return record

    def _sync(self, file: FileIO) -> None:
        os.fsync(file.fileno())
        self._synced = time.monotonic()


def check_folder(folder: Path) -> None:
    """Raise BadSetting where no file can be made in *folder*, which is made if it is not there."""
    probe = folder / f".newscrawl-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise BadSetting(
            f"NEWSCRAWL_WARC is {str(folder)!r}, where nothing can be written "
            f"({error.strerror}): name a folder of yours, or leave it out"
        ) from error


def mend(folder: Path) -> None:
    """Cut files that killed crawls left behind after their last whole record, and finish them."""
    for path in folder.glob(f"*{_OPEN}"):
        with suppress(FileNotFoundError), path.open("r+b") as file:  # gone: finished by its crawl
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # it is being written
            file.truncate(_whole(file))
            os.fsync(file.fileno())
            _finish(str(path))


def _create(path: Path) -> FileIO:
    """Make the file locked from its first moment, so that no other crawl takes it for a dead one's."""
    new = path.with_name(f".{path.name}")
    file = io.FileIO(new, "x+")
    fcntl.flock(file, fcntl.LOCK_EX)
    opened = path.with_name(path.name + _OPEN)
    new.rename(opened)
    file.name = str(opened)
    return file


def _finish(name: str) -> None:
    os.rename(name, name.removesuffix(_OPEN))  # noqa: PTH104 - a name, not a path


def _whole(file: io.BufferedRandom) -> int:
    """How many bytes of *file* are whole gzip members."""
    end = read = 0
    unpacked = zlib.decompressobj(wbits=31)
    while chunk := file.read(_CHUNK):
        read += len(chunk)
        while chunk:
            try:
                unpacked.decompress(chunk)
            except zlib.error:  # blocks that a power cut left empty
                return end
            chunk = unpacked.unused_data
            if unpacked.eof:
                end, unpacked = read - len(chunk), zlib.decompressobj(wbits=31)
    return end


def _record(kind: WarcRecordType, block: bytes, *, at: datetime) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.record_date = at
    record.set_bytes_content(block)
    return record


def _packed(record: WarcRecord) -> bytes:
    written = io.BytesIO()
    record.write(written, checksum_data=True)
    return gzip.compress(written.getvalue(), compresslevel=_LEVEL)


def _write(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
