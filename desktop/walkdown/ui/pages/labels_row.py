"""One row of the list of labels: a device, or what became of a scan that added none."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from walkdown.core.device import Device
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, IconTile, Tag, Text, col, row, two
from walkdown.ui.pages.labels_words import (
    TakenWords,
    device_spoken,
    device_title,
    place_words,
    scanned_words,
    whole_words,
)

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ListRow(QFrame):
    """One stop for the keyboard: Up and Down go to its neighbours, Right into its button."""

    stepped = Signal(int)
    ring_radius = "lg"

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "plain")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._last = False

    def set_last(self, last: bool) -> None:
        """The last row has no line below it."""
        if last != self._last:
            self._last = last
            self.update()

    def button(self) -> Button | None:
        """What Right and Enter lead to."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, button = Qt.Key(event.key()), self.button()
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key == Qt.Key.Key_Right and button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_Left:
            self.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and event.reason() != Qt.FocusReason.MouseFocusReason:
            area.ensureWidgetVisible(self, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._last or self.property("box") != "plain":
            return
        hair = theme.current().hair
        painter = QPainter(self)
        line = QRectF(0, self.height() - hair, self.width(), hair)
        painter.fillRect(line, theme.qcolor("line"))
        painter.end()


class ScanNote(QWidget):
    """At the right of a row: when and how it was scanned, and where it is or by whom."""

    def __init__(self) -> None:
        super().__init__()
        self._how = Text("", "caption", "ink3", align="right")
        self._where = Text("", "caption", "ink2", align="right")
        self.setLayout(col(self._how, self._where, gap=0))

    def show_device(self, device: Device) -> None:
        """Say it."""
        self._how.say(scanned_words(device))
        self._where.say(place_words(device))
        self._where.setVisible(bool(place_words(device)))


# Px of a text that is no serial: what is longer is elided.
_LEAST_WORDS = 96


class LabelRow(ListRow):
    """A row of the list. A fresh one is tinted and can be undone."""

    undone = Signal()

    def __init__(self, icon: str, title: str, second: str, *, serial: bool = True) -> None:
        super().__init__()
        self._second = Text(second, "mono" if serial else "caption", "ink3", elide=not serial)
        self._elides = not serial
        self._tile = IconTile(icon, 40, glyph=24)
        self._device: Device | None = None
        self._title = Text(title, "body-strong", elide=True)
        self._note: QWidget | None = None
        self._verdict: Tag | None = None
        self._tag: Tag | None = None
        self._undo: Button | None = None
        words = two(self._title, self._second)
        self._row: QHBoxLayout = row(self._tile, (words, 1), gap=12, align=MIDDLE)
        self.setLayout(self._row)
        self._pad()

    @classmethod
    def of_device(cls, device: Device) -> LabelRow:
        """A device on the list, with the way its label came in."""
        made = cls(str(device.kind), device_title(device), grouped(shown(device.serial, 24)))
        made.setObjectName(f"labels.row.{device.serial}")
        made._add(note := ScanNote())
        made._note = note
        made.show_device(device)
        return made

    def show_device(self, device: Device) -> None:
        """The same device as it is known now: another place, another model."""
        if device == self._device or not isinstance(self._note, ScanNote):
            return
        self._device = device
        self._title.say(device_title(device))
        self._note.show_device(device)
        self.setAccessibleName(device_spoken(device))
        self.setToolTip(whole_words(device))
        self._make_room()

    @classmethod
    def of_taken(cls, words: TakenWords, number: int) -> LabelRow:
        """A scan that added nothing; kept for this visit only."""
        made = cls(words.icon, words.title, words.second, serial=words.serial)
        made.setObjectName(f"labels.taken.{number}")
        made.setAccessibleName(words.spoken)
        made._add(verdict := Tag(words.tone, words.tag, words.glyph))
        made._verdict = verdict
        return made

    def freshen(self) -> None:
        """Just added: tinted, with its Undo."""
        if self._undo is not None or self._note is None:
            return
        theme.mark(self, "box", "info")
        self._note.hide()
        self._tag = Tag("ok", "Added")
        self._undo = Button(
            "Undo", "undo", size="sm", name=f"Undo: take off {self.accessibleName()}"
        )
        self._undo.setObjectName("labels.undo")
        self._undo.clicked.connect(lambda: self.undone.emit())
        self._add(self._tag)
        self._add(self._undo)
        self._make_room()

    def settle(self) -> None:
        """No longer fresh."""
        if self._undo is None or self._tag is None or self._note is None:
            return
        if self._undo.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        theme.mark(self, "box", "plain")
        for widget in (self._tag, self._undo):
            self._row.removeWidget(widget)
            widget.setObjectName("")
            widget.hide()
            widget.deleteLater()
        self._tag = self._undo = None
        self._note.show()
        self._make_room()

    def button(self) -> Button | None:
        return self._undo

    def minimumSizeHint(self) -> QSize:
        """Room for its serial and its button; the rest is elided or goes."""
        return QSize(self._needed(), theme.current().targets.row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _add(self, widget: QWidget) -> None:
        self._row.addWidget(widget, 0, MIDDLE)

    def _pad(self) -> None:
        edge = theme.dp(12 if self._tile.isVisibleTo(self) else 8)
        self._row.setContentsMargins(edge, 0, edge, 0)
        self._row.setSpacing(edge)
        self.setFixedHeight(theme.current().targets.row)

    def _needed(self, *, note: bool = False, tile: bool = False, tag: bool = False) -> int:
        """Px for the serial and its neighbours, with or without those that may go."""
        how = self._note if note and self._undo is None else None
        parts = [self._second, self._undo, how, self._verdict]
        parts += [self._tile if tile else None, self._tag if tag else None]
        here = [part for part in parts if part is not None]
        for part in here:
            part.ensurePolished()
        wide = [part.sizeHint().width() for part in here]
        if self._elides:
            wide[0] = min(wide[0], theme.dp(_LEAST_WORDS))
        frame = 2 * theme.current().picked
        return sum(wide) + frame + theme.dp(12 if tile else 8) * (len(wide) + 1)

    def _make_room(self) -> None:
        """First the word Added goes (the tint says it too), then the tile, then how it was scanned
        (which the tip says too); the serial never."""
        if self._tag is not None:
            fits = not theme.current().sun and self._needed(tile=True, tag=True) <= self.width()
            self._tag.setHidden(not fits)
        said = self._needed(note=True) <= self.width()
        if self._note is not None:
            self._note.setVisible(said and self._undo is None)
        self._tile.setHidden(self._needed(note=said, tile=True) > self.width())
        self._pad()
