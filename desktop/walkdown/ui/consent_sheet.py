"""What the consent prompt shows: the question, four facts, how long, what still works, the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLayout, QWidget

from walkdown.consent.gate import Question
from walkdown.consent.purpose import Scope
from walkdown.consent.registry import PromptText
from walkdown.ui import theme
from walkdown.ui.consent_words import ICONS
from walkdown.ui.kit import (
    MIDDLE,
    TOP,
    Button,
    ChoiceCard,
    ChoiceCards,
    Icon,
    IconTile,
    StateGlyph,
    Text,
    box,
    col,
    row,
    rule,
    scroll,
    strong,
)

_SCOPES = {
    Scope.ONCE: ("Just this once", "10 minutes at most"),
    Scope.SESSION: ("This session", "8 hours at most"),
    Scope.SITE: ("For this site", "12 months at most"),
    Scope.COMPUTER: ("On this computer", "12 months at most"),
}
_PAD, _END = 24, 12  # px around the words, and below the links
_GAP, _LINK_GAP = 16, 8  # px above the buttons, and above the links
_CHOOSE = "Choose how long first"


class ConsentSheet(QWidget):
    """The words scroll when they are higher than the window; the buttons below them always stand."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.setObjectName("consent.sheet")
        text = question.text
        self._scopes = text.scopes
        self.scope_cards = _scope_cards(text.scopes)
        self._cards = ChoiceCards(self.scope_cards, side_by_side=True, name="For how long?")
        self._choose = Text("For how long?", "body-strong")
        self.refuse = _equal(text.refuse_verb, "consent.refuse")
        self.use = _equal(text.use_verb, "consent.use")
        self.quiet = Button("Don't use, and don't ask again", kind="link", size="sm", edge=True)
        self.quiet.setObjectName("consent.quiet")
        self._words = QWidget()
        self._words.setLayout(self._said(question))
        self._area = scroll(self._words)
        self._buttons = _held(row((self.refuse, 1), (self.use, 1), gap=12))
        self._links = _held(_links(self.quiet, text))
        self._frame = self._framed(f"Permission: {text.permission}")
        self.setAccessibleName(f"Permission: {text.permission}")
        self.setLayout(col((self._frame, 1), gap=0))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes round, in reading order."""
        return (*self.scope_cards, self.refuse, self.use, self.quiet)

    @property
    def scope(self) -> Scope | None:
        """The scope that is chosen; none is at first."""
        index = self._cards.index()
        return self._scopes[index] if index >= 0 else None

    def ask_for_scope(self) -> None:
        """Use was pressed without a scope: say so above the cards and aloud, and go there."""
        self._choose.say(_CHOOSE, "stop.ink")
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._choose, _CHOOSE))
        self.focus(self.scope_cards[0])

    def focus(self, stop: QWidget) -> None:
        """Put the keyboard on one of the stops and bring it into view."""
        stop.setFocus()
        if self._words.isAncestorOf(stop):
            self._area.ensureWidgetVisible(stop)

    def fit(self, width: int, most: int) -> int:
        """Px of height at this width; where `most` is not enough the words scroll."""
        needed = self._height_at(width)
        # Left to itself, the bar would stay once it has made the words narrower and thus longer.
        policy = Qt.ScrollBarPolicy
        off = needed <= most
        self._area.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if off else policy.ScrollBarAlwaysOn
        )
        return min(needed, most)

    def _height_at(self, width: int) -> int:
        edge = 2 * theme.current().hair
        layout = self._words.layout()
        words = layout.totalHeightForWidth(width - edge - 2 * _PAD) if layout is not None else 0
        below = self._buttons.sizeHint().height() + self._links.sizeHint().height()
        return edge + _PAD + words + _GAP + below + _LINK_GAP + _END

    def _framed(self, name: str) -> QFrame:
        inner = col((self._area, 1), _GAP, self._buttons, _LINK_GAP, self._links, gap=0)
        return box(inner, "dialog", (_PAD, _PAD, _PAD, _END), name)

    def _said(self, question: Question) -> QLayout:
        text = question.text
        pressed = f"You pressed: {question.feature}"
        if question.changed:
            pressed = "The text has changed since you last said yes."
        titles = col(
            Text(pressed, "caption", "ink2", wrap=True), Text(text.title, "title", wrap=True), gap=0
        )
        tile = IconTile(ICONS[text.permission], 48, glyph=28, inverse=True)
        promise = "You can stop this any time in the bar at the top."
        stop = Text(promise, "caption", "ink2", wrap=True, align="right")
        asked = row(self._choose, (stop, 1), gap=16, align=MIDDLE)
        refused = Text([strong("If you say no: "), text.if_refused], "body", wrap=True)
        without = box(
            row(StateGlyph("info", 20), (refused, 1), gap=12, align=TOP), "sunken", (12, 10, 12, 10)
        )
        return col(
            row(tile, (titles, 1), gap=16, align=MIDDLE), 16, rule(), 16, _facts(text), 16, rule(),
            16, asked, 8, self._cards, 12, without, "stretch", gap=0,
        )  # fmt: skip


def _scope_cards(scopes: tuple[Scope, ...]) -> tuple[ChoiceCard, ...]:
    cards = []
    for scope in scopes:
        title, note = _SCOPES[scope]
        card = ChoiceCard(title, note, name=f"{title}. {note}.")
        card.setObjectName(f"consent.scope.{scope}")
        cards.append(card)
    return tuple(cards)


def _equal(verb: str, name: str) -> Button:
    button = Button(verb, kind="equal", size="lg", wide=True)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def _links(quiet: Button, text: PromptText) -> QHBoxLayout:
    version = Text(f"Text {text.version}", "caption", "ink3")
    return row(quiet, "stretch", version, gap=8, align=MIDDLE)


def _facts(text: PromptText) -> QGridLayout:
    lines = (
        ("eye", "Reads", text.reads),
        ("disk", "Keeps", text.keeps),
        ("globe", "Sends", text.sends),
        ("person", "Who gets it", text.who),
    )
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(2, 1)
    for at, (icon, word, fact) in enumerate(lines):
        grid.addWidget(Icon(icon, 22), at, 0, TOP)
        grid.addWidget(Text(f"{word}  ", "body-strong"), at, 1, TOP)
        grid.addWidget(Text(fact, "body", "ink2", wrap=True), at, 2)
    return grid


def _held(layout: QLayout) -> QWidget:
    held = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    held.setLayout(layout)
    return held
