"""What goes wrong in months of running, each as it really happens; a fault returns when it is over."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.chaos.world import LEASE
from tests.internet import Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.chaos.world import Kind, World

_EVERYWHERE: tuple[Kind, ...] = ("sqlite", "postgresql")
_CUT_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@dataclass(frozen=True)
class Fault:
    name: str
    strike: Callable[[World], None]
    on: tuple[Kind, ...] = _EVERYWHERE


# -- the crawl -------------------------------------------------------------------------------


def kill_all(world: World) -> None:
    crawl = world.any_alive()
    os.killpg(crawl.pid, signal.SIGKILL)
    world.bury(crawl)


def kill_alone(world: World) -> None:
    """Its extraction workers are left behind."""
    crawl = world.any_alive()
    crawl.kill()
    world.bury(crawl)


def kill_workers(world: World) -> None:
    for worker in _workers(world.any_alive().pid):
        os.kill(worker, signal.SIGKILL)


def stop(world: World) -> None:
    """As systemd does: to the workers too."""
    os.killpg(world.any_alive().pid, signal.SIGTERM)


def freeze(world: World) -> None:
    """A machine that sleeps: its leases run out, another crawl works on, then it wakes up."""
    crawl = world.any_alive()
    os.killpg(crawl.pid, signal.SIGSTOP)
    world.begin()
    world.for_a_while(LEASE + 0.5, LEASE + 2)
    os.killpg(crawl.pid, signal.SIGCONT)


# -- the database ----------------------------------------------------------------------------


def lock_file(world: World) -> None:
    other = sqlite3.connect(world.project.folder / "newscrawl.db", timeout=30, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    world.for_a_while()
    other.execute("ROLLBACK")
    other.close()


def fill_disk(world: World) -> None:
    """No file of the crawl may grow, as on a disk without room."""
    crawl = world.any_alive()
    _, hard = resource.prlimit(crawl.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    world.for_a_while()
    if crawl.poll() is None:
        resource.prlimit(crawl.pid, resource.RLIMIT_FSIZE, (hard, hard))


def restart_server(world: World) -> None:
    assert world.server
    world.server.stop()
    world.for_a_while()
    world.server.start()


def end_sessions(world: World) -> None:
    _as_operator(world, _CUT_ALL)


def take_over(world: World) -> None:
    """A failover: for a while the one who answers is a standby, which may not write."""
    _as_operator(world, "ALTER SYSTEM SET default_transaction_read_only = on")
    _as_operator(world, "SELECT pg_reload_conf()")
    world.for_a_while()
    _as_operator(world, "SET default_transaction_read_only = off", *_WRITE_AGAIN)


_WRITE_AGAIN = ("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")


def cut_cable(world: World) -> None:
    assert world.cable
    world.cable.cut()
    world.for_a_while()
    world.cable.heal()


def silence_cable(world: World) -> None:
    assert world.cable
    world.cable.silence()
    world.for_a_while()
    world.cable.heal()


# -- the web ---------------------------------------------------------------------------------


def lose_publishers(world: World) -> None:
    handlers = [paper.site.handler for paper in world.papers]
    for paper in world.papers:
        paper.site.handler = lambda _: Reply(manner="drop")
    world.for_a_while(0.5, 1.0)
    for paper, handler in zip(world.papers, handlers, strict=True):
        paper.site.handler = handler


def block_at_google(world: World) -> None:
    world.google.block("429", retry_after=1)
    world.for_a_while()
    world.google.unblock()


FAULTS = (
    Fault("kill -9, the crawl and its workers", kill_all),
    Fault("kill -9, the crawl alone", kill_alone),
    Fault("kill -9, the workers alone", kill_workers),
    Fault("SIGTERM, to all", stop),
    Fault("frozen until its leases ran out", freeze),
    Fault("publishers hang up", lose_publishers),
    Fault("Google answers 429", block_at_google),
    Fault("file locked by another process", lock_file, on=("sqlite",)),
    Fault("disk full", fill_disk, on=("sqlite",)),
    Fault("server killed and started again", restart_server, on=("postgresql",)),
    Fault("server ends all sessions", end_sessions, on=("postgresql",)),
    Fault("server read-only, as in a failover", take_over, on=("postgresql",)),
    Fault("network cut", cut_cable, on=("postgresql",)),
    Fault("network silent", silence_cable, on=("postgresql",)),
)


def faults_of(kind: Kind) -> list[Fault]:
    return [fault for fault in FAULTS if kind in fault.on]


def _workers(parent: int) -> Iterator[int]:
    for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if b"newscrawl.extract.worker" in Path(f"/proc/{each}/cmdline").read_bytes():
            yield int(each)


def _as_operator(world: World, *statements: str) -> None:
    assert world.server
    with psycopg.connect(world.server.operators_url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
