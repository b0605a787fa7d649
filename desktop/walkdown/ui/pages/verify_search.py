"""Looking for lost devices at every address of the network, in Verify: only where a person asks for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from walkdown.app.messages import Searching
from walkdown.core.job import Job
from walkdown.core.lost import lost
from walkdown.ui.kit import MIDDLE, Bar, Button, Text, col, row
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.pages.verify_search_words import WHAT, button, progress, result, title

CELLS = 32


class SearchPanel(QFrame):
    """Hidden where nobody is lost and nothing was looked for. `begun` and `stopped` are the clicks."""

    begun = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setObjectName("verify.search")
        self._job: Job | None = None
        self._ended: Searching | None = None
        self._running: Searching | None = None
        self._title = Text("", "body-strong", wrap=True)
        self._words = Text("", "body", "ink2", wrap=True)
        self._came = Text("", "body", wrap=True)
        self._bar = Bar()
        self._far = Text("", "caption", "ink2")
        self._begin = Button("", "network")
        self._begin.setObjectName("verify.search.run")
        self._begin.clicked.connect(self.begun)
        self._stop = Button("Stop looking", "stop")
        self._stop.setObjectName("verify.search.stop")
        self._stop.clicked.connect(self.stopped)
        click = row(self._begin, self._stop, (self._bar, 1), self._far, gap=12, align=MIDDLE)
        words = col(self._title, self._came, self._words, gap=2)
        self.setLayout(col(words, click, gap=8, margins=(16, 12, 16, 12)))
        self.hide()

    @property
    def running(self) -> bool:
        """Whether the network is walked through now."""
        return self._running is not None

    def begin_site(self) -> None:
        """Another site: what was looked for there is no news here."""
        self._ended = self._running = None

    def forget(self) -> None:
        """What was found is old news: all devices are looked at anew."""
        self._ended = None

    def take(self, searching: Searching) -> None:
        """How far it is, or what came of it."""
        self._running = searching if searching.running else None
        self._ended = None if searching.running else searching
        self._render(idle=True)
        if self._ended is not None and self._job is not None:
            announce(self, self._came.text())

    def show_job(self, job: Job, *, idle: bool) -> None:
        """The job as it is now; `idle` where nothing else is looked at meanwhile."""
        self._job = job
        self._render(idle=idle)

    def _render(self, *, idle: bool) -> None:
        job = self._job
        if job is None:
            return
        devices = lost(job) if job.handed_over is None else ()
        ended, running = self._ended, self._running
        self._title.say(title(devices) if devices else "")
        self._title.setVisible(bool(devices))
        self._came.say(result(ended, job) if ended is not None else "")
        self._came.setVisible(ended is not None)
        self._words.say(WHAT)
        self._words.setVisible(bool(devices))
        caption = button(len(devices))
        if self._begin.words() != caption:
            self._begin.say(caption)
        self._begin.setVisible(bool(devices) and running is None)
        self._begin.setEnabled(idle)
        self._show_progress(running)
        self.setVisible(bool(devices) or running is not None or ended is not None)

    def _show_progress(self, running: Searching | None) -> None:
        for part in (self._stop, self._bar, self._far):
            part.setVisible(running is not None)
        if running is None:
            return
        said = progress(running.done, running.total)
        cells = running.done * CELLS // max(1, running.total)
        self._bar.set_parts((("ok", cells),), CELLS, said)
        self._far.say(said)
