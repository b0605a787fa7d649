"""One device in the practice window: its place, its lamp, and what a hand can do there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.ports import YardDevice
from walkdown.core.device import Kind
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import IconTile
from walkdown.ui.layout import MIDDLE, box, col, row
from walkdown.ui.painted import Painted
from walkdown.ui.practice_words import label_words
from walkdown.ui.text import Text, mono


class Lamp(Painted):
    """The lamp on a device's front: dark, or lit in the colour of a role."""

    def __init__(self) -> None:
        super().__init__()
        self._color = ""

    def light(self, color: str) -> None:
        """Lit in this colour; "" is dark."""
        if color != self._color:
            self._color = color
            self.update()

    def is_lit(self) -> bool:
        """Whether it gives light now."""
        return bool(self._color)

    def measure(self) -> QSize:
        return QSize(theme.dp(16), theme.dp(16))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(theme.qcolor(self._color or "line_strong"), 2))
        painter.setBrush(theme.qcolor(self._color or "surface"))
        painter.drawEllipse(rect.adjusted(2, 2, -2, -2))


class PracticeCard(QWidget):
    """A card for one device of the yard; told again whenever the yard has changed."""

    def __init__(self, bridge: Bridge, device: YardDevice) -> None:
        super().__init__()
        serial, model = device.serial, shown(device.model, 24)
        self.lamp = Lamp()
        self._steady = ""
        self._blinking = False
        self._state = Text("", "caption-strong")
        self._stand = Button("Stand here", size="sm", name=f"Stand before {model}")
        self._stand.setObjectName(f"yard.stand.{serial}")
        self._stand.clicked.connect(lambda: bridge.do(lambda e: e.yard.hold_label(serial)))
        self._press = Button("Press its button", size="sm", name=f"Press the button of {model}")
        self._press.setObjectName(f"yard.button.{serial}")
        self._press.clicked.connect(lambda: bridge.do(lambda e: e.yard.press_button(serial)))
        self._taken = device.taken
        self._phone = Button("Phone takes it", "person", "quiet", "sm")
        self._phone.setObjectName(f"yard.phone.{serial}")
        self._phone.clicked.connect(
            lambda: bridge.do(lambda e: e.yard.phone_takes(serial, not self._taken))
        )
        place = Text(shown(device.place, 60), "body-strong", wrap=True)
        label = Text([f"{model}  ", mono(grouped(shown(serial, 24)))], "caption", "ink3", wrap=True)
        self._special = label_words(device.trouble, device.symbol, device.look)
        words = col(place, label, gap=0)
        if self._special:
            special = Text(self._special, "caption", "ink2", wrap=True)
            special.setObjectName(f"yard.label.{serial}")
            words.addWidget(special)
        head = row(IconTile(device.kind), (words, 1), gap=12, align=MIDDLE)
        state = row(self.lamp, self._state, gap=6, align=MIDDLE)
        hands = row(self._stand, self._press, "stretch", gap=8)
        below = row(self._phone, "stretch", state, gap=8)
        inner = col(head, hands, below, gap=4)
        self._clamp: Button | None = None
        if device.kind is Kind.METER:
            self._clamp = Button("Turn its clamp", "retry", "quiet", "sm")
            self._clamp.setObjectName(f"yard.clamp.{serial}")
            self._clamp.clicked.connect(lambda: bridge.do(lambda e: e.yard.turn_clamp(serial)))
            inner.addLayout(row(self._clamp, "stretch"))
        self._frame = box(inner, "card", 12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        self._spoken = f"{shown(device.place, 60)}, {model}"

    @property
    def blinking(self) -> bool:
        """Whether the device blinks so that it can be found."""
        return self._blinking

    def render_device(self, device: YardDevice) -> None:
        """The card as the device is now."""
        self._blinking = device.blinking
        self._stand.say("You are here" if device.in_front else "Stand here")
        theme.mark(self._frame, "box", "picked" if device.in_front else "card")
        self._press.setVisible(device.needs_button)
        self._taken = device.taken
        phone = "Phone lets go" if device.taken else "Phone takes it"
        self._phone.say(phone, name=f"{phone}: {self._spoken}")
        if self._clamp is not None:
            clamp = "Turn it back" if device.clamp_turned else "Turn its clamp"
            self._clamp.say(clamp, name=f"{clamp}: {self._spoken}")
        self._steady = "ok.fill" if device.online else ""
        words, ink = "Lamp off", "ink3"
        if device.blinking:
            words, ink = "Blinking", "info.word"
        elif device.online:
            words, ink = "Online", "ok.word"
        self._state.say(words, ink)
        here = " You stand here." if device.in_front else ""
        special = f" {self._special}." if self._special else ""
        self._frame.setAccessibleName(f"{self._spoken}. {words}.{here}{special}")
        self.beat(on=True)

    def beat(self, *, on: bool) -> None:
        """The lamp of a blinking device goes on and off; that of another is steady."""
        lit = "info.fill" if on else ""
        self.lamp.light(lit if self._blinking else self._steady)
