"""Another program that has a SQLite file locked, until it is told to let go."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

_PROGRAM = (
    "import sqlite3, sys\n"
    "opened = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "opened.execute(sys.argv[2])\n"
    "for statement in sys.argv[3:4]: opened.execute(statement).fetchone()\n"
    "print('locked', flush=True)\n"
    "sys.stdin.read(1)\n"
)


class Locker:
    """A process of its own, with *words* at the end of its command line."""

    def __init__(self, file: Path, *words: str, how: str = "BEGIN IMMEDIATE") -> None:
        self._line = [sys.executable, "-c", _PROGRAM, str(file), how, *words]

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._line, stdin=pipe, stdout=pipe, text=True)
        self.pid = self._process.pid
        assert self._process.stdout
        assert self._process.stdout.readline() == "locked\n", self._process.communicate()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def let_go(self) -> None:
        if self._process.poll() is None:
            self._process.communicate("!")
