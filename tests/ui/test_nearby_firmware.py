"""Firmware on Nearby: offered in plain words, never by accident, watched to its end, not cut off by a cross."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePath

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import BATTERY, GATEWAY, NOW, device, job
from walkdown.app.messages import (
    AirShown,
    Crashed,
    FirmwareEnded,
    FirmwareMoving,
    FirmwareOffered,
    JobShown,
    Message,
    Told,
)
from walkdown.core.device import Work
from walkdown.core.firmware import Hindrance, Offer, Outcome, Phase, Progress
from walkdown.core.job import Stage
from walkdown.core.sighting import Protocol, Sighting, match_up
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.closing import Closing
from walkdown.ui.kit import Button, Text
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.nearby import NearbyPage
from walkdown.ui.pages.nearby_firmware import FirmwarePane
from walkdown.ui.pages.nearby_firmware_words import battery_words, figures, time_words
from walkdown.ui.tokens import LIGHT, SUNLIGHT, Tokens

DEVICES = tuple(device(n) for n in range(4))
FILE = "/somewhere/gw-1-3.5.0.bin"
OFFER = Offer(GATEWAY, "3.4.1", "3.5.0", 184_320, 107, -58, 76)
LOW = replace(OFFER, battery=22, hindrance=Hindrance.BATTERY)
FAR = replace(OFFER, signal_dbm=-86, hindrance=Hindrance.SIGNAL)
SAME = replace(OFFER, version="3.4.1", hindrance=Hindrance.SAME)
SENDING = Progress(Phase.UPLOAD, 96_000, 184_320, 12_400.0)
LEFT = Qt.MouseButton.LeftButton


class Shown:
    """Nearby, with two of four listed devices heard; alone, or in the window."""

    def __init__(self, qtbot: QtBot, *, whole: bool = False) -> None:
        self.bridge = FakeBridge()
        self.qtbot = qtbot
        self.window: MainWindow | NearbyPage = (MainWindow if whole else NearbyPage)(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.window)
        self.window.resize(1048, 736)
        self.window.show()
        self.tell(JobShown(job(*DEVICES, stage=Stage.NEARBY), NOW))
        self.hear()

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.window.take(message)
        QApplication.processEvents()

    def hear(self, *, listening: bool = True) -> None:
        heard = tuple(
            Sighting(f"k{s}", "", s, -58, Protocol.IMPROV, 0.2) for s in (GATEWAY, BATTERY)
        )
        self.tell(AirShown(match_up(DEVICES, heard), listening, datetime.now(UTC)))

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def part(self, name: str) -> QWidget:
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        assert len(found) == 1, (name, found)
        return found[0]

    def button(self, name: str) -> Button:
        found = self.part(name)
        assert isinstance(found, Button)
        return found

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.part(name), LEFT)

    def texts(self) -> str:
        return "\n".join(w.text() for w in self.window.findChildren(Text) if w.isVisible())

    @property
    def firmware(self) -> list[tuple[str, tuple[object, ...]]]:
        return [call for call in self.bridge.calls if call[0].startswith("firmware.")]

    def pick(self, path: str = FILE) -> None:
        """The file dialog, answered with a file."""
        self.qtbot.waitUntil(lambda: self.sees("nearby.firmware.file"))
        dialog = self.part("nearby.firmware.file")
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(path)
        dialog.close()
        QApplication.processEvents()

    def look(self) -> None:
        row = self.part(f"nearby.row.{GATEWAY}")
        row.setFocus()
        QTest.keyClick(row, Qt.Key.Key_F)
        self.pick()

    def offer(self, offer: Offer = OFFER) -> None:
        self.look()
        self.tell(FirmwareOffered(offer))

    def move(self, progress: Progress = SENDING) -> None:
        self.tell(FirmwareMoving(GATEWAY, progress))


@pytest.fixture
def shown(app: QApplication, qtbot: QtBot) -> Shown:
    return Shown(qtbot)


@pytest.fixture
def whole(app: QApplication, qtbot: QtBot) -> tuple[Shown, MainWindow]:
    """The same in the window."""
    made = Shown(qtbot, whole=True)
    window = made.window
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: window.now == "nearby")
    return made, window


# --- the way in


def test_firmware_stands_in_the_menu_of_a_row_and_asks_for_a_file(shown: Shown) -> None:
    shown.click(f"nearby.more.{GATEWAY}")
    menu = shown.part(f"nearby.menu.{GATEWAY}")
    assert isinstance(menu, QMenu)
    assert [a.text() for a in menu.actions()] == ["Identify", "Who holds it?", "Firmware…"]
    QTest.keyClick(menu, Qt.Key.Key_Up)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    shown.qtbot.waitUntil(lambda: shown.sees("nearby.firmware.file"))
    assert not shown.firmware
    shown.pick()
    assert shown.firmware == [("firmware.look", (GATEWAY, PurePath(FILE)))]
    assert "Reading the file" in shown.texts()


def test_the_menu_identifies_as_the_button_does(shown: Shown) -> None:
    shown.click(f"nearby.more.{GATEWAY}")
    menu = shown.part(f"nearby.menu.{GATEWAY}")
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    shown.qtbot.waitUntil(lambda: ("nearby.identify", (GATEWAY,)) in shown.bridge.calls)


def test_only_what_is_listed_and_heard_has_it(shown: Shown) -> None:
    missing = DEVICES[3].serial
    assert not shown.sees(f"nearby.more.{missing}")
    row = shown.part(f"nearby.row.{missing}")
    QTest.keyClick(row, Qt.Key.Key_F)
    assert not shown.sees("nearby.firmware.file")


def test_a_device_that_is_being_set_up_is_left_alone(shown: Shown) -> None:
    busy = (device(0, Work.WORKING), *DEVICES[1:])
    heard = (Sighting("k", "", GATEWAY, -58, Protocol.IMPROV, 0.2),)
    shown.tell(AirShown(match_up(busy, heard), True, datetime.now(UTC)))
    shown.click(f"nearby.more.{GATEWAY}")
    menu = shown.part(f"nearby.menu.{GATEWAY}")
    assert isinstance(menu, QMenu)
    assert [a.isEnabled() for a in menu.actions()] == [True, True, False]
    menu.close()


def test_the_file_dialog_can_be_put_away_and_opened_again(shown: Shown) -> None:
    row = shown.part(f"nearby.row.{GATEWAY}")
    QTest.keyClick(row, Qt.Key.Key_F)
    shown.part("nearby.firmware.file").close()
    assert not shown.firmware
    assert not shown.sees("nearby.firmware")
    shown.look()
    assert [name for name, _ in shown.firmware] == ["firmware.look"]


def test_one_need_not_wait_for_the_device(shown: Shown) -> None:
    shown.look()
    shown.click("nearby.firmware.back")
    assert shown.sees(f"nearby.row.{GATEWAY}")
    shown.tell(FirmwareOffered(OFFER))
    assert not shown.sees("nearby.firmware")


# --- the offer


def test_the_offer_says_what_how_long_and_how_safe(shown: Shown) -> None:
    shown.offer()
    said = shown.texts()
    for words in ("Gateway, GW-1", "7703 0012 5518", "3.4.1", "3.5.0", "185 KB", "About 2 min",
                  "restarts once", "76 %, enough", "−58 dBm, good", "goes back to 3.4.1 by itself",
                  "You are asked first"):  # fmt: skip
        assert words in said
    assert shown.window.focusWidget() is shown.button("nearby.firmware.update")
    loud = [b for b in shown.window.findChildren(Button)
            if b.isVisible() and b.property("kind") == "primary"]  # fmt: skip
    assert loud == [shown.button("nearby.firmware.update")]
    name = "Update Gateway, GW-1 7703 0012 5518 to 3.5.0"
    assert shown.button("nearby.firmware.update").accessibleName() == name


def test_update_is_one_press_and_only_one(shown: Shown) -> None:
    shown.offer()
    shown.click("nearby.firmware.update")
    shown.click("nearby.firmware.update")
    assert shown.firmware[1:] == [("firmware.update", (GATEWAY,))]
    assert not shown.button("nearby.firmware.update").isEnabled()


def test_not_now_is_told_to_the_engine_and_leads_back_to_the_list(shown: Shown) -> None:
    shown.offer()
    shown.click("nearby.firmware.later")
    assert shown.firmware[1:] == [("firmware.later", (GATEWAY,))]
    assert shown.sees(f"nearby.row.{GATEWAY}")


def test_another_file_can_be_taken(shown: Shown) -> None:
    shown.offer()
    shown.click("nearby.firmware.other")
    shown.pick("/other.bin")
    assert shown.firmware[1:] == [("firmware.look", (GATEWAY, PurePath("/other.bin")))]


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        (LOW, "Battery 22 %: charge it to 30 % first."),
        (FAR, "Signal −86 dBm: stand closer, until it is −80 dBm or better."),
        (SAME, "3.4.1 runs on it already. There is nothing to update."),
    ],
)
def test_a_hindrance_is_named_and_update_is_dead(shown: Shown, offer: Offer, why: str) -> None:
    shown.offer(offer)
    assert why in shown.texts()
    assert not shown.button("nearby.firmware.update").isEnabled()
    assert why in shown.button("nearby.firmware.update").accessibleName()
    shown.click("nearby.firmware.update")
    assert [name for name, _ in shown.firmware] == ["firmware.look"]
    assert shown.window.focusWidget() is shown.button("nearby.firmware.later")


def test_after_charging_it_is_looked_at_again_with_the_same_file(shown: Shown) -> None:
    shown.offer(LOW)
    shown.click("nearby.firmware.again")
    assert shown.firmware == [("firmware.look", (GATEWAY, PurePath(FILE)))] * 2
    shown.tell(FirmwareOffered(OFFER))
    assert shown.button("nearby.firmware.update").isEnabled()


def test_a_step_back_is_warned_of(shown: Shown) -> None:
    shown.offer(replace(OFFER, version="3.3.0", older=True))
    assert "A step back: 3.3.0 is older than 3.4.1." in shown.texts()
    assert shown.button("nearby.firmware.update").isEnabled()
    shown.tell(FirmwareOffered(OFFER))
    assert "A step back" not in shown.texts()


def test_versions_from_outside_are_made_harmless(shown: Shown) -> None:
    shown.offer(replace(OFFER, version="<b>9\u202e" + "9" * 500, running=""))
    assert "<b>" not in shown.texts()
    assert "not named" in shown.texts()
    wide = shown.part("nearby.firmware")
    assert wide.mapTo(shown.window, QPoint(wide.width(), 0)).x() <= shown.window.width()


# --- while it moves


def test_progress_is_told_in_words_bytes_speed_and_time(shown: Shown) -> None:
    shown.offer()
    shown.move()
    said = shown.texts()
    assert "Sending the new firmware" in said
    assert "96 of 185 KB  ·  12.4 KB/s  ·  about 10 s left" in said
    assert "Do not switch the device off. This window stays open until it is done." in said
    assert shown.part("nearby.firmware.bar").accessibleName() == "52 percent sent"
    shown.move(Progress(Phase.RESTART, 184_320, 184_320))
    assert "Restarting, to try the new firmware" in shown.texts()
    assert "left" not in shown.part("nearby.firmware.figures").accessibleName()


def test_an_update_is_followed_from_another_page(whole: tuple[Shown, MainWindow]) -> None:
    shown, window = whole
    shown.offer()
    shown.move()
    window.turn_to("network")
    shown.move(replace(SENDING, sent=120_000))
    window.turn_to("nearby")
    assert "120 of 185 KB" in shown.texts()


@pytest.mark.parametrize(
    ("outcome", "version", "title"),
    [
        (Outcome.UPDATED, "3.5.0", "Runs 3.5.0 now"),
        (
            Outcome.REVERTED,
            "3.4.1",
            "Went back to 3.4.1: the device did not keep the new firmware",
        ),
    ],
)
def test_the_end_says_what_runs_now(
    shown: Shown, outcome: Outcome, version: str, title: str
) -> None:
    shown.offer()
    shown.move()
    shown.tell(FirmwareMoving(GATEWAY, None), FirmwareEnded(GATEWAY, outcome, version))
    assert title in shown.texts()
    assert shown.sees("nearby.firmware.other.end") == (outcome is Outcome.REVERTED)
    shown.click("nearby.firmware.done")
    assert shown.sees(f"nearby.row.{GATEWAY}")


# --- what goes wrong


def test_a_file_that_is_none_says_why_and_another_can_be_chosen(shown: Shown) -> None:
    shown.look()
    why = "The file is cut short."
    shown.tell(Told(Trouble(Code.FIRMWARE_UNREADABLE, GATEWAY, detail=why), Stage.NEARBY))
    assert why in shown.texts()
    assert "FW-01" in shown.texts()
    shown.click("nearby.firmware.act")
    shown.pick("/right.bin")
    assert shown.firmware[-1] == ("firmware.look", (GATEWAY, PurePath("/right.bin")))


def test_a_device_without_updates_says_so_in_words_of_its_own(shown: Shown) -> None:
    shown.look()
    shown.tell(Told(Trouble(Code.CANNOT_SET_UP, GATEWAY), Stage.NEARBY))
    assert "7703 0012 5518 takes no firmware from here" in shown.texts()
    assert "be set up" not in shown.texts()


def test_a_no_to_the_prompt_leaves_the_offer_and_can_be_asked_again(shown: Shown) -> None:
    shown.offer()
    shown.click("nearby.firmware.update")
    shown.tell(Told(Trouble(Code.REFUSED, detail="bluetooth"), Stage.NEARBY))
    assert shown.button("nearby.firmware.update").isEnabled()
    assert shown.button("nearby.firmware.act").words() == "Ask me again"
    shown.click("nearby.firmware.act")
    assert shown.firmware[1:] == [("firmware.update", (GATEWAY,))] * 2


def test_what_became_unsafe_meanwhile_is_looked_at_again(shown: Shown) -> None:
    shown.offer()
    shown.move(Progress(Phase.CHECK, 0, OFFER.size))
    unsafe = Told(Trouble(Code.FIRMWARE_UNSAFE, GATEWAY, detail="battery"), Stage.NEARBY)
    shown.tell(FirmwareOffered(LOW), FirmwareMoving(GATEWAY, None), unsafe)
    assert "charge it to 30 % first" in shown.texts()
    assert "FW-03" in shown.texts()
    shown.click("nearby.firmware.act")
    assert shown.firmware[-1] == ("firmware.look", (GATEWAY, PurePath(FILE)))


def test_a_device_that_did_not_come_back_is_listened_for(shown: Shown) -> None:
    shown.offer()
    shown.move(Progress(Phase.RESTART, OFFER.size, OFFER.size))
    shown.hear(listening=False)
    lost = Told(Trouble(Code.FIRMWARE_LOST, GATEWAY), Stage.NEARBY)
    shown.tell(FirmwareMoving(GATEWAY, None), lost)
    assert "did not come back after its restart" in shown.texts()
    assert not shown.sees("nearby.firmware.update")
    shown.click("nearby.firmware.act")
    assert not shown.sees("nearby.firmware")
    assert shown.bridge.names[-1] == "nearby.listen"


def test_the_laptops_own_trouble_is_told_where_it_always_is(shown: Shown) -> None:
    shown.look()
    shown.tell(Told(Trouble(Code.BLUETOOTH_OFF), Stage.NEARBY))
    assert "Bluetooth check" in shown.texts()
    assert not shown.sees("nearby.firmware")


def test_our_own_mistake_leaves_no_button_waiting(shown: Shown) -> None:
    shown.offer()
    shown.click("nearby.firmware.update")
    shown.tell(Crashed("abcd"))
    assert shown.button("nearby.firmware.update").isEnabled()


def test_setting_the_device_up_takes_the_offer_away(shown: Shown) -> None:
    shown.offer()
    shown.tell(JobShown(job(device(0, Work.WORKING), *DEVICES[1:], stage=Stage.NEARBY), NOW))
    assert not shown.sees("nearby.firmware")


def test_another_site_starts_clean(shown: Shown) -> None:
    shown.offer()
    shown.tell(JobShown(None))
    assert not shown.sees("nearby.firmware")


def test_a_stop_that_says_nothing_more_leads_back_to_the_offer(shown: Shown) -> None:
    shown.offer()
    shown.move()
    shown.tell(FirmwareMoving(GATEWAY, None))
    assert not shown.sees("nearby.firmware.update")
    shown.window.findChildren(FirmwarePane)[0]._rest.timeout.emit()
    assert shown.sees("nearby.firmware.update")


# --- closing the window


def test_the_cross_does_not_close_the_window_while_a_device_is_updated(
    whole: tuple[Shown, MainWindow],
) -> None:
    shown, window = whole
    shown.offer()
    shown.move()
    assert not window.close()
    assert window.isVisible()
    assert "A device is being updated" in shown.texts()
    assert "7703 0012 5518 gets new firmware now." in shown.texts()
    QTest.keyClick(shown.part("closing"), Qt.Key.Key_Return)
    shown.qtbot.waitUntil(lambda: not shown.sees("closing"))
    window.close()
    QTest.keyClick(shown.part("closing"), Qt.Key.Key_Escape)
    assert not shown.sees("closing")
    assert window.isVisible()
    assert "firmware.stop" not in shown.bridge.names


def test_stop_and_close_waits_for_the_safe_point(whole: tuple[Shown, MainWindow]) -> None:
    shown, window = whole
    shown.offer()
    shown.move()
    window.close()
    shown.click("closing.stop")
    assert shown.firmware[-1] == ("firmware.stop", ())
    QTest.keyClick(shown.part("closing"), Qt.Key.Key_Escape)
    assert shown.sees("closing")
    assert window.isVisible()
    shown.tell(FirmwareMoving(GATEWAY, None))
    shown.qtbot.waitUntil(lambda: not window.isVisible())


def test_a_device_that_cannot_be_stopped_does_not_hold_the_window_for_ever(
    whole: tuple[Shown, MainWindow],
) -> None:
    shown, window = whole
    shown.move()
    window.close()
    shown.click("closing.stop")
    assert isinstance(window._closing, Closing)
    window._closing._limit.timeout.emit()
    shown.qtbot.waitUntil(lambda: not window.isVisible())


def test_an_update_that_ends_takes_the_question_away_and_the_window_stays(
    whole: tuple[Shown, MainWindow],
) -> None:
    shown, window = whole
    shown.offer()
    shown.move()
    window.close()
    shown.tell(FirmwareMoving(GATEWAY, None), FirmwareEnded(GATEWAY, Outcome.UPDATED, "3.5.0"))
    assert not shown.sees("closing")
    assert "Runs 3.5.0 now" in shown.texts()
    assert window.close()


def test_leaving_the_site_asks_as_well(whole: tuple[Shown, MainWindow]) -> None:
    shown, window = whole
    shown.move()
    window.shell.top.back.emit()
    assert "leave_job" not in shown.bridge.names
    shown.click("closing.stop")
    shown.tell(FirmwareMoving(GATEWAY, None))
    shown.qtbot.waitUntil(lambda: "leave_job" in shown.bridge.names)


# --- words and room


def clipped(around: QWidget) -> list[str]:
    """Texts that have less height than they need."""
    wrapped = [t for t in around.findChildren(Text) if t.isVisible() and t.hasHeightForWidth()]
    return [t.text() for t in wrapped if t.height() < t.heightForWidth(t.width())]


def comes_into_view(made: QWidget) -> bool:
    """Whether all of it is seen once the page is scrolled to it."""
    area = made.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    area.ensureWidgetVisible(made)
    corners = (made.rect().topLeft(), made.rect().bottomRight())
    return all(area.viewport().rect().contains(made.mapTo(area.viewport(), c)) for c in corners)


@pytest.mark.parametrize(
    ("seconds", "words"), [(3, "about 5 s"), (42, "about 45 s"), (107, "about 2 min")]
)
def test_times_are_rough(seconds: float, words: str) -> None:
    assert time_words(seconds) == words


def test_figures_survive_what_makes_no_sense() -> None:
    assert figures(Progress(Phase.UPLOAD, 0, 0, 5.0)).startswith("0 of 0 KB")
    assert "left" not in figures(Progress(Phase.UPLOAD, 0, 10, 0.0))
    assert battery_words(None) == "It has none. Leave its supply on."


@pytest.mark.parametrize("tokens", [LIGHT, SUNLIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize(
    "offer", [OFFER, replace(LOW, version="3.3.0", older=True)], ids=["plain", "warned"]
)
def test_everything_can_be_reached_in_the_smallest_window(
    shown: Shown, app: QApplication, tokens: Tokens, offer: Offer
) -> None:
    shown.window.resize(908, 548)
    theme.use(app, tokens)
    shown.offer(offer)
    for name in ("update", "later", "other"):
        made = shown.button(f"nearby.firmware.{name}")
        assert made.width() >= made.sizeHint().width()
        shown.qtbot.waitUntil(partial(comes_into_view, made))
    shown.qtbot.waitUntil(lambda: not clipped(shown.part("nearby.firmware")))
