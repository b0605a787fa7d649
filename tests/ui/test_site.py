"""The Site page: what is typed is saved as it is typed, and comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, job
from walkdown.app.messages import JobShown
from walkdown.core.device import Kind
from walkdown.core.job import HandedOver, Stage
from walkdown.core.site import Expected, Site, SiteType
from walkdown.ui import theme, tokens
from walkdown.ui.application import application
from walkdown.ui.kit import Button, Line, Text
from walkdown.ui.pages.site import SitePage

FULL = Site(
    "14 Harbour Lane",
    "2231",
    SiteType.FARMING,
    "Port Alder",
    "Europe/London",
    date(2026, 11, 3),
    "Halyard",
    "M. Okafor",
    "owner@harbour-lane.example",
    "+44 1",
    (Expected(Kind.GATEWAY, 1), Expected(Kind.MICRO_INVERTER, 12)),
)


class Form:
    """The page over a recording bridge, with a job in it."""

    def __init__(
        self, qtbot: QtBot, site: Site = FULL, *, look: bool = True, **more: object
    ) -> None:
        if look:
            application()
        self.bridge = FakeBridge()
        self.page = SitePage(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.show()
        self.page.take(JobShown(replace(job(**more), site=site), NOW))

    def line(self, name: str) -> Line:
        found = self.page.findChild(Line, f"site.{name}")
        assert found is not None
        return found

    def press(self, name: str) -> None:
        button = self.page.findChild(QWidget, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    @property
    def saved(self) -> Site:
        sites = [args[0] for name, args in self.bridge.calls if name == "jobs.edit_site"]
        last = sites[-1]
        assert isinstance(last, Site)
        return last


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    return Form(qtbot)


def test_a_job_that_is_opened_shows_all_that_was_typed(form: Form) -> None:
    assert not form.bridge.calls, "showing is not editing"
    QTest.keyClicks(form.line("name"), "!")
    assert form.saved == replace(FULL, name="14 Harbour Lane!")


def test_every_key_is_saved(form: Form) -> None:
    before = len(form.bridge.calls)
    QTest.keyClicks(form.line("address"), ", PA7")
    assert len(form.bridge.calls) == before + 5
    assert form.saved.address == "Port Alder, PA7"


def test_what_is_told_while_typing_does_not_take_the_field_away(form: Form) -> None:
    QTest.keyClicks(form.line("name"), " x")
    form.page.take(JobShown(replace(job(), site=FULL), NOW))
    assert form.line("name").text() == "14 Harbour Lane x"


def test_the_plan_is_typed_or_stepped(form: Form) -> None:
    line = form.line("expected.battery")
    line.selectAll()
    QTest.keyClicks(line, "2")
    more = [
        b for b in form.page.findChildren(QWidget) if b.accessibleName() == "One more: Gateways"
    ]
    QTest.mouseClick(more[0], Qt.MouseButton.LeftButton)
    counts = {e.kind: e.count for e in form.saved.expected}
    assert counts == {Kind.GATEWAY: 2, Kind.MICRO_INVERTER: 12, Kind.BATTERY: 2}


def test_an_unfinished_address_holds_the_way_on_and_says_why(form: Form) -> None:
    went: list[object] = []
    form.page.go.connect(went.append)
    form.line("owner_email").setText("owner@harbour")
    form.press("site.continue")
    assert not went
    assert form.line("owner_email").hasFocus()
    assert "Error: Looks unfinished" in form.line("owner_email").accessibleName()
    form.line("owner_email").setText("owner@harbour.example")
    form.press("site.continue")
    assert went == [Stage.LABELS]


def test_an_empty_site_gets_the_laptops_zone_and_today(qtbot: QtBot) -> None:
    form = Form(qtbot, Site())
    assert form.saved.time_zone
    assert form.saved.installed_on is not None


def test_a_handed_over_site_cannot_be_typed_into(qtbot: QtBot) -> None:
    form = Form(qtbot, handed_over=HandedOver("M. Okafor", NOW, "pack"))
    assert not form.line("name").isEnabled()
    assert not form.bridge.calls


def test_a_site_handed_over_while_it_is_shown_closes_its_form_and_lets_one_go_on(
    qtbot: QtBot,
) -> None:
    form = Form(qtbot, replace(FULL, owner_email="unfinished@"))
    assert form.line("name").isEnabled()
    handed = replace(job(handed_over=HandedOver("M. Okafor", NOW, "pack")), site=FULL)
    form.page.take(JobShown(handed, NOW))
    assert not form.line("name").isEnabled()
    went: list[object] = []
    form.page.go.connect(went.append)
    form.press("site.continue")
    assert went == [Stage.LABELS]


def test_ctrl_enter_goes_on(form: Form, qtbot: QtBot) -> None:
    form.page.activateWindow()
    qtbot.waitUntil(form.page.isActiveWindow)
    form.page.entered()
    assert form.line("name").hasFocus()
    with qtbot.waitSignal(form.page.go):
        QTest.keyClick(form.line("name"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("look", [tokens.LIGHT, tokens.SUNLIGHT, tokens.scaled(tokens.LIGHT, 1.5)])
@pytest.mark.parametrize("width", [900, 1040])
def test_nothing_is_cut_off_at_the_sides(
    app: QApplication, qtbot: QtBot, look: tokens.Tokens, width: int
) -> None:
    theme.use(app, look)
    form = Form(qtbot, look=False)
    page = form.page
    page.resize(width, 636)
    parts = (*page.findChildren(Text), *page.findChildren(Button), *page.findChildren(Line))

    def whole() -> bool:
        seen = [part for part in parts if part.isVisible()]
        inside = all(part.mapTo(page, QPoint(part.width(), 0)).x() <= width for part in seen)
        return inside and all(part.width() >= part.minimumSizeHint().width() for part in seen)

    qtbot.waitUntil(lambda: page.width() == width and whole())
