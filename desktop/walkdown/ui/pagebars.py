"""What a page has above and below: title with one sentence, and the bar with the way on."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from walkdown.ui import theme
from walkdown.ui.glyphs import Icon
from walkdown.ui.layout import MIDDLE, Item, col, empty, fill, row, rule
from walkdown.ui.painted import Painted
from walkdown.ui.text import Runs, Text
from walkdown.ui.width import WindowWidth


class Header(QWidget):
    """One title, one sentence that says where things stand, and what belongs at the right.

    With `gives_way` the title leaves a narrow window to the rail, which names the page.
    """

    def __init__(self, title: str, lead: Runs = "", *right: Item, gives_way: bool = False) -> None:
        super().__init__()
        self._title = Text(title, "title", elide=True)
        self._lead = Text(lead, "lead", "ink2", wrap=True)
        self._lead.setVisible(bool(lead))
        self._gives_way = gives_way
        words = col(self._title, self._lead, gap=4)
        self.setLayout(row((words, 1), *right, gap=8, align=None))
        self.setAccessibleName(title)
        self._width = WindowWidth(self)
        self._width.changed.connect(self._narrowed)

    def say(self, lead: Runs, title: str | None = None) -> None:
        """Another sentence; another title if one is given."""
        self._lead.say(lead)
        self._lead.setVisible(bool(lead))
        if title is not None:
            self._title.say(title)
            self.setAccessibleName(title)

    def _narrowed(self) -> None:
        self._title.setVisible(not (self._gives_way and self._width.narrow))


class ActionBar(QWidget):
    """The bar at the bottom: when it was saved and the keys at the left, the way on at the right."""

    def __init__(self, left: Sequence[Item] = (), right: Sequence[Item] = ()) -> None:
        super().__init__()
        self.setProperty("bg", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._saved = Text("", "caption", "ink2", elide=True)
        self._saved_row = QWidget()
        self._saved_row.setLayout(row(Icon("tick", 18, "ok.word"), (self._saved, 1), align=MIDDLE))
        self._saved_row.hide()
        self._hints = QWidget()
        self._hint_row = QHBoxLayout(self._hints)
        self._left = row(self._saved_row, self._hints, *left, gap=16, align=MIDDLE)
        self._right = row(*right, gap=12, align=MIDDLE)
        self._inner = row(self._left, "stretch", self._right, gap=12)
        self.setLayout(col(rule(), (self._inner, 1), gap=0))
        self._width = WindowWidth(self)
        self._width.changed.connect(self._restyle)
        self._restyle()

    def set_saved(self, time: str) -> None:
        """When the work was saved last, such as "10:42"; "" says nothing."""
        self._saved_row.setVisible(bool(time))
        self._saved.say(f"Saved {time}" if time else "")

    def set_hints(self, *hints: tuple[str, str]) -> None:
        """Keys and what they do: ("Ctrl Z", "undo"). They leave when the bar gets narrow."""
        empty(self._hint_row)
        items: list[Item] = []
        for key, words in hints:
            items += [Key(key), Text(words, "caption", "ink3")]
        fill(self._hint_row, items, gap=8, align=MIDDLE)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._restyle()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _restyle(self) -> None:
        t = theme.current()
        self.setFixedHeight(t.targets.bar)
        side = t.frame.pad_narrow if self._width.narrow else t.frame.pad
        self._inner.setContentsMargins(side, 0, side, 0)
        self._make_room()

    def _make_room(self) -> None:
        """The hints go first: what they say is in the tooltips of the buttons too."""
        if self._hint_row.count() == 0:
            self._hints.hide()
            return
        others = self._saved_row.sizeHint().width() + self._right.sizeHint().width()
        needed = others + self._hints.sizeHint().width() + theme.dp(2 * 32 + 3 * 16)
        self._hints.setVisible(needed <= self.width())


class Key(Painted):
    """A key cap, for the shortcut hints in the action bar."""

    def __init__(self, text: str) -> None:
        super().__init__(f"Key {text}")
        self._text = text

    def measure(self) -> QSize:
        width = math.ceil(theme.advance(self._text, "caption-strong")) + theme.dp(12)
        side = theme.dp(30 if theme.current().sun else 24)
        return QSize(max(side, width), side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        t = theme.current()
        half = t.hair / 2
        painter.setPen(QPen(theme.qcolor("line"), t.hair))
        painter.setBrush(theme.qcolor("sunken"))
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), t.radius.sm, t.radius.sm)
        painter.setFont(theme.font("caption-strong"))
        painter.setPen(theme.qcolor("ink2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._text)
