"""Pen and type of the report: its faces, colours, silhouettes and icons, in tenths of a point."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtSvg import QSvgRenderer

from walkdown.core.job import Verdict
from walkdown.ui.theme import UI_FAMILIES, look_dir
from walkdown.ui.tokens import LIGHT, StateInk

# Paper is always light: the tokens of the light theme, whatever the screen shows.
PAPER: Final = LIGHT
HAIR: Final = 5.0
INKS: Final = {Verdict.PASS: PAPER.ok, Verdict.CHECK: PAPER.warn, Verdict.STOP: PAPER.stop}
_EIGHT: Final = ((0.31, 0.02), (0.69, 0.02), (0.98, 0.31), (0.98, 0.69))


class Type(Enum):
    """The type roles of the page: size in tenths of a point, and weight."""

    TITLE = (220, 600)
    SITE = (115, 600)
    DATED = (95, 400)
    VERDICT = (125, 600)
    SECTION = (120, 600)
    BODY = (88, 400)
    STRONG = (88, 600)
    SMALL = (76, 400)
    HEAD = (76, 600)
    BANNER = (140, 700)
    DRAFT = (240, 700)

    def font(self) -> QFont:
        """A font whose pixels are tenths of a point, so that every device lays out the same."""
        px, weight = self.value
        made = QFont()
        made.setFamilies(list(UI_FAMILIES))
        made.setPixelSize(px)
        made.setWeight(QFont.Weight(weight))
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        # With ligatures a search in the PDF would not find "finished".
        made.setFeature(QFont.Tag("liga"), 0)
        return made


def height_of(text: str, kind: Type, width: float) -> float:
    """The height of the text, wrapped to the width."""
    if not text:
        return 0.0
    room = QRectF(0, 0, width, 1e6)
    metrics = QFontMetricsF(kind.font())
    return metrics.boundingRect(room, _wrap(metrics, text, width), text).height()


def _wrap(metrics: QFontMetricsF, text: str, width: float) -> int:
    """Break between words; inside them only where a word is wider than its room."""
    widest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0.0)
    fits = widest <= width
    return (Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere).value


def write(
    painter: QPainter,
    at: QRectF,
    text: str,
    kind: Type,
    colour: str = PAPER.ink,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Plain text, wrapped into `at`; nothing in it is read as markup."""
    font = kind.font()
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(at, _wrap(QFontMetricsF(font), text, at.width()) | align.value, text)


def rule(painter: QPainter, x: float, y: float, width: float, colour: str = PAPER.line) -> None:
    """A hairline."""
    painter.setPen(QPen(QColor(colour), HAIR))
    painter.drawLine(QPointF(x, y), QPointF(x + width, y))


def box(painter: QPainter, at: QRectF, ink: StateInk) -> None:
    """A tinted box with its border."""
    painter.setPen(QPen(QColor(ink.line), HAIR))
    painter.setBrush(QColor(ink.soft))
    painter.drawRoundedRect(at, 50, 50)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def silhouette(painter: QPainter, at: QRectF, verdict: Verdict) -> None:
    """The shape of a verdict: a disc with a tick, a triangle, an octagon; read without colour."""
    ink = INKS[verdict]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink.fill))
    if verdict is Verdict.PASS:
        painter.drawEllipse(at)
    elif verdict is Verdict.CHECK:
        painter.drawPolygon(_placed(at, ((0.5, 0.04), (1.0, 0.94), (0.0, 0.94))))
    else:
        far = tuple((1 - x, 1 - y) for x, y in _EIGHT)
        painter.drawPolygon(_placed(at, _EIGHT + far))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_stroke(ink.on_fill, at.width() * 0.1))
    if verdict is Verdict.PASS:
        painter.drawPolyline(_placed(at, ((0.29, 0.52), (0.44, 0.67), (0.71, 0.36))))
        return
    top, foot, dot = (0.4, 0.62, 0.79) if verdict is Verdict.CHECK else (0.26, 0.56, 0.74)
    painter.drawPolyline(_placed(at, ((0.5, top), (0.5, foot))))
    painter.drawPolyline(_placed(at, ((0.5, dot), (0.5, dot + 0.005))))


def tick(painter: QPainter, at: QRectF, *, earned: bool) -> None:
    """An earned tick, or the empty ring of one that is not."""
    if earned:
        silhouette(painter, at, Verdict.PASS)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_stroke(PAPER.line_strong, at.width() * 0.08))
    painter.drawEllipse(at.adjusted(4, 4, -4, -4))


def icon(painter: QPainter, at: QRectF, stem: str, colour: str = PAPER.ink2) -> None:
    """An icon of `resources/look/icons`, as vectors."""
    svg = (look_dir() / "icons" / f"{stem}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    renderer.render(painter, at)


def _placed(at: QRectF, points: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF(
        [QPointF(at.x() + x * at.width(), at.y() + y * at.height()) for x, y in points]
    )


def _stroke(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
