"""A short run of what `make fuzz` does at length; what a long one finds becomes a test of the verb."""

from __future__ import annotations

import sys
from argparse import Namespace
from time import sleep
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz import __main__ as program
from tests.fuzz.attempt import Failure, attempt, smallest
from tests.fuzz.changes import changed
from tests.fuzz.parsers import PARSERS, Parser

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = 20  # a parser; the whole table takes some ten seconds


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_what_a_parser_is_meant_for_is_read(parser: Parser) -> None:
    failures = [failure.told for seed in parser.seeds() if (failure := attempt(parser, seed))]

    assert failures == []


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@settings(
    max_examples=INPUTS,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_change_of_it_breaks_the_parser(parser: Parser, data: st.DataObject) -> None:
    failure = attempt(parser, data.draw(changed(parser.seeds())))

    assert failure is None, f"{failure.told}\nmend it, and make it a test beside the verb's others"


# --- the fuzzer itself ---


class Expected(Exception):
    """What the made-up parser documents."""


def made_up(read, **said) -> Parser:
    return Parser(name="made up", read=read, seeds=lambda: (b"x",), **said)


def test_a_documented_error_is_no_failure() -> None:
    def read(_: bytes) -> None:
        raise Expected

    assert attempt(made_up(read, may_raise=(Expected,)), b"x") is None


def test_any_other_error_is_one_and_is_cut_to_what_it_needs() -> None:
    def read(data: bytes) -> None:
        if b"!" in data:
            raise Expected

    parser = made_up(read)
    failure = attempt(parser, b"a long input! with much around it")

    assert failure is not None
    assert failure.sign.startswith("Expected at tests/fuzz/test_fuzz.py")
    assert smallest(parser, failure, seconds=5).data == b"!"


def test_what_takes_too_long_is_stopped_and_is_a_failure() -> None:
    def read(_: bytes) -> None:
        while True:
            pass

    failure = attempt(made_up(read, seconds=0.05), b"x")

    assert isinstance(failure, Failure)
    assert failure.sign.startswith("TooSlow")


def test_a_busy_machine_is_no_fault_of_the_parser() -> None:
    assert attempt(made_up(lambda _: sleep(0.1), seconds=0.05), b"x") is None


def test_the_program_runs_one_parser_and_prints_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["--seconds=5", "--parser=token", "--seed=1"]
    monkeypatch.setattr(sys, "argv", ["fuzz", *said])

    code = program.main()

    assert code == 0
    name, inputs, failures, *_ = capsys.readouterr().out.splitlines()[-1].split()
    assert (name, failures) == ("token", "0")
    assert int(inputs.replace(",", "")) > 0


def test_a_process_that_died_failed_on_the_input_it_had_noted(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"deadly")

    [failure] = program._told(tmp_path, -11)["failures"]

    assert failure["sign"] == "the process ended with -11"
    assert bytes.fromhex(failure["data"]) == b"deadly"


def test_a_failing_input_is_kept_and_makes_the_exit_code_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = {"parser": "feed", "sign": "KeyError at a line", "told": "", "data": b"!".hex()}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(program, "_run", lambda *_, **__: [failure])

    code = program._all(Namespace(parser="feed", seed=1, seconds=1.0))

    assert code == 1
    assert (tmp_path / ".fuzz" / "feed-1").read_bytes() == b"!"
    assert "KeyError at a line" in capsys.readouterr().out
