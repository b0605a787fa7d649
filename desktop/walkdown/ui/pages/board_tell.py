"""The Job board's "Tell me when it ends": asked for by a press, taken back by the next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from walkdown.app.messages import JobShown, Message, TellShown
from walkdown.core.device import Work
from walkdown.core.job import Job, Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import MIDDLE, Button, Text, row
from walkdown.ui.pages.labels_trouble import announce

_ASK = "Tell me when it ends"
_WAITS = "Will tell you. Press to take back"
_NOT_USED = "Not used. The rail tells it."
_STOPPED = "Stopped. The rail tells it."
_UNWRITTEN = "Not used: the ledger cannot be written."
_LEDGER = frozenset({Code.LEDGER_UNWRITABLE, Code.LEDGER_BROKEN})


class TellPart(QWidget):
    """A quiet button that is there while there is something to wait for, and what became of it."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._waits = False
        self._busy = False
        self._button = Button(_ASK, "bell", "quiet")
        self._button.setObjectName("board.tell")
        self._button.clicked.connect(self._press)
        self._words = Text("", "caption", "ink2")
        self.setLayout(row(self._button, self._words, gap=8, align=MIDDLE))
        self._render()

    def take(self, message: Message) -> None:
        """Whether devices are worked on, and whether the desktop will be told."""
        match message:
            case JobShown(job=job):
                self._take_job(job)
            case TellShown(waits=waits, trouble=trouble):
                self._waits = waits
                self._say(trouble)
            case _:
                pass

    def _take_job(self, job: Job | None) -> None:
        busy = job is not None and any(d.work in (Work.QUEUED, Work.WORKING) for d in job.wanted)
        if busy != self._busy or job is None:
            self._busy = busy
            self._words.say("")
            self._render()

    def _say(self, trouble: Trouble | None) -> None:
        self._words.say(_reason(trouble) if trouble else "")
        if trouble:
            announce(self, _reason(trouble))
        self._render()

    def _press(self) -> None:
        if self._waits:
            self._bridge.do(lambda e: e.tell.never_mind(), Stage.NETWORK)
        else:
            self._words.say("")
            self._bridge.do(lambda e: e.tell.when_done(), Stage.NETWORK)

    def _render(self) -> None:
        self._button.say(_WAITS if self._waits else _ASK)
        self._words.setVisible(bool(self._words.text()))
        self.setVisible(self._busy or self._waits)


def _reason(trouble: Trouble) -> str:
    if trouble.code in _LEDGER:
        return _UNWRITTEN
    return _STOPPED if trouble.code is Code.STOPPED_BY_YOU else _NOT_USED
