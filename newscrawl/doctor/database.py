"""The database: there, of the right schema, writable; or where it will be made."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from newscrawl import times
from newscrawl.doctor.finding import DATABASE, Finding, refused
from newscrawl.errors import Misused
from newscrawl.store.checkup import file_of, look

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_CHECK = "database"


def check_database(url: str, *, rests: str) -> tuple[Finding, datetime | None]:
    """What there is at *url*, and until when the host *rests* is left alone by what it says."""
    try:
        file = file_of(url)
        if file is not None and not file.exists():
            return _new_file(file), None
        name, until = look(url, rests=rests)
    except Misused as error:
        return refused(_CHECK, error), None
    until = until if until and until > times.now() else None
    return Finding(_CHECK, "ok", f"{name}, of this schema, can be written"), until


def _new_file(file: Path) -> Finding:
    if why := unwritable(file.parent):
        return Finding(
            _CHECK,
            "wrong",
            f"there is no {file} yet, and none can be made ({why})",
            "make that folder, or let this user write into it; or set NEWSCRAWL_DATABASE_URL to another",
            DATABASE,
        )
    return Finding(_CHECK, "ok", f"there is no {file} yet; the first crawl makes it")


def unwritable(folder: Path) -> str | None:
    """Why no file can be made in *folder*; the one that shows it has no name where Linux can do that."""
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        return error.strerror or str(error)
    return None
