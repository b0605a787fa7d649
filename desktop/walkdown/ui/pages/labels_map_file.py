"""The map as a file: two buttons below it, and the question before a table that was read changes it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from walkdown.core.job import Job
from walkdown.core.label import grouped
from walkdown.core.layout import Face
from walkdown.core.layout_csv import MapPlan
from walkdown.core.shown import shown
from walkdown.ui.kit import Button, Icon, Text, col, row
from walkdown.ui.sheet import Sheet, equal_button, fact

_KIND: Final = "Tables (*.csv)"
_NAMED: Final = 6


class MapFile(QWidget):
    """`saved` and `opened` carry a path that the person picked."""

    saved = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = "map"
        self._save = Button("Save as table", "download", size="sm", name="Save the map as a table")
        self._save.setObjectName("labels.map.save")
        self._save.clicked.connect(self._pick_new)
        self._open = Button("Read table", "folder", size="sm", name="Read the map from a table")
        self._open.setObjectName("labels.map.read")
        self._open.clicked.connect(self._pick)
        self._told = Text("", "caption", "ink2", elide=True)
        self._told.hide()
        self.setLayout(col(row(self._save, self._open, "stretch", gap=8), self._told, gap=4))

    def show_job(self, job: Job | None) -> None:
        """There is something to save once a device has a place, and to read once one is listed."""
        self._save.setVisible(job is not None and any(d.spot for d in job.devices))
        self._open.setVisible(job is not None and bool(job.devices) and job.handed_over is None)

    def say(self, words: str) -> None:
        """What came of it."""
        self._told.say(words)
        self._told.setVisible(bool(words))

    def _pick_new(self) -> None:
        picker = self._picker("Write the map into this file", "labels.map.new_file")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("csv")
        picker.selectFile("map.csv")
        # Nothing is ever overwritten, so there is nothing to confirm.
        picker.setOption(QFileDialog.Option.DontConfirmOverwrite)
        picker.fileSelected.connect(self.saved)
        picker.open()

    def _pick(self) -> None:
        picker = self._picker("Read the map from this file", "labels.map.file")
        picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        picker.fileSelected.connect(self.opened)
        picker.open()

    def _picker(self, title: str, name: str) -> QFileDialog:
        self.say("")
        picker = QFileDialog(self, title)
        picker.setObjectName(name)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setNameFilters([_KIND, "All files (*)"])
        return picker


class MapPlanSheet(Sheet):
    """Over Labels. `accepted` only by the button; Esc, Enter and closing leave the map as it is."""

    def __init__(self, plan: MapPlan, faces: tuple[Face, ...], over: QWidget) -> None:
        """`faces` as they are now."""
        super().__init__("labels.map.plan", over)
        leave = equal_button("Leave the map as it is", "labels.map.plan.leave")
        leave.clicked.connect(self.reject)
        place = equal_button("Place them", "labels.map.plan.yes")
        place.clicked.connect(self.accept)
        place.setEnabled(bool(plan.moves))
        head = row(Icon("board", 24, "ink"), (Text(_title(plan), "h2", wrap=True), 1), gap=12)
        facts = [fact("tick", "Stand there already", _many(plan.same))] if plan.same else []
        if plan.off:
            facts.append(fact("minus", "Lose their place to another", _names(plan.off)))
        if drawn := _drawn(plan, faces):
            facts.append(fact("plus", "Drawn, or drawn larger", ", ".join(drawn)))
        if plan.wrong:
            facts.append(fact("warn", f"Left out, {_many(len(plan.wrong), 'line')}", _wrongs(plan)))
        undo = Text("Undo takes it back in one step.", "body", "ink2")
        buttons = row((leave, 1), (place, 1), gap=12)
        self.setLayout(col(head, *facts, undo, buttons, gap=16, margins=(24, 24, 24, 24)))
        self.setFocus()


def _title(plan: MapPlan) -> str:
    if not plan.moves:
        return "No device finds another place by this table"
    one = len(plan.moves) == 1
    return f"{_many(len(plan.moves))} {'finds its place' if one else 'find their places'}?"


def _many(count: int, what: str = "device") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _names(serials: tuple[str, ...]) -> str:
    said = ", ".join(grouped(shown(serial, 24)) for serial in serials[:_NAMED])
    more = len(serials) - _NAMED
    return f"{said} and {more} more" if more > 0 else said


def _drawn(plan: MapPlan, faces: tuple[Face, ...]) -> list[str]:
    return [f"{shown(f.name, 24)}, {f.rows} × {f.columns}" for f in plan.faces if f not in faces]


def _wrongs(plan: MapPlan) -> str:
    said = [f"Line {w.line}: {shown(w.why, 90)}" for w in plan.wrong[:_NAMED]]
    more = len(plan.wrong) - _NAMED
    return " ".join(said) + (f" And {more} more." if more > 0 else "")
