"""One stage in the rail: icon, name, second line and the silhouette of its state."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from walkdown.ui import icons, motion, theme
from walkdown.ui.plain import plain, tip
from walkdown.ui.shapes import paint_glyph

RailState = Literal["ok", "work", "todo", "me", "stop"]
WORDS: Final[dict[RailState, str]] = {
    "ok": "done", "work": "in progress", "todo": "not started", "me": "needs you",
    "stop": "stopped",
}  # fmt: skip


class RailItem(QAbstractButton):
    """Checked means: this is the page that is shown."""

    def __init__(self, icon: str, name: str) -> None:
        super().__init__()
        self._icon, self._name, self._note = icon, name, ""
        self._state: RailState = "todo"
        self._narrow = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_state("todo", "")

    @staticmethod
    def side_room() -> int:
        """Px that are not the words': icon at the left, state at the right."""
        return theme.dp(52 + 44)

    def set_state(self, state: RailState, note: str) -> None:
        """Where the stage stands, and its second line."""
        self._state, self._note = state, plain(note).replace("\n", " ")
        spoken = f"{self._name}, {WORDS[state]}"
        self.setAccessibleName(f"{spoken}. {self._note}" if note else spoken)
        self._tell()

    def set_narrow(self, narrow: bool) -> None:
        """Icon with its name below, instead of a line with two."""
        self._narrow = narrow
        self._tell()

    def _tell(self) -> None:
        self.setToolTip(tip(self._note))
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """The shell decides which page is shown."""

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self.updateGeometry()
        super().changeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def sizeHint(self) -> QSize:
        targets = theme.current().targets
        return QSize(theme.dp(40), targets.rail_narrow if self._narrow else targets.rail)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # ---- painting
    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        self._plate(painter, rect)
        if self._narrow:
            self._paint_narrow(painter, rect)
        else:
            self._paint_wide(painter, rect)
        painter.end()

    def _plate(self, painter: QPainter, rect: QRectF) -> None:
        t = theme.current()
        body = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if not self.isChecked():
            if self.underMouse():
                painter.setBrush(theme.qcolor("hover"))
                painter.drawRoundedRect(body, t.radius.md, t.radius.md)
            return
        if not t.sun:
            painter.setPen(QPen(theme.qcolor("line_strong" if t.dark else "line"), 1))
        painter.setBrush(theme.qcolor("selected"))
        painter.drawRoundedRect(body, t.radius.md, t.radius.md)
        if not t.sun:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.qcolor("accent_ink"))
            painter.drawRoundedRect(QRectF(0.5, 14, 3, rect.height() - 28), 1.5, 1.5)

    def _ink(self, rest: str) -> str:
        return "on_selected" if self.isChecked() else rest

    def _icon_ink(self) -> str:
        if self.isChecked() and not theme.current().sun:
            return "accent_ink"
        return self._ink("ink2")

    def _paint_wide(self, painter: QPainter, rect: QRectF) -> None:
        side, middle = theme.dp(22), rect.center().y()
        place = QRectF(theme.dp(16), middle - side / 2, side, side)
        icons.paint(painter, self._icon, place, theme.qcolor(self._icon_ink()))
        name_line, note_line = theme.line_height("body"), theme.line_height("caption")
        height = name_line + (note_line if self._note else 0)
        left, room = theme.dp(52), rect.width() - self.side_room()
        name = QRectF(left, middle - height / 2, room, name_line)
        note = QRectF(left, name.bottom(), room, note_line)
        heavy = self.isChecked() or self._state == "me"
        self._words(painter, name, self._name, "ink", heavy=heavy)
        if self._note:
            self._words(painter, note, self._note, "ink3", small=True)
        side = theme.dp(20)
        self._state_at(painter, QRectF(rect.right() - 16 - side, middle - side / 2, side, side))

    def _words(
        self,
        painter: QPainter,
        place: QRectF,
        words: str,
        ink: str,
        *,
        heavy: bool = False,
        small: bool = False,
    ) -> None:
        font = theme.font("caption" if small else "body-strong" if heavy else "body")
        painter.setFont(font)
        on_plate = self.isChecked() and (theme.current().sun or not small)
        painter.setPen(theme.qcolor("on_selected" if on_plate else ink))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, align, shown)

    def _paint_narrow(self, painter: QPainter, rect: QRectF) -> None:
        middle, side = rect.center().x(), theme.dp(24)
        icon = QRectF(middle - side / 2, theme.dp(12), side, side)
        icons.paint(painter, self._icon, icon, theme.qcolor(self._icon_ink()))
        painter.setFont(theme.font("caption-strong" if self.isChecked() else "caption"))
        painter.setPen(theme.qcolor(self._ink("ink2")))
        line = theme.line_height("caption")
        words = QRectF(0, rect.bottom() - theme.dp(8) - line, rect.width(), line)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._name)
        if self._state != "todo":
            side = theme.dp(16)
            self._state_at(painter, QRectF(middle + theme.dp(6), theme.dp(6), side, side))

    def _state_at(self, painter: QPainter, place: QRectF) -> None:
        """On a disc of the ground, so that the shape stands free of the icon and of black."""
        checked, sun = self.isChecked(), theme.current().sun
        ground = "canvas" if checked and sun else "selected" if checked else "chrome"
        painter.setPen(Qt.PenStyle.NoPen)
        if self._narrow or (checked and sun):
            painter.setBrush(theme.qcolor(ground))
            radius = place.width() / 2 + 3
            painter.drawEllipse(QPointF(place.center()), radius, radius)
        paint_glyph(painter, place, self._state, turn=motion.turn())
