"""The use chips: one for each thing in use now, one click to stop it, on every width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from walkdown.consent.purpose import Permission
from walkdown.ui import theme, tokens
from walkdown.ui.chips import Use, UseChip
from walkdown.ui.consent_words import ICONS, in_use_words
from walkdown.ui.text import Text
from walkdown.ui.topbar import TopBar

LOOKS = {"light": tokens.LIGHT, "dark": tokens.DARK, "sunlight": tokens.SUNLIGHT}


def uses(*permissions: Permission) -> list[Use]:
    return [Use(str(n), ICONS[p], in_use_words(p)) for n, p in enumerate(permissions, 1)]


@pytest.fixture
def bar(app: QApplication, qtbot: QtBot) -> TopBar:
    """The bar of a window, with a site open."""
    window, made = QWidget(), TopBar()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(made)
    layout.addStretch(1)
    made.set_crumb("14 Harbour Lane, Kingsbridge, second row of houses")
    window.resize(1280, 800)
    window.show()
    return made


def chips(bar: TopBar) -> list[UseChip]:
    return [chip for chip in bar.findChildren(UseChip) if chip.isVisible()]


def names(bar: TopBar) -> list[str]:
    return [chip.accessibleName() for chip in chips(bar)]


@pytest.mark.parametrize("permission", list(Permission))
def test_each_thing_in_use_has_a_chip_and_one_click_stops_it(
    bar: TopBar, permission: Permission
) -> None:
    stopped = []
    bar.stop_use.connect(stopped.append)
    bar.set_uses(uses(permission))
    assert names(bar) == [in_use_words(permission)]
    (chip,) = chips(bar)
    QTest.mouseClick(chip.button, Qt.MouseButton.LeftButton)
    assert stopped == ["1"]
    assert chip.button.accessibleName() == f"Stop: {in_use_words(permission)}"


def test_two_stand_side_by_side_newest_left(bar: TopBar) -> None:
    bar.set_uses(uses(Permission.BLUETOOTH, Permission.CAMERA))
    assert names(bar) == ["Bluetooth in use", "Camera in use"]
    left, right = chips(bar)
    assert left.x() < right.x()


def test_a_third_folds_them_into_one_that_stops_all(bar: TopBar) -> None:
    stopped = []
    bar.stop_all_uses.connect(lambda: stopped.append("all"))
    bar.set_uses(uses(Permission.BLUETOOTH, Permission.CAMERA, Permission.NEARBY))
    assert names(bar) == ["3 in use"]
    QTest.mouseClick(chips(bar)[0].button, Qt.MouseButton.LeftButton)
    assert stopped == ["all"]


def test_nothing_in_use_leaves_no_chip(bar: TopBar) -> None:
    bar.set_uses(uses(Permission.CAMERA))
    bar.set_uses([])
    assert not chips(bar)


def test_a_chip_is_reached_and_pressed_by_keys(bar: TopBar) -> None:
    stopped = []
    bar.stop_use.connect(stopped.append)
    bar.set_uses(uses(Permission.CAMERA))
    button = chips(bar)[0].button
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert stopped == ["1"]


@pytest.mark.parametrize("width", [1024, 1280])
@pytest.mark.parametrize("look", list(LOOKS))
def test_chips_are_whole_in_every_look_and_width(
    bar: TopBar, app: QApplication, look: str, width: int
) -> None:
    theme.use(app, LOOKS[look])
    bar.window().resize(width, 700)
    longest = sorted(Permission, key=lambda p: len(in_use_words(p)))[::-1]
    for count in (1, 2, 3):
        bar.set_uses(uses(*longest[:count]))
        QApplication.processEvents()
        shown = chips(bar)
        assert shown
        for chip in shown:
            place = QRect(chip.mapTo(bar, QPoint(0, 0)), chip.size())
            assert bar.rect().contains(place), (look, width, count)
            cut = [t for t in chip.findChildren(Text) if t.width() < t.sizeHint().width()]
            assert not cut
            assert chip.button.width() >= chip.button.sizeHint().width()
