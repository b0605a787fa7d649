"""A hand scanner works wherever the cursor is; it presses no button and eats nobody's typing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import GATEWAY, NOW, device, job
from walkdown.app.messages import JobShown
from walkdown.consent.gate import Question
from walkdown.consent.purpose import Purpose
from walkdown.consent.registry import parse_registry
from walkdown.core.device import Way
from walkdown.core.job import HandedOver
from walkdown.storage.places import resources_dir
from walkdown.ui.consent_prompt import ConsentPrompt
from walkdown.ui.kit import Button, Line
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.labels_scanner import ScannerLine
from walkdown.ui.pages.labels_wedge_keys import HOLD_MS

CODE = "608801507731"
FAST, PERSON = 8, 60
"""Milliseconds from key to key."""


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
def consent_question() -> Question:
    registry = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"), "en")
    return Question(7, registry.prompt_text(Purpose.SCAN_QR), "Camera, in Labels", changed=False)


@pytest.fixture
def clock() -> Iterator[int]:
    return count(1_000_000, 5_000)


def keys(clock: Iterator[int], text: str, gap: int, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Presses and releases as the system gives them, with its times, to whoever has the focus."""
    at = next(clock)
    for sign in text:
        at += gap
        if sign == "\x1d":
            _key(Qt.Key.Key_BracketRight, sign, at, Qt.KeyboardModifier.ControlModifier)
        else:
            _key(Qt.Key(ord(sign.upper())), sign, at)
    if end is not None:
        _key(end, "\r", at + gap)


def _key(
    key: Qt.Key,
    text: str,
    at: int,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        target = QApplication.focusWidget() or QApplication.activeWindow()
        assert target is not None
        event = QKeyEvent(kind, key, held, text)
        event.setTimestamp(at)
        QApplication.sendEvent(target, event)


def taken(page: LabelsPage) -> list[tuple[str, Way]]:
    """What was asked of the engine."""
    calls = page.bridge.calls  # type: ignore[attr-defined]
    return [args[:2] for name, args in calls if name == "labels.take"]


def find(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def line(page: LabelsPage, name: str = "labels.type.serial") -> Line:
    page._ways.type_one()
    found = page.findChild(Line, name)
    assert found is not None
    found.setFocus()
    return found


# --- wherever the cursor is


@pytest.mark.parametrize("name", ["labels.continue", "labels.type", "labels.sound"])
def test_a_scan_is_taken_and_the_button_with_the_focus_is_not_pressed(
    page: LabelsPage, clock: Iterator[int], name: str
) -> None:
    button = find(page, name)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))  # type: ignore[attr-defined]
    button.setFocus()
    keys(clock, "1220 4417 0093", FAST)
    assert taken(page) == [("1220 4417 0093", Way.SCANNER)]
    assert not pressed


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_enter_and_tab_both_end_a_scan(page: LabelsPage, clock: Iterator[int], end: Qt.Key) -> None:
    find(page, "labels.continue").setFocus()
    keys(clock, CODE, FAST, end)
    assert taken(page) == [(CODE, Way.SCANNER)]
    assert find(page, "labels.continue").hasFocus()


def test_signs_between_fields_and_the_kind_of_symbol_come_through(
    page: LabelsPage, clock: Iterator[int]
) -> None:
    find(page, "labels.continue").setFocus()
    keys(clock, "]d2010950600013435221A1B2C3\x1d240MI-800", FAST)
    assert taken(page) == [("]d2010950600013435221A1B2C3\x1d240MI-800", Way.SCANNER)]


def test_two_scans_in_a_row_are_two(page: LabelsPage, clock: Iterator[int]) -> None:
    find(page, "labels.continue").setFocus()
    keys(clock, CODE, FAST)
    keys(clock, "122044170093", FAST)
    assert [text for text, _ in taken(page)] == [CODE, "122044170093"]


# --- never at the cost of a person's typing


def test_a_half_typed_serial_stays_as_it_was(page: LabelsPage, clock: Iterator[int]) -> None:
    serial = line(page)
    keys(clock, "1220 44", PERSON, None)
    keys(clock, CODE, FAST)
    assert serial.text() == "1220 44"
    assert taken(page) == [(CODE, Way.SCANNER)]
    keys(clock, "17", PERSON, None)
    assert serial.text() == "1220 4417"


def test_marked_text_that_a_scan_replaced_comes_back(
    page: LabelsPage, clock: Iterator[int]
) -> None:
    serial = line(page)
    keys(clock, "1220 4417", PERSON, None)
    serial.setSelection(0, 4)
    keys(clock, CODE, FAST)
    assert (serial.text(), serial.selectedText()) == ("1220 4417", "1220")


