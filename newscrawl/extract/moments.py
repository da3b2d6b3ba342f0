"""Dates as pages write them, read into moments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from newscrawl.times import plausible

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]*\.?"
_Y, _M, _D = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12]\d|0?[1-9])"
_CLOCK = (
    r"(?:日?[T\s,]{1,3}(?:at\s|-\s|\|\s)?(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?"
    r"\s?(?P<half>[ap]\.?m\b\.?)?"
    r"\s?\(?(?P<zone>Z\b|(?:GMT|UTC)?\s?[+-]\d\d:?(?:\d\d)?\b|[A-Z]{2,4}\b)?)?"
)
# 05/03/2024 is May or March: nobody knows, so it is not read.
_SHAPES = tuple(
    re.compile(rf"(?<![\d/.-]){day}(?!\d){_CLOCK}", re.IGNORECASE)
    for day in (
        rf"{_Y}[-/.年]\s?{_M}[-/.月]\s?{_D}",
        rf"{_D}\.\s?{_M}\.\s?{_Y}",
        rf"{_D}(?:st|nd|rd|th)?[\s-]{_MONTH},?[\s-]{_Y}",
        rf"{_MONTH}\s{_D}(?:st|nd|rd|th)?,?\s{_Y}",
    )
)
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?$")
_EPOCH = re.compile(r"^(1\d{9})(?:\d{3})?$")
_IN_URL = re.compile(rf"/{_Y}[/-]?{_M}[/-]?{_D}(?=[/\-_.]|$)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?$")
# Zones by name, in hours; others, GMT and UTC among them, are none. CST is America's.
_ZONES = {
    "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "ET": -5, "PT": -8,
}  # fmt: skip
_LONGEST = 100  # characters of a date; longer strings are prose


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC; midnight of its day where the page gave no hour."""

    at: datetime
    day_only: bool

    def is_day_of(self, other: Moment) -> bool:
        """Tell whether *other* can lie on this day, in whatever zone the day was meant."""
        return timedelta(hours=-14) <= other.at - self.at < timedelta(hours=36)


def read(text: str, *, now: datetime) -> Moment | None:
    """Read a date with or without a time; None where there is none, or it cannot be.

    A time without a zone is taken as UTC; midnight sharp without a zone is a day.
    """
    text = text.strip()[:_LONGEST]
    try:
        found = _epoch(text) or _compact(text) or _written(text)
    except (ValueError, OverflowError):
        return None
    return found if found and plausible(found.at, now=now) else None


def in_url(url: str, *, now: datetime) -> Moment | None:
    """Read the day in a path such as /2024/05/03/."""
    found = _IN_URL.search(url)
    return read("-".join(found.group("y", "m", "d")), now=now) if found else None


def _epoch(text: str) -> Moment | None:
    found = _EPOCH.match(text)
    return Moment(datetime.fromtimestamp(int(found[1]), UTC), day_only=False) if found else None


def _compact(text: str) -> Moment | None:
    found = _COMPACT.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    zone = found[7] if found[4] else None
    at = datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone))
    return _moment(at, clock=found[4] is not None, zone=zone)


def _written(text: str) -> Moment | None:
    found = next(filter(None, (shape.search(text) for shape in _SHAPES)), None)
    if not found:
        return None
    part = found.groupdict()
    month = _MONTHS.index(part["word"].lower()) + 1 if part.get("word") else int(part["m"])
    hour = _hour(int(part["H"] or 0), part["half"])
    clock = (hour, int(part["M"] or 0), int(part["S"] or 0))
    at = datetime(int(part["y"]), month, int(part["d"]), *clock, tzinfo=_zone(part["zone"]))
    return _moment(at, clock=part["H"] is not None, zone=part["zone"])


def _moment(at: datetime, *, clock: bool, zone: str | None) -> Moment:
    midnight = not (at.hour or at.minute or at.second)
    return Moment(at.astimezone(UTC), day_only=not clock or (midnight and zone is None))


def _hour(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _zone(text: str | None) -> timezone:
    name = (text or "").upper()
    if offset := _OFFSET.search(name):
        distance = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-distance if offset[1] == "-" else distance)
    return timezone(timedelta(hours=_ZONES.get(name, 0)))
