"""A row of a pasted list: what will become of it, and the question where there is one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import MIDDLE, Button, Glyph, StateGlyph, Text, row
from walkdown.ui.pages.labels_pasted import ASKED, Fate, Line

SHORTENED = "Excel shortened this serial: format the column as text and copy again"
_FATES: dict[Fate, tuple[Glyph, str]] = {
    Fate.NEW: ("ok", "Will be added"),
    Fate.LISTED: ("duplicate", "On the list already"),
    Fate.TWICE: ("duplicate", "Twice in this text"),
    Fate.NEEDS_KIND: ("me", "Choose its kind above"),
    Fate.CHECK: ("warn", "Check digit does not match"),
    Fate.NUMBER: ("warn", "An article's number or a Matter code?"),
    Fate.LOOKALIKE: ("warn", "Nearby there is"),
    Fate.ELSEWHERE: ("foreign", "On the list of"),
    Fate.FOREIGN: ("foreign", "Not set up with Walkdown"),
    Fate.ROUTER: ("foreign", "A router's code, for the Network page"),
    Fate.SHORTENED: ("stop", "Excel shortened this serial"),
    Fate.LEFT_OUT: ("foreign", "Not a device's label"),
}
_TO_ADD = frozenset({Fate.NEW})
_WAITING = frozenset({Fate.NEEDS_KIND, *ASKED})
_KNOWN = frozenset({Fate.LISTED, Fate.TWICE})
_COUNTED = (
    ("to add", _TO_ADD),
    ("wait for you", _WAITING),
    ("on the list or twice", _KNOWN),
    ("left out", frozenset(Fate) - _TO_ADD - _WAITING - _KNOWN),
)


class PasteRow(QWidget):
    """One row. Nothing is put right by itself: a button on the row decides where there is a doubt."""

    agreed = Signal(str, bool)
    """The serial, and whether it is right as it stands."""
    meant = Signal(str, str)
    """The serial, and the one heard nearby that is meant."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.serial = line.serial
        self._buttons: list[QWidget] = [*self._clicks(line)]
        glyph, _ = _FATES[line.fate]
        what = fate_words(line)
        text = _text(line)
        self.setLayout(
            row(
                StateGlyph(glyph, 18, name=what),
                Text(text, "mono" if line.serial else "caption"),
                (Text(_words(line), "caption", "ink2", elide=True), 1),
                *self._buttons,
                align=MIDDLE,
            )
        )
        self.setAccessibleName(f"Line {line.number}: {text}. {what}. {_words(line)}")

    def take_focus(self, *, or_else: QWidget) -> None:
        """Keys go on here after an answer, or where there is nothing to press."""
        (self._buttons or [or_else])[0].setFocus()

    def _clicks(self, line: Line) -> list[Button]:
        serial = line.serial
        if line.sure:
            return [self._click("Leave out", "labels.paste.leave", serial, sure=False)]
        if line.fate not in ASKED:
            return []
        alike = line.fate is Fate.LOOKALIKE
        keep = self._click(
            "Keep mine" if alike else "Add anyway",
            "labels.lookalike.keep" if alike else "labels.paste.anyway",
            serial,
            sure=True,
        )
        return [self._use(serial, line.why), keep] if alike else [keep]

    def _click(self, words: str, name: str, serial: str, *, sure: bool) -> Button:
        made = Button(words, None, "link", "sm", name=f"{words}: {grouped(serial)}")
        made.setObjectName(name)
        made.clicked.connect(lambda: self.agreed.emit(serial, sure))
        return made

    def _use(self, serial: str, heard: str) -> Button:
        made = Button("Use that one", None, "link", "sm", name=f"Use {grouped(shown(heard, 24))}")
        made.setObjectName("labels.lookalike.use")
        made.clicked.connect(lambda: self.meant.emit(serial, heard))
        return made


def fate_words(line: Line) -> str:
    """What will become of a row, in a few words."""
    words = _FATES[line.fate][1]
    why = shown(line.why, 80)
    match line.fate:
        case Fate.NEW if line.sure:
            return "Will be added as it stands"
        case Fate.LOOKALIKE:
            return f"{words} {grouped(shown(line.why, 24))}"
        case Fate.ELSEWHERE:
            return f"{words} {shown(line.why, 32) or 'another site'}"
        case Fate.FOREIGN:
            return f"{why}: {words[0].lower()}{words[1:]}" if why else words
        case Fate.LEFT_OUT:
            return why or words
        case _:
            return words


def summary(lines: tuple[Line, ...], *, more: bool, most: int) -> str:
    """All rows in one or two sentences, whether they are shown or not."""
    if not lines:
        return "Nothing is added before you press Add."
    counts = [(sum(line.fate in fates for line in lines), words) for words, fates in _COUNTED]
    said = [", ".join(f"{count} {words}" for count, words in counts if count)]
    if any(line.fate is Fate.SHORTENED for line in lines):
        said.append(SHORTENED)
    if len(lines) > most:
        said.append(f"{most} rows are shown")
    if more:
        said.append("Only the first 1,000 rows are looked at")
    return ". ".join(said) + ("." if len(said) > 1 else "")


def _text(line: Line) -> str:
    if line.serial:
        return grouped(line.serial)
    return shown(line.text, 32) or f"Line {line.number}"


def _words(line: Line) -> str:
    """What stands beside the serial: of a row that will be added its kind and model."""
    if line.fate is not Fate.NEW or line.kind is None:
        return fate_words(line)
    name = " ".join(part for part in (kind_name(line.kind), shown(line.model, 16)) if part)
    return f"{name}, as it stands" if line.sure else name
