"""The practice site's Wi-Fi: a switch in the practice window for each way it can fail those on it."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.ports import NetworkPlay, YardView
from walkdown.ui.bridge import Bridge
from walkdown.ui.fields import Select
from walkdown.ui.layout import MIDDLE, box, col, row
from walkdown.ui.text import Text

WORDS: Final = {
    NetworkPlay.WORKS: "Works",
    NetworkPlay.CUT: "Off",
    NetworkPlay.CAPTIVE: "Wants a sign-in",
    NetworkPlay.GUEST: "Guest network",
    NetworkPlay.MOVED: "New addresses",
    NetworkPlay.UNNAMED: "New, and no names",
    NetworkPlay.NO_INTERNET: "No internet",
}


class PracticeNetwork(QWidget):
    """Told again whenever the yard has changed."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._plays = tuple(WORDS)
        self._select = Select(tuple(WORDS.values()), name="How the site's Wi-Fi is")
        self._select.setObjectName("yard.network")
        for at, play in enumerate(self._plays):
            self._select.setItemData(at, str(play))
        self._select.activated.connect(self._play)
        words = col(
            Text("The site's Wi-Fi", "body-strong"),
            Text("Let it fail, and press Run all in Verify", "caption", "ink2", wrap=True),
            gap=0,
        )
        inner = row((words, 1), self._select, gap=12, align=MIDDLE)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box(inner, "sunken", 12, "The site's Wi-Fi"))

    def render_view(self, view: YardView) -> None:
        """The switch as the yard is now."""
        self._select.setCurrentIndex(self._plays.index(view.network))

    def _play(self, at: int) -> None:
        play = self._plays[at]
        self._bridge.do(lambda e: e.yard.play_network(play))
