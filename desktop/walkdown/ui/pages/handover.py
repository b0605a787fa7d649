"""Hand over: the report as it will be printed, the owner's name, and the pack into a picked folder."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from walkdown.app.messages import Crashed, JobShown, Message, PackShown, ReportShown, Told
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import Job, Stage
from walkdown.core.leave import Leave, gate
from walkdown.ui import moment
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import ActionBar, Button, Header, Icon, Page, Tag, Text, col, row, scroll
from walkdown.ui.page import StagePage
from walkdown.ui.pages.handover_mail import MailCard
from walkdown.ui.pages.handover_parts import OwnerCard, PackCard, PackTrouble, SavedBox
from walkdown.ui.pages.handover_preview import Preview
from walkdown.ui.pages.labels_trouble import LEDGER
from walkdown.ui.pages.verify_words import looking_helps

_WORKS = "The pack works without internet. The owner keeps it."
_PICK = "You pick the folder; nothing else is written."


class HandoverPage(StagePage):
    """The preview is the report: drawn by the same code as the PDF. Nothing is added later."""

    stage = Stage.HANDOVER

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._draft = Tag("warn", "Draft")
        self._draft.setObjectName("handover.draft")
        self._header = Header("Hand over", _WORKS, self._draft)
        self._preview = Preview()
        self._saved = SavedBox()
        self._told = PackTrouble("handover")
        self._told.acted.connect(self._act)
        self._owner = OwnerCard()
        self._owner.typed.connect(lambda text: self.keep_draft(Draft(DraftField.OWNER, text)))
        self._pack = PackCard()
        self._mail = MailCard(bridge)
        self._save = Button("Save hand-over pack", "download", "primary", "lg", key="Ctrl+S")
        self._save.setObjectName("handover.save")
        self._save.clicked.connect(self._pick)
        left = [Icon("info", 18, "ink3"), Text(_PICK, "caption", "ink2", elide=True)]
        self._bar = ActionBar(left, [self._save])
        side = QWidget()
        side.setLayout(col(self._saved, self._mail, self._owner, self._pack, "stretch", gap=12))
        body = row((self._preview, 3), (side, 2), gap=24)
        self._scroll = scroll(Page(self._header, self._told, body))
        self.setLayout(col((self._scroll, 1), self._bar, gap=0))

    def take(self, message: Message) -> None:
        """The job, the report, the written pack, and what went wrong here."""
        self._mail.take(message)
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case ReportShown(report=report):
                self._preview.show_report(report)
            case PackShown(pack=pack):
                self._rest()
                self._saved.show_pack(pack)
                self._show_draft()
                self._to_top()
            case Told(trouble=trouble, where=Stage.HANDOVER):
                self._rest()
                self._told.tell(trouble)
                self._to_top()
            case Crashed():
                self._rest()
            case _:
                pass

    def entered(self) -> None:
        """The report as it would be handed over now."""
        self._told.clear()
        self._show_draft()
        self._ask_report()

    # --- what is pressed

    def _pick(self) -> None:
        self._told.clear()
        if not self._owner.name():
            self._owner.ask()
            return
        picker = QFileDialog(self, "Save the hand-over pack into this folder")
        picker.setObjectName("handover.folder")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.setOption(QFileDialog.Option.ShowDirsOnly)
        picker.fileSelected.connect(self._write)
        picker.open()

    def _write(self, folder: str) -> None:
        owner = self._owner.name()
        self._save.set_busy("Making the pack")
        self.bridge.do(lambda e: e.handover.save(folder, owner), Stage.HANDOVER)

    def _act(self) -> None:
        trouble = self._told.trouble
        self._told.clear()
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        else:
            self._pick()

    # --- rendered

    def _take_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        if job is None or former is None or former.id != job.id:
            self._begin(job)
        if job is None:
            return
        done = job.handed_over
        self._owner.fill(job.site.owner_name, done)
        self._pack.show_practice(practice=bool(job.practice))
        if done is not None and self._saved.isHidden():
            self._saved.show_former(done)
        words = "Save the pack again" if done else "Save hand-over pack"
        if self._save.words() != words:
            self._save.say(words)
        self._show_draft()
        if self.isVisible() and not _same(job, former):
            self._ask_report()

    def _show_draft(self) -> None:
        """Evidence grows old while the owner reads, so this is asked whenever it matters."""
        why = _draft(self._job) if self._job else ""
        self._draft.setVisible(bool(why))
        self._header.say(f"Draft: {why} {_WORKS}" if why else _WORKS)

    def _begin(self, job: Job | None) -> None:
        """Another job, or none."""
        self._rest()
        self._saved.hide()
        self._owner.begin(job.drafted(DraftField.OWNER) if job else "")
        self._preview.show_report(None)

    def _rest(self) -> None:
        """Nothing is being written any more."""
        self._save.set_busy("")
        self._told.clear()

    def _ask_report(self) -> None:
        if self._job is not None:
            self.bridge.do(lambda e: e.handover.preview(), Stage.HANDOVER)

    def _to_top(self) -> None:
        """What is told stands at the top; a page that was scrolled down must not hide it."""
        self._scroll.verticalScrollBar().setValue(0)


def _same(job: Job, former: Job | None) -> bool:
    """Whether the report says the same of both: it tells nothing of what is being typed."""
    return former is not None and job == replace(
        former, drafts=job.drafts, touched_at=job.touched_at
    )


def _draft(job: Job) -> str:
    """Why the report is a draft still, in one sentence; empty when it is none."""
    if job.handed_over is not None:
        return ""
    if not job.looks and not job.promises:
        return "Verify has not looked at the devices yet."
    stand = gate(job, moment.now())
    if stand.answer is not Leave.NOT_YET:
        return ""
    if job.looks and looking_helps(stand.open[0], job):
        return "Verify looked at the devices over an hour ago; look again there."
    count = len(stand.open)
    what = "1 thing is" if count == 1 else f"{count} things are"
    return f"Verify says not to leave yet: {what} red without a promise."
