"""The camera on Labels: its tools by click and key, the code that is meant, and words where it fails."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW
from tests.ui.test_labels import button, calls, click, listed, part, parts, tell
from walkdown.app.messages import (
    CamerasShown,
    CodesShown,
    Eye,
    EyeShown,
    FrameShown,
    JobShown,
    LabelTaken,
    Outcome,
)
from walkdown.core.camera import FULL_HD, HD, SIZES, CameraInfo, Offers
from walkdown.core.picture import CodeRead, Frame
from walkdown.ui import theme
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.labels_picture import Picture
from walkdown.ui.pages.owner import OwnerPage
from walkdown.ui.tokens import DARK, LIGHT, SUNLIGHT, Tokens

WEBCAM, OWN = CameraInfo("a", "HD Webcam C920"), CameraInfo("b", "Integrated Camera")
ALL = Offers(light=True, focus=True, sizes=SIZES)
BOTH = CamerasShown((WEBCAM, OWN), "a", ALL)
MIDDLE = ((70, 40), (90, 40), (90, 50), (70, 50))
CORNER = ((10, 60), (30, 60), (30, 80), (10, 80))


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> LabelsPage:
    """The page with its camera on, two cameras plugged in."""
    made = LabelsPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(952, 636)
    made.show()
    made.entered()
    tell(made, JobShown(listed(2), NOW))
    switch_on(made)
    return made


def switch_on(page: LabelsPage, shown: CamerasShown = BOTH) -> None:
    tell(page, EyeShown(Eye.ON))
    tell(page, shown)
    tell(page, FrameShown(Frame(160, 90, bytes(160 * 90 * 3))))


def codes(*places: tuple[tuple[int, int], ...]) -> CodesShown:
    return CodesShown(tuple(CodeRead("", b"", "QRCode", place) for place in places))


def picture(page: LabelsPage) -> Picture:
    found = part(page, "labels.picture")
    assert isinstance(found, Picture)
    return found


def at(page: LabelsPage, x: int, y: int) -> QPoint:
    """Where a pixel of the frame lies on the picture."""
    area = picture(page).rect()
    by = min(area.width() / 160, area.height() / 90)
    left, top = (area.width() - 160 * by) / 2, (area.height() - 90 * by) / 2
    return QPoint(round(left + x * by), round(top + y * by))


def menu(page: Any, stem: str = "labels") -> dict[str, QAction]:
    """The lines of the camera's menu, by their words; opened with the button."""
    QTest.mouseClick(part(page, f"{stem}.camera.choice"), Qt.MouseButton.LeftButton)
    found = page.findChildren(QMenu, f"{stem}.camera.menu")[-1]
    assert found.isVisible()
    lines = {line.text(): line for line in found.actions() if line.text()}
    found.close()
    return lines


# --- tools


def test_the_tools_are_there_while_the_camera_is_on(page: LabelsPage) -> None:
    for name in ("labels.light", "labels.zoom", "labels.camera.choice"):
        assert part(page, name)
    tell(page, EyeShown(Eye.OFF))
    assert not parts(page, "labels.light")
    assert "labels.type" in [w.objectName() for w in page.findChildren(QWidget) if w.isVisible()]


