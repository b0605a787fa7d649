"""Leaving with something open: what it is, who closes it, by when. It is printed on page 1."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QWidget

from walkdown.core.draft import PROMISE, Draft, DraftField
from walkdown.core.job import Job, Promise
from walkdown.core.shown import shown
from walkdown.ui.kit import Button, DatePick, Field, Line, StateGlyph, Text, box, col, row, strong

DAYS = 7


class PromisePanel(QWidget):
    """A form while it is being made, a line once it stands. `kept` carries a Promise, or None."""

    kept = Signal(object)
    opened = Signal()
    typed = Signal(object)
    """A Draft, at every key."""

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self._what = self._line("what", 160, DraftField.PROMISE_WHAT)
        self._who = self._line("who", 80, DraftField.PROMISE_WHO)
        self._by = DatePick(QDate.currentDate().addDays(DAYS))
        self._by.setMinimumDate(QDate.currentDate())
        self._by.setObjectName("verify.promise.by")
        self._by.dateChanged.connect(self._day_changed)
        self._what_field = Field("What is still open", self._what)
        self._who_field = Field("Who does it", self._who)
        self._form = self._make_form()
        self._words = Text("", "body", wrap=True)
        self._back = Button("Take back", "undo", size="sm", name="Take the promise back")
        self._back.setObjectName("verify.promise.back")
        self._back.clicked.connect(lambda: self.kept.emit(None))
        self._stands = box(
            row(StateGlyph("warn", 20), (self._words, 1), self._back, gap=12),
            "warn",
            (16, 8, 16, 8),
        )
        self._form.hide()
        self._stands.hide()
        self.setLayout(col(self._form, self._stands, gap=0))

    def show_promise(self, promise: Promise | None, *, fixed: bool = False) -> None:
        """The promise that stands, if one does; `fixed` once the site is handed over."""
        self._stands.setVisible(promise is not None)
        self._back.setVisible(not fixed)
        if fixed:
            self.close_form()
        if promise is not None:
            self._form.hide()
            what, who = shown(promise.what, 160), shown(promise.who, 80)
            by = shown(promise.by, 24)
            self._words.say([strong("You leave with a promise: "), f"{what}. {who}, by {by}."])
            self._stands.setAccessibleName(f"You leave with a promise: {what}. {who}, by {by}.")

    def open_form(self) -> None:
        """Begin a promise."""
        self._form.show()
        self._what.setFocus()
        self.opened.emit()

    def close_form(self) -> None:
        """Put the form away with what was typed."""
        self._fill("", "", QDate())
        self._form.hide()

    def begin(self, job: Job | None) -> None:
        """Another job, or none: the form is open where something was typed into it before."""
        self.close_form()
        if job is None:
            return
        what, who, by = (job.drafted(field) for field in PROMISE)
        self._fill(what, who, QDate.fromString(by, Qt.DateFormat.ISODate))
        self._form.setVisible(bool(what or who))

    def _fill(self, what: str, who: str, by: QDate) -> None:
        self._filling = True
        self._what.setText(what)
        self._who.setText(who)
        self._by.setDate(by if by.isValid() else QDate.currentDate().addDays(DAYS))
        self._filling = False
        for field in (self._what_field, self._who_field):
            field.clear()

    def _day_changed(self, day: QDate) -> None:
        if not self._filling:
            text = day.toString(Qt.DateFormat.ISODate)
            self.typed.emit(Draft(DraftField.PROMISE_BY, text))

    def _drop(self) -> None:
        """The person closes the form: what was typed is not kept either."""
        self.close_form()
        for field in PROMISE:
            self.typed.emit(Draft(field, ""))

    def _make_form(self) -> QWidget:
        keep = Button("Keep this promise", "tick")
        keep.setObjectName("verify.promise.keep")
        keep.clicked.connect(self._keep)
        drop = Button("Close", kind="quiet")
        drop.setObjectName("verify.promise.close")
        drop.clicked.connect(self._drop)
        return box(
            col(
                Text("Leave with a dated promise", "h3"),
                Text("It is printed on the first page of the report.", "caption", "ink2"),
                row((self._what_field, 2), (self._who_field, 1), Field("By", self._by), gap=16),
                row(keep, drop, "stretch"),
                gap=12,
            ),
            "sunken",
            16,
            "Leave with a dated promise",
        )

    def _line(self, name: str, most: int, field: DraftField) -> Line:
        line = Line(most=most)
        line.setObjectName(f"verify.promise.{name}")
        line.textEdited.connect(lambda text: self.typed.emit(Draft(field, text)))
        return line

    def _keep(self) -> None:
        self._what_field.clear()
        self._who_field.clear()
        if not self._what.text().strip():
            self._what_field.set_error("Say what is still open.")
            self._what.setFocus()
        elif not self._who.text().strip():
            self._who_field.set_error("Say who does it.")
            self._who.setFocus()
        else:
            by = self._by.date().toString("d MMM yyyy")
            self.kept.emit(Promise(self._what.text().strip(), self._who.text().strip(), by))
