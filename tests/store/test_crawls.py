"""What is kept of a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.store import crawls
from newscrawl.store.schema import crawls as table
from tests.store.samples import NOW

if TYPE_CHECKING:
    from tests.store.samples import Desk


def test_arguments_are_kept_without_the_passwords_in_them(desk: Desk) -> None:
    arguments = {"files": "https://me:hushhush@archive.example/a.warc", "since": "2d"}

    desk.do(crawls.begin, spider="warc", arguments=arguments, now=NOW)

    [row] = desk.rows(table)
    assert row["arguments"] == {"files": "https://***@archive.example/a.warc", "since": "2d"}
