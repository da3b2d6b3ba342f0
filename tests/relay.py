"""A cable to a TCP server on this machine: pulled, plugged in again, or dead to the ear."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

_PIECE = 65_536  # bytes


class Relay:
    """Listens on `port` and forwards to *target*, as long as nobody says otherwise.

    `cut` closes every connection and takes no new one; `silence` keeps and takes connections, whose
    bytes the kernel acknowledges, and forwards nothing; `heal` makes either good, for new ones.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._forwards = threading.Event()
        self._forwards.set()
        self._is_cut = False
        self._lines: list[socket.socket] = []
        self.taken = 0  # connections so far

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop_all()

    def silence(self) -> None:
        self._forwards.clear()

    def cut(self) -> None:
        self._is_cut = True
        self._drop_all()

    def heal(self) -> None:
        """What was sent meanwhile is not forwarded any more: those lines are dead."""
        self._drop_all()
        self._is_cut = False
        self._forwards.set()

    def _listen(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                line, _ = self._listener.accept()
                self.taken += 1
                if self._is_cut:
                    line.close()
                    continue
                self._connect(line)

    def _connect(self, line: socket.socket) -> None:
        try:
            other = socket.create_connection(("127.0.0.1", self._target))
        except OSError:  # nobody is there now
            line.close()
            return
        self._lines += [line, other]
        for ends in ((line, other), (other, line)):
            threading.Thread(target=self._forward, args=ends, daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                self._forwards.wait()
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _drop_all(self) -> None:
        lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
