"""A line or a text that a hand scanner types into, as it was before, so that it can be again."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget


class LineField:
    """A line: where the cursor stood, and what was marked."""

    def __init__(self, line: QLineEdit) -> None:
        self._line = line
        marked = line.hasSelectedText()
        self._at = line.selectionStart() if marked else line.cursorPosition()
        self._marked = line.selectedText()

    def take_back(self) -> None:
        """What was typed since goes, what it replaced comes back; as an edit, which can be undone."""
        line = self._line
        typed = line.cursorPosition() - self._at
        if typed <= 0:
            return
        line.setSelection(self._at, typed)
        line.insert(self._marked)
        if self._marked:
            line.setSelection(self._at, len(self._marked))
        line.textEdited.emit(line.text())


class TextField:
    """The same for a text of many lines."""

    def __init__(self, text: QPlainTextEdit) -> None:
        self._text = text
        cursor = text.textCursor()
        self._at = cursor.selectionStart()
        self._marked = cursor.selectedText()

    def take_back(self) -> None:
        """What was typed since goes, what it replaced comes back; as an edit, which can be undone."""
        cursor = self._text.textCursor()
        if cursor.position() <= self._at:
            return
        cursor.setPosition(self._at, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(self._marked)
        cursor.setPosition(self._at)
        cursor.setPosition(self._at + len(self._marked), QTextCursor.MoveMode.KeepAnchor)
        self._text.setTextCursor(cursor)


Field = LineField | TextField


def field_of(widget: QWidget) -> Field | None:
    """What takes keys as text; None for a button, a list, a picture."""
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        line = widget.findChild(QLineEdit)
        return LineField(line) if line is not None else None
    if isinstance(widget, QLineEdit):
        return LineField(widget)
    return TextField(widget) if isinstance(widget, QPlainTextEdit) else None
