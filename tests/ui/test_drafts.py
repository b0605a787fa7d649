"""Half a text is sent to be kept at every key, stands there after a kill, and is a password never."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import BATTERY, GATEWAY, HOME, LABELS, NOW, device, job
from walkdown.app.messages import JobShown, LabelTaken, Outcome
from walkdown.core.device import STEPS, Work
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import Job, Look
from walkdown.core.site import Site
from walkdown.core.trouble import Code
from walkdown.ui.page import StagePage
from walkdown.ui.pages.board import BoardPage
from walkdown.ui.pages.handover import HandoverPage
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.network import NetworkPage
from walkdown.ui.pages.owner import OwnerPage
from walkdown.ui.pages.verify import VerifyPage

W = TypeVar("W", bound=QWidget)
NEW = "608801507731"
FAILED = device(1, Work.FAILED, 3, Code.TOO_WEAK)
ONLINE = device(0, Work.ONLINE, len(STEPS))
SITE = replace(job(ONLINE, FAILED), site=Site(name="14 Harbour Lane", owner_name="M. Okafor"))
LOOKED = replace(SITE, looks=(Look(BATTERY, False, "", NOW),))

Open = Callable[[type[StagePage], Job], StagePage]


@pytest.fixture
def opened(app: QApplication, qtbot: QtBot) -> Open:
    """A page of a window that has just started, with a job in it."""

    def open_page(kind: type[StagePage], job: Job) -> StagePage:
        page = kind(FakeBridge())
        qtbot.addWidget(page)
        page.resize(1048, 736)
        page.take(JobShown(job))
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.entered()
        return page

    return open_page


def part(page: StagePage, name: str, kind: type[W]) -> W:
    (found,) = [w for w in page.findChildren(kind, name) if w.isVisible()]
    return found


def sees(page: StagePage, name: str) -> bool:
    return any(w.isVisible() for w in page.findChildren(QWidget, name))


def click(page: StagePage, name: str) -> None:
    QTest.mouseClick(part(page, name, QWidget), Qt.MouseButton.LeftButton)


def typed_into(page: StagePage, name: str, text: str) -> list[tuple[str, str, str]]:
    """Type into a visible field; the drafts that were sent while typing."""
    bridge = page.bridge
    assert isinstance(bridge, FakeBridge)
    before = len(bridge.drafts)
    QTest.keyClicks(part(page, name, QWidget), text)
    return bridge.drafts[before:]


def keys(field: str, text: str, of: str = "") -> list[tuple[str, str, str]]:
    """What is sent for a text typed key by key."""
    return [(field, text[: end + 1], of) for end in range(len(text))]


def kept(job: Job, *drafts: tuple[DraftField, str]) -> Job:
    return replace(job, drafts=tuple(Draft(field, text) for field, text in drafts))


# --- hand over


def test_the_owners_name_is_kept_as_it_is_typed(opened: Open) -> None:
    page = opened(HandoverPage, SITE)
    line = part(page, "handover.owner", QLineEdit)
    line.selectAll()
    assert typed_into(page, "handover.owner", "A. Qui") == keys("owner", "A. Qui")
    assert "handover.preview" not in page.bridge.names[1:]


def test_the_kept_name_stands_where_the_sites_owner_would(opened: Open) -> None:
    page = opened(HandoverPage, kept(SITE, (DraftField.OWNER, "A. Qui")))
    assert part(page, "handover.owner", QLineEdit).text() == "A. Qui"
    page.take(JobShown(kept(SITE, (DraftField.OWNER, "A. Quist"))))
    assert part(page, "handover.owner", QLineEdit).text() == "A. Qui", "the field is the person's"
    page.take(JobShown(replace(SITE, id="job-2")))
    assert part(page, "handover.owner", QLineEdit).text() == "M. Okafor"


def test_typing_does_not_draw_the_report_anew(opened: Open) -> None:
    page = opened(HandoverPage, SITE)
    page.bridge.calls.clear()
    page.take(JobShown(replace(kept(SITE, (DraftField.OWNER, "A")), touched_at=NOW)))
    assert page.bridge.calls == []
    page.take(JobShown(LOOKED))
    assert page.bridge.names == ["handover.preview"]


# --- the promise


def test_a_promise_is_kept_as_it_is_typed_with_its_day(opened: Open) -> None:
    page = opened(VerifyPage, LOOKED)
    click(page, "verify.promise")
    assert typed_into(page, "verify.promise.what", "Meter") == keys("promise-what", "Meter")
    assert typed_into(page, "verify.promise.who", "Hal") == keys("promise-who", "Hal")
    day = QDate.currentDate().addDays(30)
    part(page, "verify.promise.by", QDateEdit).setDate(day)
    last = ("promise-by", day.toString(Qt.DateFormat.ISODate), "")
    assert page.bridge.drafts[-1] == last


def test_half_a_promise_stands_in_its_open_form(opened: Open) -> None:
    day = QDate.currentDate().addDays(30)
    by = day.toString(Qt.DateFormat.ISODate)
    half = kept(LOOKED, (DraftField.PROMISE_WHAT, "Meter"), (DraftField.PROMISE_BY, by))
    page = opened(VerifyPage, half)
    assert part(page, "verify.promise.what", QLineEdit).text() == "Meter"
    assert part(page, "verify.promise.by", QDateEdit).date() == day
    assert page.bridge.drafts == []
    click(page, "verify.promise.close")
    assert not sees(page, "verify.promise.what")
    assert page.bridge.drafts == [
        (f, "", "") for f in ("promise-item", "promise-what", "promise-who", "promise-by")
    ]


@pytest.mark.parametrize("by", ["", "soon", "2026-13-45", "1999-01-01"])
def test_a_day_that_is_none_or_has_passed_is_not_taken_over(opened: Open, by: str) -> None:
    page = opened(
        VerifyPage, kept(LOOKED, (DraftField.PROMISE_WHAT, "x"), (DraftField.PROMISE_BY, by))
    )
    assert part(page, "verify.promise.by", QDateEdit).date() >= QDate.currentDate()


# --- the hidden network


def test_a_hidden_networks_name_is_kept_as_it_is_typed(opened: Open) -> None:
    page = opened(NetworkPage, SITE)
    click(page, "network.hidden")
    assert typed_into(page, "network.hidden.ssid", " My N") == keys("hidden-ssid", " My N")
    click(page, "network.hidden")
    assert page.bridge.drafts[-1] == ("hidden-ssid", "", "")


def test_half_a_hidden_name_stands_in_its_open_field(opened: Open) -> None:
    page = opened(NetworkPage, kept(SITE, (DraftField.HIDDEN_SSID, " My N")))
    assert part(page, "network.hidden.ssid", QLineEdit).text() == " My N"
    assert not part(page, "network.hidden.ssid", QLineEdit).hasFocus()
    QTest.keyClicks(part(page, "network.hidden.ssid", QLineEdit), "et")
    click(page, "network.hidden.use")
    name, args = page.bridge.calls[-1]
    assert (name, args[0].ssid) == ("network.choose", " My Net")


# --- labels


def test_half_a_serial_and_its_model_are_kept_as_they_are_typed(opened: Open) -> None:
    page = opened(LabelsPage, SITE)
    click(page, "labels.type")
    assert typed_into(page, "labels.type.serial", "6088 0") == keys("serial", "6088 0")
    assert typed_into(page, "labels.type.model", "EVC") == keys("model", "EVC")


def test_half_a_serial_stands_in_its_open_field(opened: Open) -> None:
    half = kept(SITE, (DraftField.SERIAL, "6088 0150"), (DraftField.MODEL, "EVC-2"))
    page = opened(LabelsPage, half)
    assert part(page, "labels.type.serial", QLineEdit).text() == "6088 0150"
    assert part(page, "labels.type.model", QLineEdit).text() == "EVC-2"
    assert page.bridge.drafts == []
    page.take(JobShown(replace(SITE, id="job-2")))
    assert not sees(page, "labels.type.serial")


def test_a_taken_serial_is_kept_no_longer(opened: Open) -> None:
    page = opened(LabelsPage, SITE)
    click(page, "labels.type")
    typed_into(page, "labels.type.serial", NEW)
    page.take(LabelTaken(Outcome.DUPLICATE, NEW, "EVC-22"))
    assert page.bridge.drafts[-1] == ("serial", "", "")


def test_a_pasted_list_is_kept_until_all_of_it_is_listed(opened: Open, qtbot: QtBot) -> None:
    page = opened(LabelsPage, SITE)
    click(page, "labels.way.paste")
    text = f"MT-3 {LABELS[3][2]}\nlater 12"
    part(page, "labels.paste.text", QPlainTextEdit).setPlainText(text)
    qtbot.waitUntil(lambda: page.bridge.drafts == [("pasted", text, "")])
    click(page, "labels.paste.add")
    assert page.bridge.drafts == [("pasted", text, "")], "nothing is listed yet"
    page.take(JobShown(replace(SITE, devices=(ONLINE, FAILED, device(3)))))
    assert page.bridge.drafts[-1] == ("pasted", "", "")
    QTest.keyClicks(part(page, "labels.paste.text", QPlainTextEdit), "7")
    qtbot.waitUntil(lambda: page.bridge.drafts[-1][1] == f"7{text}")


def test_a_kept_list_stands_where_it_was_pasted(opened: Open) -> None:
    text = f"{NEW},EVC-22\n{GATEWAY}\n12"
    page = opened(LabelsPage, kept(SITE, (DraftField.PASTED, text)))
    assert part(page, "labels.paste.text", QPlainTextEdit).toPlainText() == text
    click(page, "labels.paste.add")
    assert page.bridge.names == ["labels.take_many"]
    assert page.bridge.drafts == []


# --- the reason


def test_the_reason_for_leaving_a_device_out_is_kept_as_it_is_typed(opened: Open) -> None:
    page = opened(BoardPage, SITE)
    click(page, f"board.later.{BATTERY}")
    sent = typed_into(page, f"board.reason.{BATTERY}", "brok")
    assert sent == keys("leave-reason", "brok", BATTERY)


def test_half_a_reason_stands_in_its_open_field(opened: Open) -> None:
    draft = Draft(DraftField.LEAVE_REASON, "brok", BATTERY)
    page = opened(BoardPage, replace(SITE, drafts=(draft,)))
    assert part(page, f"board.reason.{BATTERY}", QLineEdit).text() == "brok"
    QTest.keyClicks(part(page, f"board.reason.{BATTERY}", QLineEdit), "en")
    click(page, f"board.leave.{BATTERY}")
    assert page.bridge.calls == [("network.leave_out", (BATTERY, "broken"))]


# --- never


def test_nothing_typed_on_the_owners_page_is_kept(opened: Open) -> None:
    page = opened(OwnerPage, SITE)
    assert typed_into(page, "owner.password", "harbour-pass-1") == []
    assert HOME.ssid not in str(page.bridge.calls)
    assert "draft" not in str(page.bridge.names)
