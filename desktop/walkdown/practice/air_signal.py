"""How strongly a device is heard: distance, and a seeded wander like that of a real room."""

from __future__ import annotations

import math
import random

FAINTEST_DBM = -97  # what a laptop's adapter still decodes
_AT_ONE_METRE_DBM = -59.0  # 0 dBm transmitter, 2.4 GHz, small antenna
_PATH_LOSS_EXPONENT = 2.2  # a house with some walls
_NEAREST_M = 0.1
_WANDER_DB = 2.5
_WANDER_MEMORY = 0.9  # of one advert in the next


def dice(seed: int, who: str) -> random.Random:
    """Reproducible randomness of one part of the air; no secret is ever drawn from it."""
    return random.Random(f"{seed}/{who}")  # noqa: S311 - a simulation, not cryptography


def path_dbm(distance_m: float) -> float:
    """Mean RSSI in dBm at a distance (log-distance path loss)."""
    metres = max(distance_m, _NEAREST_M)
    return _AT_ONE_METRE_DBM - 10.0 * _PATH_LOSS_EXPONENT * math.log10(metres)


class Signal:
    """The signal of one device at the adapter; `distance_m` may change at any time."""

    def __init__(self, distance_m: float, rolls: random.Random) -> None:
        self.distance_m = distance_m
        self._rolls = rolls
        self._wander_db = 0.0

    def rssi(self) -> int:
        """RSSI in dBm of the next transmission, -127..20."""
        fresh = self._rolls.gauss(0.0, _WANDER_DB) * math.sqrt(1.0 - _WANDER_MEMORY**2)
        self._wander_db = _WANDER_MEMORY * self._wander_db + fresh
        return max(-127, min(20, round(path_dbm(self.distance_m) + self._wander_db)))
