"""The window's frame: pages turned to, bars, chips, notices, keys; and the bridge behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.accepted import accept_policy
from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.__main__ import build
from walkdown.app.messages import (
    Crashed,
    JobShown,
    JobsShown,
    Message,
    StartFailed,
    Told,
    UsesShown,
)
from walkdown.app.ports import JobRow
from walkdown.consent.keys import HeldKeys
from walkdown.consent.ledger import Ledger
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import Use
from walkdown.core.job import Job, Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.storage.site_files import SiteFiles
from walkdown.ui import theme
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.notice import Notice

OPEN = job(device(), device(1), practice="home")


class Shown:
    """The main window over a recording bridge."""

    def __init__(self, qtbot: QtBot) -> None:
        application()
        self.bridge = FakeBridge()
        self.window = MainWindow(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.window)
        self.window.show()
        self.qtbot = qtbot

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.bridge.message.emit(message)

    def open(self, opened: Job = OPEN) -> None:
        self.tell(JobShown(opened, NOW))
        self.qtbot.waitUntil(lambda: self.window.now == opened.stage)

    def key(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        modifiers = Qt.KeyboardModifier.NoModifier
        for modifier in held:
            modifiers |= modifier
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    def notice(self) -> Notice:
        found = self.window.findChildren(Notice)
        assert found
        return found[-1]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    made = Shown(qtbot)
    yield made
    made.tell(JobShown(None))


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_job_opens_at_the_stage_it_was_left_at(shown: Shown) -> None:
    shown.open(replace(OPEN, stage=Stage.NEARBY))
    assert shown.window.now == "nearby"
    assert ("jobs.enter", (Stage.NEARBY,)) in shown.bridge.calls


def test_keys_turn_to_the_stages_and_the_job_board(shown: Shown) -> None:
    shown.open()
    shown.key(Qt.Key.Key_4, CTRL)
    assert shown.window.now == "network"
    shown.key(Qt.Key.Key_J, CTRL)
    assert shown.window.now == "board"


def test_privacy_and_help_lead_back_to_where_one_was(shown: Shown) -> None:
    shown.open()
    shown.window.turn_to("board")
    shown.key(Qt.Key.Key_F9)
    shown.qtbot.waitUntil(lambda: shown.window.now == "privacy")
    shown.key(Qt.Key.Key_F1)
    shown.qtbot.waitUntil(lambda: shown.window.now == "help")
    shown.window.shell.top.back.emit()
    assert shown.window.now == "board"


def test_back_from_a_stage_leaves_the_job(shown: Shown) -> None:
    shown.open()
    shown.window.shell.top.back.emit()
    assert "leave_job" in shown.bridge.names
    shown.tell(JobShown(None))
    assert shown.window.now == "jobs"


def test_the_owners_page_shows_no_bars_and_takes_no_keys_of_the_workspace(shown: Shown) -> None:
    shown.open()
    shown.window.turn_to("owner")
    assert not shown.window.shell.top.isVisible()
    assert not shown.window.shell.rail.isVisible()
    shown.key(Qt.Key.Key_1, CTRL)
    sun = theme.current().sun
    shown.key(Qt.Key.Key_F8)
    assert shown.window.now == "owner"
    assert theme.current().sun is sun


def test_sunlight_goes_on_and_off_with_one_key(shown: Shown) -> None:
    before = theme.current().name
    shown.key(Qt.Key.Key_F8)
    shown.qtbot.waitUntil(lambda: theme.current().sun)
    shown.key(Qt.Key.Key_F8)
    shown.qtbot.waitUntil(lambda: theme.current().name == before)


def test_what_is_in_use_stands_in_the_bar_and_stops_with_one_click(shown: Shown) -> None:
    shown.tell(UsesShown((Use(9, Permission.CAMERA, Purpose.SCAN_QR, 0),)))
    (stop,) = [
        b for b in shown.window.findChildren(QWidget) if b.accessibleName() == "Stop: Camera in use"
    ]
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert ("privacy.stop", (9,)) in shown.bridge.calls


def test_one_key_stops_everything_in_use(shown: Shown) -> None:
    shown.open()
    shown.key(Qt.Key.Key_X, CTRL, SHIFT)
    assert "privacy.stop_all" in shown.bridge.names


def test_our_own_mistake_is_told_with_its_reference(shown: Shown) -> None:
    shown.tell(Crashed("a1b2c3d4"))
    words = " ".join(w.text() for w in shown.notice().findChildren(QWidget) if hasattr(w, "text"))
    assert "a1b2c3d4" in words
    shown.notice().accept()


def test_trouble_that_belongs_to_no_stage_is_told_over_the_page(shown: Shown) -> None:
    shown.open()
    shown.tell(Told(Trouble(Code.LEDGER_UNWRITABLE)))
    words = " ".join(w.text() for w in shown.notice().findChildren(QWidget) if hasattr(w, "text"))
    assert "LED-01" in words
    shown.notice().accept()


def test_a_second_walkdown_says_so_and_closes(shown: Shown, qtbot: QtBot) -> None:
    shown.tell(StartFailed(already_open=True))
    with qtbot.waitSignal(shown.window.closed):
        shown.notice().accept()


def test_unreadable_sites_are_listed_with_their_id_and_cannot_be_opened(shown: Shown) -> None:
    rows = tuple(
        JobRow(str(n), None, Trouble(code))
        for n, code in enumerate((Code.SITE_FILE_DAMAGED, Code.SITE_FILE_NEWER))
    )
    shown.tell(JobsShown(rows))
    names = " ".join(w.accessibleName() for w in shown.window.findChildren(QWidget))
    assert "FILE-01" in names
    assert "FILE-02" in names
    assert not [
        w
        for w in shown.window.findChildren(QWidget)
        if w.objectName().startswith("jobs.open.") and w.isVisible()
    ]


# --- the bridge, with the real engine


@pytest.fixture
def bridge(home: Path) -> Iterator[Callable[[], Bridge]]:
    made: list[Bridge] = []

    def make() -> Bridge:
        application()
        accept_policy(home)
        made.append(Bridge(build(home, HeldKeys())))
        return made[-1]

    yield make
    for each in made:
        each.close()
    assert not [t for t in threading.enumerate() if t.name == "engine"]


def heard(bridge: Bridge) -> list[Message]:
    told: list[Message] = []
    bridge.message.connect(told.append)
    return told


def test_work_sent_before_the_start_is_done_after_it(
    bridge: Callable[[], Bridge], qtbot: QtBot
) -> None:
    ours = bridge()
    told = heard(ours)
    ours.do(lambda e: e.jobs.show())
    assert not told
    ours.start()
    qtbot.waitUntil(lambda: any(isinstance(m, JobsShown) for m in told))


def test_what_is_typed_just_before_closing_is_kept(
    bridge: Callable[[], Bridge], qtbot: QtBot, home: Path
) -> None:
    ours = bridge()
    told = heard(ours)
    ours.start()
    ours.do(lambda e: e.jobs.begin())
    qtbot.waitUntil(lambda: any(isinstance(m, JobShown) and m.job for m in told))
    for text in ("1", "14", "14 Harbour Lane"):
        ours.do(lambda e, text=text: e.jobs.edit_site(replace(OPEN.site, name=text)))
    ours.close()
    (row,) = SiteFiles(home / "sites").rows()
    assert row.job is not None
    assert row.job.site.name == "14 Harbour Lane"


def test_a_folder_in_use_by_another_walkdown_is_told_at_start(
    bridge: Callable[[], Bridge], qtbot: QtBot, home: Path
) -> None:
    other = Ledger.open(home / "ledger.db", lambda: 1)
    ours = bridge()
    told = heard(ours)
    ours.start()
    qtbot.waitUntil(lambda: StartFailed(already_open=True) in told)
    ours.do(lambda e: e.jobs.show())  # nobody is there to do it, and nothing breaks
    other.close()


def test_nothing_is_told_after_closing(bridge: Callable[[], Bridge], qtbot: QtBot) -> None:
    ours = bridge()
    told = heard(ours)
    ours.start()
    ours.do(lambda e: e.jobs.show())
    qtbot.waitUntil(lambda: bool(told))
    ours.close()
    count = len(told)
    ours.do(lambda e: e.jobs.show())
    QTest.qWait(20)
    assert len(told) == count
