"""The focus ring: one overlay in a window, around what the keyboard is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from walkdown.ui import theme

_OFFSET = 2  # px between the control and the ring
_EDGED = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit)  # these thicken their own edge
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})
_POINTER = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})


class FocusRing(QWidget):
    """Make one for a window; it follows the focus and shows while the keyboard was used last.

    A widget may say `ring_radius = "lg"` (a name of the radii); nothing moves, because the ring
    lies over the page and takes no clicks.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._window = window
        self._handle: QWindow | None = None
        self._followed: list[QWidget] = []
        self._keyboard = True
        window.installEventFilter(self)
        self._watch_input()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _watch_input(self) -> None:
        """Keys and presses pass the window's handle before any widget can swallow them."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._handle:
            self._note_input(kind)
        elif kind in _MOVES:
            if watched is self._window:
                self._watch_input()
            self._place()
        return False

    def _note_input(self, kind: QEvent.Type) -> None:
        if kind == QEvent.Type.KeyPress:
            self._set_keyboard(True)
        elif kind in _POINTER:
            self._set_keyboard(False)

    def _set_keyboard(self, keyboard: bool) -> None:
        if keyboard != self._keyboard:
            self._keyboard = keyboard
            self._place()

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._followed = []
        if now is not None and now is not self._window and self._window.isAncestorOf(now):
            self._follow(now)
        self._place()

    def _follow(self, widget: QWidget | None) -> None:
        while widget is not None and widget is not self._window:
            widget.installEventFilter(self)
            self._followed.append(widget)
            widget = widget.parentWidget()

    def _target(self) -> QWidget | None:
        target = self._followed[0] if self._followed else None
        if target is None or not self._keyboard or not isValid(target):
            return None
        if isinstance(target, _EDGED):
            return None
        return target if target.isVisible() else None

    def _place(self) -> None:
        target = self._target()
        if target is None:
            self.hide()
            return
        grow = _OFFSET + theme.current().focus_w
        place = self._on_window(target).adjusted(-grow, -grow, grow, grow)
        self.setGeometry(place)
        self._radius = getattr(theme.current().radius, getattr(target, "ring_radius", "md"))
        self._clip = self._seen(target, grow).translated(-place.topLeft())
        self.raise_()
        self.show()
        self.update()

    def _on_window(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())

    def _seen(self, target: QWidget, grow: int) -> QRect:
        """The part of the window the ring may be drawn on: not over the bars around a scroll."""
        seen = self._window.rect()
        parent = target.parentWidget()
        while parent is not None and parent is not self._window:
            if isinstance(parent, QScrollArea):
                view = self._on_window(parent.viewport())
                seen = seen.intersected(view.adjusted(-grow, -grow, grow, grow))
            parent = parent.parentWidget()
        return seen

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event) and self._followed:
            self._place()

    def paintEvent(self, _: QPaintEvent) -> None:
        width = theme.current().focus_w
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._clip)
        painter.setPen(QPen(theme.qcolor("focus"), width))
        half, radius = width / 2, self._radius + _OFFSET + width / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius
        )
        painter.end()
