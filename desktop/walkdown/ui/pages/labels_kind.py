"""Which kind of device a bare serial is: chosen by the person, or known from the serial itself."""

from __future__ import annotations

from PySide6.QtCore import Signal

from walkdown.core.device import Kind
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import Select


class KindSelect(Select):
    """The seven kinds; none is chosen until the person does, or a maker's profile knows it."""

    held = Signal()
    """Another kind was chosen than the one that is known; it was not taken."""

    def __init__(self, object_name: str) -> None:
        super().__init__([kind_name(kind) for kind in Kind], -1, name="Kind of device")
        self._chosen: Kind | None = None
        self._known: Kind | None = None
        self.setObjectName(object_name)
        self.setPlaceholderText("Choose")
        for at, kind in enumerate(Kind):
            self.setItemData(at, str(kind.value))
        self.currentIndexChanged.connect(self._choose)

    def kind(self) -> Kind | None:
        """What is chosen, or known."""
        chosen = self.currentData()
        return Kind(chosen) if chosen else None

    def show_known(self, kind: Kind | None) -> None:
        """What the serial says; where it says nothing, what the person chose last is back."""
        if kind is not self._known:
            self._known = kind
            self._show(kind or self._chosen)

    def _show(self, kind: Kind | None) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(-1 if kind is None else self.findData(str(kind.value)))
        self.blockSignals(False)
        self.update()

    def _choose(self) -> None:
        if self._known is None:
            self._chosen = self.kind()
        elif self.kind() is not self._known:
            self._show(self._known)
            self.held.emit()
