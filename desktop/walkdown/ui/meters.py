"""How far and how strong: progress in countable cells, a ring, signal posts, stage segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from walkdown.ui import theme
from walkdown.ui.painted import Painted
from walkdown.ui.plain import plain
from walkdown.ui.shapes import round_pen

Part = Literal["ok", "work", "stop", "todo"]
Segment = Literal["ok", "now", "warn", "todo"]
_GAP = 3


class Bar(Painted):
    """Parts of a whole: done solid, working half filled, failed hatched, waiting hollow."""

    def __init__(
        self,
        parts: Sequence[tuple[Part, int]] = (),
        total: int = 0,
        height: int = 12,
        *,
        name: str = "",
    ) -> None:
        super().__init__(name, stretch=True)
        self._height = height
        self.set_parts(parts, total, name)

    def set_parts(self, parts: Sequence[tuple[Part, int]], total: int, name: str = "") -> None:
        """Other counts, as (state, how many); what is missing to `total` is waiting."""
        cells: list[Part] = [state for state, count in parts for _ in range(max(0, count))]
        self._cells = cells + ["todo"] * max(0, total - len(cells))
        if name:
            self.setAccessibleName(plain(name))
        self.update()

    def measure(self) -> QSize:
        return QSize(theme.dp(40), theme.dp(self._height + (8 if theme.current().sun else 0)))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        count = len(self._cells)
        if not count:
            return
        # Too many to be counted are drawn without the gaps that would eat them up.
        gap = _GAP if count * (_GAP + 4) < rect.width() else 0
        width = (rect.width() - gap * (count - 1)) / count
        for i, state in enumerate(self._cells):
            cell = QRectF(rect.left() + i * (width + gap), rect.top(), width, rect.height())
            paint_cell(painter, cell, state)


def paint_cell(painter: QPainter, cell: QRectF, state: Part) -> None:
    """Draw one cell of a bar."""
    t = theme.current()
    radius = min(4.0, cell.height() / 2)
    inner = cell.adjusted(1, 1, -1, -1)
    if state == "ok":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.ok.fill))
        painter.drawRoundedRect(cell, radius, radius)
    elif state == "work":
        fill = QColor(t.info.fill)
        painter.setPen(QPen(fill, 2 if t.sun else 1.5))
        painter.setBrush(QColor(t.accent_soft))
        painter.drawRoundedRect(inner, radius, radius)
        _clipped_half(painter, cell, radius, fill)
    elif state == "stop":
        painter.setPen(QPen(QColor(t.stop.fill), 2))
        painter.setBrush(QColor(t.canvas))
        painter.drawRoundedRect(inner, radius, radius)
        _hatch(painter, cell, radius, QColor(t.stop.fill))
    else:
        painter.setPen(QPen(theme.qcolor("line_strong" if t.sun else "line"), t.hair))
        painter.setBrush(QColor(t.sunken))
        painter.drawRoundedRect(inner, radius, radius)


def _clip(painter: QPainter, cell: QRectF, radius: float) -> None:
    path = QPainterPath()
    path.addRoundedRect(cell, radius, radius)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)


def _clipped_half(painter: QPainter, cell: QRectF, radius: float, fill: QColor) -> None:
    painter.save()
    _clip(painter, cell, radius)
    painter.fillRect(QRectF(cell.left(), cell.top(), cell.width() * 0.55, cell.height()), fill)
    painter.restore()


def _hatch(painter: QPainter, cell: QRectF, radius: float, colour: QColor) -> None:
    painter.save()
    _clip(painter, cell, radius)
    painter.setPen(QPen(colour, 2))
    x = cell.left() - cell.height()
    while x < cell.right():
        painter.drawLine(QPointF(x, cell.bottom()), QPointF(x + cell.height(), cell.top()))
        x += 7
    painter.restore()


class Ring(Painted):
    """A count of a whole as a ring; the figures stand beside it."""

    def __init__(self, value: int = 0, total: int = 0, size: int = 64, *, name: str = "") -> None:
        super().__init__()
        self._size = size
        self.set_value(value, total, name)

    def set_value(self, value: int, total: int, name: str = "") -> None:
        """Other figures."""
        self._part = min(1.0, max(0.0, value / total)) if total > 0 else 0.0
        self.setAccessibleName(plain(name or f"{value} of {total}"))
        self.update()

    def measure(self) -> QSize:
        side = theme.dp(self._size)
        return QSize(side, side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        width = theme.dp(9 if theme.current().sun else 7)
        inset = width / 2 + 1
        ring = rect.adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(theme.qcolor("hollow"), width))
        painter.drawEllipse(ring)
        if self._part > 0:
            painter.setPen(round_pen(theme.qcolor("info.fill"), width))
            painter.drawArc(ring, 90 * 16, int(-360 * 16 * self._part))


def posts(dbm: int | None) -> int:
    """How many of four signal posts stand at this strength (tokens, section 3)."""
    if dbm is None:
        return 0
    return 1 + sum(dbm >= floor for floor in (-75, -67, -55))


def paint_posts(painter: QPainter, rect: QRectF, dbm: int | None) -> None:
    """Draw four posts into a rectangle of about 25 x 18; absent posts are hollow."""
    t = theme.current()
    standing = posts(dbm)
    ink = QColor(t.warn.word if standing == 1 else t.ink)
    step = rect.width() / 4
    width = step * 0.6
    for i in range(4):
        height = rect.height() * (0.34 + 0.22 * i)
        post = QRectF(rect.left() + i * step, rect.bottom() - height, width, height)
        if i < standing:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawRoundedRect(post, 1.2, 1.2)
        else:
            painter.setPen(QPen(theme.qcolor("line_strong"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(post.adjusted(0.5, 0.5, -0.5, -0.5), 1, 1)


class SignalBars(Painted):
    """Four posts; the dBm figure always stands beside them."""

    def __init__(self, dbm: int | None = None) -> None:
        super().__init__()
        self.set_dbm(dbm)

    def set_dbm(self, dbm: int | None) -> None:
        """Another strength; None is no signal."""
        self._dbm = dbm
        words = "no signal" if dbm is None else f"signal {posts(dbm)} of 4, {dbm} dBm"
        self.setAccessibleName(words)
        self.update()

    def measure(self) -> QSize:
        return QSize(theme.dp(28), theme.dp(20))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        paint_posts(painter, rect.adjusted(1, 1, 0, -1), self._dbm)


class StageSegments(Painted):
    """Six short segments: how far a site is along the six stages."""

    def __init__(self, states: Sequence[Segment] = (), width: int = 156, height: int = 8) -> None:
        super().__init__()
        self._width, self._height = width, height
        self.set_states(states)

    def set_states(self, states: Sequence[Segment]) -> None:
        """One state for each stage."""
        self._states = tuple(states)
        done = sum(state == "ok" for state in states)
        self.setAccessibleName(f"{done} of {len(states)} stages done")
        self.update()

    def measure(self) -> QSize:
        return QSize(theme.dp(self._width), theme.dp(14 if theme.current().sun else self._height))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        count, gap = max(1, len(self._states)), 4
        width = (rect.width() - gap * (count - 1)) / count
        for i, state in enumerate(self._states):
            cell = QRectF(rect.left() + i * (width + gap), rect.top(), width, rect.height())
            _paint_segment(painter, cell, state)


def _paint_segment(painter: QPainter, cell: QRectF, state: Segment) -> None:
    if state == "now":
        paint_cell(painter, cell, "work")
    elif state == "ok":
        paint_cell(painter, cell, "ok")
    elif state == "warn":
        _warn_segment(painter, cell)
    else:
        sun = theme.current().sun
        painter.setPen(QPen(theme.qcolor("line_strong" if sun else "line"), 1.5 if sun else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if sun else theme.qcolor("press"))
        painter.drawRoundedRect(cell.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3)


def _warn_segment(painter: QPainter, cell: QRectF) -> None:
    """Solid with a notch: told from a done one without its colour."""
    t = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(t.warn.fill))
    painter.drawRoundedRect(cell, 3, 3)
    painter.setPen(QPen(QColor(t.warn.on_fill), 2))
    middle = cell.center().x()
    painter.drawLine(QPointF(middle, cell.top()), QPointF(middle, cell.bottom()))
