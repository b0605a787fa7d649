"""The mail that goes with the pack: read here as it would be sent, then opened, or copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from walkdown.app.messages import DoorShown, JobShown, Message, PackShown
from walkdown.consent.purpose import Purpose
from walkdown.core.job import Job, Stage
from walkdown.core.leave import gate
from walkdown.core.mail import MailDraft, pack_draft
from walkdown.core.shown import shown
from walkdown.core.trouble import Trouble
from walkdown.ui import moment
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import Button, Text, col, row
from walkdown.ui.pages.labels_trouble import announce

_ATTACH = "A mail program takes no files from here: add the report from the folder yourself."
_NOT_OPENED = "The mail program was not opened. The text can be copied."
_COPIED = "The text was copied."


class MailCard(QFrame):
    """There once a pack was saved. What is shown is, word for word, what the mail program gets."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._job: Job | None = None
        self._folder = ""
        self._draft: MailDraft | None = None
        self.setProperty("box", "card")
        self.setAccessibleName("Mail to the owner")
        self._text = Text("", "caption", "ink2", wrap=True)
        self._text.setObjectName("handover.mail.text")
        self._note = Text(_ATTACH, "caption", "ink", wrap=True)
        self._open = Button("Write mail", "mail")
        self._open.setObjectName("handover.mail")
        self._open.clicked.connect(self._write)
        self._copy = Button("Copy text", "copy")
        self._copy.setObjectName("handover.mail.copy")
        self._copy.clicked.connect(self._copy_text)
        # Not the button's own key: that one would work on other pages too.
        QShortcut(QKeySequence("Ctrl+M"), self, self._write)
        acts = row(self._open, self._copy, "stretch", gap=12)
        head = Text("Mail to the owner", "h3")
        self.setLayout(col(head, self._text, self._note, acts, gap=8, margins=(20, 16, 20, 16)))
        self.hide()

    def take(self, message: Message) -> None:
        """The job, its pack, and what became of the mail."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case PackShown(pack=pack):
                self._folder = pack.folder.name
                self._render()
            case DoorShown(purpose=Purpose.OPEN_MAIL, trouble=trouble):
                self._take_mail(trouble)
            case _:
                pass

    def _take_job(self, job: Job | None) -> None:
        if job is None or self._job is None or job.id != self._job.id:
            self._folder = ""
            self._note.say(_ATTACH)
        self._job = job
        if job is not None and job.handed_over is not None:
            self._folder = job.handed_over.folder
        self._render()

    def _take_mail(self, trouble: Trouble | None) -> None:
        self._note.say(_NOT_OPENED if trouble else _ATTACH)
        if trouble:
            announce(self, _NOT_OPENED)

    def _render(self) -> None:
        job = self._job
        if job is None or not self._folder:
            self._draft = None
            self.hide()
            return
        owner = job.handed_over.owner if job.handed_over else job.site.owner_name
        promises = gate(job, moment.now()).promised
        self._draft = pack_draft(job.site, owner, self._folder, promises)
        self._text.say("\n".join(shown(line, 1000) for line in self._draft.text.split("\n")))
        self.show()

    def _write(self) -> None:
        draft = self._draft
        if draft is not None:
            self._bridge.do(lambda e: e.apps.mail(draft), Stage.HANDOVER)

    def _copy_text(self) -> None:
        if self._draft is not None:
            QGuiApplication.clipboard().setText(self._draft.text)
            self._note.say(_COPIED)
            announce(self, _COPIED)
