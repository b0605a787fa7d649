"""Every place in the program where a lease is checked, and the program without one of them."""

from __future__ import annotations

import ast
import importlib
from dataclasses import dataclass
from types import ModuleType

from tests.consent.road_flow import check_of
from tests.consent.road_names import PACKAGE, Module, package

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Site:
    """One call; `number` counts those of its function from 0."""

    module: str
    function: str
    number: int
    line: int

    @property
    def key(self) -> str:
        """Its name, which a new line above it does not change."""
        short = self.module.removeprefix("walkdown.")
        return f"{short}:{self.function}:{self.number}"


def sites(parts: tuple[str, ...] = (), *, but: tuple[str, ...] = ()) -> list[Site]:
    """All of these parts of the program; the lease itself is no place that checks one."""
    found = []
    for module in package():
        part = module.name.split(".")[1] if "." in module.name else ""
        wanted = (not parts or part in parts) and part not in but
        if wanted and module.name != "walkdown.consent.lease":
            found += sites_of(module)
    return found


def sites_of(module: Module) -> list[Site]:
    """Its checks, and the calls of its own functions that do nothing but check."""
    checkers = {name for name, node in _functions(module.tree) if _only_checks(module, node)}
    short = {name.rpartition(".")[2] for name in checkers}
    found = []
    for name, node in _functions(module.tree):
        lines = [
            n.lineno
            for n in ast.walk(node)
            if isinstance(n, ast.Expr) and _is_check(module, n.value, short)
        ]
        found += [Site(module.name, name, i, line) for i, line in enumerate(sorted(lines))]
    return found


def without(site: Site) -> ModuleType:
    """The module, newly made, in which exactly this call is not made."""
    source = _source(site.module)
    tree = ast.parse(source)
    gone = _Without(site.line)
    tree = ast.fix_missing_locations(gone.visit(tree))
    assert gone.found == 1, site
    return _made(site.module, tree)


def unchanged(name: str) -> ModuleType:
    """The module made in the same way, with nothing taken out of it."""
    return _made(name, ast.parse(_source(name)))


def _made(name: str, tree: ast.Module) -> ModuleType:
    original = importlib.import_module(name)
    made = ModuleType(name)
    made.__file__, made.__package__ = original.__file__, original.__package__
    exec(compile(tree, str(original.__file__), "exec"), made.__dict__)  # noqa: S102 - our own source
    return made


def _source(name: str) -> str:
    file = PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py")
    return file.read_text("utf-8")


def _functions(tree: ast.Module) -> list[tuple[str, ast.AST]]:
    found: list[tuple[str, ast.AST]] = []
    for node in tree.body:
        if isinstance(node, _FUNCTION):
            found.append((node.name, node))
        elif isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{n.name}", n) for n in node.body if isinstance(n, _FUNCTION)]
    return found


def _only_checks(module: Module, node: ast.AST) -> bool:
    name = getattr(node, "name", "")
    checks = any(check_of(module, n) is not None for n in ast.walk(node))
    return checks and name.lstrip("_") == "check"


def _is_check(module: Module, node: ast.expr, checkers: set[str]) -> bool:
    if check_of(module, node) is not None:
        return True
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute):
        return called.attr in checkers and ast.unparse(called.value) == "self"
    return isinstance(called, ast.Name) and called.id in checkers


class _Without(ast.NodeTransformer):
    def __init__(self, line: int) -> None:
        self.line, self.found = line, 0

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if node.lineno != self.line or not isinstance(node.value, ast.Call):
            return node
        self.found += 1
        return ast.copy_location(ast.Pass(), node)
