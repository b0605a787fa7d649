"""Job board: every device at once; the one that needs a person comes first."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import AirShown, JobShown, Message, Told
from walkdown.core.device import Device, Work
from walkdown.core.job import Job, Stage
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    MIDDLE,
    ActionBar,
    Bar,
    Button,
    Header,
    Icon,
    Page,
    StateGlyph,
    Text,
    col,
    row,
    scroll,
)
from walkdown.ui.meters import Part
from walkdown.ui.page import StagePage
from walkdown.ui.pages.board_choosing import Choosing
from walkdown.ui.pages.board_evidence import EvidencePanel
from walkdown.ui.pages.board_table import Table
from walkdown.ui.pages.board_tell import TellPart
from walkdown.ui.pages.board_words import counts, needs_you, sentence, with_time_left
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.network_words import all_online
from walkdown.ui.width import WindowWidth

_PARTS: dict[Work, Part] = {Work.ONLINE: "ok", Work.WORKING: "work", Work.FAILED: "stop"}


class BoardPage(StagePage):
    """Renders the job as it stands; rows and panels are changed in place."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._here = False
        self._chosen = ""
        self._last = ""
        self._make_parts()
        self._make_bar()
        self._join()
        head = (self._header, self._progress, self._told, self._choosing.bar)
        page = Page(*head, self._table, self._done, "stretch")
        self._under = row((self._evidence, 1))
        self.setLayout(col((scroll(page), 1), self._under, self._bar, gap=0))
        self._fit()

    def take(self, message: Message) -> None:
        """The job, and what went wrong with a use case of this page."""
        self._tell.take(message)
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case AirShown():
                self._table.show_air(message)
            case Told(trouble=trouble, where=Stage.NETWORK) if self._here:
                self._take_trouble(trouble)
            case _:
                pass

    def entered(self) -> None:
        """The keyboard is on what needs the person."""
        self._here = True
        self._table.focus_first_act()

    def left(self) -> None:
        """What went wrong here is no news on the next visit."""
        self._here = False
        self._told.clear()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event) and self._job is not None:
            self._fit()
            self._render(self._job)

    # --- made once

    def _make_parts(self) -> None:
        self._progress = Bar()
        self._told = TroubleBox("board")
        self._table = Table()
        self._choosing = Choosing(self, self._table, self._begin)
        self._header = Header("Job board", "", self._choosing.button)
        self._evidence = EvidencePanel()
        self._done = QWidget()
        words = Text("The Wi-Fi password was dropped: all devices are online.", "caption", "ink2")
        self._done.setLayout(row(StateGlyph("ok", 18), words, "stretch", align=MIDDLE))
        self._width = WindowWidth(self)

    def _make_bar(self) -> None:
        self._network = Button("Go to Network", "network", size="lg")
        self._network.setObjectName("board.network")
        self._network.clicked.connect(lambda: self.go.emit(Stage.NETWORK))
        self._owner = Button("Hand laptop to owner", "pass", size="lg")
        self._owner.setObjectName("board.owner")
        self._owner.clicked.connect(lambda: self.go.emit("owner"))
        self._verify = Button("Go to Verify", "arrow", size="lg", key="Ctrl+Return")
        self._verify.setObjectName("board.verify")
        self._verify.clicked.connect(lambda: self.go.emit(Stage.VERIFY))
        for button in (self._network, self._owner):
            button.hide()
        note = Text("Each use of Bluetooth is in the ledger.", "caption", "ink2", elide=True)
        self._tell = TellPart(self.bridge)
        self._bar = ActionBar(
            [Icon("receipt", 18, "ink3"), note, self._tell],
            [self._network, self._owner, self._verify],
        )

    def _join(self) -> None:
        self._width.changed.connect(self._fit)
        self._told.acted.connect(self._act)
        self._evidence.closed.connect(lambda: self._choose(self._chosen))
        table = self._table
        table.pressed.connect(self._choose)
        table.retried.connect(self._retry)
        table.again.connect(lambda: self.go.emit("owner"))
        table.doctor.connect(lambda serial: self.go.emit(f"{Stage.NETWORK} {serial}"))
        table.left_out.connect(self._leave_out)
        table.typed.connect(self.keep_draft)
        table.unlocked.connect(self._unlock)
        table.less_accepted.connect(self._accept_less)
        table.check.connect(self._check_bluetooth)
        QShortcut(QKeySequence("Ctrl+R"), self, self._retry_first)

    # --- messages

    def _take_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        if job is None or former is None or former.id != job.id:
            self._chosen = self._last = ""
            self._told.clear()
        if job is None:
            self._table.clear()
            self._evidence.render_device(None)
            return
        self._render(job)

    def _take_trouble(self, trouble: Trouble) -> None:
        """A password that is no longer held is typed again on the owner's page, and nowhere else."""
        if trouble.code is Code.PASSWORD_REFUSED:
            self.go.emit("owner")
        else:
            self._told.tell(trouble)

    # --- rendered

    def _fit(self) -> None:
        """The columns and edges that this width and theme have room for."""
        frame, narrow = theme.current().frame, self._width.narrow
        side = frame.pad_narrow if narrow else frame.pad
        self._under.setContentsMargins(side, 0, side, 8)
        self._table.set_narrow(narrow)

    def _render(self, job: Job) -> None:
        count, total = counts(job), len(job.wanted)
        sun = theme.current().sun
        short = f"{count[Work.ONLINE]} of {total} online"
        lead = short if sun and count[Work.ONLINE] else sentence(job)
        self._header.say(with_time_left(lead, job))
        parts = [(part, count[work]) for work, part in _PARTS.items()]
        self._progress.set_parts(parts, total, f"{short}, {count[Work.FAILED]} need you")
        self._table.render_job(job)
        self._table.set_chosen(self._chosen)
        self._evidence.render_device(self._device(job))
        self._done.setVisible(all_online(job))
        self._choosing.render_job(job)
        self._render_bar(job)

    def _render_bar(self, job: Job) -> None:
        count, free = counts(job), job.handed_over is None
        done, stopped = all_online(job), bool(needs_you(job))
        waiting = count[Work.IDLE] > 0 and free
        busy = count[Work.WORKING] + count[Work.QUEUED] > 0
        self._verify.set_kind("primary" if done else "secondary")
        self._network.setVisible(job.network is None and free)
        self._network.set_kind("primary")
        self._owner.setVisible(waiting and not busy and job.network is not None)
        self._owner.set_kind("secondary" if stopped else "primary")

    def _device(self, job: Job) -> Device | None:
        return job.device(self._chosen) if self._chosen else None

    # --- what the person does

    def _choose(self, serial: str) -> None:
        """A second press puts the evidence away."""
        self._chosen = "" if serial == self._chosen else serial
        self._table.set_chosen(self._chosen)
        if self._job is not None:
            self._evidence.render_device(self._device(self._job))

    def _retry(self, serial: str) -> None:
        self._told.clear()
        self._last = serial
        self.bridge.do(lambda e: e.network.retry(serial), Stage.NETWORK)

    def _begin(self) -> None:
        """Something else than the last device is sent for."""
        self._told.clear()
        self._last = ""

    def _unlock(self, serial: str, password: Secret) -> None:
        self._told.clear()
        self._last = serial
        self.bridge.do(lambda e: e.network.unlock(serial, password), Stage.NETWORK)

    def _accept_less(self, serial: str) -> None:
        self._told.clear()
        self._last = serial
        self.bridge.do(lambda e: e.network.accept_less(serial), Stage.NETWORK)

    def _check_bluetooth(self) -> None:
        """The check is shown in Nearby, where one also listens."""
        self.bridge.do(lambda e: e.adapter.check(), Stage.NEARBY)
        self.go.emit(Stage.NEARBY)

    def _retry_first(self) -> None:
        stopped = needs_you(self._job) if self._job else ()
        if stopped:
            self._retry(stopped[0].serial)

    def _leave_out(self, serial: str, reason: str) -> None:
        """An empty reason takes the device back in."""
        self._told.clear()
        self.bridge.do(lambda e: e.network.leave_out(serial, reason), Stage.NETWORK)

    def _act(self) -> None:
        """The next click of what went wrong: the record, the same device again, or the owner."""
        trouble = self._told.trouble
        self._told.clear()
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        elif self._last:
            self._retry(self._last)
        else:
            self.go.emit("owner")
