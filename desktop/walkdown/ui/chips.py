"""The use chip: "Camera in use", and the Stop that ends it; inverse, because it is on right now."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import Icon
from walkdown.ui.layout import MIDDLE, row
from walkdown.ui.plain import plain
from walkdown.ui.text import Text


@dataclass(frozen=True, slots=True)
class Use:
    """A permission in use right now: what Stop sends back, an icon, and the words shown."""

    key: str
    icon: str
    words: str


class UseChip(QFrame):
    """One click on Stop ends the use and leaves the permission as it was."""

    stopped = Signal()

    def __init__(self, icon: str, words: str, action: str = "Stop") -> None:
        super().__init__()
        self.setProperty("box", "live")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(plain(words))
        self.button = Button(action, "square", "live", "sm", name=f"{action}: {words}")
        self.button.clicked.connect(lambda: self.stopped.emit())
        words_shown = Text(words, "caption-strong", "on_live", elide=True)
        self.setLayout(
            row(
                Icon(icon, 20, "on_live"),
                words_shown,
                self.button,
                margins=(12, 4, 4, 4),
                align=MIDDLE,
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
