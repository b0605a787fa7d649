"""When the laptop itself cannot listen: the check that stops at the first step that fails, and other ways."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.core.job import Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kit import MIDDLE, Button, StateGlyph, Text, box, col, row, rule, two
from walkdown.ui.pages.message_line import MessageLine
from walkdown.ui.texts import words_for

# The step at which each of the laptop's own troubles stops the check.
STOPS = {
    Code.BLUETOOTH_MISSING: 0,
    Code.BLUETOOTH_OFF: 2,
    Code.BLUETOOTH_BLOCKED: 3,
    Code.SYSTEM_RESTRICTS: 3,
}
_STEPS = (
    ("Adapter present", "Found"),
    ("Allowed by you", "You said yes"),
    ("Switched on", "It is on"),
    ("Allowed by the system", "It is allowed"),
    ("Hears something", "Heard"),
)
_LATER = "Checked after the step above"


class BluetoothCheck(QWidget):
    """Five steps, one of which holds the repair: the one primary button while it is shown."""

    acted = Signal()
    settings = Signal()
    each = Signal()
    """Each part is to be looked at, also those after the step that failed."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = [_Step(title) for title, _ in _STEPS]
        each = Button(
            "Check each part", "bluetooth", size="sm", name="Check each part of Bluetooth"
        )
        each.setObjectName("nearby.check.each")
        each.clicked.connect(lambda: self.each.emit())
        lines: list[QWidget] = []
        for step in self._steps:
            step.act.clicked.connect(lambda: self.acted.emit())
            step.settings.clicked.connect(lambda: self.settings.emit())
            lines += [step, rule()]
        self._card = box(col(*lines[:-1], gap=0), "card", 0)
        head = row((Text("Bluetooth check", "h3"), 1), each, align=MIDDLE)
        self.setLayout(col(head, self._card, gap=8))

    def tell(self, trouble: Trouble) -> None:
        """Stop at the step this trouble belongs to."""
        at = STOPS[trouble.code]
        for number, step in enumerate(self._steps):
            if number < at:
                step.pass_by(_STEPS[number][1])
            elif number == at:
                step.stop(trouble)
            else:
                step.wait()
        self._card.setAccessibleName(f"Bluetooth check, stopped at step {at + 1} of 5")


class _Step(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        self._name = title
        self._glyph = StateGlyph("todo", 24)
        self._title = Text(title, "body-strong")
        self._note = Text("", "caption", "ink2", wrap=True)
        self._line = MessageLine("nearby")
        self.act = Button("", "retry", "primary", "lg", key="F5")
        self.settings = Button("Open settings", "sliders", size="lg")
        words = two(self._title, self._note, self._line)
        self.setLayout(
            row(
                self._glyph,
                (words, 1),
                self.settings,
                self.act,
                gap=16,
                margins=(16, 10, 16, 10),
                align=None,
            )
        )

    def pass_by(self, note: str) -> None:
        self._say("ok", self._name, note)

    def wait(self) -> None:
        self._say("todo", self._name, _LATER)

    def stop(self, trouble: Trouble) -> None:
        words = words_for(trouble)
        self._say("stop", words.title, words.body)
        self._line.say(trouble.code, words.never)
        self._line.show()
        self.act.say(words.act)
        self.act.setObjectName("nearby.act")
        self.act.show()
        self.settings.setObjectName("nearby.settings")
        self.settings.setVisible(trouble.code is Code.BLUETOOTH_BLOCKED)

    def _say(self, glyph: str, title: str, note: str) -> None:
        said = {"ok": "passed", "todo": "not checked yet", "stop": "stopped here"}[glyph]
        self._glyph.show_state(
            "ok" if glyph == "ok" else "stop" if glyph == "stop" else "todo", said
        )
        self._title.say(title)
        self._note.say(note)
        self._line.hide()
        self.act.hide()
        self.act.setObjectName("")
        self.settings.hide()
        self.settings.setObjectName("")
        self.setAccessibleName(f"{title}, {said}. {note}")


class CarryOn(QWidget):
    """What works without Bluetooth."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        by_hand = Button("Enter serials by hand", "keyboard")
        by_hand.setObjectName("nearby.labels")
        by_hand.clicked.connect(lambda: self.chosen.emit(Stage.LABELS))
        skip = Button("Skip Nearby for now", kind="quiet")
        skip.setObjectName("nearby.skip")
        skip.clicked.connect(lambda: self.chosen.emit(Stage.NETWORK))
        inner = col(
            Text("Carry on without it", "h3"),
            Text("Labels, Verify and the report do not need Bluetooth.", "body", "ink2", wrap=True),
            row(by_hand, skip, "stretch", margins=(0, 8, 0, 0), align=MIDDLE),
            gap=4,
        )
        self.setLayout(col(box(inner, "sunken", 20, "Other ways"), gap=0))
