"""The board's "Tell me when it ends": there while there is work, taken back by a second press."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import device, job
from walkdown.app.messages import JobShown, TellShown
from walkdown.core.device import Work
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kit import Button, Text
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.board import BoardPage

AT_WORK = job(device(0, Work.WORKING, 2), device(1, Work.QUEUED))
DONE = job(device(0, Work.ONLINE, 6), device(1, Work.ONLINE, 6))


class Board:
    def __init__(self, qtbot: QtBot) -> None:
        self.bridge = FakeBridge()
        self.page = BoardPage(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.resize(1048, 700)
        self.page.show()
        self.page.take(JobShown(AT_WORK))
        self.bridge.calls.clear()

    @property
    def button(self) -> Button:
        found = self.page.findChild(Button, "board.tell")
        assert found is not None
        return found

    def press(self) -> None:
        QTest.mouseClick(self.button, Qt.MouseButton.LeftButton)

    @property
    def words(self) -> str:
        return "\n".join(t.text() for t in self.page.findChildren(Text) if t.isVisible())


@pytest.fixture
def board(app: QApplication, qtbot: QtBot) -> Board:
    return Board(qtbot)


def test_it_is_there_while_there_is_something_to_wait_for(board: Board) -> None:
    assert board.button.isVisible()
    board.page.take(JobShown(DONE))
    assert not board.button.isVisible()


def test_a_press_asks_to_be_told_and_the_next_takes_it_back(board: Board) -> None:
    board.press()
    assert board.bridge.names == ["tell.when_done"]
    board.page.take(TellShown(True))
    assert "Will tell you" in board.button.text()
    board.press()
    assert board.bridge.names == ["tell.when_done", "tell.never_mind"]
    board.page.take(TellShown(False))
    assert board.button.text() == "Tell me when it ends"


def test_what_waits_can_be_taken_back_although_the_work_is_done(board: Board) -> None:
    board.page.take(TellShown(True))
    board.page.take(JobShown(DONE))
    assert board.button.isVisible()
    board.page.take(TellShown(False))
    assert not board.button.isVisible()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (Code.REFUSED, "Not used. The rail tells it."),
        (Code.NOT_ANSWERED, "Not used. The rail tells it."),
        (Code.STOPPED_BY_YOU, "Stopped. The rail tells it."),
        (Code.LEDGER_UNWRITABLE, "Not used: the ledger cannot be written."),
    ],
)
def test_why_nothing_will_be_told_is_said_beside_it(board: Board, code: Code, words: str) -> None:
    board.page.take(TellShown(False, Trouble(code)))
    assert words in board.words
    board.press()
    assert words not in board.words


def test_another_job_begins_without_it(board: Board) -> None:
    board.page.take(TellShown(False, Trouble(Code.REFUSED)))
    board.page.take(JobShown(None))
    board.page.take(JobShown(replace(AT_WORK, id="another")))
    assert "Not used" not in board.words


def test_the_windows_title_tells_it_too(app: QApplication, qtbot: QtBot) -> None:
    window = MainWindow(FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.take(JobShown(job(device(0))))
    assert window.windowTitle() == "Walkdown"
    failed = device(1, Work.FAILED, 1, Code.PRESS_BUTTON)
    window.take(JobShown(job(device(0, Work.ONLINE, 6), failed)))
    assert window.windowTitle() == "1 of 2 online · 1 needs you · Walkdown"
    window.take(JobShown(None))
    assert window.windowTitle() == "Walkdown"
