"""Small marks of a row: icon, icon on a tile, state glyph, tag, dot."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetricsF,
    QHideEvent,
    QPainter,
    QPen,
    QShowEvent,
)

from walkdown.ui import icons, motion, theme
from walkdown.ui.painted import Painted
from walkdown.ui.plain import plain
from walkdown.ui.shapes import Glyph, paint_glyph
from walkdown.ui.tokens import Tone

__all__ = [
    "Dot", "Glyph", "Icon", "IconTile", "StateGlyph", "Tag", "paint_glyph", "paint_tag", "paint_tile",
    "tag_size",
]  # fmt: skip


class Icon(Painted):
    """An icon of the set beside a word, in a colour role."""

    def __init__(self, icon: str, size: int = 20, color: str = "ink2", *, name: str = "") -> None:
        super().__init__(name)
        self._icon, self._size, self._color = icon, size, color

    def show_icon(self, icon: str, color: str | None = None) -> None:
        """Another icon, in another colour role if one is given."""
        self._icon, self._color = icon, color or self._color
        self.update()

    def measure(self) -> QSize:
        side = theme.dp(self._size)
        return QSize(side, side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        icons.paint(painter, self._icon, rect, theme.qcolor(self._color))


class IconTile(Painted):
    """An icon on a quiet rounded square (a device kind), or inverse (a permission asked for)."""

    def __init__(
        self,
        icon: str,
        size: int = 40,
        *,
        glyph: int = 22,
        inverse: bool = False,
        name: str = "",
    ) -> None:
        super().__init__(name)
        self._icon, self._size, self._glyph, self._inverse = icon, size, glyph, inverse

    def show_icon(self, icon: str) -> None:
        """Another icon."""
        self._icon = icon
        self.update()

    def measure(self) -> QSize:
        grown = self._size * (1.2 if theme.current().sun and self._size == 40 else 1)
        return QSize(theme.dp(grown), theme.dp(grown))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        paint_tile(painter, rect, self._icon, glyph=self._glyph, inverse=self._inverse)


def paint_tile(
    painter: QPainter, rect: QRectF, icon: str, *, glyph: int = 22, inverse: bool = False
) -> None:
    """Draw an icon tile into a square, for tables that paint their rows."""
    ground, ink, line = ("live", "on_live", "live") if inverse else ("sunken", "ink", "line")
    t = theme.current()
    half, radius = t.hair / 2, t.radius.md
    painter.setPen(QPen(theme.qcolor(line), t.hair))
    painter.setBrush(theme.qcolor(ground))
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    inset = (rect.width() - theme.dp(glyph)) / 2
    icons.paint(painter, icon, rect.adjusted(inset, inset, -inset, -inset), theme.qcolor(ink))


class _Stated(Painted):
    """Shows a glyph; turns while it is the arc of "work" and can be seen."""

    _glyph: Glyph

    def _turn(self) -> None:
        motion.keep_turning(self, on=self._glyph == "work" and self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        motion.keep_turning(self, on=False)


class StateGlyph(_Stated):
    """The silhouette of a state. A word stands beside it, or `name` says it."""

    def __init__(self, glyph: Glyph = "todo", size: int = 20, *, name: str = "") -> None:
        super().__init__(name or glyph)
        self._glyph, self._size = glyph, size

    def show_state(self, glyph: Glyph, name: str = "") -> None:
        """Another state."""
        self._glyph = glyph
        self.setAccessibleName(plain(name or glyph))
        self._turn()
        self.update()

    def measure(self) -> QSize:
        side = theme.dp(self._size)
        return QSize(side, side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        paint_glyph(painter, rect, self._glyph, turn=motion.turn())


class Tag(_Stated):
    """A state in a pill: silhouette and word. In sunlight an outlined box; a stop is inverse.

    `quiet` leaves the pill away, for rows that hold many.
    """

    def __init__(
        self, tone: Tone, text: str, glyph: Glyph | None = None, *, quiet: bool = False
    ) -> None:
        super().__init__()
        self._quiet = quiet
        self.say(tone, text, glyph)

    def say(self, tone: Tone, text: str, glyph: Glyph | None = None) -> None:
        """Another state and word; the glyph is the tone's own unless given."""
        self._tone: Tone = tone
        self._text = plain(text).replace("\n", " ")
        self._glyph = glyph or tone
        self.setAccessibleName(self._text)
        self.setToolTip("")
        self._turn()
        self.remeasure()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def text(self) -> str:
        """The word shown."""
        return self._text

    def measure(self) -> QSize:
        return tag_size(self._text, quiet=self._quiet)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        paint_tag(painter, rect, self._tone, self._text, self._glyph, quiet=self._quiet)


def _tag_parts(*, quiet: bool) -> tuple[int, int, int]:
    """Padding, glyph and gap of a tag in px."""
    sun = theme.current().sun
    pad = 0 if quiet else 12 if sun else 10
    return theme.dp(pad), theme.dp(20 if sun else 16), theme.dp(6)


def tag_size(text: str, *, quiet: bool = False) -> QSize:
    """The size of a tag in px, for tables that paint their rows."""
    pad, glyph, gap = _tag_parts(quiet=quiet)
    width = math.ceil(theme.advance(text, "caption-strong")) + 1
    height = theme.dp(36 if theme.current().sun else 28)
    return QSize(width + glyph + gap + 2 * pad, height)


def paint_tag(
    painter: QPainter, rect: QRectF, tone: Tone, text: str, glyph: Glyph, *, quiet: bool = False
) -> None:
    """Draw a tag into a rectangle of `tag_size`, for tables that paint their rows."""
    t = theme.current()
    state = t.tone(tone)
    pad, side, gap = _tag_parts(quiet=quiet)
    ink = QColor(state.word if quiet else state.ink)
    if not quiet:
        half = t.hair / 2
        radius = t.radius.md if t.sun else rect.height() / 2
        painter.setPen(QPen(QColor(state.line), t.hair))
        painter.setBrush(QColor(state.soft))
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    place = QRectF(rect.left() + pad, rect.center().y() - side / 2, side, side)
    if t.sun and tone == "stop" and not quiet and glyph == "stop":
        icons.paint(painter, "stop", place, ink)
    else:
        paint_glyph(painter, place, glyph, ink, motion.turn())
    font = theme.font("caption-strong")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(ink)
    base = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(place.right() + gap, base), text)


class Dot(Painted):
    """A small dot with a halo: something is live."""

    def __init__(self, color: str = "on_live", size: int = 10) -> None:
        super().__init__()
        self._color, self._size = color, size

    def measure(self) -> QSize:
        side = theme.dp(self._size)
        return QSize(side, side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        colour = theme.qcolor(self._color)
        halo = QColor(colour)
        halo.setAlpha(90)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawEllipse(rect)
        inset = rect.width() / 4
        painter.setBrush(colour)
        painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
