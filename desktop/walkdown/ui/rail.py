"""The rail at the left: the site, its six stages with where each stands, and the Job board."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from walkdown.ui import theme
from walkdown.ui.cardbutton import CardButton
from walkdown.ui.glyphs import Icon, StateGlyph
from walkdown.ui.layout import MIDDLE, col, pane, row, rule, two
from walkdown.ui.meters import Bar, Part
from walkdown.ui.plain import plain
from walkdown.ui.railitem import RailItem, RailState
from walkdown.ui.scenes import Thumb
from walkdown.ui.text import Text
from walkdown.ui.width import WindowWidth

STAGES: Final = (
    ("site", "Site"), ("labels", "Labels"), ("nearby", "Nearby"), ("network", "Network"),
    ("verify", "Verify"), ("handover", "Hand over"),
)  # fmt: skip
# The longest notes the product has must fit beside their glyph in any system font.
_LONGEST_NOTE: Final = "24 of 24 matched"


@dataclass(frozen=True, slots=True)
class Board:
    """What the Job board card says: parts of `total` jobs, a line, and who needs the person."""

    parts: tuple[tuple[Part, int], ...]
    total: int
    line: str
    need: str = ""


class Rail(QWidget):
    """Collapses to icons with their names below 1180 px of window width, or when asked to."""

    stage_chosen = Signal(int)
    board_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._board: Board | None = None
        self._asked_narrow = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._site = _SiteHead()
        self._items = [RailItem(icon, name) for icon, name in STAGES]
        for index, item in enumerate(self._items):
            item.clicked.connect(lambda _=False, i=index: self.stage_chosen.emit(i))
        self._card = BoardCard()
        self._board_item = RailItem("board", "Job board")
        for button in (self._card, self._board_item):
            button.clicked.connect(lambda: self.board_chosen.emit())
        self._column: QVBoxLayout = col(
            self._site, *self._items, "stretch", self._card, self._board_item, gap=4
        )
        self.setLayout(row((pane(self._column, "chrome"), 1), rule(vertical=True), gap=0))
        self._width = WindowWidth(self)
        self._width.changed.connect(self._arrange)
        self.setAccessibleName("Stages")
        self._arrange()

    def set_site(self, name: str, note: str = "") -> None:
        """The site in the head of the rail: its name and its job number."""
        self._site.say(name, note)

    def set_photo(self, photo: QPixmap | None) -> None:
        """The site's photo beside its name; None for the drawn house."""
        self._site.show_photo(photo)

    def set_states(self, states: Sequence[RailState], notes: Sequence[str]) -> None:
        """State and second line of each of the six stages."""
        for item, state, note in zip(self._items, states, notes, strict=True):
            item.set_state(state, note)

    def set_current(self, index: int | None) -> None:
        """The stage whose page is shown; None when it is another page."""
        for at, item in enumerate(self._items):
            item.setChecked(at == index)

    def set_board(self, board: Board | None) -> None:
        """The Job board card, which comes with the first job and stays until hand-over."""
        self._board = board
        if board is not None:
            self._card.say(board)
            self._board_item.set_state("me" if board.need else "todo", board.line)
        self._arrange()

    def set_board_current(self, on: bool) -> None:
        """Mark the Job board as the page shown."""
        self._card.setChecked(on)
        self._board_item.setChecked(on)

    def set_narrow(self, on: bool) -> None:
        """Collapse in any window: a page needs the room (Labels in sunlight)."""
        self._asked_narrow = on
        self._arrange()

    def is_narrow(self) -> bool:
        """True while only icons with their names are shown."""
        return self._asked_narrow or self._width.narrow

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        narrow = self.is_narrow()
        for item in (*self._items, self._board_item):
            item.set_narrow(narrow)
        self._site.setVisible(not narrow)
        self._card.setVisible(self._board is not None and not narrow)
        self._board_item.setVisible(self._board is not None and narrow)
        side, end = (8, 12) if narrow else (12, 16)
        self._column.setContentsMargins(side, end, side, end)
        self.setFixedWidth(self._narrow_width() if narrow else self._wide_width())

    def _wide_width(self) -> int:
        note = math.ceil(theme.advance(_LONGEST_NOTE, "caption"))
        return max(theme.current().frame.rail, note + RailItem.side_room() + 2 * 12 + 4)

    def _narrow_width(self) -> int:
        longest = max(theme.advance(name, "caption-strong") for _, name in STAGES)
        return max(theme.current().frame.rail_narrow, math.ceil(longest) + 2 * 8 + 8)


class _SiteHead(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._thumb = Thumb(40)
        self._name = Text("", "body-strong", elide=True)
        self._note = Text("", "caption", "ink3", elide=True)
        words = two(self._name, self._note)
        self.setLayout(row(self._thumb, (words, 1), gap=12, margins=(8, 0, 8, 12), align=MIDDLE))

    def say(self, name: str, note: str) -> None:
        self._name.say(name)
        self._note.say(note)
        self._note.setVisible(bool(note))

    def show_photo(self, photo: QPixmap | None) -> None:
        self._thumb.show_photo(photo)


class BoardCard(CardButton):
    """The Job board in the rail: how many are online, how many need the person."""

    def __init__(self) -> None:
        self._bar = Bar(height=8)
        self._line = Text("", "caption", "ink2", wrap=True)
        self._need = Text("", "caption-strong", wrap=True)
        self._need_row = QWidget()
        self._need_row.setLayout(row(StateGlyph("warn", 16), (self._need, 1)))
        head = row(
            Icon("board"), (Text("Job board", "body-strong", elide=True), 1),
            Icon("right", 18, "ink3"),
        )  # fmt: skip
        super().__init__(col(head, self._bar, self._line, self._need_row))
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """The shell decides which page is shown."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def say(self, board: Board) -> None:
        """Other figures."""
        self._bar.set_parts(board.parts, board.total, board.line)
        self._line.say(board.line)
        self._need.say(board.need)
        self._need_row.setVisible(bool(board.need))
        spoken = [part for part in (board.line, board.need) if part]
        self.setAccessibleName(plain("Job board. " + ", ".join(spoken)))


__all__ = ["STAGES", "Board", "BoardCard", "Rail", "RailState"]
