"""The right side of Labels: how many of how many, and the tabs Scanned and Missing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from walkdown.app.labels_judge import next_place
from walkdown.app.messages import LabelTaken, StepsShown
from walkdown.core.device import Kind
from walkdown.core.job import Job
from walkdown.ui import theme
from walkdown.ui.kind_words import counted
from walkdown.ui.kit import (
    MIDDLE,
    Button,
    IconTile,
    Ring,
    Run,
    Segmented,
    Text,
    box,
    col,
    empty,
    row,
    rule,
    scroll,
    two,
)
from walkdown.ui.pages.labels_camera import Stack
from walkdown.ui.pages.labels_list import LabelList
from walkdown.ui.pages.labels_map import MapPane
from walkdown.ui.pages.labels_words import spot_words, still_missing, to_go

_TABS = ("Scanned", "Missing", "Map")


class Shelf(QWidget):
    """Everything that is on the list, and everything that is not yet."""

    to_site = Signal()
    undo_asked = Signal()
    redo_asked = Signal()
    ladder_asked = Signal()
    sound_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self.map = MapPane()
        self.list = LabelList()
        self.list.setObjectName("labels.list")
        self._missing = MissingList()
        self._missing.to_site.connect(lambda: self.to_site.emit())
        self._tabs = Segmented(_TABS, wide=True, name="Which labels")
        self._tabs.setObjectName("labels.tabs")
        for part, name in zip(self._tabs.findChildren(QAbstractButton), _TABS, strict=True):
            part.setObjectName(f"labels.tab.{name.lower()}")
        self._ring = Ring(size=64)
        self._figures = Text("", "display-row")
        self._line = Text("", "caption", "ink2", elide=True)
        self._faces = Stack()
        for face in (self.list, self._missing):
            self._faces.addWidget(scroll(face))
        self._faces.addWidget(self.map)
        self._tabs.chosen.connect(self._faces.setCurrentIndex)
        words = col(self._figures, self._line, gap=0)
        count = row(self._ring, (words, 1), self._tools(), gap=16, align=MIDDLE)
        self.setLayout(col(count, self._tabs, (self._faces, 1), gap=12))
        self._faces.setMinimumHeight(3 * theme.current().targets.row)

    def show_job(self, job: Job | None) -> None:
        """The open job, or none."""
        self._job = job
        self.list.show_job(job)
        self.map.show_job(job)
        self._say()

    def show_steps(self, steps: StepsShown) -> None:
        """What Undo and Redo would do; nothing where they cannot."""
        open_to = self._job is None or self._job.handed_over is None
        for button, words, name in (
            (self._undo, steps.undo, "Undo"),
            (self._redo, steps.redo, "Redo"),
        ):
            button.setEnabled(bool(words) and open_to)
            button.set_name(f"{name}: {words}" if words else f"{name}: nothing to do")

    def show_sound(self, on: bool) -> None:
        """Whether scans are heard."""
        self._sounds = on
        words = "Sounds are on: switch them off" if on else "Sounds are off: switch them on"
        self._sound.say("", "sound" if on else "sound-off", words)

    def _tools(self) -> QWidget:
        self._undo = _tool("undo", "Undo: nothing to do", "labels.undo_step")
        self._redo = _tool("redo", "Redo: nothing to do", "labels.redo")
        self._sound = _tool("sound", "Sounds", "labels.sound")
        self._large = _tool("up", "Large count, to be read from a ladder", "labels.large")
        self._undo.clicked.connect(lambda: self.undo_asked.emit())
        self._redo.clicked.connect(lambda: self.redo_asked.emit())
        self._sound.clicked.connect(lambda: self.sound_asked.emit(not self._sounds))
        self._large.clicked.connect(lambda: self.ladder_asked.emit())
        self._undo.setEnabled(False)
        self._redo.setEnabled(False)
        self.show_sound(True)
        self._toolbox = QWidget()
        self._toolbox.setLayout(row(self._undo, self._redo, self._sound, self._large, gap=0))
        return self._toolbox

    def note(self, taken: LabelTaken) -> None:
        """What became of a scan; the list is brought forward."""
        self.list.note(taken)
        self._tabs.set_chosen(0)
        self._faces.setCurrentIndex(0)

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        job = self._job
        if job is None:
            return
        listed, planned = len(job.devices), job.site.expected_total
        self._ring.setVisible(planned > 0)
        self._ring.set_value(listed, planned, f"{listed} of {planned} scanned")
        after = f" of {planned}" if planned else " scanned"
        self._figures.say([Run(str(listed), role="display"), after])
        self._say_to_go(job)
        missing = still_missing(job)
        self._tabs.set_text(0, f"Scanned {listed}")
        self._tabs.set_text(
            1, f"Missing {sum(count for _, count in missing)}" if planned else "Missing"
        )
        self._missing.show_missing(missing, planned=bool(planned), goes_to=_next_words(job))

    def _say_to_go(self, job: Job) -> None:
        """By kind; where that is too long the first kind and how many others, or the number only."""
        room = self.width() - theme.dp(64 + 2 * 16) - self._toolbox.sizeHint().width()
        whole, short = to_go(job), to_go(job, short=True)
        lines = (whole, short, short.partition(":")[0])
        fitting = [line for line in lines if theme.advance(line, "caption") <= room]
        self._line.say(next(iter(fitting), lines[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._job is not None:
            self._say_to_go(self._job)


def _tool(icon: str, name: str, object_name: str) -> Button:
    # Their keys belong to the page: a button's own would be taken from whoever types.
    tool = Button("", icon, "icon", "sm", name=name)
    tool.setObjectName(object_name)
    return tool


class MissingList(QWidget):
    """What the plan names and nobody has scanned yet, by kind."""

    to_site = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._told: object = None
        self._lines = col(gap=0)
        self._card = box(self._lines, "card", 0, "Labels still missing, by kind")
        self.setLayout(col(self._card, "stretch", gap=0))

    def show_missing(
        self, missing: tuple[tuple[Kind, int], ...], *, planned: bool, goes_to: str = ""
    ) -> None:
        """Kinds with how many of each; `planned` says whether there is a plan at all.

        `goes_to`: where on the map the next micro-inverter goes, in words.
        """
        if (missing, planned, goes_to) == self._told:
            return
        self._told = (missing, planned, goes_to)
        empty(self._lines)
        for number, (kind, count) in enumerate(missing):
            if number:
                self._lines.addWidget(rule())
            where = goes_to if kind is Kind.MICRO_INVERTER else ""
            self._lines.addWidget(_missing_row(kind, count, where))
        if not missing:
            self._lines.addWidget(self._none(planned=planned))

    def _none(self, *, planned: bool) -> QWidget:
        words = (
            "Every label that the plan names is on the list."
            if planned
            else ("The plan names no devices. Type how many there are on the Site page.")
        )
        link: Button | None = None
        if not planned:
            link = Button("Go to Site", "site", "link", "sm")
            link.setObjectName("labels.site")
            link.clicked.connect(lambda: self.to_site.emit())
        inner = QWidget()
        inner.setLayout(
            col(Text(words, "body", "ink2", wrap=True), row(link, "stretch"), margins=(16,) * 4)
        )
        return inner


def _next_words(job: Job) -> str:
    """Where on the map the next label goes; "" without a map, and where it is full."""
    spot = next_place(job, None) if job.faces else None
    return f"Next: {spot_words(spot)}" if spot else ""


def _missing_row(kind: Kind, count: int, where: str = "") -> QWidget:
    line = QWidget()
    words = counted(kind, count)
    tile = IconTile(str(kind), 40, glyph=24)
    line.setLayout(
        row(
            tile,
            (
                two(
                    Text(words, "body-strong"),
                    Text(where or "Not scanned yet", "caption", "ink3", elide=True),
                ),
                1,
            ),
            gap=12,
            margins=(12, 8, 12, 8),
            align=MIDDLE,
        )
    )
    line.setAccessibleName(f"Missing: {words}")
    return line
