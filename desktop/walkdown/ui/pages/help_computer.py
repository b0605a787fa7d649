"""Help's check-up of this computer: a line for each thing, and what to do where something is wrong."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.core.check_up import Health, Line, as_text, worst
from walkdown.ui.kit import MIDDLE, TOP, Button, Glyph, StateGlyph, Text, box, col, row, rule
from walkdown.ui.pages.labels_trouble import announce

_LOOKING = "Looking at this computer"
_NOTHING = "Nothing is used for it: no radio, no camera, no network."
_COPIED = "Copied. It names no person, no site and no folder."
_WORST: Final = {
    Health.WELL: "This computer is fit for a visit",
    Health.NOTE: "Fit for a visit; something is worth knowing",
    Health.BAD: "Something stands in the way of a visit",
}
_GLYPHS: Final[dict[Health, tuple[Glyph, str]]] = {
    Health.WELL: ("ok", "well"),
    Health.NOTE: ("warn", "worth knowing"),
    Health.BAD: ("stop", "in the way"),
}


class ThisComputerPane(QWidget):
    """Empty until it was looked at; `wanted` asks for a look."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._title = Text(_LOOKING, "h3", wrap=True)
        self._note = Text(_NOTHING, "caption", "ink2", wrap=True)
        self._again = Button("Check again", "retry")
        self._again.setObjectName("help.computer.again")
        self._again.clicked.connect(self.wanted)
        self._copy = Button("Copy", "copy")
        self._copy.setObjectName("help.computer.copy")
        self._copy.clicked.connect(self._copy_all)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        inner = QWidget()
        inner.setLayout(self._rows)
        self._box = box(col(inner, gap=0), "card", 0, "This computer")
        words = col(self._title, self._note, gap=2)
        head = row((words, 1), self._copy, self._again, gap=12, align=MIDDLE)
        self.setLayout(col(head, self._box, "stretch", gap=16))
        self.show_lines(())

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """What was found; nothing while it is being looked at."""
        self._lines = lines
        self._title.say(_WORST[worst(lines)] if lines else _LOOKING)
        self._note.say(_NOTHING)
        for button in (self._copy, self._again):
            button.setEnabled(bool(lines))
        self._box.setVisible(bool(lines))
        while (item := self._rows.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for number, line in enumerate(lines):
            if number:
                self._rows.addWidget(rule())
            self._rows.addWidget(_row(line))
        if lines and self.isVisible():
            announce(self._box, self._title.text())

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._lines))
        self._note.say(_COPIED)
        announce(self, _COPIED)


def _row(line: Line) -> QWidget:
    state, spoken = _GLYPHS[line.health]
    glyph = StateGlyph(state, 24, name=spoken)
    words = [Text(line.name, "body-strong"), Text(line.said, "body", "ink2", wrap=True)]
    if line.fix:
        words.append(Text(line.fix, "body", "ink2", wrap=True))
    made = QWidget()
    made.setObjectName(f"help.computer.{line.name.lower()}")
    made.setLayout(row(glyph, (col(*words, gap=2), 1), gap=16, margins=(16, 12, 16, 12), align=TOP))
    made.setAccessibleName(f"{line.name}, {spoken}: {line.said}. {line.fix}".strip())
    return made
