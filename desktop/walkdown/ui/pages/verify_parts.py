"""The parts of Verify: the banner with the answer, and the rows of checks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.core.checks import Check, CheckId
from walkdown.core.job import Job, Verdict
from walkdown.core.leave import Gate, Leave
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Glyph, StateGlyph, Text, col, row, rule
from walkdown.ui.pages.network_cell import Cell, text_width
from walkdown.ui.pages.verify_keys import RowsFrame
from walkdown.ui.pages.verify_words import NAMES, VERDICTS, Repair, answer, measured

_GLYPHS: dict[Verdict, Glyph] = {
    Verdict.STOP: "stop",
    Verdict.CHECK: "warn",
    Verdict.PASS: "ok",
}
_ANSWERS: dict[Leave, Glyph] = {
    Leave.NOT_YET: "stop",
    Leave.PROMISED: "warn",
    Leave.TO_CHECK: "warn",
    Leave.SAFE: "ok",
}
_BOXES: dict[Glyph, str] = {"stop": "stop", "warn": "warn", "ok": "ok"}


class Answer(QFrame):
    """May I leave? Silhouette, answer, counts, and the repair of the worst line."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "stop")
        self._glyph = StateGlyph("stop", 56)
        self._title = Text("", "title", wrap=True)
        self._lead = Text("", "lead", "ink2", wrap=True)
        self.repair = Button("", "board", "primary", "lg")
        self.repair.hide()
        words = col("stretch", self._title, self._lead, "stretch", gap=0)
        self.setLayout(
            row(
                self._glyph, (words, 1), self.repair, gap=20, margins=(24, 16, 24, 16), align=MIDDLE
            )
        )

    def show_gate(self, stand: Gate, job: Job) -> None:
        """The answer as evidence and promises stand."""
        title, lead = answer(stand, job)
        self._show(_ANSWERS[stand.answer], title, lead)

    def show_running(self, done: int, total: int) -> None:
        """How far the looking is."""
        lead = "Each device is asked for its serial and its values."
        self._show("work", f"Checking, {done} of {total} done", lead)

    def show_repair(self, repair: Repair | None, *, first: bool = True) -> None:
        """The way to put the worst line right, if there is one; the way on may come `first`."""
        self.repair.setVisible(repair is not None)
        self.repair.set_kind("primary" if first else "secondary")
        if repair is not None:
            self.repair.say(repair.words, repair.icon)

    def _show(self, glyph: Glyph, title: str, lead: str) -> None:
        self._glyph.show_state(glyph, title)
        self._title.say(title)
        self._lead.say(lead)
        theme.mark(self, "box", _BOXES.get(glyph, "info"))
        self.setAccessibleName(f"{title}. {lead}")


class CheckRows(RowsFrame):
    """One row for each check, worst first; made once for each, then changed in place."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setAccessibleName("Evidence")
        self._rows: dict[CheckId, CheckRow] = {}
        self._order: tuple[CheckId, ...] = ()
        self._column = col(gap=0)
        self.setLayout(self._column)

    def show_checks(self, checks: tuple[Check, ...], job: Job) -> None:
        """The checks in their order."""
        for check in checks:
            if check.id not in self._rows:
                self._rows[check.id] = CheckRow()
            self._rows[check.id].show_check(check, job)
        order = tuple(c.id for c in checks)
        if order != self._order:
            self._order = order
            self._lay_out()

    def _lay_out(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and not isinstance(widget, CheckRow):
                widget.hide()
                widget.deleteLater()
        for number, check_id in enumerate(self._order):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(self._rows[check_id])
        for check_id, line in self._rows.items():
            line.setVisible(check_id in self._order)


class CheckRow(QWidget):
    """Silhouette, word, name, what was measured, time: one stop for the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._glyph = StateGlyph("todo", 24)
        self._word = Text("", "body-strong")
        self._name = Text("", "body-strong")
        self._what = Text("", "body", "ink2", wrap=True)
        self._time = Text("", "caption", "ink3", align="right")
        word = Cell(row(self._word), lambda: text_width(VERDICTS.values(), "body-strong"))
        name = Cell(row(self._name), lambda: text_width(NAMES.values(), "body-strong"))
        time = Cell(row(self._time), lambda: text_width(("00:00",), "caption"))
        parts = (self._glyph, word, 20, name, 20, (self._what, 1), time)
        self.setLayout(row(*parts, gap=12, margins=(16, 12, 16, 12), align=MIDDLE))

    def show_check(self, check: Check, job: Job) -> None:
        """The check as it stands."""
        word, name = VERDICTS[check.verdict], NAMES[check.id]
        what = measured(check, job)
        glyph = _GLYPHS[check.verdict]
        self._glyph.show_state(glyph, word)
        self._word.say(word, f"{glyph}.word")
        self._name.say(name)
        self._what.say(what)
        time = f"{check.at.astimezone():%H:%M}" if check.at else ""
        self._time.say(time)
        self.setAccessibleName(f"{word}: {name}. {what}" + (f" At {time}." if time else ""))
