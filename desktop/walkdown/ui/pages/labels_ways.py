"""The left side of Labels: four ways in, and typing below each of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Way
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import Job
from walkdown.core.label_profile import Profiles
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Icon, Segmented, Text, col, row
from walkdown.ui.pages.labels_camera import CameraWay, Stack
from walkdown.ui.pages.labels_paste import PasteWay
from walkdown.ui.pages.labels_photo import PhotoWay, local_paths
from walkdown.ui.pages.labels_scanner import ScannerWay
from walkdown.ui.pages.labels_type import TypePanel
from walkdown.ui.pages.labels_words import Take, seen_key, taken_key
from walkdown.ui.width import WindowWidth

_NAMES = ("Camera", "Photo", "Scanner", "Paste")
_ICONS = ("camera", "photo", "scanner", "paste")
_WAYS = (Way.CAMERA, Way.PHOTO, Way.SCANNER, Way.PASTED)
CAMERA, PHOTO, SCANNER, PASTE = range(4)
# The person is asked about it where it was typed or pasted.
DOUBTS = (Outcome.CHECK_FAILED, Outcome.LOOKALIKE)
_LISTS = (".csv", ".tsv", ".txt")
_FIELDS = (DraftField.PASTED, DraftField.SERIAL, DraftField.MODEL)


class WaysPane(QWidget):
    """Whatever way a text comes in, `took` carries a tuple of Take, `picked` the paths of pictures.

    `pasted` carries a picture's bytes, `listed` the path of a list of serials, which is no picture.
    """

    took = Signal(object)
    picked = Signal(object)
    pasted = Signal(object)
    stopped = Signal()
    listed = Signal(str)
    typed = Signal(object)
    """A Draft of what is typed or pasted and not added."""

    def __init__(self) -> None:
        super().__init__()
        self.camera, self.photo = CameraWay(), PhotoWay()
        self.scanner, self.paste = ScannerWay(), PasteWay(self._take_data)
        self.typing = TypePanel()
        self._stack = Stack()
        for way in (self.camera, self.photo, self.scanner, self.paste):
            self._stack.addWidget(way)
        self._switches = [_switch(_ICONS), _switch(())]
        for switch in self._switches:
            switch.chosen.connect(self.choose)
        self._type = Button("Type a serial", "keyboard", key="Ctrl+T")
        self._type.setObjectName("labels.type")
        self._type.clicked.connect(self.type_one)
        self._join()
        note = Text("All ways end in the same list.", "caption", "ink2", wrap=True)
        self._note = QWidget()
        self._note.setLayout(row(Icon("info", 18, "ink3"), (note, 1), gap=8, align=MIDDLE))
        self.camera.tools.appeared.connect(self._fit_note)
        self.photo.seen.connect(self._fit_note)
        self._stack.currentChanged.connect(self._fit_note)
        tools = row(self.camera.tools, (self._note, 1), "stretch", self._type, align=MIDDLE)
        self.setLayout(col(*self._switches, (self._stack, 1), self.typing, tools, gap=12))
        self._sent: list[str] = []
        self.setAcceptDrops(True)
        self._width = WindowWidth(self)
        self._width.changed.connect(self._fit)
        self._fit()

    @property
    def way(self) -> Way:
        """The way that is chosen."""
        return _WAYS[self._stack.currentIndex()]

    def choose(self, index: int) -> None:
        """Turn to a way in, with the cursor where it is wanted."""
        self._turn_to(index)
        # The switch takes the focus with the press that brought us here.
        if index == SCANNER:
            QTimer.singleShot(0, self.scanner, self.scanner.begin)
        elif index == PASTE:
            QTimer.singleShot(0, self.paste, self.paste.begin)

    def type_one(self) -> None:
        """Open the panel for one serial."""
        self.typing.begin()

    def press(self, key: str) -> bool:
        """A single key for the camera's tools; False for any other."""
        return self.way is Way.CAMERA and self.camera.tools.press(key)

    def show_profiles(self, profiles: Profiles) -> None:
        """What the makers' labels look like, for what is typed and pasted."""
        self.typing.show_profiles(profiles)
        self.paste.show_profiles(profiles)

    def show_list(self, text: str) -> None:
        """The text of a list was read: it is shown, and nothing of it is added."""
        self.choose(PASTE)
        self.paste.show_list(text)

    def show_job(self, job: Job) -> None:
        """What is on the list now."""
        self.paste.show_listed(frozenset(d.serial for d in job.devices))

    def start_over(self, job: Job | None) -> None:
        """Another job: back to the camera, or to what was typed for it before and not added."""
        pasted, serial, model = (job.drafted(field) if job else "" for field in _FIELDS)
        self.typing.start_over(serial, model)
        self.photo.start_over()
        self.paste.start_over(pasted)
        self._turn_to(PASTE if pasted else CAMERA)

    def note(self, taken: LabelTaken) -> bool:
        """Tell the way in what became of its text. False where a question could not be asked."""
        if not self._was_sent(taken):
            self.camera.picture.show_outcome(taken)
        asked = taken.outcome is not Outcome.NEEDS_KIND or self.typing.ask_kind(
            taken.serial, self.way
        )
        if taken.way is Way.SCANNER:
            self.scanner.note(taken)
        asked_typed, asked_pasted = self.typing.note(taken), self.paste.note(taken)
        return asked and (taken.outcome not in DOUBTS or asked_typed or asked_pasted)

    def begin_reading(self, count: int) -> None:
        """So many pictures are being read."""
        self.choose(PHOTO)
        self.photo.begin(count)

    def at_rest(self) -> None:
        """Whatever was begun has ended."""
        self.photo.end()

    # --- dropped or pasted anywhere here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if local_paths(data) or data.hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take_data(event.mimeData()):
            event.acceptProposedAction()

    def paste_here(self) -> None:
        """What is in the clipboard: pictures, a list's file, or a text that is looked at first."""
        if self.paste.paste_below():
            self.choose(PASTE)

    def _paste_picture(self) -> None:
        """Only a picture is wanted: a text in the clipboard is left alone."""
        if not self.paste.paste_picture():
            self.photo.say_none()

    def _take_data(self, data: QMimeData) -> bool:
        paths = local_paths(data)
        if len(paths) == 1 and paths[0].lower().endswith(_LISTS):
            self.listed.emit(paths[0])
            return True
        return not self.photo.reading and self.photo.take_data(data)

    # ---

    def _turn_to(self, index: int) -> None:
        for switch in self._switches:
            switch.set_chosen(index)
        self._stack.setCurrentIndex(index)

    def _fit_note(self) -> None:
        """The note leaves its room to the camera's tools, and to pictures that were read."""
        pictures = self.way is Way.PHOTO and self.photo.shows
        self._note.setVisible(self.camera.tools.isHidden() and not pictures)

    def _join(self) -> None:
        self.photo.picked.connect(self.picked.emit)
        self.photo.pasted.connect(self.pasted.emit)
        self.photo.stopped.connect(self.stopped.emit)
        self.photo.wanted.connect(self._paste_picture)
        for way in (self.scanner, self.paste, self.typing):
            way.took.connect(self._send)
        self.typing.closed.connect(self._close_typing)
        self.typing.typed.connect(self.typed)
        self.paste.picked.connect(self.listed.emit)
        self.paste.typed.connect(lambda text: self.typed.emit(Draft(DraftField.PASTED, text)))

    def _send(self, takes: tuple[Take, ...]) -> None:
        self._sent = [seen_key(take.text) for take in takes]
        self.took.emit(takes)

    def _was_sent(self, taken: LabelTaken) -> bool:
        """Whether it is about a text of ours; otherwise the camera read it."""
        key = taken_key(taken)
        if key in self._sent:
            self._sent.remove(key)
            return True
        return taken.way not in (None, Way.CAMERA)

    def _close_typing(self) -> None:
        self.typing.hide()
        self._type.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """The icons leave the switch where the words need the room."""
        bare = self._width.narrow or theme.current().sun
        shown, other = self._switches[bare], self._switches[not bare]
        other.hide()
        shown.show()
        for switch in self._switches:
            for name, part in zip(_NAMES, switch.findChildren(QAbstractButton), strict=True):
                part.setObjectName(f"labels.way.{name.lower()}" if switch is shown else "")

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._fit()
        super().changeEvent(event)


def _switch(icons: tuple[str, ...]) -> Segmented:
    return Segmented(_NAMES, icons=icons, wide=True, name="Way in")
