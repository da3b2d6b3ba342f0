"""Aware UTC, always; the only file that reads the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # no news site is older than the web


def now() -> datetime:
    return datetime.now(UTC)


def as_utc(moment: datetime) -> datetime:
    """Return *moment* in UTC; one without a zone is taken as UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def from_rfc822(text: str) -> datetime | None:
    """Read the date of an RSS item or an HTTP header; None where it is none."""
    try:
        return as_utc(parsedate_to_datetime(text.strip()))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def plausible(moment: datetime, *, now: datetime) -> bool:
    """Tell whether an article can have been published at *moment*: a day ahead is a zone, more is an error."""
    return _EARLIEST <= moment <= now + timedelta(days=1)
