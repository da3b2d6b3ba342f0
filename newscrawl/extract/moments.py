"""Dates as pages write them, read into moments."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from newscrawl.extract.months import month
from newscrawl.times import plausible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.extract.extracted import Precision

_Y, _M, _D = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12]\d|0?[1-9])"
_THAI_Y = r"(?P<y>(?:19|20|25)\d\d)"  # Thailand counts from the Buddha: 2569 is 2026
_WORD = r"(?P<word>[^\s\d,:;/|()<>·•–-]{2,20})(?:/[^\W\d]{2,20})?"  # مايو/أيار: of Egypt, of Syria
_NTH = r"(?:st|nd|rd|th|er|[.ºªo])?"
_OF = r"(?:del?\s|of\s|d['’]\s?)?"
_AT = r"(?:at\s|um\s|[aà]\s|às\s|a\slas\s|kl\.?\s|ore\s|alle\s|om\s|klo\s|saat\s|в\s|о\s)?"
_BEFORE = r"(?:(?P<before>오전|오후|上午|下午|午前|午後)\s?)?"
_HOUR = rf"{_BEFORE}(?P<H>\d{{1,2}})(?::|\s?h\s?|\s?[時时点點시]\s?|\.(?=\d\d(?![\d.])))(?P<M>\d\d)[分분]?(?::(?P<S>\d\d)(?:[.,]\d+)?)?"
# ET and EST are zones, "et" and "est" French words, unless "pm" stands before them.
_ZONE = r"\s?(?P<half>(?:[ap]|[πμ]\.?(?=μ))\.?[mμ]\b\.?|[صم]\b)?\s?\(?(?P<zone>Z\b|(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d\d)?\b|[+-]\d\d:?(?:\d\d)?\b|(?(half)[A-Z]{2,4}|(?-i:[A-Z]{2,4}))\b)?"
_DAY_NAME = r"(?:\s?[(（][^\W\d_]{1,4}\.?[)）])?"  # (日), (Mon)
_CLOCK = rf"(?:(?:(?:[日일.]|\s(?:г\.|года|року))?{_DAY_NAME}[T\s,|·•/–—-]{{1,4}}|日{_DAY_NAME}){_AT}{_HOUR}{_ZONE})?"
_SHAPES = tuple(
    re.compile(rf"(?<![\d/.-]){day}(?!\d){_CLOCK}", re.IGNORECASE)
    for day in (
        rf"{_Y}[-/.年년]\s?{_M}[-/.月월]\s?{_D}",
        rf"{_D}\.\s?{_M}\.\s?(?P<y>(?:19|20)\d\d|\d\d(?!\d|[.:]|\s?(?:h|Uhr)\b))",
        rf"(?P<one>\d\d?)[/-](?P<two>\d\d?)[/-]{_THAI_Y}",
        rf"{_D}{_NTH}[\s-]*{_OF}{_WORD},?[\s-]+{_OF}{_THAI_Y}",
        rf"{_WORD}\s{_D}(?:st|nd|rd|th)?,?\s{_Y}",
        rf"{_Y}(?:\.|\sm\.)?\s{_WORD}\s{_D}",
        rf"{_D}\stháng\s{_M},?\s(?:năm\s)?{_Y}",
    )
)
_CLOCK_FIRST = re.compile(rf"(?<![\d.:]){_HOUR}{_ZONE}\)?,?\s(?:\w{{3,9}}\.?,?\s)?$", re.IGNORECASE)
# As C and Java write it: Sun May  3 15:47:42 CEST 2026.
_YEAR_LAST = re.compile(r"\b([A-Z][a-z]{2}) +(\d\d?) (\d\d:\d\d:\d\d(?: [A-Z]{3,4})?) (\d{4})\b")
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?$")
_EPOCH = re.compile(r"^(1\d{9})(?:\d{3})?$")
_IN_URL = (
    re.compile(rf"[/_-]{_Y}(?P<mark>[/_-]){_M}(?P=mark){_D}(?=[/_.-]|$)"),
    re.compile(rf"[/_-]{_Y}(?P<m>0\d|1[0-2])(?P<d>[0-3]\d)(?=[/_.-]|$)"),
)
_OFFSET = re.compile(r"([+-])(\d\d?):?(\d\d)?$")
# Zones by name, in hours; others are not known. CST is America's.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0,
    "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_BY_SEASON = {"ET": ("EST", "EDT"), "PT": ("PST", "PDT")}
_MONTHS = 12
_BUDDHA, _FAR_FUTURE = 543, 2400  # years
_DIGIT = re.compile(r"\d")
_MAY_BE_CLOCK = re.compile(
    r"\d\s?[:.h时時点點시]\s?\d\d|\d{10}|\d{8}T\d{4}|-\d{1,3}[T\s]\d\d", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20|25)\d\d|\d\.\s?\d\d?\.\s?\d\d")
_ZONE_STEP, _MINUTE = timedelta(minutes=15), timedelta(minutes=1)  # zones differ by quarters
_ODD_ZONES = frozenset(
    timedelta(hours=hours) for hours in (-3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 9.5, 10.5)
)
_AFTER_NOON = ("p", "م", "μ", "오후", "下午", "午後")
_FARTHEST = timedelta(hours=14)  # a zone from UTC
_LONGEST = 150  # characters looked at for a date; farther on it is prose


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in the zone it was written in; midnight UTC of its day where the page gave no hour."""

    at: datetime
    precision: Precision

    @property
    def day_only(self) -> bool:
        return self.precision == "day"

    @property
    def is_complete(self) -> bool:
        """Tell whether nobody can know more: a time in a zone that is not a server's UTC."""
        return self.precision == "exact" and bool(self.at.utcoffset())

    def told_by(self, other: Moment) -> Moment | None:
        """Return this moment with the hour or the zone that *other* knows of it, if it does.

        A server's UTC is no publisher's zone: the same time shown on the publisher's clock
        says what day it was there.
        """
        if self.day_only:
            return other if not other.day_only and other.at.date() == self.at.date() else None
        kinds = self.precision, other.precision
        if kinds == ("local", "exact"):
            return _in_zone_of(other, clock=self)
        in_utc = not self.at.utcoffset()
        if kinds == ("exact", "local") and in_utc:
            return _in_zone_of(self, clock=other)
        same = kinds == ("exact", "exact") and abs(other.at - self.at) < _MINUTE
        return Moment(self.at.astimezone(other.at.tzinfo), "exact") if same and in_utc else None


