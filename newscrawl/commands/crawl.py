"""scrapy crawl: what cannot work ends at once with one line, and the exit code says how the crawl went."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.commands import crawl
from scrapy.spiderloader import get_spider_loader
from w3lib.url import file_uri_to_path

from newscrawl.desk import EXIT_OK, EXIT_STOPPED
from newscrawl.doctor.database import unwritable
from newscrawl.errors import BadArgument, Misused
from newscrawl.extract.rules import check_rules
from newscrawl.knobs import read_knobs
from newscrawl.log_lines import guard_log
from newscrawl.spiders.ledger import LedgerSpider
from newscrawl.store.archive import check_folder
from newscrawl.store.checkup import check_rights
from newscrawl.store.database import open_database
from newscrawl.store.request_log import check_log
from newscrawl.terminal import complain, is_watched

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler

# Scrapy's own loggers that say to a person at a terminal what the ledger counts anyway.
_QUIET_AT_TERMINAL = {"scrapy": logging.WARNING}


class Command(crawl.Command):
    _crawls: Crawler | None = None

    def long_desc(self) -> str:
        return (
            "Run a spider: scrapy crawl googlenews -a query=... -a since=7d. Exit codes: 0 all well, "
            "1 an error of ours (see the log), 2 wrong arguments or settings, 3 a source could not "
            "be read or blocked us, 4 database, 5 stopped before it was done."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        guard_log()
        try:
            self._check(args, opts)
        except Misused as error:
            complain(error)
            sys.exit(error.exit_code)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if is_watched(log_file=self.settings.get("LOG_FILE")) and not opts.loglevel:
            for name, level in _QUIET_AT_TERMINAL.items():
                logging.getLogger(name).setLevel(level)
        super().run(args, opts)
        if self._crawls is not None and not self.exitcode:
            self.exitcode = self._crawls.stats.get_value("newscrawl/exit_code", self._unsaid)

    @property
    def _unsaid(self) -> int:
        """The exit code of a crawl that says none: one of ours was stopped at once, by Ctrl-C twice."""
        assert self._crawls is not None
        return EXIT_STOPPED if issubclass(self._crawls.spidercls, LedgerSpider) else EXIT_OK

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self._crawls = super()._create_crawler(spidercls)
        return self._crawls

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        if len(args) != 1:
            return  # Scrapy says what is wrong
        if args[0] not in loader.list():
            known = ", ".join(sorted(loader.list()))
            raise BadArgument(f"there is no spider {args[0]!r}: name one of {known}")
        spider = loader.load(args[0])
        if issubclass(spider, LedgerSpider):
            knobs = read_knobs(self.settings)
            spider.check_arguments(opts.spargs)
            check_rules()
            if knobs.warc:
                check_folder(Path(knobs.warc))
            if knobs.request_log:
                check_log(Path(knobs.request_log))
            for uri in self.settings.getdict("FEEDS"):
                _check_export(str(uri))
            opened = open_database(knobs.database_url)
            check_rights(opened)
            opened.dispose()


def _check_export(uri: str) -> None:
    """Raise BadArgument where an export could not be made: what it lacks, no later crawl adds."""
    scheme = urlsplit(uri).scheme
    if scheme not in ("", "file"):
        return
    folder = Path(file_uri_to_path(uri) if scheme else uri).absolute().parent
    there = next(each for each in (folder, *folder.parents) if each.exists())  # the rest is made
    if why := unwritable(there):
        raise BadArgument(
            f"{uri!r} cannot be exported to ({there}: {why}): name a file in a folder of yours"
        )
