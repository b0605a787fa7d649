"""Who holds a device, shown in few lines: the judgement, what it rests on, what to try."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.core.holder import Holder, Holding
from walkdown.ui.kit import MIDDLE, Icon, Text, col, empty, row
from walkdown.ui.pages.holder_words import SAID, evidence_words
from walkdown.ui.pages.message_line import never_runs


class HolderLines(QWidget):
    """Changed in place; `render_holding` says whether its height may be another."""

    def __init__(self, *, titled: bool = True) -> None:
        """`titled`: with the judgement itself, unless it stands right above already."""
        super().__init__()
        self._known: Holder | None = None
        self._icon = Icon("help", 22, "ink")
        self._title = Text("", "body-strong", wrap=True)
        self._rests = Text("", "caption", "ink2", wrap=True)
        self._never = Text("", "caption", "ink2", wrap=True)
        self._tries = QVBoxLayout()
        self._tries.setSpacing(4)
        head = row(self._icon, (self._title, 1), gap=10, align=MIDDLE) if titled else None
        self.setLayout(col(head, self._rests, self._tries, self._never, gap=4))

    @property
    def checks(self) -> bool:
        """Whether the laptop's Bluetooth is to be checked first."""
        return self._known is not None and SAID[self._known].checks

    def render_holding(self, holding: Holding) -> bool:
        """Show it as it stands now; True where it is another judgement."""
        said = SAID[holding.holder]
        self._rests.say(evidence_words(holding))
        self.setAccessibleName(f"{said.title}. {self._rests.text()} {said.never}".rstrip())
        if holding.holder is self._known:
            return False
        self._known = holding.holder
        self._icon.show_icon(said.icon)
        self._title.say(said.title)
        self._never.say(list(never_runs(said.never)) if said.never else "")
        self._never.setVisible(bool(said.never))
        empty(self._tries)
        for icon, words in said.tries:
            line = Text(words, "body", "ink", wrap=True)
            self._tries.addLayout(row(Icon(icon, 18, "ink2"), (line, 1), gap=12))
        return True
