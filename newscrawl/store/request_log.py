"""A line for each request that left, so that whoever runs the crawl can prove its manners."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from newscrawl.errors import BadSetting

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

COLUMNS = ("time", "crawl", "method", "scheme", "host", "path", "status", "ms")
_LONGEST = 1500  # characters of a path; a line is one write, whole even where two crawls append
_PLAIN = "%/:@!$&'()*+,;=~"  # beside letters and digits; tabs, line ends and controls are encoded


class RequestLog:
    """Appends to a file, which several crawls may share; raises OSError where the disk is full."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, line: str) -> None:
        os.write(self._file, f"{line}\n".encode())

    def close(self) -> None:
        os.close(self._file)


def line(
    *, at: datetime, crawl: int | None, method: str, url: str, status: int | str, seconds: float
) -> str:
    """One request as tab-separated COLUMNS: when it left, what came back and after how long.

    Of a query only a fingerprint is written: it tells two requests apart, and no secrets.
    """
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe=_PLAIN)[:_LONGEST]
    if parts.query:
        path += f"?~{blake2b(parts.query.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"
    words = (
        f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
        "-" if crawl is None else crawl,
        quote(method),
        quote(parts.scheme),
        quote(parts.netloc.rpartition("@")[2].lower(), safe=":[]"),
        path,
        status,
        round(seconds * 1000),
    )
    return "\t".join(str(word) for word in words)


def check_log(path: Path) -> None:
    """Raise BadSetting where no line can be written to *path*."""
    try:
        RequestLog(path).close()
    except OSError as error:
        raise BadSetting(
            f"NEWSCRAWL_REQUEST_LOG is {str(path)!r}, which cannot be written "
            f"({error.strerror}): name a file in a folder of yours, or leave it out"
        ) from error
