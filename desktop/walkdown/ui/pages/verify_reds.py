"""What is red, each with its own promise or none yet; and the promises that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from walkdown.core.job import Job
from walkdown.core.leave import Gate
from walkdown.core.promise import MOST_WHAT, MOST_WHO, Item, Promise, day_words
from walkdown.core.shown import shown
from walkdown.ui.kit import MIDDLE, Button, Glyph, Run, StateGlyph, Text, col, row, rule, strong
from walkdown.ui.pages.verify_evidence_words import time_words
from walkdown.ui.pages.verify_keys import ENTER, RowsFrame
from walkdown.ui.pages.verify_words import device_name, red_words

MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a row shows of an item and its promise."""

    glyph: Glyph
    words: str
    given: bool = False
    red: bool = True


class RedItems(RowsFrame):
    """First what needs a promise, then what has one, then what was met. `wanted` carries an Item."""

    wanted = Signal(object)
    taken_back = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setAccessibleName("Red items and their promises")
        self._lines: dict[Item, RedRow] = {}
        self._order: tuple[Item, ...] = ()
        self._more = Text("", "caption", "ink2", wrap=True)
        self._column = col(gap=0)
        self.setLayout(col(self._column, self._more, gap=0))
        self.hide()

    def rows(self) -> list[QWidget]:
        return [self._lines[item] for item in self._order]

    def show_gate(self, stand: Gate, job: Job, now: datetime) -> None:
        """The items as the gate stands."""
        entries = _entries(stand, now)
        items = tuple(entries)
        for item in items[:MOST_ROWS]:
            if item not in self._lines:
                self._lines[item] = self._made(item)
            self._lines[item].show_entry(entries[item], job)
        if items[:MOST_ROWS] != self._order:
            self._order = items[:MOST_ROWS]
            self._lay_out()
        more = len(items) - len(self._order)
        self._more.say(f"   And {more} more, which come up as these are promised." if more else "")
        self._more.setVisible(more > 0)

    def focus_on(self, item: Item) -> None:
        """The row of this item, where it is shown."""
        if item in self._order:
            self._lines[item].setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, item: Item) -> RedRow:
        made = RedRow(item)
        made.wanted.connect(self.wanted)
        made.taken_back.connect(self.taken_back)
        return made

    def _lay_out(self) -> None:
        for item in [i for i in self._lines if i not in self._order]:
            line = self._lines.pop(item)
            line.hide()
            line.deleteLater()
        while (held := self._column.takeAt(0)) is not None:
            widget = held.widget()
            if widget is not None and not isinstance(widget, RedRow):
                widget.hide()
                widget.deleteLater()
        for number, item in enumerate(self._order):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(self._lines[item])
            self._lines[item].show()


class RedRow(QWidget):
    """One item: one stop for the keyboard; Enter writes or corrects its promise."""

    wanted = Signal(object)
    taken_back = Signal(object)

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._item = item
        name = f"{item.check}.{item.serial}".rstrip(".")
        self._glyph = StateGlyph("stop", 24)
        self._title = Text("", "body", wrap=True)
        self._words = Text("", "caption", "ink2", wrap=True)
        self._write = Button("Promise", "edit", size="sm")
        self._write.setObjectName(f"verify.promise.for.{name}")
        self._write.clicked.connect(lambda: self.wanted.emit(item))
        self._back = Button("Take back", "undo", size="sm")
        self._back.setObjectName(f"verify.promise.back.{name}")
        self._back.clicked.connect(lambda: self.taken_back.emit(item))
        words = col(self._title, self._words, gap=0)
        parts = (self._glyph, (words, 1), self._write, self._back)
        self.setLayout(row(*parts, gap=12, margins=(16, 8, 16, 8), align=MIDDLE))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_entry(self, entry: _Entry, job: Job) -> None:
        """The item with its promise, as the gate stands."""
        name = device_name(self._item.serial, job) or "The site"
        why = red_words(self._item, job) if entry.red else "red no more"
        self._glyph.show_state(entry.glyph, entry.words)
        title: list[str | Run] = [strong(name), f": {why}"]
        self._title.say(title)
        self._words.say(entry.words)
        fixed = not entry.red or job.handed_over is not None
        self._write.say("Correct" if entry.given else "Promise", name=f"Promise for {name}, {why}")
        self._write.setHidden(fixed)
        self._back.set_name(f"Take the promise for {name} back")
        self._back.setHidden(fixed or not entry.given)
        self.setAccessibleName(f"{name}: {why}. {entry.words}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in ENTER and not self._write.isHidden():
            self.wanted.emit(self._item)
        else:
            super().keyPressEvent(event)


def _entries(stand: Gate, now: datetime) -> dict[Item, _Entry]:
    """In the order of the rows. What is red again shows its own promise, not the one kept before."""
    entries = {item: _Entry("stop", "No promise yet.") for item in stand.open}
    for promise in stand.outgrown:
        said = f"Another device answers since. {_said(promise)}"
        entries[promise.item] = _Entry("stop", said, given=True)
    for promise in stand.overdue:
        entries[promise.item] = _Entry("stop", f"This day has passed: {_said(promise)}", given=True)
    for promise in stand.promised:
        written = f"Written {time_words(promise.at, now)}."
        entries[promise.item] = _Entry("warn", f"{_said(promise)} {written}", given=True)
    for promise in stand.met:
        at = f", {time_words(promise.met_at, now)}" if promise.met_at else ""
        kept = f"Kept, or not needed any more{at}: {_said(promise)}"
        entries.setdefault(promise.item, _Entry("ok", kept, given=True, red=False))
    return entries


def _said(promise: Promise) -> str:
    what, who = shown(promise.what, MOST_WHAT), shown(promise.who, MOST_WHO)
    return f"{what}. {who}, by {day_words(promise.by)}."
