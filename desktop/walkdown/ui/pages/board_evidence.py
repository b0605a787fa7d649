"""The evidence of one device: four ticks with what was seen, by whom and when; and what it says of itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from walkdown.core.device import TICKS, Device, Evidence, Source, Step
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.kit import STEPS, Button, StateGlyph, Text, col, fill, row
from walkdown.ui.pages.board_words import name_of, serial_of, state

_WHO = {
    Source.DEVICE: "said by the device",
    Source.LAPTOP: "seen by this laptop",
    Source.PERSON: "said by you",
}
MOST_VALUES = 4
_NAMES = dict(zip(Step, STEPS, strict=True))


class EvidencePanel(QFrame):
    """Hidden until a row is chosen."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("board.evidence")
        self.setProperty("box", "sunken")
        self._known: Device | None = None
        self._title = Text("", "body-strong", elide=True)
        self._ticks = {step: _Tick(_NAMES[step]) for step in TICKS}
        close = Button("", "close", "icon", "sm", name="Close the evidence")
        close.setObjectName("board.evidence.close")
        close.clicked.connect(lambda: self.closed.emit())
        head = row((self._title, 1), close)
        one, two, three, four = self._ticks.values()
        self._pairs = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pairs = row((one, 1), (two, 1), gap=16), row((three, 1), (four, 1), gap=16)
        fill(self._pairs, [(pair, 1) for pair in pairs], gap=16)
        self._said = Text("", "caption", "ink2", wrap=True)
        self.setLayout(col(head, self._pairs, self._said, gap=4, margins=(16, 8, 12, 12)))
        self._turn()
        self.hide()

    def render_device(self, device: Device | None) -> None:
        """The evidence of this device; None puts the panel away."""
        self.setVisible(device is not None)
        if device is None or device == self._known:
            return
        self._known = device
        self._title.say(f"{name_of(device)}, {serial_of(device)}: {state(device)[1]}")
        earned = {e.step: e for e in device.earned}
        for step, tick in self._ticks.items():
            tick.render_evidence(earned.get(step))
        said = _said(device)
        self._said.say(said)
        self._said.setVisible(bool(said))
        self.setAccessibleName(f"Evidence of {name_of(device)}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event):
            self._turn()

    def _turn(self) -> None:
        """In sunlight the letters need the room of two rows."""
        way = QBoxLayout.Direction
        self._pairs.setDirection(way.TopToBottom if theme.current().sun else way.LeftToRight)


def _said(device: Device) -> str:
    """How the link was made safe, the firmware, and the first values; one line of raw text made plain."""
    parts = [e.what for e in device.earned if e.step is Step.SECURE][-1:]
    if device.about.firmware:
        parts.append(f"Firmware {shown(device.about.firmware, 24)}")
    for reading in device.about.readings[:MOST_VALUES]:
        value = f"{reading.name} {reading.value} {reading.unit}".strip()
        parts.append(shown(value, 40).replace(" ", "\u00a0"))  # a value stays with its unit
    return "  ·  ".join(parts)


class _Tick(QWidget):
    """One tick; hollow until there is evidence."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._glyph = StateGlyph("todo", 20)
        self._what = Text("", "caption", "ink2", wrap=True)
        self._when = Text("", "caption", "ink3", wrap=True)
        head = row(self._glyph, (Text(name, "body-strong"), 1))
        self.setLayout(col(head, self._what, self._when, "stretch", gap=0))

    def render_evidence(self, evidence: Evidence | None) -> None:
        """What was seen, by whom and when; or that nothing was yet."""
        self._glyph.show_state("ok" if evidence else "todo")
        what = shown(evidence.what, 96) if evidence else "Not yet"
        when = f"{evidence.at.astimezone():%H:%M}, {_WHO[evidence.source]}" if evidence else ""
        self._what.say(what)
        self._when.say(when)
        self.setAccessibleName(f"{self._name}: {what} {when}".strip())
