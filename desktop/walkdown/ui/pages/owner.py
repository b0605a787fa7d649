"""The owner's page: the laptop is in other hands now, and only the password is asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from walkdown.app.messages import Eye, EyeShown, FrameShown, JobShown, Message, RouterRead, Told
from walkdown.core.job import Job, Stage
from walkdown.core.secret import Secret
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    Mark,
    StateGlyph,
    Text,
    col,
    pane,
    row,
    rule,
    scroll,
    strong,
)
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels_picture import Picture
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox, announce
from walkdown.ui.pages.network_words import as_heard
from walkdown.ui.pages.owner_facts import password_facts
from walkdown.ui.pages.owner_field import PasswordEntry

CAMERA_WORDS = "Show my router's code to the camera instead"
STOP_WORDS = "Put the camera away"


class OwnerPage(StagePage):
    """Full window. The password stands in one field, is given on once, and is wiped on every way out."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._job: Job | None = None
        self._here = False
        self._eye = Eye.OFF
        self._open_network = False
        self._sending_code = False
        self._code_read = False
        self._make_form()
        self._make_camera()
        body = row((self._form(), 5), (self._side(), 3), gap=48, margins=(64, 24, 32, 24))
        self.setLayout(col(self._top(), (scroll(pane(body)), 1), gap=0))

    def take(self, message: Message) -> None:
        """The job, the camera while it looks for the router's code, and what went wrong here."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case EyeShown(for_router=True):
                self._take_eye(message)
            case FrameShown(frame=frame) if self._eye is Eye.ON:
                self._picture.show_frame(frame)
            case RouterRead(ssid=ssid, password_bytes=count):
                self._take_code(ssid, count)
            case Told(trouble=trouble, where=Stage.NETWORK) if self._here:
                self._told.tell(trouble)
            case _:
                pass

    def entered(self) -> None:
        """The owner can type at once."""
        self._here = True
        if not self._open_network:
            self._entry.line.setFocus()

    def left(self) -> None:
        """Nothing of the owner's stays: not in the field, and not with the camera."""
        self._here = False
        self._entry.wipe()
        self._told.clear()
        self._other.hide()
        if self._sending_code:
            # The code that was read is on its way, so only the camera is put away.
            self.bridge.do(lambda e: e.labels.stop_camera(), Stage.NETWORK)
        else:
            self.bridge.do(lambda e: e.network.stop_reading(), Stage.NETWORK)
        self._sending_code = self._code_read = False

    # --- made once

    def _make_form(self) -> None:
        self._title = Text("For the owner", "h3", elide=True)
        self._lead = Text("", "lead", "ink2", wrap=True)
        self._entry = PasswordEntry()
        self._entry.changed.connect(self._render)
        self._entry.entered.connect(self._to_send)
        self._free_words = Text("", "body", "ink2", wrap=True)
        self._free = QWidget()
        self._free.setLayout(row(StateGlyph("ok", 20), (self._free_words, 1), gap=8, align=MIDDLE))
        self._free.hide()
        self._send_button = Button("Send to my devices", kind="equal", size="lg", wide=True)
        self._send_button.setObjectName("owner.send")
        self._send_button.clicked.connect(self._send)
        self._dont = Button("Don't send", kind="equal", size="lg", wide=True)
        self._dont.setObjectName("owner.dont")
        self._dont.clicked.connect(self._give_back)

    def _make_camera(self) -> None:
        self._picture = Picture()
        self._picture.setObjectName("owner.picture")
        self._picture.hide()
        self._other_words = Text("", "body", "ink2", wrap=True)
        self._other = QWidget()
        sign = col(2, StateGlyph("warn", 20, name="Mind this"), "stretch", gap=0)
        self._other.setLayout(row(sign, (self._other_words, 1), gap=8))
        self._other.hide()
        self._camera = Button(CAMERA_WORDS, "camera", "link", "sm")
        self._camera.setObjectName("owner.camera")
        self._camera.clicked.connect(self._toggle_camera)
        self._told = TroubleBox("owner")
        self._told.acted.connect(self._act)

    def _top(self) -> QWidget:
        back = Button("Give back without typing", name="Give the laptop back without typing")
        back.setObjectName("owner.back")
        back.clicked.connect(self._give_back)
        line = row(Mark(32), (self._title, 1), back, gap=12, margins=(32, 12, 32, 12), align=MIDDLE)
        return pane(col(line, rule(), gap=0), "chrome")

    def _form(self) -> QWidget:
        form = QWidget()
        form.setLayout(
            col(
                "stretch",
                Text("Your Wi-Fi password", "display"),
                self._lead,
                24,
                self._told,
                self._entry,
                self._free,
                (self._picture, 8),
                self._other,
                24,
                row((self._dont, 1), (self._send_button, 1), gap=12),
                row("stretch", self._camera, "stretch"),
                "stretch",
                gap=12,
            )
        )
        return form

    @staticmethod
    def _side() -> QWidget:
        side = QWidget()
        side.setLayout(col("stretch", password_facts(), "stretch"))
        return side

    # --- messages

    def _take_job(self, job: Job | None) -> None:
        self._job = job
        if job is None:
            self._entry.wipe()
            self._told.clear()
            return
        self._title.say(f"For the owner of {shown(job.site.name) or 'this site'}")
        network = job.network
        self._open_network = network is not None and as_heard(network).is_open
        ssid = shown(network.ssid) if network else "your network"
        count = len(job.wanted) - len(job.online)
        devices = "your device" if count == 1 else f"your {count} devices"
        self._lead.say(["For ", strong(ssid), f". It goes straight to {devices}."])
        self._free_words.say(f"{ssid} is open: no password is needed. Anyone near can join it.")
        self._entry.set_network(ssid)
        self._render()

    def _take_eye(self, message: EyeShown) -> None:
        self._eye = message.eye
        if message.trouble is not None and self._here:
            self._told.tell(message.trouble)
        self._render()

    def _take_code(self, ssid: str, count: int) -> None:
        """A code was read; the password in it stays in the engine, and only its length is known."""
        if not self._here:
            return
        mine = self._job.network.ssid if self._job and self._job.network else ""
        if count:
            self._code_read = True
            self._other.hide()
            self._entry.set_code_length(count)
            # All there was to see has been seen.
            self.bridge.do(lambda e: e.labels.stop_camera(), Stage.NETWORK)
            announce(self, f"The router's code was read: {count} characters", loud=True)
            return
        same = "This code holds no password. Type it instead."
        self._other_words.say(
            same if ssid == mine else f"This code is for another network: {shown(ssid)}"
        )
        self._other.show()

    # --- rendered

    def _render(self) -> None:
        # The label it was read from may show the password in print, so it leaves the screen at once.
        on = self._eye is Eye.ON and not self._code_read
        self._entry.setVisible(not self._open_network)
        self._free.setVisible(self._open_network)
        self._picture.setVisible(on)
        self._camera.setVisible(not self._open_network)
        self._camera.set_busy("Starting the camera" if self._eye is Eye.STARTING else "")
        self._camera.say(STOP_WORDS if on else CAMERA_WORDS)
        known = self._job is not None and self._job.network is not None
        self._send_button.setEnabled(known and (self._open_network or self._entry.flaw is None))

    # --- what the owner does

    def _send(self) -> None:
        text = "" if self._open_network else self._entry.take()
        self._sending_code = not text and self._code_read
        password = Secret(text)
        self.bridge.do(lambda e: e.network.send(password), Stage.NETWORK)
        self.go.emit("board")

    def _to_send(self) -> None:
        self._send_button.setFocus()

    def _give_back(self) -> None:
        self._entry.wipe()
        self.go.emit(Stage.NETWORK)

    def _toggle_camera(self) -> None:
        self._told.clear()
        self._other.hide()
        if self._eye is Eye.ON and not self._code_read:
            self.bridge.do(lambda e: e.network.stop_reading(), Stage.NETWORK)
        else:
            self._forget_code()
            self.bridge.do(lambda e: e.network.read_router(), Stage.NETWORK)

    def _forget_code(self) -> None:
        if self._code_read:
            self._code_read = False
            self._entry.set_code_length(0)
            self.bridge.do(lambda e: e.network.stop_reading(), Stage.NETWORK)

    def _act(self) -> None:
        """The next click of what went wrong: the record, or the camera once more."""
        trouble = self._told.trouble
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit("privacy")
        else:
            self._toggle_camera()
