"""The question before a site goes back to a former state: which one, and what becomes of the present one."""

from __future__ import annotations

from datetime import UTC, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.app.ports import DayCopy
from walkdown.ui import theme
from walkdown.ui.kit import Button, Field, Icon, Select, StateGlyph, Text, col, row, strong

_COMES = "All that was typed, scanned and proven up to then. What was done since is not in it."
_STAYS = (
    "The site as it is now becomes a copy itself: you can go back to it in the same way. The record"
    " of permissions and packs that were saved are not touched."
)
_DEVICES = "The devices stay as they are: what they were told since, they know."


def copy_words(copy: DayCopy) -> str:
    """ "22 Nov 2026, before the first change of that day"."""
    if not copy.at:
        return f"{copy.day:%d %b %Y}, before the first change of that day"
    at = time(int(copy.at[:2]) % 24, int(copy.at[2:4]) % 60)
    moment = datetime.combine(copy.day, at, tzinfo=UTC).astimezone()
    return f"{moment:%d %b %Y, %H:%M}, when you went back"


class CopiesSheet(QDialog):
    """Over the Jobs page. `chosen` carries the copy; Esc, Enter and closing leave the site as it is."""

    chosen = Signal(object)

    def __init__(self, name: str, copies: tuple[DayCopy, ...], over: QWidget) -> None:
        super().__init__(over)
        self._copies = copies
        self.setObjectName("copies")
        self.setWindowTitle("Walkdown")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("bg", "canvas")
        keep, back = self._button("Leave it as it is"), self._button("Go back")
        keep.setObjectName("copies.keep")
        keep.clicked.connect(self.reject)
        back.setObjectName("copies.back")
        back.clicked.connect(self._go_back)
        self._which = Select([copy_words(copy) for copy in copies], name="Which copy")
        self._which.setObjectName("copies.which")
        title = Text(f"Go back to a copy of {name}?", "h2", wrap=True)
        self.setLayout(
            col(
                row(StateGlyph("warn", 24), (title, 1), gap=12),
                Field("As it stood", self._which),
                self._fact("undo", "Comes back", _COMES),
                self._fact("disk", "Is kept", _STAYS),
                self._fact("info", "Not within reach", _DEVICES),
                row((keep, 1), (back, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self._which.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words are at this width."""
        self.setFixedWidth(min(theme.dp(900 if theme.current().sun else 680), self._most_width()))
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def _most_width(self) -> int:
        over = self.parentWidget()
        return over.window().width() - 32 if over is not None else theme.dp(900)

    def _go_back(self) -> None:
        self.chosen.emit(self._copies[self._which.currentIndex()])
        self.accept()

    @staticmethod
    def _button(words: str) -> Button:
        button = Button(words, kind="equal", size="lg", wide=True)
        button.setAutoDefault(False)
        return button

    @staticmethod
    def _fact(icon: str, title: str, words: str) -> QWidget:
        held = QWidget()
        text = Text([strong(f"{title}. "), words], "body", "ink2", wrap=True)
        held.setLayout(row(col(Icon(icon, 22), "stretch"), (text, 1), gap=12))
        held.setAccessibleName(f"{title}. {words}")
        return held
