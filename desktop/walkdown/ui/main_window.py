"""The main window: passes messages to the pages, turns to the page that is asked for, shows the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from walkdown.app.messages import Asked, Crashed, JobShown, Message, Unasked, UsesShown, YardShown
from walkdown.consent.gate import Question
from walkdown.consent.gate import Use as LiveUse
from walkdown.core.job import Job, Stage
from walkdown.core.shown import shown
from walkdown.ui import theme, tokens
from walkdown.ui.bridge import Bridge
from walkdown.ui.chips import Use
from walkdown.ui.consent_words import ICONS, in_use_words
from walkdown.ui.focus_ring import FocusRing
from walkdown.ui.page import StagePage
from walkdown.ui.pages.jobs import JobsPage
from walkdown.ui.shell import Shell
from walkdown.ui.workspace import (
    BOARD,
    HELP,
    JOBS,
    OWNER,
    PRIVACY,
    board_card,
    rail_lines,
    stage_pages,
)

if TYPE_CHECKING:
    from walkdown.ui.practice_window import PracticeWindow

SMALLEST = (1024, 700)
USUAL = (1280, 800)
STAGES = tuple(Stage)


class MainWindow(QWidget):
    """One window for the life of the program. `painted` comes once, after the first page is drawn."""

    painted = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._job: Job | None = None
        self._uses: tuple[LiveUse, ...] = ()
        self._now = JOBS
        self._pages: dict[str, StagePage] = {}
        self._index: dict[str, int] = {}
        self._drawn = False
        self._prompt: QWidget | None = None
        self._practice: PracticeWindow | None = None
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
        self._add(JOBS, JobsPage(bridge))
        self._join_bars()
        self.turn_to(JOBS)
        bridge.message.connect(self.take)

    # --- messages

    def take(self, message: Message) -> None:
        """Everything the engine tells passes here, once."""
        match message:
            case JobShown(job=job):
                self._show_job(job)
            case Asked(question=question):
                self._ask(question)
            case Unasked():
                self._unask()
            case UsesShown(uses=uses):
                self._uses = uses
                self.shell.top.set_uses([_chip(u) for u in uses])
            case YardShown():
                self._show_yard(message)
            case Crashed(reference=reference):
                self._tell_crash(reference)
            case _:
                pass
        for page in tuple(self._pages.values()):
            page.take(message)

    def _show_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        if job is None:
            self.shell.top.set_crumb(None)
            self.shell.top.set_practice(False)
            if former is not None:
                self.turn_to(JOBS)
            return
        if Stage.SITE not in self._pages:
            for name, page in stage_pages(self._bridge).items():
                self._add(name, page)
        self._describe(job)
        if former is None or former.id != job.id:
            QTimer.singleShot(0, lambda: self.turn_to(job.stage))

    def _describe(self, job: Job) -> None:
        name = shown(job.site.name) or "New site"
        number = shown(job.site.job_number, 24)
        self.shell.top.set_crumb(name)
        self.shell.top.set_practice(bool(job.practice))
        self.shell.rail.set_site(name, f"Job {number}" if number else "")
        self.shell.rail.set_states(*rail_lines(job))
        self.shell.rail.set_board(board_card(job))

    # --- pages

    def turn_to(self, where: object) -> None:
        """Show a page by its name; a stage is noted in the job, so that a restart comes back to it."""
        name = str(where)
        if name in (PRIVACY, HELP) and name not in self._pages:
            self._add(name, _aside(name, self._bridge))
            for message in (JobShown(self._job), UsesShown(self._uses)):
                self._pages[name].take(message)
        if name not in self._pages:
            return
        self._pages[self._now].left()
        self._now = name
        stage = next((s for s in STAGES if s == name), None)
        owner = name == OWNER
        self.shell.top.setEnabled(not owner)
        in_job = self._job is not None and name not in (JOBS, PRIVACY, HELP, OWNER)
        self.shell.show_page(self._index[name], with_rail=in_job)
        self.shell.top.setVisible(not owner)
        self.shell.rail.set_current(STAGES.index(stage) if stage else None)
        self.shell.rail.set_board_current(name == BOARD)
        if stage is not None:
            self._bridge.do(lambda e: e.jobs.enter(stage))
        self._pages[name].entered()

    def _add(self, name: str, page: StagePage) -> None:
        self._pages[name] = page
        self._index[name] = self.shell.add_page(page)
        page.go.connect(self.turn_to)

    def _back(self) -> None:
        if self._job is not None and self._now in (PRIVACY, HELP):
            self.turn_to(self._job.stage)
        elif self._job is not None:
            self._bridge.do(lambda e: e.leave_job())
        else:
            self.turn_to(JOBS)

    def _join_bars(self) -> None:
        top, rail = self.shell.top, self.shell.rail
        top.back.connect(self._back)
        top.sunlight.connect(self.toggle_sunlight)
        top.privacy.connect(lambda: self.turn_to(PRIVACY))
        top.help.connect(lambda: self.turn_to(HELP))
        top.stop_use.connect(self._stop_use)
        top.stop_all_uses.connect(self._stop_all)
        rail.stage_chosen.connect(lambda index: self.turn_to(STAGES[index]))
        rail.board_chosen.connect(lambda: self.turn_to(BOARD))
        QShortcut(QKeySequence("Ctrl+Shift+X"), self, self._stop_all)
        for index, stage in enumerate(STAGES, 1):
            QShortcut(QKeySequence(f"Ctrl+{index}"), self, lambda stage=stage: self._by_key(stage))
        QShortcut(QKeySequence("Ctrl+J"), self, lambda: self._by_key(BOARD))

    def _by_key(self, name: str) -> None:
        # The owner's page belongs to the owner: the workspace's keys are off on it.
        if self._now != OWNER and self._job is not None:
            self.turn_to(name)

    # --- consent

    def _ask(self, question: Question) -> None:
        from walkdown.ui.consent_prompt import ConsentPrompt

        self._unask()
        self._prompt = ConsentPrompt(self._bridge, question, self)
        self._prompt.show()

    def _unask(self) -> None:
        prompt, self._prompt = self._prompt, None
        if prompt is not None:
            prompt.hide()
            prompt.deleteLater()

    def _stop_use(self, key: str) -> None:
        self._bridge.do(lambda e: e.privacy.stop(int(key)))

    def _stop_all(self) -> None:
        self._bridge.do(lambda e: e.privacy.stop_all())

    # --- practice, crash, theme

    def _show_yard(self, message: YardShown) -> None:
        if self._practice is None and message.view is not None:
            from walkdown.ui.practice_window import PracticeWindow

            self._practice = PracticeWindow(self._bridge)
            self._practice.take(message)
            self._practice.show()
            self.activateWindow()
        elif self._practice is not None:
            self._practice.take(message)
            if message.view is None:
                self._practice.deleteLater()
                self._practice = None

    def _tell_crash(self, reference: str) -> None:
        from walkdown.ui.crash import CrashNotice

        CrashNotice(reference, self).open()

    def toggle_sunlight(self) -> None:
        """F8: to sunlight and back to the theme before."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and self._now != OWNER:
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
        if self._practice is not None:
            self._practice.close()
        event.accept()
        app = QApplication.instance()
        if app is not None:
            app.quit()


def _chip(use: LiveUse) -> Use:
    return Use(str(use.number), ICONS[use.permission], in_use_words(use.permission))


def _aside(name: str, bridge: Bridge) -> StagePage:
    if name == PRIVACY:
        from walkdown.ui.pages.privacy import PrivacyPage

        return PrivacyPage(bridge)
    from walkdown.ui.pages.help import HelpPage

    return HelpPage(bridge)
