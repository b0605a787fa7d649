"""The six steps of one device as stations on a line, or as big blocks in sunlight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, get_args

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from walkdown.ui import icons, theme
from walkdown.ui.painted import Painted
from walkdown.ui.plain import plain
from walkdown.ui.shapes import paint_glyph

StepState = Literal["ok", "work", "stop", "wait", "todo", "me"]
STEPS: Final = ("Connect", "Secure", "Accepted", "Joined", "Address", "Reachable")
WORDS: Final[dict[StepState, str]] = {
    "ok": "done", "work": "working", "stop": "failed", "wait": "waiting",
    "todo": "not started", "me": "needs you",
}  # fmt: skip
STEP_STATES: Final[tuple[StepState, ...]] = get_args(StepState)
NOT_STARTED: Final[tuple[StepState, ...]] = (
    "todo", "todo", "todo", "todo", "todo", "todo",
)  # fmt: skip
_REACHED: Final = ("ok", "work", "stop", "me")


class StepTrack(Painted):
    """Six stations. The shape tells: disc with tick, arc, octagon, triangle, hollow dot.

    `blocks` draws big blocks instead: for narrow places and for sunlight, where it is the default.
    """

    def __init__(
        self,
        states: Sequence[StepState] = NOT_STARTED,
        cell: int = 76,
        height: int = 40,
        *,
        blocks: bool | None = None,
    ) -> None:
        super().__init__()
        self._cell, self._height, self._blocks = cell, height, blocks
        self.set_states(states)

    def set_states(self, states: Sequence[StepState]) -> None:
        """One state for each of Connect, Secure, Accepted, Joined, Address, Reachable."""
        self._states = tuple(states)
        pairs = zip(STEPS, self._states, strict=False)
        self.setAccessibleName(plain(", ".join(f"{step} {WORDS[s]}" for step, s in pairs)))
        self.update()

    def _as_blocks(self) -> bool:
        return theme.current().sun if self._blocks is None else self._blocks

    def measure(self) -> QSize:
        count = len(self._states)
        if self._as_blocks():
            return QSize(count * theme.dp(44) + 4 * (count - 1), theme.dp(36))
        return QSize(count * theme.dp(self._cell), theme.dp(self._height))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        if self._as_blocks():
            paint_blocks(painter, rect, self._states)
        else:
            paint_track(painter, rect, self._states)


def paint_track(painter: QPainter, rect: QRectF, states: Sequence[StepState]) -> None:
    """Draw stations into a rectangle, each in the middle of its share of the width."""
    cell = rect.width() / max(1, len(states))
    size = theme.dp(26 if theme.current().sun else 22)
    middle = rect.center().y()
    for i, state in enumerate(states):
        x = rect.left() + (i + 0.5) * cell
        if i:
            passed = states[i - 1] == "ok" and state in _REACHED
            painter.setPen(_rail_pen(passed=passed))
            near = size / 2 + 4
            painter.drawLine(QPointF(x - cell + near, middle), QPointF(x - near, middle))
        paint_glyph(painter, QRectF(x - size / 2, middle - size / 2, size, size), state)


def _rail_pen(*, passed: bool) -> QPen:
    t = theme.current()
    if passed:
        return QPen(QColor(t.ok.fill), 3 if t.sun else 2)
    if not t.sun:
        return QPen(QColor(t.line), 2)
    pen = QPen(QColor(t.line_strong), 1.5)
    pen.setDashPattern([2, 3])
    return pen


def paint_blocks(painter: QPainter, rect: QRectF, states: Sequence[StepState]) -> None:
    """Draw the steps as blocks: tick, octagon or triangle inside, half filled while working."""
    gap = 4
    width = (rect.width() - gap * (len(states) - 1)) / max(1, len(states))
    for i, state in enumerate(states):
        left = rect.left() + i * (width + gap)
        block = QRectF(left, rect.top(), width, rect.height()).adjusted(1.5, 1.5, -1.5, -1.5)
        _paint_block(painter, block, state)


def _paint_block(painter: QPainter, block: QRectF, state: StepState) -> None:
    t = theme.current()
    heavy = state in ("stop", "work", "me")
    edge = t.line_strong if state in ("todo", "wait") else t.ok.fill if state == "ok" else t.ink
    painter.setPen(QPen(QColor(edge), 3 if heavy else 2))
    painter.setBrush(QColor(t.ok.fill if state == "ok" else t.canvas))
    painter.drawRoundedRect(block, 4, 4)
    side = theme.dp(22)
    middle = block.center()
    place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    if state == "ok":
        icons.paint(painter, "tick", place, QColor(t.ok.on_fill), 3)
    elif state in ("stop", "me"):
        paint_glyph(painter, place, state)
    elif state == "work":
        _half(painter, block, QColor(t.info.fill))


def _half(painter: QPainter, block: QRectF, fill: QColor) -> None:
    painter.save()
    path = QPainterPath()
    path.addRoundedRect(block, 4, 4)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(block.left(), block.top(), block.width() / 2, block.height()), fill)
    painter.restore()
