"""The practice window: the site one would be standing in, with its devices, their lamps and the router."""

from __future__ import annotations

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from walkdown.app.messages import Message, YardShown
from walkdown.app.ports import YardView
from walkdown.core.device import Kind
from walkdown.core.shown import shown
from walkdown.ui import motion, theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.focus_ring import FocusRing
from walkdown.ui.layout import MIDDLE, box, col, empty, row, scroll
from walkdown.ui.practice_bluetooth import PracticeBluetooth
from walkdown.ui.practice_card import PracticeCard
from walkdown.ui.practice_house import PracticeHouse
from walkdown.ui.practice_network import PracticeNetwork
from walkdown.ui.practice_stickers import PracticeStickers
from walkdown.ui.text import Text

WIDE, HIGH = 560, 800
GAP = 12
LEFT, RIGHT = 20, 8
LAMP_MS = 500


class PracticeWindow(QWidget):
    """What a person sees and does at the devices themselves. Shown only with a practice site.

    Closing it leaves the practice site as it is; `come` brings it back.
    """

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._cards: dict[str, PracticeCard] = {}
        self._columns = 1
        self._lit = False
        self.setObjectName("yard")
        self.setWindowTitle("Practice yard")
        self.setProperty("bg", "canvas")
        self._title = Text("Practice site", "h2", wrap=True)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._about = PracticeStickers(bridge)
        self._bluetooth = PracticeBluetooth(bridge)
        self._network = PracticeNetwork(bridge)
        self._house = PracticeHouse(bridge)
        self._yard = QWidget()
        self._yard.setProperty("bg", "canvas")
        self._yard.setLayout(col(self._grid, GAP, self._about, "stretch", gap=0))
        self._area = scroll(self._yard)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LEFT, 16, RIGHT, 16)
        outer.addLayout(self._head())
        outer.addSpacing(GAP)
        outer.addWidget(self._area, 1)
        self._ring = FocusRing(self)
        self._blink = QTimer(self)
        self._blink.setInterval(LAMP_MS)
        self._blink.timeout.connect(self._beat)

    def _head(self) -> QVBoxLayout:
        lead = Text(
            "Nothing here is real. Stand before a device to show its label to the practice camera.",
            "body",
            "ink2",
            wrap=True,
        )
        bridge = self._bridge
        hold = Button("Stand here", "network", size="sm", name="Stand before the router")
        hold.setObjectName("yard.router")
        hold.clicked.connect(lambda: bridge.do(lambda e: e.yard.hold_router()))
        self._router = Text("", "caption", "ink2", wrap=True)
        words = col(Text("Router", "body-strong"), self._router, gap=0)
        router = box(row((words, 1), hold, gap=12, align=MIDDLE), "sunken", 12, "Router")
        things = (router, 8, self._network, 8, self._bluetooth, 8, self._house)
        return col(self._title, 4, lead, GAP, *things, gap=0, margins=(0, 0, 12, 0))

    def take(self, message: Message) -> None:
        """Render the yard; close with it."""
        if not isinstance(message, YardShown):
            return
        if message.view is None:
            self.close()
        else:
            self._render(message.view)

    def come(self, beside: QWidget) -> None:
        """Show it in front: beside the main window where the screen has the room."""
        if not self.isVisible():
            self.setGeometry(_place(beside.frameGeometry(), beside.screen().availableGeometry()))
        self.show()
        self.raise_()

    # --- rendered

    def _render(self, view: YardView) -> None:
        self._title.say(shown(view.title, 60))
        self._router.say(f"Its sticker shows the code of {shown(view.router_ssid)}")
        self._about.render_view(view)
        self._bluetooth.render_view(view)
        self._network.render_view(view)
        self._house.render_view(view)
        self._house.setVisible(any(d.kind is Kind.METER for d in view.devices))
        new = list(self._cards) != [d.serial for d in view.devices]
        if new:
            empty(self._grid)
            self._cards = {d.serial: PracticeCard(self._bridge, d) for d in view.devices}
        for device in view.devices:
            self._cards[device.serial].render_device(device)
        if new:
            self._lay_out(self._fitting())
        self._heed_lamps()

    def _lay_out(self, columns: int) -> None:
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for index, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, index // columns, index % columns)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self._columns = columns

    def _fitting(self) -> int:
        """How many cards stand side by side."""
        wide = max((card.sizeHint().width() for card in self._cards.values()), default=1)
        bar = self._area.verticalScrollBar().sizeHint().width()
        room = self.width() - LEFT - RIGHT - bar
        return max(1, min(len(self._cards), (room + GAP) // (wide + GAP)))

    # --- lamps

    def _heed_lamps(self) -> None:
        """The clock runs only while a lamp blinks that can be seen, and not where nothing may move."""
        seen = self.isVisible() and not motion.reduced()
        if not (seen and any(card.blinking for card in self._cards.values())):
            self._blink.stop()
        elif not self._blink.isActive():
            self._blink.start()

    def _beat(self) -> None:
        self._lit = not self._lit
        for card in self._cards.values():
            card.beat(on=self._lit)

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cards and self._fitting() != self._columns:
            self._lay_out(self._fitting())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._heed_lamps()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._heed_lamps()


def _place(main: QRect, screen: QRect) -> QRect:
    """Right of the main window, else left of it, else at the right edge of the screen over it."""
    wide, high = min(theme.dp(WIDE), screen.width()), min(theme.dp(HIGH), screen.height())
    top = max(screen.top(), min(main.top(), screen.bottom() + 1 - high))
    right, left = main.right() + 1 + GAP, main.left() - GAP - wide
    if right + wide <= screen.right() + 1:
        return QRect(right, top, wide, high)
    if left >= screen.left():
        return QRect(left, top, wide, high)
    return QRect(screen.right() + 1 - wide, screen.bottom() + 1 - high, wide, high)
