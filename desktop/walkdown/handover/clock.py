"""Times as they stand on paper: in the site's own time zone, 24 h, with English month names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Not strftime: Qt sets the C locale, and then "%b" speaks the laptop's language.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SiteClock:
    """The clock on the site's wall. `name` is the zone as it was found, "UTC" where there is none."""

    zone: tzinfo
    name: str

    @classmethod
    def at(cls, time_zone: str) -> SiteClock:
        """The clock of a zone by its IANA name; UTC for a name that is none."""
        try:
            return cls(ZoneInfo(time_zone), time_zone) if time_zone else cls(UTC, "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return cls(UTC, "UTC")

    def day(self, at: datetime) -> date:
        """The day it was on the site."""
        return at.astimezone(self.zone).date()

    def moment(self, at: datetime | None) -> str:
        """E.g. "22 Nov 2026, 11:14"; empty for no time."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        return f"{_day(local)} {local.year}, {local.hour:02}:{local.minute:02}"

    def short(self, at: datetime) -> str:
        """E.g. "22 Nov, 11:14", where the year stands elsewhere on the page."""
        local = at.astimezone(self.zone)
        return f"{_day(local)}, {local.hour:02}:{local.minute:02}"


def _day(local: datetime) -> str:
    return f"{local.day} {_MONTHS[local.month - 1][:3]}"


def long_date(day: date) -> str:
    """E.g. "22 November 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
