"""What came back for a request, in the ledger's words: headers of an answer, reasons for none."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache
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
from scrapy.http import TextResponse

from newscrawl import times
from newscrawl.charsets import named_by, page_text
from newscrawl.errors import Refused, RobotsUnreachable, Unresolved
from newscrawl.fetch.backoff import retry_after
from newscrawl.fetch.opt_outs import said_by_page, together

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
)
# What comes of a body that is not what its Content-Encoding says; brotli's and zstandard's errors
# have no common type.
_GARBLED = (gzip.BadGzipFile, zlib.error, EOFError)
_DECODERS = frozenset({"brotli", "brotlicffi", "zstandard", "backports", "compression"})
_TLS = frozenset({"OpenSSL", "service_identity"})
_NETWORK = frozenset({"dns", "tls", "timeout", "connect", "connection"})
# Scrapy tells these apart by their message alone.
_BY_MESSAGE: tuple[tuple[str, Verdict], ...] = (
    ("Forbidden by robots.txt", ("refused", "robots")),
    ("max redirections reached", ("refused", "redirect_loop")),
    ("Ignored response", ("refused", "too_large")),  # decompressed beyond DOWNLOAD_MAXSIZE
)


def reason_of(error: BaseException) -> Verdict:
    """Name *error*; one that is not known here is tried again and named after its type."""
    if isinstance(error, (Refused, Unresolved)):
        return ("refused" if isinstance(error, Refused) else "later"), error.reason
    if isinstance(error, RobotsUnreachable):
        return _reason_of_robots(error.__cause__)
    if isinstance(error, IgnoreRequest):
        named = (verdict for words, verdict in _BY_MESSAGE if words in str(error))
        return next(named, ("refused", "ignored"))
    return _reason_of_download(error) or ("later", f"error_{type(error).__name__}")


def _reason_of_download(error: BaseException) -> Verdict | None:
    for met in _met_on_the_way(error):
        if isinstance(met, Refused):  # by the reader of heads
            return "refused", met.reason
        if type(met).__module__.split(".")[0] in _TLS:
            return "later", "tls"
    for kind, verdict in _BY_TYPE:
        if isinstance(error, kind):
            return verdict
    if isinstance(error, _GARBLED) or type(error).__module__.split(".")[0] in _DECODERS:
        return "later", "garbled"
    return None


def _reason_of_robots(cause: BaseException | None) -> Verdict:
    """A host that cannot be had at all is said to be that; else its robots.txt alone could not."""
    if isinstance(cause, Refused):
        return "refused", cause.reason
    if cause is not None and (verdict := reason_of(cause))[1] in _NETWORK:
        return verdict
    return "later", "robots_unreachable"


def _met_on_the_way(error: BaseException) -> list[BaseException]:
    """Return what ended a connection that was had: Twisted keeps that in a list."""
    return [failure.value for failure in getattr(error.__cause__, "reasons", ())]


def header_of(response: Response, name: str) -> str | None:
    value = (response.headers.get(name) or b"").replace(b"\0", b"")  # no database takes it
    return value.decode("latin-1") or None


def retry_after_of(response: Response) -> float | None:
    """How many seconds the host asks us to wait, where it does."""
    return retry_after(header_of(response, "Retry-After"), now=times.now())


def declared_encoding(response: Response) -> str | None:
    """The charset of the Content-Type header, where it names one."""
    return named_by(header_of(response, "Content-Type"))


def html_of(response: Response) -> str:
    """The page as it is extracted, so that walls and stories are read by one charset; "" where it is no text."""
    if not isinstance(response, TextResponse):
        return ""
    return _decoded(response.body, declared_encoding(response))


@lru_cache(maxsize=1)  # each page is asked several times in a row
def _decoded(body: bytes, encoding: str | None) -> str:
    return page_text(body, encoding)


def opt_outs_of(response: Response, *, agent: str) -> dict[str, str]:
    """What the page is not for, as its site, its headers and its head say.

    A rendered page has the headers of the answer it was made of.
    """
    served: Response = response.meta.get("render", response)
    tags = served.headers.getlist("X-Robots-Tag")
    page = said_by_page(
        html_of(response),
        robots_tags=[tag.decode("latin-1") for tag in tags],
        tdm={name: header_of(served, name) or "" for name in ("tdm-reservation", "tdm-policy")},
        agent=agent,
    )
    return together(response.meta.get("opt_outs", {}), page)


def conditions_of(state: FeedState | None) -> dict[str, str]:
    """The headers that ask for a list only if it has changed since it was left like that."""
    if state is None:
        return {}
    asked = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in asked.items() if value}
