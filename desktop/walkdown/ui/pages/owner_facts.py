"""What the owner reads before they answer: the very words that are hashed into the record."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from walkdown.consent.registry import PromptText
from walkdown.ui import theme
from walkdown.ui.kit import Icon, StateGlyph, Text, box, col, empty, row
from walkdown.ui.layout import Item
from walkdown.ui.width import WindowWidth


class BesideFacts(QWidget):
    """The owner's answer at the left, the facts at the right: both in the middle where they fit.

    In a small window and in sunlight the facts are higher than the window; then the answer stands
    at the top, in sight with them.
    """

    def __init__(self, *form: Item) -> None:
        super().__init__()
        self._facts = QVBoxLayout()
        self._column = col("stretch", *form, "stretch", gap=12)
        side = col("stretch", self._facts, "stretch")
        self.setLayout(row((self._column, 5), (side, 3), gap=48, margins=(64, 24, 32, 24)))
        self._width = WindowWidth(self)
        self._width.changed.connect(self._stand)
        self._stand()

    def show_facts(self, card: QFrame) -> None:
        """In place of those before."""
        empty(self._facts)
        self._facts.addWidget(card)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event):
            self._stand()

    def _stand(self) -> None:
        low = self._width.narrow or theme.current().sun
        self._column.setStretch(0, 0 if low else 1)


def question_facts(text: PromptText, title: str, *, mind: bool = False) -> QFrame:
    """Six facts of a purpose. `mind` marks what is sent as the one to think about."""
    sends = StateGlyph("warn", 24, name="Mind this") if mind else Icon("globe", 24, "ink2")
    card = box(
        col(
            Text(title, "h2", wrap=True),
            4,
            _fact(sends, "Sends", text.sends),
            _fact(Icon("eye", 24, "ink2"), "Reads", text.reads),
            _fact(Icon("disk", 24, "ink2"), "Keeps", text.keeps),
            _fact(Icon("clock", 24, "ink2"), "For how long", text.retention),
            _fact(Icon("person", 24, "ink2"), "Who gets it", text.who),
            _fact(Icon("undo", 24, "ink2"), "If you say no", _sentence(text.if_refused)),
            Text(f"Text {text.version}", "caption", "ink3"),
            gap=14,
        ),
        "sunken",
        (24, 20, 24, 16),
        title,
    )
    card.setObjectName(f"owner.facts.{text.purpose}")
    return card


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _fact(sign: QWidget, title: str, words: str) -> QWidget:
    fact = QWidget()
    text = col(Text(title, "body-strong", wrap=True), Text(words, "body", "ink2", wrap=True), gap=0)
    fact.setLayout(row(col(sign, "stretch"), (text, 1), gap=16))
    fact.setAccessibleName(f"{title}. {words}")
    return fact
