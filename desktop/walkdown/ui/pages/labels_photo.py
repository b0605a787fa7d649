"""Pictures of labels as a way in: picked, dropped or pasted, one or many; read once, not kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from walkdown.app.messages import PictureShown
from walkdown.core.shown import shown
from walkdown.core.trouble import Code
from walkdown.ui.kit import MIDDLE, Button, Icon, Text, col, row
from walkdown.ui.pages.labels_camera import Stack, sunken
from walkdown.ui.pages.labels_still import Still, result_words, tally
from walkdown.ui.pages.labels_trouble import announce

_PICTURES = (
    "Pictures (*.jpg *.jpeg *.png *.webp *.heic *.heif *.tif *.tiff *.bmp *.gif"
    " *.JPG *.JPEG *.PNG *.WEBP *.HEIC *.HEIF)"
)
_NOTE = "JPEG, PNG, WebP or HEIC, one or many. Each is read once; no picture is kept."
# A preview has five megabytes; of older ones only what came of them stays.
MOST_PREVIEWS: Final = 12


class PhotoWay(QWidget):
    """`picked` carries a tuple of paths, `pasted` the bytes of a picture.

    `wanted` asks for the picture in the clipboard, `stopped` leaves what was not begun.
    """

    picked = Signal(object)
    pasted = Signal(object)
    wanted = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._read: list[PictureShown] = []
        self._at = 0
        self._pick = Button("Pick pictures", "photo")
        self._pick.setObjectName("labels.photo")
        self._pick.clicked.connect(self.choose)
        self._paste = Button("Paste a picture", "paste", "quiet")
        self._paste.setObjectName("labels.photo.paste")
        self._paste.clicked.connect(lambda: self.wanted.emit())
        self._stop = Button("Stop", "square", size="sm", name="Stop reading pictures")
        self._stop.setObjectName("labels.photo.stop")
        self._stop.clicked.connect(self._stop_reading)
        self._stop.hide()
        self._progress = Text("", "body-strong", wrap=True)
        self.still = Still()
        self.still.stepped.connect(self._step)
        self._name = Text("", "body-strong")
        self._result = Text("", "body", "ink2", wrap=True)
        self._back, self._on = self._arrow("back", -1), self._arrow("on", 1)
        self._stack = Stack()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._viewer())
        self._progress.hide()
        clicks = row(self._pick, self._paste, "stretch", self._stop, gap=8, align=MIDDLE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(col((self._stack, 1), self._progress, clicks, gap=8))

    def _empty(self) -> QWidget:
        icon = QWidget()
        icon.setLayout(row("stretch", Icon("photo", 40, "ink3"), "stretch"))
        return sunken(
            icon,
            8,
            Text("Drop pictures here", "h3", align="center"),
            Text(_NOTE, "body", "ink2", wrap=True, align="center"),
            name="Photo: drop pictures here",
        )

    def _viewer(self) -> QWidget:
        viewer = QWidget()
        words = col(self._name, self._result, gap=2)
        under = row(self._back, self._on, (words, 1), gap=8, align=MIDDLE)
        viewer.setLayout(col((self.still, 1), under, gap=8))
        return viewer

    def _arrow(self, name: str, step: int) -> Button:
        which = "before" if step < 0 else "after"
        icon = "left" if step < 0 else "right"
        button = Button("", icon, "icon", name=f"The picture {which}")
        button.setObjectName(f"labels.photo.{name}")
        button.clicked.connect(lambda: self._step(step))
        return button

    # --- what the person does

    def choose(self) -> None:
        """Let the person pick files; the window goes on working meanwhile."""
        dialog = QFileDialog(self, "Pick pictures of labels", "", _PICTURES)
        dialog.setObjectName("labels.photo.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.picked.emit(tuple(paths)))
        dialog.open()

    def say_none(self) -> None:
        """The clipboard holds no picture."""
        self._say("There is no picture in the clipboard.")

    def take_data(self, data: QMimeData | None) -> bool:
        """Pictures that were dropped or pasted, as files or as pixels; False where there are none."""
        if data is None:
            return False
        if paths := local_paths(data):
            self.picked.emit(paths)
            return True
        picture = data.imageData() if data.hasImage() else None
        if isinstance(picture, QImage) and not picture.isNull():
            self.pasted.emit(png_of(picture))
            return True
        return False

    def _stop_reading(self) -> None:
        self._stop.set_busy("Stopping")
        self.stopped.emit()

    def _step(self, step: int) -> None:
        if 0 <= self._at + step < len(self._read):
            self._at += step
            self._show()

    # --- what came of it

    @property
    def reading(self) -> bool:
        """Whether pictures are being read."""
        return not self._pick.isEnabled()

    def begin(self, count: int = 1) -> None:
        """So many pictures are being read."""
        self._read, self._at = [], 0
        self._say(f"0 of {count} read" if count > 1 else "")
        self._pick.set_busy("Reading")
        self._paste.hide()
        self._stop.setVisible(count > 1)

    def show_picture(self, picture: PictureShown) -> None:
        """One more was read. Whoever looks at another one goes on looking at it."""
        newest = self._at == len(self._read) - 1 or not self._read
        self._read.append(picture)
        for at, old in enumerate(self._read[:-MOST_PREVIEWS]):
            self._read[at] = replace(old, frame=None)
        if newest:
            self._at = len(self._read) - 1
        self._show()
        self._tell(picture)

    def _tell(self, picture: PictureShown) -> None:
        stopped = picture.trouble is not None and picture.trouble.code is Code.STOPPED_BY_YOU
        if picture.of > 1:
            whole = tally(o for each in self._read for o in each.outcomes)
            if not stopped and picture.number < picture.of:
                whole = whole.partition(",")[0]  # in short, while it goes on
            done = "Stopped" if stopped else f"{picture.number} of {picture.of} read"
            self._say(f"{done}: {whole}" if whole else done)
        if stopped or picture.number == picture.of:
            self.end()
            announce(self, self._progress.text() or result_words(picture))

    def end(self) -> None:
        """All were read, or cannot be."""
        self._pick.set_busy("")
        self._stop.set_busy("")
        self._stop.hide()
        self._paste.show()

    def start_over(self) -> None:
        """Another job: its pictures are not this one's."""
        self.end()
        self._read, self._at = [], 0
        self._say("")
        self.still.show_picture(None)
        self._stack.setCurrentIndex(0)

    def _say(self, progress: str) -> None:
        self._progress.say(progress)
        self._progress.setVisible(bool(progress))

    def _show(self) -> None:
        picture = self._read[self._at]
        self.still.show_picture(picture)
        where = f"{picture.number} of {picture.of}: " if picture.of > 1 else ""
        self._name.say(f"{where}{shown(picture.name, 60)}")
        self._result.say(result_words(picture))
        many = len(self._read) > 1
        for arrow, there in ((self._back, self._at), (self._on, len(self._read) - 1 - self._at)):
            arrow.setVisible(many)
            arrow.setEnabled(there > 0)
        self._stack.setCurrentIndex(1)


def local_paths(data: QMimeData) -> tuple[str, ...]:
    """The files that were dropped or copied; none where an address of the web is among them."""
    urls = data.urls() if data.hasUrls() else []
    if not urls or not all(url.isLocalFile() for url in urls):
        return ()
    return tuple(url.toLocalFile() for url in urls)


def png_of(picture: QImage) -> bytes:
    """A picture's pixels as a file's bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(1)  # quickly rather than small: it is read at once
    writer.write(picture)
    return bytes(buffer.data().data())
