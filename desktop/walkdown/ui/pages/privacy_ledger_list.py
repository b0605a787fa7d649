"""The ledger in sentences: newest first, under the days they are of; rows that stay are not made again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.ledger_story import LedgerSentence
from walkdown.ui.consent_words import ICONS
from walkdown.ui.kit import TOP, Button, Icon, Text, col, row, scroll, strong
from walkdown.ui.pages.privacy_words import day_words

NOTHING = "Nothing has been asked yet."
NONE_FOUND = "Nothing in the ledger fits this."
_ICONS: dict[str, str] = {str(permission): icon for permission, icon in ICONS.items()}


class LedgerList(QWidget):
    """`older` when more sentences are wanted than are shown."""

    older = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[LedgerSentence, ...] | None = None
        self._rows: dict[LedgerSentence, QWidget] = {}
        self._days: list[QWidget] = []
        self._list: QVBoxLayout = col(gap=0, margins=(0, 0, 0, 8))
        self._nothing = Text("", "body", "ink2", wrap=True)
        self._nothing.hide()
        self._older = Button("Show older", "down", "quiet", "sm")
        self._older.setObjectName("privacy.older")
        self._older.clicked.connect(lambda: self.older.emit())
        self._older.hide()
        held = QWidget()
        held.setLayout(
            col(
                self._list,
                row(self._nothing, margins=(16, 12, 16, 0)),
                row("stretch", self._older, "stretch"),
                "stretch",
                gap=0,
            )
        )
        area = scroll(held)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName("Entries, newest first")
        self.setLayout(col((area, 1), gap=0))

    def show_lines(self, lines: tuple[LedgerSentence, ...], *, more: bool, filtered: bool) -> None:
        """Other sentences; those that were there already keep their rows."""
        self._older.setVisible(more)
        self._nothing.say(NONE_FOUND if filtered else NOTHING)
        self._nothing.setVisible(not any(line.permission for line in lines))
        if lines == self._lines:
            return
        self._lines = lines
        while self._list.takeAt(0) is not None:
            pass
        self._drop(set(self._rows) - set(lines))
        self._fill(lines)

    def _drop(self, gone: set[LedgerSentence]) -> None:
        for widget in (*(self._rows.pop(line) for line in gone), *self._days):
            widget.hide()
            widget.deleteLater()
        self._days = []

    def _fill(self, lines: tuple[LedgerSentence, ...]) -> None:
        day = ""
        for line in lines:
            if (now := day_words(line.at)) != day:
                day = now
                self._days.append(_day(day))
                self._list.addWidget(self._days[-1])
                self._days[-1].show()
            if line not in self._rows:
                self._rows[line] = _line(line)
            self._list.addWidget(self._rows[line])
            self._rows[line].show()


def _day(words: str) -> QWidget:
    held = QWidget()
    held.setLayout(row(Text(words, "caption-strong", "ink3"), margins=(16, 10, 16, 2)))
    return held


def _line(line: LedgerSentence) -> QWidget:
    words = Text([strong(line.what), f" {line.rest}"], "caption", "ink2", wrap=True)
    held = QWidget()
    icon = Icon(_ICONS.get(line.permission, "shield"), 20)
    held.setLayout(row(icon, (words, 1), gap=12, margins=(16, 6, 16, 6), align=TOP))
    return held
