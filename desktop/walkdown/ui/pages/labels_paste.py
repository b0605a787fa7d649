"""Pasting a list: a text on top, a table below of what would be added, and nothing before Add."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from walkdown.core.device import Way
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    Field,
    Glyph,
    StateGlyph,
    Text,
    box,
    col,
    empty,
    row,
    scroll,
)
from walkdown.ui.pages.labels_pasted import Fate, Line, left_over, read_lines
from walkdown.ui.pages.labels_type import KindSelect
from walkdown.ui.pages.labels_words import Take

_FATES: dict[Fate, tuple[Glyph, str]] = {
    Fate.NEW: ("ok", "Will be added"),
    Fate.LISTED: ("duplicate", "On the list already"),
    Fate.TWICE: ("duplicate", "Twice in this text"),
    Fate.NEEDS_KIND: ("me", "Choose its kind above"),
    Fate.LEFT_OUT: ("foreign", "Not a device's label"),
}
_MOST_SHOWN = 60
_LOOK_MS = 150


class PasteWay(QWidget):
    """One label on each line: a serial, or a row of a spreadsheet with serial and model."""

    took = Signal(object)
    typed = Signal(str)
    """The text, whenever it has changed and has been looked at; empty once all of it is listed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("labels.paste")
        self._kept = self._added = ""
        self._listed: frozenset[str] = frozenset()
        self._lines: tuple[Line, ...] = ()
        self._text = QPlainTextEdit()
        self._text.setObjectName("labels.paste.text")
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText("Paste serials here, one on each line")
        self._text.setAccessibleName("Serials to paste, one on each line")
        self._text.setFixedHeight(theme.dp(104))
        self._kind = KindSelect("labels.paste.kind")
        self._add = Button("Add", "plus", enabled=False)
        self._add.setObjectName("labels.paste.add")
        self._add.clicked.connect(self._take)
        self._sum = Text("", "caption", "ink2", wrap=True)
        self._table = QVBoxLayout()
        self._table.setContentsMargins(12, 4, 12, 4)
        self._table.setSpacing(2)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._check)
        self._text.textChanged.connect(self._look.start)
        self._kind.currentIndexChanged.connect(lambda: self._check())
        inner = QWidget()
        inner.setLayout(col(self._table, "stretch", gap=0))
        table = box(col((scroll(inner), 1), gap=0), "card", 1, "What would be added")
        kind = Field("Kind, where the list names none", self._kind)
        click = col("stretch", self._add, gap=0)
        self.setLayout(col(self._text, row((kind, 1), click, gap=12), (table, 1), self._sum, gap=8))
        self._check()

    def begin(self) -> None:
        """Keys are wanted here."""
        self._text.setFocus()

    def start_over(self, draft: str) -> None:
        """Another job: nothing pasted, but what was pasted for it before and not added."""
        self._text.setPlainText(draft)
        self._look.stop()
        self._kept, self._added = self._text.toPlainText(), ""
        self._check()

    def show_listed(self, serials: frozenset[str]) -> None:
        """What is on the list now, so that it is not offered again."""
        if serials != self._listed:
            self._listed = serials
            self._check()

    def _check(self) -> None:
        text = self._text.toPlainText()
        lines = read_lines(text, self._listed, self._kind.kind())
        new = sum(line.fate is Fate.NEW for line in lines)
        self._keep("" if text == self._added and not new else text)
        self._add.setEnabled(new > 0)
        self._add.say(f"Add {new}" if new else "Add", name=f"Add {new} labels to the list")
        self._sum.say(_summary(lines, more=left_over(text)))
        if lines != self._lines:
            self._lines = lines
            empty(self._table)
            for line in lines[:_MOST_SHOWN]:
                self._table.addWidget(_checked(line))

    def _keep(self, text: str) -> None:
        if text != self._kept:
            self._kept = text
            self.typed.emit(text)

    def _take(self) -> None:
        self._look.stop()
        self._check()
        takes = tuple(
            Take(line.text, Way.PASTED, line.kind, line.model)
            for line in self._lines
            if line.fate is Fate.NEW
        )
        if takes:
            self._added = self._text.toPlainText()
            self.took.emit(takes)


def _summary(lines: tuple[Line, ...], *, more: bool) -> str:
    if not lines:
        return "Nothing is added before you press Add."
    words = []
    for fate, what in (
        (Fate.NEW, "to add"), (Fate.NEEDS_KIND, "without a kind"), (Fate.LISTED, "on the list"),
        (Fate.TWICE, "twice"), (Fate.LEFT_OUT, "left out"),
    ):  # fmt: skip
        count = sum(line.fate is fate for line in lines)
        words += [f"{count} {what}"] if count else []
    return ", ".join(words) + (". Only the first 500 lines are looked at." if more else "")


def _checked(line: Line) -> QWidget:
    glyph, what = _FATES[line.fate]
    kind = kind_name(line.kind) if line.kind and line.fate is Fate.NEW else ""
    name = " ".join(part for part in (kind, shown(line.model, 16)) if part)
    text = grouped(line.serial) if line.serial else shown(line.text, 32) or "A router's code"
    made = QWidget()
    made.setLayout(
        row(
            StateGlyph(glyph, 18, name=what),
            Text(text, "mono" if line.serial else "caption"),
            (Text(name or what, "caption", "ink2", elide=True), 1),
            align=MIDDLE,
        )
    )
    made.setAccessibleName(f"{text}. {what}. {name}")
    return made
