"""What came back for a request, in the ledger's words: headers of an answer, reasons for none."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Literal

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from w3lib.encoding import http_content_type_encoding

from newscrawl import times
from newscrawl.errors import Refused, RobotsUnreachable
from newscrawl.fetch.backoff import retry_after

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.store.feeds import FeedState

Verdict = tuple[Literal["refused", "later"], str]

_BY_TYPE: tuple[tuple[type[Exception], Verdict], ...] = (
    (CannotResolveHostError, ("later", "dns")),
    (DownloadTimeoutError, ("later", "timeout")),
    (DownloadConnectionRefusedError, ("later", "connect")),
    (ResponseDataLossError, ("later", "cut_off")),
    (DownloadFailedError, ("later", "connection")),
    (DownloadCancelledError, ("refused", "too_large")),  # only DOWNLOAD_MAXSIZE cancels here
    (UnsupportedURLSchemeError, ("refused", "bad_link")),
    (NotSupported, ("refused", "bad_link")),
    (UnicodeError, ("refused", "bad_link")),  # a host name that cannot be written down
    (RobotsUnreachable, ("later", "robots_unreachable")),
)
# What comes of a body that is not what its Content-Encoding says; brotli's and zstandard's errors
# have no common type.
_GARBLED = (gzip.BadGzipFile, zlib.error, EOFError)
_DECODERS = frozenset({"brotli", "brotlicffi", "zstandard", "backports", "compression"})
# Scrapy tells these apart by their message alone.
_BY_MESSAGE: tuple[tuple[str, Verdict], ...] = (
    ("Forbidden by robots.txt", ("refused", "robots")),
    ("max redirections reached", ("refused", "redirect_loop")),
    ("Ignored response", ("refused", "too_large")),  # decompressed beyond DOWNLOAD_MAXSIZE
)


def reason_of(error: BaseException) -> Verdict:
    """Name *error*; one that is not known here is tried again and named after its type."""
    if isinstance(error, Refused):
        return "refused", error.reason
    if isinstance(error, IgnoreRequest):
        for words, verdict in _BY_MESSAGE:
            if words in str(error):
                return verdict
        return "refused", "ignored"
    for kind, verdict in _BY_TYPE:
        if isinstance(error, kind):
            return verdict
    if isinstance(error, _GARBLED) or type(error).__module__.split(".")[0] in _DECODERS:
        return "later", "garbled"
    return "later", f"error_{type(error).__name__}"


def header_of(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def retry_after_of(response: Response) -> float | None:
    """How many seconds the host asks us to wait, where it does."""
    return retry_after(header_of(response, "Retry-After"), now=times.now())


def declared_encoding(response: Response) -> str | None:
    """The charset of the Content-Type header, where it names one."""
    return http_content_type_encoding(header_of(response, "Content-Type"))


def conditions_of(state: FeedState | None) -> dict[str, str]:
    """The headers that ask for a list only if it has changed since it was left like that."""
    if state is None:
        return {}
    asked = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in asked.items() if value}
