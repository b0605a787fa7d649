"""Choosing devices on the job board: the button, the bar above the rows, the keys, and what is sent then."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut

from walkdown.core.job import Job, Stage
from walkdown.ui.kit import Button
from walkdown.ui.page import StagePage
from walkdown.ui.pages.board_select import SelectBar, chosen_of
from walkdown.ui.pages.board_table import Table


class Choosing:
    """Belongs to the board's page; `begun` is called before anything is sent."""

    def __init__(self, page: StagePage, table: Table, begun: Callable[[], None]) -> None:
        self._page, self._table, self._begun = page, table, begun
        self._job: Job | None = None
        self.button = Button("Choose devices", "list", "quiet")
        self.button.setObjectName("board.select")
        self.button.clicked.connect(lambda: table.tick(on=True))
        self.bar = SelectBar()
        self.bar.hide()
        table.ticked.connect(self._render)
        self.bar.all.connect(table.tick_all)
        self.bar.closed.connect(self.end)
        self.bar.started.connect(self._start)
        self.bar.paused.connect(self._pause)
        self.bar.left_out.connect(self._leave_out)
        QShortcut(QKeySequence.StandardKey.SelectAll, page, table.tick_all)
        QShortcut(QKeySequence("Esc"), page, self.end)

    def render_job(self, job: Job) -> None:
        """The job as it stands now."""
        self._job = job
        self._render()

    def end(self) -> None:
        """A press shows a row's evidence again."""
        if self._table.ticks.on:
            self._table.tick(on=False)

    def _render(self) -> None:
        job, ticks = self._job, self._table.ticks
        if job is None:
            return
        self.bar.setVisible(ticks.on)
        if ticks.on:
            self.bar.show_chosen(chosen_of(job, ticks.serials))
        free = job.handed_over is None and bool(job.wanted)
        self.button.setVisible(free and not ticks.on)

    def _start(self, serials: tuple[str, ...]) -> None:
        """Those that need the owner's password first are started with the next one that is given."""
        self._done()
        self._page.bridge.do(lambda e: e.network.start(serials), Stage.NETWORK)

    def _pause(self, serials: tuple[str, ...]) -> None:
        self._done()
        self._page.bridge.do(lambda e: e.network.pause(serials), Stage.NETWORK)

    def _leave_out(self, serials: tuple[str, ...], reason: str) -> None:
        self._done()
        self._page.bridge.do(lambda e: e.network.leave_out_all(serials, reason), Stage.NETWORK)

    def _done(self) -> None:
        self._begun()
        self.end()
