"""What of the ledger is looked for: one permission or all, decisions or uses, and words that are typed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.ledger_story import Look, Topic
from walkdown.consent.purpose import Permission
from walkdown.ui.consent_words import permission_name
from walkdown.ui.kit import Line, Select, col, row

_PAUSE_MS: Final = 200  # after the last key
_PERMISSIONS: Final = (None, *Permission)
_TOPICS: Final = {
    Topic.ALL: "Everything",
    Topic.DECISIONS: "Decisions",
    Topic.USES: "Uses",
    Topic.SYSTEM: "System, ledger",
}


class LedgerFilters(QWidget):
    """`changed` when something else is looked for."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = Line("", "Find in the ledger", icon="search", quiet=True, most=80)
        self.words.setObjectName("privacy.find")
        names = [permission_name(p) if p else "All nine" for p in _PERMISSIONS]
        self._permission = Select(names, name="Permission")
        self._permission.setObjectName("privacy.filter.permission")
        self._topic = Select(list(_TOPICS.values()), name="Kind of entry")
        self._topic.setObjectName("privacy.filter.topic")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.words.textChanged.connect(lambda: self._pause.start())
        for select in (self._permission, self._topic):
            select.currentIndexChanged.connect(lambda: self.changed.emit())
        self.setLayout(col(self.words, row((self._permission, 1), (self._topic, 1)), gap=8))

    @property
    def used(self) -> bool:
        """Whether less than everything is looked for."""
        return self.look() != Look()

    def look(self, *, every_site: bool = False, most: int = Look().most) -> Look:
        """What is looked for."""
        return Look(
            every_site,
            _PERMISSIONS[max(0, self._permission.currentIndex())],
            list(_TOPICS)[max(0, self._topic.currentIndex())],
            self.words.text().strip(),
            most,
        )

    def clear(self) -> None:
        """Look for everything again; tells nobody."""
        for widget in (self.words, self._permission, self._topic):
            widget.blockSignals(True)
        self.words.clear()
        self._permission.setCurrentIndex(0)
        self._topic.setCurrentIndex(0)
        for widget in (self.words, self._permission, self._topic):
            widget.blockSignals(False)
