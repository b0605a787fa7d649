"""What lies between a question and the page below it: the scrim, and the question's soft shadow."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from walkdown.ui import theme


def paint_scrim(over: QWidget, sheet: QRect) -> None:
    """Dim all of a widget that covers the window; in sunlight without the shadow of the sheet on it."""
    painter = QPainter(over)
    painter.fillRect(over.rect(), theme.qcolor("scrim"))
    if theme.current().sun:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 5))
    body = QRectF(sheet)
    for grow in range(24, 0, -2):
        painter.drawRoundedRect(
            body.adjusted(-grow, 10 - grow, grow, grow + 10), 16 + grow, 16 + grow
        )
