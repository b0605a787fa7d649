"""What each device answered when it was looked at last: serial, address, values, time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device, Reading
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
from walkdown.ui.pages.verify_words import looked, serial_words

MOST_VALUES = 6


class LooksTable(QWidget):
    """Hidden until there are looks; rebuilt only when they or the devices' values change."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
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
        looks = {look.serial: look for look in job.looks}
        seen = [d for d in job.wanted if d.serial in looks]
        width = text_width((serial_words(d.serial) for d in seen), "mono")
        for number, device in enumerate(seen):
            if number:
                self._table.addWidget(rule())
            self._table.addWidget(_line(device, looks[device.serial], width))
        self.setVisible(bool(seen))


def _line(device: Device, look: Look, width: int) -> QWidget:
    good, said = looked(device, look)
    model = shown(device.model, 24) or kind_name(device.kind)
    serial = serial_words(device.serial)
    values = "   ".join(map(_value, device.about.readings[:MOST_VALUES])) if good else ""
    time = f"{look.at.astimezone():%H:%M}"
    names = two(Text(model, "body-strong", elide=True), Text([mono(serial)], "caption", "ink3"))
    words = [Text(said, "caption", "ink2" if good else "stop.word", wrap=True)]
    if values:
        words.append(Text(values, "caption-strong", "ink", wrap=True))
    line = QWidget()
    line.setLayout(
        row(
            IconTile(device.kind),
            Cell(names, lambda: max(width, text_width((serial,), "mono"))),
            StateGlyph("ok" if good else "stop", 20, name=said),
            (two(*words), 1),
            Text(time, "caption", "ink3"),
            gap=16,
            margins=(16, 8, 16, 8),
            align=MIDDLE,
        )
    )
    line.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    line.setAccessibleName(f"{model} {serial}: {said}. {values} At {time}.")
    return line


def _value(reading: Reading) -> str:
    number = shown(reading.value, 16)
    value = f"−{number[1:]}" if number.startswith("-") else number
    return f"{shown(reading.name, 24)} {value}\u00a0{shown(reading.unit, 8)}".strip()
