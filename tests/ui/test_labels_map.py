"""The map on Labels: drawn with a few words, filled as one walks, changed by mouse and by keys alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.sample_site import NOW, job
from walkdown.core.device import Device, Kind, Way
from walkdown.core.job import HandedOver, Job
from walkdown.core.layout import Face, Spot, walk
from walkdown.ui.kit import Button
from walkdown.ui.pages.labels_map import MapPane
from walkdown.ui.pages.labels_map_view import MapView

SOUTH = Face("South roof", 2, 3)
FIRST, SECOND = "122044170087", "122044170093"


@pytest.fixture
def pane(app: QApplication, qtbot: QtBot) -> MapPane:
    made = MapPane()
    qtbot.addWidget(made)
    made.resize(420, 420)
    made.show()
    return made


def micro(serial: str, spot: Spot | None) -> Device:
    return Device(serial, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, NOW, spot=spot)


def drawn(*devices: Device, faces: tuple[Face, ...] = (SOUTH,)) -> Job:
    return replace(job(*devices), faces=faces)


def button(pane: MapPane, name: str) -> Button:
    found = pane.findChild(Button, name)
    assert found is not None
    return found


def view(pane: MapPane) -> MapView:
    return pane._view


def told(signal: object) -> list[object]:
    heard: list[object] = []
    signal.connect(lambda *said: heard.append(said if len(said) > 1 else said[0]))  # type: ignore[attr-defined]
    return heard


def press(pane: MapPane, row: int, column: int) -> None:
    middle = view(pane)._cell(row, column).center().toPoint()
    QTest.mouseClick(view(pane), Qt.MouseButton.LeftButton, pos=QPoint(middle))


def test_a_face_is_drawn_from_a_name_and_two_numbers(pane: MapPane, qtbot: QtBot) -> None:
    pane.show_job(drawn(faces=()))
    faces = told(pane.drawn)
    qtbot.mouseClick(button(pane, "labels.map.new"), Qt.MouseButton.LeftButton)
    rows = pane.findChild(QLineEdit, "labels.map.rows")
    assert rows is not None
    assert rows.hasFocus()
    QTest.keyClicks(rows, "4")
    columns = pane.findChild(QLineEdit, "labels.map.columns")
    QTest.keyClicks(columns, "12")
    QTest.keyClick(columns, Qt.Key.Key_Return)
    assert faces == [(Face("South roof", 4, 12),)]


@pytest.mark.parametrize(("rows", "columns"), [("", "3"), ("0", "3"), ("3", "61"), ("99", "1")])
def test_a_face_that_cannot_be_is_not_drawn(
    pane: MapPane, qtbot: QtBot, rows: str, columns: str
) -> None:
    pane.show_job(drawn(faces=()))
    faces = told(pane.drawn)
    qtbot.mouseClick(button(pane, "labels.map.new"), Qt.MouseButton.LeftButton)
    for name, text in (("rows", rows), ("columns", columns)):
        line = pane.findChild(QLineEdit, f"labels.map.{name}")
        assert line is not None
        line.setText(text)
    qtbot.mouseClick(button(pane, "labels.map.draw"), Qt.MouseButton.LeftButton)
    assert not faces


def test_an_empty_cell_says_where_to_go_on(pane: MapPane) -> None:
    pane.show_job(drawn(micro(FIRST, Spot("South roof", 1, 1))))
    assert "row 1, column 2" in pane._words.text()
    starts = told(pane.start_at)
    press(pane, 2, 3)
    assert starts == [Spot("South roof", 2, 3)]
    assert "row 2, column 3" in pane._words.text()


def test_the_next_one_follows_the_walk(pane: MapPane) -> None:
    way = walk(SOUTH)
    pane.show_job(drawn(micro(FIRST, way[2])))
    pane.show_job(drawn(micro(FIRST, way[2]), micro(SECOND, way[3])))
    assert view(pane)._next == way[4]


def test_a_device_is_moved_by_mouse(pane: MapPane, qtbot: QtBot) -> None:
    pane.show_job(drawn(micro(FIRST, Spot("South roof", 1, 1))))
    moves = told(pane.placed)
    press(pane, 1, 1)
    qtbot.mouseClick(button(pane, "labels.map.move"), Qt.MouseButton.LeftButton)
    press(pane, 2, 2)
    assert moves == [(FIRST, Spot("South roof", 2, 2))]


def test_a_device_is_moved_and_taken_off_by_keys_alone(pane: MapPane, qtbot: QtBot) -> None:
    pane.show_job(drawn(micro(FIRST, Spot("South roof", 1, 1))))
    moves, keys = told(pane.placed), view(pane)
    keys.setFocus()
    QTest.keyClick(keys, Qt.Key.Key_Return)
    move = button(pane, "labels.map.move")
    move.setFocus()
    QTest.keyClick(move, Qt.Key.Key_Space)
    assert keys.hasFocus()
    QTest.keyClick(keys, Qt.Key.Key_Down)
    QTest.keyClick(keys, Qt.Key.Key_Return)
    assert moves == [(FIRST, Spot("South roof", 2, 1))]
    QTest.keyClick(keys, Qt.Key.Key_Up)
    QTest.keyClick(keys, Qt.Key.Key_Return)
    off = button(pane, "labels.map.off")
    off.setFocus()
    QTest.keyClick(off, Qt.Key.Key_Space)
    assert moves[-1] == (FIRST, None)


def test_escape_lets_a_chosen_device_be(pane: MapPane) -> None:
    pane.show_job(drawn(micro(FIRST, Spot("South roof", 1, 1))))
    press(pane, 1, 1)
    assert button(pane, "labels.map.move").isVisible()
    QTest.keyClick(view(pane), Qt.Key.Key_Escape)
    assert not button(pane, "labels.map.move").isVisible()


def test_the_cursor_stays_on_the_face_and_says_what_is_there(pane: MapPane) -> None:
    pane.show_job(drawn(micro(FIRST, Spot("South roof", 1, 1))))
    keys = view(pane)
    assert FIRST in keys.accessibleName()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(keys, key)
    assert keys.cursor_spot == Spot("South roof", 1, 1)
    for _ in range(5):
        QTest.keyClick(keys, Qt.Key.Key_Right)
    assert keys.cursor_spot == Spot("South roof", 1, 3)
    assert "empty" in keys.accessibleName()


def test_another_face_is_chosen_and_a_changed_one_keeps_its_place(
    pane: MapPane, qtbot: QtBot
) -> None:
    east = Face("East roof", 1, 2)
    pane.show_job(drawn(faces=(SOUTH, east)))
    pane._faces.setCurrentIndex(1)
    pane._faces.activated.emit(1)
    assert view(pane)._face == east
    faces = told(pane.drawn)
    qtbot.mouseClick(button(pane, "labels.map.change"), Qt.MouseButton.LeftButton)
    rows = pane.findChild(QLineEdit, "labels.map.rows")
    assert rows is not None
    assert rows.text() == "1"
    rows.setText("5")
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert faces == [(SOUTH, replace(east, rows=5))]


def test_the_largest_roof_is_painted_and_walked(pane: MapPane) -> None:
    large = Face("Hall", 60, 60)
    devices = [micro(f"{n:012}", spot) for n, spot in enumerate(walk(large)[:2000])]
    pane.show_job(drawn(*devices, faces=(large,)))
    assert not pane.grab().isNull()
    assert view(pane)._next == walk(large)[2000]


ONE, TWO, FREE = Spot("South roof", 1, 1), Spot("South roof", 1, 2), Spot("South roof", 2, 3)
BOTH = drawn(micro(FIRST, ONE), micro(SECOND, TWO))


def drag(pane: MapPane, start: Spot, end: Spot) -> None:
    middles = [view(pane)._cell(s.row, s.column).center().toPoint() for s in (start, end)]
    QTest.mousePress(view(pane), Qt.MouseButton.LeftButton, pos=middles[0])
    QTest.mouseMove(view(pane), middles[1])
    QTest.mouseRelease(view(pane), Qt.MouseButton.LeftButton, pos=middles[1])


def test_a_device_is_dragged_to_a_free_place(pane: MapPane) -> None:
    pane.show_job(BOTH)
    moves, swaps = told(pane.placed), told(pane.swapped)
    drag(pane, ONE, FREE)
    assert (moves, swaps) == ([(FIRST, FREE)], [])


def test_dragged_onto_another_the_two_change_places(pane: MapPane) -> None:
    pane.show_job(BOTH)
    moves, swaps = told(pane.placed), told(pane.swapped)
    drag(pane, ONE, TWO)
    assert (moves, swaps) == ([], [(FIRST, SECOND)])


def test_let_go_where_it_was_or_beside_the_face_nothing_moves(pane: MapPane) -> None:
    pane.show_job(BOTH)
    moves, swaps = told(pane.placed), told(pane.swapped)
    drag(pane, ONE, ONE)
    drag(pane, ONE, Spot("South roof", 40, 40))
    drag(pane, FREE, ONE)
    assert (moves, swaps) == ([], [])


def test_space_lifts_a_device_and_delete_takes_it_off(pane: MapPane) -> None:
    pane.show_job(BOTH)
    moves, swaps, keys = told(pane.placed), told(pane.swapped), view(pane)
    QTest.keyClick(keys, Qt.Key.Key_Space)
    assert "Press its new cell." in pane._words.text()
    QTest.keyClick(keys, Qt.Key.Key_Right)
    QTest.keyClick(keys, Qt.Key.Key_Space)
    assert swaps == [(FIRST, SECOND)]
    QTest.keyClick(keys, Qt.Key.Key_Delete)
    assert moves == [(SECOND, None)]
    QTest.keyClick(keys, Qt.Key.Key_Down)
    QTest.keyClick(keys, Qt.Key.Key_Delete)
    assert len(moves) == 1


def test_nothing_is_dragged_on_a_site_that_was_handed_over(pane: MapPane) -> None:
    pane.show_job(replace(BOTH, handed_over=HandedOver("Ada", NOW, "pack")))
    moves, swaps = told(pane.placed), told(pane.swapped)
    drag(pane, ONE, FREE)
    assert (moves, swaps) == ([], [])
