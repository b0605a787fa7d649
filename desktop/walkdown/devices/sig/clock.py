"""Current Time: bytes to the time a device has and back, and how far that is off (protocols.md 6)."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta
from typing import Final

from walkdown.devices.sig.numbers import BadValue, exactly

SLACK: Final = timedelta(seconds=60)
_TIME = struct.Struct("<HBBBBBBBB")
_LOCAL = struct.Struct("<bB")
_QUARTER: Final = timedelta(minutes=15)
_ZONES: Final = range(-48, 57)
_NO_ZONE: Final = -128
# Daylight saving in quarters of an hour; 255 is "unknown".
_SAVINGS: Final = (0, 2, 4, 8)
_YEARS: Final = range(1582, 10_000)
_EXTERNAL_REFERENCE: Final = 0x02


def current_time(raw: bytes) -> datetime | None:
    """What the clock on the device shows, in no zone; None where it has no date.

    Raises BadValue for other than 10 bytes and for a time that cannot be.
    """
    *moment, weekday, parts, _reason = _TIME.unpack(exactly(raw, _TIME.size))
    if weekday > 7:
        raise BadValue("no day of the week")
    if 0 in moment[:3]:
        return None
    if moment[0] not in _YEARS:
        raise BadValue("no time")
    try:
        shown = datetime(*moment)  # noqa: DTZ001 - the clock on a wall tells no zone
    except ValueError:
        raise BadValue("no time") from None
    return shown + timedelta(microseconds=parts * 1_000_000 // 256)


def set_time(local: datetime) -> bytes:
    """10 bytes for the clock to show `local`; it is said to come from a better clock."""
    moment = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    parts = local.microsecond * 256 // 1_000_000
    return _TIME.pack(*moment, local.isoweekday(), parts, _EXTERNAL_REFERENCE)


def ahead_of_utc(raw: bytes) -> timedelta | None:
    """How far the device's zone and daylight saving are ahead of UTC; None where not known.

    Raises BadValue for other than 2 bytes and for numbers that are reserved.
    """
    zone, saving = _LOCAL.unpack(exactly(raw, _LOCAL.size))
    if zone == _NO_ZONE or saving == 0xFF:
        return None
    if zone not in _ZONES or saving not in _SAVINGS:
        raise BadValue("no zone")
    ahead: timedelta = (zone + saving) * _QUARTER
    return ahead


def off_words(off: timedelta) -> str:
    """How far, in its largest unit: "4 h off", "3 days off"."""
    seconds = abs(off) / timedelta(seconds=1)
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit != "days" and seconds >= size):
            return f"{round(seconds / size)} {unit} off"
    return f"{round(seconds)} s off"
