"""Where the laptop is, as read once, and the little of it that is proposed as an address."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Some 110 m north to south: enough to find a house by, and no more than a street number tells.
DECIMALS = 3
FARTHEST_M = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Position:
    """One reading: degrees north and east (WGS 84), and how far off it may be. Never kept."""

    latitude: float
    longitude: float
    accuracy_m: float

    @property
    def is_on_earth(self) -> bool:
        """Whether all three numbers make sense; what comes from outside may hold anything."""
        numbers = (self.latitude, self.longitude, self.accuracy_m)
        if not all(map(math.isfinite, numbers)):
            return False
        within = abs(self.latitude) <= 90 and abs(self.longitude) <= 180
        return within and 0 <= self.accuracy_m <= FARTHEST_M


@dataclass(frozen=True, slots=True)
class Proposal:
    """Coordinates in words that the person takes over or discards, and how far off they may be."""

    coordinates: str
    within_m: int


def proposal(position: Position) -> Proposal:
    """The rounded position: "50.105, -4.985", and no less than its rounding leaves open."""
    parts = (position.latitude, position.longitude)
    # + 0.0 makes of −0.0, which rounding leaves of a place just west of Greenwich, a plain 0.
    words = ", ".join(f"{round(part, DECIMALS) + 0.0:.{DECIMALS}f}" for part in parts)
    return Proposal(words, max(100, round(position.accuracy_m)))
