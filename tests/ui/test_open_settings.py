"""Where the computer's system stands in the way, its own page is one press away, and other ways are there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from walkdown.app.messages import Eye, EyeShown, Told
from walkdown.consent.purpose import Permission
from walkdown.core.job import Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.page import StagePage
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.nearby import NearbyPage


def shown(qtbot: QtBot, page: StagePage) -> StagePage:
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


def press(qtbot: QtBot, page: StagePage, name: str) -> None:
    button = page.findChild(QWidget, name)
    assert button is not None
    assert button.isVisibleTo(page)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_camera_that_the_system_blocks_leads_to_its_settings(qtbot: QtBot) -> None:
    bridge = FakeBridge()
    page = shown(qtbot, LabelsPage(bridge))  # type: ignore[arg-type]
    page.take(EyeShown(Eye.OFF, trouble=Trouble(Code.CAMERA_BLOCKED, detail="camera")))
    press(qtbot, page, "labels.camera.settings")
    assert bridge.calls[-1] == ("apps.settings", (Permission.CAMERA,))
    assert page.findChild(QWidget, "labels.camera").isVisibleTo(page)


def test_bluetooth_that_the_system_blocks_leads_to_its_settings(qtbot: QtBot) -> None:
    bridge = FakeBridge()
    page = shown(qtbot, NearbyPage(bridge))  # type: ignore[arg-type]
    page.take(Told(Trouble(Code.BLUETOOTH_BLOCKED, detail="bluetooth"), Stage.NEARBY))
    press(qtbot, page, "nearby.settings")
    assert bridge.calls[-1] == ("apps.settings", (Permission.BLUETOOTH,))


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(Code.CAMERA_BUSY),
        Trouble(Code.SYSTEM_RESTRICTS, detail="camera"),
        Trouble(Code.CAMERA_BLOCKED, detail="no permission of ours"),
    ],
)
def test_nothing_leads_to_settings_that_cannot_help(qtbot: QtBot, trouble: Trouble) -> None:
    page = shown(qtbot, LabelsPage(FakeBridge()))  # type: ignore[arg-type]
    page.take(EyeShown(Eye.OFF, trouble=trouble))
    assert not page.findChild(QWidget, "labels.camera.settings").isVisibleTo(page)
