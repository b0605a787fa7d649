"""What each device answered when it was looked at last: serial, address, values."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device
from walkdown.core.job import Job, Look
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import MIDDLE, IconTile, Tag, Text, box, col, empty, mono, row, rule, two

MOST_VALUES = 4


class LooksTable(QWidget):
    """Hidden until there are looks; rebuilt only when they or the devices change."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._table = col(gap=0)
        self.setLayout(
            col(
                Text("What each device answered", "h3"),
                box(self._table, "card", 0, "What each device answered"),
                gap=12,
            )
        )
        self.hide()

    def show_job(self, job: Job) -> None:
        """The devices with their last look."""
        now = (job.looks, tuple((d.serial, d.about.readings) for d in job.wanted))
        if now == self._shown:
            return
        self._shown = now
        empty(self._table)
        looks = {look.serial: look for look in job.looks}
        for number, device in enumerate(d for d in job.wanted if d.serial in looks):
            if number:
                self._table.addWidget(rule())
            self._table.addWidget(_line(device, looks[device.serial]))
        self.setVisible(bool(job.looks))


def _line(device: Device, look: Look) -> QWidget:
    good = look.answered and look.said_serial == device.serial
    said = "Answered" if good else "Another serial" if look.answered else "No answer"
    where = shown(look.detail, 40)
    values = "   ".join(
        f"{shown(r.name, 24)} {shown(r.value, 16)} {shown(r.unit, 8)}".strip()
        for r in device.about.readings[:MOST_VALUES]
    )
    names = two(
        Text(shown(device.model, 24) or kind_name(device.kind), "body-strong", elide=True),
        Text([mono(grouped(shown(device.serial, 24)))], "caption", "ink3"),
    )
    line = QWidget()
    line.setLayout(
        row(
            IconTile(device.kind),
            (names, 2),
            (Text(values if good else where, "caption", "ink2", wrap=True), 4),
            Tag("ok" if good else "stop", said),
            Text(f"{look.at.astimezone():%H:%M}", "caption", "ink3"),
            gap=16,
            margins=(16, 10, 16, 10),
            align=MIDDLE,
        )
    )
    line.setAccessibleName(f"{device.model} {grouped(device.serial)}: {said}. {values}")
    return line
