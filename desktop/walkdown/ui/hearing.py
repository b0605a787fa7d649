"""What each message does to the window: pages made, prompt shown, chips, practice window, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import (
    Asked,
    Crashed,
    JobShown,
    Message,
    StartFailed,
    Told,
    Unasked,
    UsesShown,
    YardShown,
)
from walkdown.consent.gate import Question
from walkdown.consent.gate import Use as LiveUse
from walkdown.core.job import Job, Stage
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.chips import Use
from walkdown.ui.consent_words import ICONS, in_use_words
from walkdown.ui.page import JOBS, PRIVACY, StagePage
from walkdown.ui.practice_window import PracticeWindow
from walkdown.ui.workspace import board_card, rail_lines, stage_pages

if TYPE_CHECKING:
    from walkdown.ui.main_window import MainWindow

NOT_STARTED = 2  # the program's exit status


class Hearing:
    """Made with the first message; keeps the last job and uses for pages that are made later."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._job: Job | None = None
        self._uses: tuple[LiveUse, ...] = ()
        self._prompt: QWidget | None = None
        self._practice: PracticeWindow | None = None
        self._in_yard = False
        self._closed = False
        window.shell.top.yard.connect(self._come_to_yard)

    def take(self, message: Message) -> None:
        """Change the window's frame, then let every page see the message."""
        if self._closed:
            return
        match message:
            case JobShown(job=job):
                self._show_job(job)
            case Asked(question=question):
                self._ask(question)
            case Unasked():
                self._unask()
            case UsesShown(uses=uses):
                self._uses = uses
                self._window.shell.top.set_uses([_chip(u) for u in uses])
            case YardShown():
                self._show_yard(message)
            case Told(where=None):
                self._tell_aside(message)
            case Crashed() | StartFailed():
                self._notice(message)
            case _:
                pass
        for page in tuple(self._window.pages.values()):
            page.take(message)

    def make_aside(self, name: str) -> None:
        """Make Privacy or Help when it is first turned to, as things stand now."""
        if name in self._window.pages:
            return
        page = _aside(name, self._window.bridge)
        self._window.add_page(name, page)
        for message in (JobShown(self._job), UsesShown(self._uses)):
            page.take(message)

    def close(self) -> None:
        """The window closes: so does what stands beside it, and nothing is shown any more."""
        self._closed = True
        self._unask()
        if self._practice is not None:
            self._practice.close()
            self._practice.deleteLater()

    # --- the job

    def _show_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        window = self._window
        window.in_job = job is not None
        if job is None:
            window.shell.top.set_crumb(None)
            window.shell.top.set_practice(False)
            if former is not None:
                window.turn_to(JOBS)
            return
        if Stage.SITE not in window.pages:
            for name, page in stage_pages(window.bridge).items():
                window.add_page(name, page)
        self._describe(job)
        if former is None or former.id != job.id:
            # After all pages have seen the job, so that the one turned to shows it.
            QTimer.singleShot(0, lambda: window.turn_to(job.stage))

    def _describe(self, job: Job) -> None:
        shell = self._window.shell
        name = shown(job.site.name) or "New site"
        number = shown(job.site.job_number, 24)
        shell.top.set_crumb(name)
        shell.top.set_practice(bool(job.practice))
        shell.rail.set_site(name, f"Job {number}" if number else "")
        shell.rail.set_states(*rail_lines(job))
        shell.rail.set_board(board_card(job))

    # --- consent

    def _ask(self, question: Question) -> None:
        from walkdown.ui.consent_prompt import ConsentPrompt

        self._unask()
        self._prompt = ConsentPrompt(self._window.bridge, question, self._window)
        self._prompt.show()

    def _unask(self) -> None:
        prompt, self._prompt = self._prompt, None
        if prompt is not None:
            prompt.hide()
            prompt.deleteLater()

    # --- beside the window, and over it

    def _show_yard(self, message: YardShown) -> None:
        began, self._in_yard = not self._in_yard, message.view is not None
        if self._practice is None and self._in_yard:
            self._practice = PracticeWindow(self._window.bridge)
        if self._practice is None:
            return
        self._practice.take(message)
        if began and self._in_yard:
            self._practice.come(self._window)
            self._window.activateWindow()

    def _come_to_yard(self) -> None:
        """Its window was closed or lies behind; the practice site itself never ended."""
        if self._practice is not None and self._in_yard:
            self._practice.come(self._window)
            self._practice.activateWindow()

    def _tell_aside(self, message: Told) -> None:
        """What went wrong away from any stage is told over the page that is shown."""
        if self._window.now in (JOBS, PRIVACY):
            return  # these have a place of their own for it
        from walkdown.ui.notice import trouble_notice

        trouble_notice(message.trouble, self._window).open()

    def _notice(self, message: Crashed | StartFailed) -> None:
        from walkdown.ui.notice import crash_notice, start_notice

        if isinstance(message, Crashed):
            crash_notice(message.reference, self._window).open()
            return
        self._window.exit_status = NOT_STARTED
        notice = start_notice(message, self._window)
        notice.finished.connect(lambda _: self._window.close())
        notice.open()


def _chip(use: LiveUse) -> Use:
    return Use(str(use.number), ICONS[use.permission], in_use_words(use.permission))


def _aside(name: str, bridge: Bridge) -> StagePage:
    if name == PRIVACY:
        from walkdown.ui.pages.privacy import PrivacyPage

        return PrivacyPage(bridge)
    from walkdown.ui.pages.help import HelpPage

    return HelpPage(bridge)
