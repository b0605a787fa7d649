"""The adapters of the laptop, where the system tells of them: which one listens, and another choice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.core.adapter_doctor import Adapter, Checkup
from walkdown.ui.kit import MIDDLE, Button, IconTile, Tag, Text, box, col, empty, row, two
from walkdown.ui.pages.nearby_doctor_words import adapter_state, adapter_words

_ONE_OF = "Which adapter listens"
_MISSED = (
    "The one you chose is not plugged in, or it cannot listen now. Another one is used meanwhile."
)


class AdapterRows(QWidget):
    """Shown where there is more than one, or where the chosen one is missed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._note = Text(_MISSED, "caption", "ink2", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.setLayout(col(Text(_ONE_OF, "body-strong"), self._note, self._rows, gap=4))
        self.hide()

    def show_adapters(self, adapters: tuple[Adapter, ...], checkup: Checkup, chosen: str) -> None:
        """All of them, the one that listens marked."""
        empty(self._rows)
        used = checkup.adapter.key if checkup.adapter else ""
        for adapter in adapters:
            self._rows.addWidget(self._row(adapter, used=adapter.key == used, chosen=chosen))
        self._note.setVisible(checkup.missed)
        self.setVisible(len(adapters) > 1 or checkup.missed)
        self.set_free(free=True)

    def set_free(self, *, free: bool) -> None:
        """Whether another can be chosen now."""
        self.setEnabled(free)

    def _row(self, adapter: Adapter, *, used: bool, chosen: str) -> QWidget:
        name = adapter_words(adapter)
        words = two(
            Text(name, "body", elide=True),
            Text(f"{adapter_state(adapter)}, {adapter.key}", "caption", "ink3"),
        )
        mine = adapter.address == chosen
        tag = Tag("ok", "Listens, chosen by you" if mine else "Listens") if used else None
        use = None if used else self._button(adapter, name)
        parts = row(IconTile("bluetooth", 32, glyph=20), (words, 1), tag, use, gap=12, align=MIDDLE)
        return box(parts, "picked" if used else "card", (12, 6, 12, 6), name)

    def _button(self, adapter: Adapter, name: str) -> Button:
        made = Button("Use this one", "bluetooth", size="sm", name=f"Listen with {name}")
        made.setObjectName(f"nearby.doctor.use.{adapter.key}")
        made.setEnabled(adapter.usable)
        made.clicked.connect(lambda: self.chosen.emit(adapter.address))
        return made
