"""What a stopped device may want from the person: its own password, or a word about its safety."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from walkdown.core.secret import Secret
from walkdown.ui.kit import Button, Text, col, row
from walkdown.ui.pages.owner_field import SecretLine

_RISK = (
    "Somebody near the house could read the Wi-Fi password while it is sent, or this may be another device"
    " in its place. The hand-over will say that you set it up all the same."
)


class UnlockForm(QWidget):
    """The device's own password, in dots; it leaves the field when it is given."""

    given = Signal(object)
    """The password, a Secret."""

    def __init__(self, serial: str) -> None:
        super().__init__()
        label = Text("Its own password", "body-strong")
        self._line = SecretLine()
        self._line.setObjectName(f"board.own_password.{serial}")
        self._give = Button("Unlock it", "pass", kind="primary", size="xl", enabled=False)
        self._give.setObjectName(f"board.unlock.{serial}")
        self._line.textChanged.connect(self._changed)
        self._left: int | None = None
        self._sure = False
        self._tries = Text("", "body-strong", wrap=True)
        self._tries.setObjectName(f"board.tries.{serial}")
        self._tries.hide()
        self._line.returnPressed.connect(self._done)
        self._give.clicked.connect(self._done)
        QLabel.setBuddy(label, self._line)
        self.setLayout(col(self._tries, row(label, (self._line, 1), self._give, gap=12), gap=4))

    def show_left(self, left: int | None, minutes: int) -> None:
        """How many tries the device still takes; None where nobody knows of a limit."""
        self._left, self._sure = left, False
        self._tries.say(tries_words(left, minutes))
        self._tries.setVisible(left is not None)
        self._changed(self._line.text())

    def set_name(self, name: str) -> None:
        """Whose password it is, for the screen reader."""
        self._line.setAccessibleName(f"Own password of {name}")
        self._give.set_name(f"Unlock {name}")

    def wipe(self) -> None:
        """Empty."""
        self._line.wipe()

    def _changed(self, text: str) -> None:
        """Another text is another try: the last one is asked for twice."""
        self._sure = False
        self._give.setEnabled(bool(text))
        self._give.say("Unlock it")

    def _done(self) -> None:
        text = self._line.text()
        if text and self._left == 1 and not self._sure:
            self._sure = True
            self._give.say("The last try: press again")
        elif text:
            self._line.wipe()
            self.given.emit(Secret(text))


def tries_words(left: int | None, minutes: int) -> str:
    """What is left, and what comes after it."""
    if left is None:
        return ""
    after = f"for {minutes} minutes" if minutes else "for some time"
    if left == 0:
        return f"It has locked itself {after}: wait, and ask for its password meanwhile."
    if left == 1:
        return f"One try left: a wrong one, and it locks itself {after}."
    return f"{left} tries left before it locks itself {after}."


class LessSecureForm(QWidget):
    """A second, deliberate step: what may happen, then the button. `opener` stands elsewhere."""

    accepted = Signal()

    def __init__(self, serial: str) -> None:
        super().__init__()
        self.opener = Button("Set it up all the same…", kind="quiet", size="lg")
        self.opener.setObjectName(f"board.less.{serial}")
        self._sure = Button("Yes, set it up")
        self._sure.setObjectName(f"board.less_sure.{serial}")
        self.setLayout(row((Text(_RISK, "body", "ink2", wrap=True), 1), self._sure, gap=12))
        self.opener.clicked.connect(lambda: self.setVisible(self.isHidden()))
        self._sure.clicked.connect(self._done)
        self.hide()

    def offer(self, fits: bool) -> None:
        """Whether this is the trouble it is about."""
        self.opener.setVisible(fits)
        if not fits:
            self.hide()

    def set_name(self, name: str) -> None:
        """Which device, for the screen reader."""
        self.opener.set_name(f"Set {name} up all the same")
        self._sure.set_name(f"Yes, set {name} up, less secure than its label says")

    def _done(self) -> None:
        self.hide()
        self.accepted.emit()
