"""Site's photo: picked after the owner and the installer were asked, shown small, replaced or removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFileDialog, QWidget

from walkdown.app.messages import JobShown, Message, PhotoShown, PhotoStep
from walkdown.core.job import Job, Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import icons, theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import Button, Text, Thumb, col, row
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.painted import Painted
from walkdown.ui.site_picture import site_picture
from walkdown.ui.texts import words_for

_SIZE: Final = (136, 120)
_PICTURES: Final = "Pictures (*.jpg *.jpeg *.png *.webp)"
_SAID_NO: Final = frozenset({Code.REFUSED, Code.NOT_ANSWERED})
_NONE: Final = "The owner is asked first. Then you pick the file: JPEG, PNG or WebP."
_BARE: Final = "Place and time were stripped from the photo."
_NOT_USED: Final = "No picture was opened. The report is made without one."
_STOPPED: Final = "Stopped. No picture was kept."
_MISSING: Final = "The picture is gone from this computer, or damaged. Pick it again, or remove it."
_LAPSED: Final = "Not in the report: the owner's yes has ended. Replace asks again."


class PhotoPart(QWidget):
    """The picture with its two buttons, and below it what stands of it or why there is none."""

    owner_wanted = Signal()
    """The owner has to be asked on their own page now."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._job: Job | None = None
        self._shown = PhotoShown()
        self._dialog: QFileDialog | None = None
        self._empty = _EmptyFrame()
        self._thumb = Thumb(*_SIZE, name="Site photo. Place and time were stripped.")
        self._thumb.setObjectName("site.photo.picture")
        self._pick = Button("Pick a photo", "photo", name="Pick a site photo", key="Ctrl+Shift+O")
        self._pick.setObjectName("site.photo")
        self._pick.clicked.connect(lambda: bridge.do(lambda e: e.photo.add(), Stage.SITE))
        self._remove = Button("Remove", "trash", name="Remove the site photo")
        self._remove.setObjectName("site.photo.remove")
        self._remove.clicked.connect(lambda: bridge.do(lambda e: e.photo.remove(), Stage.SITE))
        self._note = Text(_NONE, "caption", "ink2", wrap=True)
        title = row(
            Text("Site photo", "caption-strong", "ink2"),
            Text("optional", "caption", "ink3"),
            "stretch",
        )
        beside = col(self._pick, self._remove, "stretch", gap=8)
        held = row(self._empty, self._thumb, beside, "stretch", gap=16)
        self.setLayout(col(title, held, self._note, gap=8))
        self._show()

    def take(self, message: Message) -> None:
        """The picture as it is on disk, and whether the site is closed."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case PhotoShown():
                self._take_photo(message)
            case _:
                pass

    def forget(self) -> None:
        """What went wrong is no news next time."""
        self._shown = replace(self._shown, trouble=None)
        self._show()

    def _take_job(self, job: Job | None) -> None:
        other = (self._job.id if self._job else "") != (job.id if job else "")
        self._job = job
        if other:
            self._close_dialog()
            self._shown = PhotoShown()
        self._show()

    def _take_photo(self, message: PhotoShown) -> None:
        self._shown = message
        self._show()
        if message.step is PhotoStep.PICK:
            self._choose()
        else:
            self._close_dialog()
        trouble = message.trouble
        if trouble is None:
            return
        if trouble.code is Code.OWNER_FIRST:
            self.owner_wanted.emit()
        else:
            announce(self, self._note.text())

    # --- shown

    def _show(self) -> None:
        shown, there = self._shown, bool(self._shown.jpeg)
        self._thumb.show_photo(site_picture(shown.jpeg))
        self._thumb.setVisible(there)
        self._empty.setVisible(not there)
        self._pick.say("Replace" if there else "Pick a photo", name=_pick_name(there))
        self._pick.set_busy("")
        self._pick.set_busy("Reading" if shown.step is PhotoStep.READING else "")
        closed = self._job is None or self._job.handed_over is not None
        self._pick.setEnabled(not closed and shown.step is PhotoStep.REST)
        self._remove.setVisible(there or shown.missing)
        self._note.say(_note(shown))

    # --- picking

    def _choose(self) -> None:
        """The picker, once both were asked; the window goes on working meanwhile."""
        if self._dialog is not None:
            return
        if not self.isVisible():
            self._give("")  # the person has gone on to something else
            return
        dialog = QFileDialog(self, "Pick a picture of the site", "", _PICTURES)
        dialog.setObjectName("site.photo.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._give)
        dialog.rejected.connect(lambda: self._give(""))
        self._dialog = dialog
        dialog.open()

    def _give(self, path: str) -> None:
        self._dialog = None
        self._bridge.do(lambda e: e.photo.pick(path), Stage.SITE)

    def _close_dialog(self) -> None:
        """What it was for has ended."""
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.close()


class _EmptyFrame(Painted):
    """Where the picture will be: a dashed frame with the icon of one."""

    def __init__(self) -> None:
        super().__init__("No site photo")

    def measure(self) -> QSize:
        return QSize(*map(theme.dp, _SIZE))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        pen = QPen(theme.qcolor("line_strong"), theme.current().hair)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        radius = theme.current().radius.md
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
        side = theme.dp(32)
        at = QRectF(0, 0, side, side)
        at.moveCenter(rect.center())
        icons.paint(painter, "photo", at, theme.qcolor("ink3"))


def _pick_name(there: bool) -> str:
    return "Replace the site photo" if there else "Pick a site photo"


def _note(shown: PhotoShown) -> str:
    """One or two sentences below the picture."""
    if shown.trouble is not None and shown.trouble.code is not Code.OWNER_FIRST:
        return _trouble_words(shown.trouble)
    if shown.missing:
        return _MISSING
    if not shown.jpeg:
        return _NONE
    return _BARE if shown.in_report else f"{_BARE} {_LAPSED}"


def _trouble_words(trouble: Trouble) -> str:
    if trouble.code in _SAID_NO:
        return _NOT_USED
    if trouble.code is Code.STOPPED_BY_YOU:
        return _STOPPED
    words = words_for(trouble)
    return f"{words.title}. {words.body} {words.never} ({trouble.code})"
