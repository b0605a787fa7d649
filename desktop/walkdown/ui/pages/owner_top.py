"""The line over the owner's pages: whose they are, and the way to give the laptop back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.core.shown import shown
from walkdown.ui.kit import MIDDLE, Button, Mark, Text, col, pane, row, rule


class OwnersTop(QWidget):
    """In the place of the top bar, which belongs to the installer."""

    back = Signal()
    """The laptop is given back as it is: nothing was answered."""

    def __init__(self, name: str) -> None:
        """`name` is the object name of the button."""
        super().__init__()
        self._title = Text("For the owner", "h3", elide=True)
        self._button = Button("", name="Give the laptop back")
        self._button.setObjectName(name)
        self._button.clicked.connect(lambda: self.back.emit())
        line = row(
            Mark(32), (self._title, 1), self._button, gap=12, margins=(32, 12, 32, 12), align=MIDDLE
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane(col(line, rule(), gap=0), "chrome"))

    def say_site(self, name: str) -> None:
        """Whose site it is, as it was typed."""
        self._title.say(f"For the owner of {shown(name) or 'this site'}")

    def say_back(self, without: str) -> None:
        """What giving it back leaves undone: "without typing"."""
        self._button.say(f"Give back {without}", name=f"Give the laptop back {without}")
