"""Bad moments for the consent prompt: what was not meant as a yes is none, however it is pressed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.consent.badinputs import case
from tests.ui.fake_bridge import FakeBridge
from tests.ui.test_consent_prompt import NEVER_MS, REGISTRY, Asked, leave
from walkdown.app.messages import Asked as AskedMessage
from walkdown.consent.gate import Answer, AnswerKind, Question
from walkdown.consent.purpose import Purpose
from walkdown.ui import consent_prompt
from walkdown.ui.consent_prompt import ConsentPrompt
from walkdown.ui.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("app")
PRESS = QAccessibleActionInterface.pressAction()


def held(widget: QWidget, key: Qt.Key) -> None:
    """The key has been down since before; the keyboard repeats it."""
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(widget, event)


@case("double_click_allow")
def test_a_double_click_is_one_answer_and_nothing_below_gets_the_second_click(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    below = QPushButton("Delete", asked.window)
    pressed: list[bool] = []
    below.clicked.connect(lambda: pressed.append(True))
    asked.arm().click("scope.once")
    use = asked.part("use")
    below.setGeometry(asked.window.rect())
    below.show()
    asked.prompt.raise_()
    QTest.mouseClick(use, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(use, Qt.MouseButton.LeftButton)
    assert asked.kinds == [AnswerKind.USE]
    assert pressed == []


@case("enter_key_autorepeat")
def test_enter_held_since_the_feature_was_pressed_answers_nothing(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.once")
    for name in ("use", "refuse", "quiet", "scope.once"):
        asked.part(name).setFocus()
        for _ in range(30):
            held(asked.part(name), Qt.Key.Key_Return)
            held(asked.part(name), Qt.Key.Key_Enter)
    assert asked.answers == []


@case("prompt_hidden_behind")
def test_a_prompt_behind_another_window_is_not_answered_by_what_is_typed_there(
    qtbot: QtBot,
) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.once")
    other = leave(asked)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_U):
        QTest.keyClick(other, key)
        QTest.keyClick(asked.part("use"), key)
    QTest.keyClick(other, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    asked.click("use")
    assert asked.answers == []


@case("prompt_under_600ms")
def test_what_is_pressed_in_the_first_600_ms_is_not_an_answer(qtbot: QtBot) -> None:
    assert consent_prompt.ARM_MS == 600
    asked = Asked(qtbot, arm_ms=NEVER_MS)
    for name in ("scope.site", "use", "refuse", "quiet"):
        asked.click(name)
        asked.press(name, Qt.Key.Key_Return)
    QTest.keyClick(asked.part("use"), Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    assert asked.answers == []


@case("two_windows")
def test_a_second_window_of_ours_neither_answers_nor_is_covered(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    second = QWidget()
    qtbot.addWidget(second)
    field = QLineEdit(second)
    second.show()
    second.activateWindow()
    qtbot.waitUntil(second.isActiveWindow)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(field, "u\r ")
    assert not asked.armed
    assert asked.answers == []
    assert not field.visibleRegion().isEmpty()
    assert field.text().endswith("u ")


@case("esc")
def test_escape_is_no_yes_however_often_and_with_every_scope_chosen(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.site")
    for _ in range(5):
        asked.press("use", Qt.Key.Key_Escape)
    assert asked.kinds == [AnswerKind.NOT_ANSWERED]


@case("close_x")
def test_a_window_closed_over_a_prompt_has_said_nothing(qtbot: QtBot) -> None:
    bridge = FakeBridge()
    window = MainWindow(bridge)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    bridge.message.emit(AskedMessage(Question(7, REGISTRY.prompt_text(Purpose.SCAN_QR), "Camera")))
    (prompt,) = window.findChildren(ConsentPrompt)
    prompt.close()
    window.close()
    answers = [args[1] for name, args in bridge.calls if name == "answer"]
    assert all(isinstance(a, Answer) and a.kind is AnswerKind.NOT_ANSWERED for a in answers)


@case("screen_lock_while_open")
def test_a_screen_that_is_locked_for_a_minute_leaves_the_question_unanswered(qtbot: QtBot) -> None:
    assert consent_prompt.AWAY_MS == 60_000
    asked = Asked(qtbot, away_ms=20).arm()
    asked.click("scope.site")
    leave(asked)
    qtbot.waitUntil(lambda: bool(asked.answers))
    asked.window.activateWindow()
    asked.click("use")
    assert asked.kinds == [AnswerKind.NOT_ANSWERED]


@case("focus_steal")
def test_a_page_that_takes_the_focus_gives_it_back_and_gets_no_key(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    for _ in range(20):
        asked.behind.setFocus()
        focus = asked.window.focusWidget()
        assert focus is not None
        assert asked.prompt.isAncestorOf(focus)
        QTest.keyClick(focus, Qt.Key.Key_Return)
    assert asked.behind.text() == ""
    assert asked.answers == []


def pressed_aloud(asked: Asked, name: str) -> None:
    """As a screen reader presses it: no mouse, no key, and the button comes up by itself."""
    button = asked.part(name)
    assert isinstance(button, QPushButton)
    interface: QAccessibleInterface = QAccessible.queryAccessibleInterface(button)
    interface.actionInterface().doAction(PRESS)
    asked.qtbot.waitUntil(lambda: not button.isDown())


@case("screen_reader_default")
def test_a_screen_reader_finds_no_default_and_presses_nothing_too_early(qtbot: QtBot) -> None:
    early = Asked(qtbot, arm_ms=NEVER_MS)
    buttons = early.prompt.findChildren(QPushButton)
    assert not any(b.isDefault() or b.autoDefault() for b in buttons)
    for name in ("use", "refuse", "quiet"):
        pressed_aloud(early, name)
    assert early.answers == []
    asked = Asked(qtbot).arm()
    pressed_aloud(asked, "use")
    assert asked.answers == [], "no scope is chosen for anybody"
    pressed_aloud(asked, "refuse")
    assert asked.kinds == [AnswerKind.DONT_USE]
