"""The Bluetooth check on Nearby: one verdict with its next click, its steps, and the choice of adapter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from walkdown.app.messages import AdapterShown
from walkdown.consent.purpose import Permission
from walkdown.core.adapter_doctor import Answer, Check, Checkup
from walkdown.core.job import Stage
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import MIDDLE, Button, Glyph, Icon, StateGlyph, Text, box, col, row, rule, two
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.pages.message_line import MessageLine
from walkdown.ui.pages.nearby_doctor_choice import AdapterRows
from walkdown.ui.pages.nearby_doctor_words import (
    CAPTIONS,
    GLYPHS,
    SAID,
    TITLES,
    Next,
    note_of,
)

LEAD = "Which part of listening fails: the adapter, its switch, a permission, or the air."
_LOOKING = "Looking at this laptop's Bluetooth"
_FIVE = "It listens for 5 seconds. Nothing is connected, and nothing is sent."


class DoctorPane(QWidget):
    """Shown from the moment a check begins until it is closed, which `closed` tells."""

    closed = Signal()
    listen = Signal()
    go = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.setObjectName("nearby.doctor")
        self.active = False
        self._bridge = bridge
        self._passed = False
        self._verdict = _Verdict()
        self._verdict.acted.connect(self._act)
        self._steps = {check: _Step(check) for check in Check}
        self._adapters = AdapterRows()
        self._adapters.chosen.connect(self._choose)
        close = Button("", "close", "icon", "sm", name="Close the Bluetooth check")
        close.setObjectName("nearby.doctor.close")
        close.clicked.connect(self._close)
        self._end = close
        lines: list[QWidget] = []
        for step in self._steps.values():
            lines += [step, rule()]
        card = box(col(*lines[:-1], gap=0), "card", 0, "Steps of the Bluetooth check")
        head = row((Text("Bluetooth check", "h3"), 1), close, align=MIDDLE)
        self.setLayout(col(head, self._verdict, self._adapters, card, "stretch", gap=8))

    @property
    def passed(self) -> bool:
        """Whether the laptop is well, whoever it heard."""
        return self._passed

    def check(self) -> None:
        """Let the laptop's Bluetooth be checked; what comes of it is shown here."""
        self._bridge.do(lambda e: e.adapter.check(), Stage.NEARBY)

    def settings(self) -> None:
        """Open the system's own page for Bluetooth."""
        self._bridge.do(lambda e: e.apps.settings(Permission.BLUETOOTH), Stage.NEARBY)

    def take(self, message: AdapterShown) -> None:
        """It is being looked at, or was."""
        self.active = True
        checkup = message.checkup
        at = checkup.stopped_at if checkup is not None else None
        self._passed = checkup is not None and at in (None, Check.HEARS)
        focus = QApplication.focusWidget()
        mine = focus is not None and self.isAncestorOf(focus)
        if checkup is None:
            if mine:
                self._end.setFocus()
            self._verdict.look()
            for step in self._steps.values():
                step.look()
            self._adapters.set_free(free=False)
            return
        self._verdict.say(checkup)
        for check, answer in checkup.answers:
            self._steps[check].say(checkup, answer)
        self._adapters.show_adapters(message.adapters or (), checkup, message.chosen)
        if mine:
            self._verdict.focus_act()

    def put_away(self) -> None:
        """Closed, or another job."""
        self.active = False

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def _close(self) -> None:
        self.put_away()
        self.closed.emit()

    def _choose(self, address: str) -> None:
        self._bridge.do(lambda e: e.adapter.choose(address), Stage.NEARBY)

    def _act(self, way: Next) -> None:
        match way:
            case Next.AGAIN:
                self.check()
            case Next.SETTINGS:
                self.settings()
            case Next.PRIVACY:
                self.go.emit("privacy")
            case Next.ROWS:
                self._close()
            case Next.LISTEN:
                self._close()
                self.listen.emit()


