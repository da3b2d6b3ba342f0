"""scrapy crawl googlenews: what Google News knows of a query, a topic or a place, as stored articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl import times
from newscrawl.discover.googlenews import ASK_ARGUMENTS, asks
from newscrawl.spiders.ledger import LedgerSpider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.discover.googlenews import Ask


class GoogleNewsSpider(LedgerSpider):
    """-a query="climate change" | topic=WORLD | geo="Los Angeles" | top=1, -a edition=en-US,de-DE, -a since=7d."""

    name = "googlenews"
    known_arguments = frozenset(ASK_ARGUMENTS)

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> dict[str, str]:
        given = super().check_arguments(arguments)
        asks(given, now=times.now())
        return given

    def asks(self) -> Sequence[Ask]:
        return asks(self.given, now=times.now())
