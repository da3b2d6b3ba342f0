"""The README says everything there is to know of, and nothing that is not."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import newscrawl.commands
from newscrawl import settings
from newscrawl.discover.googlenews import ASK_ARGUMENTS
from newscrawl.items import Article
from newscrawl.store.schema import ENDED, WAITING

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SECURITY = (ROOT / "SECURITY.md").read_text()
SHOWN_BY = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", SECURITY)))
OURS = sorted(name for name in dir(settings) if name.startswith("NEWSCRAWL_"))
COMMANDS = sorted(module.name for module in pkgutil.iter_modules(newscrawl.commands.__path__))
REASON_CALLS = {"Refused", "Unresolved", "WorkerLost", "end", "drop", "later", "_refused"}


def reasons() -> set[str]:
    """Every reason word written down in the code: in an error, an end, or a table of verdicts."""
    found: set[str] = set()
    for path in (ROOT / "newscrawl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            found |= {
                value for value in _words_of(node) if re.fullmatch(r"[a-z]+(_[a-z]+)*", value)
            }
    return found - {*WAITING, *ENDED, "later"}


def _words_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return _constants(node.args) if name in REASON_CALLS else []
    if isinstance(node, ast.Tuple) and _constants(node.elts[:1]) in (["refused"], ["later"]):
        return _constants(node.elts)
    return []


def _constants(nodes: list[ast.expr]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README, "write it into the table of README, 'Settings'"


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"NEWSCRAWL_[A-Z_]+", README))

    assert named - set(OURS) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"scrapy {name}" in README, "write it into README, 'Use'"
    assert importlib.import_module(f"newscrawl.commands.{name}").Command().short_desc()


@pytest.mark.parametrize("argument", sorted(ASK_ARGUMENTS))
def test_every_argument_is_in_the_readme(argument: str) -> None:
    assert f"| `{argument}` |" in README, "write it into README, 'Use'"


@pytest.mark.parametrize("state", [*WAITING, *ENDED])
def test_every_state_is_in_the_readme(state: str) -> None:
    assert f"| `{state}` |" in README, "write it into README, 'The ledger'"


@pytest.mark.parametrize("reason", sorted(reasons()))
def test_every_reason_is_in_the_readme(reason: str) -> None:
    assert f"`{reason}`" in README, "write it into README, 'The ledger'"


@pytest.mark.parametrize("field", settings.FEED_EXPORT_FIELDS)
def test_every_exported_field_is_in_the_readme_and_of_the_article(field: str) -> None:
    assert re.search(rf"\b{field}\b", README)
    assert field in Article.__slots__


@pytest.mark.parametrize("code", range(6))
def test_every_exit_code_is_in_the_readme(code: int) -> None:
    assert f"| {code} |" in README, "write it into README, 'Exit codes'"


@pytest.mark.parametrize(("file", "name"), SHOWN_BY)
def test_every_test_that_the_security_table_names_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    there = {node.name for node in ast.walk(tree) if hasattr(node, "name")}

    assert name in there, "SECURITY.md promises what no test shows: name the test that does"


def test_every_case_of_the_security_table_names_its_test() -> None:
    rows = [line for line in SECURITY.splitlines() if re.match(r"\| [^*|]", line)]

    assert [row for row in rows[1:] if "`tests/" not in row] == []
    assert len(rows) > 30


def test_every_file_has_a_caption() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "newscrawl").rglob("*.py")
        if path.read_text() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert bare == [], "the first line of a file says what it is for"
