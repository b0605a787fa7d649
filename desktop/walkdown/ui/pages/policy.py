"""The policy: what Walkdown does with data, accepted or declined before anything is used."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.messages import Message, PolicyShown, Told
from walkdown.consent.policy import Standing
from walkdown.core.trouble import Code
from walkdown.ui.arming import Arming
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import ActionBar, Button, Header, Page, Text, col, empty, row, scroll
from walkdown.ui.page import BACK, PRIVACY, StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.network_beside import Beside
from walkdown.ui.pages.policy_changes import changes_card
from walkdown.ui.pages.policy_parts import day, purposes_card, section

_LEAD = {
    Standing.NEVER_ACCEPTED: "Please read it once. Nothing is used before you have answered.",
    Standing.CHANGED: "It has changed since you accepted it. Nothing is used before you have answered.",
    Standing.OLDER: "A newer version was answered on this computer. Your answer to it does not count for"
    " this older one.",
    Standing.DECLINED: "You declined it. Reading, exporting and erasing work; nothing else is used.",
    Standing.ACCEPTED: "You accepted it.",
}
_SETTLE = 4
_NOTE = "Accepting allows no use by itself: each one is asked for when you need it."


class PolicyPage(StagePage):
    """Two equal buttons, none the default, armed once the words could be read. Esc is no answer."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._answered = False
        self._shown: PolicyShown | None = None
        self.setObjectName("policy")
        self._header = Header("")
        self._version = Text("", "caption", "ink2")
        self._told = TroubleBox("policy")
        self._told.acted.connect(self._act)
        self._changes = col(gap=0)
        self._sections = col(gap=20)
        self._beside = col(gap=16)
        left, right = QWidget(), QWidget()
        left.setLayout(col(self._sections, "stretch", gap=0))
        right.setLayout(col(self._beside, "stretch", gap=0))
        body = Beside(left, right, gap=32, shares=(5, 3))
        page = Page(self._header, self._version, self._told, self._changes, body, gap=16)
        self._area = scroll(page)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys read on
        self._decline = self._button("Decline", accepted=False)
        self._accept = self._button("Accept", accepted=True)
        self._arming = Arming(self, (self._decline, self._accept))
        self.setLayout(col((self._area, 1), self._bar(), gap=0))
        QShortcut(QKeySequence("Esc"), self, self._not_now)

    def take(self, message: Message) -> None:
        """The policy as it stands, and why an answer could not be written down."""
        match message:
            case PolicyShown():
                self._render(message)
            case Told(trouble=trouble, where=None) if self.isVisible():
                self._answered = False
                if trouble.code is not Code.POLICY_FIRST:  # this page is the way on from that
                    self._told.tell(trouble)
            case _:
                pass

    def entered(self) -> None:
        """Read from the top; neither button has the focus."""
        self._answered = False
        self._area.verticalScrollBar().setValue(0)
        self._area.setFocus()

    def left(self) -> None:
        """What went wrong is no news next time."""
        self._told.clear()

    # --- made once

    def _button(self, words: str, *, accepted: bool) -> Button:
        button = Button(words, kind="equal", size="lg", wide=True, name=f"{words} the policy")
        button.setObjectName(f"policy.{words.lower()}")
        button.setMinimumWidth(200)
        button.clicked.connect(lambda: self._answer(accepted=accepted))
        return button

    def _bar(self) -> QWidget:
        note = Text(_NOTE, "body", "ink2", wrap=True)
        both = QWidget()
        both.setLayout(row((self._decline, 1), (self._accept, 1), gap=12))
        return ActionBar([(note, 1)], [both])

    # --- rendered

    def _render(self, message: PolicyShown) -> None:
        if message == self._shown:
            return
        self._shown, policy = message, message.policy
        self._header.say(_LEAD[message.standing], policy.title)
        self._version.say(f"Version {policy.version}, of {day(policy.date)}")
        for layout in (self._changes, self._sections, self._beside):
            empty(layout)
        if message.changes and message.standing is not Standing.ACCEPTED:
            _put(self._changes, changes_card(message.changes, message.texts))
        for heading, paragraph in policy.text:
            _put(self._sections, section(heading, paragraph))
        _put(self._beside, purposes_card(message.texts))
        self._settle()
        self._arming.begin()

    @staticmethod
    def _settle() -> None:
        """A height follows from a width of the round before; what is seen first is in its place."""
        for _ in range(_SETTLE):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    # --- what the person does

    def _answer(self, *, accepted: bool) -> None:
        if self._answered or not self._arming.armed:
            return
        self._answered = True
        self._told.clear()
        shown_ms = self._arming.shown_ms
        self.bridge.do(lambda e: e.policy.answer(accepted, shown_ms))

    def _not_now(self) -> None:
        self.go.emit(BACK)

    def _act(self) -> None:
        trouble = self._told.trouble
        self._told.clear()
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit(PRIVACY)


def _put(layout: QVBoxLayout, widget: QWidget) -> None:
    """Shown at once: a layout would do so only a round later, after the page was painted."""
    layout.addWidget(widget)
    widget.show()
