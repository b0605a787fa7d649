"""My data, in Privacy: what is kept about each of the two people, with why, how long and for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import job
from walkdown.app.messages import JobShown, MyDataErased, MyDataShown, MyDataWritten
from walkdown.core.job import Job
from walkdown.core.my_data import Person, inventory_of, kept_about
from walkdown.storage.places import resources_dir
from walkdown.ui.kit import Button, Segmented, Text
from walkdown.ui.pages.privacy import PrivacyPage
from walkdown.ui.pages.privacy_my_data import MyDataSheet

INVENTORY = inventory_of((resources_dir() / "data_inventory.toml").read_text("utf-8"))


def about(site_job: Job) -> MyDataShown:
    owner, installer = (
        kept_about(p, site_job, INVENTORY) for p in (Person.OWNER, Person.INSTALLER)
    )
    return MyDataShown(owner, installer)


@pytest.fixture
def page(qtbot: QtBot) -> PrivacyPage:
    made = PrivacyPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1024, 700)
    made.show()
    return made


def sheet_of(page: PrivacyPage, site_job: Job) -> MyDataSheet:
    page.take(JobShown(site_job))
    page.take(about(site_job))
    (sheet,) = page.findChildren(MyDataSheet)
    return sheet


def said(widget: QWidget) -> str:
    return "\n".join(text.text() for text in widget.findChildren(Text) if text.isVisible())


def named(owner: str) -> Job:
    found = job()
    site = replace(found.site, owner_name=owner, owner_email="", installer="A. Fitter")
    return replace(found, site=site)


def test_it_is_asked_for_with_one_press_where_a_site_is_open(page: PrivacyPage) -> None:
    button = page.findChild(Button, "privacy.my_data")
    assert button is not None
    assert not button.isEnabled()
    page.take(JobShown(job()))
    before = len(page.bridge.calls)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(page.bridge.calls) == before + 1


def test_the_owners_facts_stand_first_with_why_how_long_and_for_whom(page: PrivacyPage) -> None:
    words = said(sheet_of(page, named("M. Okafor")))
    assert "M. Okafor" in words
    assert "A. Fitter" not in words
    for category in (c for c in INVENTORY if c.person is Person.OWNER):
        assert category.name in words
        for part in (category.purpose, category.basis, category.retention, category.recipients):
            assert part in words
    assert "Nothing of this is kept at present." in words


def test_the_installers_are_one_press_away(page: PrivacyPage) -> None:
    sheet = sheet_of(page, named("M. Okafor"))
    who = sheet.findChild(Segmented, "mydata.who")
    assert who is not None
    chosen = next(part for part in who.findChildren(QAbstractButton) if part.isChecked())
    QTest.keyClick(chosen, Qt.Key.Key_Right)
    words = said(sheet)
    assert "A. Fitter" in words
    assert "M. Okafor" not in words


def test_a_name_from_outside_is_shown_and_never_obeyed(page: PrivacyPage) -> None:
    words = said(sheet_of(page, named("<b>x</b>\u202e" + "W" * 500)))
    assert "<b>" not in words
    assert "\u202e" not in words


def test_all_of_it_is_read_by_keys_alone(page: PrivacyPage) -> None:
    area = sheet_of(page, named("M. Okafor")).findChild(QScrollArea, "mydata.all")
    assert area is not None
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0
    area.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(30):
        QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()


def test_esc_and_close_leave_it_and_nothing_was_done(page: PrivacyPage) -> None:
    sheet = sheet_of(page, named("M. Okafor"))
    before = len(page.bridge.calls)
    close = sheet.findChild(Button, "mydata.close")
    assert close is not None
    close.click()
    assert not sheet.isVisible()
    assert len(page.bridge.calls) == before


def test_it_is_not_opened_over_another_page(page: PrivacyPage) -> None:
    page.take(JobShown(job()))
    page.hide()
    page.take(about(job()))
    assert page.findChildren(MyDataSheet) == []


def press(sheet: QWidget, name: str) -> None:
    (button,) = [b for b in sheet.findChildren(Button, name) if b.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("who", [0, 1])
def test_it_is_taken_along_into_a_file_that_the_person_names(page: PrivacyPage, who: int) -> None:
    sheet = sheet_of(page, named("Ada"))
    choice = sheet.findChild(Segmented, "mydata.who")
    assert isinstance(choice, Segmented)
    choice._pick(who)
    press(sheet, "mydata.take")
    picker = sheet.findChild(QFileDialog, "mydata.picker")
    assert isinstance(picker, QFileDialog)
    picker.fileSelected.emit("/stick/mine.txt")
    picker.close()
    person = (Person.OWNER, Person.INSTALLER)[who]
    assert page.bridge.calls[-1] == ("my_data.take", (person, "/stick/mine.txt"))
    assert not sheet.isVisible()
    page.take(MyDataWritten(("mine.txt", "mine.json")))
    assert "Written: mine.txt and mine.json." in said(page)


def test_erasing_a_person_asks_twice_and_says_what_it_cannot_reach(page: PrivacyPage) -> None:
    sheet = sheet_of(page, named("Ada"))
    press(sheet, "mydata.erase")
    (ask,) = sheet.findChildren(QWidget, "forget")
    assert "This cannot be undone." in said(ask)
    assert "You cannot go back to them any more." in said(ask)
    assert "out of reach" in said(ask)
    press(ask, "forget.keep")
    assert "my_data.erase" not in page.bridge.names
    press(sheet, "mydata.erase")
    (ask,) = [w for w in sheet.findChildren(QWidget, "forget") if w.isVisible()]
    press(ask, "forget.yes")
    assert page.bridge.calls[-1] == ("my_data.erase", (Person.OWNER,))
    page.take(MyDataErased(Person.OWNER))
    assert "Who the owner is, is erased from this site and its copies." in said(page)


def test_esc_erases_nobody(page: PrivacyPage) -> None:
    sheet = sheet_of(page, named("Ada"))
    press(sheet, "mydata.erase")
    (ask,) = sheet.findChildren(QWidget, "forget")
    QTest.keyClick(ask, Qt.Key.Key_Escape)
    assert "my_data.erase" not in page.bridge.names