def test_the_draft_is_what_the_person_typed(page: LabelsPage, clock: Iterator[int]) -> None:
    line(page)
    keys(clock, "1220 44", PERSON, None)
    keys(clock, CODE, FAST)
    drafts = page.bridge.drafts  # type: ignore[attr-defined]
    assert drafts[-1][1] == "1220 44"


def test_a_text_of_many_lines_stays_as_it_was(page: LabelsPage, clock: Iterator[int]) -> None:
    page._ways.choose(3)
    text = page.findChild(QPlainTextEdit, "labels.paste.text")
    assert text is not None
    text.setFocus()
    keys(clock, "122044170093", PERSON)
    keys(clock, CODE, FAST)
    assert text.toPlainText() == "122044170093\n"
    assert taken(page) == [(CODE, Way.SCANNER)]


def test_a_persons_serial_and_enter_arrive_as_typed(page: LabelsPage, clock: Iterator[int]) -> None:
    serial = line(page)
    entered: list[bool] = []
    serial.returnPressed.connect(lambda: entered.append(True))
    keys(clock, "6088 0150 7731", 40)
    assert serial.text() == "6088 0150 7731"
    assert entered
    assert (CODE, Way.SCANNER) not in taken(page)


def test_single_keys_of_a_person_still_press_buttons(
    page: LabelsPage, clock: Iterator[int], qtbot: QtBot
) -> None:
    button = page.findChild(Button, "labels.type")
    assert button is not None
    button.setFocus()
    keys(clock, " ", PERSON, None)
    qtbot.waitUntil(lambda: find(page, "labels.type.serial").isVisible())


def test_digits_of_a_person_still_choose_the_way_in(
    page: LabelsPage, clock: Iterator[int], qtbot: QtBot
) -> None:
    find(page, f"labels.row.{GATEWAY}").setFocus()
    keys(clock, "4", PERSON, None)
    qtbot.waitUntil(lambda: page._ways.way is Way.PASTED)


def test_keys_that_were_kept_back_come_in_their_order(
    page: LabelsPage, clock: Iterator[int], qtbot: QtBot
) -> None:
    """Two digits that fingers rolled over are a person's: the last one counts."""
    find(page, f"labels.row.{GATEWAY}").setFocus()
    keys(clock, "42", 20, None)
    qtbot.waitUntil(lambda: page._ways.way is Way.PHOTO)


def test_what_is_kept_back_is_let_go_soon(page: LabelsPage) -> None:
    assert page._keys._wait.interval() == HOLD_MS <= 60


# --- where it may not be heard


def test_a_trigger_pulled_over_a_question_answers_nothing(
    page: LabelsPage, clock: Iterator[int], qtbot: QtBot, consent_question: Question
) -> None:
    prompt = ConsentPrompt(page.bridge, consent_question, page, arm_ms=1)
    prompt.show()
    qtbot.waitUntil(lambda: bool(prompt.property("armed")))
    for name in ("consent.scope.once", "consent.use", "consent.refuse"):
        part = prompt.findChild(QWidget, name)
        if part is not None:
            part.setFocus()
            keys(clock, f" {CODE} ", FAST)
    assert taken(page) == []
    assert [n for n, _ in page.bridge.calls if n == "answer"] == []  # type: ignore[attr-defined]


def test_a_trigger_pulled_over_a_dialog_reaches_neither_it_nor_the_list(
    page: LabelsPage, clock: Iterator[int], qtbot: QtBot
) -> None:
    dialog = QDialog(page)
    button = Button("Erase")
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.setParent(dialog)
    dialog.open()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    keys(clock, CODE, FAST)
    assert (taken(page), pressed) == ([], [])


def test_another_page_hears_no_scanner(
    page: LabelsPage, clock: Iterator[int], qtbot: QtBot
) -> None:
    page.hide()
    other = Line("", "x", name="x", most=64)
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    keys(clock, CODE, FAST)
    assert (taken(page), other.text()) == ([], CODE)


def test_a_site_that_was_handed_over_takes_no_scan(page: LabelsPage, clock: Iterator[int]) -> None:
    over = HandedOver("A. Quist", NOW, "pack")
    page.take(JobShown(replace(job(device(0)), handed_over=over), NOW))
    page.setFocus()
    keys(clock, CODE, FAST)
    assert taken(page) == []


# --- the line for slow ones


def test_a_scanner_of_any_speed_may_type_into_its_line(
    page: LabelsPage, clock: Iterator[int]
) -> None:
    page._ways.choose(2)
    slow = page.findChild(ScannerLine)
    assert slow is not None
    slow.setFocus()
    keys(clock, "]d221A1B2C3\x1d240MI", 120)
    assert taken(page) == [("]d221A1B2C3\x1d240MI", Way.SCANNER)]
    keys(clock, CODE, FAST)
    assert taken(page)[-1] == (CODE, Way.SCANNER)
    assert slow.text() == ""
