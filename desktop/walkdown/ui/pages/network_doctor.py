"""The Wi-Fi doctor below the list: both sides compared, and each thing that stands out with its next click."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.app.messages import LaptopSees
from walkdown.core.shown import shown
from walkdown.core.wifi_doctor import Case, Finding, examine
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Icon, StateGlyph, Text, box, col, row, two
from walkdown.ui.pages.message_line import MessageLine
from walkdown.ui.pages.network_doctor_words import (
    CAPTIONS,
    SAID,
    WELL,
    face_of,
    laptop_words,
)

TITLE = "Wi-Fi doctor"


class WifiDoctor(QWidget):
    """`compare` lets the laptop look; `acted` carries the next click and the finding's message."""

    compare = Signal()
    acted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._note = Text("", "caption", "ink2", wrap=True)
        self._compare = Button("Compare", "laptop", size="sm", name="Compare with this laptop")
        self._compare.setObjectName("network.compare")
        self._compare.clicked.connect(self.compare)
        words = two(Text(TITLE, "body-strong"), self._note)
        head = row(Icon("tests", 24, "ink2"), (words, 1), self._compare, gap=12, align=MIDDLE)
        self._well = _Well()
        self._rows = {finding: _FindingRow(finding) for finding in Finding}
        for line in self._rows.values():
            line.acted.connect(self.acted)
        inner = col(head, self._well, *self._rows.values(), gap=8)
        self.setLayout(col(box(inner, "card", (12, 8, 12, 8)), gap=0))
        self.render_case(None, LaptopSees(None))

    def render_case(self, case: Case | None, sees: LaptopSees) -> None:
        """The chosen network from both sides; None while none is chosen."""
        found = examine(case) if case is not None else ()
        self._note.say(laptop_words(sees.view, looking=sees.looking))
        self._compare.say("Compare again" if sees.view is not None else "Compare")
        self._compare.set_busy("Looking" if sees.looking else "")
        for finding, line in self._rows.items():
            line.setVisible(finding in found)
        asked = case is not None and (case.device is not None or case.laptop_listed)
        self._well.setVisible(asked and not found)
        if case is not None:
            self._well.say(shown(case.ssid), both=case.device is not None and case.laptop_listed)

    def offer(self, *, allowed: bool) -> None:
        """Whether the laptop may be asked to look now."""
        self._compare.setEnabled(allowed)


class _Well(QFrame):
    """Nothing stands out."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("", "body", wrap=True)
        self.setProperty("box", "ok")
        self.setObjectName("network.doctor.well")
        line = row(StateGlyph("ok", 24), (self._words, 1), gap=12, align=MIDDLE)
        line.setContentsMargins(12, 8, 12, 8)
        self.setLayout(line)

    def say(self, network: str, *, both: bool) -> None:
        """From which side it was looked at."""
        sides = "from both sides" if both else "from one side so far"
        words = f"{WELL}: {network}, looked at {sides}."
        self._words.say(words)
        self.setAccessibleName(words)


class _FindingRow(QFrame):
    """Icon and silhouette, what it means, what to do, what not, and one button."""

    acted = Signal(object, str)

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        said = SAID[finding]
        kind, glyph = face_of(finding)
        self.setObjectName(f"network.doctor.{finding}")
        theme.mark(self, "box", kind)
        line = MessageLine(f"network.doctor.{finding}")
        line.say(said.code, said.never)
        words = col(
            Text(said.title, "body-strong", wrap=True),
            Text(f"{said.means} {said.todo}", "body", "ink2", wrap=True),
            line,
            "stretch",
            gap=2,
        )
        signs = col(StateGlyph(glyph, 24), Icon(said.icon, 24, "ink2"), "stretch", gap=8)
        caption, icon = CAPTIONS[said.way]
        act = Button(caption, icon, size="sm", name=f"{caption}: {said.title}")
        act.setObjectName(f"network.doctor.{finding}.act")
        act.clicked.connect(lambda: self.acted.emit(said.way, str(said.code)))
        inner = row(signs, (words, 1), col(act, "stretch"), gap=12)
        inner.setContentsMargins(12, 8, 12, 8)
        self.setLayout(inner)
        self.setAccessibleName(f"{said.title}. {said.means} {said.todo} {said.never}")
