"""The owner's password field: dots, no way to copy it out, and a live check beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from walkdown.core.wifi import Flaw, password_flaw
from walkdown.ui import theme
from walkdown.ui.kit import Button, Glyph, Line, StateGlyph, Text, col, row
from walkdown.ui.texts import flaw_words

SHOWN_MS = 30_000
_MOST = 200
_KEYS_OFF = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)


class SecretLine(Line):
    """A line whose text goes nowhere: not to the clipboard, nor to the mouse's selection, nor back."""

    def __init__(self) -> None:
        super().__init__(big=True, most=_MOST)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDragEnabled(False)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.selectionChanged.connect(self._unselect)
        self.hide_text()

    def show_text(self) -> None:
        """Readable; then nothing of it can be selected, since selecting is copying on some systems."""
        self.deselect()
        self.setEchoMode(QLineEdit.EchoMode.Normal)

    def hide_text(self) -> None:
        """Dots."""
        self.setEchoMode(QLineEdit.EchoMode.Password)

    @property
    def is_shown(self) -> bool:
        """Whether the text is readable now."""
        return self.echoMode() is QLineEdit.EchoMode.Normal

    def wipe(self) -> None:
        """Empty it with its history."""
        self.hide_text()
        self.setText("")

    def event(self, event: QEvent) -> bool:
        # Taken here, so that no shortcut of a page around it sees them either.
        if isinstance(event, QKeyEvent) and any(event.matches(key) for key in _KEYS_OFF):
            event.accept()
            return True
        return super().event(event)

    def _unselect(self) -> None:
        if self.is_shown and self.hasSelectedText():
            self.deselect()


class PasswordEntry(QWidget):
    """Label, field, Show for 30 s, and the check. `changed` comes with every key."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = "Wi-Fi password"
        self._code_length = 0
        self.line = SecretLine()
        self.line.setObjectName("owner.password")
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self._finished)
        self._show = Button("Show", "eye", size="xl", name="Show the password for 30 seconds")
        self._show.setObjectName("owner.show")
        self._show.clicked.connect(self._toggle)
        self._time = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._time.timeout.connect(self._hide)
        self._glyph = StateGlyph("todo", 20)
        self._note = Text("", "body", "ink2", wrap=True)
        label = Text("Password", "body-strong")
        QLabel.setBuddy(label, self.line)
        sign = col(2, self._glyph, "stretch", gap=0)
        self.setLayout(
            col(
                label,
                row((self.line, 1), self._show),
                row(sign, (self._note, 1), gap=8),
                gap=8,
            )
        )
        self._say()

    def set_network(self, ssid: str) -> None:
        """Whose password it is, for the screen reader."""
        self._name = f"Wi-Fi password for {ssid}"
        self._say()

    def set_code_length(self, length: int) -> None:
        """A code with this many characters was read; it counts while nothing is typed."""
        self._code_length = length
        self._say()
        self.changed.emit()

    @property
    def flaw(self) -> Flaw | None:
        """Why it cannot be sent; None for a good one, and for an empty field with a code read."""
        text = self.line.text()
        return None if not text and self._code_length else password_flaw(text)

    def take(self) -> str:
        """The password, once: the field is empty afterwards."""
        text = self.line.text()
        self.wipe()
        return text

    def wipe(self) -> None:
        """Empty, dots, and no code."""
        self._code_length = 0
        self._hide()
        self.line.wipe()
        self._say()

    # --- the check

    def _typed(self) -> None:
        self._say()
        self.changed.emit()

    def _finished(self) -> None:
        if self.flaw is None:
            self.entered.emit()
        else:
            self._say(done=True)

    def _say(self, *, done: bool = False) -> None:
        """`done`: no more is being typed, so what is too short will stay so."""
        glyph, words, bad = self._words()
        bad = bad or (done and self.flaw is not None)
        theme.mark(self.line, "bad", "true" if bad else "false")
        self._glyph.show_state("stop" if bad else glyph, "Error" if bad else "")
        self._note.say(words, "stop.word" if bad else "ink2")
        error = f". Error: {words}" if bad else ""
        self.line.setAccessibleName(self._name + error)

    def _words(self) -> tuple[Glyph, str, bool]:
        """Silhouette and sentence, and whether typing on cannot put it right."""
        count, flaw = len(self.line.text()), self.flaw
        counted = f"{count} character{'' if count == 1 else 's'}"
        if not count and self._code_length:
            read = f"The router's code was read: {self._code_length} characters, not shown"
            return "ok", read, False
        if not count:
            return "todo", "Capitals and small letters count.", False
        if flaw is None:
            return "ok", f"{counted}, a length that Wi-Fi takes", False
        late = flaw is not Flaw.PASSWORD_TOO_SHORT
        return "todo", f"{counted}. {flaw_words(flaw)}", late

    # --- Show

    def _toggle(self) -> None:
        if self.line.is_shown:
            self._hide()
            return
        self.line.show_text()
        self._show.say("Hide", name="Hide the password")
        self._time.start()
        self.line.setFocus()

    def _hide(self) -> None:
        self._time.stop()
        self.line.hide_text()
        self._show.say("Show", name="Show the password for 30 seconds")
