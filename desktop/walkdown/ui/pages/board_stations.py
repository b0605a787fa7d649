"""The six stations of a row, and their heads; both as wide as the words of the steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from walkdown.ui import theme
from walkdown.ui.pages.network_cell import text_width
from walkdown.ui.painted import Painted
from walkdown.ui.tokens import Role
from walkdown.ui.tracks import NOT_STARTED, STEPS, WORDS, StepState, paint_blocks, paint_track

_HEAD: Role = "caption"


def _track_width() -> int:
    return len(STEPS) * (text_width(STEPS, _HEAD) + theme.dp(3))


def stations_width() -> int:
    """The width in px of a row's stations in the theme of the moment."""
    return len(STEPS) * theme.dp(40) if theme.current().sun else _track_width()


class Stations(Painted):
    """A track under the heads; blocks in sunlight, which has no heads."""

    def __init__(self) -> None:
        super().__init__()
        self._states: Sequence[StepState] = ()
        self.set_states(NOT_STARTED)

    def set_states(self, states: Sequence[StepState]) -> None:
        """One state for each step."""
        if states == self._states:
            return
        self._states = states
        pairs = zip(STEPS, states, strict=True)
        self.setAccessibleName(", ".join(f"{step} {WORDS[s]}" for step, s in pairs))
        self.update()

    def measure(self) -> QSize:
        return QSize(stations_width(), theme.dp(36 if theme.current().sun else 40))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        if theme.current().sun:
            paint_blocks(painter, rect, self._states)
        else:
            paint_track(painter, rect, self._states)


class StationHeads(Painted):
    """The names of the steps, each in the middle over its station."""

    def __init__(self) -> None:
        super().__init__(f"Steps: {', '.join(STEPS)}")

    def measure(self) -> QSize:
        return QSize(_track_width(), theme.line_height(_HEAD))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        painter.setFont(theme.font(_HEAD))
        painter.setPen(theme.qcolor("ink3"))
        width = rect.width() / len(STEPS)
        for i, step in enumerate(STEPS):
            cell = QRectF(rect.left() + i * width, rect.top(), width, rect.height())
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, step)
