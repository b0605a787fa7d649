"""New firmware for one device of Nearby: a file picked, the offer made of it, the update, and its end."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from walkdown.app.messages import (
    Crashed,
    FirmwareEnded,
    FirmwareMoving,
    FirmwareOffered,
    JobShown,
    Message,
)
from walkdown.core.device import Device, Work
from walkdown.core.firmware import Hindrance, Offer, Phase, Progress
from walkdown.core.job import Job, Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import col
from walkdown.ui.page import PRIVACY
from walkdown.ui.pages import nearby_firmware_words as words
from walkdown.ui.pages.labels_trouble import LEDGER, announce
from walkdown.ui.pages.nearby_check import STOPS
from walkdown.ui.pages.nearby_firmware_card import FirmwareCard, Step

_FILES = "Firmware (*.bin)"
_REST_MS = 2_000
_OTHER_FILE = frozenset({Code.FIRMWARE_UNREADABLE, Code.FIRMWARE_REFUSED, Code.CANNOT_SET_UP})
_OPEN = (Step.LOOK, Step.OFFER, Step.MOVE)


class FirmwarePane(QWidget):
    """One device at a time. It calls the use cases itself; the page shows it while it is `active`."""

    changed = Signal()
    """Another step: the page around changes its sentence and its buttons."""
    listen = Signal()
    go = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._job: Job | None = None
        self._serial, self._path = "", ""
        self._offer: Offer | None = None
        self._phase: Phase | None = None
        self._dialog: QFileDialog | None = None
        # How it ended is told a moment after it has come to rest.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._back)
        self.step = Step.REST
        self._card = FirmwareCard()
        self.setLayout(col(self._card, gap=0))
        self._join()

    @property
    def active(self) -> bool:
        """Whether it stands in place of the list."""
        return self.step is not Step.REST

    @property
    def lead(self) -> str:
        """The sentence under the page's title."""
        return words.LEADS.get(self.step.name.lower(), "")

    def take(self, message: Message) -> None:
        """Render one message."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case FirmwareOffered(offer=offer):
                self._take_offer(offer)
            case FirmwareMoving(serial=serial, progress=progress):
                self._take_progress(serial, progress)
            case FirmwareEnded(serial=serial) if serial == self._serial:
                said = self._card.end.show_end(message.outcome, message.version, self._offer)
                self._turn(Step.END)
                announce(self, said, loud=True)
            case Crashed() if self.step in (Step.LOOK, Step.OFFER):
                self._back()
            case _:
                pass

    def tell(self, trouble: Trouble) -> bool:
        """Take what went wrong if it went wrong here; the laptop's own troubles belong to the page."""
        if self.step not in _OPEN:
            return False
        if trouble.code in STOPS:
            self._back()
            return False
        if words.is_over(trouble):
            self._offer = None
        self._turn(Step.OFFER if self._offer else Step.LOOK)
        self._card.look.show_nothing(words.after_words(trouble))
        self._card.trouble.tell(trouble)
        return True

    def choose(self, serial: str) -> None:
        """Let the person pick a file for a device; the window goes on working meanwhile."""
        if self._dialog is not None or self.step is Step.MOVE:
            return
        dialog = QFileDialog(self, "Pick the firmware for this device", "", _FILES)
        dialog.setObjectName("nearby.firmware.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._look_at(serial, path))
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.open()

    # --- made once

    def _join(self) -> None:
        card, offered = self._card, self._card.offered
        for other in (offered.other, card.end.other):
            other.clicked.connect(lambda: self.choose(self._serial))
        for close in (card.look.back, card.end.done):
            close.clicked.connect(lambda: self._turn(Step.REST))
        offered.again.clicked.connect(self._look_again)
        offered.update_now.clicked.connect(self._update)
        offered.later.clicked.connect(self._later)
        self._card.trouble.acted.connect(self._act)

    # --- messages

    def _take_job(self, job: Job | None) -> None:
        other = (self._job.id if self._job else "") != (job.id if job else "")
        self._job = job
        if other or (self._is_at_work and self.step in (Step.LOOK, Step.OFFER)):
            self._close_dialog()
            self._offer = None
            self._turn(Step.REST)

    def _take_offer(self, offer: Offer) -> None:
        if offer.serial != self._serial or self.step in (Step.REST, Step.END):
            return
        self._offer = offer
        self._card.show_offer(offer)
        if self.step is Step.MOVE:
            return  # it was looked at once more; the device is not touched yet
        self._turn(Step.OFFER)
        hindered = offer.hindrance is not Hindrance.NONE
        first = self._card.offered.later if hindered else self._card.offered.update_now
        if self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{self._card.versions.accessibleName()}. {words.hindrance_words(offer)}")

    def _take_progress(self, serial: str, progress: Progress | None) -> None:
        if progress is None:
            if self.step is Step.MOVE and serial == self._serial:
                self._rest.start()
            return
        if serial != self._serial:
            self._begin(serial)
        self._card.moving.show_progress(progress)
        if self.step is not Step.MOVE:
            self._phase = None
            self._turn(Step.MOVE)
        if progress.phase is not self._phase:
            self._phase = progress.phase
            announce(self, words.PHASES[progress.phase][1])

    # --- shown

    @property
    def _device(self) -> Device | None:
        return self._job.device(self._serial) if self._job else None

    @property
    def _is_at_work(self) -> bool:
        """Whether it is being set up, which comes first."""
        device = self._device
        return device is not None and device.work in (Work.QUEUED, Work.WORKING)

    def _begin(self, serial: str) -> None:
        """From now on it is about this device; nothing is known of it yet."""
        self._serial, self._offer = serial, None
        self._card.begin(self._device, serial)

    def _turn(self, step: Step) -> None:
        self.step = step
        self._rest.stop()
        self._card.show_step(step, offered=self._offer is not None)
        self.changed.emit()

    def _back(self) -> None:
        """To the offer, or to the list where there is none."""
        self._turn(Step.OFFER if self._offer else Step.REST)

    def _close_dialog(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.close()

    def _forget_dialog(self) -> None:
        self._dialog = None

    # --- what the person does

    def _look_at(self, serial: str, path: str) -> None:
        self._path = path
        self._begin(serial)
        self._look_again()

    def _look_again(self) -> None:
        serial, path = self._serial, PurePath(self._path)
        self._turn(Step.LOOK)
        self._bridge.do(lambda e: e.firmware.look(serial, path), Stage.NEARBY)

    def _update(self) -> None:
        serial = self._serial
        self._card.trouble.clear()
        self._card.offered.set_asking(on=True)
        self._bridge.do(lambda e: e.firmware.update(serial), Stage.NEARBY)

    def _later(self) -> None:
        serial = self._serial
        self._bridge.do(lambda e: e.firmware.later(serial), Stage.NEARBY)
        self._turn(Step.REST)

    def _act(self) -> None:
        """The next click of what went wrong."""
        trouble = self._card.trouble.trouble
        if trouble is None:
            return
        if trouble.code in LEDGER:
            self.go.emit(PRIVACY)
        elif trouble.code in _OTHER_FILE:
            self.choose(self._serial)
        elif trouble.code is Code.FIRMWARE_LOST:
            self._turn(Step.REST)
            self.listen.emit()
        elif self._offer is None or trouble.code is Code.FIRMWARE_UNSAFE:
            self._look_again()
        else:
            self._update()
