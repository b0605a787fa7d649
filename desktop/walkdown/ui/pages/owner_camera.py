"""The router's code on the owner's page: the camera's picture, what was read, and nothing of the password."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import CamerasShown, Eye, EyeShown
from walkdown.core.job import Stage
from walkdown.core.picture import Frame
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import Button, StateGlyph, Text, col, row
from walkdown.ui.pages.labels_camera_tools import OFF, CameraTools
from walkdown.ui.pages.labels_picture import Picture
from walkdown.ui.pages.labels_trouble import announce

CAMERA_WORDS = "Show my router's code to the camera instead"
STOP_WORDS = "Put the camera away"


class RouterCamera(QWidget):
    """The password in a code stays in the engine; only its length is known here.

    `button` stands where the page puts it. `read` tells a code's length, 0 once it is forgotten;
    `pressed` that the person turns to the camera, or away from it.
    """

    read = Signal(int)
    pressed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._eye = Eye.OFF
        self.code_read = False
        self._picture = Picture()
        self._picture.setObjectName("owner.picture")
        self._picture.hide()
        self._tools = CameraTools("owner")
        self._tools.asked.connect(lambda work: bridge.do(work, Stage.NETWORK))
        self._picture.pressed.connect(self._tools.refocus)
        self._picture.keyed.connect(self._tools.press)
        self._other_words = Text("", "body", "ink2", wrap=True)
        self._other = QWidget()
        sign = col(2, StateGlyph("warn", 20, name="Mind this"), "stretch", gap=0)
        self._other.setLayout(row(sign, (self._other_words, 1), gap=8))
        self._other.hide()
        self.button = Button(CAMERA_WORDS, "camera", "link", "sm")
        self.button.setObjectName("owner.camera")
        self.button.clicked.connect(self.toggle)
        tools = row("stretch", self._tools, "stretch")
        self.setLayout(col((self._picture, 8), tools, self._other, gap=12))

    def take_eye(self, message: EyeShown) -> None:
        """What the camera is doing."""
        self._eye = message.eye
        if message.eye is not Eye.ON:
            self.show_cameras(OFF)
        self._render()

    def show_frame(self, frame: Frame) -> None:
        """A picture, while the camera is on."""
        if self._eye is Eye.ON:
            self._picture.show_frame(frame)

    def show_cameras(self, message: CamerasShown) -> None:
        """The cameras there are, and what the one in use does."""
        self._tools.show_cameras(message)
        self._picture.show_cameras(message)

    def take_code(self, ssid: str, count: int, mine: str) -> None:
        """A code was read; `mine` is the network that was chosen."""
        if count:
            self.code_read = True
            self._other.hide()
            self.read.emit(count)
            self.put_away()  # all there was to see has been seen
            self._render()
            announce(self, f"The router's code was read: {count} characters", loud=True)
            return
        same = "This code holds no password. Type it instead."
        self._other_words.say(
            same if ssid == mine else f"This code is for another network: {shown(ssid)}"
        )
        self._other.show()

    def put_away(self) -> None:
        """The camera off; a code that was read waits in the engine."""
        self._bridge.do(lambda e: e.labels.stop_camera(), Stage.NETWORK)

    def end(self, *, keep_code: bool) -> None:
        """The page is left. `keep_code`: it is on its way, so only the camera is put away."""
        self._other.hide()
        self.code_read = False
        if keep_code:
            self.put_away()
        else:
            self._bridge.do(lambda e: e.network.stop_reading(), Stage.NETWORK)

    def toggle(self) -> None:
        """Look for a code, or stop looking."""
        self.pressed.emit()
        self._other.hide()
        if self._on:
            self._bridge.do(lambda e: e.network.stop_reading(), Stage.NETWORK)
            return
        if self.code_read:
            self.code_read = False
            self.read.emit(0)
            self._bridge.do(lambda e: e.network.stop_reading(), Stage.NETWORK)
        self._bridge.do(lambda e: e.network.read_router(), Stage.NETWORK)

    @property
    def _on(self) -> bool:
        # The label it was read from may show the password in print, so it leaves the screen at once.
        return self._eye is Eye.ON and not self.code_read

    def _render(self) -> None:
        self._picture.setVisible(self._on)
        self._tools.setVisible(self._on)
        self.button.set_busy("Starting the camera" if self._eye is Eye.STARTING else "")
        self.button.say(STOP_WORDS if self._on else CAMERA_WORDS)
