"""Writing a promise for a red item: what is left, who does it, until which day. Printed on page 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QFrame

from walkdown.core.draft import PROMISE, Draft, DraftField
from walkdown.core.job import Job
from walkdown.core.leave import Gate
from walkdown.core.promise import MOST_WHAT, MOST_WHO, Item, Promise
from walkdown.ui.kit import Button, DatePick, Field, Line, Text, col, row
from walkdown.ui.pages.verify_words import device_name, red_words

DAYS = 7


@dataclass(frozen=True, slots=True)
class Written:
    """What stood in the form when its button was pressed, and the items it is for."""

    items: tuple[Item, ...]
    what: str
    who: str
    by: date


class PromiseForm(QFrame):
    """Hidden until an item is to be promised. `kept` carries a Written."""

    kept = Signal(object)
    closed = Signal(object)
    """The Item it was open for."""
    typed = Signal(object)
    """A Draft, at every key."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._filling = False
        self._item: Item | None = None
        self._before: Promise | None = None
        self._open: tuple[Item, ...] = ()
        self._title = Text("", "h3", wrap=True)
        self._what = self._line("what", MOST_WHAT, DraftField.PROMISE_WHAT)
        self._who = self._line("who", MOST_WHO, DraftField.PROMISE_WHO)
        self._by = DatePick()
        self._by.setObjectName("verify.promise.by")
        self._by.dateChanged.connect(self._day_changed)
        self._what_field = Field("What is left to do", self._what)
        self._who_field = Field("Who does it", self._who)
        self._keep = self._button("Keep this promise", "tick", "keep")
        self._keep.clicked.connect(lambda: self._press(everything=False))
        self._all = self._button("", "list", "all")
        self._all.clicked.connect(lambda: self._press(everything=True))
        close = self._button("Close", None, "close")
        close.set_kind("quiet")
        close.clicked.connect(self._drop)
        note = Text("It is printed on the first page of the report.", "caption", "ink2")
        by = Field("Until", self._by)
        fields = row((self._what_field, 2), (self._who_field, 1), by, gap=16)
        acts = row(self._keep, self._all, close, "stretch")
        self.setLayout(col(self._title, note, fields, acts, gap=12, margins=(16, 16, 16, 16)))
        self.hide()

    def open_for(self, item: Item, job: Job, stand: Gate) -> None:
        """Begin the promise for an item, or correct the one it has."""
        given = (*stand.promised, *stand.overdue, *stand.outgrown)
        former = next((p for p in given if p.item == item), None)
        self._begin(item, former)
        if former is not None:
            self._fill(
                former.what, former.who, QDate(former.by.year, former.by.month, former.by.day)
            )
        else:
            self._fill("", job.site.provider[:MOST_WHO], QDate())
        self.typed.emit(Draft(DraftField.PROMISE_ITEM, _key(item)))
        self.show_gate(job, stand)
        self.show()
        self._what.setFocus()

    def begin(self, job: Job | None, stand: Gate | None) -> None:
        """Another job, or none: the form is open where something was typed into it before."""
        self._close()
        if job is None or stand is None:
            return
        key, what, who, by = (job.drafted(field) for field in PROMISE)
        given = {p.item: p for p in (*stand.promised, *stand.overdue, *stand.outgrown)}
        items = {_key(item): item for item in (*given, *stand.open)}
        item = items.get(key) if key else next(iter(stand.open), None)
        if item is not None and (what or who):
            self._begin(item, given.get(item))
            self._fill(what, who, QDate.fromString(by, Qt.DateFormat.ISODate))
            self.show_gate(job, stand)
            self.show()

    def show_gate(self, job: Job, stand: Gate) -> None:
        """What the form is for; it goes once its promise is written, or the item is red no more."""
        item = self._item
        if item is None:
            return
        given = next(
            (p for p in (*stand.promised, *stand.overdue, *stand.outgrown) if p.item == item), None
        )
        red = given is not None or item in stand.open
        if not red or given != self._before or job.handed_over is not None:
            self._close()
            return
        name = device_name(item.serial, job) or "The site"
        self._title.say(f"A promise for {name}: {red_words(item, job)}")
        self.setAccessibleName(self._title.text())
        self._open = tuple(i for i in stand.open if i != item)
        count = len(self._open) + 1
        self._all.say(f"Keep it for all {count} without one", name=f"Keep it for all {count} items")
        self._all.setHidden(given is not None or not self._open)

    def _begin(self, item: Item, former: Promise | None) -> None:
        self._item, self._before = item, former

    def _fill(self, what: str, who: str, by: QDate) -> None:
        self._filling = True
        today = QDate.currentDate()
        self._by.setDateRange(today, today.addYears(1))
        self._what.setText(what)
        self._who.setText(who)
        self._by.setDate(by if by.isValid() else today.addDays(DAYS))
        self._filling = False
        for field in (self._what_field, self._who_field):
            field.clear()

    def _day_changed(self, day: QDate) -> None:
        if not self._filling:
            text = day.toString(Qt.DateFormat.ISODate)
            self.typed.emit(Draft(DraftField.PROMISE_BY, text))

    def _close(self) -> None:
        """Put the form away with what was typed."""
        item, self._item, self._before = self._item, None, None
        self._fill("", "", QDate())
        self.hide()
        if item is not None:
            self.closed.emit(item)

    def _drop(self) -> None:
        """The person closes the form: what was typed is not kept either."""
        self._close()
        for field in PROMISE:
            self.typed.emit(Draft(field, ""))

    def _line(self, name: str, most: int, field: DraftField) -> Line:
        line = Line(most=most)
        line.setObjectName(f"verify.promise.{name}")
        line.textEdited.connect(lambda text: self.typed.emit(Draft(field, text)))
        line.returnPressed.connect(lambda: self._press(everything=False))
        return line

    def _button(self, words: str, icon: str | None, name: str) -> Button:
        made = Button(words, icon)
        made.setObjectName(f"verify.promise.{name}")
        return made

    def _press(self, *, everything: bool) -> None:
        self._what_field.clear()
        self._who_field.clear()
        what, who = self._what.text().strip(), self._who.text().strip()
        if not what:
            self._what_field.set_error("Say what is left to do.")
            self._what.setFocus()
        elif not who:
            self._who_field.set_error("Say who does it.")
            self._who.setFocus()
        elif self._item is not None:
            items = (self._item, *(self._open if everything else ()))
            day = self._by.date()
            self.kept.emit(Written(items, what, who, date(day.year(), day.month(), day.day())))


def _key(item: Item) -> str:
    """How the item stands in a draft."""
    return f"{item.check} {item.serial}".strip()
