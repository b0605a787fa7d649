"""Calls from the engine's thread to the window's: for what Qt and the system do on that one alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QCoreApplication, QObject, Signal

Call = Callable[[], None]


class _Hand(QObject):
    _wanted = Signal(object)

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__()
        self._wanted.connect(self._do)
        self.moveToThread(app.thread())

    def run(self, call: Call) -> None:
        self._wanted.emit(call)

    def _do(self, call: Call) -> None:
        call()


@cache
def _hand(app: QCoreApplication) -> _Hand:
    """Kept for good: the last one to let go of a QObject must never be another thread."""
    return _Hand(app)


def on_the_windows_thread(call: Call) -> bool:
    """Do it there soon, at once where this is that thread; False where there is no window."""
    app = QCoreApplication.instance()
    if app is None:
        return False
    _hand(app).run(call)
    return True
