"""What every page of a job has in common: it takes messages, is entered and left, and names the way on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import Message
from walkdown.core.job import Stage
from walkdown.ui.bridge import Bridge


class StagePage(QWidget):
    """One stage's page. It renders what it is told and calls use cases through the bridge."""

    go = Signal(object)
    """Emitted with the Stage (or the string "board", "owner", "privacy") to be shown next."""

    stage: Stage | None = None

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge

    def take(self, message: Message) -> None:
        """Render one message; those that are none of the page's business are passed over."""

    def entered(self) -> None:
        """The page has just become visible."""

    def left(self) -> None:
        """Another page is about to be shown."""