class _Verdict(QWidget):
    """The one thing that is said, and what to press."""

    acted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._glyph = StateGlyph("work", 28)
        self._icon = Icon("bluetooth", 24, "ink2")
        self._title = Text("", "h3", wrap=True)
        self._todo = Text("", "body", "ink2", wrap=True)
        self._line = MessageLine("nearby.doctor")
        self._never = Text("", "caption", "ink2", wrap=True)
        self._acts = {way: self._make(way) for way in Next}
        words = col(self._title, self._todo, self._line, self._never, "stretch", gap=2)
        signs = col(self._glyph, self._icon, "stretch", gap=8)
        clicks = col(*self._acts.values(), "stretch", gap=6)
        inner = row(signs, (words, 1), clicks, gap=16)
        self._box = box(inner, "sunken", (16, 12, 16, 12), "Verdict")
        self.setLayout(col(self._box, gap=0))

    def look(self) -> None:
        """Nothing is known yet."""
        theme.mark(self._box, "box", "sunken")
        self._glyph.show_state("work", "looking")
        self._icon.show_icon("bluetooth")
        self._title.say(_LOOKING)
        self._todo.say(_FIVE)
        for part in (self._line, self._never, *self._acts.values()):
            part.hide()
        self._box.setAccessibleName(f"{_LOOKING}. {_FIVE}")

    def say(self, checkup: Checkup) -> None:
        """What came of it, aloud too."""
        said = SAID[checkup.verdict]
        theme.mark(self._box, "box", said.box)
        self._glyph.show_state(said.glyph, said.title)
        self._icon.show_icon(said.icon)
        self._title.say(said.title)
        self._todo.say(said.todo)
        self._line.setVisible(said.code is not None)
        self._never.setVisible(said.code is None and bool(said.never))
        if said.code is not None:
            self._line.say(said.code, said.never)
        self._never.say(said.never)
        self._show_acts(said.ways)
        spoken = f"{said.title}. {said.todo} {said.never}".rstrip()
        self._box.setAccessibleName(spoken)
        announce(self, spoken, loud=True)

    def focus_act(self) -> None:
        """The keyboard on the loud one."""
        for button in self._acts.values():
            if button.property("kind") == "primary" and not button.isHidden():
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_acts(self, ways: tuple[Next, ...]) -> None:
        shown = (*ways, Next.AGAIN)
        loud = ways[0] if Next.LISTEN in ways or Next.ROWS in ways else Next.AGAIN
        for way, button in self._acts.items():
            button.setVisible(way in shown)
            button.set_kind("primary" if way is loud else "secondary")

    def _make(self, way: Next) -> Button:
        words, icon = CAPTIONS[way]
        made = Button(words, icon, wide=True, key="F5" if way is Next.AGAIN else "")
        made.setObjectName(f"nearby.doctor.{way}")
        made.clicked.connect(lambda: self.acted.emit(way))
        return made


class _Step(QWidget):
    """One line: a shape, what is checked, how it came out."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check
        self.setObjectName(f"nearby.doctor.{check}")
        self._glyph = StateGlyph("todo", 20)
        self._title = Text(TITLES[check], "body-strong")
        self._note = Text("", "caption", "ink2", align="right", elide=True)
        inner = row(self._glyph, self._title, (two(self._note), 1), gap=12, align=None)
        inner.setContentsMargins(16, 6, 16, 6)
        self.setLayout(inner)

    def look(self) -> None:
        """Nothing is known yet."""
        self._say("todo", "not checked yet", "")

    def say(self, checkup: Checkup, answer: Answer) -> None:
        """How it came out."""
        glyph, spoken = GLYPHS[answer]
        self._say(glyph, spoken, note_of(checkup, self._check, answer))

    def _say(self, glyph: Glyph, spoken: str, note: str) -> None:
        self._glyph.show_state(glyph, spoken)
        self._note.say(note)
        self.setAccessibleName(f"{TITLES[self._check]}, {spoken}. {note}".rstrip(". ") + ".")
