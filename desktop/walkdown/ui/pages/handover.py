"""Hand over: the report as it will be printed, the owner's name, and the pack into a picked folder."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from walkdown.app.messages import JobShown, Message, PackShown, ReportShown, Told
from walkdown.core.job import Job, Stage
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    ActionBar,
    Button,
    Field,
    Header,
    Icon,
    Line,
    Page,
    StateGlyph,
    Text,
    box,
    col,
    row,
    scroll,
)
from walkdown.ui.page import StagePage
from walkdown.ui.pages.handover_preview import Preview
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox

_PARTS = (
    ("doc", "report.pdf", "the report beside this, to print or send"),
    ("disk", "site.json", "the same as data, with a schema number"),
    ("shield", "permissions.csv", "every answer and every use, in order"),
    ("tick", "SHA256SUMS.txt", "sums that show whether a file was changed"),
)


_PICK = "You pick the folder; nothing else is written."


class HandoverPage(StagePage):
    """The preview is the report: drawn by the same code as the PDF. Nothing is added later."""

    stage = Stage.HANDOVER

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._picker: QFileDialog | None = None
        self._header = Header("Hand over", "The pack works without internet. The owner keeps it.")
        self._preview = Preview()
        self._told = TroubleBox("handover")
        self._told.acted.connect(self._act)
        self._owner = Line(most=80)
        self._owner.setObjectName("handover.owner")
        self._owner_field = Field("Who takes the site over", self._owner)
        self._save = Button("Save hand-over pack", "download", "primary", "lg", key="Ctrl+S")
        self._save.setObjectName("handover.save")
        self._save.clicked.connect(self._pick)
        self._done = self._make_done()
        self._bar = ActionBar(
            [Icon("info", 18, "ink3"), Text(_PICK, "caption", "ink2", elide=True)], [self._save]
        )
        body = row((self._preview, 3), (self._side(), 2), gap=32)
        self._scroll = scroll(Page(self._header, self._told, body))
        self.setLayout(col((self._scroll, 1), self._bar, gap=0))

    def take(self, message: Message) -> None:
        """The job, the report, the written pack, and what went wrong here."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case ReportShown(report=report):
                self._preview.show_report(report)
                self._header.say(_lead(report.draft))
            case PackShown(pack=pack):
                self._save.set_busy("")
                self._told.clear()
                self._show_done(pack.folder.name, pack.files)
            case Told(trouble=trouble, where=Stage.HANDOVER):
                self._save.set_busy("")
                self._told.tell(trouble)
            case _:
                pass

    def entered(self) -> None:
        """The report as it would be handed over now."""
        self._told.clear()
        self.bridge.do(lambda e: e.handover.preview(), Stage.HANDOVER)

    # --- made once

    def _side(self) -> QWidget:
        parts = [_part(*part) for part in _PARTS]
        held = QWidget()
        held.setLayout(
            col(
                self._done,
                box(
                    col(
                        Text("The owner", "h3"),
                        self._owner_field,
                        Text(
                            "With this the owner has seen the report and takes the site over.",
                            "caption",
                            "ink2",
                            wrap=True,
                        ),
                        gap=12,
                    ),
                    "sunken",
                    20,
                    "The owner",
                ),
                box(col(Text("In the pack", "h3"), *parts, gap=12), "card", 20, "In the pack"),
                "stretch",
                gap=16,
            )
        )
        return held

    def _make_done(self) -> QWidget:
        self._done_title = Text("", "body-strong", wrap=True)
        self._done_words = Text("", "caption", "ink2", wrap=True)
        frame = box(
            row(
                StateGlyph("ok", 24),
                (col(self._done_title, self._done_words, gap=2), 1),
                gap=12,
            ),
            "ok",
            16,
        )
        frame.setObjectName("handover.done")
        frame.hide()
        return frame

    # --- what is pressed

    def _pick(self) -> None:
        self._told.clear()
        self._owner_field.clear()
        if not self._owner.text().strip():
            self._owner_field.set_error("Type who takes the site over.")
            self._owner.setFocus()
            return
        picker = QFileDialog(self, "Save the hand-over pack into this folder")
        picker.setObjectName("handover.folder")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.setOption(QFileDialog.Option.ShowDirsOnly)
        picker.fileSelected.connect(self._write)
        self._picker = picker
        picker.open()

    def _write(self, folder: str) -> None:
        owner = self._owner.text().strip()
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
            self._done.hide()
            self._told.clear()
            self._owner.setText(job.site.owner_name if job else "")
        if job is None:
            self._preview.show_report(None)
            return
        if job.handed_over is not None:
            self._owner.setText(job.handed_over.owner)
            self._owner.setEnabled(False)
            self._save.say("Save the pack again")
            if not self._done.isVisibleTo(self):
                self._show_done(job.handed_over.folder, ())
        else:
            self._owner.setEnabled(True)
            self._save.say("Save hand-over pack")
        if self.isVisible():
            self.bridge.do(lambda e: e.handover.preview(), Stage.HANDOVER)

    def _show_done(self, folder: str, files: tuple[str, ...]) -> None:
        self._done_title.say(f"Saved as {shown(folder, 80)}")
        names = (
            f"{len(files)} files, checked by reading them back."
            if files
            else "The site is handed over."
        )
        self._done_words.say(names)
        self._done.show()
        # It stands at the top; a page that was scrolled down must not hide it.
        self._scroll.verticalScrollBar().setValue(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._owner.setCursorPosition(0)


def _lead(draft: bool) -> str:
    if draft:
        return "A draft: Verify has not looked at the devices yet."
    return "The pack works without internet. The owner keeps it."


def _part(icon: str, name: str, what: str) -> QHBoxLayout:
    words = col(Text(name, "body-strong"), Text(what, "caption", "ink2", wrap=True), gap=0)
    return row(Icon(icon, 20), (words, 1), gap=12)
