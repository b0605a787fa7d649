"""The owner's page before a picture of their home is picked: one question, two equal answers."""

from __future__ import annotations

from walkdown.app.messages import JobShown, Message, OwnerShown, OwnersQuestion
from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Answer, AnswerKind
from walkdown.core.job import Stage
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import col, pane, scroll, strong
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.pages.owner_question import OwnersPane
from walkdown.ui.pages.owner_top import OwnersTop
from walkdown.ui.text import Runs


class OwnerPhotoPage(StagePage):
    """Full window, and back to Site with the answer; giving the laptop back answers nothing."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._here = False
        self._site = ""
        self._top = OwnersTop("owner.photo.back")
        self._top.say_back("without answering")
        self._top.back.connect(lambda: self.go.emit(Stage.SITE))
        self._pane = OwnersPane("owner.photo", "Agree", "Not now")
        self._pane.answered.connect(self._answer)
        self.setLayout(col(self._top, (scroll(pane(col(self._pane))), 1), gap=0))

    def take(self, message: Message) -> None:
        """The site's name, and the question as it reads now."""
        match message:
            case JobShown(job=job) if job is not None:
                self._site = job.site.name
                self._top.say_site(self._site)
            case OwnerShown(questions=questions) if self._here:
                self._ask({question.text.purpose: question for question in questions})
            case _:
                pass

    def entered(self) -> None:
        """The question comes with the next message, and its two buttons wait until it was read."""
        self._here = True
        self.bridge.do(lambda e: e.network.show_owner(), Stage.SITE)
        self._pane.setFocus()

    def left(self) -> None:
        """Nobody is asked any more."""
        self._here = False

    def _ask(self, questions: dict[Purpose, OwnersQuestion]) -> None:
        text = questions[Purpose.OWNER_PHOTO].text
        home = shown(self._site) or "your home"
        lead: Runs = [
            "No picture has been opened yet. With your yes your installer picks one of ",
            strong(home),
            ".",
        ]
        self._pane.ask(text, lead)
        announce(self, text.title, loud=True)

    def _answer(self, answer: Answer) -> None:
        if answer.kind is AnswerKind.USE:
            self.bridge.do(lambda e: e.photo.add(answer), Stage.SITE)
        else:
            self.bridge.do(lambda e: e.photo.decline(answer), Stage.SITE)
        self.go.emit(Stage.SITE)
