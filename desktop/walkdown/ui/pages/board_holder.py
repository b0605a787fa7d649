"""Beside a device that could not be reached: who holds it, in one line, and the reasons on request."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device
from walkdown.core.holder import HeardSoFar, who_holds
from walkdown.core.trouble import Code
from walkdown.ui.kit import MIDDLE, Button, Icon, Text, box, col, row
from walkdown.ui.pages.check_bluetooth import LAPTOPS
from walkdown.ui.pages.holder_box import HolderLines
from walkdown.ui.pages.holder_words import SAID

# The device was not reached by radio: somebody may hold it, or the laptop is the cause.
UNREACHED: Final = frozenset(
    {Code.NOT_HEARD, Code.NO_ANSWER, Code.LINK_REFUSED, Code.LINK_LOST, Code.TWO_CLAIM}
)
_LAPTOP: Final = "It may be this laptop, not the device"


class HolderLine(QWidget):
    """Hidden where the trouble has nothing to do with the radio. `check` asks for the Bluetooth check."""

    check = Signal()

    def __init__(self, serial: str) -> None:
        super().__init__()
        self._device: Device | None = None
        self._heard, self._claims = HeardSoFar(), 1
        self._icon = Icon("help", 20, "ink2")
        self._title = Text("", "body-strong", wrap=True)
        self._why = Button("Who holds it?", "down", "quiet", "sm")
        self._why.setObjectName(f"board.holder.{serial}")
        self._why.clicked.connect(self._toggle)
        self._check = Button("Check Bluetooth", "bluetooth", "quiet", "sm")
        self._check.setObjectName(f"board.bluetooth.{serial}")
        self._check.clicked.connect(lambda: self.check.emit())
        self._lines = HolderLines(titled=False)
        self._lines.hide()
        head = row(self._icon, (self._title, 1), self._why, self._check, gap=10, align=MIDDLE)
        inner = col(head, self._lines, gap=4)
        self.setLayout(col(box(inner, "sunken", (12, 4, 8, 6), "Who holds it"), gap=0))
        self.hide()

    def render_device(self, device: Device) -> None:
        """The device as it stopped."""
        self._device = device
        self._render()

    def show_heard(self, heard: HeardSoFar, claims: int) -> None:
        """What the ear knows now; `claims`: how many say that they are this device."""
        if (heard, claims) != (self._heard, self._claims):
            self._heard, self._claims = heard, claims
            if not self.isHidden():
                self._render()

    def _render(self) -> None:
        device = self._device
        code = device.trouble.code if device is not None and device.trouble is not None else None
        about_device = code in UNREACHED
        self.setVisible(about_device or code in LAPTOPS)
        self._why.setVisible(about_device)
        if not about_device or device is None:
            self._lines.hide()
            self._icon.show_icon("bluetooth")
            self._title.say(_LAPTOP)
            return
        holding = who_holds(device, self._heard, self._claims)
        said = SAID[holding.holder]
        self._icon.show_icon(said.icon)
        self._title.say(said.title)
        if not self._lines.isHidden():
            self._lines.render_holding(holding)

    def _toggle(self) -> None:
        opens = self._lines.isHidden()
        self._lines.setVisible(opens)
        self._render()
        self._why.say("Less" if opens else "Who holds it?", "up" if opens else "down")
