"""The practice house behind its meters: a load that a person switches, and clamps that can be turned."""

from __future__ import annotations

from typing import Final

from walkdown.core.device import Reading

LOAD_W: Final = 2000
_TOTAL: Final = frozenset({"Power", "Grid power"})
# The load hangs on the first line, as most sockets in a hall do.
_LINE: Final = "Power L1"


class House:
    """Readings in the scenario are what a meter says that is put on the right way."""

    def __init__(self) -> None:
        self.load_on = False
        self._turned: set[str] = set()

    def is_turned(self, serial: str) -> bool:
        """Whether a meter's clamp is on the wrong way round."""
        return serial in self._turned

    def turn(self, serial: str) -> None:
        """Turn a meter's clamp round."""
        self._turned ^= {serial}

    def seen(self, serial: str, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """What the meter says of what goes by: the load counts as taken from the grid, above zero."""
        return tuple(self._through(serial, reading) for reading in readings)

    def _through(self, serial: str, reading: Reading) -> Reading:
        if reading.name not in _TOTAL and reading.name != _LINE:
            if reading.name.startswith("Power L") and self.is_turned(serial):
                return _with(reading, -float(reading.value))
            return reading
        watts = float(reading.value) + (LOAD_W if self.load_on else 0)
        return _with(reading, -watts if self.is_turned(serial) else watts)


def _with(reading: Reading, watts: float) -> Reading:
    decimals = len(reading.value.partition(".")[2])
    return Reading(reading.name, f"{watts:.{decimals}f}", reading.unit)
