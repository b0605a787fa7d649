"""What every test must leave behind clean: the log, threads, tasks, windows and secrets.

Each guard says what it found as text, empty where all is well; tests/conftest.py makes it a failure.
"""

import asyncio
import logging
import re
import sys
import threading
import time
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PRACTICE = Path(__file__).resolve().parent.parent / "resources" / "practice"
# How long a thread that was told to stop may take to end before it counts as left behind.
THREAD_GRACE_S = 5.0
# Callbacks of a task that was just cancelled need a few turns of the loop.
LOOP_TURNS = 20
TOO_SHORT_TO_SEARCH = 8


class LogGuard(logging.Handler):
    """Keeps what was logged during one test, formatted at once because arguments may change."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's whole text, with its traceback."""
        line = f"{record.levelname} {record.name}: {self.format(record)}"
        self.lines.append(line)
        if record.levelno >= logging.WARNING:
            self.warnings.append(line)

    def unexpected(self, allowed: Iterable[str]) -> str:
        """Return the warnings and errors that none of the allowed patterns is found in."""
        patterns = [re.compile(pattern) for pattern in allowed]
        left = [line for line in self.warnings if not any(p.search(line) for p in patterns)]
        return "\n".join(["logged without being expected:", *left]) if left else ""


def practice_passwords(folder: Path = PRACTICE) -> frozenset[str]:
    """Return the Wi-Fi passwords of the practice scenarios, which must never be written anywhere."""
    scenarios = (tomllib.loads(path.read_text("utf-8")) for path in folder.glob("*.toml"))
    networks = (network for scenario in scenarios for network in scenario.get("network", ()))
    passwords = (network.get("password", "") for network in networks)
    return frozenset(text for text in passwords if len(text) >= TOO_SHORT_TO_SEARCH)


def scenario_texts(folder: Path = PRACTICE) -> frozenset[bytes]:
    """Return the scenario files themselves: a copy of one may hold its passwords."""
    return frozenset(path.read_bytes() for path in folder.glob("*.toml"))


def _forms(passwords: Iterable[str]) -> Iterator[bytes]:
    for password in passwords:
        raw = password.encode()
        yield raw
        yield raw.hex().encode()


def passwords_in_log(lines: Iterable[str], passwords: frozenset[str]) -> str:
    """Say that a practice password was logged, without repeating it."""
    forms = [form.decode() for form in _forms(passwords)]
    found = [line for line in lines if any(form in line for form in forms)]
    where = sorted({line.partition(": ")[0] for line in found})
    return f"a practice password was logged by {', '.join(where)}" if found else ""


def passwords_in_files(
    folders: Iterable[Path], passwords: frozenset[str], exempt: frozenset[bytes]
) -> str:
    """Say which files below the folders hold a practice password in the clear."""
    forms = list(_forms(passwords))
    found = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if content not in exempt and any(form in content for form in forms):
            found.append(str(path))
    return f"a practice password is in {', '.join(sorted(set(found)))}" if found else ""


def _counts(thread: threading.Thread) -> bool:
    """Whether a thread that is left behind is ours to end: any that blocks the exit, all our own."""
    if isinstance(thread, threading._DummyThread):  # a Qt or C thread that once called Python
        return False
    target = getattr(thread, "_target", None)
    module = getattr(target, "__module__", None) or type(thread).__module__
    ours = thread.name.startswith("walkdown") or module.startswith("walkdown")
    return ours or not thread.daemon


def leaked_threads(before: frozenset[threading.Thread]) -> str:
    """Say which threads started since still run, after waiting for those about to end."""
    give_up = time.monotonic() + THREAD_GRACE_S
    left = [thread for thread in threading.enumerate() if thread not in before and _counts(thread)]
    for thread in left:
        thread.join(max(0.0, give_up - time.monotonic()))
    names = sorted(thread.name for thread in left if thread.is_alive())
    return f"threads still running: {', '.join(names)}" if names else ""


async def pending_tasks() -> str:
    """Say which tasks of the running loop are still pending once its callbacks have run."""
    others: set[asyncio.Task[object]] = set()
    for _ in range(LOOP_TURNS):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if not others:
            return ""
        await asyncio.sleep(0)
    return f"tasks still pending: {'; '.join(sorted(map(repr, others)))}"


def open_windows() -> str:
    """Say which windows are still visible, and close them so that the next test starts clean."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return ""
    tooltip = sys.modules["PySide6.QtCore"].Qt.WindowType.ToolTip
    left = [
        window
        for window in widgets.QApplication.topLevelWidgets()
        if window.isVisible() and window.windowType() != tooltip
    ]
    names = [f"{type(window).__name__} {window.objectName()}".strip() for window in left]
    for window in left:
        window.close()
        window.deleteLater()
    return f"windows still open: {', '.join(sorted(names))}" if names else ""


def running_timers() -> str:
    """Say which Qt timers of the application itself still run, and stop them.

    Timers of a window go with it, and windows have a guard of their own. The clock of what turns on
    the screen ends by itself a turn after the last thing that turned is gone, so it is waited for.
    """
    core = sys.modules.get("PySide6.QtCore")
    app = core.QCoreApplication.instance() if core else None
    if app is None:
        return ""
    end = time.monotonic() + 2
    while (left := _active(core, app)) and time.monotonic() < end:
        app.processEvents()
    for timer in left:
        timer.stop()
    names = [f"{timer.objectName() or 'unnamed'} every {timer.interval()} ms" for timer in left]
    return f"timers still running: {', '.join(names)}" if names else ""


def _active(core: Any, app: Any) -> list[Any]:
    options = core.Qt.FindChildOption.FindDirectChildrenOnly
    return [t for t in app.findChildren(core.QTimer, options=options) if t.isActive()]
