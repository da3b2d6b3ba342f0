"""A file of queries: what to ask Google News for, and how often, checked before anything is asked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from newscrawl.discover.googlenews import asks
from newscrawl.errors import BadArgument

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEYS = ("name", "query", "topic", "geo", "top", "editions", "since", "every")
OFTENEST = timedelta(seconds=30)
SELDOMEST = timedelta(days=7)

_SUBJECTS = ("query", "topic", "geo", "top")
_TEXTS = ("query", "topic", "geo", "since")  # handed to the spider as they are
_EVERY = re.compile(r"([1-9][0-9]{0,5})([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_AT = re.compile(
    r"\s*\(at (?:line ([0-9]+), column [0-9]+|end of document)\)$"
)  # tomllib's own words


@dataclass(frozen=True, slots=True)
class Query:
    """One query: *arguments* as the spider and `asks()` take them, *every* None where the file leaves it open."""

    name: str
    arguments: dict[str, str]
    every: timedelta | None = None


class _Wrong(Exception):
    """What is wrong and the cure, and the key it stands at (None: the table)."""

    def __init__(self, cure: str, key: str | None = None) -> None:
        super().__init__(cure)
        self.key = key


def read_queries(text: str, *, name: str, now: datetime) -> tuple[Query, ...]:
    """Read a queries.toml; *name* is what to call the file in errors, *now* what `since` is held against.

    Raises BadArgument, in one line: `FILE:LINE: what is wrong and the cure`.
    """
    text = text.removeprefix("\ufeff")
    tables = _tables(text, name)
    queries: list[Query] = []
    for n, table in enumerate(tables):
        try:
            query = _query(table, now)
            if any(query.name == other.name for other in queries):
                raise _Wrong(f'name: "{query.name}" is taken; names are told apart', "name")
        except _Wrong as wrong:
            raise _bad(name, _line_of(text, n, wrong.key), str(wrong)) from wrong
        queries.append(query)
    return tuple(queries)


def _tables(text: str, name: str) -> list[dict[str, Any]]:
    """Take the file apart as far as [[query]] tables, which it must hold and nothing else."""
    document = _document(text, name)
    if others := [key for key in document if key != "query"]:
        line = _line(text, lambda read: others[0] in read)
        raise _bad(name, line, f'there is no key "{others[0]}" here; queries begin with [[query]]')
    tables = document.get("query", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        line = _line(text, lambda read: "query" in read)
        raise _bad(name, line, "query: is no list of tables; write [[query]]")
    if not tables:
        raise _bad(name, 1, "holds no query; add a [[query]] with a name and a query")
    return tables


def _document(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        words = str(error)
        at = _AT.search(words)
        line = int(at[1]) if at and at[1] else len(text.rstrip().split("\n"))
        what = words[: at.start()] if at else words
        raise _bad(name, line, f"is no TOML: {what}; texts stand in quotes") from error


def _query(table: Mapping[str, Any], now: datetime) -> Query:
    for key in table:
        if key not in KEYS:
            raise _Wrong(f'there is no key "{key}"; {_instead(key)}', key)
    name = _text(table, "name")
    if not name:
        raise _Wrong(
            'name: is missing; add one, e.g. name = "rain"', "name" if "name" in table else None
        )
    query = Query(name, _arguments(table), _every(table))
    try:
        asks(query.arguments, now=now)
    except BadArgument as error:
        raise _as_in_the_file(str(error), table) from error
    return query


def _instead(key: str) -> str:
    near = get_close_matches(key, KEYS, n=1)
    return (f"did you mean {near[0]}? " if near else "") + f"Use one of {', '.join(KEYS)}"


def _arguments(table: Mapping[str, Any]) -> dict[str, str]:
    """Say the table as the spider's arguments; what their values may be, `asks()` knows."""
    arguments = {key: _text(table, key) for key in _TEXTS if key in table}
    if "top" in table:
        arguments["top"] = _top(table["top"])
    if "editions" in table:
        arguments["edition"] = ",".join(_editions(table["editions"]))
    _check_subject([key for key in table if key in _SUBJECTS])
    return arguments


def _check_subject(subjects: list[str]) -> None:
    if not subjects:
        raise _Wrong("asks for nothing; add one of query, topic, geo or top = true")
    if len(subjects) > 1:
        raise _Wrong(f"{' and '.join(subjects)} exclude each other; keep one", subjects[-1])


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if key == "since" and isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()  # TOML knows dates without quotes
    if not isinstance(value, str):
        raise _Wrong(f"{key}: is no text; put it in quotes", key)
    return " ".join(value.split())


def _top(value: object) -> str:
    if value is not True:
        raise _Wrong("top: can only be true; write top = true, or leave it out", "top")
    return "1"


def _editions(value: object) -> list[str]:
    names = value if isinstance(value, list) else []
    if not names or not all(isinstance(name, str) for name in names):
        raise _Wrong(
            'editions: is no list of names; write e.g. editions = ["en-US", "pt-BR"]', "editions"
        )
    return names


def _every(table: Mapping[str, Any]) -> timedelta | None:
    if "every" not in table:
        return None
    text = _text(table, "every")
    found = _EVERY.fullmatch(text)
    every = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not OFTENEST <= every <= SELDOMEST:
        raise _Wrong(f'every: "{text}" cannot be; use 30s to 7d, e.g. 15m, 2h, 1d', "every")
    return every


def _as_in_the_file(message: str, table: Mapping[str, Any]) -> _Wrong:
    """Turn what `asks()` says of an argument into what the file calls it."""
    argument = re.split(r"\W", message, maxsplit=1)[0]
    if argument == "edition":
        return _Wrong(message.replace("edition", "editions", 1), "editions")
    return _Wrong(message, argument if argument in table else None)


def _bad(name: str, line: int, cure: str) -> BadArgument:
    return BadArgument(" ".join(f"{name}:{line}: {cure}".split()))


def _line_of(text: str, n: int, key: str | None) -> int:
    """Find the line of the key of the *n*th table, or where the table begins."""

    def is_there(read: Mapping[str, Any]) -> bool:
        tables = read.get("query", [])
        return len(tables) > n and (key is None or key in tables[n])

    return _line(text, is_there)


def _line(text: str, is_there: Callable[[dict[str, Any]], bool]) -> int:
    """Find the line where a statement begins: the first lines without it that read are above it.

    Reading beginnings of the file needs no second, home-made notion of TOML; it is only done
    for an error.
    """
    lines = text.split("\n")
    above = 0
    for n in range(1, len(lines) + 1):
        try:
            read = tomllib.loads("\n".join(lines[:n]) + "\n")
        except (ValueError, RecursionError):
            continue
        if is_there(read):
            break
        above = n
    return above + 1
