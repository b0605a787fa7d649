"""Notices over the window: our own mistakes, a start that failed, and trouble that belongs to no page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.app.messages import StartFailed
from walkdown.core.trouble import Trouble
from walkdown.ui import theme
from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import Glyph, StateGlyph
from walkdown.ui.layout import col, row
from walkdown.ui.text import Text
from walkdown.ui.texts import words_for

_WIDE = 60  # characters of the body's face


class Notice(QDialog):
    """A fact, a sentence, one button. Does not block; closing it changes nothing."""

    def __init__(
        self, name: str, glyph: Glyph, title: str, body: str, act: str, over: QWidget
    ) -> None:
        super().__init__(over)
        self.setObjectName(name)
        self.setWindowTitle("Walkdown")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("bg", "canvas")
        button = Button(act, kind="primary")
        button.setObjectName(f"{name}.close")
        button.clicked.connect(self.accept)
        words = Text(body, "body", "ink2", wrap=True)
        words.setMinimumWidth(int(theme.advance("n" * _WIDE, "body")))
        head = row(StateGlyph(glyph, 24), (Text(title, "h2", wrap=True), 1), gap=12)
        self.setLayout(col(head, words, row("stretch", button), gap=16, margins=(24, 24, 24, 24)))

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words are: Qt takes the height of a dialog from words that do not wrap."""
        super().showEvent(event)
        self.resize(self.width(), self.heightForWidth(self.width()))


def crash_notice(reference: str, over: QWidget) -> Notice:
    """Our own mistake: what is safe, and where to find out more."""
    body = (
        "Everything you saved is safe. What you just pressed was not carried out. walkdown.log, beside"
        f" your sites, holds the details under the reference {reference}."
    )
    return Notice("crash", "stop", "This is our own mistake", body, "Go on", over)


def start_notice(failed: StartFailed, over: QWidget) -> Notice:
    """Walkdown cannot work in this folder now; closing the notice closes the program."""
    if failed.already_open:
        title = "Walkdown is open already"
        body = (
            "Another window works with the same sites and ledger. Go on there, or close it first."
        )
        return Notice("start", "warn", title, body, "Close this window", over)
    body = (
        "Your sites were not touched. walkdown.log, beside your sites, holds the details under the"
        f" reference {failed.reference}."
    )
    return Notice("start", "stop", "Walkdown could not start its engine", body, "Close", over)


def trouble_notice(trouble: Trouble, over: QWidget) -> Notice:
    """Trouble that happened away from the page that is shown."""
    words = words_for(trouble)
    body = f"{words.body}\n{words.never}  {trouble.code}"
    return Notice("trouble", "warn", words.title, body, "Go on", over)
