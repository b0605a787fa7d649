"""The one dialog for our own mistakes: what is safe, and where to find out more."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import StateGlyph
from walkdown.ui.layout import col, row
from walkdown.ui.text import Text


class CrashNotice(QDialog):
    """Non-blocking; closing it changes nothing."""

    def __init__(self, reference: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setWindowTitle("Walkdown made a mistake")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("bg", "canvas")
        go_on = Button("Go on", kind="primary")
        go_on.clicked.connect(self.accept)
        words = Text(
            "Everything you saved is safe. What you just pressed was not carried out."
            f" The log holds the details under the reference {reference}.",
            "body",
            "ink2",
            wrap=True,
        )
        head = row(StateGlyph("stop", 24), Text("This is our own mistake", "h2"), "stretch", gap=12)
        self.setLayout(col(head, words, row("stretch", go_on), gap=16, margins=(24, 24, 24, 24)))
        self.setMinimumWidth(words.fontMetrics().averageCharWidth() * 60)
