"""What is drawn over a camera picture: brackets around codes, and plates with words. Always on dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from walkdown.ui import icons, theme
from walkdown.ui.kit import Glyph
from walkdown.ui.pages.labels_words import TakenWords
from walkdown.ui.shapes import round_pen
from walkdown.ui.tokens import DARK, SUNLIGHT

# A picture is dark in every theme, so what lies on it has the colours of the dark one.
GROUND: Final = DARK.canvas
_CLEAR: Final = {"ok": "tick", "duplicate": "duplicate", "info": "router", "me": "keyboard"}
_ARM = 0.26  # of a side: how far a bracket reaches from its corner


def brackets(
    painter: QPainter, corners: Sequence[QPointF], grow: float, *, quiet: bool = False
) -> None:
    """Corner brackets around a code, light over black so that they hold on any picture.

    `quiet` for one among several that is not the one aimed at.
    """
    middle = QPointF(
        sum(c.x() for c in corners) / len(corners), sum(c.y() for c in corners) / len(corners)
    )
    points = [_outward(corner, middle, grow) for corner in corners]
    light = QColor(SUNLIGHT.canvas if theme.current().sun else DARK.ok.ink)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    widths = (4.0, 2.0) if quiet else (8.0, 4.0)
    if quiet:
        light = QColor(DARK.ink)
    for colour, width in zip((QColor(Qt.GlobalColor.black), light), widths, strict=True):
        painter.setPen(round_pen(colour, theme.dp(width)))
        for at, corner in enumerate(points):
            ahead, behind = points[(at + 1) % len(points)], points[at - 1]
            arms = (_between(corner, behind), corner, _between(corner, ahead))
            painter.drawPolyline(QPolygonF(list(arms)))


def _outward(corner: QPointF, middle: QPointF, by: float) -> QPointF:
    away = corner - middle
    length = math.hypot(away.x(), away.y()) or 1.0
    return corner + away * (by / length)


def _between(here: QPointF, there: QPointF) -> QPointF:
    return here + (there - here) * _ARM


def result_plate(
    painter: QPainter, words: TakenWords, under: Sequence[QPointF], area: QRectF
) -> None:
    """The outcome of a code, below it where there is room, always inside the picture."""
    title, second = theme.font("body-strong"), theme.font("mono" if words.serial else "caption")
    wide = max(
        QFontMetricsF(title).horizontalAdvance(words.title),
        QFontMetricsF(second).horizontalAdvance(words.second),
    )
    lines = theme.line_height("body-strong"), theme.line_height("mono")
    pad, disc, edge = theme.dp(12), theme.dp(24), theme.dp(12)
    size = QSizeF(min(wide + disc + 3 * pad, area.width() - 2 * edge), sum(lines) + theme.dp(16))
    middle = sum(c.x() for c in under) / len(under)
    left = min(
        max(middle - size.width() / 2, area.left() + edge), area.right() - size.width() - edge
    )
    low = max(c.y() for c in under) + theme.dp(20)
    top = max(area.top() + edge, min(low, area.bottom() - size.height() - edge))
    plate = QRectF(QPointF(left, top), size)
    _ground(painter, plate)
    sign = QRectF(plate.left() + pad, plate.center().y() - disc / 2, disc, disc)
    _sign(painter, sign, words.glyph)
    room = QRectF(
        sign.right() + pad, plate.top() + theme.dp(8), size.width() - disc - 3 * pad, lines[0]
    )
    _words(painter, room, words.title, DARK.ink, title)
    room = QRectF(room.left(), room.bottom(), room.width(), lines[1])
    _words(painter, room, words.second, DARK.ink2, second)


def note_plate(
    painter: QPainter, at: QPointF, icon: str, words: str, most: float, *, centred: bool = False
) -> float:
    """One line with an icon, two where `most` px are too narrow for it; gives its height.

    `at` is its top left, or the middle of its lower edge.
    """
    font = theme.font("caption-strong")
    side, pad, high = theme.dp(18), theme.dp(10), theme.dp(44 if theme.current().sun else 36)
    around = side + 3 * pad
    metrics = QFontMetricsF(font)
    lines = _lines(words, metrics, most - around)
    high += (len(lines) - 1) * theme.line_height("caption-strong")
    wide = min(most, max(metrics.horizontalAdvance(line) for line in lines) + around)
    corner = QPointF(at.x() - wide / 2, at.y() - high) if centred else at
    plate = QRectF(corner, QSizeF(wide, high))
    _ground(painter, plate)
    place = QRectF(plate.left() + pad, plate.center().y() - side / 2, side, side)
    icons.paint(painter, icon, place, QColor(DARK.ink))
    each = theme.line_height("caption-strong")
    top = plate.center().y() - each * len(lines) / 2
    for number, line in enumerate(lines):
        room = QRectF(place.right() + pad, top + number * each, wide - around + 1, each)
        _words(painter, room, line, DARK.ink, font)
    return high


def _lines(words: str, metrics: QFontMetricsF, room: float) -> list[str]:
    """One line where it fits, else two, broken where the first is full."""
    if metrics.horizontalAdvance(words) <= room:
        return [words]
    first, rest = "", words.split(" ")
    while rest and metrics.horizontalAdvance(f"{first} {rest[0]}".strip()) <= room:
        first = f"{first} {rest.pop(0)}".strip()
    return [line for line in (first, " ".join(rest)) if line]


def _ground(painter: QPainter, plate: QRectF) -> None:
    ground = QColor(GROUND)
    ground.setAlphaF(0.92)
    painter.setPen(QPen(QColor(DARK.line), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, theme.current().radius.md, theme.current().radius.md)


def _sign(painter: QPainter, place: QRectF, glyph: Glyph) -> None:
    good = glyph == "ok"
    fill = QColor(
        SUNLIGHT.canvas if theme.current().sun else DARK.ok.fill if good else DARK.warn.fill
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(place)
    inset = place.width() / 6
    inner = place.adjusted(inset, inset, -inset, -inset)
    icons.paint(painter, _CLEAR.get(glyph, "minus"), inner, QColor(GROUND))


def _words(painter: QPainter, room: QRectF, words: str, ink: str, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    short = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, short)
