"""What a piece of source touches: every name in it resolved through its imports, hidden ways included."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "desktop" / "walkdown"
# Ways to reach a name without writing it down: none of them is used, but for what the table lists.
HIDDEN_BUILTINS = frozenset(
    {
        *("eval", "exec", "compile", "__import__", "globals", "locals", "vars", "__builtins__"),
        *("setattr", "delattr", "breakpoint", "__loader__", "__spec__"),
    }
)
HIDDEN = frozenset(
    {
        *("builtins", "importlib", "runpy", "imp", "pkgutil", "zipimport", "sys.modules"),
        *("pickle", "marshal", "shelve", "dill", "code", "codeop", "ctypes", "cffi", "_ctypes"),
        *("sys.settrace", "sys.setprofile", "sys._getframe", "inspect.currentframe"),
        *("operator.attrgetter", "operator.methodcaller", "inspect.getattr_static"),
        *("gc.get_objects", "gc.get_referrers", "gc.get_referents"),
        *("object.__setattr__", "object.__new__"),
    }
)
HIDDEN_ATTRIBUTES = frozenset(
    {
        *("__dict__", "__globals__", "__subclasses__", "__builtins__", "__code__", "__closure__"),
        *("__getattribute__", "__func__", "__wrapped__", "__mro__", "__bases__", "f_globals"),
    }
)


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, its tree, and what each imported name stands for."""

    name: str
    tree: ast.Module
    names: dict[str, str]
    starred: tuple[int, ...]


def module_of(name: str, source: str) -> Module:
    """Parse it. Imports for type checkers alone are not there when the program runs."""
    tree = ast.parse(source)
    _drop_type_checking(tree)
    names: dict[str, str] = {}
    starred: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            base = _from(name, node)
            for alias in node.names:
                if alias.name == "*":
                    starred.append(node.lineno)
                names[alias.asname or alias.name] = f"{base}.{alias.name}"
    return Module(name, tree, names, tuple(starred))


def package(root: Path = PACKAGE) -> list[Module]:
    """Every module of the program."""
    found = []
    for file in sorted(root.rglob("*.py")):
        parts = [root.name, *file.relative_to(root).with_suffix("").parts]
        dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(module_of(dotted, file.read_text("utf-8")))
    return found


def dotted(module: Module, node: ast.AST) -> str:
    """`a.b.c` with its first name resolved; "*.b.c" where it begins with something that is no name."""
    if isinstance(node, ast.Name):
        return module.names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{dotted(module, node.value) or '*'}.{node.attr}"
    return ""


def full_name(module: Module, node: ast.Name | ast.Attribute) -> str:
    """As `dotted`; "?" in front of what is only a variable here, the module's name of what is its own."""
    name, root = dotted(module, node), root_of(node)
    if root in module.names or root in ("self", ""):
        return name
    own = {n.name for n in module.tree.body if isinstance(n, (ast.ClassDef, ast.FunctionDef))}
    return f"{module.name}.{name}" if root in own else f"?{name}"


def root_of(node: ast.AST) -> str:
    """The first name of `a.b.c`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def imported(module: Module) -> list[tuple[int, str]]:
    """The line and full name of everything imported."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _from(module.name, node)
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
    return found


def hidden(module: Module) -> list[tuple[int, str]]:
    """Line and name of what reaches other names in a way that no reader of the source can follow."""
    found = [(line, "import *") for line in module.starred]
    found += [(line, name) for line, name in imported(module) if _is_hidden(name)]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id in HIDDEN_BUILTINS - set(module.names):
            found.append((node.lineno, node.id))
        elif isinstance(node, ast.Attribute):
            name = dotted(module, node)
            known = root_of(node) in (*module.names, "object")
            if node.attr in HIDDEN_ATTRIBUTES or (known and _is_hidden(name)):
                found.append((node.lineno, name))
        elif isinstance(node, ast.Call) and dotted(module, node.func) == "getattr":
            found += _getattr(module, node)
    return found


def _getattr(module: Module, call: ast.Call) -> list[tuple[int, str]]:
    """A name that is computed, or that is private to somebody else."""
    of, name = call.args[0], call.args[1] if len(call.args) > 1 else None
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        known = root_of(of) in module.names
        return [(call.lineno, f"getattr of a computed name{' of an import' if known else ''}")]
    mine = isinstance(of, ast.Name) and of.id == "self"
    if name.value.startswith("_") and not mine:
        return [(call.lineno, f"getattr of {name.value}")]
    return []


def _is_hidden(name: str) -> bool:
    return any(name == h or name.startswith(h + ".") for h in HIDDEN)


def _from(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    base = module.split(".")[: -node.level]
    return ".".join([*base, *filter(None, [node.module])])


def _drop_type_checking(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [n for n in body if not _for_types_only(n)] or [ast.Pass()]  # type: ignore[attr-defined]


def _for_types_only(node: ast.AST) -> bool:
    if not isinstance(node, ast.If) or node.orelse:
        return False
    test = node.test
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
