"""What no line of the package may do, whoever writes it: SQL from pieces, shells, code from data."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "newscrawl"
SQL = {"text", "exec_driver_sql", "literal_column", "DDL"}  # SQLAlchemy's ways to take words as SQL
SHELLS = {"system", "popen", "create_subprocess_shell", "getoutput", "getstatusoutput"}
CODE = {"eval", "exec", "compile"}  # of Python; re.compile is another's


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def is_sql_from_pieces(call: ast.Call) -> bool:
    """Words are SQL only where they stand in the program, whole; values are bound parameters."""
    if name_of(call) in SQL and isinstance(call.func, ast.Attribute):
        return not isinstance(call.args[0], ast.Constant)
    is_execute = name_of(call) in {"execute", "executemany", "scalar", "scalars"}
    return is_execute and bool(call.args) and isinstance(call.args[0], (ast.JoinedStr, ast.BinOp))


def is_shell(call: ast.Call) -> bool:
    named = name_of(call) in SHELLS and isinstance(call.func, ast.Attribute)
    return named or any(word.arg == "shell" for word in call.keywords)


def is_code(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in CODE


@pytest.mark.parametrize("forbidden", [is_sql_from_pieces, is_shell, is_code])
def test_no_line_does_what_none_may(forbidden) -> None:
    assert [where for where, call in calls() if forbidden(call)] == []


@pytest.mark.parametrize(
    ("line", "forbidden"),
    [
        ("sa.text(f'SELECT {x}')", is_sql_from_pieces),
        ("sa.text('SELECT ' + x)", is_sql_from_pieces),
        ("connection.execute('SELECT %s' % x)", is_sql_from_pieces),
        ("connection.exec_driver_sql(words)", is_sql_from_pieces),
        ("os.system(x)", is_shell),
        ("subprocess.run(x, shell=True)", is_shell),
        ("eval(x)", is_code),
    ],
)
def test_a_line_that_did_would_be_found(line: str, forbidden) -> None:
    [call] = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]

    assert forbidden(call)
