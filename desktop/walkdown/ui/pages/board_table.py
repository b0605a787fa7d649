"""The devices of the job board: panels for those that stopped on top, the others below in their places."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from walkdown.app.messages import AirShown
from walkdown.core.device import Device, Work
from walkdown.core.draft import DraftField
from walkdown.core.job import Job
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, StateGlyph, Text, box, col, empty, row, strong
from walkdown.ui.pages.board_panel import Panel
from walkdown.ui.pages.board_row import DeviceRow, Heads
from walkdown.ui.pages.board_words import (
    name_of,
    needs_you,
    spoken,
    with_the_same_password,
)
from walkdown.ui.pages.labels_trouble import announce


class Table(QWidget):
    """Rows are made anew only when the list of devices is another one."""

    pressed = Signal(str)
    retried = Signal(str)
    again = Signal()
    other_network = Signal()
    left_out = Signal(str, str)
    """Serial and reason; an empty reason takes the device back in."""
    typed = Signal(object)
    unlocked = Signal(str, object)
    less_accepted = Signal(str)
    check = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._air: AirShown | None = None
        self._rows: dict[str, DeviceRow] = {}
        self._panels: dict[str, Panel] = {}
        self._order: tuple[str, ...] = ()
        self._quiet: tuple[str, ...] = ()
        self._narrow = False
        self._unfolded = False
        self._heads = Heads()
        self._panel_column = col(gap=8)
        self._row_column = col(gap=0)
        self._box = box(self._row_column, "card", 0, "Devices")
        self.setLayout(col(self._heads, self._panel_column, self._box, self._fold_line(), gap=8))

    def clear(self) -> None:
        """No job."""
        self._job, self._air, self._order, self._unfolded = None, None, (), False
        self._rows, self._panels = {}, {}
        empty(self._row_column)
        empty(self._panel_column)

    def render_job(self, job: Job) -> None:
        """Show all devices as they stand now."""
        if self._job is None or self._job.id != job.id:
            self.clear()
        if tuple(d.serial for d in job.devices) != tuple(self._rows):
            self._rebuild(job)
        self._job = job
        self._render_panels(job)
        self._render_rows(job)

    def show_air(self, air: AirShown) -> None:
        """What is heard now, for those that could not be reached."""
        self._air = air
        for panel in self._panels.values():
            self._tell_heard(panel)

    def set_chosen(self, serial: str) -> None:
        """The row whose evidence is shown; "" for none."""
        for at, line in self._rows.items():
            line.set_chosen(at == serial)

    def set_narrow(self, narrow: bool) -> None:
        """The column of addresses goes in a narrow window."""
        self._narrow = narrow
        self._heads.set_narrow(narrow)
        strips = [line.strip for line in self._rows.values()]
        for strip in (*strips, *(panel.strip for panel in self._panels.values())):
            strip.set_narrow(narrow)

    def focus_first_act(self) -> None:
        """The keyboard on the act of what comes first, if anything stopped."""
        if self._order:
            self._panels[self._order[0]].focus_act()

    # --- rows

    def _rebuild(self, job: Job) -> None:
        empty(self._row_column)
        self._rows = {}
        for device in job.devices:
            line = DeviceRow(device.serial)
            line.strip.set_narrow(self._narrow)
            line.pressed.connect(self.pressed)
            line.taken_back.connect(lambda serial: self.left_out.emit(serial, ""))
            self._rows[device.serial] = line
            self._row_column.addWidget(line)

    def _render_rows(self, job: Job) -> None:
        folded = self._fold(job)
        shown = [d.serial for d in job.devices if d.serial not in (*self._order, *folded)]
        for device in job.devices:
            line = self._rows[device.serial]
            former = line.strip.device
            changed = line.render_device(device, free=job.handed_over is None)
            if changed and former is not None and _is_news(former, device):
                announce(self, spoken(device))
            line.setVisible(device.serial in shown)
            line.set_last(bool(shown) and device.serial == shown[-1])
        self._box.setVisible(bool(shown))

    # --- panels

    def _render_panels(self, job: Job) -> None:
        quiet = with_the_same_password(job)
        open_to = needs_you(job) if job.handed_over is None else ()
        stopped = tuple(d for d in open_to if d.serial not in quiet)
        network = job.network.ssid if job.network else ""
        self._quiet = quiet
        for device in stopped:
            if device.serial not in self._panels:
                panel = self._panels[device.serial] = self._make_panel(device.serial)
                panel.begin(job.drafted(DraftField.LEAVE_REASON, device.serial))
            speaks = device is stopped[0] and bool(quiet)
            others = len(quiet) if speaks else 0
            self._panels[device.serial].render_device(device, network, others)
        order = tuple(d.serial for d in stopped)
        if order != self._order:
            self._reorder(order)

    def _reorder(self, order: tuple[str, ...]) -> None:
        self._order = order
        for serial, panel in self._panels.items():
            panel.setVisible(serial in order)
            panel.set_primary(bool(order) and serial == order[0])
        for serial in order:
            self._panel_column.addWidget(self._panels[serial])
        # Never taken from what the person is at: a key on its way would press another button.
        if self.isVisible() and QApplication.focusWidget() is None:
            self.focus_first_act()

    def _make_panel(self, serial: str) -> Panel:
        panel = Panel(serial)
        panel.strip.set_narrow(self._narrow)
        panel.retried.connect(self._retry)
        panel.again.connect(self.again)
        panel.other_network.connect(self.other_network)
        panel.left_out.connect(self.left_out)
        panel.typed.connect(self.typed)
        panel.unlocked.connect(self.unlocked)
        panel.less_accepted.connect(self.less_accepted)
        panel.check.connect(self.check)
        self._tell_heard(panel)
        self._panel_column.addWidget(panel)
        return panel

    def _tell_heard(self, panel: Panel) -> None:
        air = self._air
        if air is not None:
            rows = (r for r in air.rows if r.sighting is not None)
            panel.holder.show_heard(air.heard, sum(r.serial == panel.serial for r in rows))

    def _retry(self, serial: str) -> None:
        """The first of those that wait for the same password is tried again with all the others."""
        self.retried.emit(serial)
        if self._order and serial == self._order[0]:
            for other in self._quiet:
                self.retried.emit(other)

    # --- sunlight

    def _fold_line(self) -> QWidget:
        self._fold_words = Text("", "body", elide=True)
        self._fold_button = Button(
            "Show", "down", size="sm", name="Show the devices that are online"
        )
        self._fold_button.setObjectName("board.show_done")
        self._fold_button.clicked.connect(self._unfold)
        self._folded = QWidget()
        self._folded.setLayout(
            row(
                StateGlyph("ok", 24),
                (self._fold_words, 1),
                self._fold_button,
                gap=12,
                margins=(16, 0, 0, 0),
                align=MIDDLE,
            )
        )
        self._folded.hide()
        return self._folded

    def _fold(self, job: Job) -> tuple[str, ...]:
        """In sunlight the rows that are done make room, as long as something is still to be done."""
        done = job.online
        fold = theme.current().sun and not self._unfolded and 1 < len(done) < len(job.devices)
        self._folded.setVisible(fold)
        if not fold:
            return ()
        names = ", ".join(name_of(d) for d in done)
        self._fold_words.say([strong(f"{len(done)} online: "), names])
        return tuple(d.serial for d in done)

    def _unfold(self) -> None:
        self._unfolded = True
        if self._job is not None:
            self._render_rows(self._job)


def _is_news(former: Device, device: Device) -> bool:
    """Said once for each device and end: stopped, or online."""
    return former.work is not device.work and device.work in (Work.FAILED, Work.ONLINE)
