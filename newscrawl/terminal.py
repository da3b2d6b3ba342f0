"""What a person at a terminal sees: whether there is one, tables, and nothing that steers it or is secret."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What a terminal obeys instead of showing it: control codes (escape sequences begin with one), line
# ends of Unicode, and what turns the direction of the text around it (CVE-2021-42574). Half a
# surrogate pair could not be written at all.
_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STEERS_IN_LINES = re.compile(_STEERS.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
# A user and password before the host. A database's password may hold a slash that nobody quoted;
# of other addresses only what stands before the first slash is one.
# What is "USER:***" already stays that.
_USERINFO = re.compile(r"""(?<=://)(?!\w+:\*\*\*@)[^\s/?#"<>]*@""")
_DATABASE = re.compile(r"""\b(postgres\w*(?:\+\w+)?://)(?!\w+:\*\*\*@)[^\s"<>]*@""")
_PASSWORD = re.compile(r"""(?i)\b((?:ssl)?password=)(?:'[^']*'|[^\s&'",;)]+)""")


def is_watched(*, log_file: str | None) -> bool:
    """Whether a person sees this crawl's log: it goes to a terminal, not to a file or to cron."""
    return log_file is None and sys.stderr.isatty()


def table(
    head: tuple[str, ...], rows: Iterable[tuple[Any, ...]], *, total: tuple[Any, ...] | None = None
) -> Iterator[str]:
    """Columns as wide as they need to be; numbers to the right."""
    body = [tuple(map(_shown, row)) for row in [*rows, *([total] if total else [])]]
    widths = [max(len(str(row[at])) for row in [head, *body]) for at in range(len(head))]
    for row in [head, *body]:
        yield "  ".join(_cells(row, widths, body)).rstrip()


def plain(text: str, *, lines: bool = False) -> str:
    """*text* with what would steer a terminal spelled out, as Python does; with *lines*, its lines stay."""
    return (_STEERS_IN_LINES if lines else _STEERS).sub(_spelled, text)


def without_passwords(text: str) -> str:
    """*text* with the passwords of the addresses in it left out."""
    text = _DATABASE.sub(r"\1***@", text)
    return _PASSWORD.sub(r"\1***", _USERINFO.sub("***@", text))


def as_json(value: Any, *, indent: int | None = None) -> str:
    """*value* as JSON that can be shown: the same value, spelled so that it steers nothing."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _STEERS_IN_LINES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: str) -> None:
    """Print *text* to whom reads it; one who has had enough (`| head -1`) is told nothing more.

    The command goes on to its end, and its exit code is what it would have been.
    """
    try:
        print(text, flush=True)  # noqa: T201 - here all commands print
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # Python writes what is left when it ends
        os.close(nowhere)


def complain(error: Exception | str) -> None:
    """Say in one line what the caller is to change."""
    sys.stderr.write(f"newscrawl: {plain(without_passwords(str(error)))}\n")


def _spelled(found: re.Match[str]) -> str:
    return (
        found[0].encode("ascii", "backslashreplace").decode()
        if ord(found[0]) > 0xFF
        else repr(found[0])[1:-1]
    )


def _shown(cell: Any) -> Any:
    return cell if isinstance(cell, int) else plain(str(cell))


def _cells(row: tuple[Any, ...], widths: list[int], body: list[tuple[Any, ...]]) -> Iterator[str]:
    for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
        is_number = bool(body) and isinstance(body[0][at], int)
        yield str(cell).rjust(width) if is_number else str(cell).ljust(width)
