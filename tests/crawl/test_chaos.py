"""Every kind of fault once, at a moment of chance: nothing is lost, nothing stored twice, the ledger adds up.

`make chaos` is the long form.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.chaos.faults import faults_of
from tests.chaos.rounds import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.world import Kind

STORIES_A_FAULT = 15
SEED = 20261125
BLOCKED, STOPPED, STOPPED_AT_ONCE = 3, 5, -signal.SIGTERM  # the last before Python listens


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def test_no_fault_loses_a_story(tmp_path: Path, kind: Kind) -> None:
    many = len(faults_of(kind))

    account = run(tmp_path, kind, stories=STORIES_A_FAULT * many, faults=many, seed=SEED)

    told = "\n".join(account.lines())
    assert sorted(account.faults) == sorted(fault.name for fault in faults_of(kind)), told
    assert account.stored == account.served == account.stories == STORIES_A_FAULT * many, told
    assert (account.lost, account.twice, account.wrong) == (0, 0, []), told
    assert set(account.codes) <= {0, BLOCKED, STOPPED, STOPPED_AT_ONCE}, "no error of ours"
