"""scrapy crawl googlenews: what Google News knows of a query, a topic or a place, as stored articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl import times
from newscrawl.discover.googlenews import ASK_ARGUMENTS, asks
from newscrawl.discover.queries import read_queries
from newscrawl.errors import BadArgument
from newscrawl.spiders.google_feeds import Job
from newscrawl.spiders.ledger import LedgerSpider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEFAULT_QUERIES = "queries.toml"  # what `due=1` alone reads


class GoogleNewsSpider(LedgerSpider):
    """-a query="climate change" | topic=WORLD | geo="Los Angeles" | top=1 | queries=FILE.

    -a edition=en-US,de-DE, -a since=7d, -a until=2026-02-01, -a due=1.
    """

    name = "googlenews"
    known_arguments = frozenset({*ASK_ARGUMENTS, "queries", "due"})

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> dict[str, str]:
        given = super().check_arguments(arguments)
        cls.jobs_of(given)
        return given

    @classmethod
    def jobs_of(cls, given: Mapping[str, str]) -> list[Job]:
        """The feeds to read: of the arguments, or of every entry of a file of queries."""
        question = {name: value for name, value in given.items() if name in ASK_ARGUMENTS}
        name = given.get("queries", DEFAULT_QUERIES if _is_bare_due(given) else None)
        if name is None:
            return [Job(ask=ask) for ask in asks(question, now=times.now())]
        if question:
            raise BadArgument(
                f"queries: the file says what to ask; leave out {', '.join(question)}"
            )
        return _jobs_of_file(name)

    def jobs(self) -> Sequence[Job]:
        return self.jobs_of(self.given)


def _is_bare_due(given: Mapping[str, str]) -> bool:
    return set(given) == {"due"} and Path(DEFAULT_QUERIES).is_file()


def _jobs_of_file(name: str) -> list[Job]:
    try:
        text = Path(name).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BadArgument(f"queries: {name} cannot be read ({error}); name a TOML file") from error
    return [
        Job(ask=ask, every=query.every.total_seconds() if query.every else None)
        for query in read_queries(text, name=name, now=times.now())
        for ask in asks(query.arguments, now=times.now())
    ]
