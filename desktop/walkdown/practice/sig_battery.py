"""The Battery Service of a practice device: its charge, read or told to who listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from walkdown.core.device import Reading
from walkdown.practice import sig_numbers as sig
from walkdown.practice.peripheral_spec import Characteristic, Property, Service

if TYPE_CHECKING:
    from walkdown.practice.peripheral import Peripheral

CHARGE = "Charge"


def charge_of(readings: tuple[Reading, ...]) -> int | None:
    """Per cent, by the reading that is called "Charge"; None where there is none to tell."""
    for reading in readings:
        if reading.name == CHARGE and reading.unit == "%":
            try:
                return round(float(reading.value))
            except (ValueError, OverflowError):
                return None
    return None


class Battery:
    """`readings` gives what it measures at this moment."""

    def __init__(self, readings: Callable[[], tuple[Reading, ...]]) -> None:
        self._readings = readings
        self._peripheral: Peripheral | None = None

    def service(self) -> Service:
        """One byte, 0 to 100 per cent."""
        level = Characteristic(
            sig.BATTERY_LEVEL, Property.READ | Property.NOTIFY, read=lambda: bytes((self.level,))
        )
        return Service(sig.BATTERY, (level,))

    @property
    def level(self) -> int:
        """Per cent, always one that can be told."""
        return min(100, max(0, charge_of(self._readings()) or 0))

    def attach(self, peripheral: Peripheral) -> None:
        """From now on `tell` goes out through it."""
        self._peripheral = peripheral

    def tell(self) -> bool:
        """Notify the charge of the moment; whether anybody had asked for it."""
        there = self._peripheral
        return there is not None and there.notify(sig.BATTERY_LEVEL, bytes((self.level,)))
