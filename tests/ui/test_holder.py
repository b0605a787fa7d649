"""Who holds my device: said in the device's row on Nearby, and beside a device that stopped on the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import GATEWAY, NOW, device, job
from walkdown.app.messages import AirShown, JobShown, Message
from walkdown.core.device import Work
from walkdown.core.holder import HeardSoFar, Holder, Holding, LastHeard
from walkdown.core.job import Stage
from walkdown.core.sighting import Protocol, Sighting, match_up
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button, Text
from walkdown.ui.page import StagePage
from walkdown.ui.pages.board import BoardPage
from walkdown.ui.pages.holder_words import SAID, evidence_words
from walkdown.ui.pages.nearby import NearbyPage
from walkdown.ui.tokens import LIGHT, SUNLIGHT, Tokens

DEVICES = tuple(device(n) for n in range(4))
OTHERS = tuple(
    Sighting(f"k{n}", "", d.serial, -60, Protocol.IMPROV, 0.2) for n, d in enumerate(DEVICES[1:])
)
GONE = HeardSoFar(40.0, 3, (LastHeard(GATEWAY, 14.0, 12.0, -58),))
THERE = HeardSoFar(40.0, 4, (LastHeard(GATEWAY, 0.2, 0.2, -58),))
AWAY = HeardSoFar(40.0, 3, (LastHeard(GATEWAY, 14.0, 12.0, -92),))
DEAF = HeardSoFar(40.0, 0, (LastHeard(GATEWAY, 14.0, 12.0, -58),))
STOPPED = replace(DEVICES[0], work=Work.FAILED, trouble=Trouble(Code.NOT_HEARD, GATEWAY), tries=1)


class Shown:
    """A page, and what is seen and pressed on it."""

    def __init__(self, qtbot: QtBot, page: type[StagePage]) -> None:
        self.bridge = FakeBridge()
        self.page = page(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.resize(1024, 700)
        self.page.show()
        self.page.entered()

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.page.take(message)
        QApplication.processEvents()

    def hears(self, heard: HeardSoFar, *more: Sighting) -> None:
        rows = match_up(DEVICES, (*OTHERS, *more))
        self.tell(AirShown(rows, True, datetime.now(UTC), "", heard))

    def parts(self, name: str) -> list[QWidget]:
        return [w for w in self.page.findChildren(QWidget, name) if w.isVisible()]

    def button(self, name: str) -> Button:
        (found,) = self.parts(name)
        assert isinstance(found, Button)
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    @property
    def texts(self) -> str:
        return "\n".join(w.text() for w in self.page.findChildren(Text) if w.isVisible())


@pytest.fixture
def nearby(app: QApplication, qtbot: QtBot) -> Shown:
    shown = Shown(qtbot, NearbyPage)
    shown.tell(JobShown(job(*DEVICES), NOW))
    return shown


@pytest.fixture
def board(app: QApplication, qtbot: QtBot) -> Shown:
    shown = Shown(qtbot, BoardPage)
    shown.tell(JobShown(job(STOPPED, *DEVICES[1:]), NOW))
    return shown


# --- in the device's row on Nearby


def test_a_missing_device_s_row_says_who_holds_it_and_what_that_rests_on(nearby: Shown) -> None:
    nearby.hears(GONE)
    nearby.click(f"nearby.find.{GATEWAY}")
    assert "Probably somebody else is connected to it" in nearby.texts
    assert "Last heard 14 s ago at −58 dBm." in nearby.texts
    assert "Silent for 12 s of listening since, while 3 others were heard." in nearby.texts
    for way in ("phone", "laptop", "button"):
        assert way in nearby.texts


def test_what_is_said_goes_along_with_what_is_heard(nearby: Shown) -> None:
    nearby.hears(GONE)
    nearby.click(f"nearby.find.{GATEWAY}")
    nearby.hears(AWAY)
    assert "It was heard weakly, and now not any more" in nearby.texts
    nearby.hears(THERE, Sighting("k", "", GATEWAY, -58, Protocol.IMPROV, 0.2))
    assert "Nobody holds it: it calls out now" in nearby.texts
    assert nearby.parts("nearby.help")


def test_where_nothing_is_heard_at_all_the_laptop_is_checked_first(nearby: Shown) -> None:
    nearby.hears(DEAF)
    nearby.click(f"nearby.find.{GATEWAY}")
    assert nearby.button("nearby.help.check").hasFocus()
    nearby.click("nearby.help.check")
    assert nearby.bridge.calls == [("adapter.check", ())]
    assert not nearby.parts("nearby.help")


def test_it_can_be_asked_of_a_device_that_is_heard_by_menu_and_by_letter(nearby: Shown) -> None:
    nearby.hears(THERE, Sighting("k", "", GATEWAY, -58, Protocol.IMPROV, 0.2))
    nearby.click(f"nearby.more.{GATEWAY}")
    (menu,) = nearby.parts(f"nearby.menu.{GATEWAY}")
    assert isinstance(menu, QMenu)
    (ask,) = [a for a in menu.actions() if a.text() == "Who holds it?"]
    ask.trigger()
    menu.close()
    assert "Nobody holds it: it calls out now" in nearby.texts
    nearby.click("nearby.panel.close")
    (row,) = nearby.parts(f"nearby.row.{GATEWAY}")
    QTest.keyClick(row, Qt.Key.Key_H)
    assert nearby.parts("nearby.help")


# --- beside a device that stopped on the board


def test_the_board_says_in_one_line_who_holds_a_device_that_was_not_reached(board: Shown) -> None:
    board.hears(GONE)
    assert "Probably somebody else is connected to it" in board.texts
    assert "Silent for 12 s" not in board.texts
    board.click(f"board.holder.{GATEWAY}")
    assert "Silent for 12 s" in board.texts
    assert "Do not reset it: it works, it is only taken." in board.texts
    board.click(f"board.holder.{GATEWAY}")
    assert "Silent for 12 s" not in board.texts


def test_the_line_goes_along_with_the_air_without_being_asked(board: Shown) -> None:
    board.hears(GONE)
    board.hears(THERE, Sighting("k", "", GATEWAY, -58, Protocol.IMPROV, 0.2))
    assert "Nobody holds it: it calls out now" in board.texts


def test_what_was_heard_before_a_device_stopped_is_known_to_its_panel(board: Shown) -> None:
    board.tell(JobShown(job(*DEVICES), NOW))
    board.hears(GONE)
    board.tell(JobShown(job(*DEVICES[:1], replace(DEVICES[1], work=Work.FAILED,
               trouble=Trouble(Code.LINK_REFUSED, DEVICES[1].serial)), *DEVICES[2:]), NOW))  # fmt: skip
    assert board.parts(f"board.holder.{DEVICES[1].serial}")


def test_what_was_heard_at_another_site_says_nothing_here(board: Shown) -> None:
    board.hears(GONE)
    board.tell(JobShown(replace(job(STOPPED, *DEVICES[1:]), id="another"), NOW))
    assert "It was not listened long enough to say" in board.texts


def test_bluetooth_is_checked_from_the_board_too(board: Shown, qtbot: QtBot) -> None:
    with qtbot.waitSignal(board.page.go) as gone:
        board.click(f"board.bluetooth.{GATEWAY}")
    assert board.bridge.calls == [("adapter.check", ())]
    assert gone.args == [Stage.NEARBY]


def test_a_trouble_of_the_laptop_s_own_offers_the_check_and_accuses_nobody(board: Shown) -> None:
    off = replace(STOPPED, trouble=Trouble(Code.BLUETOOTH_OFF))
    board.tell(JobShown(job(off, *DEVICES[1:]), NOW))
    board.hears(GONE)
    assert board.parts(f"board.bluetooth.{GATEWAY}")
    assert not board.parts(f"board.holder.{GATEWAY}")
    assert "somebody else" not in board.texts


def test_a_trouble_that_is_not_of_the_radio_has_no_such_line(board: Shown) -> None:
    refused = replace(STOPPED, trouble=Trouble(Code.PASSWORD_REFUSED, GATEWAY))
    board.tell(JobShown(job(refused, *DEVICES[1:]), NOW))
    assert not board.parts(f"board.bluetooth.{GATEWAY}")


# --- words


def test_every_judgement_has_words_and_at_least_one_thing_to_try() -> None:
    assert set(SAID) == set(Holder)
    for said in SAID.values():
        assert said.title
        assert said.icon
        assert said.tries
        assert not said.never or said.never.startswith("Do not")


@pytest.mark.parametrize(
    ("holding", "words"),
    [
        (Holding(Holder.UNKNOWN), "Never heard yet."),
        (
            Holding(Holder.NEVER, None, 42.0, 1),
            "Never heard in 42 s of listening, while one other was heard.",
        ),
        (
            Holding(Holder.DEAF, None, 180.0, 0),
            "Never heard in 3 min of listening, and so is all else.",
        ),
        (
            Holding(Holder.NOBODY, LastHeard(GATEWAY, 0.2, 0.2, -58), 9.0, 4),
            "Last heard just now at −58 dBm.",
        ),
    ],
)
def test_what_it_rests_on_is_said_with_numbers(holding: Holding, words: str) -> None:
    assert evidence_words(holding) == words


@pytest.mark.parametrize(("tokens", "wide", "high"), [(LIGHT, 1024, 636), (SUNLIGHT, 908, 548)])
def test_the_line_fits_in_a_small_window(
    board: Shown, app: QApplication, tokens: Tokens, wide: int, high: int
) -> None:
    board.page.resize(wide, high)
    theme.use(app, tokens)
    board.hears(GONE)
    board.click(f"board.holder.{GATEWAY}")
    for name in (f"board.holder.{GATEWAY}", f"board.bluetooth.{GATEWAY}"):
        made = board.button(name)
        assert made.mapTo(board.page, QPoint(made.width(), 0)).x() <= board.page.width()
        assert made.width() >= made.minimumSizeHint().width()
