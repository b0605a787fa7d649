"""The mail card: there once a pack was saved, and what it shows is what the mail program gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import PurePath

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import DoorShown, JobShown, PackShown
from walkdown.app.ports import Pack
from walkdown.consent.purpose import Purpose
from walkdown.core.job import HandedOver, Job, Stage
from walkdown.core.mail import pack_draft
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kit import Button, Text
from walkdown.ui.pages.handover import HandoverPage

FOLDER = "14-Harbour-Lane-2026-11-22"
SITE = Site(name="14 Harbour Lane", owner_name="M. Okafor", owner_email="m@okafor.example")
OPEN = replace(job(device()), site=SITE)
DONE = replace(OPEN, handed_over=HandedOver("A. Quist", NOW, FOLDER))


class Page:
    def __init__(self, qtbot: QtBot, of: Job) -> None:
        self.bridge = FakeBridge()
        self.page = HandoverPage(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.resize(1048, 736)
        self.page.take(JobShown(of))
        self.page.show()
        self.bridge.calls.clear()
        self.bridge.wheres.clear()

    def press(self, name: str) -> None:
        button = self.page.findChild(Button, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    @property
    def offered(self) -> bool:
        button = self.page.findChild(QWidget, "handover.mail")
        assert button is not None
        return button.isVisible()

    @property
    def words(self) -> str:
        return "\n".join(t.text() for t in self.page.findChildren(Text) if t.isVisible())


def test_there_is_no_mail_before_there_is_a_pack(app: QApplication, qtbot: QtBot) -> None:
    page = Page(qtbot, OPEN)
    assert not page.offered
    page.page.take(PackShown(Pack(PurePath(f"/media/usb/{FOLDER}"), ("report.pdf",))))
    assert page.offered
    assert FOLDER in page.words
    page.page.take(JobShown(replace(OPEN, id="another")))
    assert not page.offered


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> Page:
    return Page(qtbot, DONE)


def test_what_is_shown_is_what_is_opened(page: Page) -> None:
    draft = pack_draft(SITE, "A. Quist", FOLDER)
    assert draft.text in page.words
    assert "add the report from the folder yourself" in page.words
    page.press("handover.mail")
    assert page.bridge.calls == [("apps.mail", (draft,))]
    assert page.bridge.wheres == [Stage.HANDOVER]


def test_what_was_promised_stands_in_the_mail(page: Page) -> None:
    item = Item(CheckId.COMMISSIONED, OPEN.devices[0].serial)
    vow = Promise(item, "Fit the gateway", "Halyard", date(2026, 11, 29), NOW)
    page.page.take(JobShown(replace(DONE, promises=(vow,))))
    assert "- Fit the gateway: Halyard, until 29 Nov 2026" in page.words


def test_ctrl_m_writes_it_too(page: Page, qtbot: QtBot) -> None:
    page.page.activateWindow()
    qtbot.waitUntil(page.page.isActiveWindow)
    QTest.keyClick(page.page, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.bridge.names == ["apps.mail"]


def test_a_mail_that_was_not_opened_leaves_the_text_to_be_copied(page: Page) -> None:
    page.page.take(DoorShown(Purpose.OPEN_MAIL, Trouble(Code.REFUSED)))
    assert "The mail program was not opened. The text can be copied." in page.words
    page.press("handover.mail.copy")
    assert QGuiApplication.clipboard().text() == pack_draft(SITE, "A. Quist", FOLDER).text
    assert "The text was copied." in page.words
    page.page.take(DoorShown(Purpose.OPEN_MAIL))
    assert "not opened" not in page.words


def test_a_hostile_name_is_harmless_on_the_screen_and_in_the_mail(
    app: QApplication, qtbot: QtBot
) -> None:
    hostile = replace(SITE, name="<b>x</b>\u202e\r\nBcc: a@b.example")
    page = Page(qtbot, replace(DONE, site=hostile))
    assert "<b>" not in page.words
    page.press("handover.mail")
    draft = page.bridge.calls[0][1][0]
    assert "\n" not in draft.subject
    assert "\u202e" not in draft.text
