"""Pictures of labels as a way in: picked, dropped or pasted, one or many; read once, not kept."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from walkdown.app.messages import PictureShown
from walkdown.ui.kit import MIDDLE, Button, Icon, Text, col, row
from walkdown.ui.pages.labels_camera import Stack, sunken
from walkdown.ui.pages.labels_still import result_words
from walkdown.ui.pages.labels_stills import Stills, Worded, progress_words
from walkdown.ui.pages.labels_trouble import announce

_PICTURES = (
    "Pictures (*.jpg *.jpeg *.png *.webp *.heic *.heif *.tif *.tiff *.bmp *.gif"
    " *.JPG *.JPEG *.PNG *.WEBP *.HEIC *.HEIF)"
)
_NOTE = "JPEG, PNG, WebP or HEIC, one or many. Each is read once; no picture is kept."


class PhotoWay(Worded):
    """`picked` carries a tuple of paths, `pasted` the bytes of a picture.

    `wanted` asks for the picture in the clipboard, `stopped` leaves what was not begun.
    """

    picked = Signal(object)
    pasted = Signal(object)
    wanted = Signal()
    stopped = Signal()
    seen = Signal()
    """Pictures are shown now, or are not any more: see `shows`."""

    def __init__(self) -> None:
        super().__init__()
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
        self.stills = Stills()
        self._stack = Stack()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self.stills)
        self._stack.currentChanged.connect(lambda: self.seen.emit())
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

    # --- what came of it

    @property
    def shows(self) -> bool:
        """Whether pictures are shown, which need the room."""
        return self._stack.currentWidget() is self.stills

    @property
    def reading(self) -> bool:
        """Whether pictures are being read."""
        return not self._pick.isEnabled()

    def begin(self, count: int = 1) -> None:
        """So many pictures are being read."""
        self.stills.clear()
        self._stack.setCurrentIndex(0)
        self._say(f"0 of {count} read" if count > 1 else "")
        self._pick.set_busy("Reading")
        self._paste.hide()
        self._stop.setVisible(count > 1)

    def show_picture(self, picture: PictureShown) -> None:
        """One more was read, or was not."""
        self.stills.show_picture(picture)
        self._stack.setCurrentIndex(1)
        progress = progress_words(self.stills.read)
        if progress:
            self._say(progress)
        if picture.number == picture.of:
            self.end()
            announce(self, progress or result_words(picture))

    def end(self) -> None:
        """All were read, or cannot be."""
        self._pick.set_busy("")
        self._stop.set_busy("")
        self._stop.hide()
        self._paste.show()

    def start_over(self) -> None:
        """Another job: its pictures are not this one's."""
        self.end()
        self._say("")
        self.stills.clear()
        self._stack.setCurrentIndex(0)

    def _say(self, progress: str) -> None:
        self._progress.say(progress)
        self._progress.setVisible(bool(progress))
        self.updateGeometry()


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