def test_another_way_in_has_no_tools_of_the_camera(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.way.photo")
    assert not parts(page, "labels.light")
    click(qtbot, page, "labels.way.camera")
    assert part(page, "labels.light")


def test_light_goes_on_and_off(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.light")
    tell(page, CamerasShown((WEBCAM,), "a", ALL, light=True))
    click(qtbot, page, "labels.light")
    assert calls(page) == [("labels.light", (True,)), ("labels.light", (False,))]
    assert button(page, "labels.light").accessibleName() == "Light: switch it off"


def test_a_camera_without_light_says_so_instead(page: LabelsPage, qtbot: QtBot) -> None:
    tell(page, CamerasShown((WEBCAM,), "a", Offers()))
    assert not button(page, "labels.light").isEnabled()
    assert button(page, "labels.light").accessibleName() == "Light: this camera has none"
    QTest.keyClick(picture(page), Qt.Key.Key_L)
    assert calls(page) == []


def test_zoom_goes_near_and_back(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.zoom")
    tell(page, CamerasShown((WEBCAM,), "a", ALL, zoom=2.0))
    assert button(page, "labels.zoom").words() == "Zoom 1×"
    click(qtbot, page, "labels.zoom")
    assert calls(page) == [("labels.zoom", (2.0,)), ("labels.zoom", (1.0,))]


@pytest.mark.parametrize(
    ("key", "zoom", "call"),
    [
        ("l", 1.0, ("labels.light", (True,))),
        ("+", 1.0, ("labels.zoom", (2.0,))),
        ("=", 2.0, ("labels.zoom", (4.0,))),
        ("+", 4.0, None),
        ("-", 4.0, ("labels.zoom", (2.0,))),
        ("-", 1.0, None),
        ("f", 1.0, ("labels.refocus", ())),
    ],
)
@pytest.mark.parametrize("where", ["labels.picture", "labels.row"])
def test_keys_work_from_the_picture_and_from_the_list(
    page: LabelsPage, key: str, zoom: float, call: object, where: str
) -> None:
    tell(page, CamerasShown((WEBCAM,), "a", ALL, zoom=zoom))
    shown = [w for w in page.findChildren(QWidget) if w.isVisible()]
    target = next(w for w in shown if w.objectName().startswith(where))
    target.setFocus()
    QTest.keyClicks(target, key)
    assert calls(page) == ([call] if call else [])


def test_keys_that_are_typed_elsewhere_stay_there(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.type")
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "l+-f")
    assert not [name for name, _ in calls(page) if name in ("labels.light", "labels.zoom")]


# --- which camera


def test_the_menu_names_the_cameras_and_sizes_and_marks_those_in_use(page: LabelsPage) -> None:
    lines = menu(page)
    sizes = [f"{w} × {h}" for w, h in SIZES]
    assert list(lines) == [WEBCAM.name, OWN.name, *sizes, "Focus again"]
    marked = [words for words, line in lines.items() if line.isChecked()]
    assert marked == [WEBCAM.name, sizes[0]]
    name = button(page, "labels.camera.choice").accessibleName()
    assert name == f"Choose the camera. Now: {WEBCAM.name}"


@pytest.mark.parametrize(
    ("words", "call"),
    [
        (OWN.name, ("labels.choose_camera", ("b",))),
        ("1920 × 1080", ("labels.choose_size", (FULL_HD,))),
        ("Focus again", ("labels.refocus", ())),
    ],
)
def test_a_line_of_the_menu_does_what_it_says(page: LabelsPage, words: str, call: object) -> None:
    menu(page)[words].trigger()
    assert calls(page) == [call]


def test_one_size_is_no_choice_and_a_fixed_focus_is_not_asked(page: LabelsPage) -> None:
    tell(page, CamerasShown((OWN,), "b", Offers(sizes=(HD,))))
    lines = menu(page)
    assert list(lines) == [OWN.name, "Focus again"]
    assert not lines["Focus again"].isEnabled()


def test_a_camera_that_is_plugged_in_is_in_the_menu_at_once(page: LabelsPage) -> None:
    tell(page, CamerasShown((WEBCAM,), "a", ALL))
    assert OWN.name not in menu(page)
    tell(page, BOTH)
    assert OWN.name in menu(page)


def test_a_camera_that_is_pulled_out_is_told_with_the_one_in_its_place(page: LabelsPage) -> None:
    tell(page, CamerasShown((OWN,), "b", Offers(), gone=WEBCAM.name))
    name = picture(page).accessibleName()
    assert f"{WEBCAM.name} does not answer. Using {OWN.name}." in name
    tell(page, CamerasShown((), "", Offers(), gone=WEBCAM.name))
    assert "Plug it in again." in picture(page).accessibleName()
    tell(page, BOTH)
    assert WEBCAM.name not in picture(page).accessibleName()


def test_a_name_with_markup_is_shown_as_it_is(page: LabelsPage) -> None:
    tell(page, CamerasShown((CameraInfo("x", "<b>&Cam</b>"),), "x", ALL))
    assert next(iter(menu(page))) == "<b>&&Cam</b>"


# --- codes


def test_a_click_on_an_outline_takes_that_code(page: LabelsPage, qtbot: QtBot) -> None:
    tell(page, codes(MIDDLE, CORNER))
    qtbot.mouseClick(picture(page), Qt.MouseButton.LeftButton, pos=at(page, 20, 70))
    assert calls(page) == [("labels.take_at", (20, 70))]


def test_a_click_beside_all_outlines_asks_for_the_focus(page: LabelsPage, qtbot: QtBot) -> None:
    tell(page, codes(CORNER))
    qtbot.mouseClick(picture(page), Qt.MouseButton.LeftButton, pos=at(page, 120, 20))
    assert calls(page) == [("labels.refocus", ())]
    tell(page, CamerasShown((WEBCAM,), "a", Offers()))
    qtbot.mouseClick(picture(page), Qt.MouseButton.LeftButton, pos=at(page, 120, 20))
    assert len(calls(page)) == 1


def test_arrows_and_enter_take_one_of_several_codes(page: LabelsPage) -> None:
    tell(page, codes(MIDDLE, CORNER))
    assert "2 codes found" in picture(page).accessibleName()
    picture(page).setFocus()
    QTest.keyClick(picture(page), Qt.Key.Key_Right)
    assert "Code 1 of 2" in picture(page).accessibleName()
    QTest.keyClick(picture(page), Qt.Key.Key_Right)
    QTest.keyClick(picture(page), Qt.Key.Key_Return)
    assert calls(page) == [("labels.take_at", (20, 70))]


def test_one_code_alone_leaves_the_arrows_alone(page: LabelsPage) -> None:
    tell(page, codes(MIDDLE))
    QTest.keyClick(picture(page), Qt.Key.Key_Left)
    QTest.keyClick(picture(page), Qt.Key.Key_Return)
    assert calls(page) == []


def test_the_code_that_is_aimed_at_has_the_heavier_outline(page: LabelsPage) -> None:
    def around(place: tuple[tuple[int, int], ...]) -> int:
        """How many pixels around a code have the colour of the heavy outline."""
        drawn = picture(page).grab().toImage()
        here, there = at(page, *place[0]), at(page, *place[2])
        grown = theme.dp(16)
        wanted = DARK.ok.ink.lower()
        return sum(
            drawn.pixelColor(x, y).name() == wanted
            for x in range(here.x() - grown, there.x() + grown)
            for y in range(here.y() - grown, there.y() + grown)
        )

    tell(page, codes(MIDDLE, CORNER))
    assert around(MIDDLE) > 0
    assert around(CORNER) == 0
    QTest.keyClick(picture(page), Qt.Key.Key_Left)
    assert around(CORNER) > 0


# --- hints


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (BOTH, ["Closer: fill the frame", "More light: press Light", "Type it instead"]),
        (
            CamerasShown((OWN,), "b", Offers()),
            ["this camera does not focus", "tilt it out of the glare", "Type it instead"],
        ),
        (
            CamerasShown((WEBCAM,), "a", ALL, light=True),
            ["Closer", "tilt it out of the glare", "Type it instead"],
        ),
    ],
)
def test_while_nothing_reads_the_hints_fit_the_camera(
    page: LabelsPage, shown: CamerasShown, words: list[str]
) -> None:
    tell(page, shown)
    for hint in words:
        picture(page).patience.timeout.emit()
        assert hint in picture(page).hint
        assert picture(page).hint in picture(page).accessibleName()
    tell(page, codes(MIDDLE))
    assert picture(page).hint == ""


# --- everything fits


GONE = CamerasShown(
    (OWN,), "b", Offers(), zoom=2.0, gone="A camera with a name of forty-one letters"
)


@pytest.mark.parametrize("look", [LIGHT, DARK, SUNLIGHT], ids=["light", "dark", "sunlight"])
@pytest.mark.parametrize("shown", [BOTH, GONE], ids=["both", "gone"])
def test_at_the_smallest_window_the_tools_have_the_room_they_need(
    app: QApplication, qtbot: QtBot, look: Tokens, shown: CamerasShown
) -> None:
    theme.use(app, look)
    made = LabelsPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(952, 636)
    made.show()
    tell(made, JobShown(listed(2), NOW))
    switch_on(made, shown)
    tell(made, codes(MIDDLE, CORNER))
    tell(made, LabelTaken(Outcome.ADDED, "608801507731", "MI-800"))
    picture(made).patience.timeout.emit()
    assert not picture(made).grab().isNull()
    right = 0
    for name in ("labels.light", "labels.zoom", "labels.camera.choice", "labels.type"):
        tool = part(made, name)
        assert tool.width() >= tool.sizeHint().width()
        left = tool.mapTo(made, QPoint()).x()
        assert left >= right
        right = left + tool.width()
    assert right <= picture(made).mapTo(made, QPoint(picture(made).width(), 0)).x() + 1


# --- the router's code


def test_the_owners_camera_has_the_same_tools(app: QApplication, qtbot: QtBot) -> None:
    made = OwnerPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(952, 636)
    made.show()
    made.entered()
    for message in (JobShown(listed(2), NOW), EyeShown(Eye.ON, for_router=True), BOTH):
        made.take(message)
    QApplication.processEvents()
    bridge = made.bridge
    assert isinstance(bridge, FakeBridge)
    bridge.calls.clear()
    light = next(w for w in made.findChildren(QWidget, "owner.light") if w.isVisible())
    qtbot.mouseClick(light, Qt.MouseButton.LeftButton)
    menu(made, "owner")[OWN.name].trigger()
    assert bridge.calls == [("labels.light", (True,)), ("labels.choose_camera", ("b",))]
    made.take(EyeShown(Eye.OFF, for_router=True))
    assert not light.isVisible()
