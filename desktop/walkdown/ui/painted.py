"""The base of every widget that paints itself: measures and draws from the theme of the moment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from walkdown.ui import theme
from walkdown.ui.plain import plain


class Painted(QWidget):
    """A small picture with an accessible name; subclasses give `measure` and `draw`."""

    def __init__(self, name: str = "", *, stretch: bool = False) -> None:
        super().__init__()
        fixed = QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding if stretch else fixed, fixed)
        if name:
            self.setAccessibleName(plain(name))

    def measure(self) -> QSize:
        """The size in px the current theme asks for."""
        raise NotImplementedError

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paint into `rect` with the colours of the current theme."""
        raise NotImplementedError

    def remeasure(self) -> None:
        """Something shown has changed: ask for the new size and paint again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self.measure()

    def minimumSizeHint(self) -> QSize:
        return self.measure()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self.remeasure()
        super().changeEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRectF(self.rect()))
        painter.end()
