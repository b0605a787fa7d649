"""A network that does not show its name: its exact name is typed, and checked before it is used."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.core.shown import shown
from walkdown.core.wifi import Flaw, ssid_flaw
from walkdown.ui.kit import MIDDLE, Button, Field, Icon, Line, Text, box, col, row, two
from walkdown.ui.texts import flaw_words

NOTE = "Type its exact name, with capitals and spaces"


class HiddenNetwork(QWidget):
    """A row with one button; it opens the field below. `used` carries a name without a flaw."""

    used = Signal(str)
    typed = Signal(str)
    """The text of the field, at every key; empty when the person closes it."""

    def __init__(self) -> None:
        super().__init__()
        self._note = Text(NOTE, "caption", "ink2", wrap=True)
        self._open = Button("Type name", size="sm", name="Type a hidden network's name")
        self._open.setObjectName("network.hidden")
        self._open.clicked.connect(self._toggle)
        self._line = Line(name="Network name", most=64)
        self._line.setObjectName("network.hidden.ssid")
        self._line.textEdited.connect(self._judge)
        self._line.textEdited.connect(self.typed)
        self._line.returnPressed.connect(self._use)
        self._field = Field("Network name", self._line)
        self._use_button = Button("Use this name", name="Use this network name")
        self._use_button.setObjectName("network.hidden.use")
        self._use_button.clicked.connect(self._use)
        words = two(Text("Hidden network", "body-strong"), self._note)
        head = row(Icon("network", 24, "ink2"), (words, 1), self._open, gap=12, align=MIDDLE)
        self._form = QWidget()
        below = col(24, self._use_button, "stretch", gap=0)
        self._form.setLayout(row((self._field, 1), below, gap=12))
        self._form.hide()
        self.setLayout(col(box(col(head, self._form, gap=12), "card", (12, 8, 12, 8)), gap=0))

    def set_chosen(self, ssid: str) -> None:
        """The typed name that is chosen now; "" where the chosen one is in the list."""
        self._note.say(f"Chosen: {shown(ssid)}" if ssid else NOTE)

    def begin(self, draft: str) -> None:
        """Another job: the field is open where a name was typed into it before."""
        self.close_form()
        if draft:
            self._open_form()
            self._line.setText(draft)
            self._judge()

    def close_form(self) -> None:
        """Put the field away and forget what stands in it."""
        self._line.clear()
        self._field.clear()
        self._form.hide()
        self._open.say("Type name", name="Type a hidden network's name")

    def type_again(self, ssid: str) -> None:
        """The field, open, with the name that was typed before."""
        self._open_form()
        self._line.setText(ssid)
        self._line.setFocus()
        self._line.selectAll()

    def _toggle(self) -> None:
        if not self._form.isHidden():
            self.close_form()
            self.typed.emit("")
            return
        self._open_form()
        self._line.setFocus()

    def _open_form(self) -> None:
        self._form.show()
        self._open.say("Close", name="Close the hidden network's field")

    def _judge(self) -> None:
        """What cannot become right by typing on is said at once; an empty name only when used."""
        flaw = ssid_flaw(self._line.text())
        if flaw in (None, Flaw.SSID_EMPTY):
            self._field.clear()
        elif flaw is not None:
            self._field.set_error(flaw_words(flaw))

    def _use(self) -> None:
        ssid = self._line.text()
        flaw = ssid_flaw(ssid)
        if flaw is not None:
            self._field.set_error(flaw_words(flaw))
            self._line.setFocus()
            return
        self.close_form()
        self.used.emit(ssid)
