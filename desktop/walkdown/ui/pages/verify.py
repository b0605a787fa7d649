"""Verify: one answer to "may I leave?", and the evidence for it."""

from __future__ import annotations

from walkdown.app.messages import Checking, JobShown, Message, Searching, Told
from walkdown.core.checks import leave_gate, may_leave
from walkdown.core.job import Job, Promise, Stage, Verdict
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import ActionBar, Button, Page, Text, col, row, scroll
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.verify_devices import LooksTable
from walkdown.ui.pages.verify_parts import Answer, CheckRows
from walkdown.ui.pages.verify_promise import PromisePanel
from walkdown.ui.pages.verify_search import SearchPanel
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
        self._looks = LooksTable()
        self._search = SearchPanel()
        self._search.begun.connect(self._look_for)
        self._search.stopped.connect(self._stop_looking)
        self._told = TroubleBox("verify")
        self._told.acted.connect(self._act)
        self._promise = PromisePanel()
        self._promise.kept.connect(self._keep)
        self._promise.typed.connect(self.keep_draft)
        self._make_buttons()
        note = Text("Every line goes into the report with its time and source.", "caption", "ink2")
        page = Page(
            self._told,
            self._answer,
            self._search,
            self._promise,
            row(Text("Evidence", "h3"), "stretch", note),
            self._rows,
            self._looks,
            "stretch",
            gap=12,
        )
        self._scroll = scroll(page)
        bar = self._scroll.verticalScrollBar()
        self._promise.opened.connect(lambda: bar.setValue(0))
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
            case Told(trouble=trouble, where=Stage.VERIFY):
                self._told.tell(trouble)
            case _:
                pass

    def left(self) -> None:
        """What went wrong is no news next time."""
        self._told.clear()

    # --- made once

    def _make_buttons(self) -> None:
        self._run = Button("Run all", "retry", size="lg", key="F5")
        self._run.setObjectName("verify.run")
        self._run.clicked.connect(self._start)
        self._leave = Button("Leave with a dated promise", "calendar", size="lg")
        self._leave.setObjectName("verify.promise")
        self._leave.clicked.connect(self._promise.open_form)
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

    def _keep(self, promise: Promise | None) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.verify.promise(promise), Stage.VERIFY)

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
            self._promise.begin(job)
            self._running = None
            self._search.begin_site()
        self._job = job
        self._render()

    def _mending(self) -> Repair | None:
        job = self._job
        if job is None or job.handed_over is not None or self._running is not None:
            return None
        return repair_of(leave_gate(job), looked=bool(job.looks))

    def _render(self) -> None:
        job = self._job
        if job is None:
            return
        checks = leave_gate(job)
        if self._running is not None:
            self._answer.show_running(self._running.done, self._running.total)
        else:
            self._answer.show_checks(checks, job)
        repair = self._mending()
        self._answer.show_repair(repair)
        self._rows.show_checks(checks, job)
        self._looks.show_job(job)
        self._search.show_job(job, idle=self._running is None)
        self._promise.show_promise(job.promise, fixed=job.handed_over is not None)
        self._show_buttons(job, may_leave(checks), repairable=repair is not None)

    def _show_buttons(self, job: Job, verdict: Verdict, *, repairable: bool) -> None:
        """One primary: the repair, else looking, else the way on."""
        done, stop = job.handed_over is not None, verdict is Verdict.STOP
        self._run.setVisible(not done)
        words = "Run all again" if job.looks else "Run all"
        if self._run.words() != words:
            self._run.say(words)
        self._run.set_busy("" if self._running is None else "Checking")
        self._run.setEnabled(not (self._running or self._search.running) and bool(job.wanted))
        self._leave.setVisible(stop and bool(job.looks) and job.promise is None and not done)
        self._on.setVisible(not stop or job.promise is not None or done)
        way_on = not stop or done
        self._on.set_kind("primary" if way_on else "secondary")
        self._run.set_kind("secondary" if way_on or repairable else "primary")
