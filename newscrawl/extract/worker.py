"""The process that extracts: pages in on stdin, stories out on stdout, until stdin ends.

A frame is four bytes of length, big endian, and a pickle. The first frame out is READY; then
(body, encoding, url, at) in gives one of ("ok", Extracted), ("refused", reason), ("error", type).
"""

from __future__ import annotations

import logging
import os
import pickle
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from newscrawl.errors import Refused
from newscrawl.log_lines import guard_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from newscrawl.extract.extracted import Extracted

    Answer = tuple[str, object]

READY = ("ready", None)
MEMORY = (
    3 * 1024**3
)  # bytes of address space; the heaviest of 5 MB pages made up for it held 0.4 GiB
ORPHANED = 600  # seconds on one page, after which even a worker whose parent is gone ends


def main() -> None:
    for each in (signal.SIGINT, signal.SIGTERM):  # to all of a terminal or a service, and the
        signal.signal(each, signal.SIG_IGN)  # crawl's alone: it ends us by EOF
    logging.disable(logging.WARNING)  # trafilatura warns of every page without a story
    guard_log()
    _limit_memory()
    answers = _claimed_stdout()
    from newscrawl.extract import article  # noqa: PLC0415 - a library may print as it loads

    article.extract_utf8(article.EXAMPLE, url="")
    _send(answers, READY)
    while (question := _receive(sys.stdin.buffer)) is not None:
        signal.alarm(ORPHANED)
        _send(answers, _answer(article.extract, *question))
        signal.alarm(0)


def _answer(
    extract: Callable[..., Extracted], body: bytes, encoding: str | None, url: str, at: datetime
) -> Answer:
    try:
        return "ok", extract(body, encoding=encoding, url=url, at=at)
    except Refused as refused:
        return "refused", refused.reason
    except Exception as error:  # noqa: BLE001 - whatever a hostile page does to a parser
        return "error", type(error).__name__


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _claimed_stdout() -> BinaryIO:
    """Take stdout for the answers alone: what a library prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _receive(stream: BinaryIO) -> Any:
    """Return what the next frame holds; None at the end."""
    size = stream.read(4)
    return pickle.loads(stream.read(int.from_bytes(size))) if size else None  # noqa: S301 - our parent's


def _send(stream: BinaryIO, answer: Answer) -> None:
    frame = pickle.dumps(answer)
    stream.write(len(frame).to_bytes(4) + frame)
    stream.flush()


if __name__ == "__main__":
    main()
