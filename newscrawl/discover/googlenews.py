"""What to ask of Google News: from a person's words to the addresses of feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode, urlsplit

from newscrawl.discover.editions import edition
from newscrawl.errors import BadArgument

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newscrawl.discover.editions import Edition

ASK_ARGUMENTS = ("query", "topic", "geo", "top", "edition", "since", "until")
TOPICS = (
    *("WORLD", "NATION", "BUSINESS", "TECHNOLOGY"),
    *("ENTERTAINMENT", "SPORTS", "SCIENCE", "HEALTH"),
)

_LONGEST = 2_500  # bytes; Google's box takes 2,048 characters, an index of PostgreSQL 2,704 bytes
_RSS = "https://news.google.com/rss"
_SUBJECTS = ("query", "topic", "geo", "top")
_TOPIC_ID = re.compile(r"CAAq[\w-]+", re.ASCII)
_AGE = re.compile(r"([1-9][0-9]{0,2})([hdmy])", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIMED = re.compile(r"\b(?:when|after|before):", re.IGNORECASE)
_QUERY = re.compile(r"q=[^&]*&")
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One feed to ask for.

    `query` is the user's words (None where nothing is searched for), `edition` its name,
    `what` says it to people. What was published before `since`, or from `until` on, is to
    be dropped; `hours` says that `since` was given as so many hours before now.
    """

    url: str
    query: str | None = None
    edition: str
    since: datetime | None = None
    until: datetime | None = None
    hours: int | None = None
    what: str

    @property
    def is_top(self) -> bool:
        """Whether it asks for top stories, of which there are some at any time."""
        return urlsplit(self.url).path == "/rss"

    def with_operators(self, operators: str) -> Ask:
        """The same search with `after:`, `before:` or `when:` added to its words."""
        words = quote_plus(f"{self.query} {operators}", safe=":")
        return replace(self, url=_QUERY.sub(lambda _: f"q={words}&", self.url, count=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Range:
    since: datetime | None = None
    until: datetime | None = None
    hours: int | None = None


def asks(arguments: Mapping[str, str], *, now: datetime) -> list[Ask]:
    """Make one Ask for each edition; BadArgument names the cure of an argument that cannot be."""
    given = {name: _value(name, value) for name, value in arguments.items()}
    subject = _subject(given)
    asked = _range(given, now=now)
    editions = dict.fromkeys(edition(name) for name in given.get("edition", "en-US").split(","))
    return [_ask(subject, given.get(subject, ""), asked, place) for place in editions]


def _value(name: str, value: str) -> str:
    if name not in ASK_ARGUMENTS:
        raise BadArgument(f'there is no argument "{name}"; {_instead(name, ASK_ARGUMENTS)}')
    words = " ".join(value.split())
    if not words:
        raise BadArgument(f"{name}: is empty; give it a value or leave it out")
    check_text(name, words)
    if (size := len(words.encode())) > _LONGEST:
        raise BadArgument(f"{name}: has {size} bytes; write {_LONGEST} at most, or ask in parts")
    return words


def check_text(name: str, value: str) -> None:
    """Raise BadArgument for what no database takes: bytes that are no UTF-8, NUL."""
    try:
        is_text = b"\0" not in value.encode()
    except UnicodeEncodeError:
        is_text = False
    if not is_text:
        raise BadArgument(f"{name}: is not text; write it in UTF-8")


def _instead(name: str, valid: Iterable[str]) -> str:
    words = list(valid)
    near = get_close_matches(name, words, n=1)
    return (f"did you mean {near[0]}? " if near else "") + f"Use one of {', '.join(words)}"


def _subject(given: Mapping[str, str]) -> str:
    subjects = [name for name in _SUBJECTS if name in given]
    if len(subjects) > 1:
        raise BadArgument(f"{' and '.join(subjects)} exclude each other; keep one")
    if given.get("top", "1").lower() not in {"1", "true"}:
        raise BadArgument(f'top: "{given["top"]}" says nothing; use top=1, or leave it out')
    return subjects[0] if subjects else "top"


def _range(given: Mapping[str, str], *, now: datetime) -> _Range:
    age = _AGE.fullmatch(given.get("since", "").lower())
    since, until = (moment(name, given.get(name), now=now) for name in ("since", "until"))
    if until and not since:
        raise BadArgument(
            "until: says an end without a beginning; add since=2026-01-01 or the like"
        )
    if since and until and since >= until:
        raise BadArgument("until: lies before since; turn them round")
    if since and since > now:
        raise BadArgument(f'since: "{given["since"]}" lies ahead; use a date that has been')
    hours = int(age[1]) if age and age[2] == "h" and not until else None
    return _Range(since=since, until=until, hours=hours)


def moment(name: str, text: str | None, *, now: datetime) -> datetime | None:
    """Read the argument *name*: an age such as 7d, or a date; None where it is not given."""
    if text is None:
        return None
    if age := _AGE.fullmatch(text.lower()):
        return now - int(age[1]) * _UNITS[age[2]]
    if day := _day(text):
        return day
    raise BadArgument(
        f'{name}: "{text}" is no time; use an age such as 1h, 7d, 6m, 1y or a date such as 2026-01-01'
    )


def _day(text: str) -> datetime | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _ask(subject: str, value: str, asked: _Range, place: Edition) -> Ask:
    if subject == "query":
        return _search(value, asked, place)
    path, what = _section(subject, value)
    return Ask(
        url=_url(path, place),
        edition=place.name,
        since=asked.since,
        until=asked.until,
        what=f"{what} in {place.name}",
    )


def _search(query: str, asked: _Range, place: Edition) -> Ask:
    if asked.since and _TIMED.search(query):
        raise BadArgument("since: the query says when: or after: itself; keep one of the two")
    return Ask(
        url=_url("/search", place, q=query),
        query=query,
        edition=place.name,
        since=asked.since,
        until=asked.until,
        hours=asked.hours,
        what=f'query "{query}" in {place.name}',
    )


def _section(subject: str, value: str) -> tuple[str, str]:
    """Name the feed's path and say it in words."""
    if subject == "geo":
        return f"/headlines/section/geo/{quote(value, safe='')}", f'geo "{value}"'
    if subject == "topic" and _TOPIC_ID.fullmatch(value):
        return f"/topics/{value}", f"topic {value}"
    if subject == "topic":
        topic = _topic(value)
        return f"/headlines/section/topic/{topic}", f"topic {topic}"
    return "", "top stories"


def _topic(value: str) -> str:
    if value.upper() not in TOPICS:
        cure = _instead(value.upper(), TOPICS)
        raise BadArgument(f'topic: there is no "{value}"; {cure}, or an id that begins with CAAq')
    return value.upper()


def _url(path: str, place: Edition, **asked: str) -> str:
    parameters = {**asked, "hl": place.hl, "gl": place.gl, "ceid": place.ceid}
    return f"{_RSS}{path}?{urlencode(parameters, safe=':')}"
