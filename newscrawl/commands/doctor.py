"""scrapy doctor: what is wrong with the set-up, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl import times
from newscrawl.doctor import machine, web
from newscrawl.doctor.database import check_database
from newscrawl.doctor.finding import Finding, exit_code, refused
from newscrawl.errors import Misused
from newscrawl.extract.rules import check_rules
from newscrawl.knobs import read_knobs
from newscrawl.one_page import fetch
from newscrawl.spiders.placing import GOOGLE
from newscrawl.store.checkup import file_of
from newscrawl.terminal import as_json, complain, say, table, without_passwords

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import datetime

    from scrapy import Request

    from newscrawl.knobs import Knobs


class Command(ScrapyCommand):
    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Check the set-up, and say what to do about what is wrong"

    def long_desc(self) -> str:
        return (
            "Check settings, database, disk, browser, proxy, certificates, extraction, one feed and the "
            "clock. Nothing is made or changed. Exit codes: 0 nothing is wrong; else the most serious "
            "of 4 database, 2 settings or machine, 1 extraction, 3 feed or proxy."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--feed", metavar="URL", help="the feed to ask, in place of Google's")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        self._log_file = self.settings.get("LOG_FILE")
        self.settings.set("LOG_FILE", None, priority="cmdline")  # Scrapy would make it

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(
                f"doctor takes no {args[0]!r}; NEWSCRAWL_DATABASE_URL names the database"
            )
        try:
            asked = web.feed_request(opts.feed) if opts.feed else None
        except Misused as error:
            complain(error)
            self.exitcode = error.exit_code
            return
        findings = list(self._examine(asked))
        self.exitcode = exit_code(findings)
        _print(findings, opts.format, self.exitcode)

    def _examine(self, asked: Request | None) -> Iterator[Finding]:
        assert self.settings is not None
        yield machine.check_versions()
        try:
            knobs = read_knobs(self.settings)
            check_rules()
        except Misused as error:
            yield refused("settings", error)
            return
        yield Finding("settings", "ok", "every one can be used")
        yield machine.check_contact(knobs.contact)
        found, rests_until = check_database(knobs.database_url, rests=GOOGLE)
        yield found
        yield from self._examine_machine(knobs)
        yield from self._examine_web(knobs, asked, rests_until)
        yield machine.check_extraction(knobs.extract_timeout)  # its loop comes after the reactor's

    def _examine_machine(self, knobs: Knobs) -> Iterator[Finding]:
        assert self.settings is not None
        try:
            database = file_of(knobs.database_url)
        except Misused:  # the check of the database has said so
            database = None
        folders = machine.places(knobs, database=database, log_file=self._log_file)
        yield from machine.check_disk(folders)
        yield machine.check_browser(knobs)
        verifies = self.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        yield machine.check_certificates(verifies=verifies)
        yield from machine.check_proxies()

    def _examine_web(
        self, knobs: Knobs, asked: Request | None, rests_until: datetime | None
    ) -> Iterator[Finding]:
        """One request, and none to Google where it is not to be asked."""
        assert self.settings is not None
        assert self.crawler_process is not None
        if asked is None and knobs.google_news and rests_until is None:
            asked = web.google_request()
        if asked is None:
            yield web.not_asked(paused_until=rests_until if knobs.google_news else None)
            yield web.check_clock(None, at=times.now())
            return
        answer = fetch(self.crawler_process, self.settings, asked)
        at = times.now()
        yield web.check_feed(answer, url=asked.url)
        yield web.check_clock(answer, at=at)


def _print(findings: list[Finding], how: str, code: int) -> None:
    if how == "json":
        shown = ("check", "verdict", "found", "cure")
        checks = [{name: getattr(each, name) for name in shown} for each in findings]
        say(without_passwords(as_json({"checks": checks, "exit_code": code}, indent=2)))
        return
    head = ("check", "verdict", "found", "what to do")
    rows = [(each.check, each.verdict, each.found, each.cure) for each in findings]
    say(without_passwords("\n".join(table(head, rows))))
