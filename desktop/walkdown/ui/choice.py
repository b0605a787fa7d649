"""Choosing one of a few: the segmented switch, as wide as its words or as its column."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from walkdown.ui import icons, theme
from walkdown.ui.plain import plain

ARROWS: Final = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1,
}  # fmt: skip


class Segmented(QFrame):
    """One of a few, side by side. Arrow keys move the choice; `chosen` carries its index."""

    chosen = Signal(int)

    def __init__(
        self,
        options: Sequence[str],
        chosen: int = 0,
        *,
        icons: Sequence[str] = (),
        wide: bool = False,
        name: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("box", "trough")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(plain(name))
        row_of = QHBoxLayout(self)
        row_of.setContentsMargins(4, 4, 4, 4)
        row_of.setSpacing(4)
        self._parts = [_Segment(text, icon) for text, icon in _paired(options, icons)]
        for index, part in enumerate(self._parts):
            row_of.addWidget(part, 1 if wide else 0)
            part.clicked.connect(lambda _=False, i=index: self._pick(i))
            part.stepped.connect(self._step)
        grows = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed
        self.setSizePolicy(grows, QSizePolicy.Policy.Fixed)
        self._index = -1
        self.set_chosen(chosen)

    def index(self) -> int:
        """The chosen option."""
        return self._index

    def set_chosen(self, index: int) -> None:
        """Show another option as chosen, without a signal."""
        self._index = index
        for at, part in enumerate(self._parts):
            part.setChecked(at == index)
            # Tab reaches the chosen part only; the arrows go on from there.
            reach = at == index or (index < 0 and at == 0)
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reach else Qt.FocusPolicy.ClickFocus)

    def set_text(self, index: int, text: str) -> None:
        """Another caption, such as "Scanned 15"."""
        self._parts[index].say(text)

    def _pick(self, index: int) -> None:
        changed = index != self._index
        self.set_chosen(index)
        if changed:
            self.chosen.emit(index)

    def _step(self, by: int) -> None:
        index = (self._index + by) % len(self._parts)
        self._pick(index)
        self._parts[index].setFocus(Qt.FocusReason.TabFocusReason)


def _paired(options: Sequence[str], icons: Sequence[str]) -> list[tuple[str, str | None]]:
    return [(o, icons[i] if i < len(icons) else None) for i, o in enumerate(options)]


class _Segment(QAbstractButton):
    stepped = Signal(int)

    def __init__(self, text: str, icon: str | None) -> None:
        super().__init__()
        self._icon = icon
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str) -> None:
        self._words = plain(text)
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self.updateGeometry()
        super().changeEvent(event)

    def nextCheckState(self) -> None:
        """The switch decides what is checked."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def _icon_room(self) -> int:
        return theme.dp(26) if self._icon else 0

    def sizeHint(self) -> QSize:
        width = theme.advance(self._words, "button") + self._icon_room() + theme.dp(24)
        return QSize(math.ceil(width), theme.current().targets.md - 2 * (4 + theme.current().hair))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        ink = theme.qcolor(self._plate(painter, rect))
        font = theme.font("button")
        metrics = QFontMetricsF(font)
        words = metrics.horizontalAdvance(self._words)
        left = (rect.width() - words - self._icon_room()) / 2
        if self._icon:
            side = theme.dp(20)
            place = QRectF(left, rect.center().y() - side / 2, side, side)
            icons.paint(painter, self._icon, place, ink)
        painter.setFont(font)
        painter.setPen(ink)
        base = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left + self._icon_room(), base), self._words)
        painter.end()

    def _plate(self, painter: QPainter, rect: QRectF) -> str:
        """Draw the raised plate of the chosen part; the role of the ink on it is returned."""
        t = theme.current()
        if not self.isChecked():
            return "ink2"
        painter.setPen(QPen(theme.qcolor("selected" if t.sun else "line_strong"), 1))
        painter.setBrush(theme.qcolor("selected" if t.sun else "raised" if t.dark else "surface"))
        painter.drawRoundedRect(
            rect.adjusted(0.5, 0.5, -0.5, -0.5), t.radius.md - 1, t.radius.md - 1
        )
        return "on_selected"
