"""Layouts without ceremony: rows, columns, boxes and panes that take their look from the theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from walkdown.ui import theme
from walkdown.ui.painted import Painted
from walkdown.ui.width import WindowWidth

Thing = QWidget | QLayout
Item = Thing | tuple[Thing, int] | int | Literal["stretch"] | None
Margins = tuple[int, int, int, int]
BoxKind = Literal[
    "plain", "card", "sunken", "ok", "warn", "stop", "info", "picked", "dialog", "live"
]
Ground = Literal["canvas", "chrome", "sunken", "none"]
Lay = TypeVar("Lay", bound=QBoxLayout)

TOP = Qt.AlignmentFlag.AlignTop
MIDDLE = Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignCenter


def row(
    *items: Item,
    gap: int = 8,
    margins: Margins = (0, 0, 0, 0),
    align: Qt.AlignmentFlag | None = None,
) -> QHBoxLayout:
    """Items side by side. An int is a wider gap at its place, "stretch" takes the rest, a tuple
    (item, n) grows by n, None is left out; `align` applies to each widget."""
    return fill(QHBoxLayout(), items, gap=gap, margins=margins, align=align)


def col(
    *items: Item,
    gap: int = 8,
    margins: Margins = (0, 0, 0, 0),
    align: Qt.AlignmentFlag | None = None,
) -> QVBoxLayout:
    """Items one under the other; see `row`."""
    return fill(QVBoxLayout(), items, gap=gap, margins=margins, align=align)


def two(*lines: Item) -> QVBoxLayout:
    """Lines kept together in the middle of whatever height the row gives them."""
    return col("stretch", *lines, "stretch", gap=0)


def fill(
    layout: Lay,
    items: Sequence[Item],
    *,
    gap: int,
    margins: Margins = (0, 0, 0, 0),
    align: Qt.AlignmentFlag | None = None,
) -> Lay:
    """Put items into an existing layout by the rules of `row`."""
    layout.setContentsMargins(*margins)
    # Qt's own spacing is left out around hidden items, so it is used for the usual gap.
    layout.setSpacing(gap)
    real = [item for item in items if item is not None]
    for at, item in enumerate(real):
        if isinstance(item, int):
            inside = any(_is_thing(i) for i in real[:at]) and any(_is_thing(i) for i in real[at:])
            layout.addSpacing(max(0, item - gap) if inside else item)
        elif isinstance(item, str):
            layout.addStretch(1)
        else:
            _add_thing(layout, item, align)
    return layout


def _is_thing(item: Item) -> bool:
    return not isinstance(item, int | str | None)


def _add_thing(
    layout: QBoxLayout, item: Thing | tuple[Thing, int], align: Qt.AlignmentFlag | None
) -> None:
    thing, stretch = item if isinstance(item, tuple) else (item, 0)
    if isinstance(thing, QLayout):
        layout.addLayout(thing, stretch)
    elif align is None:
        layout.addWidget(thing, stretch)
    else:
        layout.addWidget(thing, stretch, align)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; its widgets are deleted later by Qt."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            empty(inner)
            inner.deleteLater()
        elif widget is not None:
            widget.hide()
            widget.deleteLater()


def box(
    layout: QLayout, kind: BoxKind = "plain", pad: int | Margins | None = None, name: str = ""
) -> QFrame:
    """A frame around a layout; `theme.mark(frame, "box", kind)` changes its kind later."""
    frame = QFrame()
    frame.setProperty("box", kind)
    frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if pad is not None:
        layout.setContentsMargins(*(pad if isinstance(pad, tuple) else (pad,) * 4))
    frame.setLayout(layout)
    if name:
        frame.setAccessibleName(name)
    return frame


def pane(layout: QLayout, ground: Ground = "canvas") -> QWidget:
    """A plain area with the colour of one of the grounds behind it."""
    widget = QWidget()
    widget.setProperty("bg", ground)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setLayout(layout)
    return widget


class Page(QWidget):
    """The padded area of a page: 32 px all round, 24 when narrow or in sunlight."""

    def __init__(self, *items: Item, gap: int = 16) -> None:
        super().__init__()
        self.setProperty("bg", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = col(*items, gap=gap)
        self.setLayout(self.body)
        self._width = WindowWidth(self)
        self._width.changed.connect(self._pad)
        self._pad()

    def _pad(self) -> None:
        frame = theme.current().frame
        side = frame.pad_narrow if self._width.narrow else frame.pad
        self.body.setContentsMargins(side, min(side, 24), side, 16)

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._pad()
        super().changeEvent(event)


class _Rule(Painted):
    """A hairline."""

    def __init__(self, *, vertical: bool) -> None:
        super().__init__()
        self._vertical = vertical
        fixed, grows = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(*((fixed, grows) if vertical else (grows, fixed)))

    def measure(self) -> QSize:
        hair = theme.current().hair
        return QSize(hair, 0) if self._vertical else QSize(0, hair)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, theme.qcolor("line"))


def rule(*, vertical: bool = False) -> QWidget:
    """A hairline across a column, or down a row."""
    return _Rule(vertical=vertical)


def scroll(widget: QWidget) -> QScrollArea:
    """Let a page scroll up and down when the window is low; never sideways."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
