"""One line in place of the rows that are done: in sunlight, where rows are high and room is short."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device
from walkdown.ui.kit import MIDDLE, Button, StateGlyph, Text, row, strong
from walkdown.ui.pages.board_words import name_of


class FoldLine(QWidget):
    """Hidden where nothing is folded away."""

    unfolded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("", "body", elide=True)
        show = Button("Show", "down", size="sm", name="Show the devices that are online")
        show.setObjectName("board.show_done")
        show.clicked.connect(self.unfolded)
        line = row(
            StateGlyph("ok", 24),
            (self._words, 1),
            show,
            gap=12,
            margins=(16, 0, 0, 0),
            align=MIDDLE,
        )
        self.setLayout(line)
        self.hide()

    def show_done(self, done: tuple[Device, ...]) -> None:
        """These are folded away; none of them shows the rows again."""
        self.setVisible(bool(done))
        if done:
            names = ", ".join(map(name_of, done))
            self._words.say([strong(f"{len(done)} online: "), names])
