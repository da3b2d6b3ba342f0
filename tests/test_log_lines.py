"""Whatever the web says, a log has only lines of ours, and no password."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest

from newscrawl.log_lines import guard_log

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler writes that was there before the log was guarded."""
    written, before = io.StringIO(), logging.getLogRecordFactory()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logger.addHandler(handler)
    guard_log()
    yield written
    logging.setLogRecordFactory(before)
    logger.removeHandler(handler)


logger = logging.getLogger("tests.log_lines")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        pytest.param("a\nERROR: b", "a\n    ERROR: b", id="a line of its own"),
        pytest.param("a\r\nERROR: b", "a\\r\n    ERROR: b", id="as Windows ends lines"),
        pytest.param("a\x1b[2Jb", "a\\x1b[2Jb", id="a cleared screen"),
        pytest.param("a\x9b2Jb", "a\\x9b2Jb", id="the same in one code"),
        pytest.param("a\u2028b\x85c", "a\\u2028b\\x85c", id="line ends of Unicode"),
        pytest.param("a\u202eb", "a\\u202eb", id="text turned round"),
        pytest.param("a\ud800b", "a\\ud800b", id="half a pair"),
        pytest.param("заголовок 標題 🗞", "заголовок 標題 🗞", id="letters of all the world"),
        pytest.param("http://me:pass@host/", "http://***@host/", id="a password"),
        pytest.param("http://host/@me", "http://host/@me", id="no password"),
    ],
)
def test_what_came_from_the_web_is_no_line_of_ours(
    log: io.StringIO, said: str, written: str
) -> None:
    logger.error("%s", said)

    assert log.getvalue() == f"ERROR: {written}\n"


def test_an_error_s_text_is_no_line_of_ours_either(log: io.StringIO) -> None:
    try:
        raise ValueError("a\nERROR: forged \x1b[2J http://me:pass@host/")
    except ValueError:
        logger.exception("one")

    lines = log.getvalue().splitlines()
    assert lines[0] == "ERROR: one"
    assert lines[-2:] == ["    ValueError: a", "    ERROR: forged \\x1b[2J http://***@host/"]
    assert not any(line.startswith("ERROR") for line in lines[1:])
