"""Help: every message with what to do and what not to do, found by its id; and every key is named."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from walkdown.app.messages import CheckedUp
from walkdown.core.check_up import Health, Line
from walkdown.core.trouble import Code
from walkdown.ui import theme, tokens
from walkdown.ui.kit import Key, Segmented, Text
from walkdown.ui.pages.help import HelpPage


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> HelpPage:
    made = HelpPage(FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1024, 636)
    made.show()
    made.entered()
    return made


def words(page: HelpPage) -> list[str]:
    return [text.text() for text in page.findChildren(Text)]


def field(page: HelpPage) -> QLineEdit:
    found = page.findChild(QLineEdit, "help.search")
    assert isinstance(found, QLineEdit)
    return found


def listed(page: HelpPage) -> list[str]:
    """The ids that can be seen, in their order."""
    rows = [w for w in page.findChildren(QWidget) if w.objectName().startswith("help.message.")]
    return [w.objectName().rpartition(".")[2] for w in rows if w.isVisible()]


def test_every_id_is_explained(page: HelpPage) -> None:
    said = words(page)
    for code in Code:
        title, happened, todo, never = said[said.index(str(code)) + 1 :][:4]
        assert title
        assert happened.startswith("What happened  ")
        assert todo.startswith("What to do  ")
        assert never.startswith("Do not ")
        assert not re.search(r"[{}]", title + happened + todo + never)
    assert sorted(listed(page)) == sorted(Code)
    assert f"{len(Code)} messages" in said


def test_an_id_heard_over_the_phone_is_typed_and_found(page: HelpPage) -> None:
    QTest.keyClicks(field(page), "wifi 3")
    assert listed(page) == ["WIFI-03"]
    assert "1 message" in words(page)
    field(page).clear()
    assert len(listed(page)) == len(Code)


def test_words_find_it_too_and_what_fits_nothing_is_said(page: HelpPage) -> None:
    QTest.keyClicks(field(page), "cabinet door")
    assert "WIFI-03" in listed(page)
    field(page).setText("nothing like this")
    assert listed(page) == []
    shown = [t.text() for t in page.findChildren(Text) if t.isVisible()]
    assert any(text.startswith("No message fits this") for text in shown)


def test_what_is_looked_up_stands_there_alone_until_help_is_entered_again(page: HelpPage) -> None:
    page.look_up("DEV-05")
    assert listed(page) == ["DEV-05"]
    assert field(page).selectedText() == "DEV-05"
    page.entered()
    assert len(listed(page)) == len(Code)


def test_a_message_can_be_heard_as_a_whole(page: HelpPage) -> None:
    row = page.findChild(QWidget, "help.message.WIFI-03")
    assert isinstance(row, QWidget)
    said = row.accessibleName()
    assert said.startswith("WIFI-03: The network is too weak at the device. ")
    assert "What" not in said
    assert said.endswith("it is lost with the next closed door.")


def test_the_keys_are_named_one_click_away(page: HelpPage, qtbot: QtBot) -> None:
    assert len(page.findChildren(Key)) >= 10
    assert "stop everything in use" in words(page)
    assert not any(key.isVisible() for key in page.findChildren(Key))
    choice = page.findChild(QWidget, "help.face")
    assert isinstance(choice, QWidget)
    second = choice.findChildren(QAbstractButton)[1]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert all(key.isVisible() for key in page.findChildren(Key))
    page.look_up("BT-01")
    assert listed(page) == ["BT-01"]


@pytest.mark.parametrize("look", [tokens.LIGHT, tokens.SUNLIGHT, tokens.scaled(tokens.LIGHT, 1.5)])
def test_it_fits_the_narrowest_window(
    app: QApplication, qtbot: QtBot, page: HelpPage, look: tokens.Tokens
) -> None:
    theme.use(app, look)
    qtbot.waitUntil(
        lambda: all(t.width() >= t.minimumSizeHint().width() for t in page.findChildren(Text))
    )
    assert page.minimumSizeHint().width() <= 1024


LINES = (
    Line("Keychain", Health.WELL, "The keys are there"),
    Line("Bluetooth", Health.BAD, "No adapter", "Plug one in."),
)


def test_this_computer_is_looked_at_when_it_is_turned_to_and_again_when_asked(
    page: HelpPage, qtbot: QtBot
) -> None:
    bridge = page.bridge
    choice = page.findChild(QWidget, "help.face")
    assert isinstance(choice, Segmented)
    choice.chosen.emit(2)
    assert bridge.names == ["check_up.look"]  # type: ignore[attr-defined]
    page.take(CheckedUp(()))
    assert "Looking at this computer" in words(page)
    again = page.findChild(QWidget, "help.computer.again")
    assert again is not None
    assert not again.isEnabled()
    page.take(CheckedUp(LINES))
    said = words(page)
    assert "Something stands in the way of a visit" in said
    assert {"No adapter", "Plug one in."} <= set(said)
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert bridge.names == ["check_up.look", "check_up.look"]  # type: ignore[attr-defined]


def test_what_was_found_is_copied_to_be_mailed(page: HelpPage, qtbot: QtBot) -> None:
    choice = page.findChild(QWidget, "help.face")
    assert isinstance(choice, Segmented)
    choice.chosen.emit(2)
    page.take(CheckedUp(LINES))
    copy = page.findChild(QWidget, "help.computer.copy")
    assert copy is not None
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "bad   Bluetooth: No adapter" in QApplication.clipboard().text()
