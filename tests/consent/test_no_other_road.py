"""There is no other road: whatever is powerful is touched by an adapter that has checked its lease."""

from __future__ import annotations

import ast
from collections.abc import Container
from fnmatch import filter as matching
from fnmatch import fnmatchcase
from functools import cache

import pytest

from tests.consent.road_flow import Flow
from tests.consent.road_names import Module, dotted, hidden, imported, module_of, package
from tests.consent.road_table import ROADS, UNLEASED, Road
from walkdown.consent.purpose import Purpose

# Names that are computed from the fields of our own records, never from something imported.
OWN_FIELDS = (
    *("walkdown.core.*", "walkdown.consent.*", "walkdown.ui.tokens", "walkdown.ui.tokenkinds"),
    *("walkdown.ui.contrast", "walkdown.ui.theme", "walkdown.ui.focus_ring"),
    *("walkdown.ui.pages.policy_changes", "walkdown.storage.envelope"),
    "walkdown.practice.scenario_file",
)
HIDDEN_ALLOWED = {
    "walkdown.storage.this_computer": "importlib.metadata",
    "walkdown.consent.system.pick": "importlib",
    # Each step of a decoder is a sign of life, in a process that can do nothing else.
    "walkdown.vision.reading_child": "sys.setprofile",
    # Windows has no other way to bound the memory of a process.
    "walkdown.vision.windows_job": "ctypes",
}
LEASE_PARTS = frozenset({"_ended", "_counts", "end", "_MINT"})
LEASE_MAKERS = ("walkdown.consent.uses", "walkdown.consent.lease")
LEASE_ENDERS = (*LEASE_MAKERS, "walkdown.consent.running")


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return package()


@cache
def road_of(name: str) -> Road | None:
    return next((road for road in ROADS if road.matches(name)), None)


def findings(module: Module) -> list[str]:
    """All that a module touches where it may not, or before it has checked a lease."""
    return [
        *(f"{line}: import of {name}" for line, name in imported(module) if _closed(module, name)),
        *_hidden(module),
        *_unleased(module),
        *_lease_parts(module),
    ]


def _closed(module: Module, name: str) -> bool:
    """Whether a module may not even import it."""
    road = road_of(name)
    return road is not None and not (road.is_free(module.name) or road.is_leased(module.name))


def _hidden(module: Module) -> list[str]:
    allowed = HIDDEN_ALLOWED.get(module.name, "-")
    found = [(line, name) for line, name in hidden(module) if not name.startswith(allowed)]
    if any(fnmatchcase(module.name, pattern) for pattern in OWN_FIELDS):
        found = [(line, name) for line, name in found if name != "getattr of a computed name"]
    return [f"{line}: hidden way: {name}" for line, name in found]


def _unleased(module: Module, exempt: Container[str] = UNLEASED) -> list[str]:
    def powerful(name: str) -> frozenset[str] | None:
        road = road_of(name)
        if road is None or road.is_free(module.name):
            return None
        return frozenset(p.name for p in road.purposes) if road.is_leased(module.name) else NOBODY

    found = []
    for door, touches in Flow(module, powerful).doors():
        own = f"{module.name}.{door.partition('.')[0]}"
        if road_of(own) is None and f"{module.name}:{door}" not in exempt:
            found += [f"{t.line}: {door or 'the module'} reaches {t.name}" for t in touches]
    return sorted(found)


NOBODY: frozenset[str] = frozenset({"nobody"})


