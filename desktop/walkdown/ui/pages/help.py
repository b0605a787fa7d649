"""Help: what each error id means and what to do about it, and the keys."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from walkdown.core.trouble import Code, Trouble
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import LEFT, Button, Header, Key, Page, Text, box, col, row, rule, scroll
from walkdown.ui.page import POLICY, StagePage
from walkdown.ui.texts import words_for

_KEYS = (
    ("Ctrl N", "new site"),
    ("Ctrl R", "carry on with the site opened last"),
    ("Ctrl 1 … Ctrl 6", "go to a stage"),
    ("Ctrl J", "Job board"),
    ("Ctrl Enter", "the way on"),
    ("Ctrl Z", "undo the last label"),
    ("F8", "sunlight"),
    ("F9", "privacy and ledger"),
    ("Alt Home", "back; from a stage to all jobs"),
    ("Ctrl Shift X", "stop everything in use"),
    ("Alt D, Alt U", "in a question: Don't use, Use"),
    ("Esc", "close; in a question: not answered"),
)


class HelpPage(StagePage):
    """Two lists to read; nothing to set."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        ids = [self._line(code) for code in Code]
        lines = [part for line in ids for part in (line, rule())][:-1]
        body = col(
            box(col(Text("Keys", "h3"), _keys(), gap=12), "sunken", 20),
            Text("Error ids", "h3"),
            box(col(*lines, gap=0), "card", 0),
            "stretch",
            gap=20,
        )
        policy = Button("Read the policy", "shield")
        policy.setObjectName("help.policy")
        policy.clicked.connect(lambda: self.go.emit(POLICY))
        lead = "Every id that Walkdown can show, and what to do."
        inner = Page(Header("Help", lead, policy), body)
        layout = col((scroll(inner), 1), gap=0)
        self.setLayout(layout)

    @staticmethod
    def _line(code: Code) -> QHBoxLayout:
        words = words_for(Trouble(code))
        return row(
            Text(str(code), "mono", "ink2"),
            (
                col(
                    Text(words.title, "body-strong", wrap=True),
                    Text(words.body, "caption", "ink2", wrap=True),
                    gap=2,
                ),
                1,
            ),
            gap=16,
            margins=(16, 12, 16, 12),
        )


def _keys() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(1, 1)
    for at, (keys, what) in enumerate(_KEYS):
        grid.addWidget(Key(keys), at, 0, LEFT)
        grid.addWidget(Text(what, "body", wrap=True), at, 1)
    return grid
