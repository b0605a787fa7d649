"""The practice yard: what a hand can do at each device, its lamp, and a window one can close and get back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import JobShown, UsesShown, YardShown
from walkdown.app.ports import YardDevice, YardSticker, YardView
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import Use
from walkdown.core.device import Kind
from walkdown.core.label import grouped
from walkdown.ui import practice_window, theme, tokens
from walkdown.ui.kit import Button, Text
from walkdown.ui.main_window import MainWindow
from walkdown.ui.practice_card import PracticeCard
from walkdown.ui.practice_window import PracticeWindow

GATEWAY = YardDevice("770300125518", "GW-1", Kind.GATEWAY, "Hall", False, False, False, False)
CHARGER = YardDevice("608801507746", "EVC-22", Kind.CHARGER, "Drive", False, False, False, True)
YARD = YardView("home", "14 Harbour Lane", (GATEWAY, CHARGER), "HarbourHome-2G")
PRACTICE = job(device(), practice="home")


class Yard:
    """The practice window on its own, and what is done in it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bridge = FakeBridge()
        self.window = PracticeWindow(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.window)
        self.window.take(YardShown(YARD))
        self.window.resize(practice_window.WIDE, practice_window.HIGH)
        self.window.show()

    def tell(self, *devices: YardDevice) -> None:
        self.window.take(YardShown(replace(YARD, devices=devices)))

    def click(self, name: str) -> None:
        button = self.window.findChild(Button, f"yard.{name}")
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def cards(self) -> list[PracticeCard]:
        QApplication.processEvents()  # a new card is shown by the next turn of the event loop
        return [card for card in self.window.findChildren(PracticeCard) if card.isVisible()]

    @property
    def clock(self) -> QTimer:
        found = self.window.findChild(QTimer)
        assert found is not None
        return found

    def words(self) -> str:
        QApplication.processEvents()
        seen = (*self.window.findChildren(Text), *self.window.findChildren(Button))
        return "\n".join(each.text() for each in seen if each.isVisible())


@pytest.fixture
def yard(app: QApplication, qtbot: QtBot) -> Yard:
    return Yard(qtbot)


def test_a_hand_stands_before_devices_and_the_router_and_presses_buttons(yard: Yard) -> None:
    yard.click("stand.770300125518")
    yard.click("router")
    yard.click("button.608801507746")
    assert yard.bridge.calls == [
        ("yard.hold_label", ("770300125518",)),
        ("yard.hold_router", ()),
        ("yard.press_button", ("608801507746",)),
    ]


def test_a_hand_holds_what_lies_about_and_sheets_of_labels(yard: Yard) -> None:
    lamp = YardSticker(1, "LAMP", "Porch", in_front=False)
    drum = YardSticker(2, "CABLE", "Bench", in_front=True, trouble="far")
    yard.window.take(YardShown(replace(YARD, stickers=(lamp, drum))))
    yard.words()  # new rows are shown by the next turn of the event loop
    for name in ("sticker.1", "sticker.2", "sheet"):
        button = yard.window.findChild(Button, f"yard.{name}")
        assert button is not None
        button.click()
    assert yard.bridge.calls == [
        ("yard.hold_sticker", (1,)),
        ("yard.hold_sticker", (2,)),
        ("yard.hold_sheet", ()),
    ]
    assert "You hold it" in yard.words()
    assert "Bench. Label: far away" in yard.words()


def test_a_card_says_what_is_hard_about_its_label(app: QApplication, qtbot: QtBot) -> None:
    yard = Yard(qtbot)
    hard = replace(GATEWAY, serial="7703", trouble="glare", symbol="DataMatrix", look="etched")
    yard.tell(hard, CHARGER)
    assert "Label: Data Matrix, etched into metal, glare" in yard.words()
    assert yard.words().count("Label: ") == 1


