"""The icon set: one SVG file each on a 24 grid, tinted, with the same line at every size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from walkdown.ui import theme

GRID = 24
_STROKE = 'stroke-width="1.75"'


def names() -> list[str]:
    """The names of all icons, sorted."""
    return sorted(file.stem for file in (theme.look_dir() / "icons").glob("*.svg"))


@lru_cache(maxsize=256)
def source(name: str) -> str:
    """The SVG text of an icon; FileNotFoundError for a name that is not in the set."""
    return (theme.look_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _renderer(name: str, colour: str, size: int, stroke: float) -> QSvgRenderer:
    svg = source(name).replace("currentColor", colour)
    # The grid is scaled to `size`, so the line has to be scaled back to stay as thick on screen.
    svg = svg.replace(_STROKE, f'stroke-width="{stroke * GRID / size:.4f}"')
    return QSvgRenderer(QByteArray(svg.encode()))


def paint(
    painter: QPainter, name: str, rect: QRectF, colour: QColor, stroke: float | None = None
) -> None:
    """Draw an icon into a square."""
    line = theme.current().stroke if stroke is None else stroke
    size = max(1, round(rect.width()))
    _renderer(name, colour.name(), size, line).render(painter, rect)


def pixmap(name: str, colour: QColor, size: int, pad_right: int = 0) -> QPixmap:
    """An icon as a picture of `size` px (and transparent px at its right) for this screen."""
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen else 1.0
    picture = QPixmap(QSize(round((size + pad_right) * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stroke = theme.current().stroke
    _renderer(name, colour.name(), size, stroke).render(
        painter, QRectF(0, 0, size * ratio, size * ratio)
    )
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: QColor, off: QColor, size: int, pad_right: int = 0) -> QIcon:
    """An icon for a button, in its colour and in the colour of what is disabled."""
    made = QIcon(pixmap(name, colour, size, pad_right))
    made.addPixmap(pixmap(name, off, size, pad_right), QIcon.Mode.Disabled)
    return made
