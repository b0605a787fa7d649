"""Pictures of labels: picked, dropped or pasted, one or many, and what became of each code in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import JobShown, Outcome, PictureShown, Told
from walkdown.core.device import Way
from walkdown.core.job import Stage
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button, Select, Text
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.labels_marks import marks_for, paint_mark
from walkdown.ui.pages.labels_still import Still
from walkdown.ui.pages.labels_stills import MOST_PREVIEWS
from walkdown.ui.tokens import LIGHT, SUNLIGHT

FRAME = Frame(40, 30, bytes(40 * 30 * 3))
SQUARE = CodeRead("", b"", "QRCode", ((4, 4), (14, 4), (14, 14), (4, 14)))


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> LabelsPage:
    made = LabelsPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.entered()
    made.take(JobShown(job(device(0)), NOW))
    made.activateWindow()
    return made


@pytest.fixture
def clipboard(app: QApplication) -> Iterator[QMimeData]:
    data = QMimeData()
    yield data
    QGuiApplication.clipboard().clear()


def find(page: LabelsPage, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def calls(page: LabelsPage) -> list[tuple[str, tuple[object, ...]]]:
    return list(page.bridge.calls)  # type: ignore[attr-defined]


def said(page: LabelsPage) -> str:
    return " | ".join(t.text() for t in page.findChildren(Text) if t.isVisible())


def list_of(page: LabelsPage) -> Select:
    found = page.findChild(Select, "labels.photo.list")
    assert found is not None
    return found


def rows(page: LabelsPage) -> list[str]:
    return [list_of(page).itemText(at) for at in range(list_of(page).count())]


def shown(number: int = 1, of: int = 1, *outcomes: Outcome) -> PictureShown:
    codes = (SQUARE,) * len(outcomes)
    return PictureShown(f"IMG_{number:04}.jpg", number, of, FRAME, codes, outcomes)


def dropped(page: LabelsPage, data: QMimeData) -> bool:
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    drop.ignore()
    page._ways.dropEvent(drop)
    return drop.isAccepted()


def files(*names: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/pictures/{name}") for name in names])
    return data


def small_image() -> QImage:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    return image


# --- how they come in


def test_one_or_many_are_picked(page: LabelsPage, tmp_path: Path) -> None:
    page._ways.choose(1)
    QTest.mouseClick(find(page, "labels.photo"), Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog, "labels.photo.file")
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    for kind in ("jpg", "png", "webp", "heic"):
        assert f"*.{kind}" in dialog.nameFilters()[0]
    paths = [str(tmp_path / name) for name in ("a.jpg", "b.heic")]
    dialog.filesSelected.emit(paths)
    dialog.close()
    assert calls(page) == [("labels.read_pictures", (tuple(paths),))]
    assert not find(page, "labels.photo").isEnabled()


def test_several_are_dropped_anywhere_on_the_left(page: LabelsPage) -> None:
    assert dropped(page, files("a.jpg", "b.png"))
    assert calls(page) == [("labels.read_pictures", (("/pictures/a.jpg", "/pictures/b.png"),))]
    assert page._ways.way is Way.PHOTO


def test_a_picture_dragged_out_of_a_browser_is_read(page: LabelsPage) -> None:
    data = QMimeData()
    data.setImageData(small_image())
    assert dropped(page, data)
    [(name, (octets,))] = calls(page)
    assert name == "labels.read_pasted"
    assert isinstance(octets, bytes)
    assert QImage.fromData(octets).size() == small_image().size()


def test_an_address_of_the_web_is_not_fetched(page: LabelsPage) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.com/label.png")])
    assert not dropped(page, data)
    assert calls(page) == []


def test_a_dropped_list_is_a_list_and_no_picture(page: LabelsPage) -> None:
    assert dropped(page, files("serials.CSV"))
    assert calls(page) == [("labels.read_list", ("/pictures/serials.CSV",))]


def test_nothing_more_is_dropped_while_pictures_are_read(page: LabelsPage) -> None:
    assert dropped(page, files("a.jpg", "b.png"))
    assert not dropped(page, files("c.jpg"))
    assert len(calls(page)) == 1


def test_ctrl_v_reads_the_picture_in_the_clipboard(page: LabelsPage) -> None:
    QGuiApplication.clipboard().setImage(small_image())
    page._ways.camera.picture.setFocus()
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [name for name, _ in calls(page)] == ["labels.read_pasted"]


def test_ctrl_v_of_a_text_is_looked_at_before_anything_is_added(page: LabelsPage) -> None:
    QGuiApplication.clipboard().setText("122044170093\n122044170094")
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    text = page.findChild(QPlainTextEdit, "labels.paste.text")
    assert text is not None
    assert text.isVisible()
    assert text.toPlainText() == "122044170093\n122044170094"
    assert not [name for name, _ in calls(page) if name.startswith("labels.")]


def test_a_text_that_is_pasted_from_elsewhere_comes_below_what_is_there(page: LabelsPage) -> None:
    text = page.findChild(QPlainTextEdit, "labels.paste.text")
    assert text is not None
    text.setPlainText("122044170093")
    QGuiApplication.clipboard().setText("122044170094")
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert text.toPlainText() == "122044170093\n122044170094"


def test_pasting_a_picture_leaves_a_text_in_the_clipboard_alone(page: LabelsPage) -> None:
    QGuiApplication.clipboard().setText("122044170094")
    page._ways.choose(1)
    QTest.mouseClick(find(page, "labels.photo.paste"), Qt.MouseButton.LeftButton)
    text = page.findChild(QPlainTextEdit, "labels.paste.text")
    assert text is not None
    assert text.toPlainText() == ""
    assert "no picture in the clipboard" in said(page)


def test_a_picture_pasted_into_the_lists_text_is_read_as_a_picture(page: LabelsPage) -> None:
    QGuiApplication.clipboard().setImage(small_image())
    page._ways.choose(3)
    text = find(page, "labels.paste.text")
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [name for name, _ in calls(page)] == ["labels.read_pasted"]


def test_ctrl_v_in_a_line_stays_in_the_line(page: LabelsPage) -> None:
    QGuiApplication.clipboard().setText("1220")
    page._ways.type_one()
    serial = find(page, "labels.type.serial")
    serial.setFocus()
    QTest.keyClick(serial, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert serial.text() == "1220"  # type: ignore[attr-defined]
    assert page._ways.way is Way.CAMERA


def test_an_empty_clipboard_is_told(page: LabelsPage) -> None:
    QGuiApplication.clipboard().clear()
    page._ways.choose(1)
    QTest.mouseClick(find(page, "labels.photo.paste"), Qt.MouseButton.LeftButton)
    assert "no picture in the clipboard" in said(page)


# --- what came of them


def test_what_became_of_each_code_is_told_and_marked(page: LabelsPage) -> None:
    dropped(page, files("sheet.jpg"))
    page.take(shown(1, 1, *[Outcome.ADDED] * 58, Outcome.DUPLICATE, Outcome.DUPLICATE))
    assert "58 added, 2 scanned before" in said(page)
    still = page.findChild(Still)
    assert still is not None
    assert still.accessibleName() == "Picture IMG_0001.jpg. 58 added, 2 scanned before"
    assert find(page, "labels.photo").isEnabled()


def test_each_of_many_is_told_and_a_broken_one_stops_no_other(page: LabelsPage) -> None:
    dropped(page, files("1.jpg", "2.jpg", "3.jpg"))
    page.take(shown(1, 3, Outcome.ADDED))
    broken = Trouble(Code.PICTURE_UNREADABLE, detail="it is damaged")
    page.take(replace(shown(2, 3), frame=None, trouble=broken))
    assert "PIC" not in said(page)
    assert "it is damaged" in said(page)
    assert "2 of 3 done: 1 added, 1 not read" in said(page)
    assert not find(page, "labels.photo").isEnabled()
    page.take(shown(3, 3, Outcome.ADDED))
    assert "3 of 3 done: 2 added, 1 not read" in said(page)
    assert find(page, "labels.photo").isEnabled()


def test_arrow_keys_and_buttons_walk_through_the_pictures(page: LabelsPage) -> None:
    dropped(page, files("1.jpg", "2.jpg", "3.jpg"))
    for number in (1, 2, 3):
        page.take(shown(number, 3, Outcome.ADDED))
    assert list_of(page).currentText() == "3 of 3: IMG_0003.jpg: 1 added"
    still = page.findChild(Still)
    QTest.keyClick(still, Qt.Key.Key_Left)
    assert list_of(page).currentText() == "2 of 3: IMG_0002.jpg: 1 added"
    QTest.mouseClick(find(page, "labels.photo.back"), Qt.MouseButton.LeftButton)
    assert list_of(page).currentText() == "1 of 3: IMG_0001.jpg: 1 added"
    assert not find(page, "labels.photo.back").isEnabled()
    QTest.mouseClick(find(page, "labels.photo.on"), Qt.MouseButton.LeftButton)
    assert list_of(page).currentText() == "2 of 3: IMG_0002.jpg: 1 added"


def test_whoever_looks_at_one_goes_on_looking_at_it(page: LabelsPage) -> None:
    dropped(page, files("1.jpg", "2.jpg", "3.jpg"))
    page.take(shown(1, 3, Outcome.ADDED))
    page.take(shown(2, 3, Outcome.ADDED))
    QTest.keyClick(page.findChild(Still), Qt.Key.Key_Left)
    page.take(shown(3, 3, Outcome.ADDED))
    assert list_of(page).currentText() == "1 of 3: IMG_0001.jpg: 1 added"


def test_reading_many_is_stopped_after_the_one_at_hand(page: LabelsPage) -> None:
    dropped(page, files("1.jpg", "2.jpg", "3.jpg", "4.jpg"))
    page.take(shown(1, 4, Outcome.ADDED))
    QTest.mouseClick(find(page, "labels.photo.stop"), Qt.MouseButton.LeftButton)
    assert calls(page)[-1] == ("labels.stop_pictures", ())
    page.take(shown(2, 4, Outcome.ADDED))
    for number in (3, 4):
        assert not find(page, "labels.photo").isEnabled()
        page.take(replace(shown(number, 4), frame=None, trouble=Trouble(Code.STOPPED_BY_YOU)))
    assert "Stopped: 2 added, 2 not read" in said(page)
    assert [row.partition(": ")[2] for row in rows(page)[2:]] == [
        "IMG_0003.jpg: not read. Stopped by you.",
        "IMG_0004.jpg: not read. Stopped by you.",
    ]
    assert find(page, "labels.photo").isEnabled()
    assert not find(page, "labels.photo.stop").isVisible()


def test_a_picture_is_chosen_from_the_list_to_see_it_again(page: LabelsPage) -> None:
    dropped(page, files("1.jpg", "2.jpg", "3.jpg"))
    page.take(shown(1, 3, Outcome.ADDED, Outcome.FOREIGN))
    broken = Trouble(Code.PICTURE_UNREADABLE, detail="it is damaged")
    page.take(replace(shown(2, 3), frame=None, trouble=broken))
    page.take(shown(3, 3, Outcome.DUPLICATE))
    told = rows(page)
    assert told[0] == "1 of 3: IMG_0001.jpg: 1 added, 1 of another maker"
    assert told[1].startswith("2 of 3: IMG_0002.jpg: not read. ")
    assert "it is damaged" in told[1]
    chosen = list_of(page)
    assert chosen.isVisible()
    chosen.setFocus()
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    assert "it is damaged" in page.findChild(Still).accessibleName()
    QTest.keyClick(chosen, Qt.Key.Key_Up)
    assert "1 added, 1 of another maker" in said(page)


def test_one_picture_alone_has_a_name_and_no_list(page: LabelsPage) -> None:
    dropped(page, files("1.jpg"))
    page.take(shown(1, 1, Outcome.ADDED))
    assert "IMG_0001.jpg" in said(page)
    assert not list_of(page).isVisible()


def test_the_note_below_leaves_its_room_to_the_pictures_only(page: LabelsPage) -> None:
    note = "All ways end in the same list."
    dropped(page, files("1.jpg"))
    assert note in said(page)
    page.take(shown(1, 1, Outcome.ADDED))
    assert note not in said(page)
    page._ways.choose(0)
    assert note in said(page)
    page._ways.choose(1)
    assert note not in said(page)


def test_many_words_squeeze_no_picture(page: LabelsPage, qtbot: QtBot) -> None:
    page.resize(928, 556)
    dropped(page, files("1.jpg", "2.jpg"))
    page.take(shown(1, 2, *Outcome))
    page.take(shown(2, 2, *Outcome))
    still = page._ways.photo.stills.still
    qtbot.waitUntil(lambda: still.height() >= still.minimumSizeHint().height())


def test_a_sign_says_what_it_means(page: LabelsPage) -> None:
    dropped(page, files("1.jpg"))
    page.take(shown(1, 1, Outcome.DUPLICATE))
    still = page._ways.photo.stills.still
    by = still.height() / FRAME.height
    middle = QPointF(still.width() / 2 + (9 - FRAME.width / 2) * by, 9 * by)
    assert still.words_at(middle) == "1: scanned before"
    assert still.words_at(QPointF(still.width() - 2, still.height() - 2)) == ""


def square(x: float, y: float, side: float) -> list[QPointF]:
    return [QPointF(x, y), QPointF(x + side, y), QPointF(x + side, y + side), QPointF(x, y + side)]


def test_codes_are_numbered_where_there_is_room_and_only_marked_where_crowded(
    app: QApplication,
) -> None:
    assert not marks_for([square(0, 0, 60)]).numbered
    assert marks_for([square(0, 0, 60), square(100, 0, 60)]).numbered
    crowded = marks_for([square(x * 12, y * 12, 10) for x in range(8) for y in range(8)])
    assert not crowded.numbered
    assert crowded.side < 12


@pytest.mark.parametrize("room", [8, 20, 80])
def test_each_outcome_looks_different_in_the_sun_too(app: QApplication, room: int) -> None:
    theme.use(app, SUNLIGHT)
    outcomes = (Outcome.ADDED, Outcome.DUPLICATE, Outcome.FOREIGN)
    looks = {painted(outcome, room) for outcome in outcomes}
    theme.use(app, LIGHT)
    assert len(looks) == len(outcomes)


def painted(outcome: Outcome, room: int) -> bytes:
    """Its sign alone, where the next code is `room` px away."""
    image = QImage(100, 100, QImage.Format.Format_RGB888)
    image.fill(QColor("gray"))
    painter = QPainter(image)
    marks = marks_for([square(40, 40, 20), square(40 + room, 40, 20)])
    paint_mark(painter, square(40, 40, 20), outcome, marks, 1)
    painter.end()
    return bytes(image.constBits())


def test_only_so_many_previews_are_kept(page: LabelsPage) -> None:
    many = 3 * MOST_PREVIEWS
    dropped(page, files(*(f"{n}.jpg" for n in range(many))))
    for number in range(1, many + 1):
        page.take(shown(number, many, Outcome.ADDED))
    frames = [picture.frame for picture in page._ways.photo.stills.read]
    assert sum(frame is not None for frame in frames) == MOST_PREVIEWS


def test_a_no_to_the_question_leaves_the_way_open(page: LabelsPage) -> None:
    dropped(page, files("1.jpg"))
    page.take(Told(Trouble(Code.REFUSED), Stage.LABELS))
    assert find(page, "labels.photo").isEnabled()


def test_pictures_of_one_site_are_not_shown_at_another(page: LabelsPage) -> None:
    dropped(page, files("1.jpg"))
    page.take(shown(1, 1, Outcome.ADDED))
    page.take(JobShown(replace(job(device(0)), id="job-2"), NOW))
    page._ways.choose(1)
    assert "IMG_0001.jpg" not in said(page)
    assert page.findChild(Button, "labels.photo") is not None
