"""The ledger's card: its badge, what is in it in sentences, what to look for, and taking it along."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from walkdown.app.ledger_story import LINES, Look
from walkdown.app.messages import PrivacyShown
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Tag, Text, col, row, rule
from walkdown.ui.pages.privacy_export import LedgerExport
from walkdown.ui.pages.privacy_filters import LedgerFilters
from walkdown.ui.pages.privacy_ledger_list import LedgerList
from walkdown.ui.pages.privacy_words import BADGES, ledger_words


class LedgerCard(QFrame):
    """`looked` when other lines are wanted, `checked` when all is to be verified again, `exported`
    with a form and a path."""

    looked = Signal()
    checked = Signal()
    exported = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("privacy.ledger")
        self.setProperty("box", "card")
        self.setAccessibleName("Ledger")
        self._most = LINES
        self._badge = Tag("info", "Checking", "work")
        self._count = Text("", "caption", "ink2", wrap=True)
        self._filter = Button("", "search", "icon", "sm", name="Find in the ledger", key="Ctrl+F")
        self._filter.setObjectName("privacy.filter")
        self._filter.clicked.connect(self._toggle_filters)
        self.filters = LedgerFilters()
        self.filters.changed.connect(self._look_anew)
        self.list = LedgerList()
        self.list.older.connect(self._older)
        self._export = LedgerExport()
        self._export.picked.connect(self.exported)
        self._go = Button("Export ledger", "download", "primary", key="Ctrl+E", wide=True)
        self._go.setObjectName("privacy.export")
        self._go.clicked.connect(self._toggle_export)
        self._check = Button("Check", "retry", name="Check the ledger again")
        self._check.setObjectName("privacy.check")
        self._check.clicked.connect(self._press)
        QShortcut(QKeySequence("/"), self, self._open_filters)
        self._lay()

    def _lay(self) -> None:
        title = row(Text("Ledger", "h3"), "stretch", self._badge, self._filter, align=MIDDLE)
        head = col(title, self._count, gap=2, margins=(16, 10, 12, 10))
        self._find, self._take = QWidget(), QWidget()
        self._find.setLayout(col(self.filters, margins=(16, 0, 16, 10)))
        self._take.setLayout(col(self._export, margins=(16, 12, 16, 0)))
        self._find.hide()
        self._take.hide()
        clicks = row((self._go, 1), self._check, gap=8, margins=(16, 12, 16, 12), align=MIDDLE)
        self.setLayout(
            col(head, self._find, rule(), (self.list, 1), rule(), self._take, clicks, gap=0)
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.dp(420))

    def look(self, *, every_site: bool) -> Look:
        """What of the ledger is to be shown."""
        return self.filters.look(every_site=every_site, most=self._most)

    def show_ledger(self, shown: PrivacyShown) -> None:
        """How it stands, and its sentences."""
        self.rest()
        tone, word, glyph = BADGES[shown.standing]
        self._badge.say(tone, word, glyph)
        self._count.say(ledger_words(shown.standing, shown.size, shown.checked_at))
        self._go.setVisible(shown.may_export)
        self._take.setVisible(shown.may_export and not self._take.isHidden())
        self.list.show_lines(shown.lines, more=shown.more, filtered=self.filters.used)

    def show_written(self, name: str) -> None:
        """A copy has been written."""
        self._export.show_written(name)

    def rest(self) -> None:
        """Reading or writing has ended, one way or the other."""
        self._check.set_busy("")
        self._export.rest()

    def begin(self) -> None:
        """The page is shown anew: everything, newest first."""
        self._most = LINES
        self.filters.clear()
        self._find.hide()
        self._take.hide()

    # --- what is pressed

    def _press(self) -> None:
        self._badge.say("info", "Checking", "work")
        self._check.set_busy("Checking")
        self.checked.emit()

    def _look_anew(self) -> None:
        self._most = LINES
        self.looked.emit()

    def _older(self) -> None:
        self._most += LINES
        self.looked.emit()

    def _open_filters(self) -> None:
        self._find.show()
        self.filters.words.setFocus()

    def _toggle_filters(self) -> None:
        if self._find.isHidden():
            self._open_filters()
            return
        self._find.hide()
        if self.filters.used:
            self.filters.clear()
            self._look_anew()

    def _toggle_export(self) -> None:
        opened = self._take.isHidden()
        self._take.setVisible(opened)
        if opened:
            self._export.begin()
