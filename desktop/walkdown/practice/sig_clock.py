"""The Current Time Service of a practice device, whose clock was never set since it left the factory."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from walkdown.practice import sig_numbers as sig
from walkdown.practice.peripheral_spec import AttRefusal, Characteristic, Property, Service

if TYPE_CHECKING:
    from walkdown.practice.peripheral import Peripheral

FIELDS_IGNORED = 0x80
BAD_LENGTH = 0x0D
VALUE_NOT_ALLOWED = 0x13
BEHIND = timedelta(hours=4)
_SHAPE = struct.Struct("<HBBBBBBBB")
_LOCAL = struct.Struct("<bB")
_QUARTER_S = 15 * 60


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Runs beside the laptop's, `behind` it until it is set.

    It keeps no reason for a change: a time that comes with one is taken, and 0x80 tells that a
    field of it was ignored.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = _utc_now,
        *,
        behind: timedelta = BEHIND,
        zone: timedelta = timedelta(0),
    ) -> None:
        """`zone`: how far the clocks on the walls there are ahead of UTC, in quarters of an hour."""
        self._now = now
        self._off = -behind
        self._zone = zone

    @property
    def off(self) -> timedelta:
        """How far it is ahead of the right time."""
        return self._off

    def service(self) -> Service:
        """2A2B may be read, written and listened to; 2A0F, the zone, only read."""
        told = Property.READ | Property.WRITE | Property.NOTIFY
        local = _LOCAL.pack(int(self._zone.total_seconds()) // _QUARTER_S, 0)
        return Service(
            sig.CLOCK,
            (
                Characteristic(sig.CURRENT_TIME, told, read=self._read, write=self._write),
                Characteristic(sig.LOCAL_TIME, Property.READ, value=local),
            ),
        )

    def attach(self, peripheral: Peripheral) -> None:
        """It tells nobody by itself what the time is."""

    def _read(self) -> bytes:
        at = self._right() + self._off
        day, parts = at.isoweekday(), at.microsecond * 256 // 1_000_000
        moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        return _SHAPE.pack(*moment, day, parts, 0)

    def _write(self, value: bytes) -> None:
        if len(value) != _SHAPE.size:
            raise AttRefusal(BAD_LENGTH)
        *moment, _day, parts, reason = _SHAPE.unpack(value)
        year, month, date, hour, minute, second = moment
        try:
            told = datetime(year, month, date, hour, minute, second, tzinfo=UTC) - self._zone
        except (ValueError, OverflowError):
            raise AttRefusal(VALUE_NOT_ALLOWED) from None
        self._off = told + timedelta(seconds=parts / 256) - self._now()
        if reason:
            raise AttRefusal(FIELDS_IGNORED)

    def _right(self) -> datetime:
        return self._now() + self._zone
