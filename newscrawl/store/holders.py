"""Who has a SQLite file locked: process and command line, where the system tells."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.terminal import plain, without_passwords

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROC = Path("/proc")
_PENDING = 0x4000_0000  # SQLite locks bytes of the file from here on, whatever the file's length
_LONGEST = 200  # characters of a command line
_LOCK = re.compile(
    r"^\d+: POSIX +\S+ +(?P<kind>READ|WRITE) (?P<pid>\d+) "
    r"(?P<major>[0-9a-f]+):(?P<minor>[0-9a-f]+):(?P<inode>\d+) (?P<first>\d+) ",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A process; *command* is as its user typed it, less what is secret and what steers a terminal."""

    pid: int
    command: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command})"


def whose_lock(file: Path) -> str:
    """Say in half a sentence who has *file* locked, or why that is not known."""
    if not (_PROC / "locks").exists():
        return "another process has it locked, and only Linux tells which"
    if found := holders(file):
        return f"{' and '.join(map(str, found))} {'has' if len(found) == 1 else 'have'} it locked"
    if found := users(file):
        return f"{' and '.join(map(str, found))} {'has' if len(found) == 1 else 'have'} it open"
    return "who had it locked has let go, or is in another container or on another machine"


def holders(file: Path) -> list[Holder]:
    """The other processes that keep us from writing *file*, as /proc/locks has it.

    A file in WAL mode is locked for writing in FILE-shm; what is locked in the file itself is an
    open connection there, and only a write lock keeps others out.
    """
    shared = file.with_name(f"{file.name}-shm")
    locks = (_PROC / "locks").read_text()
    pids = set(_locking(file, locks, reading=not shared.exists(), first=_PENDING))
    if shared.exists():
        pids |= set(_locking(shared, locks, reading=False, first=0))
    return [_holder(pid) for pid in sorted(pids)]


def users(file: Path) -> list[Holder]:
    """The other processes that have *file* open, among those we may look at."""
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal())
    return [_holder(pid) for pid in sorted(pids) if pid != os.getpid() and _has_open(pid, file)]


def _locking(file: Path, locks: str, *, reading: bool, first: int) -> Iterator[int]:
    about = file.stat()
    for lock in _LOCK.finditer(locks):
        pid, device = int(lock["pid"]), (int(lock["major"], 16), int(lock["minor"], 16))
        if int(lock["inode"]) != about.st_ino or int(lock["first"]) < first or pid == os.getpid():
            continue
        # Some file systems name another device here than stat() does; then the process itself tells.
        is_it = device == (os.major(about.st_dev), os.minor(about.st_dev)) or _has_open(pid, file)
        if is_it and (reading or lock["kind"] == "WRITE"):
            yield pid


def _has_open(pid: int, file: Path) -> bool:
    """Whether a process has *file* open; False where it is gone, or another user's."""
    with suppress(OSError):
        return any(_is_same(opened, file) for opened in (_PROC / str(pid) / "fd").iterdir())
    return False


def _is_same(opened: Path, file: Path) -> bool:
    with suppress(OSError):  # closed meanwhile
        return opened.samefile(file)
    return False


def _holder(pid: int) -> Holder:
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:  # it has ended meanwhile
        words = []
    command = plain(without_passwords(" ".join(words).strip()))
    if len(command) > _LONGEST:
        command = f"{command[:_LONGEST]}..."
    return Holder(pid, command or "it names no command")
