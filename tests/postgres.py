"""A PostgreSQL server of the test run's own: free port, temporary folder, stopped after."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Self
from uuid import uuid4

import psycopg

PASSWORD = "only-for-tests"
_FAST = {  # what protects data from a power cut only costs time here
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "50",
    "log_min_messages": "fatal",
}


class Postgres:
    """Runs as the user `postgres` where the tests run as root, which the server refuses.

    *settings* are the server's, over those that make it fast.
    """

    def __init__(self, **settings: str) -> None:
        self._settings = _FAST | settings
        self.folder = Path(tempfile.mkdtemp(prefix="newscrawl-postgres-"))
        self.port = _free_port()
        self._user = "postgres" if os.geteuid() == 0 else None

    def __enter__(self) -> Self:
        if self._user:
            shutil.chown(self.folder, self._user)
        (self.folder / "password").write_text(PASSWORD)
        self._run(
            "initdb", "-D", self._data, "-U", "tester", "--pwfile", self.folder / "password",
            "-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        self._run(
            "pg_ctl", "start", "-D", self._data, "-w", "-t", "60", "-l", self.folder / "log",
            "-o", f"{options} -c port={self.port} -c unix_socket_directories={self.folder}",
        )  # fmt: skip

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-D", self._data, "-m", "immediate", "-w")

    def new_database(self, *, encoding: str = "UTF8") -> str:
        """Create an empty database and return its URL."""
        name = f"t{uuid4().hex[:12]}"
        with psycopg.connect(self.operators_url, autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
            )
        return self._url(name)

    @property
    def operators_url(self) -> str:
        return self._url("postgres")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _url(self, database: str) -> str:
        return f"postgresql://tester:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [str(_binaries() / program), *map(str, arguments)],
            user=pwd.getpwnam(self._user).pw_uid if self._user else None,
            group=pwd.getpwnam(self._user).pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program} failed:\n{done.stdout}"


def _binaries() -> Path:
    """Where Debian keeps the server's programs, or what the PATH says."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: each.parent.name)
    found = shutil.which("pg_ctl")
    assert versions or found, "no PostgreSQL server: 'make test' installs it (as root, on Debian)"
    return versions[-1] if versions else Path(str(found)).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
