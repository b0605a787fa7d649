"""Tells a widget when its window becomes narrow or wide again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from walkdown.ui import theme


class WindowWidth(QObject):
    """Watches the window a widget is in; `changed` comes when `narrow` has flipped."""

    changed = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._window: QWidget | None = None
        self.narrow = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Show, QEvent.Type.ParentChange, QEvent.Type.StyleChange):
            if watched is self._widget:
                self._follow(self._widget.window())
            self._look()
        elif kind == QEvent.Type.Resize and watched is self._window:
            self._look()
        return False

    def _follow(self, window: QWidget) -> None:
        if window is self._window:
            return
        if self._window is not None and self._window is not self._widget:
            self._window.removeEventFilter(self)
        self._window = window
        if window is not self._widget:
            window.installEventFilter(self)

    def _look(self) -> None:
        if self._window is None:
            return
        narrow = self._window.width() < theme.current().frame.narrow_below
        if narrow != self.narrow:
            self.narrow = narrow
            self.changed.emit()
