"""The ledger's card: whether it verifies, how much is in it, and its newest lines."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from walkdown.app.ports import LedgerLine
from walkdown.ui import theme
from walkdown.ui.consent_words import ICONS
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    Icon,
    Tag,
    Text,
    col,
    empty,
    mono,
    row,
    rule,
    scroll,
    two,
)
from walkdown.ui.pages.network_cell import Cell, text_width
from walkdown.ui.pages.privacy_rows import show_now
from walkdown.ui.pages.privacy_words import count_words, line_time, line_words

MOST_LINES = 60
NOTHING = "Nothing has been asked yet."
_ICONS: dict[str, str] = {str(permission): icon for permission, icon in ICONS.items()}


class LedgerCard(QFrame):
    """Lines newest first, in a list of their own; `checked` when the chain is to be read again."""

    checked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("privacy.ledger")
        self.setProperty("box", "card")
        self.setAccessibleName("Ledger")
        self._lines: tuple[LedgerLine, ...] | None = None
        self._badge = Tag("info", "Checking", "work")
        self._count = Text("", "caption", "ink2", wrap=True)
        self._check = Button("Check again", "retry", size="sm", name="Check the ledger again")
        self._check.setObjectName("privacy.check")
        self._check.clicked.connect(self._press)
        self._list = col(gap=0)
        held = QWidget()
        held.setLayout(col(self._list, "stretch", gap=0))
        area = scroll(held)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName("Entries, newest first")
        title = row(Text("Ledger", "h3"), "stretch", self._badge, align=MIDDLE)
        count = row((self._count, 1), self._check, gap=12, align=MIDDLE)
        head = col(title, count, gap=4, margins=(16, 12, 16, 8))
        self.setLayout(col(head, rule(), (area, 1), gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.dp(400))

    def show_lines(self, lines: tuple[LedgerLine, ...], *, verified: bool) -> None:
        """What was written, and whether all of it is as it was written."""
        self.rest()
        self._badge.say("ok" if verified else "stop", "Verified" if verified else "Not verified")
        self._count.say(count_words(len(lines), verified=verified))
        if lines == self._lines:
            return
        self._lines = lines
        empty(self._list)
        for number, line in enumerate(lines[:MOST_LINES]):
            if number:
                self._list.addWidget(rule())
            self._list.addWidget(_line(line))
        if not any(line.permission for line in lines):
            nothing = QWidget()
            nothing.setLayout(
                row(Text(NOTHING, "body", "ink2", wrap=True), margins=(16, 16, 16, 16))
            )
            self._list.addWidget(nothing)
        show_now(self._list)

    def rest(self) -> None:
        """Reading has ended, one way or the other."""
        self._check.set_busy("")
        self._badge.say("idle", "Not checked", "wait")

    def _press(self) -> None:
        self._badge.say("info", "Checking", "work")
        self._check.set_busy("Checking")
        self.checked.emit()


def _line(line: LedgerLine) -> QWidget:
    """One event: time, permission, what, and the result."""
    time, day = line_time(line)
    title, note = line_words(line)
    clock = [Text([mono(time)], "caption", "ink2")]
    if day:
        clock.append(Text(day, "caption", "ink3"))
    words = [Text(title, "body-strong", elide=True)]
    if note:
        words.append(Text(note, "caption", "ink3", elide=True))
    held = QWidget()
    held.setLayout(
        row(
            Cell(
                two(*clock),
                lambda: max(text_width(("00:00",), "mono"), text_width((day,), "caption")),
            ),
            Icon(_ICONS.get(line.permission, "shield"), 20),
            (two(*words), 1),
            gap=12,
            margins=(16, 6, 16, 6),
            align=MIDDLE,
        )
    )
    held.setAccessibleName(
        ", ".join(part for part in (f"{day} {time}".strip(), title, note) if part)
    )
    return held
