"""What a device measured is shown with unit and age, and what is older than ten minutes is marked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.sample_site import NOW
from walkdown.core.device import Reading
from walkdown.ui import moment
from walkdown.ui.kit import StateGlyph
from walkdown.ui.pages.verify_values import ValueLines, age_words, value_words

MODBUS = (
    Reading("Power", "-840.0", "W", NOW, "Modbus"),
    Reading("Charge", "71.0", "%", NOW, "Modbus"),
)
EARLIER = (Reading("Power", "-812", "W", NOW - timedelta(minutes=11)),)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a minute after the values were read."""
    monkeypatch.setattr(moment, "now", lambda: NOW + timedelta(seconds=30))


def shown(app: QApplication, qtbot: QtBot, *readings: Reading) -> ValueLines:
    made = ValueLines(readings)
    qtbot.addWidget(made)
    made.tick()
    made.show()
    return made


def words(lines: QWidget) -> list[str]:
    found = (w for w in lines.findChildren(QWidget) if hasattr(w, "text") and w.isVisible())
    return [w.text().replace("\u00a0", " ") for w in found]


def marks(lines: QWidget) -> list[StateGlyph]:
    return [mark for mark in lines.findChildren(StateGlyph) if mark.isVisible()]


def test_values_stand_with_unit_way_and_age(app: QApplication, qtbot: QtBot) -> None:
    lines = shown(app, qtbot, *MODBUS)
    (said,) = words(lines)
    assert "Power −840.0 W" in said
    assert "Modbus, just now" in said
    assert marks(lines) == []


def test_what_is_over_ten_minutes_old_is_marked(app: QApplication, qtbot: QtBot) -> None:
    lines = shown(app, qtbot, *EARLIER, *MODBUS)
    fresh, old = words(lines)
    assert "just now" in fresh
    assert "11 min old" in old
    assert len(marks(lines)) == 1


def test_a_value_grows_old_while_one_looks(
    app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = shown(app, qtbot, *MODBUS)
    monkeypatch.setattr(moment, "now", lambda: NOW + timedelta(minutes=10, seconds=1))
    assert "old: Modbus, 10 min old" in lines.tick()
    assert len(marks(lines)) == 1


def test_nothing_measured_takes_no_room(app: QApplication, qtbot: QtBot) -> None:
    assert not ValueLines(()).isVisibleTo(QLabel())


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=3), "3 min old"),
        (timedelta(hours=1), "1 hour old"),
        (timedelta(days=2), "2 days old"),
    ],
)
def test_an_age_is_told_in_the_largest_unit(age: timedelta, said: str) -> None:
    assert age_words(NOW - age, NOW) == said
    assert age_words(None, NOW) == "nobody noted when"


def test_a_hostile_value_is_shown_harmless() -> None:
    said = value_words(Reading("Po\u202ewer<b>", "1\x1b[2J" * 40, "W" * 300))
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said) < 100
