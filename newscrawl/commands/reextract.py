"""scrapy reextract: today's extractor over stored raw pages, before and after by site, written only on request."""

from __future__ import annotations

import asyncio
import pickle
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand

from newscrawl.discover.archives import NotAnArchive
from newscrawl.errors import BadArgument, Misused, NoDatabase
from newscrawl.extract.pool import ExtractPool
from newscrawl.extract.rules import check_rules
from newscrawl.knobs import read_knobs
from newscrawl.pipelines.again import Again
from newscrawl.pipelines.before_after import COLUMNS, BeforeAfter
from newscrawl.store.database import named, open_database, transaction
from newscrawl.store.patient import PatientDatabase
from newscrawl.store.rewrite import is_empty, write
from newscrawl.terminal import as_json, complain, plain, say, table

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Iterator, Sequence
    from typing import IO

    from newscrawl.knobs import Knobs
    from newscrawl.store.articles import Keep
    from newscrawl.store.rewrite import Rewrite

_ARCHIVES = ("*.warc", "*.warc.gz", "*.warc.zst", "*.warc.gz.open")
_CLEAR = "\r\x1b[K"
_REDRAW = 50  # responses; they are compared as many at a time
_STOPPED, _UNREAD = 5, 3  # README, "Exit codes"


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] PATH..."

    def short_desc(self) -> str:
        return "Extract stored raw pages anew, and say what would change"

    def long_desc(self) -> str:
        return (
            "Run today's extractor over WARC files (or folders of them) and print, site by site, "
            "what it changes in the stored articles. Nothing is written without --write."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument(
            "--write", action="store_true", help="after the report, write what changed"
        )
        parser.add_argument(
            "--any-fetch",
            action="store_true",
            help="also pages that were fetched at another time than their article",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        try:
            knobs = read_knobs(self.settings)
            check_rules()
            paths = archives(args)
            _check_database(knobs)
            self.exitcode = asyncio.run(_Run(knobs, opts).run(paths))
        except Misused as error:
            complain(error)
            self.exitcode = error.exit_code
        except KeyboardInterrupt:
            complain("stopped; what is not written stays as it was")
            self.exitcode = _STOPPED


class _Run:
    """One run of the command: read and compare, report, write."""

    def __init__(self, knobs: Knobs, opts: argparse.Namespace) -> None:
        self._knobs, self._opts = knobs, opts
        self._report = BeforeAfter()
        self._broken: list[str] = []

    async def run(self, paths: Sequence[Path]) -> int:
        knobs = self._knobs
        database = PatientDatabase(
            knobs.database_url,
            patience=knobs.database_patience,
            timeout=knobs.database_timeout,
        )
        pool = ExtractPool(workers=knobs.extract_workers, timeout=knobs.extract_timeout)
        again = Again(
            database,
            pool,
            least_chars=knobs.least_chars,
            any_fetch=self._opts.any_fetch,
            refused=knobs.refuse_opt_outs,
        )
        try:
            await database.open()
            with tempfile.TemporaryFile(prefix="newscrawl-") as changes:
                await self._compare(again, paths, changes)
                written = await self._write(database, changes) if self._opts.write else None
            self._print_written(written)
        finally:
            await pool.close()
            database.close()
        return _UNREAD if self._broken else 0

    async def _compare(self, again: Again, paths: Sequence[Path], changes: IO[bytes]) -> None:
        """Changes wait on disk: nothing is written before the whole report is printed."""
        for path in paths:
            try:
                async for outcome in again.read(path):
                    self._report.add(outcome)
                    self._show_progress(path)
                    if outcome.write:
                        pickle.dump(outcome.write, changes)
            except NotAnArchive as broken:
                self._broken.append(_cure(broken))
        self._print_report(paths)

    def _show_progress(self, path: Path) -> None:
        many = sum(self._report.verdicts.values())
        if sys.stderr.isatty() and many % _REDRAW == 0:
            sys.stderr.write(f"{_CLEAR}{plain(path.name)}: {many} responses")

    def _print_report(self, paths: Sequence[Path]) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(_CLEAR)
        if self._opts.format == "json":
            said = self._report.plain() | {"broken": self._broken}
            say(as_json(said, indent=2))
            return
        say("\n".join([*_lines(self._report), *_remarks(self._report, paths)]))
        for line in self._broken:
            complain(line)

    async def _write(self, database: PatientDatabase, changes: IO[bytes]) -> Counter[str]:
        done: Counter[str] = Counter()
        async for batch in _batches(changes, self._knobs.write_batch):
            done += await write(database, batch)
        return done

    def _print_written(self, written: Counter[str] | None) -> None:
        if self._opts.format == "text":
            say(_written(written))
        elif written is not None:
            say(as_json({"written": written}))


def archives(args: Sequence[str]) -> list[Path]:
    """The files named, and those of the folders named; raise BadArgument where there are none."""
    if not args:
        raise BadArgument(
            "reextract needs WARC files, or folders of them: NEWSCRAWL_WARC is where crawls keep theirs"
        )
    found: list[Path] = []
    for path in map(Path, args):
        if path.is_dir():
            inside = sorted(each for pattern in _ARCHIVES for each in path.glob(pattern))
            if not inside:
                raise BadArgument(f"{path}: no .warc, .warc.gz or .warc.zst in this folder")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise BadArgument(
                f"there is no file {str(path)!r}; name WARC files, or folders of them"
            )
    return list(dict.fromkeys(found))


def _check_database(knobs: Knobs) -> None:
    """Raise Misused where there is no database, or nothing in it to compare with."""
    opened = open_database(knobs.database_url, create=False)
    with transaction(opened) as connection:
        empty = is_empty(connection)
    opened.dispose()
    if empty:
        raise NoDatabase(
            f"{named(opened)} holds no links: run this where you crawled, set NEWSCRAWL_DATABASE_URL "
            "to its place, or fill it with 'scrapy crawl warc -a files=...'"
        )


def _cure(broken: NotAnArchive) -> str:
    if broken.position:
        return (
            f"{broken}: the file is cut off or damaged after {broken.position} responses, which "
            "were read; get it whole and run again"
        )
    return f"{broken}: this is no WARC file with answers in it; name .warc, .warc.gz or .warc.zst files"


async def _batches(changes: IO[bytes], size: int) -> AsyncIterator[list[Rewrite | Keep]]:
    changes.seek(0)
    batch: list[Rewrite | Keep] = []
    while change := _next(changes):
        batch.append(change)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _next(changes: IO[bytes]) -> Rewrite | Keep | None:
    try:
        change: Rewrite | Keep = pickle.load(changes)  # noqa: S301 - our own file, without a name
    except EOFError:
        return None
    return change


def _lines(report: BeforeAfter) -> Iterator[str]:
    if report.sites:
        yield from table(
            ("host", *COLUMNS),
            [(host, *site.row()) for host, site in report.by_size()],
            total=("all", *report.total.row()),
        )
        yield ""
    for reason, many in report.refusals.most_common():
        yield f"newly refused, {reason}: {many}"


def _remarks(report: BeforeAfter, paths: Sequence[Path]) -> Iterator[str]:
    many, verdicts = sum(report.verdicts.values()), report.verdicts
    yield f"{many} responses in {len(paths)} files, {report.total.pages} of them stored or refused here"
    if verdicts["no_page"]:
        yield f"{verdicts['no_page']} are no HTML page answered with 200"
    if verdicts["unknown"]:
        yield f"{verdicts['unknown']} are not in this database: 'scrapy crawl warc -a files=...' takes them in"
    if verdicts["other_fetch"]:
        yield (
            f"{verdicts['other_fetch']} were fetched at another time than their article: "
            "--any-fetch compares them too"
        )
    if verdicts["seen"]:
        yield f"{verdicts['seen']} were met before in these files"


def _written(written: Counter[str] | None) -> str:
    if written is None:
        return "Nothing is written; --write does that"
    parts = [f"{written['changed']} articles changed", f"{written['added']} added"]
    parts += [f"{written['duplicate']} duplicates"] if written["duplicate"] else []
    parts += [f"{written['refused']} refused by the database"] if written["refused"] else []
    return f"Written: {', '.join(parts)}"
