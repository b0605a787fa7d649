"""While a device is being updated the window does not just close: it says why, and stops first if it must."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.app.messages import FirmwareMoving, Message
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import StateGlyph
from walkdown.ui.layout import col, row
from walkdown.ui.text import Text

if TYPE_CHECKING:
    from walkdown.ui.main_window import MainWindow

STOP_MS: Final = 10_000  # the engine leaves a device within half of this, at a safe point or anyhow
_WIDE = 60  # characters of the body's face
_BODY = (
    "{device} gets new firmware now. Stay until it is done: Nearby shows how far it is. If you must go,"
    " it is stopped at a safe point first, and goes on with the firmware it has."
)


class StopQuestion(QDialog):
    """Esc, Enter and the first button stay; to go is a second step of its own."""

    stopped = Signal()

    def __init__(self, device: str, stop: str, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("closing")
        self.setWindowTitle("Walkdown")
        self.setProperty("bg", "canvas")
        title = "A device is being updated"
        self.setAccessibleName(title)
        self._words = Text(_BODY.format(device=device), "body", "ink2", wrap=True)
        self._words.setFixedWidth(int(theme.advance("n" * _WIDE, "body")))
        self._stay = Button("Keep it open", kind="primary")
        self._stay.setObjectName("closing.stay")
        self._stay.setDefault(True)
        self._stay.clicked.connect(self.reject)
        self._stop = Button(stop, name=f"{stop}: the update ends at a safe point")
        self._stop.setObjectName("closing.stop")
        self._stop.setAutoDefault(False)
        self._stop.clicked.connect(self._go)
        head = row(StateGlyph("warn", 24), (Text(title, "h2", wrap=True), 1), gap=12)
        acts = row("stretch", self._stop, self._stay, gap=12)
        self.setLayout(col(head, self._words, acts, gap=16, margins=(24, 24, 24, 24)))

    def _go(self) -> None:
        self._stay.setEnabled(False)
        self._stop.set_busy("Stopping")
        self.stopped.emit()

    def reject(self) -> None:
        """Put away; once it is being stopped there is nothing left to decide."""
        if self._stay.isEnabled():
            super().reject()


class Closing:
    """Knows whether a device is being updated, and lets nothing that ends it happen by the way."""

    def __init__(self, window: MainWindow, bridge: Bridge) -> None:
        self._window = window
        self._bridge = bridge
        self._serial = ""
        self._asked: StopQuestion | None = None
        self._then: Callable[[], object] | None = None
        self._limit = QTimer(window)
        self._limit.setSingleShot(True)
        self._limit.setInterval(STOP_MS)
        self._limit.timeout.connect(self._over)

    def take(self, message: Message) -> None:
        """Follow the update."""
        if isinstance(message, FirmwareMoving):
            self._serial = message.serial if message.progress is not None else ""
            if not self._serial:
                self._over()

    def holds(self, stop: str, then: Callable[[], object]) -> bool:
        """Whether it must not go on now. The person is asked; `then` is done after `stop` is pressed."""
        if not self._serial:
            return False
        if self._asked is None:
            device = grouped(shown(self._serial, 24))
            self._asked = StopQuestion(device, stop, self._window)
            self._asked.stopped.connect(lambda: self._stop(then))
            self._asked.finished.connect(self._forget)
            self._asked.open()
        return True

    def _stop(self, then: Callable[[], object]) -> None:
        self._then = then
        self._limit.start()
        self._bridge.do(lambda e: e.firmware.stop())

    def _over(self) -> None:
        """The update is over, by itself or stopped; what was held back for it is done now."""
        self._limit.stop()
        self._serial = ""
        then, self._then = self._then, None
        if self._asked is not None:
            self._asked.done(0)
        if then is not None:
            # After all pages have seen how it ended.
            QTimer.singleShot(0, self._window, then)

    def _forget(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.deleteLater()
