"""A doubt about a typed serial, told in its place: a check digit, a look-alike, another sort of number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.label import grouped
from walkdown.core.lookalike import compared
from walkdown.core.shown import shown
from walkdown.ui.kit import TOP, Button, Run, StateGlyph, Text, col, row
from walkdown.ui.pages.labels_trouble import announce

_CHECK = "The check digit does not match. Compare it with the label."
_MATTER = "It reads like a Matter code, for a Matter controller. Compare it with the label."
_ARTICLE = "It reads like an article's number. Compare it with the label."


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question: its words, the serial that was typed, and the one heard, which follows the words."""

    words: str
    typed: str
    heard: str = ""


def doubt_of(taken: LabelTaken, typed: str) -> Doubt | None:
    """The question that an outcome asks about the serial that was typed; None where it asks none."""
    match taken.outcome:
        case Outcome.CHECK_FAILED:
            return Doubt(_CHECK, typed)
        case Outcome.LOOKALIKE:
            heard = shown(taken.other, 24)
            return Doubt("Nearby there is", typed, heard)
        case Outcome.MATTER:
            return Doubt(_MATTER, typed)
        case Outcome.LEFT_OUT:
            return Doubt(_ARTICLE, typed)
        case _:
            return None


def marked(serial: str, other: str) -> list[str | Run]:
    """A serial in groups, the characters in which it differs from the other one marked."""
    plain, against = compared(serial), compared(other)
    runs: list[str | Run] = []
    for at, sign in enumerate(plain):
        if at and at % 4 == 0:
            runs.append("\u00a0")
        differs = sign != against[at : at + 1]
        runs.append(Run(sign, strong=True, color="stop.word") if differs else sign)
    return runs


def differences(serial: str, other: str) -> str:
    """The same in words, for who hears the page: "Place 12: letter O there, digit 0 here"."""
    pairs = zip(compared(serial), compared(other), strict=False)
    places = [
        f"place {at}: {_named(a)} typed, {_named(b)} nearby"
        for at, (a, b) in enumerate(pairs, 1)
        if a != b
    ]
    words = "; ".join(places)
    return words[:1].upper() + words[1:]


def _named(sign: str) -> str:
    return f"digit {sign}" if sign.isdigit() else f"letter {sign}"


class DoubtBox(QFrame):
    """Hidden until there is a doubt. Nothing is put right by itself: one of the buttons decides."""

    used = Signal(str)
    """The serial that was heard is the one that is meant."""
    kept = Signal()
    """It is right as it was typed."""
    corrected = Signal()
    """The person types it again."""

    def __init__(self) -> None:
        super().__init__()
        self._doubt: Doubt | None = None
        self.setProperty("box", "warn")
        self._words = Text("", "body-strong", wrap=True)
        self._typed = Text("", "body", "ink2", wrap=True)
        self._differ = Text("", "caption", "ink2", wrap=True)
        self._use = _button("Use that one", "labels.lookalike.use")
        self._mine = _button("Keep mine", "labels.lookalike.keep")
        self._correct = _button("Correct it", "labels.doubt.correct")
        self._anyway = _button("Add anyway", "labels.doubt.keep")
        self._use.clicked.connect(lambda: self._doubt and self.used.emit(self._doubt.heard))
        self._correct.clicked.connect(lambda: self.corrected.emit())
        for keep in (self._mine, self._anyway):
            keep.clicked.connect(lambda: self.kept.emit())
        clicks = row(self._use, self._mine, self._correct, self._anyway, "stretch", gap=8)
        sign = col(StateGlyph("warn", 20, name="Doubt"), "stretch")
        lines = col(self._words, self._typed, self._differ, gap=2)
        body = col(lines, clicks, gap=8)
        self.setLayout(row(sign, (body, 1), gap=12, margins=(12, 8, 12, 8), align=TOP))
        self.hide()

    @property
    def doubt(self) -> Doubt | None:
        """The question that stands."""
        return self._doubt

    def ask(self, doubt: Doubt) -> None:
        """Show the question and say it aloud; the keys stay where they are."""
        self._doubt = doubt
        alike = bool(doubt.heard)
        heard, typed = marked(doubt.heard, doubt.typed), marked(doubt.typed, doubt.heard)
        differ = differences(doubt.typed, doubt.heard)
        self._words.say([f"{doubt.words} ", *heard] if alike else doubt.words)
        self._typed.say(["You typed ", *typed])
        self._differ.say(differ)
        spoken = f"{doubt.words} {grouped(doubt.heard)}. {differ}" if alike else doubt.words
        for line in (self._typed, self._differ):
            line.setVisible(alike)
        for button in (self._use, self._mine):
            button.setVisible(alike)
        for button in (self._correct, self._anyway):
            button.setVisible(not alike)
        self.setAccessibleName(spoken)
        self.show()
        QTimer.singleShot(0, self, self._into_sight)
        announce(self, spoken, loud=True)

    def clear(self) -> None:
        """No question stands."""
        self._doubt = None
        self.hide()

    def _into_sight(self) -> None:
        """In a low window the page scrolls to the question."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(self, 0, 8)


def _button(words: str, name: str) -> Button:
    made = Button(words, size="sm")
    made.setObjectName(name)
    return made
