"""What a device measured, with units and age: one line for each time and way of reading, old ones marked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from walkdown.core.device import Reading, is_old
from walkdown.core.shown import shown
from walkdown.ui import moment
from walkdown.ui.kit import StateGlyph, Text, col, row, strong

MOST_VALUES = 8
MOST_LINES = 4
_MARK = 16
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Way = tuple[str, datetime | None]


def age_words(at: datetime | None, now: datetime) -> str:
    """How old what was read at `at` is."""
    if at is None:
        return "nobody noted when"
    age = now - at
    if age < _MINUTE:
        return "just now"
    for unit, word in ((_DAY, "day"), (_HOUR, "hour")):
        if age >= unit:
            count = age // unit
            return f"{count} {word}{'' if count == 1 else 's'} old"
    return f"{age // _MINUTE} min old"


class ValueLines(QWidget):
    """The values of one device, the newest first; `tick` tells their ages anew."""

    def __init__(self, readings: tuple[Reading, ...]) -> None:
        super().__init__()
        self._lines = [_ValueLine(group) for group in _groups(readings)[:MOST_LINES]]
        self.setLayout(col(*self._lines, gap=0))
        if not self._lines:
            self.hide()  # what is shown before it has a place is a window of its own

    def tick(self) -> str:
        """Each line's age as it is now; what all lines say, for the screen reader."""
        now = moment.now()
        return " ".join(line.tick(now) for line in self._lines)


class _ValueLine(QWidget):
    """Values read at one time in one way, and how old they are."""

    def __init__(self, readings: list[Reading]) -> None:
        super().__init__()
        self._first = readings[0]
        self._values = "   ".join(map(value_words, readings[:MOST_VALUES]))
        self._mark = StateGlyph("warn", _MARK)
        self._mark.hide()
        self._words = Text("", "caption", wrap=True)
        self.setLayout(row(self._mark, (self._words, 1), gap=4))

    def tick(self, now: datetime) -> str:
        old = is_old(self._first, now)
        by = f"{shown(self._first.by, 16)}, " if self._first.by else ""
        age = f"{by}{age_words(self._first.at, now)}"
        self._mark.setVisible(old)
        self._mark.show_state("warn", "Old")
        said = strong(age, "warn.word") if old else age
        self._words.say([strong(self._values), "   (", said, ")"])
        return f"{self._values}, {'old: ' if old else ''}{age}."


def value_words(reading: Reading) -> str:
    """A value with its name and unit, which stay on one line."""
    number = shown(reading.value, 16)
    value = f"−{number[1:]}" if number.startswith("-") else number
    said = f"{shown(reading.name, 24)} {value} {shown(reading.unit, 8)}".strip()
    return said.replace(" ", "\u00a0")


def _groups(readings: tuple[Reading, ...]) -> list[list[Reading]]:
    """By time and way, in the order in which they come; those of no known time last."""
    found: dict[Way, list[Reading]] = {}
    for reading in readings:
        found.setdefault((reading.by, reading.at), []).append(reading)
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found.values(), key=lambda group: group[0].at or oldest, reverse=True)
