"""Drawn pictures: the house that stands in for a photo, the empty state, the mark, thumbnails."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap
from PySide6.QtSvg import QSvgRenderer

from walkdown.ui import theme
from walkdown.ui.painted import Painted
from walkdown.ui.shapes import round_pen
from walkdown.ui.tokens import Tokens


@lru_cache(maxsize=8)
def _scene(name: str, tokens: Tokens) -> QSvgRenderer:
    svg = (theme.look_dir() / "scenes" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(theme.filled(svg, tokens).encode()))


def _clip_round(painter: QPainter, rect: QRectF) -> None:
    radius = theme.current().radius.md
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)


def house(painter: QPainter, rect: QRectF) -> None:
    """A house with panels on its roof, in colours of its own as a photo has, corners rounded."""
    painter.save()
    _clip_round(painter, rect)
    _scene("house", theme.current()).render(painter, rect)
    painter.restore()


def line_house(painter: QPainter, rect: QRectF) -> None:
    """The empty state: a house, its devices, and the path walked between them."""
    _scene("line-house", theme.current()).render(painter, rect)


class Thumb(Painted):
    """A site photo cut to fill its frame; the drawn house until there is one."""

    def __init__(
        self, width: int = 40, height: int | None = None, *, name: str = "Site photo"
    ) -> None:
        super().__init__(name)
        self._wanted = QSize(width, height or width)
        self._photo: QPixmap | None = None

    def show_photo(self, photo: QPixmap | None) -> None:
        """Show a photo; None shows the drawn house."""
        self._photo = photo if photo is not None and not photo.isNull() else None
        self.update()

    def measure(self) -> QSize:
        return QSize(theme.dp(self._wanted.width()), theme.dp(self._wanted.height()))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        if self._photo is None:
            house(painter, rect)
            return
        _clip_round(painter, rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(rect, self._photo, _cut(self._photo.size(), rect))


def _cut(size: QSize, rect: QRectF) -> QRectF:
    """The middle part of a photo that has the proportions of `rect`."""
    scale = min(size.width() / rect.width(), size.height() / rect.height())
    width, height = rect.width() * scale, rect.height() * scale
    return QRectF((size.width() - width) / 2, (size.height() - height) / 2, width, height)


class EmptyHouse(Painted):
    """The drawing of an empty list."""

    def __init__(self, width: int = 320) -> None:
        super().__init__()
        self._width = width

    def measure(self) -> QSize:
        return QSize(theme.dp(self._width), theme.dp(self._width * 210 / 320))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        line_house(painter, rect)


class Mark(Painted):
    """The Walkdown mark: a walked path that ends in a tick."""

    def __init__(self, size: int = 32) -> None:
        super().__init__("Walkdown")
        self._size = size

    def measure(self) -> QSize:
        side = theme.dp(self._size)
        return QSize(side, side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        paint_mark(painter, rect, theme.qcolor("accent"), theme.qcolor("on_accent"))


def paint_mark(painter: QPainter, rect: QRectF, ground: QColor, path: QColor) -> None:
    """Draw the mark into a square: for the top bar and for the window icon."""
    unit = rect.width() / 32
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 9 * unit, 9 * unit)
    painter.setPen(round_pen(path, 2.6 * unit))
    corners = ((7, 10.5), (11.5, 21.5), (16, 13), (19.4, 20.6), (25.5, 9.5))
    painter.drawPolyline(
        [QPointF(rect.left() + x * unit, rect.top() + y * unit) for x, y in corners]
    )
