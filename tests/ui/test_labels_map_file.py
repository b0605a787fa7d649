"""The map as a file: picked in a dialog, asked about before it changes anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import JobShown, MapPlanned, MapSaved
from walkdown.core.job import HandedOver, Job
from walkdown.core.layout import Face, Spot
from walkdown.core.layout_csv import MapPlan, Wrong
from walkdown.ui.kit import Text
from walkdown.ui.pages.labels import LabelsPage

SPOT = Spot("South", 1, 1)
SITE = replace(job(*map(device, range(3))), faces=(Face("South", 2, 3),))
PLACED = replace(SITE, devices=(replace(SITE.devices[0], spot=SPOT), *SITE.devices[1:]))
SERIAL = SITE.devices[1].serial
GROWN = (*SITE.faces, Face("North", 4, 4))


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> LabelsPage:
    made = LabelsPage(FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1024, 700)
    made.show()
    made.entered()
    return made


def show(page: LabelsPage, site: Job) -> LabelsPage:
    page.take(JobShown(site, NOW))
    (tab,) = parts(page, "labels.tab.map")
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    return page


def parts(page: QWidget, name: str) -> list[QWidget]:
    return [w for w in page.findChildren(QWidget, name) if w.isVisible()]


def press(page: QWidget, name: str) -> None:
    (part,) = parts(page, name)
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)


def pick(page: QWidget, name: str, path: str) -> None:
    picker = page.findChild(QFileDialog, name)
    assert isinstance(picker, QFileDialog)
    picker.fileSelected.emit(path)
    picker.close()


def words(page: QWidget) -> str:
    return "\n".join(t.text() for t in page.findChildren(Text) if t.isVisible())


def test_a_map_is_saved_into_the_file_that_was_named(page: LabelsPage) -> None:
    show(page, PLACED)
    press(page, "labels.map.save")
    pick(page, "labels.map.new_file", "/stick/map.csv")
    assert ("layout_file.save", ("/stick/map.csv",)) in page.bridge.calls
    page.take(MapSaved("map.csv"))
    assert "Written: map.csv" in words(page)


def test_there_is_nothing_to_save_on_an_empty_map_nor_to_read_after_the_hand_over(
    page: LabelsPage,
) -> None:
    show(page, SITE)
    assert not parts(page, "labels.map.save")
    assert parts(page, "labels.map.read")
    show(page, replace(PLACED, handed_over=HandedOver("Ada", NOW, "pack")))
    assert parts(page, "labels.map.save")
    assert not parts(page, "labels.map.read")


def test_what_a_table_would_change_is_asked_first(page: LabelsPage) -> None:
    show(page, PLACED)
    press(page, "labels.map.read")
    pick(page, "labels.map.file", "/stick/map.csv")
    assert ("layout_file.read", ("/stick/map.csv",)) in page.bridge.calls
    wrong = tuple(Wrong(n, "This serial is not on the list.") for n in range(2, 12))
    page.take(
        MapPlanned(
            MapPlan(GROWN, ((SERIAL, Spot("South", 1, 2)),), 1, (SITE.devices[0].serial,), wrong)
        )
    )
    (sheet,) = parts(page, "labels.map.plan")
    said = words(sheet)
    assert "1 device finds its place?" in said
    assert "Left out, 10 lines. Line 2: This serial is not on the list." in said
    assert "And 4 more." in said
    assert "Lose their place to another." in said
    assert "North, 4 × 4" in said
    assert "South" not in said.split("Drawn, or drawn larger.")[1].split("\n")[0]
    press(page, "labels.map.plan.yes")
    assert page.bridge.calls[-1] == ("layout_file.take", ())


def test_esc_leaves_the_map_as_it_is(page: LabelsPage) -> None:
    show(page, PLACED)
    page.take(MapPlanned(MapPlan(SITE.faces, ((SERIAL, Spot("South", 1, 2)),))))
    (sheet,) = parts(page, "labels.map.plan")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert page.bridge.calls[-1] == ("layout_file.leave", ())


def test_a_table_that_changes_nothing_offers_nothing(page: LabelsPage) -> None:
    show(page, PLACED)
    page.take(MapPlanned(MapPlan(SITE.faces, wrong=(Wrong(1, "No column serial."),))))
    (yes,) = parts(page, "labels.map.plan.yes")
    assert not yes.isEnabled()
    assert "No device finds another place" in words(page)
