"""The practice laptop's own Bluetooth: a switch in the practice window for each way it can fail."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.ports import BluetoothPlay, YardView
from walkdown.ui.bridge import Bridge
from walkdown.ui.fields import Select
from walkdown.ui.layout import MIDDLE, box, col, row
from walkdown.ui.text import Text

WORDS: Final = {
    BluetoothPlay.WORKS: "Works",
    BluetoothPlay.MISSING: "No adapter",
    BluetoothPlay.OFF: "Off",
    BluetoothPlay.BLOCKED: "Not permitted",
    BluetoothPlay.CLASSIC: "No Low Energy",
    BluetoothPlay.BUSY: "In use elsewhere",
    BluetoothPlay.NOTHING_NEAR: "Nothing near",
    BluetoothPlay.SECOND: "Only a USB one hears",
}


class PracticeBluetooth(QWidget):
    """Told again whenever the yard has changed."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._plays = tuple(WORDS)
        self._select = Select(tuple(WORDS.values()), name="How this laptop's Bluetooth is")
        self._select.setObjectName("yard.bluetooth")
        for at, play in enumerate(self._plays):
            self._select.setItemData(at, str(play))
        self._select.activated.connect(self._play)
        words = col(
            Text("This laptop's Bluetooth", "body-strong"),
            Text("Let it fail, and press Check Bluetooth in Nearby", "caption", "ink2", wrap=True),
            gap=0,
        )
        inner = row((words, 1), self._select, gap=12, align=MIDDLE)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box(inner, "sunken", 12, "This laptop's Bluetooth"))

    def render_view(self, view: YardView) -> None:
        """The switch as the yard is now."""
        self._select.setCurrentIndex(self._plays.index(view.bluetooth))

    def _play(self, at: int) -> None:
        play = self._plays[at]
        self._bridge.do(lambda e: e.yard.play_bluetooth(play))
