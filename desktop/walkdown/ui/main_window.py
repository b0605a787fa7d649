"""The main window: its bars, its pages, and which one is shown. Light: it is painted before all else loads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from walkdown.ui import theme, tokens
from walkdown.ui.bridge import Bridge
from walkdown.ui.focus_ring import FocusRing
from walkdown.ui.page import BACK, BOARD, HELP, JOBS, OWNERS, POLICY, PRIVACY, StagePage
from walkdown.ui.pages.jobs import JobsPage
from walkdown.ui.rail import STAGES
from walkdown.ui.shell import Shell

if TYPE_CHECKING:
    from walkdown.app.messages import Message
    from walkdown.ui.closing import Closing
    from walkdown.ui.hearing import Hearing

SMALLEST = (1024, 700)
USUAL = (1280, 800)
STAGE_NAMES = tuple(name for name, _ in STAGES)
ASIDE = (PRIVACY, HELP, POLICY)  # reached from everywhere, and left to where one was


class MainWindow(QWidget):
    """One window for the life of the program. `painted` comes once, after the first page is drawn."""

    painted = Signal()
    closed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.pages: dict[str, StagePage] = {}
        self.now = JOBS
        self.in_job = False
        self.exit_status = 0
        self._before_aside = JOBS
        self._index: dict[str, int] = {}
        self._drawn = False
        self._hearing: Hearing | None = None
        self._closing: Closing | None = None
        self._day = theme.current()
        self.setWindowTitle("Walkdown")
        self.setProperty("bg", "canvas")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.shell = Shell()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.shell)
        self.shell.top.set_network("Works without internet. Saved on this laptop.")
        self._ring = FocusRing(self)
        self.add_page(JOBS, JobsPage(bridge))
        self._join_bars()
        self.turn_to(JOBS)
        bridge.message.connect(self.take)

    def take(self, message: Message) -> None:
        """Everything the engine tells passes here, once."""
        if self._hearing is None or self._closing is None:
            # Brings the engine's words, which the first painted page does not wait for.
            from walkdown.ui.closing import Closing
            from walkdown.ui.hearing import Hearing

            self._hearing = Hearing(self)
            self._closing = Closing(self, self.bridge)
        self._closing.take(message)
        self._hearing.take(message)

    # --- pages

    def add_page(self, name: str, page: StagePage) -> None:
        """Put a page on the stack under the name that `go` uses."""
        self.pages[name] = page
        self._index[name] = self.shell.add_page(page)
        page.go.connect(self.turn_to)

    def turn_to(self, where: object) -> None:
        """Show a page by its name; a stage is noted in the job, so that a restart comes back to it.

        What follows a blank after the name is looked up in the page.
        """
        name, _, what = str(where).partition(" ")
        if name == BACK:
            self.leave_aside()
            return
        aside = name in ASIDE
        if aside and self._hearing is not None:
            self._hearing.make_aside(name)
        if name not in self.pages:
            return
        if aside and self.now not in ASIDE:
            self._before_aside = self.now
        self.pages[self.now].left()
        self.now = name
        self._show_bars(name)
        if name in STAGE_NAMES and self.in_job:
            self._note_stage(name)
        self.pages[name].entered()
        if what:
            self.pages[name].look_up(what)

    def _show_bars(self, name: str) -> None:
        owner = name in OWNERS
        self.shell.top.setVisible(not owner)
        with_rail = self.in_job and name not in (JOBS, *OWNERS, *ASIDE)
        self.shell.show_page(self._index[name], with_rail=with_rail)
        stage = STAGE_NAMES.index(name) if name in STAGE_NAMES else None
        self.shell.rail.set_current(stage)
        self.shell.rail.set_board_current(name == BOARD)
        if self._hearing is not None:
            self._hearing.show_bars(name)

    def _note_stage(self, name: str) -> None:
        from walkdown.core.job import Stage

        stage = Stage(name)
        self.bridge.do(lambda e: e.jobs.enter(stage), stage)

    def _back(self) -> None:
        if self.now in ASIDE:
            self.leave_aside()
        elif self.in_job:
            if not self._holds("Stop and leave the site", self._leave_job):
                self._leave_job()
        else:
            self.turn_to(JOBS)

    def _leave_job(self) -> None:
        self.bridge.do(lambda e: e.leave_job())

    def _holds(self, stop: str, then: Callable[[], object]) -> bool:
        """Whether a device is being updated; then the person is asked, and `stop` leads on to `then`."""
        return self._closing is not None and self._closing.holds(stop, then)

    def leave_aside(self) -> None:
        """Back to the page before Privacy, Help or the policy."""
        self.turn_to(self._before_aside if self.in_job else JOBS)

    def _join_bars(self) -> None:
        top, rail = self.shell.top, self.shell.rail
        top.back.connect(self._back)
        top.sunlight.connect(self.toggle_sunlight)
        top.privacy.connect(lambda: self.turn_to(PRIVACY))
        top.help.connect(lambda: self.turn_to(HELP))
        top.stop_use.connect(self._stop_use)
        top.stop_all_uses.connect(self._stop_all)
        rail.stage_chosen.connect(lambda index: self.turn_to(STAGE_NAMES[index]))
        rail.board_chosen.connect(lambda: self.turn_to(BOARD))
        QShortcut(QKeySequence("Ctrl+Shift+X"), self, self._stop_all)
        for index, name in enumerate(STAGE_NAMES, 1):
            QShortcut(QKeySequence(f"Ctrl+{index}"), self, lambda name=name: self._by_key(name))
        QShortcut(QKeySequence("Ctrl+J"), self, lambda: self._by_key(BOARD))

    def _by_key(self, name: str) -> None:
        # The owner's pages belong to the owner: the workspace's keys are off on them.
        if self.now not in OWNERS and self.in_job:
            self.turn_to(name)

    def _stop_use(self, key: str) -> None:
        for number in map(int, key.split()):
            self._stop_one(number)

    def _stop_one(self, number: int) -> None:
        self.bridge.do(lambda e: e.privacy.stop(number))

    def _stop_all(self) -> None:
        self.bridge.do(lambda e: e.privacy.stop_all())

    def toggle_sunlight(self) -> None:
        """F8: to sunlight and back to the theme before."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and self.now not in OWNERS:
            sun = theme.current().sun
            if not sun:
                self._day = theme.current()
            theme.use(app, self._day if sun else tokens.SUNLIGHT)

    # --- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._drawn:
            self._drawn = True
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange:
            self._ring.raise_()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._holds("Stop and close", self.close):
            event.ignore()
            return
        if self._hearing is not None:
            self._hearing.close()
        event.accept()
        self.closed.emit()
