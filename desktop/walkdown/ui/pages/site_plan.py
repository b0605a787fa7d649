"""The plan beside the Site form: how many devices of each kind are expected."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QSizePolicy, QWidget

from walkdown.core.device import Kind
from walkdown.core.site import Expected
from walkdown.ui import theme
from walkdown.ui.kind_words import kind_name
from walkdown.ui.kit import MIDDLE, Button, Icon, Line, Text, box, col, row

MOST = 500


class _Count(Line):
    """A number of at most three digits, no wider than it needs."""

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(int(theme.advance("0000", "body")) + theme.dp(28), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Plan(QWidget):
    """Seven kinds, each with a number that is typed or stepped."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[Kind, Line] = {}
        self._total = Text("", "caption", "ink2")
        rows = [self._row(kind) for kind in Kind]
        self.setLayout(
            col(
                box(
                    col(Text("Expected devices", "h3"), self._total, 8, *rows, gap=4),
                    "sunken",
                    16,
                    "Expected devices",
                ),
                "stretch",
                gap=0,
            )
        )
        self.fill(())

    def fill(self, expected: tuple[Expected, ...]) -> None:
        """Show the job's plan; no signal."""
        counts = {e.kind: e.count for e in expected}
        for kind, line in self._lines.items():
            line.setText(str(counts.get(kind, 0)))
        self._count()

    def expected(self) -> tuple[Expected, ...]:
        """The plan as typed; kinds with none are left out."""
        pairs = ((kind, self._number(line)) for kind, line in self._lines.items())
        return tuple(Expected(kind, count) for kind, count in pairs if count)

    def _row(self, kind: Kind) -> QWidget:
        name = kind_name(kind, 2)
        line = _Count("0", name=f"How many {name}")
        line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line.setObjectName(f"site.expected.{kind}")
        line.setValidator(QIntValidator(0, MOST, line))
        line.textEdited.connect(self._edited)
        self._lines[kind] = line
        less = Button("−", size="sm", name=f"One less: {name}")
        more = Button("+", size="sm", name=f"One more: {name}")
        less.clicked.connect(lambda: self._step(kind, -1))
        more.clicked.connect(lambda: self._step(kind, 1))
        held = QWidget()
        held.setLayout(
            row(
                Icon(str(kind)),
                (Text(name, "body"), 1),
                less,
                line,
                more,
                gap=8,
                align=MIDDLE,
            )
        )
        return held

    def _step(self, kind: Kind, by: int) -> None:
        line = self._lines[kind]
        line.setText(str(min(MOST, max(0, self._number(line) + by))))
        self._edited()

    def _edited(self, *_: object) -> None:
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        total = sum(self._number(line) for line in self._lines.values())
        self._total.say(f"{total} in all. Labels counts against this.")

    @staticmethod
    def _number(line: Line) -> int:
        text = line.text()
        return int(text) if text.isdigit() else 0
