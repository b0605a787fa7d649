"""Typing one label: its serial, its kind and, if it is printed, its model."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Way
from walkdown.core.draft import Draft, DraftField
from walkdown.core.label import grouped
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.shown import shown
from walkdown.ui.kit import Button, Field, Line, Text, col, row
from walkdown.ui.pages.labels_doubt import DoubtBox, doubt_of
from walkdown.ui.pages.labels_kind import KindSelect
from walkdown.ui.pages.labels_typed import Mood, Typed, read_typed
from walkdown.ui.pages.labels_words import Take, taken_words

_NOT_A_SERIAL = "Six to twenty letters and digits, at least four of them digits."
_WHICH = "Choose its kind."
_SAYS_IT = "The serial says so."
_INKS = {Mood.PLAIN: "ink2", Mood.GOOD: "ok.word", Mood.DOUBT: "warn.word"}
_ON_THE_LIST = {
    Outcome.ADDED: "",
    Outcome.DUPLICATE: "It is on the list already.",
    Outcome.SECOND_LABEL: "It was on the list; its model is known now.",
}
# What is told of a text that names no serial: it is about the one that was sent last.
_NAMELESS = (Outcome.MATTER, Outcome.LEFT_OUT, Outcome.EASY_CONNECT)


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
        self._way, self._filled = Way.TYPED, ""
        self._profiles = NO_PROFILES
        self._sent = ""
        self._serial = Line(mono=True, most=64, placeholder="As printed")
        self._serial.setObjectName("labels.type.serial")
        self._kind = KindSelect("labels.type.kind")
        self._model = Line(most=16)
        self._model.setObjectName("labels.type.model")
        self._serial_field = Field("Serial", self._serial)
        self._kind_field = Field("Kind", self._kind)
        self._hint = Text("", "caption", "ink2", elide=True)
        self._hint.setObjectName("labels.type.hint")
        self._hint.hide()
        self._doubt = DoubtBox()
        add = Button("Add", "plus", name="Add this label")
        add.setObjectName("labels.type.add")
        add.clicked.connect(lambda: self._add())
        close = Button("", "close", "icon", name="Close typing")
        close.setObjectName("labels.type.close")
        close.clicked.connect(lambda: self.closed.emit())
        # An empty line where the labels of the fields stand, so that buttons and fields are level.
        clicks = col(Text(" ", "caption"), row(add, close, "stretch"), "stretch", gap=4)
        first = row((self._serial_field, 3), (self._kind_field, 2), gap=12)
        second = row((Field("Model", self._model, optional=True), 3), (clicks, 2), gap=12)
        inner = col(first, self._hint, self._doubt, second, gap=8, margins=(16, 12, 16, 12))
        self.setLayout(inner)
        self._join()
        self.hide()

    def begin(self) -> None:
        """Opened by the person."""
        self.show()
        self._serial.setFocus()

    def show_profiles(self, profiles: Profiles) -> None:
        """What the makers' labels look like."""
        self._profiles = profiles
        self._look()

    def start_over(self, serial: str, model: str) -> None:
        """Another job: open where something was typed for it before and not added."""
        self._serial.setText(serial)
        self._model.setText(model)
        self._filled = self._sent = ""
        self._serial_field.set_hint("")
        self._settle()
        self._kind_field.clear()
        self.setVisible(bool(serial))

    def ask_kind(self, serial: str, way: Way) -> bool:
        """A bare serial was read: ask what it is. False where the person is typing another one."""
        other = self.isVisible() and self._serial.text().strip()
        if other and self._read().serial != serial:
            return False
        self.show()
        self._serial.setText(grouped(serial))
        self._filled, self._way = serial, way
        self._kind.setCurrentIndex(-1)
        self._kind_field.set_error(_WHICH)
        self._kind.setFocus()
        return True

    def note(self, taken: LabelTaken) -> bool:
        """What became of a text. Whether it is told here, as a question about what is typed."""
        if not self.isVisible() or not self._is_mine(taken):
            return False
        if taken.outcome in _ON_THE_LIST:
            self._free(_ON_THE_LIST[taken.outcome])
            return False
        serial = self._read().serial
        doubt = doubt_of(taken, serial) if serial else None
        if doubt is None:
            self._refuse(taken)
            return False
        self._hint.hide()
        self._doubt.ask(doubt)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # --- inside

    def _join(self) -> None:
        for line in (self._serial, self._model):
            line.returnPressed.connect(lambda: self._add())
        self._serial.textEdited.connect(lambda text: self._keep(DraftField.SERIAL, text))
        self._model.textEdited.connect(lambda text: self._keep(DraftField.MODEL, text))
        self._serial.textEdited.connect(lambda: self._serial_field.set_hint(""))
        self._serial.textChanged.connect(lambda: self._settle())
        self._kind.currentIndexChanged.connect(lambda: self._kind_field.clear())
        self._kind.held.connect(lambda: self._kind_field.set_hint(_SAYS_IT))
        self._doubt.used.connect(self._use)
        self._doubt.kept.connect(self._insist)
        self._doubt.corrected.connect(self._correct)

    def _settle(self) -> None:
        """Another text: nothing that was told of the last one holds."""
        self._serial_field.clear()
        self._doubt.clear()
        self._look()

    def _look(self) -> Typed:
        typed = self._read()
        self._kind.show_known(typed.kind)
        self._kind_field.set_hint("")
        self._model.setPlaceholderText(typed.model)
        if typed.kind is not None:
            self._kind_field.clear()
        self._hint.say(typed.words, _INKS[typed.mood])
        self._hint.setVisible(bool(typed.words) and self._doubt.doubt is None)
        return typed

    def _read(self) -> Typed:
        return read_typed(self._serial.text(), self._profiles)

    def _keep(self, field: DraftField, text: str) -> None:
        self.typed.emit(Draft(field, text))

    def _is_mine(self, taken: LabelTaken) -> bool:
        if taken.serial:
            return taken.serial == self._read().serial
        sent = bool(self._sent) and self._sent == self._serial.text()
        return taken.outcome in _NAMELESS and taken.way is Way.TYPED and sent

    def _free(self, hint: str) -> None:
        self._serial.clear()
        self._keep(DraftField.SERIAL, "")
        self._filled = self._sent = ""
        self._serial_field.set_hint(hint)
        self._serial.setFocus()

    def _refuse(self, taken: LabelTaken) -> None:
        """Told at the line: it cannot be added as it is."""
        if taken.outcome is Outcome.OTHER_SITE:
            where = shown(taken.other, 32)
            self._serial_field.set_error(f"It is on the list of {where}. Check the label.")
        elif taken.outcome in (Outcome.FOREIGN, Outcome.CLASH):
            self._serial_field.set_error(f"{taken_words(taken).title}. Check the label.")
        elif taken.outcome in _NAMELESS:
            words = taken_words(taken)
            self._serial_field.set_error(f"{words.title}. {words.second}".strip())

    def _add(self, *, sure: bool = False) -> None:
        typed, kind = self._look(), self._kind.kind()
        if not typed.serial:
            self._serial_field.set_error(_NOT_A_SERIAL)
            self._serial.setFocus()
        elif kind is None:
            self._kind_field.set_error(_WHICH)
            self._kind.setFocus()
        else:
            way = self._way if typed.serial == self._filled else Way.TYPED
            self._sent = self._serial.text()
            self.took.emit((Take(self._sent, way, kind, self._model.text().strip(), sure),))

    # --- what the person says to a doubt

    def _use(self, heard: str) -> None:
        self._serial.setText(grouped(heard))
        self._filled = ""
        self._keep(DraftField.SERIAL, self._serial.text())
        self._add()

    def _insist(self) -> None:
        self._doubt.clear()
        self._add(sure=True)

    def _correct(self) -> None:
        self._settle()
        self._serial.setFocus()
        self._serial.setCursorPosition(len(self._serial.text()))
