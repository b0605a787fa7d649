"""The practice house's kettle: a switch in the practice window for the load that a meter has to see."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.ports import YardView
from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.layout import MIDDLE, box, col, row
from walkdown.ui.text import Text


class PracticeHouse(QWidget):
    """Told again whenever the yard has changed."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._on = False
        self._switch = Button("Switch it on", "power")
        self._switch.setObjectName("yard.load")
        self._switch.clicked.connect(lambda: bridge.do(lambda e: e.yard.switch_load(not self._on)))
        words = col(
            Text("A kettle of 2 kW", "body-strong"),
            Text(
                "On the first line, for a meter's direction in Verify", "caption", "ink2", wrap=True
            ),
            gap=0,
        )
        inner = row((words, 1), self._switch, gap=12, align=MIDDLE)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box(inner, "sunken", 12, "A kettle of 2 kW"))

    def render_view(self, view: YardView) -> None:
        """The switch as the yard is now."""
        self._on = view.load_on
        self._switch.say("Switch it off" if self._on else "Switch it on")
