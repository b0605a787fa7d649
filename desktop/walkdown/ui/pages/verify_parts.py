"""The parts of Verify: the banner with the answer, and the rows of checks."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from walkdown.core.checks import Check, CheckId, may_leave
from walkdown.core.job import Job, Verdict
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Glyph, StateGlyph, Text, col, row, rule
from walkdown.ui.pages.verify_words import NAMES, VERDICTS, banner, measured

_GLYPHS: dict[Verdict, Glyph] = {
    Verdict.STOP: "stop",
    Verdict.CHECK: "warn",
    Verdict.PASS: "ok",
}


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
        words = col("stretch", self._title, self._lead, "stretch", gap=4)
        self.setLayout(
            row(
                self._glyph, (words, 1), self.repair, gap=20, margins=(24, 16, 24, 16), align=MIDDLE
            )
        )

    def show_checks(self, checks: tuple[Check, ...], *, looked: bool, running: bool) -> None:
        """The answer as the evidence stands."""
        if running:
            return
        verdict = may_leave(checks)
        title, lead = banner(checks, looked=looked)
        self._show(_GLYPHS[verdict], title, lead)

    def show_running(self, done: int, total: int, running: bool) -> None:
        """How far the looking is."""
        if running:
            self._show(
                "work", f"Checking, {done} of {total} done", "Each device is asked who it is."
            )

    def _show(self, glyph: Glyph, title: str, lead: str) -> None:
        self._glyph.show_state(glyph, title)
        self._title.say(title)
        self._lead.say(lead)
        kind = {"stop": "stop", "warn": "warn", "ok": "ok"}.get(glyph, "sunken")
        theme.mark(self, "box", kind)
        self.setAccessibleName(f"{title}. {lead}")


class CheckRows(QFrame):
    """One row for each check, worst first; made once for each, then changed in place."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._rows: dict[CheckId, CheckRow] = {}
        self._order: tuple[CheckId, ...] = ()
        self._column = col(gap=0)
        self.setLayout(self._column)

    def show_checks(self, checks: tuple[Check, ...], job: Job) -> None:
        """The checks in their order."""
        order = tuple(c.id for c in checks)
        for check in checks:
            line = self._rows.setdefault(check.id, CheckRow())
            line.show_check(check, job)
        if order != self._order:
            self._order = order
            self._lay_out()

    def _lay_out(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and not isinstance(widget, CheckRow):
                widget.deleteLater()
        for number, check_id in enumerate(self._order):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(self._rows[check_id])
        for check_id, line in self._rows.items():
            line.setVisible(check_id in self._order)


class CheckRow(QWidget):
    """Silhouette, word, name, what was measured, time."""

    def __init__(self) -> None:
        super().__init__()
        self._glyph = StateGlyph("todo", 24)
        self._word = Text("", "body-strong")
        self._name = Text("", "body-strong")
        self._what = Text("", "body", "ink2", wrap=True)
        self._time = Text("", "caption", "ink3")
        self._word.setMinimumWidth(int(theme.advance("Check", "body-strong")) + theme.dp(16))
        longest = max(theme.advance(name, "body-strong") for name in NAMES.values())
        self._name.setMinimumWidth(int(longest) + theme.dp(16))
        self.setLayout(
            row(
                self._glyph,
                self._word,
                self._name,
                (self._what, 1),
                self._time,
                gap=12,
                margins=(16, 12, 16, 12),
                align=MIDDLE,
            )
        )

    def show_check(self, check: Check, job: Job) -> None:
        """The check as it stands."""
        word = VERDICTS[check.verdict]
        what = measured(check, job)
        glyph = _GLYPHS[check.verdict]
        self._glyph.show_state(glyph, word)
        self._word.say(word, f"{glyph}.word")
        self._name.say(NAMES[check.id])
        self._what.say(what)
        self._time.say(f"{check.at.astimezone():%H:%M}" if check.at else "")
        self.setAccessibleName(f"{word}: {NAMES[check.id]}. {what}")
