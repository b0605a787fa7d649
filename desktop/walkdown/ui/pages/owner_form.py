"""The first of the owner's questions: the password, typed or read from the router, beside its facts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import EyeShown
from walkdown.consent.purpose import Scope
from walkdown.consent.question import Answer, AnswerKind
from walkdown.consent.registry import PromptText
from walkdown.core.job import Job
from walkdown.core.shown import shown
from walkdown.ui.arming import Arming
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import MIDDLE, Button, StateGlyph, Text, col, row, strong
from walkdown.ui.pages.labels_trouble import TroubleBox
from walkdown.ui.pages.network_words import as_heard
from walkdown.ui.pages.owner_camera import RouterCamera
from walkdown.ui.pages.owner_facts import BesideFacts, question_facts
from walkdown.ui.pages.owner_field import PasswordEntry


class OwnerForm(QWidget):
    """`answered` carries the owner's Answer: Send is a yes for this site, Don't send a no.

    Nothing can be sent before the words of the question are here: they are what is agreed to.
    """

    answered = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.open_network = False
        self._ssid = ""
        self._text: PromptText | None = None
        self._title = Text("Your Wi-Fi password", "display", wrap=True)
        self._lead = Text("", "lead", "ink2", wrap=True)
        self.told = TroubleBox("owner")
        self.entry = PasswordEntry()
        self.entry.changed.connect(self._render)
        self.camera = RouterCamera(bridge)
        self.camera.read.connect(self.entry.set_code_length)
        self.camera.pressed.connect(self.told.clear)
        self._free_words = Text("", "body", "ink2", wrap=True)
        self._free = QWidget()
        self._free.setLayout(row(StateGlyph("ok", 20), (self._free_words, 1), gap=8, align=MIDDLE))
        self._send = self._button("Send to my devices", "owner.send", AnswerKind.USE)
        self._dont = self._button("Don't send", "owner.dont", AnswerKind.DONT_USE)
        self.entry.entered.connect(lambda: self._send.setFocus())
        self._arming = Arming(self, (self._dont, self._send))
        self._beside = BesideFacts(
            self._title,
            self._lead,
            24,
            self.told,
            self.entry,
            self._free,
            self.camera,
            24,
            row((self._dont, 1), (self._send, 1), gap=12),
            row("stretch", self.camera.button, "stretch"),
        )
        self.setLayout(col(self._beside))
        self._render()

    def take_job(self, job: Job) -> None:
        """Whose network it is, and how many devices wait for it."""
        network = job.network
        self._ssid = network.ssid if network else ""
        self.open_network = network is not None and as_heard(network).is_open
        ssid = shown(self._ssid) if self._ssid else "your network"
        count = len(job.wanted) - len(job.online)
        devices = "your device" if count == 1 else f"your {count} devices"
        self._lead.say(["For ", strong(ssid), f". It goes straight to {devices}."])
        self._free_words.say(f"{ssid} is open: no password is needed. Anyone near can join it.")
        self.entry.set_network(ssid)
        self._render()

    def take_question(self, text: PromptText) -> None:
        """The words that are agreed to by pressing Send."""
        if text == self._text:
            return
        self._text = text
        self._title.say(text.title)
        self._beside.show_facts(question_facts(text, "What happens to it", mind=True))
        self._arming.begin()
        self._render()

    def take_eye(self, message: EyeShown, *, here: bool) -> None:
        """What the camera is doing."""
        self.camera.take_eye(message)
        if message.trouble is not None and here:
            self.told.tell(message.trouble)

    def take_code(self, ssid: str, count: int) -> None:
        """A router's code was read; only the length of its password is known."""
        self.camera.take_code(ssid, count, self._ssid)

    def begin(self) -> None:
        """The owner can type at once."""
        if not self.open_network:
            self.entry.line.setFocus()

    def _button(self, words: str, name: str, kind: AnswerKind) -> Button:
        button = Button(words, kind="equal", size="lg", wide=True)
        button.setObjectName(name)
        button.clicked.connect(lambda: self._answer(kind))
        return button

    def _render(self) -> None:
        self.entry.setVisible(not self.open_network)
        self._free.setVisible(self.open_network)
        self.camera.button.setVisible(not self.open_network)
        known = bool(self._ssid) and self._text is not None
        self._send.setEnabled(known and (self.open_network or self.entry.flaw is None))
        self._dont.setEnabled(self._text is not None)

    def _answer(self, kind: AnswerKind) -> None:
        if self._arming.armed:
            scope = Scope.SITE if kind is AnswerKind.USE else None
            self.answered.emit(Answer(kind, scope, self._arming.shown_ms))
