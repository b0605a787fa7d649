"""What is done with the rows that are chosen: start them, pause them, leave them out with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.core.device import Work
from walkdown.core.job import Job
from walkdown.ui.kit import MIDDLE, Button, Line, Text, box, col, row
from walkdown.ui.pages.board_panel import MOST_REASON

_NONE = "Press the devices it is about"
_PLACEHOLDER = "Why, in a few words"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows that are chosen, by what can be done with them."""

    start: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many are chosen."""
        return len(self.leave)


def chosen_of(job: Job, serials: Iterable[str]) -> Chosen:
    """Those of the job that are chosen: idle and stopped ones start, queued and working ones pause."""
    wanted = set(serials)
    here = [d for d in job.wanted if d.serial in wanted]
    return Chosen(
        tuple(d.serial for d in here if d.work in (Work.IDLE, Work.FAILED)),
        tuple(d.serial for d in here if d.work in (Work.QUEUED, Work.WORKING)),
        tuple(d.serial for d in here),
    )


class SelectBar(QWidget):
    """Above the rows while they are chosen; each button says for how many it is."""

    all = Signal()
    started = Signal(object)
    paused = Signal(object)
    left_out = Signal(object, str)
    """Serials and the reason."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen = Chosen()
        self._words = Text("", "body-strong", elide=True)
        self._all = _button("All", "list", "all", self.all.emit)
        self._start = _button("Start", "play", "start", self._begin)
        self._pause = _button("Pause", "pause", "pause", self._end)
        self._leave = _button("Leave out", "minus", "leave", self._toggle_reason)
        self._close = _button("Done", "close", "done", self.closed.emit)
        acts = (self._all, self._start, self._pause, self._leave, self._close)
        head = row((self._words, 1), *acts, gap=8, align=MIDDLE)
        self._reason = Line(placeholder=_PLACEHOLDER, name="Reason", most=MOST_REASON)
        self._reason.setObjectName("board.select.reason")
        self._sure = _button("Leave them out", None, "sure", self._leave_out)
        self._reason.textChanged.connect(lambda text: self._sure.setEnabled(bool(text.strip())))
        self._reason.returnPressed.connect(self._leave_out)
        self._form = QWidget()
        self._form.setLayout(row((self._reason, 1), self._sure, gap=12))
        self._form.hide()
        inner = col(head, self._form, gap=8)
        self.setLayout(col(box(inner, "info", (16, 8, 8, 8), "Chosen devices"), gap=0))

    def show_chosen(self, chosen: Chosen) -> None:
        """Other rows are chosen, or stand elsewhere now."""
        self._chosen = chosen
        self._words.say(f"{chosen.count} chosen" if chosen.count else _NONE)
        for button, caption, serials in (
            (self._start, "Start", chosen.start),
            (self._pause, "Pause", chosen.pause),
            (self._leave, "Leave out", chosen.leave),
        ):
            button.say(f"{caption} {len(serials)}" if serials else caption)
            button.setEnabled(bool(serials))
        if not chosen.leave:
            self._form.hide()

    def _begin(self) -> None:
        self.started.emit(self._chosen.start)

    def _end(self) -> None:
        self.paused.emit(self._chosen.pause)

    def _toggle_reason(self) -> None:
        self._form.setVisible(self._form.isHidden())
        self._sure.setEnabled(bool(self._reason.text().strip()))
        if not self._form.isHidden():
            self._reason.setFocus()

    def _leave_out(self) -> None:
        reason = self._reason.text().strip()
        if reason and self._chosen.leave:
            self._reason.clear()
            self._form.hide()
            self.left_out.emit(self._chosen.leave, reason)


def _button(caption: str, icon: str | None, name: str, press: Callable[[], object]) -> Button:
    made = Button(caption, icon, size="md")
    made.setObjectName(f"board.select.{name}")
    made.clicked.connect(lambda: press())
    return made
