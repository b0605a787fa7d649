"""The card of one device's firmware: which device, from which version to which, and one face at a time."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device
from walkdown.core.firmware import Offer
from walkdown.ui.kit import MIDDLE, Icon, IconTile, Text, box, col, row, rule, two
from walkdown.ui.pages.labels_trouble import TroubleBox
from walkdown.ui.pages.nearby_firmware_parts import EndView, LookView, MoveView, OfferView
from walkdown.ui.pages.nearby_firmware_words import device_words, trouble_words, version_words


class Step(Enum):
    """How far one device's update is; at REST the list is shown in place of the card."""

    REST = auto()
    LOOK = auto()
    OFFER = auto()
    MOVE = auto()
    END = auto()


class Versions(QWidget):
    """From which version to which."""

    def __init__(self) -> None:
        super().__init__()
        self._from, self._to = Text("", "h2", "ink2"), Text("", "h2")
        before = col(Text("Runs now", "caption", "ink3"), self._from, gap=0)
        after = col(Text("New", "caption", "ink3"), self._to, gap=0)
        arrow = col("stretch", Icon("arrow", 22, "ink3"), 3, gap=0)
        self.setLayout(row(before, arrow, after, gap=16))

    def show_offer(self, offer: Offer) -> None:
        """Both versions, cleaned."""
        running, new = version_words(offer.running), version_words(offer.version)
        self._from.say(running)
        self._to.say(new)
        self.setAccessibleName(f"From version {running} to {new}")


class FirmwareCard(QWidget):
    """As high as its words need at the width there is, so that the page can scroll to all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.look, self.offered = LookView(), OfferView()
        self.moving, self.end = MoveView(), EndView()
        self.versions = Versions()
        self.trouble = TroubleBox("nearby.firmware", trouble_words)
        self._tile = IconTile("gateway", 48, glyph=28)
        self._name, self._number = Text("", "h3", elide=True), Text("", "mono", "ink2")
        names = two(self._name, self._number)
        head = row(self._tile, (names, 1), self.versions, gap=16, align=MIDDLE)
        self._faces = {
            Step.LOOK: self.look,
            Step.OFFER: self.offered,
            Step.MOVE: self.moving,
            Step.END: self.end,
        }
        faces = [(face, 1) for face in self._faces.values()]
        self._frame = box(col(head, rule(), *faces, gap=14), "card", (20, 16, 20, 16))
        self._frame.setObjectName("nearby.firmware")
        self.setLayout(col(self.trouble, (self._frame, 1), gap=12))

    @property
    def spoken(self) -> str:
        """The device as it is said aloud."""
        return f"{self._name.text()} {self._number.text()}"

    def begin(self, device: Device | None, serial: str) -> None:
        """From now on it is about this device."""
        name, number = device_words(device, serial)
        self._tile.show_icon(str(device.kind) if device else "bluetooth")
        self._name.say(name)
        self._number.say(number)
        self._frame.setAccessibleName(f"Firmware of {self.spoken}")

    def show_offer(self, offer: Offer) -> None:
        """What is offered for it."""
        self.versions.show_offer(offer)
        self.offered.show_offer(offer, self.spoken)

    def show_step(self, step: Step, *, offered: bool) -> None:
        """Another face; the versions stand above it once they are known, until the end tells them."""
        self.trouble.clear()
        self.offered.set_asking(on=False)
        self.look.show_looking()
        self.versions.setVisible(offered and step is not Step.END)
        for at, face in self._faces.items():
            face.setVisible(at is step)

    # --- Qt

    def minimumSizeHint(self) -> QSize:
        layout, least = self.layout(), super().minimumSizeHint()
        high = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        return QSize(least.width(), max(least.height(), high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
