"""The question before a site goes back to a former state: which one, and what becomes of the present one."""

from __future__ import annotations

from datetime import UTC, datetime, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.ports import DayCopy
from walkdown.ui.kit import Field, Select, StateGlyph, Text, col, row
from walkdown.ui.sheet import Sheet, equal_button, fact

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


class CopiesSheet(Sheet):
    """Over the Jobs page. `chosen` carries the copy; Esc, Enter and closing leave the site as it is."""

    chosen = Signal(object)

    def __init__(self, name: str, copies: tuple[DayCopy, ...], over: QWidget) -> None:
        super().__init__("copies", over)
        self._copies = copies
        keep = equal_button("Leave it as it is", "copies.keep")
        keep.clicked.connect(self.reject)
        back = equal_button("Go back", "copies.back")
        back.clicked.connect(self._go_back)
        self._which = Select([copy_words(copy) for copy in copies], name="Which copy")
        self._which.setObjectName("copies.which")
        title = Text(f"Go back to a copy of {name}?", "h2", wrap=True)
        self.setLayout(
            col(
                row(StateGlyph("warn", 24), (title, 1), gap=12),
                Field("As it stood", self._which),
                fact("undo", "Comes back", _COMES),
                fact("disk", "Is kept", _STAYS),
                fact("info", "Not within reach", _DEVICES),
                row((keep, 1), (back, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self._which.setFocus()

    def _go_back(self) -> None:
        self.chosen.emit(self._copies[self._which.currentIndex()])
        self.accept()