def test_only_a_device_with_a_button_shows_one(yard: Yard) -> None:
    shown = {
        b.objectName()
        for b in yard.window.findChildren(Button)
        if "button" in b.objectName() and b.isVisible()
    }
    assert shown == {"yard.button.608801507746"}


def test_it_says_where_one_stands_and_what_each_device_does(yard: Yard) -> None:
    yard.tell(replace(GATEWAY, in_front=True, online=True), replace(CHARGER, blinking=True))
    words = yard.words()
    for said in (
        "You are here",
        "Stand here",
        "Online",
        "Blinking",
        "HarbourHome-2G",
        grouped(GATEWAY.serial),
    ):
        assert said in words
    names = [w.accessibleName() for w in yard.window.findChildren(QWidget)]
    assert "Hall, GW-1. Online. You stand here." in names
    assert "Drive, EVC-22. Blinking." in names


def test_the_cards_stay_what_they_are_when_the_yard_changes(yard: Yard) -> None:
    before = yard.cards()
    yard.tell(replace(GATEWAY, online=True), CHARGER)
    assert yard.cards() == before


def test_the_lamp_of_a_blinking_device_goes_on_and_off_and_others_stay(
    app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walkdown.ui.motion.reduced", lambda: False)
    monkeypatch.setattr(practice_window, "LAMP_MS", 35)
    yard = Yard(qtbot)
    hall, drive = yard.cards()
    yard.tell(replace(GATEWAY, online=True), replace(CHARGER, blinking=True))
    qtbot.waitUntil(lambda: not drive.lamp.is_lit())
    qtbot.waitUntil(drive.lamp.is_lit)
    assert hall.lamp.is_lit()
    yard.tell(GATEWAY, CHARGER)
    assert not any(card.lamp.is_lit() for card in (hall, drive))
    assert not yard.clock.isActive()


def test_no_clock_runs_for_lamps_nobody_sees_or_that_must_not_move(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walkdown.ui.motion.reduced", lambda: False)
    yard.tell(replace(CHARGER, blinking=True))
    assert yard.clock.isActive()
    yard.window.close()
    assert not yard.clock.isActive()
    monkeypatch.setattr("walkdown.ui.motion.reduced", lambda: True)
    yard.window.show()
    assert not yard.clock.isActive()
    assert yard.cards()[-1].lamp.is_lit(), "where nothing may move it is lit all the time"


@pytest.mark.parametrize(
    ("main", "screen", "placed"),
    [
        ((0, 0, 1280, 800), (0, 0, 1920, 1080), (1292, 0, 560, 800)),
        ((640, 100, 1280, 800), (0, 0, 1920, 1080), (68, 100, 560, 800)),
        ((40, 20, 1280, 740), (0, 0, 1366, 768), (806, 0, 560, 768)),
        ((100, 600, 1280, 800), (0, 0, 2560, 1080), (1392, 280, 560, 800)),
    ],
    ids=["right", "left", "over", "kept on the screen"],
)
def test_it_opens_beside_the_main_window_where_there_is_room(
    app: QApplication,
    main: tuple[int, int, int, int],
    screen: tuple[int, int, int, int],
    placed: tuple[int, int, int, int],
) -> None:
    assert practice_window._place(QRect(*main), QRect(*screen)) == QRect(*placed)


def test_cards_stand_side_by_side_in_a_wide_window(qtbot: QtBot, yard: Yard) -> None:
    place = "In the cellar behind the second door on the left"
    yard.tell(replace(GATEWAY, place=place), replace(CHARGER, place=place, serial="608801507747"))
    first, second = yard.cards()
    qtbot.waitUntil(lambda: second.y() > first.y())
    yard.window.resize(1200, 700)
    qtbot.waitUntil(lambda: second.y() == first.y() and second.x() > first.x())
    yard.window.resize(practice_window.WIDE, 700)
    qtbot.waitUntil(lambda: second.y() > first.y() and second.x() == first.x())


@pytest.mark.parametrize("look", [tokens.LIGHT, tokens.SUNLIGHT])
def test_nothing_is_cut_off(app: QApplication, qtbot: QtBot, look: tokens.Tokens) -> None:
    theme.use(app, look)
    yard = Yard(qtbot)
    place = "Meter cupboard in the cellar, behind the second door on the left"
    yard.tell(replace(CHARGER, place=place, blinking=True, in_front=True))
    (area,) = yard.window.findChildren(QScrollArea)
    (card,) = yard.cards()
    qtbot.waitUntil(card.isVisible)
    qtbot.waitUntil(lambda: card.width() <= area.viewport().width())
    for part in (*card.findChildren(Button), *card.findChildren(Text)):
        right = part.mapTo(card, QPoint(part.width(), 0)).x()
        assert right <= card.width()
        assert part.width() >= part.minimumSizeHint().width()


# --- with the main window


@pytest.fixture
def main(app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The main window with a practice site open; the stages' pages have no part in this."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # of the tests before
    monkeypatch.setattr("walkdown.ui.hearing.stage_pages", lambda bridge: {})
    window = MainWindow(FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.take(JobShown(PRACTICE, NOW))
    window.take(YardShown(YARD))
    return window


def yards() -> list[QWidget]:
    tops = QApplication.topLevelWidgets()
    return [w for w in tops if isinstance(w, PracticeWindow) and w.isVisible()]


def show_button(main: MainWindow) -> Button:
    button = main.findChild(Button, "yard.show")
    assert button is not None
    return button


def test_closing_the_yard_leaves_the_site_open_and_the_bar_brings_it_back(main: MainWindow) -> None:
    (window,) = yards()
    window.close()
    main.take(YardShown(YARD))
    assert not yards(), "news of the yard does not push its window forward"
    QTest.mouseClick(show_button(main), Qt.MouseButton.LeftButton)
    assert yards() == [window]
    assert main.bridge.names.count("leave_job") == 0  # type: ignore[attr-defined]


def test_the_yard_goes_with_the_practice_site_and_comes_with_the_next(main: MainWindow) -> None:
    main.take(YardShown(None))
    main.take(JobShown(None))
    assert not yards()
    assert not show_button(main).isVisible()
    main.take(JobShown(PRACTICE, NOW))
    main.take(YardShown(YARD))
    assert len(yards()) == 1


def test_closing_the_main_window_closes_the_yard(main: MainWindow) -> None:
    main.close()
    assert not yards()


def test_a_real_site_has_no_yard_in_its_bar(main: MainWindow) -> None:
    main.take(JobShown(job(device()), NOW))
    assert not show_button(main).isVisible()


@pytest.mark.parametrize("look", [tokens.LIGHT, tokens.SUNLIGHT])
@pytest.mark.parametrize("width", [1024, 1280])
def test_the_bar_keeps_practice_site_in_words_beside_the_chips(
    app: QApplication, qtbot: QtBot, main: MainWindow, look: tokens.Tokens, width: int
) -> None:
    theme.use(app, look)
    main.resize(width, 800)
    uses = (
        Use(2, Permission.BLUETOOTH, Purpose.MANAGE, 0),
        Use(1, Permission.CAMERA, Purpose.SCAN_QR, 0),
    )
    main.take(UsesShown(uses))
    bar = main.shell.top
    (stripes,) = [w for w in bar.findChildren(QWidget) if w.accessibleName() == "Practice site"]

    def settled() -> bool:
        parts = [w for w in (stripes, *bar.findChildren(Button)) if w.isVisible()]
        inside = all(w.mapTo(main, QPoint(w.width(), 0)).x() <= width for w in parts)
        return inside and all(w.width() >= w.minimumSizeHint().width() for w in parts)

    qtbot.waitUntil(settled)
    assert main.width() == width
    assert stripes.isVisible()
    assert show_button(main).isVisible()
    assert show_button(main).accessibleName() == "Show the practice yard"
