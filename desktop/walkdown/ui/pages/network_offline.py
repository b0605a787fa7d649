"""The owner said no to going online: what that means for the job, and the way on without it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import OwnersQuestion
from walkdown.consent.cellstate import CellState
from walkdown.consent.purpose import Purpose
from walkdown.ui.kit import MIDDLE, Button, StateGlyph, Text, box, col, row, two

_TITLE = "The owner said: not online for now"
_WORDS = (
    "Nothing was sent, and the devices stay offline. You can finish the rest and leave with a promise,"
    " or hand the laptop over again when the owner wants to."
)
_NOES = frozenset({CellState.DENIED, CellState.DENIED_QUIET, CellState.WITHDRAWN})


class OfflineNote(QWidget):
    """Hidden unless the owner's last word about going online is a no. `later` is the way on."""

    later = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network.offline")
        later = Button("Finish later", name="Finish later, with a promise in Verify")
        later.setObjectName("network.later")
        later.clicked.connect(self.later)
        words = two(Text(_TITLE, "body-strong", wrap=True), Text(_WORDS, "body", "ink2", wrap=True))
        line = row(StateGlyph("refused", 24), (words, 1), later, gap=16, align=MIDDLE)
        self.setLayout(col(box(line, "sunken", 16, f"{_TITLE}. {_WORDS}")))
        self.hide()

    def show_answers(self, questions: tuple[OwnersQuestion, ...]) -> None:
        """How the owner's questions stand."""
        online = [q.state for q in questions if q.text.purpose is Purpose.OWNER_ONLINE]
        self.setVisible(bool(online) and online[0] in _NOES)
