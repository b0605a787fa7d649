"""What the consent prompt shows: the question, five facts, how long, what still works, the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QLayout, QWidget

from walkdown.consent.gate import Question
from walkdown.consent.purpose import Scope
from walkdown.consent.registry import PromptText
from walkdown.ui import theme
from walkdown.ui.consent_words import ICONS, Frame, frame_words
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

_PAD, _END = 24, 12  # px around the words, and below the links
_GAP, _LINK_GAP = 16, 8  # px above the buttons, and above the links


class ConsentSheet(QWidget):
    """The words scroll when they are higher than the window; the buttons below them always stand."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.setObjectName("consent.sheet")
        text = question.text
        self._frame_words = words = frame_words(text.lang)
        self._scopes = text.scopes
        self.scope_cards = _scope_cards(text.scopes, words)
        self._cards = ChoiceCards(self.scope_cards, side_by_side=True, name=words.how_long)
        self._choose = Text(words.how_long, "body-strong")
        self.refuse = _equal(text.refuse_verb, "consent.refuse")
        self.use = _equal(text.use_verb, "consent.use")
        self.quiet = Button(words.quiet, kind="link", size="sm", edge=True)
        self.quiet.setObjectName("consent.quiet")
        name = words.policy.format(name=words.names[text.permission], version=text.version)
        self.policy = Button(name, kind="link", size="sm", edge=True)
        self.policy.setObjectName("consent.policy")
        self._details = Text(_details(text, words), "caption", "ink3", wrap=True)
        self._details.hide()
        self._words = QWidget()
        self._words.setLayout(self._said(question))
        self._area = scroll(self._words)
        self._pair = row((self.refuse, 1), (self.use, 1), gap=12)
        self._buttons = _held(self._pair)
        self._foot = row(self.quiet, "stretch", self.policy, gap=8, align=MIDDLE)
        self._links = _held(self._foot)
        self._frame = self._framed(f"Permission: {text.permission}")
        self.setAccessibleName(f"Permission: {text.permission}")
        self.setLayout(col((self._frame, 1), gap=0))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes round, in reading order."""
        return (*self.scope_cards, self.refuse, self.use, self.quiet, self.policy)

    @property
    def scope(self) -> Scope | None:
        """The scope that is chosen; none is at first."""
        index = self._cards.index()
        return self._scopes[index] if index >= 0 else None

    def ask_for_scope(self) -> None:
        """Use was pressed without a scope: say so above the cards and aloud, and go there."""
        choose = self._frame_words.choose
        self._choose.say(choose, "stop.ink")
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._choose, choose))
        self.focus(self.scope_cards[0])

    def show_details(self) -> None:
        """Which text this is, to the last sign, and away again; it is no answer."""
        self._details.setVisible(self._details.isHidden())
        if not self._details.isHidden():
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._details))

    def focus(self, stop: QWidget) -> None:
        """Put the keyboard on one of the stops and bring it into view."""
        stop.setFocus()
        if self._words.isAncestorOf(stop):
            self._area.ensureWidgetVisible(stop)

    def fit(self, width: int, most: int) -> int:
        """Px of height at this width; where `most` is not enough the words scroll."""
        needed = self.height_at(width)
        # Long captions stand one above the other; the two buttons are equal either way.
        self._pair.setDirection(_way(self._fits(width, self.refuse, self.use, equal=True)))
        self._foot.setDirection(_way(self._fits(width, self.quiet, self.policy)))
        # Left to itself, the bar would stay once it has made the words narrower and thus longer.
        policy = Qt.ScrollBarPolicy
        off = needed <= most
        self._area.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if off else policy.ScrollBarAlwaysOn
        )
        return min(needed, most)

    def height_at(self, width: int) -> int:
        """Px of height that all of it needs at this width. Changes nothing, so it may be tried out."""
        edge = 2 * theme.current().hair
        layout = self._words.layout()
        words = layout.totalHeightForWidth(width - edge - 2 * _PAD) if layout is not None else 0
        below = self.refuse.sizeHint().height() + self.quiet.sizeHint().height()
        if not self._fits(width, self.refuse, self.use, equal=True):
            below += self.use.sizeHint().height() + self._pair.spacing()
        if not self._fits(width, self.quiet, self.policy):
            below += self.policy.sizeHint().height() + self._foot.spacing()
        return edge + _PAD + words + _GAP + below + _LINK_GAP + _END

    def _fits(self, width: int, one: Button, other: Button, *, equal: bool = False) -> bool:
        """Whether two captions stand side by side."""
        room = width - 2 * theme.current().hair - 2 * _PAD - self._pair.spacing()
        widths = one.sizeHint().width(), other.sizeHint().width()
        return (2 * max(widths) if equal else sum(widths)) <= room

    def _framed(self, name: str) -> QFrame:
        inner = col((self._area, 1), _GAP, self._buttons, _LINK_GAP, self._links, gap=0)
        return box(inner, "dialog", (_PAD, _PAD, _PAD, _END), name)

    def _said(self, question: Question) -> QLayout:
        text, words = question.text, self._frame_words
        pressed = words.pressed.format(feature=question.feature)
        if question.changed:
            pressed = words.changed
        titles = col(
            Text(pressed, "caption", "ink2", wrap=True), Text(text.title, "title", wrap=True), gap=0
        )
        tile = IconTile(ICONS[text.permission], 48, glyph=28, inverse=True)
        stop = Text(words.promise, "caption", "ink2", wrap=True, align="right")
        asked = row(self._choose, (stop, 1), gap=16, align=MIDDLE)
        refused = Text([strong(words.if_refused), text.if_refused], "body", wrap=True)
        without = box(
            row(StateGlyph("info", 20), (refused, 1), gap=12, align=TOP), "sunken", (12, 10, 12, 10)
        )
        return col(
            row(tile, (titles, 1), gap=16, align=MIDDLE), 16, rule(), 16, _facts(text, words), 16, rule(),
            16, asked, 8, self._cards, 12, without, 8, self._details, "stretch", gap=0,
        )  # fmt: skip


def _way(fits: bool) -> QBoxLayout.Direction:
    way = QBoxLayout.Direction
    return way.LeftToRight if fits else way.TopToBottom


def _scope_cards(scopes: tuple[Scope, ...], words: Frame) -> tuple[ChoiceCard, ...]:
    cards = []
    for scope in scopes:
        title, note = words.scopes[scope]
        card = ChoiceCard(title, note, name=f"{title}. {note}.")
        card.setObjectName(f"consent.scope.{scope}")
        cards.append(card)
    return tuple(cards)


def _equal(verb: str, name: str) -> Button:
    button = Button(verb, kind="equal", size="lg", wide=True)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def _details(text: PromptText, words: Frame) -> str:
    return words.details.format(
        purpose=text.purpose, version=text.version, lang=text.lang, digits=text.fingerprint
    )


def _facts(text: PromptText, words: Frame) -> QGridLayout:
    lines = (
        ("eye", words.reads, text.reads),
        ("disk", words.keeps, text.keeps),
        ("clock", words.kept_for, text.retention),
        ("globe", words.sends, text.sends),
        ("person", words.who, text.who),
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
