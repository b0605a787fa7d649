"""The text that a list is pasted into. The system hands over what is pasted; nobody reads the clipboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from walkdown.ui import theme

TakeOther = Callable[[QMimeData], bool]


class PasteText(QPlainTextEdit):
    """Gives pictures and files to `take_other`, which says whether it took them; texts it keeps."""

    def __init__(self, take_other: TakeOther) -> None:
        super().__init__()
        self._take_other = take_other
        self._took_other = self._no_text = False
        self.setObjectName("labels.paste.text")
        self.setTabChangesFocus(True)
        self.setPlaceholderText("Paste serials or rows of a spreadsheet here")
        self.setAccessibleName("Serials to paste, one on each line")
        self.setFixedHeight(theme.dp(104))

    def paste_below(self) -> bool:
        """Paste on a line of its own, below what is here. Whether it was a text."""
        before, cursor = self.toPlainText(), self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)
        if before and not before.endswith("\n"):
            self.insertPlainText("\n")
        began = self.toPlainText()
        self.paste()
        if self.toPlainText() != began:
            return True
        if began != before:
            self.undo()
        return False

    def paste_picture(self) -> bool:
        """Paste a picture or files; a text is left alone. Whether there were any."""
        self._took_other, self._no_text = False, True
        try:
            self.paste()
        finally:
            self._no_text = False
        return self._took_other

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._took_other = self._take_other(source)
        if not self._took_other and not self._no_text:
            super().insertFromMimeData(source)
