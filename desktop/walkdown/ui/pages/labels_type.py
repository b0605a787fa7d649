"""Typing one label: its serial, its kind and, if it is printed, its model."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Kind, Way
from walkdown.core.draft import Draft, DraftField
from walkdown.core.label import Label, grouped, read_label
from walkdown.core.shown import shown
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import Button, Field, Line, Select, Text, col, row
from walkdown.ui.pages.labels_words import Take

_NOT_A_SERIAL = "Six to twenty letters and digits, at least four of them digits."
_WHICH = "Choose its kind."


class KindSelect(Select):
    """The seven kinds; none is chosen until the person does."""

    def __init__(self, object_name: str) -> None:
        super().__init__([kind_name(kind) for kind in Kind], -1, name="Kind of device")
        self.setObjectName(object_name)
        self.setPlaceholderText("Choose")
        for at, kind in enumerate(Kind):
            self.setItemData(at, str(kind.value))

    def kind(self) -> Kind | None:
        """What is chosen."""
        chosen = self.currentData()
        return Kind(chosen) if chosen else None


class TypePanel(QFrame):
    """Opens below the ways in. The kind and model stay for the next serial of the same sort."""

    took = Signal(object)
    closed = Signal()
    typed = Signal(object)
    """A Draft, at every key."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setAccessibleName("Type a serial")
        self._way = Way.TYPED
        self._filled = ""
        self._serial = Line(mono=True, most=64, placeholder="As printed")
        self._serial.setObjectName("labels.type.serial")
        self._kind = KindSelect("labels.type.kind")
        self._model = Line(most=16)
        self._model.setObjectName("labels.type.model")
        self._serial_field = Field("Serial", self._serial)
        self._kind_field = Field("Kind", self._kind)
        add = Button("Add", "plus", name="Add this label")
        add.setObjectName("labels.type.add")
        add.clicked.connect(self._add)
        close = Button("", "close", "icon", name="Close typing")
        close.setObjectName("labels.type.close")
        close.clicked.connect(lambda: self.closed.emit())
        for line in (self._serial, self._model):
            line.returnPressed.connect(self._add)
        self._serial.textEdited.connect(lambda text: self._keep(DraftField.SERIAL, text))
        self._model.textEdited.connect(lambda text: self._keep(DraftField.MODEL, text))
        self._serial.textEdited.connect(lambda: self._serial_field.clear())
        self._kind.currentIndexChanged.connect(lambda: self._kind_field.clear())
        # An empty line where the labels of the fields stand, so that buttons and fields are level.
        clicks = col(Text(" ", "caption"), row(add, close, "stretch"), "stretch", gap=4)
        first = row((self._serial_field, 3), (self._kind_field, 2), gap=12)
        second = row((Field("Model", self._model, optional=True), 3), (clicks, 2), gap=12)
        self.setLayout(col(first, second, gap=8, margins=(16, 12, 16, 12)))
        self.hide()

    def begin(self) -> None:
        """Opened by the person."""
        self.show()
        self._serial.setFocus()

    def start_over(self, serial: str, model: str) -> None:
        """Another job: open where something was typed for it before and not added."""
        self._serial.setText(serial)
        self._model.setText(model)
        self._filled = ""
        self._serial_field.clear()
        self._kind_field.clear()
        self.setVisible(bool(serial))

    def ask_kind(self, serial: str, way: Way) -> bool:
        """A bare serial was read: ask what it is. False where the person is typing another one."""
        other = self.isVisible() and self._serial.text().strip()
        if other and self._typed() != serial:
            return False
        self.show()
        self._serial.setText(grouped(serial))
        self._filled, self._way = serial, way
        self._kind.setCurrentIndex(-1)
        self._kind_field.set_error(_WHICH)
        self._kind.setFocus()
        return True

    def note(self, taken: LabelTaken) -> None:
        """Taken: the line is free for the next one."""
        if not self.isVisible() or taken.serial != self._typed():
            return
        if taken.outcome in (Outcome.ADDED, Outcome.DUPLICATE):
            self._serial.clear()
            self._keep(DraftField.SERIAL, "")
            self._filled = ""
            self._serial_field.set_hint(
                "" if taken.outcome is Outcome.ADDED else "It is on the list already."
            )
            self._serial.setFocus()
        elif taken.outcome is Outcome.OTHER_SITE:
            where = shown(taken.other, 32)
            self._serial_field.set_error(f"It is on the list of {where}. Check the label.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _keep(self, field: DraftField, text: str) -> None:
        self.typed.emit(Draft(field, text))

    def _typed(self) -> str:
        label = read_label(self._serial.text())
        return label.serial if isinstance(label, Label) else ""

    def _add(self) -> None:
        label = read_label(self._serial.text())
        kind = self._kind.kind()
        if not isinstance(label, Label):
            self._serial_field.set_error(_NOT_A_SERIAL)
            self._serial.setFocus()
        elif label.kind is None and kind is None:
            self._kind_field.set_error(_WHICH)
            self._kind.setFocus()
        else:
            way = self._way if label.serial == self._filled else Way.TYPED
            text = self._serial.text()
            self.took.emit((Take(text, way, kind, self._model.text().strip()),))
