"""Articles as CSV that a spreadsheet opens as text: no cell of it is a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exporters import CsvItemExporter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BytesIO

# What makes a formula of a cell in one spreadsheet or another, by OWASP's "CSV Injection".
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TEXT = "'"  # before it, what follows is text


class PlainCsvExporter(CsvItemExporter):
    """Scrapy's own, with an apostrophe before what a spreadsheet would run.

    A file that is gone on with (-o) has its head already.
    """

    def __init__(self, file: BytesIO, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)
        if file.seekable() and file.tell():  # what is packed (gzip) begins anew
            self.include_headers_line = False

    def _build_row(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in super()._build_row(values):
            yield without_formula(value)


def without_formula(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_BEGINS_FORMULA):
        return _TEXT + value
    return value
