"""The list of labels, newest first, with what was scanned but not added in between."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Device
from walkdown.core.job import Job
from walkdown.ui.kit import CENTER, Button, Icon, Text, box, col, row
from walkdown.ui.pages.labels_row import LabelRow
from walkdown.ui.pages.labels_words import newest_first, taken_key, taken_words

FRESH_MS = 30_000
FIRST = 30  # rows built at once; Show all builds the rest
_MOST_NOTES = 12


class LabelList(QWidget):
    """Rows keep their place and focus; only rows that come or go are made or dropped."""

    undone = Signal(str)
    asked = Signal(str)
    """One of the ways in was pressed while the list was empty: "photo", "scanner", "type"."""

    def __init__(self) -> None:
        super().__init__()
        self._job_id = ""
        self._most = FIRST
        self._devices: tuple[Device, ...] = ()
        self._rows: dict[str, LabelRow] = {}
        self._notes: dict[str, LabelRow] = {}
        self._noted = 0
        self._fresh: LabelRow | None = None
        self._stack = QVBoxLayout()
        self._more = Button("Show all", "down", "quiet", "sm")
        self._more.setObjectName("labels.all")
        self._more.clicked.connect(self._show_all)
        self._more_row = QWidget()
        self._more_row.setLayout(row("stretch", self._more, "stretch", margins=(0, 2, 0, 2)))
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._nothing = self._make_nothing()
        self._card = box(
            col(self._nothing, self._stack, self._more_row, gap=0),
            "card",
            0,
            "Scanned labels, newest first",
        )
        self.setLayout(col(self._card, "stretch", gap=0))
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(FRESH_MS)
        self._clock.timeout.connect(self._settle)
        self._tidy()

    def show_job(self, job: Job | None) -> None:
        """The list as it is on disk."""
        if job is None or job.id != self._job_id:
            self._start_over(job.id if job else "")
        self._devices = newest_first(job) if job else ()
        wanted = {d.serial: d for d in self._devices[: self._most]}
        for serial in [s for s in self._rows if s not in wanted]:
            self._drop(self._rows.pop(serial))
        for serial, known in self._rows.items():
            known.show_device(wanted[serial])
        self._bring_in([d for d in wanted.values() if d.serial not in self._rows])
        self._tidy()

    def note(self, taken: LabelTaken) -> None:
        """What became of a scan: the device's row is fresh now, or a row of its own tells why not."""
        # Of the labels that were scanned before, a sheet shows many at once: one row tells the last.
        key = str(Outcome.DUPLICATE) if taken.outcome is Outcome.DUPLICATE else taken_key(taken)
        old = self._notes.pop(key, None)
        if old is not None:
            self._drop(old)
        if taken.outcome is Outcome.ADDED:
            self._freshen(taken.serial)
        else:
            self._noted += 1
            row_of = LabelRow.of_taken(taken_words(taken), self._noted)
            self._notes[key] = row_of
            self._put(0, row_of)
            while len(self._notes) > _MOST_NOTES:
                self._drop(self._notes.pop(next(iter(self._notes))))
        self._tidy()

    # --- rows

    def _bring_in(self, devices: list[Device]) -> None:
        """Newer ones on top, older ones (Show all) at the end."""
        known = [d for d in self._devices if d.serial in self._rows]
        newest = known[0].added_at if known else None
        newer = [d for d in devices if newest is None or d.added_at >= newest]
        for device in reversed(newer):
            self._put(0, self._make(device))
        for device in devices[len(newer) :]:
            self._put(self._stack.count(), self._make(device))

    def _make(self, device: Device) -> LabelRow:
        made = LabelRow.of_device(device)
        made.undone.connect(lambda serial=device.serial: self.undone.emit(serial))
        self._rows[device.serial] = made
        return made

    def _put(self, at: int, made: LabelRow) -> None:
        made.stepped.connect(lambda by, r=made: self._step(r, by))
        self._stack.insertWidget(at, made)
        after = self._stack.itemAt(at + 1)
        neighbour = after.widget() if after else self._more
        if neighbour is not None:
            QWidget.setTabOrder(made, neighbour)

    def _drop(self, row_of: LabelRow) -> None:
        if row_of is self._fresh:
            self._settle()
        at = self._stack.indexOf(row_of)
        if row_of.hasFocus():
            self._step(row_of, 1 if at + 1 < self._stack.count() else -1)
        self._stack.removeWidget(row_of)
        row_of.setObjectName("")
        row_of.hide()
        row_of.deleteLater()

    def _step(self, row_of: LabelRow, by: int) -> None:
        item = self._stack.itemAt(self._stack.indexOf(row_of) + by)
        widget = item.widget() if item else None
        if widget is not None:
            widget.setFocus()

    def _freshen(self, serial: str) -> None:
        self._settle()
        self._fresh = self._rows.get(serial)
        if self._fresh is not None:
            self._fresh.freshen()
            self._clock.start()

    def _settle(self) -> None:
        self._clock.stop()
        fresh, self._fresh = self._fresh, None
        if fresh is not None:
            fresh.settle()

    # --- the rest

    def _start_over(self, job_id: str) -> None:
        for row_of in (*self._rows.values(), *self._notes.values()):
            self._drop(row_of)
        self._rows.clear()
        self._notes.clear()
        self._job_id, self._most = job_id, FIRST

    def _show_all(self) -> None:
        self._most = len(self._devices)
        self._bring_in([d for d in self._devices if d.serial not in self._rows])
        self._tidy()

    def _tidy(self) -> None:
        count = self._stack.count()
        more = len(self._devices) > len(self._rows)
        for at in range(count):
            item = self._stack.itemAt(at)
            row_of = item.widget() if item else None
            if isinstance(row_of, LabelRow):
                row_of.set_last(at == count - 1 and not more)
        self._nothing.setVisible(count == 0)
        self._more.say(f"Show all {len(self._devices)}")
        self._more_row.setVisible(more)

    def _make_nothing(self) -> QWidget:
        ways = (
            ("Pick a photo", "photo"),
            ("Use a hand scanner", "scanner"),
            ("Type a serial", "type"),
        )
        links = []
        for words, way in ways:
            link = Button(words, None, "link", "sm")
            link.setObjectName(f"labels.empty.{way}")
            link.clicked.connect(lambda _=False, w=way: self.asked.emit(w))
            links.append(link)
        head = (Icon("labels", 32, "ink3"), Text("Nothing scanned yet", "h3"))
        page = QWidget()
        page.setLayout(col(16, *head, 4, *links, 16, gap=4, align=CENTER))
        return page
