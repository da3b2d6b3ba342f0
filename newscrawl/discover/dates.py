"""A date as feeds and sitemaps write it, in any order, zone and language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone

from newscrawl.times import as_utc, plausible

_LONGEST_DATE = 100  # characters; longer strings are prose
_LAST_YEAR = 2100  # later ones are of another calendar
_HOUR = r"(?P<H>[01]?\d|2[0-4])"
_ZONE = r"(?:[Zz]\b|(?:GMT|UTC?)?\s?[+\-−]\d{1,2}:?\d\d\b|(?:GMT|UTC?)?\s?[+\-−]\d{1,2}\b|(?-i:[A-Z]{2,5})\b)"
_CLOCK = re.compile(
    rf"(?P<before>a\.?m\.?|p\.?m\.?|오전|오후|上午|下午|午前|午後)?\s?(?<!\d){_HOUR}\s?[:h時时시点點]\s?(?P<M>[0-5]\d)"
    r"(?:[:m分분]\s?(?P<S>[0-5]\d|60))?(?:[.,]\d{1,9})?[분분分秒초s]?"
    rf"\s?(?P<after>[ap]\.?m\b\.?)?\s?\(?(?P<zone>{_ZONE})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(rf"(\d{{4}})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?\s?({_ZONE})?)?")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")  # seconds, or milliseconds
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)")
_NUMBERS = re.compile(r"\d+")
_NO_WORD = re.compile(r"[\s\d,.;:/()'’،-]+")
_OFFSET = re.compile(r"([+\-−])(\d{1,2}?):?(\d\d)?$")
# Zones by name, in hours; others are taken as UTC. CST is America's, IST India's.
_ZONES = {
    "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2, "MESZ": 2, "CAT": 2, "SAST": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "EAT": 3, "AST": 3, "TRT": 3, "GST": 4, "PKT": 5, "IST": 5.5,
    "BDT": 6, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "PHT": 8, "MYT": 8, "AWST": 8, "JST": 9,
    "KST": 9, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "NST": -3.5, "ART": -3,
    "BRT": -3, "CLT": -4, "EST": -5, "EDT": -4, "ET": -5, "COT": -5, "PET": -5, "CST": -6,
    "CDT": -5, "CT": -6, "MST": -7, "MDT": -6, "MT": -7, "PST": -8, "PDT": -7, "PT": -8,
    "AKST": -9, "HST": -10,
}  # fmt: skip
# January to December; a word of three letters or more is found by its beginning.
_MONTH_NAMES = """
    january february march april may june july august september october november december
    januar februar märz april mai juni juli august september oktober november dezember
    jänner feber mrz - - - - - - - - -
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    januari februari maart april mei juni juli augustus september oktober november december
    - - mrt - - - - agu - - - desember
    januari februari maret april mei juni juli agustus september oktober november desember
    januari februari mars april maj juni juli augusti september oktober november december
    januar februar marts april maj juni juli august september oktober november desember
    styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
    ledna února března dubna května června července srpna září října listopadu prosince
    ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
    január február március április május június július augusztus szeptember október november december
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος
    ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
    يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
    जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
    ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
"""


@dataclass(frozen=True, slots=True)
class Date:
    """A moment in UTC; midnight of its day where no hour is known."""

    at: datetime
    day_only: bool


def _bare(word: str) -> str:
    """Fold case, accents and direction marks, which dates have or lack."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in letters if unicodedata.category(one) not in {"Mn", "Cf"})


def _months() -> dict[str, int]:
    """Know every name and all of its beginnings that name one month only; English ones go first."""
    known: dict[str, int] = {}
    places = [(_bare(name), at % 12 + 1) for at, name in enumerate(_MONTH_NAMES.split())]
    beginnings: dict[str, set[int]] = {}
    for name, month in places:
        for end in range(3, len(name)):
            beginnings.setdefault(name[:end], set()).add(month)
    known.update((start, min(months)) for start, months in beginnings.items() if len(months) == 1)
    known.update((name, month) for name, month in places if len(name) > 1)
    return known | {name[:3]: month for name, month in places[:12]}


_MONTHS = _months()


def read_date(text: str) -> Date | None:
    """Read a date of any feed or sitemap; None where there is none, or only a month.

    A time without a zone is taken as UTC; midnight sharp without a zone is a day.
    """
    text = " ".join(unicodedata.normalize("NFC", text[:_LONGEST_DATE]).split())
    try:
        found = _from_iso(text) or _from_digits(text) or _from_words(text)
    except (ValueError, OverflowError):
        return None
    if found is None or found.at.year > _LAST_YEAR:
        return None
    return found if plausible(found.at, now=found.at) else None


def _from_iso(text: str) -> Date | None:
    """Read what nine in ten write, fast: day, T, time."""
    try:
        at = datetime.fromisoformat(text) if "T" in text[8:] else None
    except ValueError:
        return None
    return Date(as_utc(at), day_only=at.tzinfo is None and at.time() == time()) if at else None


def _from_digits(text: str) -> Date | None:
    if epoch := _EPOCH.fullmatch(text):
        return Date(datetime.fromtimestamp(int(epoch[1]), UTC), day_only=False)
    if not (found := _COMPACT.fullmatch(text)):
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    clock = timedelta(hours=hour, minutes=minute, seconds=second) if found[4] else None
    return _date((year, month, day), clock, found[7])


def _from_words(text: str) -> Date | None:
    clock = _CLOCK.search(text)
    if clock is None:
        day = _from_numbers(text) or _from_names(text)
        return _date(day, None, None) if day else None
    zone = clock["zone"] or ""
    word = zone if zone.isalpha() else ""  # it may be a month
    rest = f"{text[: clock.start()]} {word} {text[clock.end() :]}"
    day = _from_numbers(rest) or _from_names(rest)
    return _date(day, _time(clock), zone) if day else None


def _from_numbers(text: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if not (found := _DAY_FIRST.search(text)):
        return None
    day, month = int(found[1]), int(found[3])
    if found[2] == ".":
        return _year(found[4]), month, day
    if month > 12:
        day, month = month, day
    sure = len(found[4]) == 4 and (day > 12 or day == month)  # 05/03/2026 is May or March
    return (_year(found[4]), month, day) if sure else None


def _from_names(text: str) -> tuple[int, int, int] | None:
    """Read day, year and the last month named: a weekday before it may begin like another one."""
    numbers = _NUMBERS.findall(text)[:2]
    months = [_MONTHS[word] for word in _NO_WORD.split(_bare(text)) if word in _MONTHS]
    if len(numbers) < 2 or not months:
        return None
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    return _year(year), months[-1], int(day)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _time(found: re.Match[str]) -> timedelta:
    hour = int(found["H"])
    half = (found["before"] or found["after"] or "").lower()
    if half and hour <= 12:
        late = half.startswith("p") or half in {"오후", "下午", "午後"}
        hour = hour % 12 + (12 if late else 0)
    second = min(int(found["S"] or 0), 59)  # a leap second
    return timedelta(hours=hour, minutes=int(found["M"]), seconds=second)


def _date(day: tuple[int, int, int], clock: timedelta | None, zone: str | None) -> Date:
    at = datetime(*day, tzinfo=_zone(zone or "")) + (clock or timedelta())
    return Date(at.astimezone(UTC), day_only=not clock and not zone)


def _zone(text: str) -> timezone:
    name = text.upper().strip()
    if offset := _OFFSET.search(name):
        distance = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(distance if offset[1] == "+" else -distance)
    return timezone(timedelta(hours=_ZONES.get(name, 0)))
