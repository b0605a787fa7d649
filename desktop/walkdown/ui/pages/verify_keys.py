"""Lists of Verify from the keyboard: up and down go from row to row."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RowsFrame(QFrame):
    """A card of rows; each is one stop for the keyboard."""

    def rows(self) -> list[QWidget]:
        """The rows as they stand, from top to bottom."""
        layout = self.layout()
        items = [layout.itemAt(i) for i in range(layout.count())] if layout else []
        found = [w for item in items if item and (w := item.widget()) is not None]
        return [w for w in found if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        rows, focus = self.rows(), QApplication.focusWidget()
        at = next((i for i, r in enumerate(rows) if _holds(r, focus)), None)
        if not step or at is None:
            super().keyPressEvent(event)
            return
        to = min(max(at + step, 0), len(rows) - 1)
        rows[to].setFocus(Qt.FocusReason.TabFocusReason)


def _holds(line: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (line is focus or line.isAncestorOf(focus))
