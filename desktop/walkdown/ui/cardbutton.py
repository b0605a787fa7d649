"""A whole card as one target: click or Space anywhere on it, with a focus of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QSizePolicy, QWidget

from walkdown.ui import theme
from walkdown.ui.plain import plain


class CardButton(QAbstractButton):
    """A box around a layout that can be pressed; checked means chosen (tint and heavy frame)."""

    ring_radius = "lg"

    def __init__(self, layout: QLayout, *, name: str = "", pad: int = 12) -> None:
        super().__init__()
        layout.setContentsMargins(pad, pad, pad, pad)
        self.setLayout(layout)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(plain(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        tall = layout.hasHeightForWidth()
        height = QSizePolicy.Policy.Preferred if tall else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, height)
        policy.setHeightForWidth(tall)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return self._inner().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._inner().minimumSize()

    def _inner(self) -> QLayout:
        layout = self.layout()
        if layout is None:
            raise RuntimeError("a card is made around a layout")
        return layout

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        t = theme.current()
        chosen = self.isChecked()
        ground = "accent_soft" if chosen else "surface"
        if self.isDown():
            ground = "press"
        elif self.underMouse() and self.isEnabled() and not chosen:
            ground = "hover"
        width = t.picked if chosen else t.border
        line = "accent_ink" if chosen else "line" if not t.sun else "line_strong"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.qcolor(line), width))
        painter.setBrush(theme.qcolor(ground))
        body = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(body, t.radius.lg, t.radius.lg)
        painter.end()
