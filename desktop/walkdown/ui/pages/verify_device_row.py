"""One device in Verify: who it is, its last look and values with their ages; opened, its evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from walkdown.core.checks import is_fresh, looked_good
from walkdown.core.device import TICKS, Device
from walkdown.core.job import Job, Look
from walkdown.core.shown import shown
from walkdown.ui import moment
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    Glyph,
    IconTile,
    StateGlyph,
    Text,
    col,
    empty,
    mono,
    row,
    two,
)
from walkdown.ui.pages.network_cell import Cell
from walkdown.ui.pages.verify_evidence import EvidenceLines
from walkdown.ui.pages.verify_evidence_words import time_words
from walkdown.ui.pages.verify_keys import ENTER
from walkdown.ui.pages.verify_values import ValueLines, age_words
from walkdown.ui.pages.verify_words import looked, proven_by_modbus, serial_words, ticks_words

_OPENS = (*ENTER, Qt.Key.Key_Space, Qt.Key.Key_E)
_COLOURS: dict[Glyph, str] = {"stop": "stop.word", "warn": "warn.word"}


class DeviceRow(QWidget):
    """One stop for the keyboard; Enter, Space or E opens and closes its evidence."""

    def __init__(self, width: Callable[[], int]) -> None:
        """`width`: that of the column of serials, in px."""
        super().__init__()
        self._known: tuple[Device, Look | None] | None = None
        self._beside: tuple[bool, bool] = (False, False)
        self._job: Job | None = None
        self._model = Text("", "body-strong", elide=True)
        self._serial = Text("", "caption", "ink3")
        self._names = Cell(two(self._model, self._serial), width)
        self._tile, self._measured = IconTile(""), col(gap=0)
        self._values = ValueLines(())
        self._said = Text("", "caption", wrap=True)
        self._modbus = Text("", "caption", "ink2", wrap=True)
        self._glyph = StateGlyph("todo", 20)
        self._time = Text("", "caption", "ink3")
        self._open = Button("", "down", "icon", "sm")
        self._open.clicked.connect(self._toggle)
        self._evidence = EvidenceLines()
        words = col("stretch", self._said, self._modbus, self._measured, "stretch", gap=0)
        parts = (self._tile, self._names, self._glyph, (words, 1), self._time, self._open)
        head = row(*parts, gap=16, align=MIDDLE)
        self.setLayout(col(head, self._evidence, gap=8, margins=(16, 8, 16, 8)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_device(self, device: Device, look: Look | None, job: Job, now: datetime) -> None:
        """The device as it is told now; nothing is done where that is as before."""
        beside = job.handed_over is not None, device.serial in job.identified
        self._job, same = job, beside == self._beside
        self._beside = beside
        if (device, look) != self._known:
            self._known, same = (device, look), False
            self._render(device, look)
        if not same:
            self.tick(now)

    def fit(self) -> None:
        """The column of serials has another width."""
        self._names.fit()

    def tick(self, now: datetime) -> None:
        """All ages as they are now."""
        job, known = self._job, self._known
        if job is None or known is None:
            return
        device, look = known
        glyph, said = _state(device, look, None if job.handed_over else now)
        self._glyph.show_state(glyph, said)
        self._said.say(said, _COLOURS.get(glyph, "ink2"))
        time = time_words(look.at, now) if look else ""
        self._time.say(time)
        if not self._evidence.isHidden():
            self._evidence.show_evidence(device, job, now)
        said = ". ".join(filter(None, (said, self._modbus.text(), self._values.tick())))
        name = f"{self._model.text()} {self._serial.text()}"
        self.setAccessibleName(f"{name}: {said}" + (f" At {time}." if time else ""))

    def _render(self, device: Device, look: Look | None) -> None:
        model = shown(device.model, 24) or kind_name(device.kind)
        serial = serial_words(device.serial)
        self._model.say(model)
        self._serial.say([mono(serial)])
        self._tile.show_icon(device.kind)
        good = look is not None and looked(device, look)[0]
        self._values = ValueLines(device.about.readings if good else ())
        empty(self._measured)
        self._measured.addWidget(self._values)
        proof = proven_by_modbus(device, look) if look else ""
        self._modbus.say(proof)
        self._modbus.setVisible(bool(proof))
        self._open.set_name(f"Evidence of {model} {serial}")
        self._open.setObjectName(f"verify.evidence.{device.serial}")

    def _toggle(self) -> None:
        opens, job, known = self._evidence.isHidden(), self._job, self._known
        if opens and job is not None and known is not None:
            self._evidence.show_evidence(known[0], job, moment.now())
        self._evidence.setVisible(opens)
        self._open.say("", "up" if opens else "down")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _OPENS:
            self._toggle()
        else:
            super().keyPressEvent(event)


def _state(device: Device, look: Look | None, now: datetime | None) -> tuple[Glyph, str]:
    """How the device stands, in a sentence; `now` is None where nothing grows old any more."""
    if device.left_out:
        return "refused", f"Left out: {shown(device.left_out, 160)}"
    if look is None:
        return "todo", f"{ticks_words(device)} Not looked at yet."
    good, said = looked(device, look)
    if not good:
        return "stop", said
    if not all(map(device.has, TICKS)):
        return "stop", f"{said}. {ticks_words(device)}"
    if not looked_good(device, look):
        return "warn", f"{said}, before it was set up again. Look again."
    if now is not None and not is_fresh(look.at, now):
        return "warn", f"{said}, {age_words(look.at, now)}. Look again."
    return "ok", said
