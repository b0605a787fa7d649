"""Help: all messages, found by their id; the keys; and whether this computer is fit for a visit."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from walkdown.app.messages import CheckedUp, Message
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    LEFT,
    MIDDLE,
    Button,
    Header,
    Key,
    Page,
    Segmented,
    Text,
    box,
    col,
    row,
    scroll,
)
from walkdown.ui.page import POLICY, StagePage
from walkdown.ui.pages.help_computer import ThisComputerPane
from walkdown.ui.pages.help_messages import AllMessages

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
_LEAD = "Every message has an id that can be said over the phone."
_MESSAGES, _COMPUTER = 0, 2


class HelpPage(StagePage):
    """Lists to read; nothing to set. Every time it begins with all messages."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._messages = AllMessages()
        self._keys = QWidget()
        self._keys.setLayout(col(box(_keys(), "sunken", 20, "Keys"), "stretch"))
        self._computer = ThisComputerPane()
        self._computer.wanted.connect(self._check)
        # Shown and hidden, not stacked: each is as high as it is itself.
        self._faces: tuple[QWidget, ...] = (self._messages, self._keys, self._computer)
        self._choice = Segmented(("All messages", "Keys", "This computer"), name="What to read")
        self._choice.setObjectName("help.face")
        self._choice.chosen.connect(self._turn)
        policy = Button("Read the policy", "shield")
        policy.setObjectName("help.policy")
        policy.clicked.connect(lambda: self.go.emit(POLICY))
        head = Header("Help", _LEAD, policy)
        self._scroll = scroll(Page(head, row(self._choice, "stretch", align=MIDDLE), *self._faces))
        self.setLayout(col((self._scroll, 1), gap=0))

    def take(self, message: Message) -> None:
        if isinstance(message, CheckedUp):
            self._computer.show_lines(message.lines)

    def entered(self) -> None:
        """What was looked up last time is not what is looked for now."""
        self._show("")

    def look_up(self, what: str) -> None:
        """Come to the message of this id."""
        self._show(what)

    def _turn(self, face: int) -> None:
        self._face(face)
        if face == _COMPUTER:
            self._check()

    def _face(self, face: int) -> None:
        for number, each in enumerate(self._faces):
            each.setVisible(number == face)
        self._scroll.verticalScrollBar().setValue(0)

    def _check(self) -> None:
        self.bridge.do(lambda e: e.check_up.look(), None)

    def _show(self, typed: str) -> None:
        self._choice.set_chosen(_MESSAGES)
        self._face(_MESSAGES)
        self._messages.look_up(typed)


def _keys() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(1, 1)
    for at, (keys, what) in enumerate(_KEYS):
        grid.addWidget(Key(keys), at, 0, LEFT)
        grid.addWidget(Text(what, "body", wrap=True), at, 1)
    return grid
