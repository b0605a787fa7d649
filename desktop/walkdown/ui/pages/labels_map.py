"""The tab Map: which device is where on the roof, where the next label goes, and moving by mouse or keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Device
from walkdown.core.job import Job
from walkdown.core.label import grouped
from walkdown.core.layout import Face, Spot, next_spot, route
from walkdown.core.shown import shown
from walkdown.ui.kit import Button, Select, Text, col, row, scroll
from walkdown.ui.pages.labels_map_file import MapFile
from walkdown.ui.pages.labels_map_form import FaceForm
from walkdown.ui.pages.labels_map_view import MapView
from walkdown.ui.pages.labels_words import device_title, spot_words

_NONE = "Draw a face of the roof: each micro-inverter you scan then gets its place, in the order you walk."
_HOW = "Press a cell to say where the next label goes; drag a device to move it."


class MapPane(QWidget):
    """`placed` carries (serial, Spot or None), `swapped` two serials, `drawn` all faces, `start_at` a Spot."""

    placed = Signal(str, object)
    swapped = Signal(str, str)
    drawn = Signal(object)
    start_at = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._at = 0
        self._after: Spot | None = None
        self._chosen = ""
        self._moving = False
        self._changing: Face | None = None
        self._view = MapView()
        self._view.pressed.connect(self._press)
        self._view.moved.connect(lambda _spot: self._say())
        self._view.dragged.connect(self._drag)
        self._view.lifted.connect(self._lift)
        self._view.cleared.connect(self._clear)
        self._faces = Select(name="Face of the roof")
        self._faces.setObjectName("labels.map.faces")
        self._faces.activated.connect(self._turn_to)
        self._form = FaceForm()
        self._form.drawn.connect(self._draw)
        self._form.closed.connect(self._close_form)
        self._words = Text("", "caption", "ink2", wrap=True)
        self._make_buttons()
        head = row((self._faces, 1), self._change, self._new, gap=8)
        acts = row(self._move, self._off, "stretch", gap=8)
        self._area, self._drawing = scroll(self._view), scroll(self._form)
        self._drawing.hide()
        self.file = MapFile()
        faces = col((self._area, 1), self._words, acts, self.file, gap=8)
        self._shown = QWidget()
        self._shown.setLayout(faces)
        self.setLayout(col(head, (self._drawing, 1), (self._shown, 1), gap=8))
        self._say()

    def show_job(self, job: Job | None) -> None:
        """The faces and what lies on them."""
        former, self._job = self._job, job
        if job is None or former is None or former.id != job.id:
            self._at, self._after, self._chosen, self._moving = 0, None, "", False
            self._show_form(False)
        self.file.show_job(job)
        self._follow(former, job)
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._chosen:
            self._choose("")
        else:
            super().keyPressEvent(event)

    # --- showing

    @property
    def _face(self) -> Face | None:
        faces = self._job.faces if self._job else ()
        return faces[self._at] if self._at < len(faces) else None

    def _follow(self, former: Job | None, job: Job | None) -> None:
        """What was scanned last is where one stands: its face is shown, the next one comes after it."""
        if job is None or former is None or former.id != job.id:
            return
        known = {d.serial for d in former.devices}
        fresh = [d for d in job.devices if d.serial not in known and d.spot is not None]
        if fresh and fresh[-1].spot is not None:
            self._after = fresh[-1].spot
            names = [face.name for face in job.faces]
            self._at = names.index(self._after.face) if self._after.face in names else self._at

    def _render(self) -> None:
        job, face = self._job, self._face
        faces = job.faces if job else ()
        names = [shown(f.name, 24) for f in faces]
        if [self._faces.itemText(n) for n in range(self._faces.count())] != names:
            self._faces.set_options(names, self._at)
        self._faces.setCurrentIndex(self._at if faces else -1)
        self._faces.setVisible(bool(faces))
        self._change.setVisible(bool(faces))
        filled = {d.spot: d.serial for d in job.devices if d.spot} if job else {}
        self._view.show_face(face, filled, self._next())
        self._area.setVisible(face is not None)
        self._say()

    def _next(self) -> Spot | None:
        job = self._job
        if job is None or not job.faces:
            return None
        taken = frozenset(d.spot for d in job.devices if d.spot)
        return next_spot(job.faces, taken, self._after)

    def _say(self) -> None:
        device = self._device(self._chosen)
        following = self._next()
        self._view.set_picked(device.spot if device else None)
        for button in (self._move, self._off):
            button.setVisible(device is not None)
        self._move.setEnabled(not self._moving)
        if self._face is None:
            self._words.say(_NONE)
        elif device is not None and device.spot is not None:
            what = f"{device_title(device)} {grouped(shown(device.serial, 24))}"
            where = "Press its new cell." if self._moving else spot_words(device.spot)
            self._words.say(f"{what}. {where}")
        else:
            goes = (
                f"The next label goes to {spot_words(following)}." if following else "It is full."
            )
            self._words.say(f"{goes} {_HOW}")

    def _device(self, serial: str) -> Device | None:
        return self._job.device(serial) if self._job and serial else None

    # --- what the person does

    def _make_buttons(self) -> None:
        self._new = Button("Draw a face", "plus", size="sm")
        self._new.setObjectName("labels.map.new")
        self._new.clicked.connect(lambda: self._open_form(None))
        self._change = Button("", "edit", "icon", size="sm", name="Change this face")
        self._change.setObjectName("labels.map.change")
        self._change.clicked.connect(lambda: self._open_form(self._face))
        self._move = Button("Move", "cell", size="sm", name="Move this device")
        self._move.setObjectName("labels.map.move")
        self._move.clicked.connect(self._begin_move)
        self._off = Button("Take off the map", "close", "quiet", "sm")
        self._off.setObjectName("labels.map.off")
        self._off.clicked.connect(self._take_off)

    def _press(self, spot: Spot) -> None:
        job = self._job
        if job is None:
            return
        there = self._at_spot(spot)
        if self._moving and there != self._chosen:
            self._put(self._chosen, spot)
            self._choose("")
        elif there:
            self._choose(there)
        else:
            self._after = _before(job.faces, spot)
            self.start_at.emit(spot)
            self._choose("")
            self._render()

    def _at_spot(self, spot: Spot) -> str:
        """The serial that lies there; empty for none."""
        devices = self._job.devices if self._job else ()
        return next((d.serial for d in devices if d.spot == spot), "")

    def _put(self, serial: str, spot: Spot) -> None:
        """Onto a free place; with whoever has it, the place is changed."""
        if there := self._at_spot(spot):
            self.swapped.emit(serial, there)
        else:
            self.placed.emit(serial, spot)

    def _drag(self, held: Spot, over: Spot) -> None:
        serial = self._at_spot(held)
        self._choose("")
        if serial and self._open():
            self._put(serial, over)

    def _lift(self, spot: Spot) -> None:
        self._choose(self._at_spot(spot))
        if self._open():
            self._begin_move()

    def _clear(self, spot: Spot) -> None:
        self._choose("")
        if self._open():
            self.placed.emit(self._at_spot(spot), None)

    def _open(self) -> bool:
        return self._job is not None and self._job.handed_over is None

    def _choose(self, serial: str) -> None:
        self._chosen, self._moving = serial, False
        self._say()

    def _begin_move(self) -> None:
        self._moving = True
        self._say()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_off(self) -> None:
        if self._chosen:
            self.placed.emit(self._chosen, None)
        self._choose("")

    def _turn_to(self, index: int) -> None:
        self._at = max(0, index)
        self._choose("")
        self._render()

    def _open_form(self, face: Face | None) -> None:
        names = frozenset(f.name for f in self._job.faces) if self._job else frozenset()
        self._changing = face
        self._show_form(True)
        self._form.begin(names - {face.name} if face else names, face)

    def _show_form(self, drawing: bool) -> None:
        """Where there is little room, either the map or the form."""
        self._drawing.setVisible(drawing)
        self._shown.setVisible(not drawing)

    def _close_form(self) -> None:
        self._show_form(False)
        self._new.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self, face: Face) -> None:
        faces = list(self._job.faces) if self._job else []
        if self._changing in faces:
            faces[faces.index(self._changing)] = face
        else:
            faces.append(face)
            self._at = len(faces) - 1
        self._show_form(False)
        self.drawn.emit(tuple(faces))


def _before(faces: tuple[Face, ...], spot: Spot) -> Spot | None:
    """The spot after which this one comes on the way; None for the first."""
    way = route(faces)
    at = way.index(spot) if spot in way else 0
    return way[at - 1] if at else None
