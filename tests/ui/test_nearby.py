"""Nearby: what is heard beside what is expected; nothing moves under the hand, and nobody is left guessing."""

import re
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge, Recorder
from tests.ui.sample_site import BATTERY, GATEWAY, LABELS, NOW, device, job
from walkdown.app.messages import AirShown, JobShown, Message, Told
from walkdown.core.device import Kind
from walkdown.core.job import HandedOver, Stage
from walkdown.core.sighting import Protocol, Sighting, match_up
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button, Text
from walkdown.ui.pages.nearby import NearbyPage
from walkdown.ui.pages.nearby_columns import columns_for
from walkdown.ui.pages.nearby_words import seen_words, spoken
from walkdown.ui.tokens import SUNLIGHT, THEMES, Tokens

DEVICES = tuple(device(n) for n in range(4))
CHARGER, METER = LABELS[2][2], LABELS[3][2]
OTHER = "608801509920"


class RunningBridge(FakeBridge):
    """Runs what is sent to its end, so that a use case made of two is seen as two."""

    def do(
        self, call: Callable[[Any], Coroutine[Any, Any, None]], where: Stage | None = None
    ) -> "Future[None]":
        work = call(Recorder(self.calls))
        with pytest.raises(StopIteration):
            work.send(None)
        self.wheres.append(where)
        return Future()


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> NearbyPage:
    """The page with four labels listed, before anything was listened to."""
    made = NearbyPage(RunningBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.entered()
    tell(made, JobShown(job(*DEVICES), NOW))
    return made


def tell(page: NearbyPage, message: Message) -> None:
    """A message, and the layout it brings about."""
    page.take(message)
    QApplication.processEvents()


def heard(
    serial: str, dbm: int = -60, key: str = "", name: str = "", age_s: float = 0.2
) -> Sighting:
    return Sighting(key or f"key-{serial}", name, serial, dbm, Protocol.IMPROV, age_s)


def hear(
    page: NearbyPage,
    *sightings: Sighting,
    blinking: str = "",
    since_s: float = 5,
    listening: bool = True,
) -> None:
    """A snapshot of the air, matched with the four labels."""
    since = datetime.now(UTC) - timedelta(seconds=since_s) if listening else None
    tell(page, AirShown(match_up(DEVICES, sightings), listening, since, blinking))


ALL = (heard(GATEWAY, -48), heard(BATTERY, -60), heard(CHARGER, -70), heard(METER, -80))


def calls(page: NearbyPage) -> list[tuple[str, tuple[object, ...]]]:
    bridge = page.bridge
    assert isinstance(bridge, FakeBridge)
    return bridge.calls


def parts(page: NearbyPage, name: str) -> list[QWidget]:
    return [w for w in page.findChildren(QWidget, f"nearby.{name}") if w.isVisible()]


def part(page: NearbyPage, name: str) -> QWidget:
    """The visible part of this name; there is never more than one."""
    found = parts(page, name)
    assert len(found) == 1, (name, found)
    return found[0]


def button(page: NearbyPage, name: str) -> Button:
    found = part(page, name)
    assert isinstance(found, Button)
    return found


def click(qtbot: QtBot, page: NearbyPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def texts(page: NearbyPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(Text) if w.isVisible())


def rows(page: NearbyPage) -> list[str]:
    """The rows by key, top to bottom."""
    found = [w for w in page.findChildren(QWidget) if w.objectName().startswith("nearby.row.")]
    found = sorted((w for w in found if w.isVisible()), key=lambda w: w.y())
    return [w.objectName().removeprefix("nearby.row.") for w in found]


# --- listening


def test_nothing_is_listened_to_before_the_button_is_pressed(
    page: NearbyPage, qtbot: QtBot
) -> None:
    assert not calls(page)
    assert "Only what is on your list is kept" in texts(page)
    assert button(page, "listen").property("kind") == "primary"
    click(qtbot, page, "listen")
    assert calls(page) == [("nearby.listen", ())]


def test_listening_can_be_paused_and_says_how_long_it_lasts(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, *ALL, since_s=42.5)
    assert re.search(r"Listening  4[2-9] s", texts(page))
    assert button(page, "listen").words() == "Pause listening"
    click(qtbot, page, "listen")
    assert calls(page) == [("nearby.stop", ())]


def test_pause_by_key(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, *ALL)
    QTest.keyClick(page, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: calls(page) == [("nearby.stop", ())])


def test_once_something_is_heard_the_way_on_is_the_loud_button(page: NearbyPage) -> None:
    assert button(page, "continue").property("kind") == "secondary"
    hear(page, *ALL)
    assert button(page, "continue").property("kind") == "primary"
    assert button(page, "listen").property("kind") == "secondary"


def test_the_way_on_by_key(page: NearbyPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.go) as gone:
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert gone.args == [Stage.NETWORK]


def test_a_long_silence_offers_three_things_to_try(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, since_s=2)
    assert "3 things to try" not in texts(page)
    hear(page, since_s=16)
    assert "Nothing heard yet. 3 things to try." in texts(page)
    click(qtbot, page, "silence.again")
    assert calls(page) == [("nearby.stop", ()), ("nearby.listen", ())]
    hear(page, *ALL, since_s=17)
    assert "3 things to try" not in texts(page)


# --- rows


def test_the_sentence_counts_what_is_matched_missing_and_claimed_twice(page: NearbyPage) -> None:
    hear(page, heard(GATEWAY), heard(BATTERY, key="a"), heard(BATTERY, key="b"), heard(CHARGER))
    said = "2 of 4 matched. One is missing and one serial is claimed twice."
    assert said in texts(page)


def test_the_worst_rows_stand_first_then_the_strongest(page: NearbyPage) -> None:
    hear(page, heard(CHARGER, -40), heard(GATEWAY, -70), heard(BATTERY, key="a"),
         heard(BATTERY, key="b", dbm=-61), heard(OTHER, key="x"))  # fmt: skip
    assert rows(page) == ["a", "b", METER, CHARGER, GATEWAY, "x"]


def test_an_expected_device_blinks_on_request(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, *ALL)
    click(qtbot, page, f"identify.{BATTERY}")
    assert calls(page) == [("nearby.identify", (BATTERY,))]
    hear(page, *ALL, blinking=BATTERY)
    lit = button(page, f"identify.{BATTERY}")
    assert lit.words() == "Blinking"
    assert lit.property("kind") == "live"
    click(qtbot, page, f"identify.{BATTERY}")
    assert len(calls(page)) == 1
    hear(page, *ALL)
    assert button(page, f"identify.{BATTERY}").words() == "Identify"


def test_two_that_claim_one_serial_are_left_alone(page: NearbyPage) -> None:
    hear(page, heard(BATTERY, key="a"), heard(BATTERY, key="b"))
    assert not parts(page, f"identify.{BATTERY}")
    assert not parts(page, "row.a")[0].findChildren(Button, f"nearby.identify.{BATTERY}")


def test_a_missing_device_brings_help_below_its_row(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, heard(GATEWAY))
    click(qtbot, page, f"find.{METER}")
    assert "Who is holding it?" in texts(page)
    assert part(page, "again").hasFocus()
    below = part(page, f"row.{METER}").geometry().bottom()
    assert part(page, "help").y() > below
    click(qtbot, page, "again")
    assert calls(page) == [("nearby.stop", ()), ("nearby.listen", ())]
    assert not parts(page, "help")


def test_escape_closes_the_help_and_the_row_has_the_focus_again(
    page: NearbyPage, qtbot: QtBot
) -> None:
    hear(page, heard(GATEWAY))
    click(qtbot, page, f"find.{METER}")
    QTest.keyClick(part(page, "again"), Qt.Key.Key_Escape)
    assert not parts(page, "help")
    assert part(page, f"row.{METER}").hasFocus()


def test_a_heard_device_is_added_as_what_its_name_says(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, heard(OTHER, key="x", name=f"EVC22-{OTHER}"))
    click(qtbot, page, "add.x")
    assert calls(page) == [("nearby.add", ("x", Kind.CHARGER))]


def test_where_the_name_says_nothing_the_kind_is_asked_for(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, heard(OTHER, key="x", name="Thing"))
    click(qtbot, page, "add.x")
    click(qtbot, page, "add.confirm")
    assert not calls(page)
    select = part(page, "add.kind")
    assert isinstance(select, QComboBox)
    select.setCurrentIndex(select.findData("battery"))
    click(qtbot, page, "add.confirm")
    assert calls(page) == [("nearby.add", ("x", Kind.BATTERY))]


def test_a_device_without_a_serial_offers_nothing(page: NearbyPage) -> None:
    hear(page, heard("", key="x", name="<b>tv</b>"))
    assert not parts(page, "add.x")
    assert "<" not in part(page, "row.x").accessibleName()


def test_filters_show_what_needs_you_and_what_is_expected(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, heard(GATEWAY), heard(OTHER, key="x"))
    click(qtbot, page, "filter.me")
    QApplication.processEvents()
    assert sorted(rows(page)) == sorted([BATTERY, CHARGER, METER, "x"])
    click(qtbot, page, "filter.expected")
    QApplication.processEvents()
    assert rows(page) == [GATEWAY]


# --- order


def strengths(*dbm: int) -> Sequence[Sighting]:
    serials = (GATEWAY, BATTERY, CHARGER, METER)
    return [heard(serial, value) for serial, value in zip(serials, dbm, strict=True)]


def test_rows_do_not_dance_and_are_sorted_when_it_is_calm(page: NearbyPage) -> None:
    hear(page, *strengths(-40, -50, -60, -70))
    row = part(page, f"row.{METER}")
    hear(page, *strengths(-70, -60, -50, -40))
    assert rows(page)[0] == GATEWAY
    page._pane.table.sort.timeout.emit()
    QApplication.processEvents()
    assert rows(page) == [METER, CHARGER, BATTERY, GATEWAY]
    assert part(page, f"row.{METER}") is row


@pytest.mark.parametrize("by", ["pointer", "keyboard"])
def test_the_order_stays_while_a_hand_is_on_the_table(page: NearbyPage, by: str) -> None:
    hear(page, *strengths(-40, -50, -60, -70)[:3])
    before = rows(page)
    table = page._pane.table
    if by == "pointer":
        at = QPointF(5, 5)
        QApplication.sendEvent(table, QEnterEvent(at, at, at))
    else:
        part(page, f"row.{GATEWAY}").setFocus()
    hear(page, *strengths(-70, -60, -50, -40), heard(OTHER, key="x"))
    table.sort.timeout.emit()
    assert rows(page) == [*before, "x"]
    if by == "pointer":
        QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    else:
        part(page, "continue").setFocus()
    table.sort.timeout.emit()
    QApplication.processEvents()
    assert rows(page) == [METER, CHARGER, BATTERY, GATEWAY, "x"]


def test_many_rows_come_in_pages(page: NearbyPage, qtbot: QtBot) -> None:
    crowd = [heard("", -90, key=f"crowd-{n}") for n in range(150)]
    hear(page, *ALL, *crowd)
    assert len(rows(page)) == 60
    assert rows(page)[:4] == [GATEWAY, BATTERY, CHARGER, METER]
    part(page, "more").setFocus()
    QTest.keyClick(part(page, "more"), Qt.Key.Key_Space)
    QApplication.processEvents()
    assert len(rows(page)) == 120


def test_the_keyboard_walks_rows_and_presses_their_buttons(page: NearbyPage, qtbot: QtBot) -> None:
    hear(page, *ALL)
    part(page, f"row.{GATEWAY}").setFocus()
    QTest.keyClick(part(page, f"row.{GATEWAY}"), Qt.Key.Key_Down)
    row = part(page, f"row.{BATTERY}")
    assert row.hasFocus()
    QTest.keyClick(row, Qt.Key.Key_I)
    QTest.keyClick(row, Qt.Key.Key_Right)
    assert part(page, f"identify.{BATTERY}").hasFocus()
    QTest.keyClick(part(page, f"identify.{BATTERY}"), Qt.Key.Key_Space)
    assert calls(page) == [("nearby.identify", (BATTERY,))] * 2


def test_each_row_is_one_spoken_sentence(page: NearbyPage) -> None:
    hear(page, heard(BATTERY, -63))
    said = "Battery, BP-10, serial 9051 3300 0425, 3 of 4 bars, −63 dBm, expected. Identify."
    assert part(page, f"row.{BATTERY}").accessibleName() == said.replace("0425", BATTERY[-4:])
    assert all(spoken(r).endswith(".") for r in match_up(DEVICES, ALL))


@pytest.mark.parametrize(
    ("age", "words"), [(None, "never"), (0.4, "now"), (2.2, "2 s ago"), (130, "2 min ago")]
)
def test_ages_are_said_in_words(age: float | None, words: str) -> None:
    assert seen_words(age) == words


@pytest.mark.parametrize("tokens", THEMES, ids=lambda t: t.name)
@pytest.mark.parametrize("width", [826, 880, 984, 1400])
def test_columns_never_overlap(app: QApplication, tokens: Tokens, width: int) -> None:
    theme.use(app, tokens)
    columns = columns_for(width, "0000 0000 0000 0000")
    edges = [
        columns.device,
        columns.serial,
        columns.signal,
        columns.match,
        columns.seen,
        columns.act,
    ]
    there = [edge for edge in edges if edge is not None]
    assert there == sorted(there)
    name = (columns.serial or columns.signal) - columns.device
    assert name >= theme.advance("Micro-inverter", "body-strong") + theme.dp(52)


# --- troubles


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (Code.BLUETOOTH_MISSING, "No Bluetooth adapter found"),
        (Code.BLUETOOTH_OFF, "Bluetooth is off on this laptop"),
        (Code.BLUETOOTH_BLOCKED, "The system blocks Bluetooth for Walkdown"),
    ],
)
def test_the_laptops_own_troubles_are_told_apart_with_a_repair(
    page: NearbyPage, qtbot: QtBot, code: Code, title: str
) -> None:
    tell(page, Told(Trouble(code), Stage.NEARBY))
    assert title in texts(page)
    assert code in texts(page)
    assert "The laptop is the cause, not the devices." in texts(page)
    assert button(page, "act").property("kind") == "primary"
    assert button(page, "continue").property("kind") == "secondary"
    click(qtbot, page, "act")
    assert calls(page) == [("nearby.listen", ())]


