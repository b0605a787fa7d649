"""What a stopped device may want from the person: its own password, or a word about its safety."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from walkdown.core.secret import Secret
from walkdown.ui.kit import Button, Text, row
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
        self._line.textChanged.connect(lambda text: self._give.setEnabled(bool(text)))
        self._line.returnPressed.connect(self._done)
        self._give.clicked.connect(self._done)
        QLabel.setBuddy(label, self._line)
        self.setLayout(row(label, (self._line, 1), self._give, gap=12))

    def set_name(self, name: str) -> None:
        """Whose password it is, for the screen reader."""
        self._line.setAccessibleName(f"Own password of {name}")
        self._give.set_name(f"Unlock {name}")

    def wipe(self) -> None:
        """Empty."""
        self._line.wipe()

    def _done(self) -> None:
        if text := self._line.text():
            self._line.wipe()
            self.given.emit(Secret(text))


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
