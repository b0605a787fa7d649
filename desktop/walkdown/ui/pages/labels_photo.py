"""Two ways in that need no camera of ours: a picture file, and a hand scanner that types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Way
from walkdown.core.label import MOST_CHARACTERS
from walkdown.ui.kit import TOP, Button, Icon, Line, StateGlyph, Text, col, row
from walkdown.ui.pages.labels_camera import sunken
from walkdown.ui.pages.labels_words import Take, taken_words

_PICTURES = "Pictures (*.jpg *.jpeg *.png *.webp)"
_TALLY = {
    Outcome.ADDED: "added",
    Outcome.DUPLICATE: "scanned before",
    Outcome.LEFT_OUT: "left out",
    Outcome.OTHER_SITE: "on another site",
    Outcome.NEEDS_KIND: "without a kind",
    Outcome.ROUTER: "router's code",
}


class PhotoWay(QWidget):
    """Pick a file or drop one; it is read once and not kept."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[Outcome, int] = {}
        self._pick = Button("Pick a picture", "photo")
        self._pick.setObjectName("labels.photo")
        self._pick.clicked.connect(self.choose)
        self._tally = Text("", "body-strong", wrap=True, align="center")
        self._tally.hide()
        note = "JPEG, PNG or WebP. It is read once; no picture is kept."
        area = sunken(
            _middle(Icon("photo", 40, "ink3")),
            8,
            Text("Drop a picture here", "h3", align="center"),
            Text(note, "body", "ink2", wrap=True, align="center"),
            12,
            _middle(self._pick),
            self._tally,
            name="Photo: drop a picture here",
        )
        _fill(self, area)

    def choose(self) -> None:
        """Let the person pick a file; the window goes on working meanwhile."""
        dialog = QFileDialog(self, "Pick a picture of labels", "", _PICTURES)
        dialog.setObjectName("labels.photo.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.picked.emit)
        dialog.open()

    def begin(self) -> None:
        """A picture is being read."""
        self._counts.clear()
        self._tally.hide()
        self._pick.set_busy("Reading")

    def end(self) -> None:
        """It was read, or cannot be."""
        self._pick.set_busy("")

    def note(self, taken: LabelTaken) -> None:
        """Count what became of its codes."""
        self.end()
        if taken.outcome in _TALLY:
            self._counts[taken.outcome] = self._counts.get(taken.outcome, 0) + 1
            parts = [f"{n} {_TALLY[outcome]}" for outcome, n in self._counts.items()]
            self._tally.say(", ".join(parts))
            self._tally.show()


class ScannerLine(Line):
    """Where a hand scanner types. It says whether keys arrive here."""

    held = Signal(bool)

    def event(self, event: QEvent) -> bool:
        # An empty line has nothing to undo itself, so Ctrl+Z is left to the list.
        if event.type() == QEvent.Type.ShortcutOverride and not self.text():
            keys = getattr(event, "keyCombination", None)
            if keys is not None and QKeySequence(keys()) == QKeySequence("Ctrl+Z"):
                event.ignore()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.held.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.held.emit(False)


class ScannerWay(QWidget):
    """A hand scanner is a keyboard that ends with Enter."""

    took = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._line = ScannerLine(
            "", "The scanner types here", name="Hand scanner", mono=True, most=MOST_CHARACTERS
        )
        self._line.setObjectName("labels.scanner")
        self._line.returnPressed.connect(self._take)
        self._line.held.connect(self._say_held)
        self._glyph = StateGlyph("me", 20)
        self._state = Text("", "body", "ink2", wrap=True)
        self._last = Text("", "caption", "ink3", wrap=True, align="center")
        state = QWidget()
        state.setLayout(row(col(self._glyph, margins=(0, 2, 0, 0)), (self._state, 1), align=TOP))
        area = sunken(
            _middle(Icon("scanner", 40, "ink3")),
            8,
            Text("Pull the trigger on any label", "h3", wrap=True, align="center"),
            state,
            12,
            self._line,
            self._last,
            name="Hand scanner: pull the trigger on any label",
        )
        _fill(self, area)
        self._say_held(False)

    def begin(self) -> None:
        """Keys are wanted here."""
        self._line.setFocus()

    def note(self, taken: LabelTaken) -> None:
        """What became of the last text."""
        words = taken_words(taken)
        self._last.say(f"{words.tag}: {words.second}")

    def _take(self) -> None:
        text = self._line.text().strip()
        self._line.clear()
        if text:
            self.took.emit((Take(text, Way.SCANNER),))

    def _say_held(self, held: bool) -> None:
        self._glyph.show_state("ok" if held else "me", "ready" if held else "not ready")
        self._state.say(
            "Ready. Works while this window is in front."
            if held
            else "Click the line first: the scanner types where the cursor is."
        )


def _middle(widget: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(row("stretch", widget, "stretch"))
    return holder


def _fill(widget: QWidget, area: QWidget) -> None:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(area)
