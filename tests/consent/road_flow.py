"""Follows one module's functions: what powerful they reach, and whether a lease was checked before."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tests.consent.road_names import Module, dotted, full_name

PURPOSE = "walkdown.consent.purpose.Purpose."
# The purposes of every check that has been passed on all ways to here.
Passed = frozenset[frozenset[str]]
NOTHING: Passed = frozenset()
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_MADE = frozenset(
    {"__init__", "__post_init__", "__new__", "__enter__", "__aenter__", "__call__", "__iter__"}
)
# A check inside of one of these may not have been run after it.
_MAYBE = (
    *(ast.BoolOp, ast.IfExp, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


@dataclass(frozen=True)
class Touch:
    """A powerful name at a line, and the purposes whose lease it needs."""

    name: str
    line: int
    purposes: frozenset[str]

    def allowed(self, passed: Passed) -> bool:
        """Whether one of the checks lets only leases through that are meant for this."""
        return any(check and check <= self.purposes for check in passed)


@dataclass(eq=False)
class Function:
    """A function or method; nested functions belong to the one they stand in."""

    name: str
    of: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    first: Passed = NOTHING
    checks: Passed = NOTHING
    open: frozenset[Touch] = frozenset()
    used: bool = False

    @property
    def qualname(self) -> str:
        return f"{self.of}.{self.name}" if self.of else self.name


@dataclass
class Flow:
    """Reads a module. `powerful` tells which purposes a resolved name needs; None for none."""

    module: Module
    powerful: Callable[[str], frozenset[str] | None]
    functions: list[Function] = field(default_factory=list)
    slots: dict[str, list[ast.expr]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.module.tree.body:
            if isinstance(node, _FUNCTION):
                self.functions.append(Function(node.name, "", node))
            elif isinstance(node, ast.ClassDef):
                methods = [n for n in node.body if isinstance(n, _FUNCTION)]
                self.functions += [Function(n.name, node.name, n) for n in methods]
        if self.touches():
            self._find_slots()
            for function in self.functions:
                self._find_kept(function.node)
            self._settle()
        else:
            self.functions.clear()

    # --- what comes out

    def touches(self) -> bool:
        """Whether there is anything powerful in here at all."""
        for node in ast.walk(self.module.tree):
            if isinstance(node, (ast.Name, ast.Attribute)):
                names = (full_name(self.module, node),)
            else:
                names = (spoken(self.module, node),) if isinstance(node, ast.Call) else ()
            if any(name and self.powerful(name) is not None for name in names):
                return True
        return False

    def doors(self) -> Iterator[tuple[str, frozenset[Touch]]]:
        """What others can call, with what it touches before a fitting lease was checked."""
        for function in self.functions:
            if self._is_door(function):
                yield function.qualname, function.open
        yield "", frozenset(self._top_level())

    def _is_door(self, function: Function) -> bool:
        public = not function.name.startswith("_") or function.name in _MADE
        hidden_class = function.of.startswith("_")
        return (public and not hidden_class) or not function.used

    def _top_level(self) -> set[Touch]:
        walk = _Walk(self, None)
        body = [n for n in self.module.tree.body if not isinstance(n, (*_FUNCTION, ast.ClassDef))]
        walk.block(body, NOTHING)
        for node in self.module.tree.body:
            if isinstance(node, ast.ClassDef):
                walk.block([n for n in node.body if not isinstance(n, _FUNCTION)], NOTHING)
        return walk.open

    # --- reading

    def _find_slots(self) -> None:
        """`self.asked.connect(self._ask)`: whoever emits `asked` calls `_ask`."""
        for node in ast.walk(self.module.tree):
            if signal := own_signal(node, "connect"):
                assert isinstance(node, ast.Call)
                self.slots.setdefault(signal, []).extend(node.args[:1])

    def _find_kept(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """`open_url=QDesktopServices.openUrl`, kept as `self._open_url`: another name for it."""
        given = node.args
        late = [*given.posonlyargs, *given.args][-len(given.defaults) :] if given.defaults else []
        pairs = [*zip(late, given.defaults, strict=True)]
        pairs += [(a, d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d]
        for arg, default in pairs:
            if isinstance(default, (ast.Name, ast.Attribute)):
                name = full_name(self.module, default)
                if self.powerful(name) is not None:
                    self.kept |= dict.fromkeys(_names_of(node, arg.arg), name)

    def _settle(self) -> None:
        """Again and again until nothing new is found: functions call one another in any order."""
        while True:
            before = [(f.first, f.checks, f.open, f.used) for f in self.functions]
            for function in self.functions:
                body = [s for s in function.node.body if not _is_docstring(s)]
                function.first = _Walk(self, function).block(body[:1], NOTHING) or NOTHING
                walk = _Walk(self, function)
                out = walk.block(function.node.body, NOTHING)
                function.checks = NOTHING if out is None else out
                function.open = frozenset(walk.open)
            if before == [(f.first, f.checks, f.open, f.used) for f in self.functions]:
                return

    def called(self, node: ast.AST, inside: Function | None) -> list[Function]:
        """The functions of this module that a name can stand for; a class stands for making one."""
        if isinstance(node, ast.Name) and node.id not in self.module.names:
            plain = [f for f in self.functions if f.name == node.id and not f.of]
            made = [f for f in self.functions if f.of == node.id and f.name in _MADE]
            return plain + made
        if not isinstance(node, ast.Attribute):
            return []
        mine = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        if mine and inside is not None:
            own = [f for f in self.functions if f.name == node.attr and f.of == inside.of]
            return own or self._named(node.attr)
        root = dotted(self.module, node).partition(".")[0]
        if root in self.module.names.values():
            return []
        return self._named(node.attr)

    def _named(self, name: str) -> list[Function]:
        return [f for f in self.functions if f.name == name and f.of]


def _names_of(node: ast.AST, arg: str) -> set[str]:
    """What of `self` a parameter is kept as."""
    kept = [n for n in ast.walk(node) if isinstance(n, ast.Assign)]
    return {
        ast.unparse(target)
        for assign in kept
        if any(isinstance(n, ast.Name) and n.id == arg for n in ast.walk(assign.value))
        for target in assign.targets
    }


def own_signal(node: ast.AST, verb: str) -> str:
    """The name of a signal of `self` that is connected or emitted here; empty for none."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return ""
    signal = node.func.value
    if node.func.attr != verb or not isinstance(signal, ast.Attribute):
        return ""
    mine = isinstance(signal.value, ast.Name) and signal.value.id == "self"
    return signal.attr if mine else ""


