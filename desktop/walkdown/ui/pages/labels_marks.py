"""The signs on a still picture's codes: outline, sign by outcome, and a number where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from walkdown.app.messages import Outcome
from walkdown.ui import icons, theme
from walkdown.ui.pages.labels_plates import GROUND
from walkdown.ui.shapes import round_pen
from walkdown.ui.tokens import DARK, SUNLIGHT

_GOOD: Final = frozenset({Outcome.ADDED, Outcome.SECOND_LABEL})
_KNOWN: Final = frozenset({Outcome.DUPLICATE})
_SIGN: Final = 14  # an icon in a smaller disc is a blot
_LEAST: Final = 7
# Beyond these the signs are as small as they get, and measuring them all would take long.
_MEASURED: Final = 128

Corners = Sequence[QPointF]


@dataclass(frozen=True, slots=True)
class Marks:
    """How large the signs of one picture are, in px, and whether each has its number beside it."""

    side: float
    numbered: bool


def marks_for(outlines: Sequence[Corners]) -> Marks:
    """The largest signs that do not cover one another; numbers where all of them fit."""
    room = _room([middle(corners) for corners in outlines[:_MEASURED]])
    boxes = [QPolygonF(list(corners)).boundingRect() for corners in outlines]
    wanted = max((min(box.width(), box.height()) * 0.6 for box in boxes), default=0.0)
    side = min(theme.dp(28), max(theme.dp(_SIGN), wanted))
    pill = theme.dp(22) + _wide(len(outlines))
    if len(outlines) > 1 and pill <= room * 0.95:
        return Marks(max(float(theme.dp(22)), min(side, room * 0.95 - _wide(len(outlines)))), True)
    return Marks(max(float(theme.dp(_LEAST)), min(side, room * 0.9)), False)


def middle(corners: Corners) -> QPointF:
    """The middle of a code on the widget."""
    return QPolygonF(list(corners)).boundingRect().center()


def paint_mark(
    painter: QPainter, corners: Corners, outcome: Outcome, marks: Marks, number: int
) -> None:
    """An outline, and in its middle a sign: colour alone says nothing."""
    light, at, side = QColor(_light(outcome)), middle(corners), marks.side
    small = not marks.numbered and side < theme.dp(_SIGN)
    line = theme.dp(1 if small else 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(Qt.GlobalColor.black), 2 * line), (light, line)):
        painter.setPen(round_pen(colour, width))
        painter.drawPolygon(QPolygonF(list(corners)))
    if small:
        _paint_small(painter, at, side, outcome)
        return
    wide = side + (_wide(number) if marks.numbered else 0.0)
    plate = QRectF(at.x() - wide / 2, at.y() - side / 2, wide, side)
    painter.setPen(QPen(QColor(Qt.GlobalColor.black), theme.dp(1)))
    painter.setBrush(light)
    painter.drawRoundedRect(plate, side / 2, side / 2)
    sign = QRectF(plate.topLeft(), plate.topLeft() + QPointF(side, side))
    inset = side / 5
    inner = sign.adjusted(inset, inset, -inset, -inset)
    icons.paint(painter, _sign(outcome), inner, QColor(GROUND))
    if marks.numbered:
        painter.setFont(theme.font("caption-strong"))
        painter.setPen(QColor(GROUND))
        words = plate.adjusted(side - theme.dp(2), 0, -theme.dp(4), 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, str(number))


def _paint_small(painter: QPainter, at: QPointF, side: float, outcome: Outcome) -> None:
    """Added is a disc, known a ring, wrong a cross: apart without their colours, at any size."""
    light, half = QColor(_light(outcome)), side / 2
    thick = max(2.0, side / 4)
    for colour, more in ((QColor(Qt.GlobalColor.black), 2.0), (light, 0.0)):
        painter.setPen(round_pen(colour, thick + more))
        painter.setBrush(colour if outcome in _GOOD else Qt.BrushStyle.NoBrush)
        if outcome in _GOOD or outcome in _KNOWN:
            painter.drawEllipse(at, half - thick / 2, half - thick / 2)
            continue
        arm = half - thick / 2
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))


def _room(middles: Sequence[QPointF]) -> float:
    """The shortest way from one code to another, in px."""
    return min(
        (
            math.hypot(here.x() - there.x(), here.y() - there.y())
            for at, here in enumerate(middles)
            for there in middles[:at]
        ),
        default=math.inf,
    )


def _wide(number: int) -> float:
    """What a number adds to its sign."""
    digits = "8" * len(str(number))
    metrics = QFontMetricsF(theme.font("caption-strong"))
    return metrics.horizontalAdvance(digits) + theme.dp(6)


def _light(outcome: Outcome) -> str:
    if theme.current().sun:
        return SUNLIGHT.canvas
    if outcome in _GOOD:
        return DARK.ok.fill
    return DARK.warn.fill if outcome in _KNOWN else DARK.stop.fill


def _sign(outcome: Outcome) -> str:
    if outcome in _GOOD:
        return "tick"
    return "duplicate" if outcome in _KNOWN else "close"
