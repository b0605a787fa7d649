"""The Bluetooth check on Nearby: one verdict, the step that failed, the next click, the choice of adapter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import AdapterShown, JobShown, Message, Told, YardShown
from walkdown.app.ports import BluetoothPlay, YardView
from walkdown.consent.purpose import Permission
from walkdown.core.adapter_doctor import Adapter, Checkup, Facts, Permit, Verdict, diagnose
from walkdown.core.job import Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button, Text
from walkdown.ui.pages.nearby import NearbyPage
from walkdown.ui.pages.nearby_doctor_words import SAID, note_of
from walkdown.ui.pages.network import NetworkPage
from walkdown.ui.practice_bluetooth import WORDS
from walkdown.ui.practice_window import PracticeWindow
from walkdown.ui.tokens import LIGHT, SUNLIGHT, Tokens

BUILT_IN = Adapter("hci0", "Built in", "F2:00:00:00:00:01", on=True, able=True, links=2)
USB = Adapter("hci1", "USB <b>adapter</b>", "F2:00:00:00:00:02", on=True, able=True)
OFF = Facts((replace(BUILT_IN, on=False),), permit=Permit.YES)
NOTHING = Facts((BUILT_IN, USB), permit=Permit.YES, heard=0, listed=4)
WORKS = Facts((BUILT_IN,), permit=Permit.YES, heard=12, ours=3, listed=4)


class Nearby:
    """The page with four labels listed, and what is pressed on it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bridge = FakeBridge()
        self.page = NearbyPage(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.resize(1024, 700)
        self.page.show()
        self.page.entered()
        self.tell(JobShown(job(*(device(n) for n in range(4))), NOW))

    def tell(self, message: Message) -> None:
        self.page.take(message)
        QApplication.processEvents()

    def told(self, facts: Facts) -> Checkup:
        checkup = diagnose(facts)
        self.tell(AdapterShown(checkup, facts.adapters, facts.chosen))
        return checkup

    def parts(self, name: str) -> list[QWidget]:
        found = self.page.findChildren(QWidget, f"nearby.{name}")
        return [w for w in found if w.isVisible()]

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
def nearby(app: QApplication, qtbot: QtBot) -> Nearby:
    return Nearby(qtbot)


def test_it_is_one_press_away_before_anything_is_listened_to(nearby: Nearby) -> None:
    nearby.click("check")
    assert nearby.bridge.calls == [("adapter.check", ())]
    assert nearby.bridge.wheres == [Stage.NEARBY]
    nearby.tell(AdapterShown(None))
    assert "Looking at this laptop's Bluetooth" in nearby.texts
    assert not nearby.parts("listen")


def test_a_trouble_of_the_laptop_leads_to_it(nearby: Nearby) -> None:
    nearby.tell(Told(Trouble(Code.BLUETOOTH_MISSING), Stage.NEARBY))
    nearby.click("check.each")
    assert nearby.bridge.calls == [("adapter.check", ())]


def test_the_verdict_stands_above_its_steps_and_says_what_not_to_do(nearby: Nearby) -> None:
    nearby.told(OFF)
    assert "Bluetooth is off" in nearby.texts
    assert "BT-02" in nearby.texts
    assert "Do not" in nearby.texts
    (step,) = nearby.parts("doctor.on")
    assert step.accessibleName() == "Switched on, stopped here. It is off."
    (after,) = nearby.parts("doctor.hears")
    assert after.accessibleName() == "Hears something, not checked yet. After the step above."
    (first,) = nearby.parts("doctor.present")
    assert "F2:00:00:00:00:01" in first.accessibleName()


def test_it_can_be_checked_again_by_click_and_by_key(nearby: Nearby, qtbot: QtBot) -> None:
    nearby.told(OFF)
    nearby.click("doctor.again")
    QTest.keyClick(nearby.page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: nearby.bridge.names == ["adapter.check"] * 2)


def test_the_keyboard_stays_with_the_check_and_ends_on_its_next_click(nearby: Nearby) -> None:
    nearby.told(OFF)
    nearby.button("doctor.again").setFocus()
    nearby.tell(AdapterShown(None))
    assert nearby.button("doctor.close").hasFocus()
    nearby.told(WORKS)
    assert nearby.button("doctor.listen").hasFocus()


def test_settings_are_opened_where_they_help(nearby: Nearby) -> None:
    nearby.told(OFF)
    nearby.click("doctor.settings")
    assert nearby.bridge.calls == [("apps.settings", (Permission.BLUETOOTH,))]
    nearby.told(NOTHING)
    assert not nearby.parts("doctor.settings")


def test_a_no_of_the_persons_leads_to_privacy(nearby: Nearby, qtbot: QtBot) -> None:
    nearby.told(Facts(permit=Permit.PERSON))
    with qtbot.waitSignal(nearby.page.go) as gone:
        nearby.click("doctor.privacy")
    assert gone.args == ["privacy"]


def test_where_all_is_well_the_loud_button_listens(nearby: Nearby) -> None:
    nearby.told(WORKS)
    assert "12 devices, 3 of your 4" in nearby.texts
    assert nearby.button("doctor.listen").property("kind") == "primary"
    nearby.click("doctor.listen")
    assert nearby.bridge.names == ["nearby.listen"]
    assert not nearby.parts("doctor")


def test_it_closes_with_its_button_and_with_escape(nearby: Nearby) -> None:
    nearby.told(OFF)
    nearby.click("doctor.close")
    assert not nearby.parts("doctor")
    assert nearby.button("check").hasFocus()
    nearby.told(OFF)
    nearby.button("doctor.again").setFocus()
    QTest.keyClick(nearby.button("doctor.again"), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not nearby.parts("doctor")


def test_a_laptop_that_listens_again_is_no_longer_called_blocked(nearby: Nearby) -> None:
    nearby.tell(Told(Trouble(Code.BLUETOOTH_OFF), Stage.NEARBY))
    nearby.told(OFF)
    nearby.click("doctor.close")
    assert nearby.parts("check.each")
    nearby.told(WORKS)
    nearby.click("doctor.close")
    assert not nearby.parts("check.each")


def test_one_of_several_adapters_is_chosen_here(nearby: Nearby) -> None:
    nearby.told(NOTHING)
    assert "Which adapter listens" in nearby.texts
    assert not nearby.parts("doctor.use.hci0")
    nearby.click("doctor.use.hci1")
    assert nearby.bridge.calls == [("adapter.choose", (USB.address,))]
    nearby.told(replace(NOTHING, chosen=USB.address, heard=5))
    assert nearby.parts("doctor.use.hci0")
    assert not nearby.parts("doctor.use.hci1")


def test_an_adapter_that_cannot_listen_cannot_be_chosen(nearby: Nearby) -> None:
    nearby.told(replace(NOTHING, adapters=(BUILT_IN, replace(USB, able=False))))
    assert not nearby.button("doctor.use.hci1").isEnabled()


def test_a_missed_choice_is_said_and_one_adapter_alone_is_no_choice(nearby: Nearby) -> None:
    nearby.told(WORKS)
    assert "Which adapter listens" not in nearby.texts
    nearby.told(replace(WORKS, chosen=USB.address))
    assert "The one you chose is not plugged in" in nearby.texts


def test_another_job_starts_without_it(nearby: Nearby) -> None:
    nearby.told(OFF)
    nearby.tell(JobShown(replace(job(device()), id="another"), NOW))
    assert not nearby.parts("doctor")


def test_every_verdict_has_words_and_where_it_is_a_fault_what_not_to_do() -> None:
    assert set(SAID) == set(Verdict)
    for said in SAID.values():
        assert said.title
        assert said.todo
        assert said.icon
        assert said.box in ("sunken", "ok") or said.never or said.code is None
        assert not said.never or said.never.startswith("Do not")


def test_every_step_of_every_laptop_has_a_note() -> None:
    for facts in (OFF, NOTHING, WORKS, Facts(), Facts(permit=Permit.SYSTEM), Facts(())):
        checkup = diagnose(facts)
        assert all(note_of(checkup, check, answer) for check, answer in checkup.answers)


@pytest.mark.parametrize(("tokens", "wide", "high"), [(LIGHT, 1024, 636), (SUNLIGHT, 908, 548)])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_it_fits_in_a_small_window(
    nearby: Nearby, app: QApplication, tokens: Tokens, wide: int, high: int, verdict: Verdict
) -> None:
    nearby.page.resize(wide, high)
    theme.use(app, tokens)
    checkup = replace(diagnose(NOTHING), verdict=verdict)
    nearby.tell(AdapterShown(checkup, NOTHING.adapters, ""))
    for made in nearby.page.findChildren(Button):
        if made.isVisible():
            right = made.mapTo(nearby.page, QPoint(made.width(), 0)).x()
            assert right <= nearby.page.width()
            assert made.width() >= made.minimumSizeHint().width()


def test_a_trouble_of_the_laptop_leads_to_the_check_from_other_pages_too(
    app: QApplication, qtbot: QtBot
) -> None:
    bridge = FakeBridge()
    page = NetworkPage(bridge)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.show()
    page.entered()
    page.take(JobShown(job(device()), NOW))
    page.take(Told(Trouble(Code.NOT_HEARD), Stage.NETWORK))
    check = page.findChild(Button, "network.act.bluetooth")
    assert check is not None
    assert not check.isVisible()
    page.take(Told(Trouble(Code.BLUETOOTH_OFF), Stage.NETWORK))
    assert check.isVisible()
    with qtbot.waitSignal(page.go) as gone:
        QTest.mouseClick(check, Qt.MouseButton.LeftButton)
    assert ("adapter.check", ()) in bridge.calls
    assert gone.args == [Stage.NEARBY]


# --- the practice laptop's switch


def test_the_practice_window_lets_bluetooth_fail_in_each_way(
    app: QApplication, qtbot: QtBot
) -> None:
    bridge = FakeBridge()
    window = PracticeWindow(bridge)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    view = YardView("home", "14 Harbour Lane", (), "HarbourHome-2G")
    window.take(YardShown(replace(view, bluetooth=BluetoothPlay.OFF)))
    window.show()
    select = window.findChild(QComboBox, "yard.bluetooth")
    assert select is not None
    assert select.currentText() == "Off"
    assert set(WORDS) == set(BluetoothPlay)
    select.setFocus()
    QTest.keyClick(select, Qt.Key.Key_Down)
    assert bridge.calls == [("yard.play_bluetooth", (BluetoothPlay.BLOCKED,))]