def check_of(module: Module, node: ast.AST) -> frozenset[str] | None:
    """The purposes of `lease.check(Purpose.X, ...)`; None where it is something else."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    if node.func.attr != "check" or "lease" not in ast.unparse(node.func.value).lower():
        return None
    names = [dotted(module, arg) for arg in node.args]
    if not names or not all(name.startswith(PURPOSE) for name in names):
        return None
    return frozenset(name.removeprefix(PURPOSE) for name in names)


class _Walk:
    """Through one function in the order in which it runs; None is a way that has ended."""

    def __init__(self, flow: Flow, function: Function | None) -> None:
        self.flow, self.function = flow, function
        self.open: set[Touch] = set()

    def block(self, body: list[ast.stmt], passed: Passed | None) -> Passed | None:
        for statement in body:
            if passed is None:
                return None
            passed = self.statement(statement, passed)
        return passed

    def statement(self, node: ast.stmt, passed: Passed) -> Passed | None:
        if isinstance(node, _ENDS):
            self.expressions(node, passed)
            return None
        if isinstance(node, (ast.If, ast.Match)):
            return self._branches(node, passed)
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            return self._loop(node, passed)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                passed = self.expression(item.context_expr, passed)
            return self.block(node.body, passed)
        if isinstance(node, (ast.Try, ast.TryStar)):
            return self._try(node, passed)
        if isinstance(node, ast.AnnAssign):
            return self.expression(node.value, passed) if node.value else passed
        if isinstance(node, (*_FUNCTION, ast.ClassDef)):
            self.block(node.body, passed)  # what is made here runs no earlier than it is made
            return passed
        return self.expressions(node, passed)

    def _branches(self, node: ast.If | ast.Match, passed: Passed) -> Passed | None:
        if isinstance(node, ast.If):
            passed = self.expression(node.test, passed)
            return _both(self.block(node.body, passed), self.block(node.orelse, passed))
        passed = self.expression(node.subject, passed)
        for case in node.cases:
            self.block(case.body, passed)
        return passed

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, passed: Passed) -> Passed:
        head = node.test if isinstance(node, ast.While) else node.iter
        passed = self.expression(head, passed)
        self.block(node.body, passed)
        return self.block(node.orelse, passed) or passed

    def _try(self, node: ast.Try | ast.TryStar, passed: Passed) -> Passed | None:
        out = self.block(node.body, passed)
        if out is not None:
            out = self.block(node.orelse, out)
        for handler in node.handlers:
            out = _both(out, self.block(handler.body, passed))
        after = self.block(node.finalbody, passed)
        return out if out is None or after is None else out | after

    # --- expressions

    def expressions(self, node: ast.AST, passed: Passed) -> Passed:
        for child in ast.iter_child_nodes(node):
            passed = self.expression(child, passed)
        return passed

    def expression(self, node: ast.AST, passed: Passed) -> Passed:
        check = check_of(self.flow.module, node)
        if check is not None:
            return passed | {check}
        if own_signal(node, "connect"):
            return passed
        if signal := own_signal(node, "emit"):
            for slot in self.flow.slots.get(signal, []):
                self._refer(slot, passed)
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            return self._call(node.value, passed, awaited=True)
        if isinstance(node, ast.Call):
            return self._call(node, passed)
        if isinstance(node, (ast.Name, ast.Attribute)):
            self._refer(node, passed)
        out = self.expressions(node, passed)
        return passed if isinstance(node, _MAYBE) else out

    def _call(self, node: ast.Call, passed: Passed, *, awaited: bool = False) -> Passed:
        """What is given to a function of ours that checks first runs after that check."""
        called = self.flow.called(node.func, self.function)
        first = common(f.first for f in called)
        if name := spoken(self.flow.module, node):
            self._touch(name, node.lineno, passed)
        passed = self.expression(node.func, passed)
        for arg in (*node.args, *(k.value for k in node.keywords)):
            inside = passed | first if isinstance(arg, (ast.Lambda, ast.Attribute)) else passed
            out = self.expression(arg, inside)
            passed = passed if isinstance(arg, ast.Lambda) else out - (first - passed)
        done = [f for f in called if awaited or isinstance(f.node, ast.FunctionDef)]
        return passed | common(f.checks for f in called) if done == called else passed

    def _refer(self, node: ast.Name | ast.Attribute, passed: Passed) -> None:
        if isinstance(node.ctx, ast.Load) and (kept := self.flow.kept.get(ast.unparse(node))):
            self._touch(kept, node.lineno, passed)
        self._touch(full_name(self.flow.module, node), node.lineno, passed)
        for function in self.flow.called(node, self.function):
            function.used = function.used or function is not self.function
            self.open |= {t for t in function.open if not t.allowed(passed)}

    def _touch(self, name: str, line: int, passed: Passed) -> None:
        purposes = self.flow.powerful(name)
        if purposes is not None and not Touch(name, line, purposes).allowed(passed):
            self.open.add(Touch(name, line, purposes))


def common(checks: Iterable[Passed]) -> Passed:
    """What all of them have checked."""
    found = list(checks)
    return frozenset.intersection(*found) if found else NOTHING


def spoken(module: Module, node: ast.Call) -> str:
    """What a call does to a file where its name alone does not say it; empty where it is no file."""
    name = dotted(module, node.func)
    last = name.rpartition(".")[2]
    modes = [a for a in (*node.args, *(k.value for k in node.keywords)) if _is_mode(a)]
    if name in ("open", "io.open", "codecs.open") or (last == "open" and modes):
        told = [a for a in modes if isinstance(a, ast.Constant)]
        given = len(node.args) > 1 or any(k.arg == "mode" for k in node.keywords)
        writes = any(set("wax+") & set(str(a.value)) for a in told) or (given and not told)
        return "file.write" if writes else "file.read"
    if last.lstrip("_") == "open_source":
        return "camera.open"
    if picture := _picture(node, last):
        return picture
    one = len(node.args) == 1 and not node.keywords and "." in name
    return "file.write" if one and last in ("replace", "rename") else ""


def _picture(node: ast.Call, last: str) -> str:
    """A picture that is read from a file or saved into one."""
    if last in ("QImage", "QPixmap", "QMovie", "QIcon", "QPicture", "QSvgRenderer"):
        first = ast.unparse(node.args[0]) if len(node.args) == 1 else ""
        named = first.startswith(("str(", "'", '"')) or first.endswith(("path", "file", "name"))
        return "file.read" if named else ""
    of = ast.unparse(node.func).rpartition(".")[0].lower()
    pictured = of.endswith(("image", "pixmap", "picture", "photo", "img", "grab()"))
    if not (pictured and node.args):
        return ""
    return {"save": "file.write", "load": "file.read"}.get(last, "")


def _is_mode(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and 0 < len(text) <= 3 and set(text) <= set("rwaxbt+")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _both(one: Passed | None, other: Passed | None) -> Passed | None:
    if one is None:
        return other
    return one if other is None else one & other
