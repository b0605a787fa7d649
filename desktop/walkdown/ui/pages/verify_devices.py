"""What each device answered when it was looked at last: serial, address, values, time."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device
from walkdown.core.job import Job, Look
from walkdown.core.shown import shown
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import (
    MIDDLE,
    IconTile,
    StateGlyph,
    Text,
    box,
    col,
    empty,
    mono,
    row,
    rule,
    two,
)
from walkdown.ui.pages.network_cell import Cell, text_width
from walkdown.ui.pages.verify_values import ValueLines
from walkdown.ui.pages.verify_words import looked, proven_by_modbus, serial_words

AGES_MS = 15_000


class LooksTable(QWidget):
    """Hidden until there are looks; rebuilt only when they or the devices' values change."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._lines: list[_Line] = []
        self._ages = QTimer(self, interval=AGES_MS)
        self._ages.timeout.connect(self._tick)
        self._table = col(gap=0)
        title = "What each device answered"
        self.setLayout(col(Text(title, "h3"), box(self._table, "card", 0, title), gap=8))
        self.hide()

    def show_job(self, job: Job) -> None:
        """The devices with their last look."""
        now = (job.looks, tuple((d.serial, d.about.readings) for d in job.wanted))
        if now == self._shown:
            return
        self._shown = now
        empty(self._table)
        self._lines.clear()
        looks = {look.serial: look for look in job.looks}
        seen = [d for d in job.wanted if d.serial in looks]
        width = text_width((serial_words(d.serial) for d in seen), "mono")
        for number, device in enumerate(seen):
            if number:
                self._table.addWidget(rule())
            line = _Line(device, looks[device.serial], width)
            self._lines.append(line)
            self._table.addWidget(line)
        self._tick()
        self.setVisible(bool(seen))

    def showEvent(self, event: QShowEvent) -> None:
        self._tick()
        self._ages.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._ages.stop()
        super().hideEvent(event)

    def _tick(self) -> None:
        for line in self._lines:
            line.tick()


class _Line(QWidget):
    """One device: one stop for the keyboard."""

    def __init__(self, device: Device, look: Look, width: int) -> None:
        super().__init__()
        good, said = looked(device, look)
        model = shown(device.model, 24) or kind_name(device.kind)
        serial = serial_words(device.serial)
        proof = proven_by_modbus(device, look)
        time = f"{look.at.astimezone():%H:%M}"
        names = two(Text(model, "body-strong", elide=True), Text([mono(serial)], "caption", "ink3"))
        words: list[QWidget] = [Text(said, "caption", "ink2" if good else "stop.word", wrap=True)]
        if proof:
            words.append(Text(proof, "caption", "ink2", wrap=True))
        self._values = ValueLines(device.about.readings if good else ())
        self._said = f"{model} {serial}: {said}. {proof}{'. ' if proof else ''}"
        self._time = f"At {time}."
        self.setLayout(
            row(
                IconTile(device.kind),
                Cell(names, lambda: max(width, text_width((serial,), "mono"))),
                StateGlyph("ok" if good else "stop", 20, name=said),
                (col(*words, self._values, gap=0), 1),
                Text(time, "caption", "ink3"),
                gap=16,
                margins=(16, 8, 16, 8),
                align=MIDDLE,
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tick()

    def tick(self) -> None:
        """The values' ages as they are now."""
        values = self._values.tick()
        self.setAccessibleName(f"{self._said}{values} {self._time}")
