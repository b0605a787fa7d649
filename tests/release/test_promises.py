"""The table of promises: all of them, each with a test that exists or an honest word."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
TABLE = (TESTS.parent / "desktop" / "PROMISES.md").read_text("utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in TABLE.splitlines()
    if re.match(r"\| [AB][0-9]", line)
]
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def functions_in(file: str) -> frozenset[str]:
    """The functions of a file that pytest runs."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = (node.name for node in tree.body if isinstance(node, kinds))
    return frozenset(name for name in names if name.startswith("test_"))


def test_all_88_promises_are_there_each_once() -> None:
    found = Counter(name for row in ROWS for name in row[0].split())
    ours = [f"A{n:02}" for n in range(1, 57)] + [f"B{n:02}" for n in range(1, 33)]
    assert found == Counter(ours)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_has_a_test_that_exists_or_says_that_it_is_not_kept(row: tuple[str, ...]) -> None:
    _, promised, stands = row
    assert promised
    named = _NAMED.findall(stands)
    assert stands.count("::") == len(named), "a test that is not written as file and function"
    assert [name for file, name in named if name not in functions_in(file)] == []
    assert named or stands.startswith(("Not yet: ", "Not software"))
    # Half a promise says what the other half is.
    assert stands.startswith("Part") <= ("Not yet: " in stands)
