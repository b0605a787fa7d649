"""The quiet line over every page while the policy is not accepted: what works, and the way to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.consent.policy import Standing
from walkdown.ui.kit import MIDDLE, Button, StateGlyph, Text, col, pane, row, rule

_WORKS = "reading, exporting and erasing work; nothing else is used."
_SAID = {
    Standing.DECLINED: f"Policy declined: {_WORKS}",
    Standing.CHANGED: f"The policy has changed and is not accepted yet: {_WORKS}",
}


class PolicyBanner(QWidget):
    """`read` is pressed to see the policy."""

    read = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("policy.banner")
        self._words = Text("", "body", wrap=True)
        again = Button("Read it", size="sm", name="Read the policy")
        again.setObjectName("policy.read")
        again.clicked.connect(self.read)
        self._again = again
        line = row(
            StateGlyph("info", 20), (self._words, 1), again, gap=12, align=MIDDLE,
            margins=(32, 6, 32, 6),
        )  # fmt: skip
        self.setLayout(col(pane(col(line, rule(), gap=0), "sunken"), gap=0))
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        """What to say of an answer that is no yes."""
        words = _SAID.get(standing, f"The policy is not accepted yet: {_WORKS}")
        self._words.say(words)
        self._again.say("Read it again" if standing is Standing.DECLINED else "Read it")
        self.setAccessibleName(words)
