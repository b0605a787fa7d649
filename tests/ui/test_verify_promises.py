"""Each red item gets its own promise in Verify: by click or key, with a day, corrected, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QDateEdit, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.sample_site import LABELS, device, job
from tests.ui.test_verify import (
    ALL,
    LATER,
    SAFE,
    UNSEEN,
    click,
    online,
    page,
    part,
    primary,
    seen,
    texts,
    went,
)
from walkdown.app.messages import JobShown
from walkdown.core.device import Work
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import Job, Stage
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.trouble import Code
from walkdown.ui import moment
from walkdown.ui.pages.verify import VerifyPage
from walkdown.ui.pages.verify_reds import MOST_ROWS, RedRow

__all__ = ["page"]

SILENT, UNFINISHED = LABELS[2][2], LABELS[3][2]
TWO = (*ALL[:3], device(3, Work.FAILED, 2, Code.TOO_WEAK))
RED = job(*TWO, looks=(*seen(*ALL[:3], silent=SILENT), *seen(TWO[3], silent=UNFINISHED)))
SETUP, REACH = Item(CheckId.COMMISSIONED, UNFINISHED), Item(CheckId.REACHABLE, SILENT)
DAY = date(2026, 11, 29)
FIT = Promise(SETUP, "Fit an antenna", "Halyard", DAY, LATER)
POWER = Promise(REACH, "Wait for power", "A. Fitter", DAY + timedelta(days=1), LATER)


def promised(*promises: Promise, shown: Job = RED) -> Job:
    return replace(shown, promises=promises)


def lines(page: VerifyPage) -> list[RedRow]:
    QApplication.processEvents()
    return sorted((w for w in page.findChildren(RedRow) if w.isVisible()), key=lambda w: w.y())


def spoken(page: VerifyPage) -> list[str]:
    return [line.accessibleName().replace("\u00a0", " ") for line in lines(page)]


def write(page: VerifyPage, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    line = part(page, f"promise.{name}")
    assert isinstance(line, QLineEdit)
    line.clear()
    qtbot.keyClicks(line, text)
    return line


def named(item: Item) -> str:
    return f"{item.check}.{item.serial}"


def test_each_red_item_stands_with_the_one_that_has_no_promise_first(page: VerifyPage) -> None:
    page.take(JobShown(promised(FIT)))
    assert spoken(page) == [
        "EVC-22 6088 0150 7746: did not prove itself on the network. No promise yet.",
        "MT-3 3017 7781 0042: not set up. Fit an antenna. Halyard, by 29 Nov 2026. Written "
        f"{LATER.astimezone():%H:%M}.",
    ]
    assert "Do not leave yet" in texts(page)
    assert "First: see why EVC-22 6088 0150 7746 did not prove itself." in texts(page)
    assert not part(page, "continue").isVisible()


def test_with_a_promise_for_every_red_item_one_may_leave_and_is_never_called_safe(
    page: VerifyPage, qtbot: QtBot
) -> None:
    gone = went(page)
    page.take(JobShown(promised(FIT, POWER)))
    assert "You can leave: 2 promises" in texts(page)
    assert "The nearest day is 29 Nov 2026. To check: Signal margin, Firmware noted." in texts(page)
    assert "Safe to leave" not in texts(page)
    assert primary(page) == ["verify.continue"]
    click(qtbot, page, "continue")
    assert gone == [Stage.HANDOVER]


def test_when_a_device_fails_again_the_way_on_closes_by_itself(page: VerifyPage) -> None:
    page.take(JobShown(SAFE))
    assert primary(page) == ["verify.continue"]
    page.take(JobShown(replace(SAFE, looks=seen(*ALL, silent=SILENT))))
    assert "Do not leave yet" in texts(page)
    assert not part(page, "continue").isVisible()


def test_a_promise_needs_to_say_what_and_who(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(RED))
    click(qtbot, page, f"promise.for.{named(SETUP)}")
    assert "A promise for MT-3 3017 7781 0042: not set up" in texts(page)
    assert part(page, "promise.what").hasFocus()
    click(qtbot, page, "promise.keep")
    assert "Say what is left to do." in texts(page)
    write(page, qtbot, "what", "Meter")
    click(qtbot, page, "promise.keep")
    assert "Say who does it." in texts(page)
    assert page.bridge.calls == []


def test_a_promise_is_written_by_keys_alone_for_its_item_and_its_day(
    page: VerifyPage, qtbot: QtBot
) -> None:
    page.take(JobShown(RED))
    first = lines(page)[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    second = QApplication.focusWidget()
    assert isinstance(second, RedRow)
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert part(page, "promise.what").hasFocus()
    write(page, qtbot, "what", "Wait for power ")
    day = QDate.currentDate().addDays(30)
    by = part(page, "promise.by")
    assert isinstance(by, QDateEdit)
    by.setDate(day)
    who = write(page, qtbot, "who", "A. Fitter")
    qtbot.keyClick(who, Qt.Key.Key_Return)
    said = date(day.year(), day.month(), day.day())
    wanted = ((REACH,), "Wait for power", "A. Fitter", said)
    assert page.bridge.calls == [("verify.promise", wanted)]


def test_the_day_is_neither_past_nor_more_than_a_year_ahead(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(RED))
    click(qtbot, page, "promise")
    by = part(page, "promise.by")
    assert isinstance(by, QDateEdit)
    today = QDate.currentDate()
    by.setDate(today.addDays(-1))
    assert by.date() == today
    by.setDate(today.addYears(2))
    assert by.date() == today.addYears(1)
    assert by.calendarPopup()


def test_the_same_can_be_promised_for_all_that_have_none(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(RED))
    click(qtbot, page, "promise")
    write(page, qtbot, "what", "Come back")
    write(page, qtbot, "who", "Halyard")
    assert part(page, "promise.all").words() == "Keep it for all 2 without one"
    click(qtbot, page, "promise.all")
    ((_, (items, *_rest)),) = page.bridge.calls
    assert items == (SETUP, REACH)
    page.take(JobShown(promised(FIT)))
    click(qtbot, page, "promise")
    assert not part(page, "promise.all").isVisible()


def test_the_form_goes_when_its_promise_is_on_the_disk(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(RED))
    click(qtbot, page, f"promise.for.{named(SETUP)}")
    page.take(JobShown(replace(RED, touched_at=LATER)))
    assert part(page, "promise.what").isVisible()
    page.take(JobShown(promised(FIT)))
    assert not part(page, "promise.what").isVisible()


def test_a_promise_is_corrected_in_its_own_words_and_taken_back(
    page: VerifyPage, qtbot: QtBot
) -> None:
    page.take(JobShown(promised(FIT, POWER)))
    click(qtbot, page, f"promise.for.{named(REACH)}")
    what, who = part(page, "promise.what"), part(page, "promise.who")
    assert isinstance(what, QLineEdit)
    assert isinstance(who, QLineEdit)
    assert (what.text(), who.text()) == ("Wait for power", "A. Fitter")
    click(qtbot, page, "promise.close")
    click(qtbot, page, f"promise.back.{named(REACH)}")
    assert page.bridge.calls == [("verify.withdraw", (REACH,))]


def test_a_promise_whose_item_is_green_again_is_shown_as_kept(page: VerifyPage) -> None:
    kept = replace(POWER, met_at=LATER)
    page.take(JobShown(promised(kept, shown=SAFE)))
    (line,) = spoken(page)
    assert line.startswith("EVC-22 6088 0150 7746: red no more. Kept, or not needed any more")
    assert "Wait for power. A. Fitter, by 30 Nov 2026." in line
    assert "Safe to leave" in texts(page)
    assert not part(page, f"promise.for.{named(REACH)}").isVisible()


def test_a_promise_whose_day_has_passed_asks_for_another(
    page: VerifyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = LATER + timedelta(days=30)
    fresh = tuple(replace(look, at=late) for look in RED.looks)
    monkeypatch.setattr(moment, "now", lambda: late)
    page.take(JobShown(replace(RED, looks=fresh, promises=(FIT, POWER))))
    assert "This day has passed: Fit an antenna. Halyard, by 29 Nov 2026." in texts(page)
    assert "Do not leave yet" in texts(page)


def test_an_old_look_is_not_safe_and_looking_again_comes_first(
    page: VerifyPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.take(JobShown(SAFE))
    assert "Safe to leave" in texts(page)
    monkeypatch.setattr(moment, "now", lambda: LATER + timedelta(minutes=61))
    page._ages.timeout.emit()
    assert "Do not leave yet" in texts(page)
    assert "First: look at the devices again." in texts(page)
    assert primary(page) == ["verify.run"]
    qtbot.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.bridge.names == ["verify.run_all"])


def test_half_a_promise_stands_in_its_open_form_for_its_own_item(page: VerifyPage) -> None:
    drafts = (
        Draft(DraftField.PROMISE_ITEM, f"reachable {SILENT}"),
        Draft(DraftField.PROMISE_WHAT, "Wait for"),
    )
    page.take(JobShown(replace(RED, drafts=drafts)))
    assert "A promise for EVC-22 6088 0150 7746" in texts(page)
    what = part(page, "promise.what")
    assert isinstance(what, QLineEdit)
    assert what.text() == "Wait for"


def test_a_draft_for_an_item_that_is_red_no_more_opens_nothing(page: VerifyPage) -> None:
    drafts = (
        Draft(DraftField.PROMISE_ITEM, f"reachable {SILENT}"),
        Draft(DraftField.PROMISE_WHAT, "Wait for"),
    )
    page.take(JobShown(replace(SAFE, drafts=drafts)))
    assert not part(page, "promise.what").isVisible()


def test_where_looking_was_refused_one_can_still_promise(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(UNSEEN))
    assert lines(page) == []
    click(qtbot, page, "promise")
    assert part(page, "promise.what").hasFocus()
    assert len(lines(page)) == len(ALL)


def test_many_red_items_are_shown_a_page_at_a_time(page: VerifyPage) -> None:
    many = tuple(replace(device(0), serial=f"7703001{n:05}") for n in range(MOST_ROWS + 5))
    page.take(JobShown(job(*many, looks=seen(online(0)))))
    assert len(lines(page)) == MOST_ROWS
    assert "And 5 more" in texts(page)
    given = tuple(replace(FIT, item=Item(CheckId.COMMISSIONED, d.serial)) for d in many[:7])
    page.take(JobShown(job(*many, looks=seen(online(0)), promises=given)))
    assert many[-1].serial[-4:] in spoken(page)[MOST_ROWS - 3]


def test_what_was_typed_is_gone_with_its_site(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(RED))
    click(qtbot, page, "promise")
    line = write(page, qtbot, "what", "Meter")
    page.take(JobShown(None))
    page.take(JobShown(replace(RED, id="job-2")))
    assert not line.isVisible()
    assert line.text() == ""


@pytest.mark.parametrize("shown", [RED, promised(FIT, POWER)])
def test_nothing_is_cut_off_on_the_smallest_window(page: VerifyPage, shown: Job) -> None:
    page.resize(928, 572)
    page.take(JobShown(shown))
    QApplication.processEvents()
    for line in lines(page):
        wide = [w for w in line.findChildren(QWidget) if w.isVisible()]
        assert all(line.rect().contains(w.geometry()) for w in wide)
