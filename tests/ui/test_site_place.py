"""Site's address part: one reading is proposed, taken over or discarded; a no leaves typing and copying."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, job
from walkdown.app.messages import DoorShown, JobShown, PlaceShown
from walkdown.consent.purpose import Purpose
from walkdown.core.job import Stage
from walkdown.core.position import Proposal
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kit import Button, Line, Text
from walkdown.ui.pages.site import SitePage

FOUND = Proposal("50.105, -4.985", 100)
FULL = Site(name="14 Harbour Lane", address="Port Alder", time_zone="Europe/London")


class Form:
    def __init__(self, qtbot: QtBot, site: Site = FULL) -> None:
        self.bridge = FakeBridge()
        self.page = SitePage(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.resize(1280, 700)
        self.page.show()
        self.page.take(JobShown(replace(job(), site=replace(site, installed_on=NOW.date())), NOW))
        self.page.take(PlaceShown(offered=True))
        self.bridge.calls.clear()

    def button(self, name: str) -> Button:
        found = self.page.findChild(Button, name)
        assert found is not None
        return found

    def press(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    @property
    def address(self) -> Line:
        found = self.page.findChild(Line, "site.address")
        assert found is not None
        return found

    @property
    def words(self) -> str:
        return "\n".join(t.text() for t in self.page.findChildren(Text) if t.isVisible())


@pytest.fixture
def form(app: QApplication, qtbot: QtBot) -> Form:
    return Form(qtbot)


def test_entering_asks_whether_it_can_be_read_here(form: Form) -> None:
    form.page.entered()
    assert form.bridge.names == ["place.show"]


def test_a_press_reads_once_and_the_button_says_so(form: Form) -> None:
    form.press("site.locate")
    assert form.bridge.calls == [("place.locate", ())]
    assert form.bridge.wheres[-1] is Stage.SITE
    form.page.take(PlaceShown(True, reading=True))
    assert form.button("site.locate").text() == "Reading once"
    assert not form.button("site.locate").isEnabled()
    form.page.take(PlaceShown(True, found=FOUND))
    assert form.button("site.locate").text() == "Use my location"


def test_in_a_narrow_window_the_address_has_the_room(form: Form, qtbot: QtBot) -> None:
    form.page.resize(1000, 700)
    qtbot.waitUntil(lambda: form.button("site.locate").text() == "Locate")
    assert form.button("site.locate").accessibleName() == "Use my location"
    form.page.take(PlaceShown(True, reading=True))
    form.page.resize(1280, 700)
    qtbot.waitUntil(lambda: form.page.width() == 1280)
    assert form.button("site.locate").text() == "Reading once"
    assert not form.button("site.locate").isEnabled()


def test_ctrl_l_reads_too(form: Form, qtbot: QtBot) -> None:
    form.page.activateWindow()
    qtbot.waitUntil(form.page.isActiveWindow)
    QTest.keyClick(form.address, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: form.bridge.names == ["place.locate"])


def test_what_was_read_is_proposed_and_nothing_is_filled_by_itself(form: Form) -> None:
    form.page.take(PlaceShown(True, found=FOUND))
    assert "You are near 50.105, -4.985, within about 100 m." in form.words
    assert form.address.text() == "Port Alder"
    assert not form.bridge.calls


@pytest.mark.parametrize(
    ("before", "after"), [("Port Alder", "Port Alder, 50.105, -4.985"), ("", "50.105, -4.985")]
)
def test_taken_over_it_stands_in_the_address_and_is_saved(
    app: QApplication, qtbot: QtBot, before: str, after: str
) -> None:
    form = Form(qtbot, replace(FULL, address=before))
    form.page.take(PlaceShown(True, found=FOUND))
    form.press("site.locate.take")
    assert form.address.text() == after
    name, (site,) = form.bridge.calls[-1]
    assert (name, site.address) == ("jobs.edit_site", after)
    assert "50.105" not in form.words


def test_discarded_it_is_gone(form: Form) -> None:
    form.page.take(PlaceShown(True, found=FOUND))
    form.press("site.locate.drop")
    assert "50.105" not in form.words
    assert form.address.text() == "Port Alder"
    assert not form.bridge.calls


@pytest.mark.parametrize("how", ["page", "job"])
def test_left_it_is_gone_too(form: Form, how: str) -> None:
    form.page.take(PlaceShown(True, found=FOUND))
    if how == "page":
        form.page.left()
    else:
        form.page.take(JobShown(replace(job(), id="another"), NOW))
    assert "50.105" not in form.words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (Code.REFUSED, "Location was not used. Type the address, or paste coordinates."),
        (Code.NOT_ANSWERED, "Location was not used."),
        (Code.STOPPED_BY_YOU, "Nothing of the location was kept"),
        (Code.LOCATION_UNKNOWN, "The system does not know where this laptop is."),
    ],
)
def test_why_there_is_none_is_said_beside_it_and_typing_works(
    form: Form, code: Code, words: str
) -> None:
    form.page.take(PlaceShown(True, trouble=Trouble(code)))
    assert words in form.words
    QTest.keyClicks(form.address, "!")
    assert form.bridge.names == ["jobs.edit_site"]


def test_where_it_cannot_be_read_there_is_no_button_and_the_page_says_so(form: Form) -> None:
    form.page.take(PlaceShown(offered=False))
    assert not form.button("site.locate").isVisible()
    assert "cannot read the location on this computer. Typing works." in form.words


def test_the_address_is_shown_on_the_map_as_it_stands(form: Form) -> None:
    QTest.keyClicks(form.address, " 7")
    form.press("site.map")
    assert form.bridge.calls[-1] == ("apps.map", ("Port Alder 7",))
    assert "openstreetmap.org" in form.button("site.map").accessibleName()


def test_without_an_address_there_is_no_map(form: Form) -> None:
    form.address.clear()
    assert not form.button("site.map").isEnabled()


def test_a_map_that_was_not_opened_leaves_the_address_to_be_copied(form: Form) -> None:
    form.page.take(DoorShown(Purpose.OPEN_MAP, Trouble(Code.REFUSED)))
    assert "The map was not opened. The address can be copied." in form.words
    form.press("site.map.copy")
    assert QGuiApplication.clipboard().text() == "Port Alder"
    form.page.take(DoorShown(Purpose.OPEN_MAP))
    assert "copied" not in form.words


def test_mail_is_no_business_of_this_page(form: Form) -> None:
    form.page.take(DoorShown(Purpose.OPEN_MAIL, Trouble(Code.REFUSED)))
    assert "not opened" not in form.words


def test_how_far_off_it_may_be_is_said_in_metres_or_kilometres(form: Form) -> None:
    for within, words in ((144, "about 140 m"), (1500, "about 1.5 km"), (25_000, "about 25 km")):
        form.page.take(PlaceShown(True, found=replace(FOUND, within_m=within)))
        assert words in form.words
