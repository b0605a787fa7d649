"""What each message does to the window: pages made, prompt shown, chips, practice window, notices."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import (
    Asked,
    Crashed,
    JobShown,
    Message,
    PhotoShown,
    PolicyShown,
    StartFailed,
    SystemAsks,
    Told,
    Unasked,
    UsesShown,
    YardShown,
)
from walkdown.consent.gate import Question
from walkdown.consent.gate import Use as LiveUse
from walkdown.consent.policy import Standing
from walkdown.consent.purpose import Permission
from walkdown.core.job import Job, Stage
from walkdown.core.shown import shown
from walkdown.ui.chips import Use
from walkdown.ui.consent_waits import SystemWaits
from walkdown.ui.consent_words import ICONS, in_use_words
from walkdown.ui.page import JOBS, OWNERS, POLICY, PRIVACY
from walkdown.ui.pages.policy_banner import PolicyBanner
from walkdown.ui.practice_window import PracticeWindow
from walkdown.ui.site_picture import site_picture
from walkdown.ui.workspace import aside_page, board_card, rail_lines, stage_pages, title_of

if TYPE_CHECKING:
    from walkdown.ui.main_window import MainWindow

NOT_STARTED = 2  # the program's exit status
# Whoever said one of these has answered; all else is asked at the start.
_ANSWERED = frozenset({Standing.ACCEPTED, Standing.DECLINED})


class Hearing:
    """Made with the first message; keeps the last job and uses for pages that are made later."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._job: Job | None = None
        self._uses: tuple[LiveUse, ...] = ()
        self._policy: PolicyShown | None = None
        self._banner: PolicyBanner | None = None
        self._prompt: QWidget | None = None
        self._waits: SystemWaits | None = None
        self._practice: PracticeWindow | None = None
        self._in_yard = False
        self._closed = False
        window.shell.top.yard.connect(self._come_to_yard)

    def take(self, message: Message) -> None:
        """Change the window's frame, then let every page see the message."""
        if self._closed:
            return
        self._take_consent(message)
        match message:
            case JobShown(job=job):
                self._show_job(job)
            case PhotoShown(jpeg=jpeg):
                self._window.shell.rail.set_photo(site_picture(jpeg))
            case YardShown():
                self._show_yard(message)
            case SystemAsks():
                self._show_system(message)
            case Told(where=None):
                self._tell_aside(message)
            case Crashed() | StartFailed():
                self._notice(message)
            case _:
                pass
        for page in tuple(self._window.pages.values()):
            page.take(message)

    def make_aside(self, name: str) -> None:
        """Make Privacy, Help or the policy when it is first turned to, as things stand now."""
        if name in self._window.pages:
            return
        page = aside_page(name, self._window.bridge)
        self._window.add_page(name, page)
        for message in (JobShown(self._job), UsesShown(self._uses), self._policy):
            if message is not None:
                page.take(message)

    def show_bars(self, name: str) -> None:
        """The banner stands over every page of the installer's while the policy is not accepted."""
        if self._banner is not None and self._policy is not None:
            accepted = self._policy.standing is Standing.ACCEPTED
            self._banner.setVisible(not accepted and name not in (*OWNERS, POLICY))

    def close(self) -> None:
        """The window closes: so does what stands beside it, and nothing is shown any more."""
        self._closed = True
        self._unask()
        if self._practice is not None:
            self._practice.close()
            self._practice.deleteLater()

    def _show_system(self, message: SystemAsks) -> None:
        """While the computer's own system asks, the window says so and waits."""
        if self._waits is not None:
            self._waits.go()
            self._waits.deleteLater()
            self._waits = None
        if message.asks:
            self._waits = SystemWaits(self._window.bridge, message.permission, self._window)
            self._waits.come()

    # --- the job

    def _show_job(self, job: Job | None) -> None:
        former, self._job = self._job, job
        window = self._window
        window.in_job = job is not None
        if job is None:
            window.shell.top.set_crumb(None)
            window.shell.top.set_practice(False)
            window.setWindowTitle(title_of(None))
            if former is not None:
                window.turn_to(JOBS)
            return
        if Stage.SITE not in window.pages:
            for name, page in stage_pages(window.bridge).items():
                window.add_page(name, page)
            # The pages stay as long as the window: walking them all again, as Python's collector does
            # every second or so while much is heard, would hold the window up for 0.1 s each time.
            gc.collect()
            gc.freeze()
        self._describe(job)
        if former is None or former.id != job.id:
            window.shell.rail.set_photo(None)
            window.bridge.do(lambda e: e.network.show_owner())
            window.bridge.do(lambda e: e.photo.show())
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
        card = board_card(job)
        shell.rail.set_board(card)
        self._window.setWindowTitle(title_of(card))

    # --- consent

    def _take_consent(self, message: Message) -> None:
        match message:
            case Asked(question=question):
                self._ask(question)
            case Unasked():
                self._unask()
            case UsesShown(uses=uses):
                self._uses = uses
                self._window.shell.top.set_uses(_chips(uses))
            case PolicyShown():
                self._show_policy(message)
            case _:
                pass

    def _show_policy(self, message: PolicyShown) -> None:
        """At the start the policy is shown where nobody has answered it; an answer leads back."""
        former, self._policy = self._policy, message
        window = self._window
        if self._banner is None:
            self._banner = PolicyBanner()
            self._banner.read.connect(lambda: window.turn_to(POLICY))
            window.shell.put_below_top(self._banner)
        self._banner.show_standing(message.standing)
        self.show_bars(window.now)
        if former is None and message.standing not in _ANSWERED:
            window.turn_to(POLICY)
        elif former is not None and window.now == POLICY and message.standing in _ANSWERED:
            window.leave_aside()

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
        if self._window.now in (JOBS, PRIVACY, POLICY):
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


def _chips(uses: tuple[LiveUse, ...]) -> list[Use]:
    """One chip for each permission; its Stop ends every use of it, the owner's share included."""
    numbers: dict[Permission, list[str]] = {}
    for use in uses:
        numbers.setdefault(use.permission, []).append(str(use.number))
    return [Use(" ".join(n), ICONS[p], in_use_words(p)) for p, n in numbers.items()]
