"""Takes a hand scanner's keys wherever the cursor is, and leaves a person's to whom they were meant for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from walkdown.ui.pages.labels_wedge import CONTROLS, GAP_MS, Wedge
from walkdown.ui.pages.labels_wedge_field import Field, field_of

# Keys that could press a button are kept back as long as a scanner may still go on with them.
HOLD_MS: Final = GAP_MS + 15
_ENDS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SHIFTS: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}
)
_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})


class WedgeKeys(QObject):
    """Watches the keys of the whole program while `may_listen`.

    In a line or a text the keys arrive at once, and are taken back out where they were a scanner's.
    Elsewhere, where a space or an Enter presses a button, they wait until it is clear whose they are.
    What is scanned while not `may_take`, over a question, presses nothing and is told to nobody.
    """

    scanned = Signal(str)

    def __init__(
        self, parent: QObject, may_listen: Callable[[], bool], may_take: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._may_listen, self._may_take = may_listen, may_take
        self._wedge = Wedge()
        self._field: Field | None = None
        self._held: list[tuple[QWidget, QKeyEvent]] = []
        self._passing_on = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(HOLD_MS)
        self._wait.timeout.connect(self._a_persons)

    def listen(self, *, on: bool) -> None:
        """Only while it is wanted: every event of the program comes by here."""
        app = QApplication.instance()
        if app is None:
            return
        if on:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)
            self._a_persons()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or self._passing_on or not isinstance(event, QKeyEvent):
            return False
        # A key that nobody wants goes on to the parents: it is one key all the same.
        focus = QApplication.focusWidget()
        if not isinstance(watched, QWidget) or (focus is not None and watched is not focus):
            return False
        if not self._may_listen():
            self._a_persons()
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._released(watched, event)
        return self._pressed(watched, event)

    # --- keys

    def _pressed(self, target: QWidget, event: QKeyEvent) -> bool:
        if event.key() in _SHIFTS:
            return False
        if event.key() in _ENDS and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            return self._ended(event)
        sign = _sign(event)
        if not sign:
            self._a_persons()
            return False
        repeat = event.isAutoRepeat()
        goes_on = self._wedge.press(sign, event.timestamp(), repeat=repeat)
        if not goes_on:
            self._pass_on()
            self._field = field_of(target)
        if self._field is not None or not self._wedge.signs:
            return False
        self._hold(target, event)
        return True

    def _ended(self, event: QKeyEvent) -> bool:
        text = self._wedge.end(event.timestamp())
        if text is None:
            self._a_persons()
            return False
        self._wait.stop()
        self._held.clear()
        if self._field is not None:
            self._field.take_back()
            self._field = None
        if self._may_take():
            self.scanned.emit(text)
        return True

    def _released(self, target: QWidget, event: QKeyEvent) -> bool:
        """The end of a press that is kept back waits with it."""
        if not any(held.key() == event.key() for _, held in self._held):
            return False
        self._held.append((target, event.clone()))
        return True

    # --- whose they are

    def _hold(self, target: QWidget, event: QKeyEvent) -> None:
        self._held.append((target, event.clone()))
        self._wait.start()

    def _a_persons(self) -> None:
        self._wedge.forget()
        self._field = None
        self._pass_on()

    def _pass_on(self) -> None:
        self._wait.stop()
        held, self._held = self._held, []
        self._passing_on = True
        try:
            for target, event in held:
                if isValid(target) and target.isVisible():
                    QApplication.sendEvent(target, event)
        finally:
            self._passing_on = False


def _sign(event: QKeyEvent) -> str:
    """The sign that a key stands for; "" for arrows, short cuts and all else that no scanner sends."""
    text = event.text()
    # Only some systems give Ctrl+] and its like as the control character that it is.
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not text:
        control = chr(event.key() & 0x1F) if event.key() < 0x80 else ""
        return control if control in CONTROLS else ""
    if len(text) != 1:
        return ""
    return text if text.isprintable() or text in CONTROLS else ""
