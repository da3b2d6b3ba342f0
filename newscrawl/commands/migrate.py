"""scrapy migrate: the database's tables as this newscrawl needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import Misused
from newscrawl.knobs import read_knobs
from newscrawl.store.database import engine, migrate, named
from newscrawl.terminal import complain, say

if TYPE_CHECKING:
    import argparse
    from typing import Any


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Create or upgrade the tables of NEWSCRAWL_DATABASE_URL"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        if args:
            raise UsageError(
                f"migrate takes no {args[0]!r}; NEWSCRAWL_DATABASE_URL names the database"
            )
        assert self.settings is not None
        try:
            opened = engine(read_knobs(self.settings).database_url)
            before, after = migrate(opened)
            opened.dispose()
        except Misused as error:
            complain(error)
            self.exitcode = error.exit_code
            return
        if before == after:
            say(f"{named(opened)}: already at schema {after}")
        else:
            say(f"{named(opened)}: schema {before or 'empty'} -> {after}")
