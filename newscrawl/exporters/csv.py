"""Articles as CSV that a spreadsheet opens as text: no cell of it is a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exporters import CsvItemExporter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What makes a formula of a cell in one spreadsheet or another, by OWASP's "CSV Injection".
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TEXT = "'"  # before it, what follows is text


class PlainCsvExporter(CsvItemExporter):
    """Scrapy's own, with an apostrophe before what a spreadsheet would run."""

    def _build_row(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in super()._build_row(values):
            yield without_formula(value)


def without_formula(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_BEGINS_FORMULA):
        return _TEXT + value
    return value
