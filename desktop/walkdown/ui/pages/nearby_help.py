"""Help on Nearby: before listening, while nothing is heard, and below the row of one device."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from walkdown.core.holder import Holding
from walkdown.core.sighting import Nearby
from walkdown.ui.kit import MIDDLE, Button, Field, Icon, Text, box, col, row
from walkdown.ui.layout import Item
from walkdown.ui.pages.holder_box import HolderLines
from walkdown.ui.pages.labels_kind import KindSelect
from walkdown.ui.pages.nearby_words import serial_of, title_of

TRIES = (
    ("power", "It has power: a lamp or a display on the device is on."),
    (
        "person",
        "No phone holds it: close the app that was used before, or switch off that phone's Bluetooth.",
    ),
    ("nearby", "You stand within 3 m of it, and the cabinet is open."),
)


def tries(*more: Item) -> QLayout:
    """The three usual fixes, one under the other."""
    lines = [
        row(Icon(icon, 20, "ink2"), (Text(words, "body", "ink", wrap=True), 1), gap=12)
        for icon, words in TRIES
    ]
    return col(*lines, *more, gap=6)


class NotListening(QWidget):
    """Before the first press of Start listening: what will be read."""

    def __init__(self) -> None:
        super().__init__()
        words = (
            "Listening reads the names and signal of everything that calls out within some 20 m."
            " Only what is on your list is kept. The rest is forgotten when you leave the site."
        )
        sign = row("stretch", Icon("nearby", 40, "ink3"), "stretch")
        title = Text("Nothing is listened to yet", "h3", align="center")
        body = Text(words, "body", "ink2", wrap=True, align="center")
        inner = col("stretch", sign, 8, title, body, "stretch", gap=4, margins=(48, 24, 48, 24))
        self.setLayout(col(box(inner, "sunken", name="Not listening"), gap=0))


class NothingHeard(QWidget):
    """After a silence: the three usual fixes."""

    again = Signal()
    check = Signal()

    def __init__(self) -> None:
        super().__init__()
        listen = Button("Listen again", "retry", size="sm")
        listen.setObjectName("nearby.silence.again")
        listen.clicked.connect(lambda: self.again.emit())
        check = Button(
            "Nothing near?", "bluetooth", size="sm", name="Nothing near? Check Bluetooth"
        )
        check.setObjectName("nearby.silence.check")
        check.clicked.connect(lambda: self.check.emit())
        title = Text("Nothing heard yet. 3 things to try.", "h3", wrap=True)
        inner = col(row((title, 1), check, listen, align=MIDDLE), tries(), gap=8)
        self.setLayout(col(box(inner, "warn", (16, 12, 16, 12), "Nothing heard yet"), gap=0))


class _Panel(QFrame):
    """Closes with Esc and with its button."""

    closed = Signal()

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setProperty("box", kind)
        self._close = Button("", "close", "icon", "sm", name="Close this")
        self._close.setObjectName("nearby.panel.close")
        self._close.clicked.connect(lambda: self.closed.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class FindHelp(_Panel):
    """For a device of the list: who holds it, as far as the ear can tell, and what to try."""

    again = Signal()
    check = Signal()

    def __init__(self, shown: Nearby, holding: Holding) -> None:
        super().__init__("warn")
        self.setObjectName("nearby.help")
        self.setAccessibleName(f"Who is holding it? {title_of(shown)} {serial_of(shown)}")
        listen = Button("Listen again", "retry", size="sm")
        listen.setObjectName("nearby.again")
        listen.clicked.connect(lambda: self.again.emit())
        check = Button("Check Bluetooth", "bluetooth", "quiet", "sm")
        check.setObjectName("nearby.help.check")
        check.clicked.connect(lambda: self.check.emit())
        which = Text(f"{title_of(shown)} {serial_of(shown)}", "caption", "ink2", elide=True)
        head = row(Text("Who is holding it?", "h3"), (which, 1), self._close, gap=12, align=MIDDLE)
        self._lines = HolderLines()
        self._lines.render_holding(holding)
        acts = row(listen, check, "stretch", margins=(0, 6, 0, 0))
        inner = col(head, self._lines, acts, gap=6)
        inner.setContentsMargins(16, 8, 8, 12)
        self.setLayout(inner)
        self._listen, self._check = listen, check

    def render_holding(self, holding: Holding) -> bool:
        """As it stands now; True where it says something else."""
        return self._lines.render_holding(holding)

    def begin(self) -> None:
        """The way to try again has the focus."""
        (self._check if self._lines.checks else self._listen).setFocus()


class KindHelp(_Panel):
    """For a device that was heard but not scanned and whose name does not tell its kind."""

    added = Signal(object)

    def __init__(self, shown: Nearby) -> None:
        super().__init__("info")
        self.setObjectName("nearby.kind")
        self.setAccessibleName(f"What is {title_of(shown)} {serial_of(shown)}?")
        self._kind = KindSelect("nearby.add.kind")
        self._field = Field(f"What is {serial_of(shown)}?", self._kind)
        self._kind.currentIndexChanged.connect(lambda: self._field.clear())
        add = Button("Add", "plus", name=f"Add {serial_of(shown)} to the list")
        add.setObjectName("nearby.add.confirm")
        add.clicked.connect(self._add)
        clicks = col(Text(" ", "caption"), row(add, self._close), "stretch", gap=4)
        inner = row((self._field, 1), clicks, gap=12)
        inner.setContentsMargins(16, 8, 8, 12)
        self.setLayout(inner)

    def begin(self) -> None:
        """Ask."""
        self._kind.setFocus()

    def _add(self) -> None:
        kind = self._kind.kind()
        if kind is None:
            self._field.set_error("Choose what it is; nothing is guessed.")
        else:
            self.added.emit(kind)
