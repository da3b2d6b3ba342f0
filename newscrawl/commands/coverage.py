"""scrapy coverage: which windows of which queries were asked, and where there may be gaps."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import Misused
from newscrawl.knobs import read_knobs
from newscrawl.store import windows
from newscrawl.store.database import open_database, transaction
from newscrawl.terminal import as_json, complain, plain, say, table

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from newscrawl.store.windows import AskedWindow

_ANSWERED = ("complete", "empty", "saturated")
_GAPS = ("saturated", "blocked")  # verdicts of windows that may hold more than was found


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Say which time windows of which queries were asked, and what they held"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(
                f"coverage takes no {args[0]!r}; NEWSCRAWL_DATABASE_URL names the database"
            )
        assert self.settings is not None
        try:
            opened = open_database(read_knobs(self.settings).database_url, create=False)
            with transaction(opened) as connection:
                found = windows.coverage(connection)
            opened.dispose()
        except Misused as error:
            complain(error)
            self.exitcode = error.exit_code
            return
        if opts.format == "json":
            said = {"windows": [_plain(each) for each in found], "missing": _missing(found)}
            say(as_json(said, indent=2))
        else:
            say("\n".join(_lines(found)))


def _lines(found: list[AskedWindow]) -> list[str]:
    if not found:
        return ["no time windows were asked; a search with -a since=... asks them"]
    head = ("query", "edition", "window", "items", "new", "verdict", "asked")
    rows = [
        (each.query, each.edition, _window(each), each.items, each.new, each.verdict, _at(each))
        for each in found
    ]
    verdicts = Counter(each.verdict for each in found)
    total = ", ".join(f"{many} {verdict}" for verdict, many in sorted(verdicts.items()))
    gaps = sum(verdicts[verdict] for verdict in _GAPS)
    missing = [f"missing: {each}" for each in _missing(found)]
    summary = f"{len(found)} windows: {total}; {gaps} with possible gaps"
    return [*table(head, rows), "", *map(plain, missing), summary]


def _missing(found: list[AskedWindow]) -> list[str]:
    """Days of a range that were asked for and that no window has answered: a backfill was cut short."""
    lines: list[str] = []
    for key in dict.fromkeys((each.query, each.edition) for each in found):
        own = [each for each in found if (each.query, each.edition) == key]
        answered = {day for each in own if each.verdict in _ANSWERED for day in _days(each)}
        lines += [
            f"{day} of {key[0]!r} in {key[1]}"
            for day in sorted({day for each in own for day in _wanted(each)} - answered)
        ]
    return lines


def _days(each: AskedWindow) -> list[date]:
    if each.hours is not None:
        return []
    return [each.start_day + timedelta(days=n) for n in range((each.end_day - each.start_day).days)]


def _wanted(each: AskedWindow) -> list[date]:
    """The days of the range that a window was asked for, up to the day it was asked."""
    if each.since is None:
        return []
    last = min(each.until or each.asked_at, each.asked_at)
    first = each.since.date()
    days = (last - timedelta(microseconds=1)).date() - first
    return [first + timedelta(days=n) for n in range(days.days + 1)]


def _plain(each: AskedWindow) -> dict[str, Any]:
    return {
        "query": each.query,
        "edition": each.edition,
        "start": each.start_day.isoformat(),
        "end": each.end_day.isoformat(),
        "hours": each.hours,
        "items": each.items,
        "new": each.new,
        "verdict": each.verdict,
        "asked_at": _at(each),
    }


def _window(each: AskedWindow) -> str:
    return (
        f"{each.hours} h before {_at(each)}" if each.hours else f"{each.start_day}..{each.end_day}"
    )


def _at(each: AskedWindow) -> str:
    return f"{each.asked_at:%Y-%m-%dT%H:%M:%SZ}"
