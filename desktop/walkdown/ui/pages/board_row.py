"""One device of the job board as a strip of cells, the row of the table around it, and the heads above."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.cardbutton import CardButton
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import Button, IconTile, Run, Tag, Text, row, strong, two
from walkdown.ui.pages.board_stations import StationHeads, Stations
from walkdown.ui.pages.board_words import (
    STATE_WORDS,
    name_of,
    note_of,
    serial_of,
    spoken,
    state,
    stations,
)
from walkdown.ui.pages.network_cell import Cell, tag_width, text_width

MARGINS = (16, 4, 16, 4)
GAP = 12
_USUAL_ADDRESS = "192.168.100.100"


class NameLine(Text):
    """Kind and model; the model goes where there is no room for both, the kind stays."""

    def __init__(self) -> None:
        super().__init__("", "body", elide=True)
        self._kind = self._model = ""

    def say_name(self, kind: str, model: str) -> None:
        """Another device."""
        self._kind, self._model = kind, model
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._wanted(), super().sizeHint().height())

    def _fit(self) -> None:
        parts: list[str | Run] = [strong(self._kind)]
        if self._model and self._wanted() <= self.width():
            parts.append(Run(f" {self._model}", color="ink2"))
        self.say(parts)

    def _wanted(self) -> int:
        return text_width([f"{self._kind} {self._model}"], "body-strong")


class Strip(QWidget):
    """Tile, name and serial, stations, state, address. Changed in place."""

    def __init__(self) -> None:
        super().__init__()
        self.device: Device | None = None
        self._known: tuple[Device, bool, bool, bool] | None = None
        self._narrow = False
        self._tile = IconTile("gateway", 40, glyph=24)
        self._name = NameLine()
        self._serial = Text("", "mono", "ink3")
        self._stations = Stations()
        self._reason = Text("", "body", "ink2", elide=True)
        self._reason.hide()
        self._tag = Tag("idle", "Queued")
        self._note = Text("", "caption", "ink2", align="right", elide=True)
        self._tag_cell = Cell(row(self._tag, "stretch"), state_width)
        self._note_cell = Cell(row((self._note, 1)), note_width)
        self.setLayout(
            row(
                self._tile,
                (two(self._name, self._serial), 1),
                self._stations,
                (self._reason, 3),
                self._tag_cell,
                self._note_cell,
                gap=GAP,
            )
        )

    def render_device(
        self, device: Device, *, verified: bool = False, weak: bool = False, ticked: bool = False
    ) -> bool:
        """Show the device as it stands now; False where nothing has changed.

        `verified` in Verify since it came online, `weak` by radio, `ticked` as one that is chosen.
        """
        known = (device, verified, weak, ticked)
        if known == self._known:
            return False
        self._known, self.device = known, device
        self._tile.show_icon("tick" if ticked else str(device.kind))
        self._name.say_name(kind_name(device.kind), shown(device.model, 20))
        self._serial.say(serial_of(device))
        self._stations.set_states(stations(device))
        self._stations.setVisible(not device.left_out)
        self._reason.say(shown(device.left_out, 120))
        self._reason.setVisible(bool(device.left_out))
        self._make_room()
        self._tag.say(*state(device, verified=verified, weak=weak))
        self._tag_cell.settle()
        self._note.say(note_of(device))
        return True

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window the address goes; it stands with the evidence too."""
        self._narrow = narrow
        self._make_room()

    def _make_room(self) -> None:
        """Where a device is left out, the way back stands in place of the address."""
        left_out = self.device is not None and bool(self.device.left_out)
        self._note_cell.setVisible(not self._narrow and not left_out)


class _Flat(CardButton):
    """A row without a frame of its own, tinted while it is chosen."""

    ring_radius = "md"

    def __init__(self, strip: Strip) -> None:
        inner = row((strip, 1))
        super().__init__(inner)
        inner.setContentsMargins(*MARGINS)
        self.setCheckable(True)
        self._last = False

    def set_last(self, last: bool) -> None:
        """The last row has no line below it."""
        if last != self._last:
            self._last = last
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = "press" if self.isDown() else "accent_soft" if self.isChecked() else ""
        if not ground and self.underMouse():
            ground = "hover"
        body = QRectF(self.rect())
        if ground:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.qcolor(ground))
            painter.setBrush(theme.qcolor(ground))
            radius = theme.current().radius.md
            painter.drawRoundedRect(body.adjusted(2, 2, -2, -3), radius, radius)
        if self.isChecked() and theme.current().sun:
            painter.fillRect(QRectF(0, 0, theme.dp(6), body.height()), theme.qcolor("ink"))
        if not self._last:
            hair = theme.current().hair
            line = QRectF(0, body.bottom() - hair, body.width(), hair)
            painter.fillRect(line, theme.qcolor("line"))
        painter.end()


class DeviceRow(QWidget):
    """The row of one device: pressed, it shows its evidence; left out, it can be taken back in."""

    pressed = Signal(str)
    taken_back = Signal(str)

    def __init__(self, serial: str) -> None:
        super().__init__()
        self.strip = Strip()
        self._flat = _Flat(self.strip)
        self._flat.setObjectName(f"board.row.{serial}")
        self._flat.clicked.connect(lambda: self.pressed.emit(serial))
        self._back = Button("Take back in", "undo", size="sm")
        self._back.setObjectName(f"board.back_in.{serial}")
        self._back.clicked.connect(lambda: self.taken_back.emit(serial))
        self._back.hide()
        self._line = row((self._flat, 1), self._back, gap=0)
        self.setLayout(self._line)

    def render_device(
        self,
        device: Device,
        *,
        free: bool,
        verified: bool = False,
        weak: bool = False,
        ticked: bool = False,
    ) -> bool:
        """Show the device; False where nothing has changed. `free` unless the job is handed over."""
        back = bool(device.left_out) and free
        self._back.setVisible(back)
        self._line.setContentsMargins(0, 0, GAP if back else 0, 0)
        if not self.strip.render_device(device, verified=verified, weak=weak, ticked=ticked):
            return False
        self._back.set_name(f"Take {name_of(device)} back in")
        chosen = "Chosen: " if ticked else ""
        self._flat.setAccessibleName(f"{chosen}{spoken(device)}")
        return True

    def set_chosen(self, chosen: bool) -> None:
        """Its evidence is shown."""
        self._flat.setChecked(chosen)

    def set_last(self, last: bool) -> None:
        """Nothing comes below it."""
        self._flat.set_last(last)


class Heads(QWidget):
    """The heads of the columns; none in sunlight, where the blocks are narrower than the words."""

    def __init__(self) -> None:
        super().__init__()
        self._note = Cell(row("stretch"), note_width)
        now = Cell(row(Text("Now", "caption", "ink3"), "stretch"), state_width)
        left, _, right, _ = MARGINS
        device = Text("Device", "caption", "ink3")
        self.setLayout(
            row(
                (device, 1),
                StationHeads(),
                now,
                self._note,
                gap=GAP,
                margins=(left + 1, 0, right + 1, 0),
            )
        )
        self.setVisible(not theme.current().sun)

    def set_narrow(self, narrow: bool) -> None:
        """As in the rows."""
        self._note.setVisible(not narrow)

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self.setVisible(not theme.current().sun)
        super().changeEvent(event)


def state_width() -> int:
    """The widest state tag in px."""
    return tag_width(STATE_WORDS)


def note_width() -> int:
    """A usual address in px; a longer one is shortened, and whole in the evidence."""
    return text_width([_USUAL_ADDRESS], "caption")