def _lease_parts(module: Module) -> list[str]:
    """Only the gate makes and ends leases; nobody else looks inside one."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _makes_lease(module, node):
            found += _unless(module, LEASE_MAKERS, node.lineno, "makes a lease")
        elif isinstance(node, ast.Attribute) and node.attr in LEASE_PARTS and _of_lease(node):
            found += _unless(module, LEASE_ENDERS, node.lineno, f"touches a lease's {node.attr}")
        elif isinstance(node, ast.ClassDef) and any(_is_lease(module, b) for b in node.bases):
            found.append(f"{node.lineno}: a lease of its own")
    for line, name in imported(module):
        if name.rpartition(".")[2] == "_MINT":
            found += _unless(module, LEASE_MAKERS, line, "imports the mint")
    return found + _set_on_lease(module)


def _makes_lease(module: Module, call: ast.Call) -> bool:
    name = dotted(module, call.func)
    return name == "Lease" or name.endswith(("consent.lease.Lease", "Lease.__new__"))


def _is_lease(module: Module, node: ast.expr) -> bool:
    return dotted(module, node).rpartition(".")[2] == "Lease"


def _of_lease(node: ast.Attribute) -> bool:
    of = ast.unparse(node.value).lower()
    return of.endswith(("lease", "leases[0]", "manage", "wifi")) or node.attr == "_MINT"


def _set_on_lease(module: Module) -> list[str]:
    found = []
    for node in ast.walk(module.tree):
        stored = isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del))
        if stored and ast.unparse(node.value).lower().endswith("lease"):
            found += _unless(module, LEASE_MAKERS, node.lineno, f"changes a lease's {node.attr}")
        flag = isinstance(node, ast.Attribute) and node.attr in ("set", "clear")
        if flag and ast.unparse(node.value).endswith("lease.cancelled"):
            found += _unless(module, LEASE_MAKERS, node.lineno, "moves a lease's flag")
    return found


def _unless(module: Module, allowed: tuple[str, ...], line: int, what: str) -> list[str]:
    return [] if module.name in allowed else [f"{line}: {what}"]


# --- the program


def test_whatever_is_powerful_is_touched_behind_a_check_of_the_right_lease(
    modules: list[Module],
) -> None:
    assert [f"{m.name}:{line}" for m in modules for line in findings(m)] == []


def test_every_road_that_needs_a_lease_or_a_reason_is_walked_or_closed(
    modules: list[Module],
) -> None:
    """A row that names a module which does not exist any more would hide a new one of that name."""
    names = [module.name for module in modules]
    for road in ROADS:
        for pattern in (*road.leased, *road.free):
            assert matching(names, pattern), (road.names, pattern)
        assert all(road.free.values()), road.names


def test_every_door_that_needs_no_lease_would_be_found_if_it_were_not_listed(
    modules: list[Module],
) -> None:
    found = {
        f"{m.name}:{line.partition(': ')[2].partition(' reaches')[0]}"
        for m in modules
        if any(door.startswith(m.name) for door in UNLEASED)
        for line in _unleased(m, exempt=())
    }
    assert found == set(UNLEASED)


def test_the_laptops_camera_is_opened_by_the_camera_worker_alone(modules: list[Module]) -> None:
    (main,) = [m for m in modules if m.name == "walkdown.__main__"]
    uses = [
        ast.unparse(parent)
        for parent in ast.walk(main.tree)
        for child in ast.iter_child_nodes(parent)
        if isinstance(child, ast.Name) and child.id in ("laptop_camera", "practice_camera")
    ]
    assert sorted(uses) == ["CameraWorker(laptop_camera)", "CameraWorker(practice_camera)"]


def test_the_report_is_drawn_into_memory(modules: list[Module]) -> None:
    (pdf,) = [m for m in modules if m.name == "walkdown.ui.report_pdf"]
    made = [
        ast.unparse(node)
        for node in ast.walk(pdf.tree)
        if isinstance(node, ast.Call) and dotted(pdf, node.func).endswith("QPdfWriter")
    ]
    assert made == ["QPdfWriter(buffer)"]


def test_the_clipboard_is_written_when_copy_is_pressed_and_never_read(
    modules: list[Module],
) -> None:
    uses = [
        ast.unparse(parent)
        for module in modules
        for parent in ast.walk(module.tree)
        for child in ast.iter_child_nodes(parent)
        if isinstance(child, ast.Call) and ast.unparse(child.func).endswith(".clipboard")
    ]
    assert uses
    assert {use.partition(".clipboard()")[2] for use in uses} == {".setText"}


def test_nobody_takes_what_another_module_keeps_to_itself(modules: list[Module]) -> None:
    taken = {
        (module.name, name)
        for module in modules
        for _, name in imported(module)
        if name.startswith("walkdown.") and name.rpartition(".")[2].startswith("_")
    } - {("walkdown.consent.uses", "walkdown.consent.lease._MINT")}
    assert {t for t in taken if not t[1].endswith("__version__")} == set()


# --- the checker itself: each of these is a way round it

GOOD = {
    "a check first": """
        def scan(self, lease):
            lease.check(Purpose.DISCOVER)
            return BleakScanner()
    """,
    "a check in a try that leaves otherwise": """
        def scan(self, lease):
            try:
                lease.check(Purpose.DISCOVER)
            except LeaseEnded:
                return None
            return BleakScanner()
    """,
    "a check, and the touch in a part of its own": """
        def scan(lease):
            lease.check(Purpose.DISCOVER)
            return _listen()
        def _listen():
            return BleakScanner()
    """,
    "a check in a part of its own": """
        def scan(lease):
            _check(lease)
            return BleakScanner()
        def _check(lease):
            lease.check(Purpose.DISCOVER)
    """,
    "a lambda given to what checks first": """
        class Session:
            async def read(self):
                return await self._call(lambda: BleakScanner())
            async def _call(self, work):
                self.check()
                return await work()
            def check(self):
                self._lease.check(Purpose.DISCOVER)
    """,
    "a signal that is emitted after the check": """
        class Radio:
            def __init__(self):
                self.asked.connect(self._scan)
            def scan(self, lease):
                lease.check(Purpose.DISCOVER)
                self.asked.emit()
            def _scan(self):
                BleakScanner()
    """,
}
BAD = {
    "no check": "def scan(lease):\n    return BleakScanner()",
    "a check afterwards": """
        def scan(lease):
            scanner = BleakScanner()
            lease.check(Purpose.DISCOVER)
    """,
    "a check of another purpose": """
        def scan(lease):
            lease.check(Purpose.SCAN_QR)
            return BleakScanner()
    """,
    "a check that lets another purpose through too": """
        def scan(lease):
            lease.check(Purpose.DISCOVER, Purpose.SCAN_QR)
            return BleakScanner()
    """,
    "a check of nothing": """
        def scan(lease):
            lease.check()
            return BleakScanner()
    """,
    "a check of a computed purpose": """
        def scan(lease, purpose):
            lease.check(purpose)
            return BleakScanner()
    """,
    "a check that is not of a lease": """
        def scan(form):
            form.check(Purpose.DISCOVER)
            return BleakScanner()
    """,
    "a check in one branch": """
        def scan(lease, careful):
            if careful:
                lease.check(Purpose.DISCOVER)
            return BleakScanner()
    """,
    "a check whose failure is passed over": """
        def scan(lease):
            try:
                lease.check(Purpose.DISCOVER)
            except LeaseEnded:
                pass
            return BleakScanner()
    """,
    "a check in a loop that may not run": """
        def scan(leases):
            for lease in leases:
                lease.check(Purpose.DISCOVER)
            return BleakScanner()
    """,
    "a check that a condition may skip": """
        def scan(lease, careful):
            careful and lease.check(Purpose.DISCOVER)
            return BleakScanner()
    """,
    "a check in a lambda that is not called": """
        def scan(lease):
            later = lambda: lease.check(Purpose.DISCOVER)
            return BleakScanner()
    """,
    "a check in a coroutine that nobody awaits": """
        def scan(lease):
            _check(lease)
            return BleakScanner()
        async def _check(lease):
            lease.check(Purpose.DISCOVER)
    """,
    "a second door without a check": """
        def scan(lease):
            lease.check(Purpose.DISCOVER)
            return _listen()
        def peek():
            return _listen()
        def _listen():
            return BleakScanner()
    """,
    "a private part that nothing here calls": "def _listen():\n    return BleakScanner()",
    "a touch while the module is loaded": "SCANNER = BleakScanner()",
    "a touch of a class": "class A:\n    scanner = BleakScanner",
    "a default that is kept and called": """
        class Radio:
            def __init__(self, make=BleakScanner):
                self._make = make or None
            def scan(self, lease):
                return self._make()
    """,
    "a method given away in the constructor": """
        class Radio:
            def __init__(self, button):
                button.clicked.connect(self._scan)
            def _scan(self):
                BleakScanner()
    """,
    "a signal that is emitted without a check": """
        class Radio:
            def __init__(self):
                self.asked.connect(self._scan)
            def scan(self, lease):
                self.asked.emit()
            def _scan(self):
                BleakScanner()
    """,
    "a thread that is started without a check": """
        class Radio:
            def start(self, lease):
                Thread(target=self._scan).start()
            def _scan(self):
                BleakScanner()
    """,
}
HEAD = """
from bleak import BleakScanner
from walkdown.consent.purpose import Purpose
"""


def snippet(body: str) -> str:
    import textwrap

    return HEAD + textwrap.dedent(body)


@pytest.mark.parametrize("why", GOOD)
def test_a_road_with_a_check_is_let_through(why: str) -> None:
    assert findings(module_of("walkdown.devices.radio", snippet(GOOD[why]))) == []


@pytest.mark.parametrize("why", BAD)
def test_a_way_round_the_check_is_found(why: str) -> None:
    assert findings(module_of("walkdown.devices.radio", snippet(BAD[why])))


ELSEWHERE = (
    ("walkdown.app.nearby", "import bleak"),
    ("walkdown.app.nearby", "from bleak import BleakScanner as Ear"),
    ("walkdown.devices.book", "def f():\n    from bleak import BleakScanner"),
    ("walkdown.devices.book", "import bleak as b\nb.BleakClient('x')"),
    ("walkdown.ui.page", "from PySide6.QtMultimedia import QCamera"),
    ("walkdown.ui.page", "from PySide6 import QtNetwork"),
    ("walkdown.ui.page", "import PySide6.QtPositioning as p\np.QGeoPositionInfoSource()"),
    ("walkdown.ui.page", "from PySide6.QtGui import QDesktopServices as D\nD.openUrl('x')"),
    ("walkdown.ui.page", "from PySide6 import QtGui\nQtGui.QDesktopServices.openUrl('x')"),
    ("walkdown.ui.page", "def f(tray):\n    tray.showMessage('a', 'b')"),
    ("walkdown.ui.page", "def f(app):\n    app.clipboard().setText('secret')"),
    ("walkdown.ui.page", "from PySide6.QtCore import QProcess"),
    ("walkdown.ui.page", "from PySide6.QtCore import QSettings"),
    ("walkdown.ui.page", "from PySide6.QtWidgets import QFileDialog\nopen(QFileDialog.x(), 'w')"),
    ("walkdown.app.labels", "from PySide6.QtWidgets import QFileDialog"),
    ("walkdown.app.labels", "import cv2"),
    ("walkdown.vision.pixels", "import cv2\ndef f():\n    return cv2.VideoCapture(0)"),
    ("walkdown.vision.pixels", "from cv2 import VideoCapture"),
    ("walkdown.vision.pixels", "from walkdown.vision.laptop_camera import LaptopCamera"),
    ("walkdown.vision.pixels", "from walkdown.vision.cameras import LaptopCameras"),
    ("walkdown.vision.pixels", "from cv2_enumerate_cameras import enumerate_cameras"),
    ("walkdown.lan.target", "import socket\nsocket.create_connection(('h', 1))"),
    (
        "walkdown.lan.target",
        "from asyncio import open_connection as o\nasync def f():\n    await o()",
    ),
    ("walkdown.lan.target", "from walkdown.lan.http_get import get\ndef f(t):\n    return get(t)"),
    ("walkdown.app.verify", "from walkdown.lan.http_get import get"),
    ("walkdown.app.verify", "import urllib.request"),
    ("walkdown.app.verify", "from urllib import request"),
    ("walkdown.app.verify", "import http.client as h"),
    ("walkdown.app.verify", "import ssl"),
    ("walkdown.app.verify", "async def f(loop):\n    await loop.create_connection(None, 'h', 1)"),
    ("walkdown.app.verify", "async def f(loop):\n    await loop.getaddrinfo('h', 1)"),
    ("walkdown.core.job", "import subprocess"),
    ("walkdown.core.job", "import os\nos.system('x')"),
    ("walkdown.core.job", "from os import execv as run\nrun('x', [])"),
    ("walkdown.core.job", "import os as o\no.posix_spawn('x', [], {})"),
    ("walkdown.core.job", "import multiprocessing.pool"),
    ("walkdown.core.job", "import psutil"),
    ("walkdown.core.job", "import webbrowser\nwebbrowser.open('x')"),
    ("walkdown.core.job", "import dbus_fast"),
    ("walkdown.lan.bus", "from dbus_fast.aio import MessageBus\ndef f():\n    MessageBus()"),
    ("walkdown.core.job", "import winrt.windows.devices"),
    ("walkdown.core.job", "import keyring"),
    ("walkdown.core.job", "import ctypes"),
    ("walkdown.core.job", "import pickle"),
    ("walkdown.core.job", "eval('1')"),
    ("walkdown.core.job", "exec('1')"),
    ("walkdown.core.job", "e = eval"),
    ("walkdown.core.job", "__import__('bleak')"),
    ("walkdown.core.job", "import importlib\nimportlib.import_module('bleak')"),
    ("walkdown.core.job", "from importlib import import_module as i\ni('bleak')"),
    ("walkdown.core.job", "import builtins\nbuiltins.open('x')"),
    ("walkdown.core.job", "import sys\nsys.modules['bleak']"),
    ("walkdown.core.job", "from os import *"),
    ("walkdown.core.job", "import os\ngetattr(os, 'sys' + 'tem')('x')"),
    ("walkdown.core.job", "import os\ndef f(name):\n    getattr(os, name)('x')"),
    ("walkdown.app.eye", "def f(lease, name):\n    getattr(lease, name)"),
    ("walkdown.core.job", "def f(x):\n    x.__globals__['os']"),
    ("walkdown.core.job", "().__class__.__bases__[0].__subclasses__()"),
    ("walkdown.core.job", "import gc\ngc.get_objects()"),
    ("walkdown.core.job", "import operator\noperator.attrgetter('system')"),
    ("walkdown.core.job", "open('x', 'w')"),
    ("walkdown.core.job", "open('x', mode='ab')"),
    ("walkdown.core.job", "def f(mode):\n    open('x', mode)"),
    ("walkdown.core.job", "open('x')"),
    ("walkdown.core.job", "from io import open as o\no('x', 'w')"),
    ("walkdown.core.job", "def f(path):\n    path.write_text('x')"),
    ("walkdown.core.job", "def f(path):\n    path.open('xb')"),
    ("walkdown.core.job", "def f(path):\n    path.unlink()"),
    ("walkdown.core.job", "def f(path):\n    path.replace(path)"),
    ("walkdown.core.job", "import os\nos.open('x', os.O_CREAT)"),
    ("walkdown.core.job", "import shutil\nshutil.copy('a', 'b')"),
    ("walkdown.core.job", "import sqlite3"),
    ("walkdown.app.jobs", "import tempfile"),
    ("walkdown.handover.pack", "def f(path):\n    path.mkdir()"),
    ("walkdown.ui.page", "from PySide6.QtGui import QPixmap\ndef f(path):\n    QPixmap(path)"),
    ("walkdown.ui.page", "from PySide6.QtGui import QImage\nQImage('photo.png')"),
    ("walkdown.ui.page", "def f(image, path):\n    image.save(str(path))"),
    ("walkdown.ui.page", "def f(path):\n    return path.read_bytes()"),
    ("walkdown.ui.page", "from walkdown.storage.new_file import write_new\nwrite_new(1, [])"),
    ("walkdown.storage.copies", "def f(path):\n    path.write_bytes(b'x')"),
    ("walkdown.handover.receipts", "def f(path):\n    path.write_bytes(b'x')"),
    ("walkdown.app.eye", "from walkdown.consent.lease import _MINT"),
    ("walkdown.app.eye", "from walkdown.consent.lease import Lease\nLease(1, 2, '', mint=None)"),
    ("walkdown.app.eye", "import walkdown.consent.lease as l\nl.Lease(1, 2, '', mint=l._MINT)"),
    ("walkdown.app.eye", "from walkdown.consent.lease import Lease\nclass Mine(Lease): ..."),
    ("walkdown.app.eye", "from walkdown.consent.lease import Lease\nobject.__new__(Lease)"),
    ("walkdown.app.eye", "def f(lease):\n    lease._ended.clear()"),
    ("walkdown.app.eye", "def f(lease):\n    lease.end()"),
    ("walkdown.app.eye", "def f(lease):\n    lease.purpose = 1"),
    ("walkdown.app.eye", "def f(lease):\n    lease.cancelled.clear()"),
    ("walkdown.app.eye", "def f(lease):\n    setattr(lease, 'purpose', 1)"),
    ("walkdown.app.eye", "def f(lease):\n    getattr(lease, '_ended').clear()"),
    ("walkdown.app.eye", "def f(self):\n    self._lease._ended.clear()"),
)


@pytest.mark.parametrize(("name", "source"), ELSEWHERE)
def test_a_powerful_name_in_the_wrong_place_is_found(name: str, source: str) -> None:
    assert findings(module_of(name, source))


def test_every_purpose_that_touches_the_computer_has_a_road() -> None:
    """Those without one open nothing yet, or are an answer of the owner's to what others open."""
    covered = {p for road in ROADS if road.purposes != frozenset(Purpose) for p in road.purposes}
    assert {str(p) for p in set(Purpose) - covered} == {
        "owner.wifi_password",
        "owner.photo",
        "owner.online",
    }
