"""How long a host wants to be left alone."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from newscrawl import times

if TYPE_CHECKING:
    from datetime import datetime

_GROWTH = 6.0  # ten minutes, an hour, six hours: a block forgotten in an hour costs two tries
_TOO_MUCH = "http_429"
_FORGIVEN = 2  # failures of a host in a row that may be a page's own; from the third it is the host
_HOSTS_OWN = frozenset(
    {"dns", "tls", "timeout", "connect", "connection", "cut_off", "robots_unreachable"}
)
_STEEPEST = 40  # steps; any ceiling is reached by then, and a float is not yet full


def pause(
    failures: int,
    *,
    retry_after: float | None = None,
    floor: float,
    ceiling: float,
    jitter: float = 0.0,
) -> float:
    """Return the seconds to wait after so many failures in a row, never more than *ceiling*.

    *jitter* is the share by which this pause is to be longer, as the caller drew it: hosts that
    failed together are not to be asked together.
    """
    steps = min(max(failures, 1) - 1, _STEEPEST)
    own = floor * _GROWTH**steps * (1.0 + jitter)
    return min(max(own, retry_after or 0.0), ceiling)


def blames_host(reason: str) -> bool:
    """Tell whether a link that is put off for *reason* met a host that does not work."""
    return reason in _HOSTS_OWN or reason == _TOO_MUCH or reason.startswith("http_5")


def host_pause(failures: int, reason: str, *, floor: float, ceiling: float) -> float:
    """Return the seconds to leave a host alone that failed so often in a row, the last time for *reason*.

    Twice as long each time; a host that says itself that it is too much is taken at its first word.
    """
    forgiven = 0 if reason == _TOO_MUCH else _FORGIVEN
    if failures <= forgiven:
        return 0.0
    return min(floor * 2.0 ** min(failures - forgiven - 1, _STEEPEST), ceiling)


def retry_after(header: str | None, *, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or a date, as seconds from *now*; None where it is neither."""
    if header is None:
        return None
    seconds = _seconds(header)
    if seconds is None and (moment := times.from_rfc822(header)) is not None:
        seconds = (moment - now).total_seconds()
    return None if seconds is None else max(seconds, 0.0)


def _seconds(header: str) -> float | None:
    try:
        seconds = float(header)
    except ValueError:
        return None
    return seconds if isfinite(seconds) else None
