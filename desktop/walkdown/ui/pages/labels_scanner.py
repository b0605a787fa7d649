"""A hand scanner: it types as a keyboard does, anywhere on the page, and ends with Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.messages import LabelTaken
from walkdown.core.device import Way
from walkdown.core.label import MOST_CHARACTERS
from walkdown.ui.kit import TOP, Icon, Line, StateGlyph, Text, col, row
from walkdown.ui.pages.labels_camera import sunken
from walkdown.ui.pages.labels_wedge import GS
from walkdown.ui.pages.labels_words import Take, taken_words

LINE = "labels.scanner"
_READY = "Ready. Works anywhere on this page."
_FAST_ONLY = "Works anywhere on this page. A slow scanner: click the line first."
_SET_UP = "Set it to keyboard mode (HID) with Enter or Tab at the end."


class ScannerLine(Line):
    """Where a hand scanner may type at any speed. It says whether keys arrive here."""

    held = Signal(bool)

    def event(self, event: QEvent) -> bool:
        # An empty line has nothing to undo itself, so Ctrl+Z is left to the list.
        if event.type() == QEvent.Type.ShortcutOverride and not self.text():
            keys = getattr(event, "keyCombination", None)
            if keys is not None and QKeySequence(keys()) == QKeySequence("Ctrl+Z"):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == GS:  # which a line leaves out by itself
            self.insert(GS)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.held.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.held.emit(False)


class ScannerWay(QWidget):
    """How a scanner is used, what it read last, and a line for those that type slowly."""

    took = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._line = ScannerLine(
            "", "The scanner types here", name="Hand scanner", mono=True, most=MOST_CHARACTERS
        )
        self._line.setObjectName(LINE)
        self._line.returnPressed.connect(self._enter)
        self._line.held.connect(self._say_held)
        self._glyph = StateGlyph("me", 20)
        self._state = Text("", "body", "ink2", wrap=True)
        self._last = Text("", "body-strong", wrap=True, align="center")
        self._last.hide()
        state = QWidget()
        state.setLayout(row(col(self._glyph, margins=(0, 2, 0, 0)), (self._state, 1), align=TOP))
        icon = QWidget()
        icon.setLayout(row("stretch", Icon("scanner", 40, "ink3"), "stretch"))
        area = sunken(
            icon,
            8,
            Text("Pull the trigger on any label", "h3", wrap=True, align="center"),
            state,
            12,
            self._line,
            self._last,
            12,
            Text(_SET_UP, "caption", "ink3", wrap=True, align="center"),
            name="Hand scanner: pull the trigger on any label",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self._say_held(False)

    def begin(self) -> None:
        """Keys are wanted here."""
        self._line.setFocus()

    def scan(self, text: str) -> None:
        """A text that a scanner typed, here or elsewhere."""
        if text.strip():
            self.took.emit((Take(text, Way.SCANNER),))

    def note(self, taken: LabelTaken) -> None:
        """What became of the last text."""
        words = taken_words(taken)
        self._last.say(f"{words.tag}: {words.second}")
        self._last.show()

    def _enter(self) -> None:
        text = self._line.text().strip()
        self._line.clear()
        self.scan(text)

    def _say_held(self, held: bool) -> None:
        self._glyph.show_state("ok", "ready")
        self._state.say(_READY if held else _FAST_ONLY)
