"""make fuzz: every parser of the table given changed inputs for a while; what fails is shown as small as it goes.

Each parser runs in a process of its own: some are C, and a crash there is a finding too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.attempt import Failure, attempt, smallest
from tests.fuzz.changes import changed
from tests.fuzz.parsers import PARSERS, Parser

_ROUND = 100  # inputs of one draw of Hypothesis, which stops drawing new ones after some thousands
_CUTTING = 20.0  # seconds for making one failing input smaller
_GRACE = 90.0  # seconds beyond its share after which a parser's process is hung for good
_MOST_FAILURES = 10  # of one parser; then it is to be mended first
_SHOWN = 400  # bytes of an input that are printed; the whole is in the file
_ROOT = Path(__file__).parent.parent.parent
_FOUND = Path(".fuzz")
_BY_NAME = {parser.name: parser for parser in PARSERS}


@dataclass(slots=True)
class Tally:
    """What came of one parser; `slowest` is in seconds of the processor."""

    inputs: int = 0
    slowest: float = 0.0
    slowest_bytes: int = 0
    failures: dict[str, Failure] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="for all parsers together")
    parser.add_argument("--parser", default="", help=f"one of {', '.join(_BY_NAME)}")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to run the same again")
    parser.add_argument("--more", type=Path, help="a folder of files to be changed as well")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.parser and wanted.parser not in _BY_NAME:
        parser.error(f"no parser {wanted.parser!r}; name one of {', '.join(_BY_NAME)}")
    return _one(wanted) if wanted.work else _all(wanted)


# --- the parent: a table ---


def _all(wanted: argparse.Namespace) -> int:
    names = [wanted.parser] if wanted.parser else list(_BY_NAME)
    print(f"seed {wanted.seed}\n")
    print(f"{'parser':14} {'inputs':>8}  {'failures':>8}  {'slowest':>8}  {'its bytes':>10}")
    told = [_run(name, wanted, seconds=wanted.seconds / len(names)) for name in names]
    failures = [failure for each in told for failure in each]
    for failure in failures:
        _show(failure)
    return 1 if failures else 0


def _run(name: str, wanted: argparse.Namespace, *, seconds: float) -> list[dict[str, Any]]:
    """Fuzz one parser in a process of its own, print its line, and return its failures."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        work = Path(folder)
        command = [sys.executable, "-m", "tests.fuzz", "--work", folder, "--parser", name]
        command += ["--seconds", str(seconds), "--seed", str(wanted.seed)]
        command += ["--more", str(wanted.more.absolute())] if wanted.more else []
        child = subprocess.Popen(command, cwd=_ROOT)
        try:
            child.wait(seconds + _GRACE + _MOST_FAILURES * _CUTTING)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        told = _told(work, child.returncode)
    row = f"{name:14} {told['inputs']:8,}  {len(told['failures']):8}  {told['slowest']:6.2f} s"
    print(f"{row}  {told['slowest_bytes']:10,}", flush=True)
    return [{"parser": name, **failure} for failure in told["failures"]]


def _told(work: Path, code: int) -> dict[str, Any]:
    """Read what the process noted; one that died or hung did so on the input it noted last."""
    if code == 0:
        told: dict[str, Any] = json.loads((work / "told.json").read_text())
        return told
    noted = work / "input"
    last = noted.read_bytes() if noted.exists() else b""
    died = {"sign": f"the process ended with {code}", "told": "", "data": last.hex()}
    return {"inputs": 0, "slowest": 0.0, "slowest_bytes": 0, "failures": [died]}


def _show(failure: dict[str, Any]) -> None:
    data = bytes.fromhex(failure["data"])
    _FOUND.mkdir(exist_ok=True)
    free = (_FOUND / f"{failure['parser']}-{number}" for number in count(1))
    path = next(path for path in free if not path.exists())
    path.write_bytes(data)
    print(f"\n{failure['parser']}: {failure['sign']}\n{failure['told']}")
    print(f"smallest input, {len(data):,} bytes, in {path}: {data[:_SHOWN]!r}")


# --- the child: one parser ---


def _one(wanted: argparse.Namespace) -> int:
    parser, noted = _BY_NAME[wanted.parser], wanted.work / "input"
    tally, until = Tally(), time.monotonic() + wanted.seconds
    for number in count(wanted.seed):
        if time.monotonic() >= until or len(tally.failures) >= _MOST_FAILURES:
            break
        _draw(parser, _seeds(parser, wanted.more), number, tally=tally, noted=noted, until=until)
    told = {
        "inputs": tally.inputs,
        "slowest": tally.slowest,
        "slowest_bytes": tally.slowest_bytes,
        "failures": [_as_small_as_it_goes(parser, one) for one in tally.failures.values()],
    }
    (wanted.work / "told.json").write_text(json.dumps(told))
    return 0


def _seeds(parser: Parser, more: Path | None) -> tuple[bytes, ...]:
    files = sorted(more.iterdir()) if more else ()
    return (*parser.seeds(), *(path.read_bytes() for path in files))


def _draw(
    parser: Parser,
    seeds: tuple[bytes, ...],
    number: int,
    *,
    tally: Tally,
    noted: Path,
    until: float,
) -> None:
    """Give the parser a round of inputs, until the time is over."""

    @seed(number)
    @settings(
        max_examples=_ROUND,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(changed(seeds))
    def one_round(data: bytes) -> None:
        if time.monotonic() < until or not tally.inputs:
            noted.write_bytes(data)
            _count(parser, data, tally)

    one_round()


def _count(parser: Parser, data: bytes, tally: Tally) -> None:
    began = time.process_time()
    failure = attempt(parser, data)
    took = time.process_time() - began
    tally.inputs += 1
    if took > tally.slowest:
        tally.slowest, tally.slowest_bytes = took, len(data)
    if failure:
        known = tally.failures.get(failure.sign)
        if known is None or len(data) < len(known.data):
            tally.failures[failure.sign] = failure


def _as_small_as_it_goes(parser: Parser, failure: Failure) -> dict[str, str]:
    small = smallest(parser, failure, seconds=_CUTTING)
    return {"sign": small.sign, "told": small.told, "data": small.data.hex()}


if __name__ == "__main__":
    sys.exit(main())
