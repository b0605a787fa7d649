"""The devices of the job board: panels for those that stopped on top, the others below in their places."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from walkdown.app.messages import AirShown
from walkdown.app.network import WEAK_DBM
from walkdown.core.device import Device, Work
from walkdown.core.draft import DraftField
from walkdown.core.job import Job
from walkdown.ui import theme
from walkdown.ui.kit import box, col, empty
from walkdown.ui.pages.board_fold import FoldLine
from walkdown.ui.pages.board_panel import Panel
from walkdown.ui.pages.board_row import DeviceRow, Heads
from walkdown.ui.pages.board_ticks import Ticks
from walkdown.ui.pages.board_words import (
    needs_you,
    spoken,
    verified,
    with_the_same_password,
)
from walkdown.ui.pages.labels_trouble import announce


class Table(QWidget):
    """Rows are made anew only when the list of devices is another one."""

    pressed = Signal(str)
    retried = Signal(str)
    again = Signal()
    doctor = Signal(str)
    left_out = Signal(str, str)
    """Serial and reason; an empty reason takes the device back in."""
    typed = Signal(object)
    unlocked = Signal(str, object)
    less_accepted = Signal(str)
    check = Signal()
    ticked = Signal()
    """Other rows are chosen, or choosing began or ended."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._air: AirShown | None = None
        self._rows: dict[str, DeviceRow] = {}
        self._panels: dict[str, Panel] = {}
        self._order: tuple[str, ...] = ()
        self._quiet: tuple[str, ...] = ()
        self._narrow = False
        self._weak: frozenset[str] = frozenset()
        self.ticks = Ticks()
        self._unfolded = False
        self._heads = Heads()
        self._panel_column = col(gap=8)
        self._row_column = col(gap=0)
        self._box = box(self._row_column, "card", 0, "Devices")
        self._folded = FoldLine()
        self._folded.unfolded.connect(self._unfold)
        self.setLayout(col(self._heads, self._panel_column, self._box, self._folded, gap=8))

    def clear(self) -> None:
        """No job."""
        self._job, self._air, self._order, self._unfolded = None, None, (), False
        self.ticks.turn(on=False)
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
        sightings = [(r.serial, r.sighting.signal_dbm) for r in air.rows if r.sighting is not None]
        weak = frozenset(serial for serial, dbm in sightings if dbm < WEAK_DBM)
        if weak != self._weak:
            self._weak = weak
            if self._job is not None:
                self._render_rows(self._job)

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

    # --- chosen for something

    def tick(self, *, on: bool) -> None:
        """Let a press choose a row instead of showing its evidence, or no longer."""
        self.ticks.turn(on)
        self._render_ticks()

    def tick_all(self) -> None:
        """Choose every device that is not left out."""
        if self._job is not None:
            self.ticks.all(self._job.devices)
            self._render_ticks()

    def _press(self, serial: str) -> None:
        devices = self._job.devices if self._job is not None else ()
        if self.ticks.press(serial, QApplication.keyboardModifiers(), devices):
            self._render_ticks()
        else:
            self.pressed.emit(serial)

    def _render_ticks(self) -> None:
        for serial, panel in self._panels.items():
            panel.setVisible(serial in self._order and not self.ticks.on)
        if self._job is not None:
            self._render_rows(self._job)
        self.ticked.emit()

    # --- rows

    def _rebuild(self, job: Job) -> None:
        empty(self._row_column)
        self._rows = {}
        for device in job.devices:
            line = DeviceRow(device.serial)
            line.strip.set_narrow(self._narrow)
            line.pressed.connect(self._press)
            line.taken_back.connect(lambda serial: self.left_out.emit(serial, ""))
            self._rows[device.serial] = line
            self._row_column.addWidget(line)

    def _render_rows(self, job: Job) -> None:
        folded = self._fold(job)
        own = () if self.ticks.on else self._order  # those that have a panel of their own
        shown = [d.serial for d in job.devices if d.serial not in (*own, *folded)]
        done = verified(job)
        for device in job.devices:
            line = self._rows[device.serial]
            former = line.strip.device
            changed = line.render_device(
                device,
                free=job.handed_over is None,
                verified=device.serial in done,
                weak=device.serial in self._weak,
                ticked=device.serial in self.ticks.serials,
            )
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
            panel.setVisible(serial in order and not self.ticks.on)
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
        panel.doctor.connect(self.doctor)
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

    def _fold(self, job: Job) -> tuple[str, ...]:
        """In sunlight the rows that are done make room, as long as something is still to be done."""
        done = job.online
        some = 1 < len(done) < len(job.devices) and not self.ticks.on
        fold = theme.current().sun and not self._unfolded and some
        self._folded.show_done(done if fold else ())
        return tuple(d.serial for d in done) if fold else ()

    def _unfold(self) -> None:
        self._unfolded = True
        if self._job is not None:
            self._render_rows(self._job)


def _is_news(former: Device, device: Device) -> bool:
    """Said once for each device and end: stopped, or online."""
    return former.work is not device.work and device.work in (Work.FAILED, Work.ONLINE)
