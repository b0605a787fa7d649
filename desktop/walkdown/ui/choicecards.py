"""Choosing one of a few cards: a radio, a title, a second line; for scopes and networks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from walkdown.ui import theme
from walkdown.ui.cardbutton import CardButton
from walkdown.ui.choice import ARROWS
from walkdown.ui.layout import MIDDLE, Item, col, row, two
from walkdown.ui.painted import Painted
from walkdown.ui.plain import plain
from walkdown.ui.text import Text


class Radio(Painted):
    """The round mark of a choice; the card around it takes the clicks."""

    def __init__(self, *, on: bool = False) -> None:
        super().__init__()
        self._on = on

    def set_on(self, on: bool) -> None:
        """Fill it or empty it."""
        self._on = on
        self.update()

    def measure(self) -> QSize:
        side = theme.dp(24)
        return QSize(side, side)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        size = rect.width()
        painter.setPen(QPen(theme.qcolor("accent_ink" if self._on else "line_strong"), 2))
        painter.setBrush(theme.qcolor("surface"))
        painter.drawEllipse(rect.adjusted(2, 2, -2, -2))
        if self._on:
            inset = size * 0.29
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.qcolor("accent_ink"))
            painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))


class ChoiceCard(CardButton):
    """A radio, a title, a second line, and what may stand at the right; one target as a whole."""

    stepped = Signal(int)

    def __init__(
        self, title: str, note: str = "", *right: Item, name: str = "", enabled: bool = True
    ) -> None:
        self._radio = Radio()
        ink, ink_note = ("ink", "ink3") if enabled else ("ink_off", "ink3")
        lines: list[Item] = [Text(title, "body-strong", ink, wrap=True)]
        if note:
            lines.append(Text(note, "caption", ink_note, wrap=True))
        words = two(*lines)
        super().__init__(
            row(self._radio, (words, 1), *right, gap=12, align=MIDDLE),
            name=name or ". ".join(part for part in (title, note) if part),
        )
        self.setCheckable(True)
        self.setEnabled(enabled)
        self.toggled.connect(self._radio.set_on)

    def nextCheckState(self) -> None:
        """The group decides what is checked."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class ChoiceCards(QWidget):
    """Cards of which one at most is chosen; none at first. Side by side, or one under another."""

    chosen = Signal(int)

    def __init__(
        self, cards: Sequence[ChoiceCard], *, side_by_side: bool = False, name: str = ""
    ) -> None:
        super().__init__()
        self._cards = list(cards)
        self._index = -1
        self.setAccessibleName(plain(name))
        items: list[Item] = [(card, 1) for card in cards] if side_by_side else list(cards)
        self.setLayout(row(*items) if side_by_side else col(*items))
        for index, card in enumerate(self._cards):
            card.clicked.connect(lambda _=False, i=index: self._pick(i))
            card.stepped.connect(lambda by, i=index: self._step(i, by))

    def index(self) -> int:
        """The chosen card, -1 when none is."""
        return self._index

    def set_chosen(self, index: int) -> None:
        """Show a card as chosen (-1: none), without a signal."""
        self._index = index
        for at, card in enumerate(self._cards):
            card.setChecked(at == index)

    def focus_other(self) -> None:
        """The keyboard on the first card that may be chosen and is not."""
        for at, card in enumerate(self._cards):
            if at != self._index and card.isEnabled():
                card.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _pick(self, index: int) -> None:
        changed = index != self._index
        self.set_chosen(index)
        if changed:
            self.chosen.emit(index)

    def _step(self, start: int, by: int) -> None:
        """Arrows go to the next card that may be chosen, and choose it."""
        for away in range(1, len(self._cards)):
            index = (start + by * away) % len(self._cards)
            if self._cards[index].isEnabled():
                self._cards[index].setFocus(Qt.FocusReason.TabFocusReason)
                self._pick(index)
                return
