"""Every device with its last look, its values and, opened, all its evidence."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from walkdown.core.job import Job
from walkdown.ui import moment
from walkdown.ui.kit import Text, col, rule
from walkdown.ui.pages.network_cell import text_width
from walkdown.ui.pages.verify_device_row import DeviceRow
from walkdown.ui.pages.verify_keys import RowsFrame
from walkdown.ui.pages.verify_words import serial_words

AGES_MS = 15_000


class DevicesTable(QWidget):
    """Hidden while no device is listed. Rows stay, open or not, while their devices are told anew."""

    def __init__(self) -> None:
        super().__init__()
        title = "Each device and its evidence"
        self._rows: dict[str, DeviceRow] = {}
        self._order: tuple[str, ...] = ()
        self._longest = ""
        self._column = col(gap=0)
        card = RowsFrame()
        card.setProperty("box", "card")
        card.setAccessibleName(title)
        card.setLayout(self._column)
        self._ages = QTimer(self, interval=AGES_MS)
        self._ages.timeout.connect(self._tick)
        self.setLayout(col(Text(title, "h3"), card, gap=8))
        self.hide()

    def show_job(self, job: Job) -> None:
        """The devices in the order of the list."""
        order = tuple(d.serial for d in job.devices)
        looks = {look.serial: look for look in job.looks}
        now = moment.now()
        # All letters of the serials are of one width.
        self._longest = max(map(serial_words, order), key=len, default="")
        for device in job.devices:
            if device.serial not in self._rows:
                self._rows[device.serial] = DeviceRow(self._width)
            self._rows[device.serial].show_device(device, looks.get(device.serial), job, now)
        if order != self._order:
            self._order = order
            self._lay_out()
        self.setVisible(bool(order))

    def _lay_out(self) -> None:
        for serial in [s for s in self._rows if s not in self._order]:
            self._rows.pop(serial).deleteLater()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and not isinstance(widget, DeviceRow):
                widget.hide()
                widget.deleteLater()
        for number, serial in enumerate(self._order):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(self._rows[serial])
        for line in self._rows.values():
            line.fit()

    def _width(self) -> int:
        """That of the longest serial, so that what was seen stands in one column."""
        return text_width((self._longest,), "mono")

    def showEvent(self, event: QShowEvent) -> None:
        self._tick()
        self._ages.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._ages.stop()
        super().hideEvent(event)

    def _tick(self) -> None:
        now = moment.now()
        for line in self._rows.values():
            line.tick(now)
