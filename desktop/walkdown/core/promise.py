"""A promise: what is still red when the installer leaves, who puts it right, and until which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

MOST_WHAT: Final = 160
MOST_WHO: Final = 80
MOST_DAYS: Final = 366
# The day of a site is another than that of UTC by as much: one has passed where it has everywhere.
_BEHIND, _AHEAD = timedelta(hours=12), timedelta(hours=14)

# Not strftime: that speaks the laptop's language.
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


class CheckId(StrEnum):
    """The checks of the leave gate, worst ones to miss first."""

    COMPLETE = "complete"
    COMMISSIONED = "commissioned"
    REACHABLE = "reachable"
    SIGN = "sign"
    SIGNAL = "signal"
    FIRMWARE = "firmware"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the gate can stop at: a check, and the device it is about; "" for the whole site."""

    check: CheckId
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """For one item: what will be done, by whom, until which day (on site); written at `at` (UTC).

    `met_at` is when the item turned green, or stopped mattering. Red again, it needs another one.
    `other`: it was known then that another device answers in its place.
    """

    item: Item
    what: str
    who: str
    by: date
    at: datetime
    met_at: datetime | None = None
    other: bool = False


@dataclass(frozen=True, slots=True)
class FormerPromise:
    """The one promise of a whole job, as former site files have it; the day is any text."""

    what: str
    who: str
    by: str


def promised(item: Item, what: str, who: str, by: date, at: datetime) -> Promise:
    """A promise with its texts as they are kept: whole characters, no longer than their fields."""
    return Promise(item, _text(what, MOST_WHAT), _text(who, MOST_WHO), by, at)


def is_whole(promise: Promise) -> bool:
    """Whether it says all, within bounds: the day not in the past, nor over a year ahead."""
    latest = (promise.at + _AHEAD).date() + timedelta(days=MOST_DAYS)
    texts = (promise.what, MOST_WHAT), (promise.who, MOST_WHO)
    said = all(text.strip() and len(text) <= most for text, most in texts)
    return said and not is_past(promise.by, promise.at) and promise.by <= latest


def is_past(day: date, now: datetime) -> bool:
    """Whether the day has ended, wherever on Earth the site is."""
    return day < (now - _BEHIND).date()


def day_words(day: date) -> str:
    """E.g. "29 Nov 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_said(text: str) -> date | None:
    """The day of a text like that; None for any other text."""
    try:
        day, month, year = text.split()
        return date(int(year), _MONTHS.index(month) + 1, int(day))
    except (ValueError, OverflowError):
        return None


def _text(raw: str, most: int) -> str:
    return raw.encode("utf-8", "ignore").decode().strip()[:most].strip()
