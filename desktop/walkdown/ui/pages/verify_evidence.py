"""The evidence of one device, line by line, below its row in Verify; made when it is first opened."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.core.device import Device
from walkdown.core.job import Job
from walkdown.ui.kit import TOP, Glyph, Run, StateGlyph, Text, col, empty, row, strong
from walkdown.ui.pages.network_cell import Cell, text_width
from walkdown.ui.pages.verify_evidence_words import Proof, proofs_of, time_words

_NAMES = ("On the list", "Identified", "Reachable", "Last look", "Modbus")
_LONGEST_TIME = "22 Nov, 11:14"


class EvidenceLines(QFrame):
    """A line for each piece of evidence; what is missing has a hollow dot, what is old a triangle."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown: tuple[Proof, ...] = ()
        self._lines = col(gap=4)
        self._lines.setContentsMargins(16, 8, 16, 8)
        self.setLayout(self._lines)
        self.hide()

    def show_evidence(self, device: Device, job: Job, now: datetime) -> None:
        """The evidence as it stands now."""
        proofs = proofs_of(device, job, now)
        if proofs == self._shown:
            return
        self._shown = proofs
        empty(self._lines)
        for proof in proofs:
            self._lines.addWidget(_line(proof, now))


def _line(proof: Proof, now: datetime) -> QWidget:
    time = time_words(proof.at, now) if proof.at else ""
    name = Cell(
        row(Text(proof.name, "caption-strong")), lambda: text_width(_NAMES, "caption-strong")
    )
    when = Text(time, "caption", "ink3", align="right")
    at = Cell(row(when), lambda: text_width((_LONGEST_TIME,), "caption"))
    said: list[str | Run] = [proof.what]
    if proof.how:
        said.append(Run(f"  {proof.how}", color="ink3"))
    if proof.old:
        said.append(strong("  Too old to count: look again.", "warn.word"))
    ink = "ink" if proof.earned or proof.at is None else "stop.word"
    made = QWidget()
    glyph = col(StateGlyph(_glyph(proof), 16), "stretch", margins=(0, 2, 0, 0))
    words = Text(said, "caption", ink, wrap=True)
    made.setLayout(row(glyph, name, (words, 1), at, gap=12, align=TOP))
    made.setAccessibleName(f"{proof.name}: {proof.what} {proof.how} {time}".strip())
    return made


def _glyph(proof: Proof) -> Glyph:
    if not proof.earned:
        return "stop" if proof.at else "todo"
    return "warn" if proof.old else "ok"
