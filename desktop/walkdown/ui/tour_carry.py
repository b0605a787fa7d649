"""A site taken to another laptop as one file, opened there, and put together with what was changed here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QMenu, QWidget

from walkdown.ui.kit import Button, Segmented
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.jobs_rows import TAKE
from walkdown.ui.walker import NotReached, Walker

PASSPHRASE = "six-red-kites-over-the-weir"


class Carrying:
    """One laptop's part in it. Each step begins on the list of jobs and ends there."""

    def __init__(self, walker: Walker, window: MainWindow) -> None:
        self._walk = walker
        self._window = window

    def to_jobs(self) -> None:
        """Leave the open site."""
        walk = self._walk
        if not walk.sees("jobs.come.list"):
            self._window.shell.top.back.emit()
        walk.find("jobs.come.list", QWidget)

    def take(self, job_id: str, file: Path) -> None:
        """The site goes into the file, under the passphrase."""
        walk = self._walk
        self._choose(job_id, TAKE)
        walk.write("take.passphrase", PASSPHRASE)
        walk.shot("take-along", walk.find("take", QWidget))
        walk.click("take.file")
        self._pick("take.picker", file)
        self._allow(unless=file.exists)
        walk.until(file.exists, "the file to be written")
        walk.find("jobs.carried", QWidget)
        walk.shot("taken-along", self._window)

    def open(self, file: Path) -> None:
        """The site of the file is on this laptop, or both states of it are asked about."""
        walk = self._walk
        button = "jobs.come.list" if walk.sees("jobs.come.list") else "jobs.come"
        walk.click(button)
        self._pick("open.picker", file)
        walk.write("open.passphrase", PASSPHRASE)
        walk.click("open.yes")

        def came() -> bool:
            return walk.sees("jobs.carried") or walk.sees("merge")

        self._allow(unless=came)
        walk.until(came, "the site to come in")
        walk.shot("came", self._window)

    def merge(self, theirs: bool) -> None:
        """Every clash is decided alike."""
        walk = self._walk
        walk.shot("merge", walk.find("merge", QWidget))
        walk.click(f"merge.all.{'theirs' if theirs else 'ours'}")
        walk.click("merge.yes")
        walk.find("jobs.carried", QWidget)

    def _choose(self, job_id: str, words: str) -> None:
        walk = self._walk
        walk.click(f"jobs.more.{job_id}")
        menu = walk.find(f"jobs.menu.{job_id}", QMenu)
        at = [action.text() for action in menu.actions()].index(words)
        for _ in range(at + 1):
            walk.press_in(menu, Qt.Key.Key_Down)
        walk.press_in(menu, Qt.Key.Key_Return)

    def _pick(self, name: str, file: Path) -> None:
        dialog = self._walk.find(name, QFileDialog)
        line = dialog.findChild(QLineEdit)
        if line is None:
            raise NotReached("the file picker has no line to type in")
        line.setText(str(file.resolve()))
        self._walk.press_in(line, Qt.Key.Key_Return)

    def _allow(self, unless: Callable[[], bool]) -> None:
        """Once, where it is asked: a yes may still stand for the site."""
        walk = self._walk
        walk.until(lambda: walk.sees("consent.storage") or unless(), "the prompt")
        if not walk.sees("consent.storage"):
            return
        prompt = walk.find("consent.storage", QWidget)
        walk.turn_to(prompt)
        walk.until(lambda: bool(prompt.property("armed")), "the prompt to take an answer")
        walk.click("consent.scope.once")
        walk.click("consent.use")
        walk.until(lambda: not walk.sees("consent.storage"), "the prompt to close")


def taken_along(
    walk: Walker, window: MainWindow, file: Path
) -> list[tuple[str, Callable[[], None]]]:
    """On the first laptop, once its one site is handed over; in words and in deed."""
    carrying = Carrying(walk, window)

    def take() -> None:
        carrying.to_jobs()
        which = walk.find("jobs.filter", Segmented)
        walk.press_in(which.findChildren(QAbstractButton)[0], Qt.Key.Key_Right)
        more = "jobs.more."
        shown = (b.objectName() for b in window.findChildren(Button) if b.isVisible())
        job_id = next(n.removeprefix(more) for n in shown if n.startswith(more))
        carrying.take(job_id, file)

    return [("the site taken along in a file, under a passphrase", take)]


def came_along(
    walk: Walker, window: MainWindow, file: Path
) -> list[tuple[str, Callable[[], None]]]:
    """On the other laptop."""
    carrying = Carrying(walk, window)
    return [("the site opened from that file on another laptop", lambda: carrying.open(file))]
