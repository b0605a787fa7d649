"""Hands and eyes on the window: clicks, types, waits for what a person would see, keeps pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QWidget

WAIT_S = 30.0
LOOK_MS = 20

W = TypeVar("W", bound=QWidget)


class NotReached(Exception):
    """The window did not come to the state that a step ends in."""


class Walker:
    """Drives the widgets of the program's windows by their object names, as a person would."""

    def __init__(self, out: Path | None = None) -> None:
        self._out = out
        self._count = 0

    def find(self, name: str, kind: type[W]) -> W:
        """The visible widget of that name. Raises NotReached where none appears in time."""
        found: list[W] = []

        def there() -> bool:
            found[:] = [each for each in self._all(name, kind) if each.isVisible()]
            return bool(found)

        self.until(there, f"{name} to be seen")
        return found[0]

    def sees(self, name: str) -> bool:
        """Whether a widget of that name is visible and enabled now."""
        here: list[QWidget] = self._all(name, QWidget)
        return any(each.isVisible() and each.isEnabled() for each in here)

    def click(self, name: str) -> None:
        """Press a widget once it is visible and enabled."""
        widget = self.find(name, QWidget)
        self.until(widget.isEnabled, f"{name} to be enabled")
        self.turn_to(widget)
        self.until(lambda: _takes_presses(widget), f"{name} to take a press")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))

    def write(self, name: str, text: str) -> None:
        """Click into a field, clear it, and type."""
        widget = self.find(name, QWidget)
        self.turn_to(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        QTest.keyClicks(widget, text)

    def turn_to(self, widget: QWidget) -> None:
        """Bring a widget's window to the front, as a hand on the mouse does, and the widget into view."""
        window = widget.window()
        if not window.isActiveWindow():
            window.activateWindow()
            self.until(window.isActiveWindow, "the window to come to the front")
        self._bring_into_view(widget)

    def press(self, name: str, key: Qt.Key) -> None:
        """Press one key in a widget."""
        QTest.keyClick(self.find(name, QWidget), key)

    def press_in(self, widget: QWidget, key: Qt.Key) -> None:
        """Press one key in a widget at hand."""
        QTest.keyClick(widget, key)

    def choose(self, name: str, data: str) -> None:
        """Pick the entry of a list that stands for `data`, by the keyboard."""
        box = self.find(name, QComboBox)
        at = box.findData(data)
        if at < 0:
            raise NotReached(f"{name} does not offer {data}")
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(at):
            QTest.keyClick(box, Qt.Key.Key_Down)
        self.until(lambda: box.currentIndex() == at, f"{name} to be chosen")

    def window(self, kind: type[W]) -> W:
        """The visible top-level window of that kind."""
        tops = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind)]
        if not tops:
            raise NotReached(f"no {kind.__name__}")
        return tops[0]

    def until(self, there: Callable[[], bool], what: str, within_s: float = WAIT_S) -> None:
        """Let the window work until the condition holds. Raises NotReached after `within_s`."""
        end = time.monotonic() + within_s
        while not there():
            if time.monotonic() > end:
                raise NotReached(f"waited {within_s:.0f} s for {what}")
            _let_work(LOOK_MS)

    def shot(self, name: str, widget: QWidget) -> Path | None:
        """A picture of the widget as it is painted now, numbered in the order taken."""
        if self._out is None:
            return None
        _let_work(LOOK_MS)
        self._count += 1
        path = self._out / f"{self._count:02d}-{name}.png"
        image: QImage = widget.grab().toImage()
        if not image.save(str(path)):
            raise NotReached(f"cannot write {path.name}")
        return path

    def _all(self, name: str, kind: type[W]) -> list[W]:
        found: list[W] = []
        for top in QApplication.topLevelWidgets():
            if top.objectName() == name and isinstance(top, kind):
                found.append(top)
            found += top.findChildren(kind, name)
        return found

    def _bring_into_view(self, widget: QWidget) -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
                _let_work(1)
            parent = parent.parentWidget()


def _let_work(for_ms: int) -> None:
    """Let the window and the engine work. QTest.qWait would not: it keeps the interpreter to itself."""
    loop = QEventLoop()
    QTimer.singleShot(for_ms, loop.quit)
    loop.exec()


def _takes_presses(widget: QWidget | None) -> bool:
    """What asks a question takes no press before its words could be read."""
    while widget is not None:
        if widget.property("armed") is False:
            return False
        widget = widget.parentWidget()
    return True


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()
