"""A cell of a column: as wide as the widest thing that can stand in it, in any theme."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from walkdown.ui import theme
from walkdown.ui.glyphs import tag_size
from walkdown.ui.tokens import Role


class Cell(QWidget):
    """Holds a layout at the width that `measure` gives in px; measured again in another theme."""

    def __init__(self, layout: QLayout, measure: Callable[[], int]) -> None:
        super().__init__()
        self._measure = measure
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.fit()

    def fit(self) -> None:
        """Measure again: what can stand in it has changed."""
        self.setFixedWidth(self._measure())

    def settle(self) -> None:
        """Lay out now, so that a picture taken in this moment shows the new word whole."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self.fit()
        super().changeEvent(event)


def text_width(texts: Iterable[str], role: Role) -> int:
    """The widest of these texts in px."""
    return max((math.ceil(theme.advance(text, role)) + 2 for text in texts), default=0)


def tag_width(words: Iterable[str]) -> int:
    """The widest tag with one of these words, in px."""
    return max((tag_size(word).width() for word in words), default=0)
