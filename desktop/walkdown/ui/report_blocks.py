"""The building blocks of the report: measured once, then drawn wherever the page break puts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from walkdown.core.job import Verdict
from walkdown.ui.report_ink import (
    INKS,
    PAPER,
    Type,
    box,
    height_of,
    icon,
    rule,
    silhouette,
    tick,
    write,
)

LEFT: Final = 480.0
WIDTH: Final = 4990.0
_PAD: Final = 42.0
_TIGHT: Final = 22.0
_GAP: Final = 90.0
_MARK: Final = 118.0

Draw = Callable[[QPainter, float], None]
Mark = str | Verdict | bool | None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page: its height, how it is drawn at a y, and what a page break must know.

    `head` is drawn again at the top of a page that begins with this block; `keep` holds the block
    together with the next one; a `gap` is left out at the top of a page.
    """

    height: float
    draw: Draw
    head: Block | None = None
    keep: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: text, a small second line, and a mark before it.

    The mark is the stem of an icon, a verdict's silhouette, or a tick that is earned or not.
    """

    text: str
    sub: str = ""
    kind: Type = Type.BODY
    mark: Mark = None


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: its heading and its share of the page's width."""

    heading: str
    share: float


def text(words: str, kind: Type, colour: str = PAPER.ink, after: float = 0) -> Block:
    """A paragraph over the whole width."""
    height = height_of(words, kind, WIDTH)

    def draw(painter: QPainter, y: float) -> None:
        write(painter, QRectF(LEFT, y, WIDTH, height), words, kind, colour)

    return Block(height + after, draw)


def section(words: str) -> list[Block]:
    """A heading with room above it; never the last thing on a page."""
    heading = text(words, Type.SECTION, after=70)
    return [
        Block(200, lambda _painter, _y: None, keep=True, gap=True),
        Block(heading.height, heading.draw, keep=True),
    ]


def picture(image: QImage, high: float, after: float) -> Block:
    """A picture at the left edge, `high` at most and no wider than half the page."""
    scale = min(high / image.height(), WIDTH / 2 / image.width())
    size = QSizeF(image.width() * scale, image.height() * scale)

    def draw(painter: QPainter, y: float) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(QPointF(LEFT, y), size), image)
        painter.restore()

    return Block(size.height() + after, draw)


def verdict_box(verdict: Verdict, line: str, reason: str) -> Block:
    """The one answer, big: shape, words, and the reason below."""
    inner = WIDTH - 520
    high, low = height_of(line, Type.VERDICT, inner), height_of(reason, Type.BODY, inner)
    height = 130 + high + (30 + low if reason else 0) + 130
    ink = INKS[verdict]

    def draw(painter: QPainter, y: float) -> None:
        box(painter, QRectF(LEFT, y, WIDTH, height), ink)
        silhouette(painter, QRectF(LEFT + 130, y + height / 2 - 120, 240, 240), verdict)
        write(painter, QRectF(LEFT + 460, y + 130, inner, high), line, Type.VERDICT, ink.ink)
        at = QRectF(LEFT + 460, y + 160 + high, inner, low)
        write(painter, at, reason, Type.BODY, ink.ink)

    return Block(height, draw)


def facts(rows: Sequence[tuple[str, str]]) -> list[Block]:
    """Names and values in two columns."""
    columns = (Column("", 0.22), Column("", 0.78))
    return [
        _row(columns, (Cell(name, kind=Type.STRONG), Cell(value)), None, ruled=False)
        for name, value in rows
    ]


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[Block]:
    """A table with hairlines; its heading comes again on every page it runs over."""
    headings = tuple(Cell(column.heading, kind=Type.HEAD) for column in columns)
    head = _row(columns, headings, None, colour=PAPER.ink2)
    head = Block(head.height, head.draw, keep=True)
    return [head, *(_row(columns, cells, head) for cells in rows)]


def _row(
    columns: Sequence[Column],
    cells: Sequence[Cell],
    head: Block | None,
    *,
    colour: str = PAPER.ink,
    ruled: bool = True,
) -> Block:
    widths = [column.share * WIDTH for column in columns]
    pad = _PAD if ruled else _TIGHT
    height = max(_cell_height(c, w) for c, w in zip(cells, widths, strict=True)) + 2 * pad

    def draw(painter: QPainter, y: float) -> None:
        x = LEFT
        for cell, width in zip(cells, widths, strict=True):
            _draw_cell(painter, cell, QRectF(x, y + pad, width, height - 2 * pad), colour)
            x += width
        if ruled:
            rule(painter, LEFT, y + height, WIDTH)

    return Block(height, draw, head)


def _inner(cell: Cell, width: float) -> float:
    return width - _GAP - (0 if cell.mark is None else _MARK + 60)


def _cell_height(cell: Cell, width: float) -> float:
    inner = _inner(cell, width)
    lines = height_of(cell.text, cell.kind, inner) + height_of(cell.sub, Type.SMALL, inner)
    return max(lines, height_of("X", cell.kind, inner))


def _draw_cell(painter: QPainter, cell: Cell, at: QRectF, colour: str) -> None:
    inner = _inner(cell, at.width())
    high = height_of(cell.text, cell.kind, inner)
    line = height_of("X", cell.kind, inner)
    x = at.x() + (at.width() - _GAP - inner)
    _draw_mark(painter, cell.mark, QRectF(at.x(), at.y() + (line - _MARK) / 2, _MARK, _MARK))
    write(painter, QRectF(x, at.y(), inner, high), cell.text, cell.kind, colour)
    if cell.sub:
        below = QRectF(x, at.y() + high, inner, at.height() - high)
        write(painter, below, cell.sub, Type.SMALL, PAPER.ink2)


def _draw_mark(painter: QPainter, mark: Mark, at: QRectF) -> None:
    if isinstance(mark, bool):
        tick(painter, at, earned=mark)
    elif isinstance(mark, Verdict):
        silhouette(painter, at, mark)
    elif mark:
        icon(painter, at.adjusted(-8, -8, 8, 8), mark)


def right(painter: QPainter, y: float, words: str, kind: Type, colour: str = PAPER.ink2) -> None:
    """One line at the right edge."""
    at = QRectF(LEFT, y, WIDTH, height_of(words, kind, WIDTH))
    write(painter, at, words, kind, colour, Qt.AlignmentFlag.AlignRight)
