"""One input given to one parser: in time, with no error but those it documents, and a sound answer."""

from __future__ import annotations

import signal
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.parsers import Parser

_ROOT = Path(__file__).parent.parent.parent


class TooSlow(BaseException):
    """Not to be caught by whatever a library catches on the way."""


@dataclass(frozen=True, slots=True)
class Failure:
    """`sign` is what tells this failure from another one: the error, and the line it came from."""

    sign: str
    told: str
    data: bytes


def attempt(parser: Parser, data: bytes) -> Failure | None:
    """Return how *parser* fails on *data*; None where it does what it promises."""
    try:
        with _within(parser.seconds):
            parser.read(data)
    except parser.may_raise:
        return None
    except (Exception, TooSlow) as error:  # noqa: BLE001 - this is what is looked for
        return Failure(_sign(error), "".join(traceback.format_exception(error)), data)
    return None


def smallest(parser: Parser, failure: Failure, *, seconds: float) -> Failure:
    """Cut from the input all that the same failure can do without, for so long at most."""
    until = time.monotonic() + seconds
    size = len(failure.data) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(failure.data) and time.monotonic() < until:
            less = failure.data[:at] + failure.data[at + size :]
            again = attempt(parser, less)
            if again and again.sign == failure.sign:
                failure = again
            else:
                at += size
        size //= 2
    return failure


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TooSlow after so many seconds of the processor's time: a busy machine is no fault."""
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _too_slow(*_: object) -> None:
    raise TooSlow


def _sign(error: BaseException) -> str:
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(_ROOT)) and "site-packages" not in frame.filename
    ]
    if isinstance(error, TooSlow):  # a line of a loop says little: the whole call is meant
        ours = ours[2:5]
    place = f"{Path(ours[-1].filename).relative_to(_ROOT)}:{ours[-1].lineno}" if ours else "?"
    said = f" {error}" if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__}{said[:60]} at {place}"
