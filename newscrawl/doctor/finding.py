"""What a check found, how bad it is, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.errors import Misused

Verdict = Literal["ok", "warning", "wrong"]
# README, "Exit codes"; the most serious first: without a database nothing is kept, with wrong
# settings nothing begins, without extraction nothing is stored, without one feed others may do.
DATABASE, SETTINGS, EXTRACTION, FEED = 4, 2, 1, 3
_SERIOUS = (DATABASE, SETTINGS, EXTRACTION, FEED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table; `code` is the exit code where the verdict is "wrong"."""

    check: str
    verdict: Verdict
    found: str
    cure: str = ""
    code: int = SETTINGS


def refused(check: str, error: Misused) -> Finding:
    """What our own messages say: what is wrong, and after the last colon the cure."""
    found, _, cure = str(error).rpartition(": ")
    return Finding(check, "wrong", found, cure, error.exit_code)


def exit_code(findings: Sequence[Finding]) -> int:
    """The code of the most serious thing that is wrong; 0 where nothing is."""
    codes = {each.code for each in findings if each.verdict == "wrong"}
    return next((code for code in _SERIOUS if code in codes), 0)
