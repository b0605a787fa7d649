"""Read from a ladder: the count over the whole page, the flash, and the switch for the tones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import JobShown, LabelTaken, Outcome, SoundsShown
from walkdown.core.device import Kind, Way
from walkdown.core.site import Expected, Site
from walkdown.ui import motion
from walkdown.ui.kit import Button
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.tones import Tone

PLANNED = replace(job(device(0), device(1)), site=Site(expected=(Expected(Kind.GATEWAY, 24),)))
ADDED = LabelTaken(Outcome.ADDED, "770300125518", "GW-1", way=Way.CAMERA)


@pytest.fixture
def page(app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> LabelsPage:
    monkeypatch.setattr(motion, "reduced", lambda: False)
    made = LabelsPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.take(JobShown(PLANNED, NOW))
    return made


def click(qtbot: QtBot, page: LabelsPage, name: str) -> None:
    found = page.findChild(Button, name)
    assert found is not None
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def test_the_count_covers_the_page_in_figures_of_96_pixels_or_more(
    page: LabelsPage, qtbot: QtBot
) -> None:
    click(qtbot, page, "labels.large")
    ladder = page._ladder
    assert ladder.isVisible()
    assert ladder.rect() == page.rect()
    assert ladder._figures.text() == "2 / 24"
    assert ladder._figures.font().pixelSize() >= 96
    page.take(ADDED)
    assert ladder._last.text() == "GW-1 added"
    QTest.keyClick(ladder, Qt.Key.Key_Escape)
    assert not ladder.isVisible()


def test_a_scan_flashes_and_is_gone_by_itself(page: LabelsPage, qtbot: QtBot) -> None:
    page.take(ADDED)
    assert page._flash.isVisible()
    assert page._flash.tone is Tone.ADDED
    qtbot.waitUntil(lambda: not page._flash.isVisible())
    page.take(replace(ADDED, outcome=Outcome.FOREIGN, other="SolarEdge"))
    assert page._flash.tone is Tone.WRONG


def test_what_is_typed_does_not_flash_and_nothing_does_where_motion_is_not_wanted(
    page: LabelsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.take(replace(ADDED, way=Way.TYPED))
    assert not page._flash.isVisible()
    monkeypatch.setattr(motion, "reduced", lambda: True)
    page.take(ADDED)
    assert not page._flash.isVisible()


def test_tones_are_played_until_they_are_switched_off(
    page: LabelsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[Tone] = []
    monkeypatch.setattr(page._loud, "play", played.append)
    page.take(ADDED)
    page.take(replace(ADDED, outcome=Outcome.DUPLICATE))
    click(qtbot, page, "labels.sound")
    assert page.bridge.calls[-1] == ("sounds.switch", (False,))
    page.take(SoundsShown(False))
    page.take(ADDED)
    assert played == [Tone.ADDED, Tone.KNOWN]
