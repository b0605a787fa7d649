"""Job board: every device in its place, what stopped first and explained, one next click."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import BATTERY, CHARGER, GATEWAY, HOME, LABELS, NOW, device, job
from walkdown.app.messages import AirShown, JobShown, Told
from walkdown.core.device import About, Device, Kind, Reading, Step, Way, Work
from walkdown.core.job import HandedOver, Look, Stage
from walkdown.core.sighting import Match, Nearby, Protocol, Sighting
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button
from walkdown.ui.pages.board import BoardPage
from walkdown.ui.pages.board_ticks import Ticks
from walkdown.ui.pages.board_words import sentence, state, stations
from walkdown.ui.tokens import SUNLIGHT

METER = LABELS[3][2]
WRONG = device(0, Work.FAILED, 3, Code.PASSWORD_REFUSED)
WEAK = device(1, Work.FAILED, 3, Code.TOO_WEAK)


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> BoardPage:
    """The board, shown and empty."""
    made = BoardPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.entered()
    return made


def show(page: BoardPage, *devices: Device, **more: object) -> None:
    page.take(JobShown(job(*devices, **more)))


def part(page: BoardPage, name: str) -> QWidget:
    """The visible part of this name."""
    found = [w for w in page.findChildren(QWidget, f"board.{name}") if w.isVisible()]
    assert found, name
    return found[0]


def sees(page: BoardPage, name: str) -> bool:
    return any(w.isVisible() for w in page.findChildren(QWidget, f"board.{name}"))


def click(qtbot: QtBot, page: BoardPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def texts(page: BoardPage) -> str:
    return "\n".join(
        w.text() for w in page.findChildren(QWidget) if hasattr(w, "text") and w.isVisible()
    )


def primaries(page: BoardPage) -> list[str]:
    shown = [b for b in page.findChildren(Button) if b.isVisible()]
    return [b.objectName() for b in shown if b.property("kind") == "primary"]


def test_the_sentence_says_who_needs_the_person_and_who_does_not() -> None:
    devices = (WRONG, device(1, Work.WORKING, 2), device(2, Work.ONLINE, 6), device(3, Work.QUEUED))
    said = sentence(job(*devices))
    assert said == ("1 of 4 online. One needs you, one is working on its own, one waits its turn.")


def test_a_station_is_done_only_with_evidence_and_stops_where_it_is_missing() -> None:
    assert stations(WRONG) == ("ok", "ok", "ok", "stop", "todo", "todo")
    assert stations(device(0, Work.WORKING, 4)) == ("ok",) * 4 + ("work", "todo")
    assert stations(device(0, Work.QUEUED)) == ("wait",) + ("todo",) * 5
    assert stations(device(0, Work.FAILED, 2, Code.PRESS_BUTTON))[2] == "me"
    assert stations(device(0, Work.ONLINE, 6)) == ("ok",) * 6


@pytest.mark.parametrize(
    ("steps", "word"),
    list(
        enumerate(["Connecting", "Securing", "Sending", "Joining", "Getting address", "Checking"])
    ),
)
def test_a_working_device_says_the_step_it_is_at(steps: int, word: str) -> None:
    assert state(device(0, Work.WORKING, steps))[1] == word


def test_a_wrong_password_is_typed_again_by_the_owner(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WRONG, device(1, Work.QUEUED))
    assert "HarbourHome-2G did not take this password" in texts(page)
    assert "WIFI-01" in texts(page)
    assert primaries(page) == ["board.again"]
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page, "again")
    assert went.args == ["owner"]


def test_a_network_not_seen_leads_to_another_one(page: BoardPage, qtbot: QtBot) -> None:
    show(page, device(0, Work.FAILED, 3, Code.NETWORK_NOT_SEEN))
    assert primaries(page) == ["board.choose"]
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page, "choose")
    assert went.args == [f"{Stage.NETWORK} {GATEWAY}"]


def test_what_can_be_tried_again_is_tried_again_in_place(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WEAK)
    assert primaries(page) == [f"board.retry.{BATTERY}"]
    click(qtbot, page, f"retry.{BATTERY}")
    assert page.bridge.calls == [("network.retry", (BATTERY,))]
    assert page.bridge.wheres == [Stage.NETWORK]


@pytest.mark.parametrize("code", [Code.PASSWORD_REFUSED, Code.NETWORK_NOT_SEEN])
def test_retry_is_a_second_way_beside_the_two_others(
    page: BoardPage, qtbot: QtBot, code: Code
) -> None:
    show(page, device(0, Work.FAILED, 3, code))
    click(qtbot, page, f"retry.{GATEWAY}")
    assert page.bridge.calls == [("network.retry", (GATEWAY,))]


def test_ctrl_r_retries_what_stands_on_top(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WEAK)
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert page.bridge.calls == [("network.retry", (BATTERY,))]


def test_what_stops_all_devices_stands_above_what_stops_one(page: BoardPage) -> None:
    again = replace(WRONG, serial=CHARGER, trouble=Trouble(Code.PASSWORD_REFUSED, CHARGER))
    show(page, WEAK, again)
    assert primaries(page) == ["board.again"]
    top = part(page, "again").mapTo(page, part(page, "again").rect().topLeft())
    weak = part(page, f"retry.{BATTERY}")
    assert top.y() < weak.mapTo(page, weak.rect().topLeft()).y()


def test_nothing_reset_is_said_where_it_is_true(page: BoardPage) -> None:
    show(page, WEAK)
    assert "nothing was reset" in texts(page).lower()
    show(page, device(1, Work.FAILED, 5, Code.NOT_REACHABLE))
    assert "nothing was reset" not in texts(page).lower()


def test_a_retry_without_a_held_password_goes_to_the_owner(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WEAK)
    with qtbot.waitSignal(page.go) as went:
        page.take(Told(Trouble(Code.PASSWORD_REFUSED, BATTERY), Stage.NETWORK))
    assert went.args == ["owner"]


def test_other_refusals_are_told_in_place_and_tried_again(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WEAK)
    click(qtbot, page, f"retry.{BATTERY}")
    page.take(Told(Trouble(Code.REFUSED), Stage.NETWORK))
    assert "ASK-01" in texts(page)
    click(qtbot, page, "act")
    assert page.bridge.names == ["network.retry", "network.retry"]
    assert "ASK-01" not in texts(page)


def test_what_is_told_while_another_page_is_shown_is_not_acted_on(
    page: BoardPage, qtbot: QtBot
) -> None:
    page.left()
    with qtbot.assertNotEmitted(page.go):
        page.take(Told(Trouble(Code.PASSWORD_REFUSED, BATTERY), Stage.NETWORK))


def test_a_device_is_left_out_with_a_reason_only(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WEAK)
    click(qtbot, page, f"later.{BATTERY}")
    assert not part(page, f"leave.{BATTERY}").isEnabled()
    qtbot.keyClicks(part(page, f"reason.{BATTERY}"), "delivered broken")
    click(qtbot, page, f"leave.{BATTERY}")
    assert page.bridge.calls == [("network.leave_out", (BATTERY, "delivered broken"))]


def test_a_locked_device_takes_its_own_password_in_dots_and_keeps_none(
    page: BoardPage, qtbot: QtBot
) -> None:
    show(page, device(1, Work.FAILED, 2, Code.DEVICE_LOCKED))
    assert state(device(1, Work.FAILED, 2, Code.DEVICE_LOCKED))[1] == "Locked"
    line = part(page, f"own_password.{BATTERY}")
    assert isinstance(line, QLineEdit)
    assert line.echoMode() is QLineEdit.EchoMode.Password
    assert not part(page, f"unlock.{BATTERY}").isEnabled()
    qtbot.keyClicks(line, "meter-cupboard-7")
    click(qtbot, page, f"unlock.{BATTERY}")
    assert line.text() == ""
    [(name, (serial, secret))] = page.bridge.calls
    assert (name, serial) == ("network.unlock", BATTERY)
    with secret.reveal() as text:
        assert text == "meter-cupboard-7"


def test_the_last_try_before_a_device_locks_itself_takes_two_presses(
    page: BoardPage, qtbot: QtBot
) -> None:
    locked = device(1, Work.FAILED, 2, Code.DEVICE_LOCKED)
    trouble = Trouble(Code.DEVICE_LOCKED, BATTERY, left=2, locks_min=10)
    show(page, replace(locked, trouble=trouble))
    assert "2 tries left before it locks itself for 10 minutes." in texts(page)
    show(page, replace(locked, trouble=replace(trouble, left=1)))
    assert "One try left: a wrong one, and it locks itself for 10 minutes." in texts(page)
    line = part(page, f"own_password.{BATTERY}")
    qtbot.keyClicks(line, "guess")
    click(qtbot, page, f"unlock.{BATTERY}")
    assert page.bridge.calls == []
    assert part(page, f"unlock.{BATTERY}").words() == "The last try: press again"
    qtbot.keyClicks(line, "s")
    click(qtbot, page, f"unlock.{BATTERY}")
    assert page.bridge.calls == [], "another text is another try"
    click(qtbot, page, f"unlock.{BATTERY}")
    assert page.bridge.names == ["network.unlock"]
    show(page, replace(locked, trouble=replace(trouble, left=0)))
    assert "It has locked itself for 10 minutes: wait" in texts(page)


def test_less_security_than_the_label_says_takes_a_second_deliberate_press(
    page: BoardPage, qtbot: QtBot
) -> None:
    show(page, device(1, Work.FAILED, 1, Code.LESS_SECURE))
    assert not sees(page, f"less_sure.{BATTERY}")
    click(qtbot, page, f"less.{BATTERY}")
    assert page.bridge.calls == []
    assert "could read the Wi-Fi password" in texts(page)
    click(qtbot, page, f"less_sure.{BATTERY}")
    assert page.bridge.calls == [("network.accept_less", (BATTERY,))]


def test_what_does_not_apply_is_not_offered(page: BoardPage) -> None:
    show(page, WEAK)
    for name in ("own_password", "unlock", "less"):
        assert not sees(page, f"{name}.{BATTERY}")


def test_a_device_left_out_is_taken_back_in(page: BoardPage, qtbot: QtBot) -> None:
    show(page, replace(WEAK, left_out="delivered broken"))
    assert "delivered broken" in texts(page)
    assert primaries(page) == []
    click(qtbot, page, f"back_in.{BATTERY}")
    assert page.bridge.calls == [("network.leave_out", (BATTERY, ""))]


def test_a_reason_being_typed_survives_what_happens_to_others(
    page: BoardPage, qtbot: QtBot
) -> None:
    show(page, WEAK, device(2, Work.WORKING, 1))
    click(qtbot, page, f"later.{BATTERY}")
    line = part(page, f"reason.{BATTERY}")
    qtbot.keyClicks(line, "deliv")
    show(page, WEAK, device(2, Work.WORKING, 2))
    assert part(page, f"reason.{BATTERY}") is line
    assert line.text() == "deliv"


def test_rows_are_changed_in_place_and_come_back_to_their_place(page: BoardPage) -> None:
    first, last = device(0, Work.ONLINE, 6), device(3, Work.QUEUED)
    show(page, first, device(1, Work.WORKING, 3), last)
    row = part(page, f"row.{BATTERY}")
    show(page, first, WEAK, last)
    assert not row.isVisible()
    show(page, first, device(1, Work.WORKING, 1), last)
    assert part(page, f"row.{BATTERY}") is row
    heights = [
        part(page, f"row.{serial}").mapTo(page, row.rect().topLeft()).y()
        for serial in (GATEWAY, BATTERY, METER)
    ]
    QApplication.processEvents()
    assert heights == sorted(heights)


def test_a_row_is_one_spoken_sentence(page: BoardPage) -> None:
    show(page, device(0, Work.ONLINE, 6))
    spoken = part(page, f"row.{GATEWAY}").accessibleName()
    assert spoken == "Gateway GW-1, serial 7703 0012 5518, Reachable, 192.168.1.40."


def test_the_chosen_row_shows_its_four_ticks_with_what_and_when(
    page: BoardPage, qtbot: QtBot
) -> None:
    show(page, device(0, Work.ONLINE, 6))
    assert not sees(page, "evidence")
    click(qtbot, page, f"row.{GATEWAY}")
    panel = part(page, "evidence")
    shown = texts(page)
    for step in (Step.ACCEPTED, Step.JOINED, Step.ADDRESS, Step.REACHABLE):
        assert f"What was seen at {step}" in shown
    local = NOW.astimezone()
    assert f"{local:%H}:" in shown
    click(qtbot, page, f"row.{GATEWAY}")
    assert not panel.isVisible()


def test_the_evidence_says_how_safe_the_link_was_and_what_the_device_measures(
    page: BoardPage, qtbot: QtBot
) -> None:
    values = (Reading("Power", "412", "W"), Reading("Voltage", "231", "V"))
    known = replace(device(0, Work.ONLINE, 6), about=About(firmware="1.4.4", readings=values))
    show(page, known)
    click(qtbot, page, f"row.{GATEWAY}")
    secure = next(e.what for e in known.earned if e.step is Step.SECURE)
    said = texts(page).replace("\u00a0", " ")
    assert f"{secure}  ·  Firmware 1.4.4  ·  Power 412 W  ·  Voltage 231 V" in said


def test_the_evidence_follows_the_device_while_it_works(page: BoardPage, qtbot: QtBot) -> None:
    show(page, device(0, Work.WORKING, 2))
    qtbot.keyClick(part(page, f"row.{GATEWAY}"), Qt.Key.Key_Space)
    assert "Not yet" in texts(page)
    show(page, device(0, Work.WORKING, 3))
    assert "What was seen at accepted" in texts(page)


def test_when_all_are_online_verify_is_the_way_on(page: BoardPage, qtbot: QtBot) -> None:
    show(page, *(device(at, Work.ONLINE, 6) for at in range(4)))
    assert primaries(page) == ["board.verify"]
    assert "4 of 4 online. Finished at" in texts(page)
    with qtbot.waitSignal(page.go) as went:
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert went.args == [Stage.VERIFY]


def test_before_anything_was_sent_the_way_on_is_the_network_or_the_owner(
    page: BoardPage, qtbot: QtBot
) -> None:
    show(page, device(0), network=None)
    assert primaries(page) == ["board.network"]
    show(page, device(0))
    assert primaries(page) == ["board.owner"]
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page, "owner")
    assert went.args == ["owner"]


def test_a_handed_over_job_has_nothing_to_press_but_the_way_on(page: BoardPage) -> None:
    done = HandedOver("M. Okafor", NOW, "pack")
    show(page, WEAK, replace(device(2), left_out="later"), handed_over=done)
    for name in ("owner", "network", f"retry.{BATTERY}", f"back_in.{CHARGER}"):
        assert not sees(page, name)


def test_in_sunlight_what_is_done_folds_into_one_line(
    page: BoardPage, qtbot: QtBot, qapp: QApplication
) -> None:
    show(page, device(0, Work.ONLINE, 6), device(1, Work.ONLINE, 6), device(2, Work.WORKING, 3))
    theme.use(qapp, SUNLIGHT)
    assert not sees(page, f"row.{GATEWAY}")
    assert sees(page, f"row.{CHARGER}")
    click(qtbot, page, "show_done")
    assert sees(page, f"row.{GATEWAY}")


def test_a_change_of_one_among_forty_touches_one_row(page: BoardPage) -> None:
    many = [
        replace(
            device(0, Work.QUEUED), serial=f"{at:012d}", kind=Kind.MICRO_INVERTER, way=Way.PHOTO
        )
        for at in range(40)
    ]
    show(page, *many)
    rows = page._table._rows
    before = {serial: row.strip.device for serial, row in rows.items()}
    changed = replace(many[7], work=Work.WORKING)
    show(page, *many[:7], changed, *many[8:])
    assert page._table._rows is rows
    touched = [s for s, row in rows.items() if row.strip.device is not before[s]]
    assert touched == [changed.serial]


def test_no_job_leaves_nothing_behind(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WEAK, device(0, Work.ONLINE, 6))
    click(qtbot, page, f"row.{GATEWAY}")
    page.take(JobShown(None))
    assert not sees(page, "evidence")
    assert not sees(page, f"retry.{BATTERY}")
    assert HOME.ssid not in texts(page)


def test_a_password_that_stopped_many_is_told_once_and_retried_for_all(
    page: BoardPage, qtbot: QtBot
) -> None:
    refused = [device(n, Work.FAILED, 2, Code.PASSWORD_REFUSED) for n in range(3)]
    show(page, *refused)
    assert not page.findChildren(QWidget, f"board.retry.{BATTERY}")
    assert "Two more wait for the same word." in texts(page)
    click(qtbot, page, f"retry.{GATEWAY}")
    assert page.bridge.names == ["network.retry"] * 3


# --- chosen devices

QUEUE = (
    device(0, Work.ONLINE, 6),
    device(1, Work.WORKING, 2),
    device(2, Work.QUEUED),
    device(3, Work.IDLE),
)


def press(qtbot: QtBot, page: BoardPage, number: int, keys: Qt.KeyboardModifier) -> None:
    row = part(page, f"row.{LABELS[number][2]}")
    QTest.keyClick(row, Qt.Key.Key_Space, keys)


def chosen_names(page: BoardPage) -> list[str]:
    rows = [w for w in page.findChildren(QWidget) if w.objectName().startswith("board.row.")]
    return [w.objectName()[10:] for w in rows if w.accessibleName().startswith("Chosen")]


def test_devices_are_chosen_by_pressing_them_and_paused_together(
    page: BoardPage, qtbot: QtBot
) -> None:
    show(page, *QUEUE)
    click(qtbot, page, "select")
    assert not part(page, "select.pause").isEnabled()
    for number in (1, 2):
        click(qtbot, page, f"row.{LABELS[number][2]}")
    assert chosen_names(page) == [LABELS[1][2], LABELS[2][2]]
    assert "2 chosen" in texts(page)
    click(qtbot, page, "select.pause")
    assert page.bridge.calls == [("network.pause", ((LABELS[1][2], LABELS[2][2]),))]
    assert not sees(page, "select.pause")
    assert chosen_names(page) == []


def test_only_the_chosen_ones_are_started(page: BoardPage, qtbot: QtBot) -> None:
    show(page, WEAK, device(2, Work.QUEUED), device(3, Work.IDLE))
    click(qtbot, page, "select")
    click(qtbot, page, f"row.{LABELS[1][2]}")  # in a panel otherwise: rows can all be chosen
    click(qtbot, page, f"row.{LABELS[3][2]}")
    click(qtbot, page, "select.start")
    assert page.bridge.calls == [("network.start", ((LABELS[1][2], LABELS[3][2]),))]


def test_a_selection_is_left_out_with_one_reason(page: BoardPage, qtbot: QtBot) -> None:
    show(page, *QUEUE)
    page.findChild(Button, "board.select")
    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(chosen_names(page)) == 4
    click(qtbot, page, "select.leave")
    assert not part(page, "select.sure").isEnabled()
    QTest.keyClicks(part(page, "select.reason"), "scaffold is gone")
    click(qtbot, page, "select.sure")
    name, (serials, reason) = page.bridge.calls[-1]
    assert (name, len(serials), reason) == ("network.leave_out_all", 4, "scaffold is gone")


def test_esc_ends_choosing_and_a_press_shows_evidence_again(page: BoardPage, qtbot: QtBot) -> None:
    show(page, *QUEUE)
    click(qtbot, page, "select")
    click(qtbot, page, f"row.{LABELS[0][2]}")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert chosen_names(page) == []
    click(qtbot, page, f"row.{LABELS[0][2]}")
    assert sees(page, "evidence")


def test_ctrl_and_shift_choose_one_and_many() -> None:
    keys, devices = Qt.KeyboardModifier, QUEUE
    ticks = Ticks()
    assert not ticks.press(devices[0].serial, keys.NoModifier, devices)
    assert ticks.press(devices[1].serial, keys.ControlModifier, devices)
    assert ticks.serials == {devices[1].serial}
    assert ticks.press(devices[3].serial, keys.ShiftModifier, devices)
    assert ticks.serials == {d.serial for d in devices[1:]}
    assert ticks.press(devices[2].serial, keys.NoModifier, devices)
    assert ticks.serials == {devices[1].serial, devices[3].serial}


# --- said beside


def test_a_device_that_was_looked_at_again_is_called_verified(page: BoardPage) -> None:
    done = device(0, Work.ONLINE, 6)
    show(page, done)
    assert "Reachable" in texts(page)
    show(page, done, looks=(Look(done.serial, True, done.serial, NOW + timedelta(hours=1)),))
    assert "Verified" in texts(page)
    show(page, done, looks=(Look(done.serial, True, "another", NOW + timedelta(hours=1)),))
    assert "Verified" not in texts(page)


def test_a_paused_device_is_told_from_one_that_was_never_begun(page: BoardPage) -> None:
    show(page, device(0, Work.IDLE, tries=1), device(1, Work.IDLE, tries=0))
    assert "One is not started, one is paused." in texts(page)
    assert {"Paused", "Not started"} <= set(texts(page).splitlines())


def test_who_is_heard_weakly_is_told_to_be_gone_to(page: BoardPage) -> None:
    waiting = device(0, Work.QUEUED)
    show(page, waiting)
    heard = Sighting("k", "n", waiting.serial, -84, Protocol.IMPROV)
    rows = (Nearby(Match.EXPECTED, waiting.serial, waiting, heard),)
    page.take(AirShown(rows, listening=True))
    assert "Go closer" in texts(page)


def test_the_time_that_is_left_is_said_once_one_is_online(page: BoardPage) -> None:
    show(page, device(0, Work.WORKING, 2), device(1, Work.QUEUED))
    assert " left." not in texts(page)
    fresh = datetime.now(UTC)
    steps = device(0, Work.ONLINE, 6)
    earned = tuple(
        replace(e, at=fresh - timedelta(seconds=12 - 2 * i)) for i, e in enumerate(steps.earned)
    )
    show(page, replace(steps, earned=earned), device(1, Work.QUEUED))
    assert "About 10 s left." in texts(page)
