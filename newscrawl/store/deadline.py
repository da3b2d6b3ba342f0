"""How long PostgreSQL may take, or say nothing: what waits for it then is told, and tries again."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

# A pulled cable sends no goodbye. Without these a read waits for ever and a write for a quarter of
# an hour; with them the kernel gives a peer up that acknowledges nothing for half a minute, which
# is within a lease (60 s) and more than a router needs to find another way.
KEEPALIVES = {
    "keepalives": 1,
    "keepalives_idle": 10,  # seconds of silence before the first probe
    "keepalives_interval": 5,  # seconds between two
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds until what was sent must be acknowledged
}
# A peer whose kernel acknowledges and whose server says nothing is not covered by those: a proxy
# that lost its other side, a server that is stopped. Its connections are cut this much later than
# it should itself have ended what takes too long.
GRACE = 5.0  # seconds
_MOST = 2**31 - 1  # milliseconds that PostgreSQL takes, 24 days
_connections: WeakKeyDictionary[sa.Engine, WeakSet[Any]] = WeakKeyDictionary()


def watch(opened: sa.Engine) -> None:
    """Remember the connections of *opened*, so that they can be cut."""
    connections = _connections[opened] = WeakSet()

    @sa.event.listens_for(opened, "connect")
    def _remember(connection: Any, _record: Any) -> None:
        connections.add(connection)


@contextmanager
def deadline(opened: sa.Engine, *, seconds: float) -> Iterator[None]:
    """Cut what is open to *opened* after so long: who waits for it gets an OperationalError."""
    if opened not in _connections:  # SQLite: a file answers
        yield
        return
    timer = threading.Timer(seconds + GRACE, _cut, [opened])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def limit(connection: sa.Connection, *, seconds: float) -> None:
    """Have PostgreSQL itself end a statement of this transaction that takes longer.

    And the transaction, where it hears nothing for so long: what the lost have locked would bar
    every other crawl until the server's kernel noticed, which takes two hours.
    """
    if connection.dialect.name != "postgresql":
        return
    names = ("statement_timeout", "idle_in_transaction_session_timeout")
    value = f"{min(max(round(seconds * 1000), 1), _MOST)}ms"
    connection.execute(sa.select(*(sa.func.set_config(name, value, True) for name in names)))


def _cut(opened: sa.Engine) -> None:
    closed = (OSError, opened.dialect.loaded_dbapi.Error)  # meanwhile: then nobody waits for it
    for connection in list(_connections[opened]):
        # A copy of the number is closed at the end, the connection's own stays its own.
        with suppress(*closed), socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
