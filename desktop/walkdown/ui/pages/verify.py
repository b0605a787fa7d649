"""Verify: one answer to "may I leave?", and the evidence for it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent

from walkdown.app.messages import Checking, JobShown, Message, Searching, SignShown, Told
from walkdown.core.job import Job, Stage
from walkdown.core.leave import Gate, Leave, gate
from walkdown.core.promise import Item
from walkdown.ui import moment
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import ActionBar, Button, Page, Text, col, row, scroll
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.verify_devices import AGES_MS, DevicesTable
from walkdown.ui.pages.verify_parts import Answer, CheckRows
from walkdown.ui.pages.verify_promise import PromiseForm, Written
from walkdown.ui.pages.verify_reds import RedItems
from walkdown.ui.pages.verify_search import SearchPanel
from walkdown.ui.pages.verify_sign import SignPanel
from walkdown.ui.pages.verify_words import Repair, repair_of


class VerifyPage(StagePage):
    """Computes nothing of its own: the leave gate is a rule of the core, read from the job."""

    stage = Stage.VERIFY

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._running: Checking | None = None
        self._answer = Answer()
        self._rows = CheckRows()
        self._devices = DevicesTable()
        self._ages = QTimer(self, interval=AGES_MS)
        self._ages.timeout.connect(self._render)
        self._search = SearchPanel()
        self._search.begun.connect(self._look_for)
        self._search.stopped.connect(self._stop_looking)
        self._sign = SignPanel(bridge)
        self._told = TroubleBox("verify")
        self._told.acted.connect(self._act)
        self._make_promises()
        self._make_buttons()
        note = Text("Every line goes into the report with its time and source.", "caption", "ink2")
        page = Page(
            self._told,
            self._answer,
            self._search,
            self._red_title,
            self._form,
            self._reds,
            self._sign,
            row(Text("Evidence", "h3"), "stretch", note),
            self._rows,
            self._devices,
            "stretch",
            gap=12,
        )
        self._scroll = scroll(page)
        self.setLayout(col((self._scroll, 1), self._bar, gap=0))

    def take(self, message: Message) -> None:
        """The job, the looks as they come in, and what went wrong here."""
        match message:
            case JobShown(job=job, saved_at=saved_at):
                self._take_job(job)
                if saved_at is not None:
                    self._bar.set_saved(f"{saved_at.astimezone():%H:%M}")
            case Checking(running=running):
                self._running = message if running else None
                self._render()
            case Searching():
                self._search.take(message)
                self._render()
            case SignShown():
                self._sign.take(message)
            case Told(trouble=trouble, where=Stage.VERIFY):
                self._told.tell(trouble)
            case _:
                pass

    def left(self) -> None:
        """What went wrong is no news next time."""
        self._told.clear()

    def showEvent(self, event: QShowEvent) -> None:
        self._render()
        self._ages.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._ages.stop()
        super().hideEvent(event)

    # --- made once

    def _make_promises(self) -> None:
        self._red_title = Text("Red items, each with its promise", "h3")
        self._red_title.hide()
        self._reds = RedItems()
        self._reds.wanted.connect(self._write)
        self._reds.taken_back.connect(self._take_back)
        self._form = PromiseForm()
        self._form.kept.connect(self._keep)
        self._form.typed.connect(self.keep_draft)
        self._form.closed.connect(self._reds.focus_on)

    def _make_buttons(self) -> None:
        self._run = Button("Run all", "retry", size="lg", key="F5")
        self._run.setObjectName("verify.run")
        self._run.clicked.connect(self._start)
        self._leave = Button("Leave with a dated promise", "calendar", size="lg")
        self._leave.setObjectName("verify.promise")
        self._leave.clicked.connect(self._write_first)
        self._on = Button("Continue to Hand over", "arrow", size="lg", key="Ctrl+Return")
        self._on.setObjectName("verify.continue")
        self._on.clicked.connect(lambda: self.go.emit(Stage.HANDOVER))
        self._repair = self._answer.repair
        self._repair.setObjectName("verify.board")
        self._repair.clicked.connect(self._mend)
        self._leave.hide()
        self._on.hide()
        self._bar = ActionBar(right=[self._run, self._leave, self._on])

    # --- what is pressed

    def _start(self) -> None:
        self._told.clear()
        self._search.forget()
        self.bridge.do(lambda e: e.verify.run_all(), Stage.VERIFY)

    def _look_for(self) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.search.run(), Stage.VERIFY)

    def _stop_looking(self) -> None:
        self.bridge.do(lambda e: e.search.stop(), Stage.VERIFY)

    def _mend(self) -> None:
        repair = self._mending()
        if repair is not None:
            self.go.emit(repair.where)

    def _write(self, item: Item) -> None:
        if self._job is not None:
            self._form.open_for(item, self._job, gate(self._job, moment.now()))
            self._render()
            # The form has its height once it is laid out.
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self._form))

    def _write_first(self) -> None:
        open_ = gate(self._job, moment.now()).open if self._job else ()
        if open_:
            self._write(open_[0])

    def _take_back(self, item: Item) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.verify.withdraw(item), Stage.VERIFY)

    def _keep(self, said: Written) -> None:
        self._told.clear()
        self.bridge.do(
            lambda e: e.verify.promise(said.items, said.what, said.who, said.by), Stage.VERIFY
        )

    def _act(self) -> None:
        trouble = self._told.trouble
        self._told.clear()
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        else:
            self._start()

    # --- rendered

    def _take_job(self, job: Job | None) -> None:
        if job is None or self._job is None or job.id != self._job.id:
            self._told.clear()
            self._form.begin(job, gate(job, moment.now()) if job else None)
            self._running = None
            self._search.begin_site()
            self._sign.begin_site()
        self._job = job
        self._render()

    def _mending(self, stand: Gate | None = None) -> Repair | None:
        job = self._job
        if job is None or job.handed_over is not None or self._running is not None:
            return None
        return repair_of(stand or gate(job, moment.now()), job)

    def _render(self) -> None:
        job = self._job
        if job is None or not self.isVisible():
            return  # a whole crew's work goes by while another page is shown
        now = moment.now()
        stand = gate(job, now)
        if self._running is not None:
            self._answer.show_running(self._running.done, self._running.total)
        else:
            self._answer.show_gate(stand, job)
        repair = self._mending(stand)
        self._answer.show_repair(repair, first=stand.answer is not Leave.PROMISED)
        self._rows.show_checks(stand.checks, job)
        self._devices.show_job(job)
        self._sign.show_job(job)
        self._search.show_job(job, idle=self._running is None)
        self._form.show_gate(job, stand)
        self._reds.show_gate(stand, job, now)
        self._show_reds(stand, job)
        self._show_buttons(stand, job, repairable=repair is not None)

    def _show_reds(self, stand: Gate, job: Job) -> None:
        """Before the first look all is red, and looking comes first, unless the person promises."""
        promises = bool(job.promises) or not self._form.isHidden()
        shown = bool(stand.open or job.promises) and (bool(job.looks) or promises)
        self._red_title.setVisible(shown)
        self._reds.setVisible(shown)

    def _show_buttons(self, stand: Gate, job: Job, *, repairable: bool) -> None:
        """One primary: the repair, else looking, else the way on."""
        done, stop = job.handed_over is not None, stand.answer is Leave.NOT_YET
        self._run.setVisible(not done)
        words = "Run all again" if job.looks else "Run all"
        if self._run.words() != words:
            self._run.say(words)
        self._run.set_busy("" if self._running is None else "Checking")
        self._run.setEnabled(not (self._running or self._search.running) and bool(job.wanted))
        self._leave.setVisible(stop and not done and self._form.isHidden())
        self._on.setVisible(not stop or done)
        mends = repairable and stand.answer is Leave.TO_CHECK
        way_on = (not stop or done) and not mends
        self._on.set_kind("primary" if way_on else "secondary")
        self._run.set_kind("primary" if stop and not done and not repairable else "secondary")
