"""The Wi-Fi doctor on Network: both sides beside one another, each finding with its next click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import (
    BATTERY,
    CHOSEN,
    GATEWAY,
    GUEST,
    HOME,
    LABELS,
    NETWORKS,
    device,
    job,
)
from walkdown.app.messages import JobShown, LaptopSees, NetworksShown, UnjoinedShown
from walkdown.app.ports import NetworkPlay
from walkdown.core.device import Work
from walkdown.core.job import Stage
from walkdown.core.laptop_wifi import AccessPoint, Band, Internet, LaptopView, Told
from walkdown.core.trouble import Code
from walkdown.core.wifi import ChosenNetwork, HeardNetwork
from walkdown.core.wifi_doctor import Finding
from walkdown.ui.bridge import Bridge
from walkdown.ui.icons import names
from walkdown.ui.kit import Button
from walkdown.ui.pages.board import BoardPage
from walkdown.ui.pages.network import NetworkPage
from walkdown.ui.pages.network_doctor_words import CAPTIONS, NOT_ASKED, NOT_TOLD, SAID, Next
from walkdown.ui.practice_network import WORDS

FAST = AccessPoint("HarbourHome", -55, "WPA2", Band.GHZ_5, 44)
POINTS = (AccessPoint(HOME.ssid, -52, "WPA2", Band.GHZ_2_4, 6), FAST)
VIEW = LaptopView(Told.LISTED, POINTS, HOME.ssid, Internet.FULL)
SIGN_IN = LaptopView(Told.LISTED, POINTS, HOME.ssid, Internet.SIGN_IN)
ON_FAST = ChosenNetwork(FAST.ssid, "WPA2", None, "")
TYPED = ChosenNetwork("Cellar", "", None, "")
OFFICE = ChosenNetwork("Office", "WPA2 EAP", -50, GATEWAY)
MIXED = ChosenNetwork("New", "WPA2/WPA3", -50, GATEWAY)
HEARD = (*NETWORKS, HeardNetwork("Office", -50, "WPA2 EAP"), HeardNetwork("New", -50, "WPA2/WPA3"))


class Site:
    """The page with the four devices listed, and what is pressed on it."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.bridge = FakeBridge()
        self.page = NetworkPage(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.resize(1024, 700)
        self.page.show()
        self.page.entered()

    def show(
        self,
        chosen: ChosenNetwork | None = CHOSEN,
        view: LaptopView | None = None,
        networks: tuple[HeardNetwork, ...] = HEARD,
    ) -> None:
        self.page.take(JobShown(job(*map(device, range(len(LABELS))), network=chosen)))
        self.page.take(NetworksShown(networks, GATEWAY))
        self.page.take(LaptopSees(view))
        QApplication.processEvents()
        self.bridge.calls.clear()

    def part(self, name: str) -> QWidget:
        (found,) = (w for w in self.page.findChildren(QWidget, f"network.{name}") if w.isVisible())
        return found

    def click(self, name: str) -> None:
        self._qtbot.mouseClick(self.part(name), Qt.MouseButton.LeftButton)

    @property
    def findings(self) -> list[Finding]:
        rows = {f: self.page.findChild(QWidget, f"network.doctor.{f}") for f in Finding}
        return [f for f, shown in rows.items() if shown is not None and shown.isVisible()]

    @property
    def words(self) -> str:
        parts = [w for w in self.page.findChildren(QWidget) if w.isVisible()]
        return "\n".join(w.text() for w in parts if hasattr(w, "text"))


@pytest.fixture
def site(app: QApplication, qtbot: QtBot) -> Site:
    return Site(qtbot)


def test_the_laptop_looks_only_when_it_is_asked_to(site: Site) -> None:
    site.show()
    assert NOT_ASKED in site.words
    assert "Laptop sees" not in site.words
    site.click("compare")
    assert site.bridge.calls == [("network.compare", ())]
    assert site.bridge.wheres[-1] is Stage.NETWORK


def test_both_sides_stand_beside_one_another(site: Site) -> None:
    site.show(view=VIEW)
    assert "Laptop sees" in site.words
    spoken = site.part(f"row.{HOME.ssid}").accessibleName()
    assert "−58" in spoken
    assert "laptop sees 2.4\u00a0GHz, ch\u00a06" in spoken
    assert "not seen" in site.part(f"row.{GUEST.ssid}").accessibleName()


def test_what_only_the_laptop_sees_is_in_the_list_and_says_why_not(
    site: Site, qtbot: QtBot
) -> None:
    site.show(view=VIEW)
    spoken = site.part(f"row.{FAST.ssid}").accessibleName()
    assert "5 GHz only" in spoken
    assert "not heard" in spoken
    site.click(f"row.{FAST.ssid}")
    assert site.bridge.calls == [("network.choose", (HeardNetwork(FAST.ssid, None, "WPA2"), ""))]


def test_a_network_that_both_see_well_is_said_to_be_well(site: Site) -> None:
    site.show(view=VIEW)
    assert site.findings == []
    assert site.part("doctor.well").accessibleName().endswith("looked at from both sides.")


def test_one_side_alone_is_said_to_be_one_side(site: Site) -> None:
    site.show()
    assert "from one side so far" in site.part("doctor.well").accessibleName()


@pytest.mark.parametrize("told", [t for t in Told if t is not Told.LISTED])
def test_a_system_that_does_not_say_is_said_plainly(site: Site, told: Told) -> None:
    site.show(view=LaptopView(told))
    assert NOT_TOLD[told] in site.words
    assert "Laptop sees" not in site.words


def test_a_device_without_a_list_gets_the_laptops(site: Site) -> None:
    site.show(None, VIEW, ())
    assert "5 GHz" in site.part(f"row.{FAST.ssid}").accessibleName()


def test_while_it_looks_it_says_so(site: Site) -> None:
    site.show()
    site.page.take(LaptopSees(None, looking=True))
    assert not site.part("compare").isEnabled()


def test_choose_another_brings_the_keyboard_to_the_list(site: Site) -> None:
    site.show(ON_FAST, VIEW, networks=NETWORKS)
    assert site.findings == [Finding.FIVE_GHZ_ONLY]
    site.click(f"doctor.{Finding.FIVE_GHZ_ONLY}.act")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == f"network.row.{HOME.ssid}"


def test_a_hidden_name_is_typed_again(site: Site) -> None:
    site.show(TYPED, None, ())
    assert site.findings == [Finding.HIDDEN]
    site.click(f"doctor.{Finding.HIDDEN}.act")
    line = site.part("hidden.ssid")
    assert line.property("text") == "Cellar"


def test_look_again_asks_both_sides_that_were_asked(site: Site) -> None:
    site.show(ChosenNetwork("Attic-Repeater", "WPA2", -79, GATEWAY), VIEW)
    site.click(f"doctor.{Finding.WEAK}.act")
    assert site.bridge.names == ["network.look", "network.compare"]


def test_the_password_and_help_are_one_click_away(site: Site, qtbot: QtBot) -> None:
    site.show(MIXED, VIEW)
    with qtbot.waitSignal(site.page.go) as went:
        site.click(f"doctor.{Finding.MIXED}.act")
    assert went.args == ["owner"]
    with qtbot.waitSignal(site.page.go) as went:
        site.click(f"doctor.{Finding.DEVICE_ONLY}.act")
    assert went.args == [f"help {SAID[Finding.DEVICE_ONLY].code}"]
    with qtbot.waitSignal(site.page.go) as went:
        site.click(f"doctor.{Finding.MIXED}.more")
    assert went.args == [f"help {SAID[Finding.MIXED].code}"]


def test_the_worst_comes_first_and_colours_the_verdict(site: Site) -> None:
    site.show(OFFICE, SIGN_IN)
    assert site.findings[0] is Finding.ENTERPRISE
    assert "Sign-in page" in site.part(f"row.{HOME.ssid}").accessibleName()


@pytest.mark.parametrize("finding", Finding)
def test_each_finding_has_words_an_icon_and_a_click(finding: Finding) -> None:
    said = SAID[finding]
    assert said.never.startswith("Do not")
    assert said.means.endswith(".")
    assert said.todo.endswith(".")
    assert said.icon in names()
    assert said.way in CAPTIONS
    assert isinstance(said.code, Code)


def test_every_click_is_of_some_finding() -> None:
    assert {said.way for said in SAID.values()} == set(Next)


def test_the_board_leads_to_what_that_device_hears(
    site: Site, app: QApplication, qtbot: QtBot
) -> None:
    bridge: Bridge = FakeBridge()  # type: ignore[assignment]
    board = BoardPage(bridge)
    qtbot.addWidget(board)
    board.resize(1024, 700)
    board.show()
    board.entered()
    board.take(JobShown(job(device(1, Work.FAILED, 3, Code.TOO_WEAK))))
    button = board.findChild(Button, f"board.doctor.{BATTERY}")
    assert button is not None
    with qtbot.waitSignal(board.go) as went:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    name, _, serial = str(went.args[0]).partition(" ")
    assert (name, serial) == (Stage.NETWORK, BATTERY)
    site.show()
    site.page.take(UnjoinedShown(BATTERY, (GUEST,)))
    assert site.findings == []
    site.page.look_up(serial)
    assert "Battery hears" in site.words
    assert Finding.UNSEEN in site.findings


def test_another_job_forgets_what_the_laptop_saw(site: Site) -> None:
    site.show(view=VIEW)
    site.page.take(JobShown(None))
    site.page.take(JobShown(job(device(0))))
    assert site.page._sees == LaptopSees(None)


def test_the_practice_window_can_take_the_internet_away() -> None:
    assert set(WORDS) == set(NetworkPlay)


def test_a_mesh_in_the_devices_own_list_is_one_row_and_is_told(site: Site) -> None:
    second = HeardNetwork(HOME.ssid, -70, "WPA2/WPA3", HOME.channel)
    site.show(networks=(*NETWORKS, second, HeardNetwork("", -40, "WPA2")))
    rows = [w for w in site.page.findChildren(QWidget, f"network.row.{HOME.ssid}") if w.isVisible()]
    assert len(rows) == 1
    assert not site.page.findChildren(QWidget, "network.row.")
    assert {Finding.MESH, Finding.MIXED} <= set(site.findings)