def test_the_check_goes_away_when_the_laptop_listens_again(page: NearbyPage) -> None:
    tell(page, Told(Trouble(Code.BLUETOOTH_OFF), Stage.NEARBY))
    hear(page, *ALL)
    assert "Bluetooth check" not in texts(page)
    assert len(rows(page)) == 4


@pytest.mark.parametrize(("name", "stage"), [("labels", Stage.LABELS), ("skip", Stage.NETWORK)])
def test_there_are_ways_without_bluetooth(
    page: NearbyPage, qtbot: QtBot, name: str, stage: Stage
) -> None:
    tell(page, Told(Trouble(Code.REFUSED), Stage.NEARBY))
    assert "Carry on without it" in texts(page)
    with qtbot.waitSignal(page.go) as gone:
        click(qtbot, page, name)
    assert gone.args == [stage]


def test_a_refusal_is_neutral_and_can_be_asked_again(page: NearbyPage, qtbot: QtBot) -> None:
    click(qtbot, page, "listen")
    tell(page, Told(Trouble(Code.REFUSED), Stage.NEARBY))
    assert button(page, "act").words() == "Ask me again"
    assert page._trouble.property("box") == "sunken"
    click(qtbot, page, "act")
    assert calls(page) == [("nearby.listen", ())] * 2


