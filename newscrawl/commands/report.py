"""scrapy report: what came in, what became of it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import Misused
from newscrawl.knobs import read_knobs
from newscrawl.store.database import named, open_database, transaction
from newscrawl.store.report import report
from newscrawl.terminal import as_json, complain, say, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_HOSTS = 20  # lines of hosts; --hosts asks for more


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Say what became of every link: by state, reason and host"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument(
            "--hosts", type=_many, default=_HOSTS, help="hosts to list (default 20)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(
                f"report takes no {args[0]!r}; NEWSCRAWL_DATABASE_URL names the database"
            )
        assert self.settings is not None
        try:
            opened = open_database(read_knobs(self.settings).database_url, create=False)
            with transaction(opened) as connection:
                found = report(connection, hosts=opts.hosts)
        except Misused as error:
            complain(error)
            self.exitcode = error.exit_code
            return
        if opts.format == "json":
            say(as_json(found, indent=2))
        else:
            say("\n".join(_lines(found, named(opened))))
        opened.dispose()


def _lines(found: dict[str, Any], database: str) -> Iterator[str]:
    yield f"{found['discovered']} links discovered, {found['articles']} articles in {database}"
    yield ""
    states = found["states"]
    yield from table(
        ("state", "reason", "links"),
        [(row["state"], row["reason"] or "-", row["links"]) for row in found["reasons"]],
        total=("all", "", sum(states.values())),
    )
    if found["next_due_at"]:
        yield ""
        yield f"{states['discovered'] + states['resolved']} links wait; next due {found['next_due_at']}"
    yield ""
    yield from table(
        ("host", "links", *states),
        [
            (row["host"] or "-", row["links"], *(row[state] for state in states))
            for row in found["hosts"]
        ],
    )
    if found["opt_outs"]:
        yield ""
        yield from table(("opt-out", "articles"), list(found["opt_outs"].items()))
    yield ""
    yield from table(
        ("crawl", "spider", "started", "outcome", "exit"),
        [
            (
                row["id"],
                row["spider"],
                row["started_at"],
                row["outcome"] or "running or killed",
                _dash(row["exit_code"]),
            )
            for row in found["crawls"]
        ],
    )


def _many(word: str) -> int:
    if (many := int(word)) < 0:
        raise ValueError(word)
    return many


def _dash(value: Any) -> Any:
    return "-" if value is None else value
