"""The practice window: the site one would be standing in, with its devices, their lamps and the router."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from walkdown.app.messages import Message, YardShown
from walkdown.app.ports import YardDevice, YardView
from walkdown.core.label import grouped
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import IconTile, Tag
from walkdown.ui.layout import box, col, empty, row, scroll
from walkdown.ui.text import Text, mono

COLUMNS = 2
WIDE, HIGH = 860, 700
LAMP_MS = 500


class PracticeWindow(QWidget):
    """What a person sees and does at the devices themselves. Shown only with a practice site."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._cards: dict[str, _Card] = {}
        self.setWindowTitle("Practice site: what you would stand in front of")
        self.setProperty("bg", "canvas")
        self._title = Text("Practice site", "h2")
        self._lead = Text(
            "Nothing here is real. Stand before a device to show its label to the practice camera.",
            "caption",
            "ink2",
            wrap=True,
        )
        self._router = Button("Stand before the router", "network", name="Stand before the router")
        self._router.setObjectName("yard.router")
        self._router.clicked.connect(lambda: bridge.do(lambda e: e.yard.hold_router()))
        self._router_name = Text("", "caption", "ink2")
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        inner = QWidget()
        inner.setProperty("bg", "canvas")
        inner.setLayout(col(self._grid, "stretch", gap=0))
        router = box(
            row((col(Text("Router", "body-strong"), self._router_name, gap=0), 1), self._router),
            "sunken",
            12,
        )
        outer = QVBoxLayout(self)
        outer.addLayout(
            col(
                self._title,
                self._lead,
                router,
                (scroll(inner), 1),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.resize(theme.dp(WIDE), theme.dp(HIGH))
        self._blink = QTimer(self)
        self._blink.setInterval(LAMP_MS)
        self._blink.timeout.connect(self._beat)

    def take(self, message: Message) -> None:
        """Render the yard; close with it."""
        if not isinstance(message, YardShown):
            return
        if message.view is None:
            self.close()
        else:
            self._render(message.view)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._blink.stop()
        super().closeEvent(event)

    def _render(self, view: YardView) -> None:
        self._title.say(view.title)
        self._router_name.say(f"Its sticker shows the code of {view.router_ssid}")
        if set(self._cards) != {d.serial for d in view.devices}:
            self._lay_out(view)
        for device in view.devices:
            self._cards[device.serial].render_device(device)
        if any(d.blinking for d in view.devices):
            if not self._blink.isActive():
                self._blink.start()
        else:
            self._blink.stop()

    def _lay_out(self, view: YardView) -> None:
        empty(self._grid)
        self._cards = {d.serial: _Card(self._bridge, d) for d in view.devices}
        for index, card in enumerate(self._cards.values()):
            self._grid.addWidget(card.frame, index // COLUMNS, index % COLUMNS)

    def _beat(self) -> None:
        for card in self._cards.values():
            card.beat()


class _Card:
    """One device: its place, its lamp, and what a hand can do there."""

    def __init__(self, bridge: Bridge, device: YardDevice) -> None:
        serial = device.serial
        self._blinking = False
        self._lit = False
        self._lamp = Tag("idle", "Off", "todo")
        self._stand = Button("Stand here", size="sm", name=f"Stand before {device.model}")
        self._stand.setObjectName(f"yard.stand.{serial}")
        self._stand.clicked.connect(partial(self._hold, bridge, serial))
        self._press = Button(
            "Press its button", size="sm", name=f"Press the button of {device.model}"
        )
        self._press.setObjectName(f"yard.button.{serial}")
        self._press.clicked.connect(partial(self._push, bridge, serial))
        words = col(
            Text(device.place, "body-strong", elide=True),
            Text([f"{device.model}  ", mono(grouped(serial))], "caption", "ink3"),
            gap=0,
        )
        self.frame = box(
            col(
                row(IconTile(device.kind), (words, 1), self._lamp, gap=12),
                row(self._stand, self._press, "stretch", gap=8),
                gap=8,
            ),
            "card",
            12,
        )

    def render_device(self, device: YardDevice) -> None:
        """The card as the device is now."""
        self._blinking = device.blinking
        self._stand.setEnabled(not device.in_front)
        self._stand.say("In front of you" if device.in_front else "Stand here")
        self._press.setVisible(device.needs_button)
        if device.blinking:
            self._lamp.say("info", "Blinking", "info")
        elif device.online:
            self._lamp.say("ok", "Online", "ok")
        else:
            self._lamp.say("idle", "Lamp off", "todo")

    def beat(self) -> None:
        """The lamp of a blinking device goes on and off."""
        if self._blinking:
            self._lit = not self._lit
            self._lamp.say(
                "info" if self._lit else "idle", "Blinking", "info" if self._lit else "todo"
            )

    @staticmethod
    def _hold(bridge: Bridge, serial: str) -> None:
        bridge.do(lambda e: e.yard.hold_label(serial))

    @staticmethod
    def _push(bridge: Bridge, serial: str) -> None:
        bridge.do(lambda e: e.yard.press_button(serial))