def test_a_device_that_does_not_answer_is_explained_above_the_rows(
    page: NearbyPage, qtbot: QtBot
) -> None:
    hear(page, *ALL)
    click(qtbot, page, f"identify.{BATTERY}")
    tell(page, Told(Trouble(Code.NO_ANSWER, BATTERY), Stage.NEARBY))
    assert "is heard but does not answer" in texts(page)
    assert "BT-05" in texts(page)
    assert len(rows(page)) == 4
    click(qtbot, page, "act")
    assert calls(page) == [("nearby.identify", (BATTERY,))] * 2
    assert "BT-05" not in texts(page)


def test_trouble_of_other_pages_is_none_of_ours(page: NearbyPage) -> None:
    tell(page, Told(Trouble(Code.BLUETOOTH_OFF), Stage.NETWORK))
    assert "Bluetooth check" not in texts(page)


def test_another_job_starts_clean(page: NearbyPage) -> None:
    hear(page, *ALL)
    tell(page, JobShown(None))
    assert not rows(page)
    assert button(page, "listen").words() == "Start listening"


def test_a_handed_over_site_is_not_listened_to(page: NearbyPage) -> None:
    tell(page, JobShown(job(*DEVICES, handed_over=HandedOver("O", NOW, "pack")), NOW))
    assert not parts(page, "listen")
    assert part(page, "continue").isEnabled()


def test_it_reads_in_sunlight_at_the_smallest_size(page: NearbyPage, app: QApplication) -> None:
    page.resize(908, 548)
    theme.use(app, SUNLIGHT)
    hear(page, *ALL, heard(OTHER, key="x"))
    for name in (f"identify.{BATTERY}", "add.x", "listen", "continue"):
        shown = part(page, name)
        right = shown.mapTo(page, QPoint(shown.width(), 0)).x()
        assert right <= page.width(), name
        assert shown.width() >= shown.sizeHint().width(), name
