"""What a log gets: lines that only we begin, nothing that steers a terminal, no passwords."""

from __future__ import annotations

import logging
from typing import Any

from newscrawl.terminal import plain, without_passwords

_ON = "\n    "  # a line that goes on: what begins at the margin is a record of its own


def guard_log() -> None:
    """Have every record of this process written like that, whichever handler writes it.

    Titles, addresses and error texts come from the web; a line end in one of them would be the
    beginning of a line that we never wrote.
    """
    logging.setLogRecordFactory(_Record)


class _Record(logging.LogRecord):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:  # a formatter writes this text where there is one
            told = logging.Formatter().formatException(self.exc_info)
            self.exc_text = _harmless(f"\n{told}").removeprefix("\n")

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        return _harmless(super().getMessage())


def _harmless(text: str) -> str:
    return plain(without_passwords(text), lines=True).replace("\n", _ON)
