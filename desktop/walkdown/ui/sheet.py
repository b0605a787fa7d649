"""A question over a page: a dialog as high as its words, with facts in it, and buttons of the same weight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.ui import theme
from walkdown.ui.kit import Button, Icon, Text, col, row, strong


class Sheet(QDialog):
    """Esc and closing change nothing; no button is pressed by Enter unless the focus is on it."""

    def __init__(self, name: str, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName(name)
        self.setWindowTitle("Walkdown")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("bg", "canvas")

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words are at this width."""
        self.setFixedWidth(min(theme.dp(900 if theme.current().sun else 680), self._most_width()))
        self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Its words are others: as high as these."""
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def _most_width(self) -> int:
        over = self.parentWidget()
        return over.window().width() - 32 if over is not None else theme.dp(900)


def equal_button(words: str, name: str) -> Button:
    """One of a sheet's buttons; `name` is its object's."""
    button = Button(words, kind="equal", size="lg", wide=True)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def fact(icon: str, title: str, words: str) -> QWidget:
    """What the person should know, with a sign before it."""
    held = QWidget()
    text = Text([strong(f"{title}. "), words], "body", "ink2", wrap=True)
    held.setLayout(row(col(Icon(icon, 22), "stretch"), (text, 1), gap=12))
    held.setAccessibleName(f"{title}. {words}")
    return held
