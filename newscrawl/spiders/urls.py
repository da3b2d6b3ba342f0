"""scrapy crawl urls: a plain list of addresses; Google News links in it are resolved as everywhere."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.discover.lists import is_file, read_list, text_of
from newscrawl.errors import BadArgument
from newscrawl.spiders.lane import Lane
from newscrawl.spiders.ledger import LedgerSpider
from newscrawl.spiders.placing import place_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.desk import Desk
    from newscrawl.discover.lists import ListOf

logger = logging.getLogger(__name__)


class ListLane(Lane):
    def __init__(self, desk: Desk, listed: ListOf) -> None:
        super().__init__()
        self.desk = desk
        self._listed = listed

    async def work(self) -> None:
        for item in self._listed.refused:
            self.desk.count(f"feed_items/{item.reason}")
            logger.warning("refused (%s): %s", item.reason, item.what)
        if self._listed.is_none:
            logger.error("the list has no address; write one a line, as in https://example.com/1")
            self.desk.trouble.add("no_list")
        many, new = await place_all(self.desk, self._listed.links)
        logger.info("%d links, %d of them new", many, new)


class UrlsSpider(LedgerSpider):
    """-a file=FILE, or file=- for standard input: one address a line."""

    name = "urls"
    known_arguments = frozenset({"file"})

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> dict[str, str]:
        given = super().check_arguments(arguments)
        name = given.get("file", "")
        if name != "-" and not is_file(name):
            raise BadArgument(f"file: there is no file {name!r}; name one, or - for standard input")
        return given

    def own_lanes(self) -> Sequence[Lane]:
        name = self.given["file"]
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return [ListLane(self.desk, read_list(text_of(raw), name=name))]
