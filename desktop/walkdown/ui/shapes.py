"""Shapes that carry a state without its colour: disc with tick, triangle, octagon, rings, arc."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from walkdown.ui import icons, theme
from walkdown.ui.tokens import StateInk, Tone

Glyph = Literal[
    "ok", "warn", "stop", "work", "wait", "todo", "me", "info", "idle",
    "missing", "extra", "conflict", "duplicate", "foreign", "refused",
]  # fmt: skip
GLYPHS: tuple[Glyph, ...] = get_args(Glyph)

# "me" is the triangle where it says "needs you" rather than "something is odd".
_TONES: dict[str, Tone] = {
    "ok": "ok", "warn": "warn", "me": "warn", "stop": "stop", "work": "info", "info": "info",
    "missing": "warn", "extra": "info", "conflict": "stop", "duplicate": "warn",
    "foreign": "stop",
}  # fmt: skip
_ROUND = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def tone_of(glyph: Glyph) -> Tone:
    """The colours a glyph is drawn with; a refusal is neutral, never the colour of a fault."""
    return _TONES.get(glyph, "idle")


def round_pen(colour: QColor, width: float) -> QPen:
    """A pen with round caps and joins."""
    return QPen(colour, width, *_ROUND)


def paint_glyph(
    painter: QPainter, rect: QRectF, glyph: Glyph, ink: QColor | None = None, turn: float = 0.0
) -> None:
    """Draw a state into a square; `ink` overrides the colour of the line icons, `turn` (0 to 1)
    is how far the arc of "work" has gone round."""
    painter.save()
    if glyph in ("ok", "warn", "me", "stop"):
        _solid(painter, rect, glyph)
    elif glyph == "work":
        _arc(painter, rect, turn)
    elif glyph == "todo":
        _dot(painter, rect)
    elif glyph == "wait":
        _dashed(painter, rect)
    else:
        colour = ink or theme.qcolor("ink2" if glyph == "refused" else f"{tone_of(glyph)}.word")
        icons.paint(painter, glyph, rect, colour)
    painter.restore()


def _solid(painter: QPainter, rect: QRectF, glyph: Glyph) -> None:
    state: StateInk = theme.current().tone(tone_of(glyph))
    size = rect.width()
    inset = 0.5 + size * 0.045  # half of the rounding pen, so that nothing is cut off
    body = rect.adjusted(inset, inset, -inset, -inset)
    fill = QColor(state.fill)
    painter.setPen(round_pen(fill, size * 0.09))
    painter.setBrush(fill)
    painter.drawPath(_silhouette(body, glyph))
    mark = QColor(state.on_fill)
    painter.setPen(round_pen(mark, max(1.75, size * 0.1)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _inner_mark(painter, rect.center(), size, glyph, mark)


def _silhouette(body: QRectF, glyph: Glyph) -> QPainterPath:
    path = QPainterPath()
    if glyph == "ok":
        path.addEllipse(body)
    elif glyph == "stop":
        cut = body.width() * 0.29
        left, right, top, low = body.left(), body.right(), body.top(), body.bottom()
        corners = [
            (left + cut, top), (right - cut, top), (right, top + cut), (right, low - cut),
            (right - cut, low), (left + cut, low), (left, low - cut), (left, top + cut),
        ]  # fmt: skip
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
    else:
        lift = body.width() * 0.06
        low = body.bottom() - lift
        tip = QPointF(body.center().x(), body.top() + lift)
        path.addPolygon(QPolygonF([tip, QPointF(body.right(), low), QPointF(body.left(), low)]))
        path.closeSubpath()
    return path


def _inner_mark(
    painter: QPainter, middle: QPointF, size: float, glyph: Glyph, colour: QColor
) -> None:
    def at(x: float, y: float) -> QPointF:
        return QPointF(middle.x() + size * x, middle.y() + size * y)

    if glyph == "ok":
        painter.drawPolyline(QPolygonF([at(-0.22, 0.02), at(-0.06, 0.18), at(0.23, -0.17)]))
    elif glyph == "stop":
        painter.drawLine(at(-0.17, -0.17), at(0.17, 0.17))
        painter.drawLine(at(0.17, -0.17), at(-0.17, 0.17))
    else:
        painter.drawLine(at(0, -0.12), at(0, 0.12))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(at(0, 0.29), size * 0.062, size * 0.062)


def _arc(painter: QPainter, rect: QRectF, turn: float) -> None:
    width = max(2.0, rect.width() * 0.12)
    inset = width / 2 + 0.5
    ring = rect.adjusted(inset, inset, -inset, -inset)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.qcolor("hollow"), width))
    painter.drawEllipse(ring)
    painter.setPen(round_pen(theme.qcolor("info.fill"), width))
    painter.drawArc(ring, int((90 - 360 * turn) * 16), int(-360 * 16 * 0.62))


def _dot(painter: QPainter, rect: QRectF) -> None:
    radius = max(3.5, rect.width() * 0.24)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.qcolor("line_strong"), 2 if theme.current().sun else 1.5))
    painter.drawEllipse(rect.center(), radius, radius)


def _dashed(painter: QPainter, rect: QRectF) -> None:
    width = max(1.5, rect.width() * 0.085)
    pen = QPen(theme.qcolor("line_strong"), width)
    pen.setDashPattern([1.6, 1.6])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawEllipse(rect.adjusted(width, width, -width, -width))
