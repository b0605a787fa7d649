"""Two columns side by side, one under the other where they would be cut off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from walkdown.ui import theme


class Beside(QWidget):
    """Each gets its share of the width. Asks for no more width than the wider of the two needs."""

    def __init__(
        self, left: QWidget, right: QWidget, gap: int = 24, shares: tuple[int, int] = (2, 1)
    ) -> None:
        super().__init__()
        self._parts = (left, right)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)
        self._box.addWidget(left, shares[0])
        self._box.addWidget(right, shares[1])

    def minimumSizeHint(self) -> QSize:
        width = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(width, self._box.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event):
            self._turn()

    def _turn(self) -> None:
        needed = sum(part.minimumSizeHint().width() for part in self._parts)
        beside = needed + self._box.spacing() <= self.width()
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if beside else way.TopToBottom)
