"""What a person at a terminal sees: whether there is one, and tables."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def is_watched(*, log_file: str | None) -> bool:
    """Whether a person sees this crawl's log: it goes to a terminal, not to a file or to cron."""
    return log_file is None and sys.stderr.isatty()


def table(
    head: tuple[str, ...], rows: Iterable[tuple[Any, ...]], *, total: tuple[Any, ...] | None = None
) -> Iterator[str]:
    """Columns as wide as they need to be; numbers to the right."""
    body = [*rows, *([total] if total else [])]
    widths = [max(len(str(row[at])) for row in [head, *body]) for at in range(len(head))]
    for row in [head, *body]:
        yield "  ".join(_cells(row, widths, body)).rstrip()


def _cells(row: tuple[Any, ...], widths: list[int], body: list[tuple[Any, ...]]) -> Iterator[str]:
    for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
        is_number = bool(body) and isinstance(body[0][at], int)
        yield str(cell).rjust(width) if is_number else str(cell).ljust(width)
