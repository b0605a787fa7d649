"""When two buttons that decide something take a press: only one that began in front of a reader."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

ARM_MS: Final = 600
_PRESSES: Final = frozenset(
    {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin}
)
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOVES: Final = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape})


class Arming(QObject):
    """Watches a page and its buttons; the page's property `armed` is true while they take a press.

    That is after `ARM_MS` of the page being visible in the active window. A held key and a press
    that began before count for nothing. `begin` starts anew for other words on the same page.
    """

    def __init__(self, page: QWidget, buttons: tuple[QPushButton, ...]) -> None:
        super().__init__(page)
        self._page = page
        self._shown = QElapsedTimer()
        self._time = QTimer(self, interval=ARM_MS, singleShot=True)
        self._time.setTimerType(Qt.TimerType.PreciseTimer)
        self._time.timeout.connect(lambda: page.setProperty("armed", True))
        page.setProperty("armed", False)
        page.installEventFilter(self)
        for button in buttons:
            button.installEventFilter(self)

    @property
    def armed(self) -> bool:
        """Whether a press counts now."""
        return bool(self._page.property("armed"))

    @property
    def shown_ms(self) -> int:
        """How long the words have been on the screen."""
        return int(self._shown.elapsed()) if self._shown.isValid() else 0

    def begin(self) -> None:
        """Other words are shown from now on."""
        self._shown.start()
        self._attend(here=self._page.isVisible() and self._page.window().isActiveWindow())

    def _attend(self, *, here: bool) -> None:
        self._page.setProperty("armed", False)
        if here:
            self._time.start()
        else:
            self._time.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True where a press goes no further."""
        kind = event.type()
        if watched is self._page:
            self._page_changed(kind)
            return False
        if isinstance(event, QKeyEvent):
            return self._stops_key(watched, event)
        return kind in _PRESSES and not self.armed

    def _page_changed(self, kind: QEvent.Type) -> None:
        if kind == QEvent.Type.Show:
            self.begin()
        elif kind in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self._attend(here=False)
        elif kind == QEvent.Type.WindowActivate and self._page.isVisible():
            self._attend(here=True)

    def _stops_key(self, button: QObject, event: QKeyEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or event.key() in _MOVES:
            return False
        if event.isAutoRepeat() or not self.armed:
            return True
        if event.key() in _ENTER and isinstance(button, QPushButton):
            button.click()
            return True
        return False
