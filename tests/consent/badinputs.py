"""The sixty bad moments for consent, by name, and a mark for the test that plays each of them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T", bound=Callable[..., object])

CASES = tuple(Path(__file__).with_name("badinputs_consent.txt").read_text("ascii").split())
# Cases that cannot happen as named, and what stands in their place in the test of that name.
NEAREST = {
    "revoke_during_photo_write": "no photo is written by this version: a picture is being read",
    "screen_lock_while_open": "the lock takes the focus away, which is all a program can see of it",
    "two_windows": "one program has one window; beside it stands the practice window",
}


def case(name: str) -> Callable[[T], T]:
    """This test plays that moment."""
    assert name in CASES, name
    return lambda test: test


def played(file: Path) -> list[str]:
    """The cases that the tests of a file play, without importing it."""
    found = []
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "case":
                    assert node.name.startswith("test_")
                    found += [ast.literal_eval(arg) for arg in mark.args]
    return found
