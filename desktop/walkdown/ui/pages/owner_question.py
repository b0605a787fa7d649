"""One question that is the owner's alone: a purpose in, an answer out. It fills the owner's page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from walkdown.consent.purpose import Scope
from walkdown.consent.question import Answer, AnswerKind
from walkdown.consent.registry import PromptText
from walkdown.ui.arming import Arming
from walkdown.ui.kit import Button, Text, col, row
from walkdown.ui.pages.owner_facts import BesideFacts, question_facts
from walkdown.ui.text import Runs


class OwnersPane(QWidget):
    """Two equal buttons beside the facts. `answered` carries an Answer: a yes for this site, or a no."""

    answered = Signal(object)

    def __init__(self, name: str, yes: str, no: str) -> None:
        """`name` is the stem of the object names, `yes` and `no` the captions."""
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # where a reader begins: at no button
        self._title = Text("", "display", wrap=True)
        self._lead = Text("", "lead", "ink2", wrap=True)
        self.no = self._button(no, f"{name}.no", AnswerKind.DONT_USE)
        self.yes = self._button(yes, f"{name}.yes", AnswerKind.USE)
        self._arming = Arming(self, (self.no, self.yes))
        self._beside = BesideFacts(
            self._title, self._lead, 32, row((self.no, 1), (self.yes, 1), gap=12)
        )
        self.setLayout(col(self._beside))

    def ask(self, text: PromptText, lead: Runs) -> None:
        """Show a question; neither button has the focus."""
        self._title.say(text.title)
        self._lead.say(lead)
        self._beside.show_facts(question_facts(text, "What it means"))
        self.setAccessibleName(text.title)
        self._arming.begin()

    def _button(self, words: str, name: str, kind: AnswerKind) -> Button:
        button = Button(words, kind="equal", size="lg", wide=True)
        button.setObjectName(name)
        button.clicked.connect(lambda: self._answer(kind))
        return button

    def _answer(self, kind: AnswerKind) -> None:
        if self._arming.armed:
            scope = Scope.SITE if kind is AnswerKind.USE else None
            self.answered.emit(Answer(kind, scope, self._arming.shown_ms))
