"""Privacy: who may use what, what was used, and taking it back. Reached from everywhere."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from walkdown.app.messages import JobShown, Message, PrivacyShown, Told, UsesShown
from walkdown.app.ports import LedgerLine
from walkdown.consent.cells import CellView
from walkdown.consent.gate import Use
from walkdown.consent.purpose import Purpose
from walkdown.core.job import Job
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    Header,
    Icon,
    Page,
    Tag,
    Text,
    box,
    col,
    empty,
    row,
    rule,
    scroll,
)
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_trouble import TroubleBox
from walkdown.ui.pages.privacy_rows import PurposeRow, ledger_row

MOST_LINES = 60
_NOTE = "Withdrawing stops the use at once. What was done before stays as it is."


class PrivacyPage(StagePage):
    """Two lists that are never merged: what stands, and what happened."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._uses: tuple[Use, ...] = ()
        self._cells: tuple[CellView, ...] = ()
        self._lines: tuple[LedgerLine, ...] = ()
        self._rows: dict[Purpose, PurposeRow] = {}
        self._stop = Button("Stop everything", "square", size="lg", key="")
        self._stop.setObjectName("privacy.stop_all")
        self._stop.setEnabled(False)
        self._stop.clicked.connect(lambda: bridge.do(lambda e: e.privacy.stop_all()))
        self._told = TroubleBox("privacy")
        self._told.acted.connect(self._told.clear)
        self._table = col(gap=0)
        self._ledger = col(gap=0)
        header = Header(
            "Privacy",
            "What Walkdown may use on this computer, and everything it has used.",
            self._stop,
        )
        note = row(
            Icon("info", 18, "ink3"),
            (Text(_NOTE, "caption", "ink2", wrap=True), 1),
        )
        left = col(box(self._table, "card", 0, "Permissions"), note, "stretch", gap=12)
        page = Page(header, self._told, row((left, 3), (self._ledger_card(), 2), gap=24))
        self.setLayout(col((scroll(page), 1), gap=0))

    def take(self, message: Message) -> None:
        """What stands, what happened, what is in use."""
        match message:
            case JobShown(job=job):
                self._job = job
            case PrivacyShown(cells=cells, lines=lines, verified=verified):
                self._cells, self._told.trouble = cells, None
                self._show_cells()
                self._show_lines(lines)
                self._badge.say(
                    "ok" if verified else "stop", "Verified" if verified else "Not verified"
                )
            case UsesShown(uses=uses):
                self._uses = uses
                self._stop.setEnabled(bool(uses))
                self._show_cells()
            case Told(trouble=trouble, where=None) if self.isVisible():
                self._told.tell(trouble)
            case _:
                pass

    def entered(self) -> None:
        """Read the ledger anew."""
        self._told.clear()
        self._check()

    # --- made once

    def _ledger_card(self) -> QWidget:
        self._badge = Tag("idle", "Checking", "work")
        self._count = Text("", "caption", "ink2", wrap=True)
        check = Button("Check again", "retry")
        check.setObjectName("privacy.check")
        check.clicked.connect(self._check)
        head = row(
            (col(Text("Ledger", "h3"), self._count, gap=0), 1),
            self._badge,
            margins=(16, 16, 16, 12),
            align=MIDDLE,
        )
        foot = row("stretch", check, margins=(16, 12, 16, 16))
        card = box(col(head, rule(), self._ledger, rule(), foot, gap=0), "card", 0, "Ledger")
        card.setObjectName("privacy.ledger")
        held = QWidget()
        held.setLayout(col(card, "stretch", gap=0))
        return held

    def _check(self) -> None:
        self.bridge.do(lambda e: e.privacy.show())

    # --- rendered

    def _show_cells(self) -> None:
        in_use = {use.purpose for use in self._uses}
        for cell in self._cells:
            line = self._rows.get(cell.purpose)
            if line is None:
                line = self._add_row(cell)
            line.show_cell(cell, in_use=cell.purpose in in_use, site=self._job is not None)

    def _add_row(self, cell: CellView) -> PurposeRow:
        line = PurposeRow(cell)
        line.withdrawn.connect(
            lambda purpose: self.bridge.do(lambda e: e.privacy.withdraw(purpose))
        )
        line.asked.connect(lambda purpose: self.bridge.do(lambda e: e.privacy.ask(purpose)))
        if self._rows:
            self._table.addWidget(rule())
        self._table.addWidget(line)
        self._rows[cell.purpose] = line
        return line

    def _show_lines(self, lines: tuple[LedgerLine, ...]) -> None:
        shown_before, self._lines = self._lines, lines
        self._count.say(f"The newest {min(len(lines), MOST_LINES)} of what is written")
        if lines == shown_before:
            return
        empty(self._ledger)
        for number, line in enumerate(lines[:MOST_LINES]):
            if number:
                self._ledger.addWidget(rule())
            self._ledger.addWidget(ledger_row(line))
        if not lines:
            self._ledger.addWidget(Text("Nothing has been asked yet.", "body", "ink2"))
