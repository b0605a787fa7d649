"""The owner's page: the laptop is in other hands now. First the password, then going online."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from walkdown.app.messages import (
    CamerasShown,
    EyeShown,
    FrameShown,
    JobShown,
    Message,
    OwnerShown,
    OwnersQuestion,
    RouterRead,
    Told,
)
from walkdown.app.owner import OwnersWord
from walkdown.consent.cellstate import GRANTED
from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Answer, AnswerKind
from walkdown.core.job import Job, Stage
from walkdown.core.secret import Secret
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import col, pane, scroll, strong
from walkdown.ui.page import BOARD, PRIVACY, StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, announce
from walkdown.ui.pages.owner_form import OwnerForm
from walkdown.ui.pages.owner_question import OwnersPane
from walkdown.ui.pages.owner_top import OwnersTop
from walkdown.ui.text import Runs

_TYPING = "without typing"


class OwnerPage(StagePage):
    """Full window. The password stands in one field, is given on once, and is wiped on every way out.

    Between Send and the answer about going online it waits here, out of the field and out of sight.
    """

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._here = False
        self._sending_code = False
        self._asked: dict[Purpose, OwnersQuestion] = {}
        self._waiting: tuple[Secret, Answer] | None = None
        self._top = OwnersTop("owner.back")
        self._top.back.connect(self._give_back)
        self._form = OwnerForm(bridge)
        self._form.answered.connect(self._answer_password)
        self._form.told.acted.connect(self._act)
        self._online = OwnersPane("owner.online", "Agree", "Not now")
        self._online.answered.connect(self._answer_online)
        self._faces = QStackedWidget()
        for face in (self._form, self._online):
            self._faces.addWidget(scroll(pane(col(face))))
        self.setLayout(col(self._top, (self._faces, 1), gap=0))
        self._turn(0, _TYPING)

    def take(self, message: Message) -> None:
        """The job, the questions, the camera while it looks, and what went wrong here."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case OwnerShown(questions=questions):
                self._take_questions(questions)
            case EyeShown(for_router=True):
                self._form.take_eye(message, here=self._here)
            case FrameShown(frame=frame):
                self._form.camera.show_frame(frame)
            case CamerasShown():
                self._form.camera.show_cameras(message)
            case RouterRead(ssid=ssid, password_bytes=count) if self._here:
                self._form.take_code(ssid, count)
            case Told(trouble=trouble, where=Stage.NETWORK) if self._here:
                self._form.told.tell(trouble)
            case _:
                pass

    def entered(self) -> None:
        """Always the first question, as things stand now."""
        self._here = True
        self._turn(0, _TYPING)
        self.bridge.do(lambda e: e.network.show_owner(), Stage.NETWORK)
        self._form.begin()

    def left(self) -> None:
        """Nothing of the owner's stays: not in the field, not waiting, and not with the camera."""
        self._here = False
        self._drop()
        self._form.told.clear()
        self._form.camera.end(keep_code=self._sending_code)
        self._sending_code = False

    def _turn(self, face: int, without: str) -> None:
        """To one of the two questions."""
        self._faces.setCurrentIndex(face)
        self._top.say_back(without)

    # --- messages

    def _take_job(self, job: Job | None) -> None:
        self._job = job
        if job is None:
            self._drop()
            self._form.told.clear()
            return
        self._top.say_site(job.site.name)
        self._form.take_job(job)

    def _take_questions(self, questions: tuple[OwnersQuestion, ...]) -> None:
        self._asked = {question.text.purpose: question for question in questions}
        self._form.take_question(self._asked[Purpose.OWNER_WIFI].text)

    # --- what the owner says

    def _answer_password(self, answer: Answer) -> None:
        """A yes leads to the second question, unless that yes stands; a no is written down as one."""
        if answer.kind is not AnswerKind.USE:
            self._decline(Purpose.OWNER_WIFI, answer)
            return
        text = "" if self._form.open_network else self._form.entry.take()
        self._sending_code = not text and self._form.camera.code_read
        self._waiting = Secret(text), answer
        online = self._asked[Purpose.OWNER_ONLINE]
        if online.state in GRANTED:
            self._give(None)
        else:
            self._ask_online(online)

    def _ask_online(self, question: OwnersQuestion) -> None:
        self._form.told.clear()
        self._form.camera.put_away()
        ssid = shown(self._job.network.ssid) if self._job and self._job.network else "your network"
        lead: Runs = ["Nothing has been sent yet. With your yes they join ", strong(ssid), "."]
        self._online.ask(question.text, lead)
        self._turn(1, "without answering")
        self._online.setFocus()
        announce(self, question.text.title, loud=True)

    def _answer_online(self, answer: Answer) -> None:
        if answer.kind is AnswerKind.USE:
            self._give(answer)
        else:
            self._decline(Purpose.OWNER_ONLINE, answer)

    def _give(self, online: Answer | None) -> None:
        """Both are answered: the password goes to the engine, once."""
        if self._waiting is None:
            return
        (password, wifi), self._waiting = self._waiting, None
        word = OwnersWord(wifi, online)
        self.bridge.do(lambda e: e.network.send(password, word), Stage.NETWORK)
        self.go.emit(BOARD)

    def _decline(self, purpose: Purpose, answer: Answer) -> None:
        self._sending_code = False
        self.bridge.do(lambda e: e.network.decline(purpose, answer), Stage.NETWORK)
        self._give_back()

    def _give_back(self) -> None:
        self._sending_code = False
        self._drop()
        self.go.emit(Stage.NETWORK)

    def _drop(self) -> None:
        self._form.entry.wipe()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting[0].forget()

    def _act(self) -> None:
        """The next click of what went wrong: the record, or the camera once more."""
        trouble = self._form.told.trouble
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit(PRIVACY)
        else:
            self._form.camera.toggle()
