"""Network: a device's own list, one network chosen for all, and the way on to the owner."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import (
    GATEWAY,
    GUEST,
    HOME,
    LABELS,
    NETWORKS,
    NOW,
    WEAK,
    device,
    job,
)
from walkdown.app.messages import JobShown, NetworksShown, Told
from walkdown.core.device import Work
from walkdown.core.job import HandedOver, Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import ChosenNetwork, HeardNetwork
from walkdown.ui.kit import Button
from walkdown.ui.pages.network import NetworkPage

IDLE = [device(at) for at in range(len(LABELS))]


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> NetworkPage:
    """The page, shown, for a site without a network chosen."""
    made = NetworkPage(FakeBridge())
    qtbot.addWidget(made)
    made.take(JobShown(job(*IDLE, network=None)))
    made.resize(1048, 736)
    made.show()
    made.entered()
    made.bridge.calls.clear()
    return made


def part(page: NetworkPage, name: str) -> QWidget:
    found = page.findChild(QWidget, f"network.{name}")
    assert found is not None, name
    return found


def click(qtbot: QtBot, page: NetworkPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def texts(page: NetworkPage) -> str:
    return "\n".join(
        w.text() for w in page.findChildren(QWidget) if hasattr(w, "text") and w.isVisible()
    )


def primaries(page: NetworkPage) -> list[str]:
    shown = [b for b in page.findChildren(Button) if b.isVisible()]
    return [b.objectName() for b in shown if b.property("kind") == "primary"]


def test_nothing_is_read_before_it_is_asked_for(page: NetworkPage, qtbot: QtBot) -> None:
    assert page.bridge.calls == []
    assert primaries(page) == ["network.look"]
    click(qtbot, page, "look")
    assert page.bridge.calls == [("network.look", ())]
    assert page.bridge.wheres[-1] is Stage.NETWORK


def test_while_a_device_looks_the_page_says_which_one(page: NetworkPage) -> None:
    page.take(NetworksShown((), GATEWAY, looking=True))
    assert "Gateway, 7703 0012 5518 is looking" in texts(page)
    assert not part(page, "look").isEnabled()


def test_the_list_has_strength_security_and_verdict_of_each_network(page: NetworkPage) -> None:
    page.take(NetworksShown(NETWORKS, GATEWAY))
    spoken = part(page, f"row.{HOME.ssid}").accessibleName()
    assert "WPA2" in spoken
    assert "−58" in spoken
    assert "Works" in spoken
    assert "Open network" in part(page, f"row.{GUEST.ssid}").accessibleName()
    assert "Too weak" in part(page, f"row.{WEAK.ssid}").accessibleName()
    assert "Gateway hears" in texts(page)


def test_a_click_on_a_row_chooses_it_for_all_devices(page: NetworkPage, qtbot: QtBot) -> None:
    page.take(NetworksShown(NETWORKS, GATEWAY))
    click(qtbot, page, f"row.{HOME.ssid}")
    assert page.bridge.calls == [("network.choose", (HOME, GATEWAY))]


def test_arrow_keys_choose_too(page: NetworkPage, qtbot: QtBot) -> None:
    page.take(NetworksShown(NETWORKS, GATEWAY))
    part(page, f"row.{HOME.ssid}").setFocus()
    qtbot.keyClick(part(page, f"row.{HOME.ssid}"), Qt.Key.Key_Down)
    assert page.bridge.calls == [("network.choose", (GUEST, GATEWAY))]


def test_the_laptop_is_handed_over_once_a_network_is_chosen(
    page: NetworkPage, qtbot: QtBot
) -> None:
    assert not part(page, "owner").isEnabled()
    page.take(NetworksShown(NETWORKS, GATEWAY))
    page.take(JobShown(job(*IDLE)))
    assert primaries(page) == ["network.owner"]
    with qtbot.waitSignal(page.go) as went:
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert went.args == ["owner"]


def test_the_card_says_line_by_line_why_the_chosen_one_works(page: NetworkPage) -> None:
    page.take(NetworksShown(NETWORKS, GATEWAY))
    page.take(JobShown(job(*IDLE)))
    shown = texts(page)
    for words in ("At the gateway", "−58\u00a0dBm", "Security", "Heard by", "7703 0012 5518"):
        assert words in shown


def test_a_look_that_brings_nothing_keeps_the_list_of_the_one_before(
    page: NetworkPage, qtbot: QtBot
) -> None:
    page.take(NetworksShown(NETWORKS, GATEWAY))
    row = part(page, f"row.{HOME.ssid}")
    page.take(NetworksShown((), GATEWAY, looking=True))
    page.take(NetworksShown((), GATEWAY))
    assert part(page, f"row.{HOME.ssid}") is row
    qtbot.waitUntil(row.isVisible)
    assert "read out no networks" in texts(page)


def test_looking_again_keeps_the_focus_on_the_same_name(page: NetworkPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
    page.take(NetworksShown(NETWORKS, GATEWAY))
    part(page, f"row.{WEAK.ssid}").setFocus()
    louder = HeardNetwork(WEAK.ssid, -40, WEAK.security)
    page.take(NetworksShown((louder, HOME, GUEST), GATEWAY))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == f"network.row.{WEAK.ssid}"


def test_a_device_without_a_list_is_told_apart_from_one_not_asked(page: NetworkPage) -> None:
    page.take(NetworksShown((), GATEWAY))
    assert "read out no networks" in texts(page)


def test_a_hidden_network_is_chosen_by_its_exact_name(page: NetworkPage, qtbot: QtBot) -> None:
    click(qtbot, page, "hidden")
    qtbot.keyClicks(part(page, "hidden.ssid"), " My Net")
    click(qtbot, page, "hidden.use")
    assert page.bridge.calls == [("network.choose", (HeardNetwork(" My Net", None, ""), ""))]
    page.take(JobShown(job(*IDLE, network=ChosenNetwork(" My Net", "", None, ""))))
    assert "Chosen: My Net" in texts(page)


@pytest.mark.parametrize("name", ["", "x" * 33, "ä" * 17])
def test_a_name_no_network_can_have_is_said_beside_the_field(
    page: NetworkPage, qtbot: QtBot, name: str
) -> None:
    click(qtbot, page, "hidden")
    line = part(page, "hidden.ssid")
    assert isinstance(line, QLineEdit)
    line.setText(name)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.bridge.calls == []
    assert "Error" in line.accessibleName()


def test_a_typed_name_that_was_heard_is_chosen_as_it_was_heard(
    page: NetworkPage, qtbot: QtBot
) -> None:
    page.take(NetworksShown(NETWORKS, GATEWAY))
    click(qtbot, page, "hidden")
    qtbot.keyClicks(part(page, "hidden.ssid"), WEAK.ssid)
    click(qtbot, page, "hidden.use")
    assert page.bridge.calls == [("network.choose", (WEAK, GATEWAY))]


def test_what_went_wrong_is_told_in_place_until_the_next_try(
    page: NetworkPage, qtbot: QtBot
) -> None:
    page.take(Told(Trouble(Code.NO_ANSWER, GATEWAY), Stage.NETWORK))
    assert "BT-05" in texts(page)
    click(qtbot, page, "act")
    assert page.bridge.names == ["network.look"]
    assert "BT-05" not in texts(page)


def test_what_went_wrong_on_another_page_is_not_shown_here(page: NetworkPage) -> None:
    page.take(Told(Trouble(Code.NO_ANSWER, GATEWAY), Stage.NEARBY))
    page.left()
    page.take(Told(Trouble(Code.NO_ANSWER, GATEWAY), Stage.NETWORK))
    assert "BT-05" not in texts(page)


def test_with_all_devices_online_the_way_on_is_verify(page: NetworkPage, qtbot: QtBot) -> None:
    page.take(JobShown(job(*(device(at, Work.ONLINE, 6) for at in range(4)))))
    assert primaries(page) == ["network.verify"]
    assert not part(page, "owner").isVisible()
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page, "verify")
    assert went.args == [Stage.VERIFY]
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page, "board")
    assert went.args == ["board"]


def test_a_handed_over_job_is_only_read(page: NetworkPage) -> None:
    done = HandedOver("M. Okafor", datetime.fromtimestamp(0, NOW.tzinfo), "pack")
    page.take(NetworksShown(NETWORKS, GATEWAY))
    page.take(JobShown(job(*IDLE, handed_over=done)))
    assert not part(page, f"row.{HOME.ssid}").isEnabled()
    for name in ("look", "owner", "hidden"):
        assert not part(page, name).isVisible()


def test_another_job_does_not_see_the_list_of_the_one_before(page: NetworkPage) -> None:
    page.take(NetworksShown(NETWORKS, GATEWAY))
    page.take(JobShown(None))
    page.take(JobShown(job(*IDLE, network=None)))
    assert page._heard == NetworksShown((), "")
    assert primaries(page) == ["network.look"]


def test_names_from_the_air_are_shown_without_their_tricks(page: NetworkPage) -> None:
    page.take(NetworksShown((HeardNetwork("<b>\u202eevil", -50, "WPA2\u202e"),), GATEWAY))
    shown = texts(page)
    assert "<b>" not in shown
    assert "\u202e" not in shown


def test_a_network_that_asks_for_more_than_a_password_does_not_pass_as_working(
    page: NetworkPage,
) -> None:
    page.take(NetworksShown((HeardNetwork("Office", -50, "WPA2 EAP"),), GATEWAY))
    assert "Needs a name" in part(page, "row.Office").accessibleName()