def read(text: str, *, now: datetime, month_first: bool | None = None) -> Moment | None:
    """Read the first date in *text*, with its time; None where there is none, or it cannot be.

    05/03/2024 is May where *month_first*, March where not, and not read where that is None. A
    time without a zone is local; midnight sharp without a zone is a day.
    """
    if not may_tell(text):
        return None
    text = _digits(text.strip()[:_LONGEST])
    try:
        found = (
            _iso(text) or _epoch(text) or _compact(text) or _written(text, month_first=month_first)
        )
    except (ValueError, OverflowError):
        return None
    return found if found and plausible(found.at, now=now) else None


def may_tell(text: str) -> bool:
    """Tell whether *text* has a digit, as all dates have."""
    return _DIGIT.search(text) is not None


def may_tell_hour(text: str) -> bool:
    """Tell whether *text* may be read as more than a day."""
    return _MAY_BE_CLOCK.search(text) is not None


def in_url(url: str, *, now: datetime) -> Moment | None:
    """Read the day in a path such as /2024/05/03/."""
    for found in filter(None, (shape.search(url) for shape in _IN_URL)):
        if day := read("-".join(found.group("y", "m", "d")), now=now):
            return day
    return None


def _digits(text: str) -> str:
    """Return *text* with the digits of all scripts as ours."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in text.replace("\xa0", " ")
    )


def _iso(text: str) -> Moment | None:
    if not (text[4:5] == "-" and text[10:11] in ("T", " ")):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _moment(at.replace(tzinfo=None, microsecond=0), clock=True, zone=at.tzinfo)


def _epoch(text: str) -> Moment | None:
    found = _EPOCH.match(text)
    return Moment(datetime.fromtimestamp(int(found[1]), UTC), "exact") if found else None


def _compact(text: str) -> Moment | None:
    found = _COMPACT.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    at = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone comes next
    return _moment(at, clock=found[4] is not None, zone=_zone(found[7], at) if found[4] else None)


def _written(text: str, *, month_first: bool | None) -> Moment | None:
    """Return the date that stands first in *text*."""
    if not _YEAR.search(text):
        return None
    text = _YEAR_LAST.sub(r"\1 \2, \4 \3", text)
    first = (next(_dates(shape, text, month_first=month_first), None) for shape in _SHAPES)
    found = [one for one in first if one]
    return min(found, key=lambda one: one[0])[1] if found else None


def _dates(
    shape: re.Pattern[str], text: str, *, month_first: bool | None
) -> Iterator[tuple[int, Moment]]:
    for found in shape.finditer(text):
        part = found.groupdict()
        if day := _day(part, month_first=month_first):
            if part["H"] is None and (clock := _CLOCK_FIRST.search(text[: found.start()])):
                part |= clock.groupdict()
            yield found.start(), _at(day, part)


def _day(part: dict[str, str | None], *, month_first: bool | None) -> tuple[int, int, int] | None:
    year = int(part["y"] or 0)
    year += 2000 if year < 100 else 0
    year -= _BUDDHA if year > _FAR_FUTURE else 0
    if part.get("word"):
        named = month(part["word"] or "")
        return (year, named, int(part["d"] or 0)) if named else None
    if part.get("one") is None:
        return year, int(part["m"] or 0), int(part["d"] or 0)
    one, two = int(part["one"] or 0), int(part["two"] or 0)
    if max(one, two) <= _MONTHS and one != two:  # nobody knows which is which, but by custom
        return None if month_first is None else (year, *((one, two) if month_first else (two, one)))
    return (year, one, two) if one <= two else (year, two, one)


def _at(day: tuple[int, int, int], part: dict[str, str | None]) -> Moment:
    half = part["half"] or part["before"]
    clock = (_hour(int(part["H"] or 0), half), int(part["M"] or 0), int(part["S"] or 0))
    at = datetime(*day, *clock)  # noqa: DTZ001 - as above
    return _moment(at, clock=part["H"] is not None, zone=_zone(part["zone"], at))


def _moment(written: datetime, *, clock: bool, zone: tzinfo | None) -> Moment:
    at = written.replace(tzinfo=zone or UTC)
    if not clock or (not zone and written.time() == time.min):
        return Moment(at, "day")
    return Moment(at, "exact" if zone else "local")


def _hour(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half[:2].lower().startswith(_AFTER_NOON) else 0)


def _zone(text: str | None, at: datetime) -> timezone | None:
    name = (text or "").upper()
    if name in _BY_SEASON:
        name = _BY_SEASON[name][_is_summer(at)]
    if offset := _OFFSET.search(name):
        distance = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-distance if offset[1] == "-" else distance)
    return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else None


def _is_summer(at: datetime) -> bool:
    """Tell whether America's clocks are put forward: from March's second Sunday to November's first."""
    begins, ends = at.replace(month=3, day=8), at.replace(month=11, day=1)
    until_sunday = (timedelta(days=6 - first.weekday()) for first in (begins, ends))
    return begins + next(until_sunday) <= at < ends + next(until_sunday)


def _in_zone_of(exact: Moment, *, clock: Moment) -> Moment | None:
    """Return *exact* in the zone in which *clock* shows that time; None where there is none."""
    apart = clock.at - exact.at  # a clock without a zone is read as if it were UTC
    zone = round(apart / _ZONE_STEP) * _ZONE_STEP
    odd = zone % timedelta(hours=1) and zone not in _ODD_ZONES
    if odd or abs(zone) > _FARTHEST or abs(apart - zone) >= _MINUTE:
        return None
    return Moment(exact.at.astimezone(timezone(zone)), "exact")
