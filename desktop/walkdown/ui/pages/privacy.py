"""Privacy: who may use what, what was used, and taking it back. Reached from everywhere."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from walkdown.app.messages import Crashed, JobShown, Message, PrivacyShown, Told, UsesShown
from walkdown.consent.cells import CellView
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import Button, Header, Icon, Page, Text, box, col, row, scroll
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.privacy_ledger import LedgerCard
from walkdown.ui.pages.privacy_rows import LAST_USE, Permissions, heads
from walkdown.ui.width import WindowWidth

SETTLE = 4  # a height follows from a width of the round before
_LEAD = "What Walkdown may use on this computer, and everything it has used."
_NOTE = "Withdrawing stops the use at once. What was done before stays as it is."
# The row itself shows what became of the question.
_ANSWERS = frozenset({Code.REFUSED, Code.NOT_ANSWERED, Code.STOPPED_BY_YOU})


class PrivacyPage(StagePage):
    """Two lists that are never merged: what stands, and what happened."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._site = False
        self._in_use: frozenset[Purpose] = frozenset()
        self._cells: tuple[CellView, ...] = ()
        self._stop = Button("Stop everything", "square", "equal", enabled=False)
        self._stop.setObjectName("privacy.stop_all")
        self._stop.clicked.connect(lambda: bridge.do(lambda e: e.privacy.stop_all()))
        self._told = LedgerTrouble("privacy")
        self._told.acted.connect(self._read)
        self._permissions = Permissions()
        self._permissions.withdrawn.connect(self._withdraw)
        self._permissions.asked.connect(self._ask)
        self._ledger = LedgerCard()
        self._ledger.checked.connect(self._read)
        note = row(Icon("info", 18, "ink3"), (Text(_NOTE, "caption", "ink2", wrap=True), 1))
        table = box(col(self._permissions, gap=0), "card", 0, "Nine permissions")
        left = col(heads(), table, note, "stretch", gap=8)
        self._body = row((left, 2), (self._ledger, 1), gap=24)
        page = Page(Header("Privacy", _LEAD, self._stop), self._told, (self._body, 1), gap=12)
        self.setLayout(col((scroll(page), 1), gap=0))
        self._width = WindowWidth(self)
        self._width.changed.connect(self._arrange)
        self._arrange()

    def take(self, message: Message) -> None:
        """What stands, what happened, what is in use."""
        match message:
            case JobShown(job=job):
                self._site = job is not None
                self._render()
            case PrivacyShown(cells=cells, lines=lines, verified=verified):
                self._cells = cells
                self._render()
                self._ledger.show_lines(lines, verified=verified)
                self._settle()
            case UsesShown(uses=uses):
                self._in_use = frozenset(use.purpose for use in uses)
                self._stop.setEnabled(bool(uses))
                self._render()
                self._refresh()
            case Told(trouble=trouble, where=None) if self.isVisible():
                self._tell(trouble)
            case Crashed():
                self._ledger.rest()
            case _:
                pass

    def entered(self) -> None:
        """Read the ledger anew."""
        self._read()

    def left(self) -> None:
        """What went wrong is no news next time."""
        self._told.clear()

    # --- what is pressed

    def _withdraw(self, purpose: Purpose) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.privacy.withdraw(purpose))

    def _ask(self, purpose: Purpose) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.privacy.ask(purpose))

    def _read(self) -> None:
        self._told.clear()
        self.bridge.do(lambda e: e.privacy.show())

    def _refresh(self) -> None:
        """Something has changed the ledger while it is being looked at."""
        if self.isVisible():
            self.bridge.do(lambda e: e.privacy.show())

    # --- rendered

    def _render(self) -> None:
        self._permissions.show_cells(self._cells, self._in_use, site=self._site)

    def _tell(self, trouble: Trouble) -> None:
        if trouble.code in _ANSWERS:
            self._refresh()
        else:
            # Not read again by itself: reading may be what went wrong.
            self._ledger.rest()
            self._told.tell(trouble)

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        """The ledger goes below the table where both do not fit; in sunlight a column goes too."""
        narrow, sun = self._width.narrow, theme.current().sun
        way = QBoxLayout.Direction
        self._body.setDirection(way.TopToBottom if narrow or sun else way.LeftToRight)
        for cell in self.findChildren(QWidget, LAST_USE):
            cell.setVisible(not (narrow and sun))

    def _settle(self) -> None:
        """Rows that were just made take their places before they are painted for the first time."""
        self._arrange()
        for _ in range(SETTLE):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


class LedgerTrouble(TroubleBox):
    """Its usual next click leads to this very page, so that one is left out."""

    def tell(self, trouble: Trouble) -> None:
        """Show it, and say it aloud."""
        super().tell(trouble)
        if trouble.code in LEDGER:
            self._act.hide()
