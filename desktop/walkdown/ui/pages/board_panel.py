"""A device that stopped: where, why, what to do, and the next click. Nothing is reset by any of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.core.device import Device
from walkdown.core.draft import Draft, DraftField
from walkdown.core.trouble import Code
from walkdown.ui import theme
from walkdown.ui.kit import Button, Line, Text, col, row, rule
from walkdown.ui.pages.board_forms import LessSecureForm, UnlockForm
from walkdown.ui.pages.board_holder import HolderLine
from walkdown.ui.pages.board_row import Strip
from walkdown.ui.pages.board_words import (
    code_of,
    name_of,
    others_words,
    trouble_note,
    trouble_words,
)
from walkdown.ui.pages.message_line import MessageLine

MOST_REASON = 120
# Its own list beside the laptop's says more; where another network is chosen, one is there anyway.
_UNJOINED = frozenset({Code.PASSWORD_REFUSED, Code.TOO_WEAK, Code.JOIN_UNKNOWN})
_PLACEHOLDER = "Why, for the report: such as “delivered broken”"


class Panel(QFrame):
    """Its first button is the act for what happened; Retry stands beside it where that is another way."""

    again = Signal()
    doctor = Signal(str)
    """To Network, and what this device hears there."""
    retried = Signal(str)
    left_out = Signal(str, str)
    typed = Signal(object)
    """A Draft of the reason, at every key."""
    unlocked = Signal(str, object)
    """Serial and the device's own password, a Secret."""
    less_accepted = Signal(str)
    check = Signal()
    """The laptop's Bluetooth is to be checked."""

    def __init__(self, serial: str) -> None:
        super().__init__()
        self.serial = serial
        self.setProperty("box", "stop")
        self._known: tuple[Device, str, int] | None = None
        self._primary = False
        self.strip = Strip()
        self._title = Text("", "h3", wrap=True)
        self._body = Text("", "body", "ink2", wrap=True)
        self._line = MessageLine(f"board.{serial}")
        self._note = Text("", "caption", "ink2")
        self._make_buttons(serial)
        self._make_forms(serial)
        first = (self._again, self._choose, self._retry, self._doctor, self._later)
        acts = row(*first, self._less.opener, "stretch", self._note, gap=12)
        words = col(self._title, self._body, self._line, gap=2)
        self.holder = HolderLine(serial)
        self.holder.check.connect(self.check.emit)
        self.setLayout(
            col(
                self.strip,
                rule(),
                words,
                self._unlock,
                acts,
                self.holder,
                self._less,
                self._reason_form(serial),
                gap=8,
                margins=(16, 8, 16, 12),
            )
        )

    def render_device(self, device: Device, network: str, others: int = 0) -> None:
        """Show why it stopped; `network` is the raw name of the chosen one.

        `others`: for how many more devices it speaks.
        """
        if self._known == (device, network, others):
            return
        self._known = (device, network, others)
        self.strip.render_device(device)
        self.holder.render_device(device)
        words, code, name = trouble_words(device, network), code_of(device), name_of(device)
        theme.mark(self, "box", "warn" if code is Code.PRESS_BUTTON else "stop")
        self._title.say(words.title)
        body = words.body + others_words(others)
        self._body.say(body)
        self._line.say(code or Code.NO_ANSWER, words.never)
        self._note.say(trouble_note(device, words))
        self._again.setVisible(code is Code.PASSWORD_REFUSED)
        self._choose.setVisible(code in (Code.NETWORK_NOT_SEEN, Code.PASSWORD_UNFIT))
        self._doctor.setVisible(code in _UNJOINED)
        self._unlock.setVisible(code is Code.DEVICE_LOCKED)
        if device.trouble is not None:
            self._unlock.show_left(device.trouble.left, device.trouble.locks_min)
        self._less.offer(code is Code.LESS_SECURE)
        act = "Retry now" if self._is_second_way else words.act or "Retry now"
        self._retry.say(act, name=f"{act}: {name}")
        for part in (self._unlock, self._less):
            part.set_name(name)
        self._later.set_name(f"Leave {name} out")
        self._doctor.set_name(f"Wi-Fi doctor: {name}")
        self.setAccessibleName(f"{name} stopped. {words.title}. {body} {words.never}")
        self.set_primary(self._primary)

    def begin(self, draft: str) -> None:
        """The reason that was typed before and not used: it stands in its open field."""
        self._reason.setText(draft)
        self._form.setVisible(bool(draft))

    def set_primary(self, primary: bool) -> None:
        """Whether this panel has the one accent of the screen."""
        self._primary = primary
        for button in (self._again, self._choose):
            button.set_kind("primary" if primary else "secondary")
        first = primary and not self._is_second_way and self._unlock.isHidden()
        self._retry.set_kind("primary" if first else "secondary")

    def focus_act(self) -> None:
        """The keyboard on the next click."""
        buttons = (self._again, self._choose, self._retry)
        first = next(b for b in buttons if not b.isHidden())
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _is_second_way(self) -> bool:
        return not (self._again.isHidden() and self._choose.isHidden())

    def _make_buttons(self, serial: str) -> None:
        self._again = Button("Type it again", "pass", size="lg")
        self._again.setObjectName("board.again")
        self._again.clicked.connect(lambda: self.again.emit())
        self._choose = Button("Choose another network", "network", size="lg")
        self._choose.setObjectName("board.choose")
        self._choose.clicked.connect(lambda: self.doctor.emit(serial))
        self._doctor = Button("Wi-Fi doctor", "tests", "quiet", "lg")
        self._doctor.setObjectName(f"board.doctor.{serial}")
        self._doctor.clicked.connect(lambda: self.doctor.emit(serial))
        self._retry = Button("Retry now", "retry", size="lg")
        self._retry.setObjectName(f"board.retry.{serial}")
        self._retry.clicked.connect(lambda: self.retried.emit(serial))
        self._later = Button("Leave out", kind="quiet", size="lg")
        self._later.setObjectName(f"board.later.{serial}")
        self._later.clicked.connect(self._toggle_reason)

    def _make_forms(self, serial: str) -> None:
        self._unlock, self._less = UnlockForm(serial), LessSecureForm(serial)
        self._unlock.given.connect(lambda secret: self.unlocked.emit(serial, secret))
        self._less.accepted.connect(lambda: self.less_accepted.emit(serial))

    def _reason_form(self, serial: str) -> QWidget:
        self._reason = Line(placeholder=_PLACEHOLDER, name="Reason", most=MOST_REASON)
        self._reason.setObjectName(f"board.reason.{serial}")
        self._leave = Button("Leave it out", enabled=False)
        self._leave.setObjectName(f"board.leave.{serial}")
        self._reason.textChanged.connect(lambda text: self._leave.setEnabled(bool(text.strip())))
        self._reason.textEdited.connect(self._keep)
        self._reason.returnPressed.connect(self._leave_out)
        self._leave.clicked.connect(self._leave_out)
        self._form = QWidget()
        self._form.setLayout(row((self._reason, 1), self._leave, gap=12))
        self._form.hide()
        return self._form

    def _toggle_reason(self) -> None:
        self._form.setVisible(self._form.isHidden())
        if not self._form.isHidden():
            self._reason.setFocus()

    def _keep(self, text: str) -> None:
        self.typed.emit(Draft(DraftField.LEAVE_REASON, text, self.serial))

    def _leave_out(self) -> None:
        reason = self._reason.text().strip()
        if reason:
            self._reason.clear()
            self._form.hide()
            self.left_out.emit(self.serial, reason)
