"""What a practice device says of itself on the network: its serial and readings that move a little."""

from __future__ import annotations

import random

import msgspec

from walkdown.core.device import Kind, Reading
from walkdown.practice.house import House
from walkdown.practice.scenario import Fault, PracticeDevice

_MOVING_UNITS = frozenset({"W", "kW", "V", "°C"})
_SWAY = 0.02  # of the value, up or down


class Status:
    """The answers of one device. Same `seed`, same readings in the same order."""

    def __init__(self, device: PracticeDevice, seed: int = 1, house: House | None = None) -> None:
        """`house`: whose loads a meter sees; none where nothing is switched."""
        self._device = device
        self._house = house if device.kind is Kind.METER else None
        self._firmware = device.firmware
        self._chance = random.Random(f"{seed}:{device.serial}")  # noqa: S311 - readings, no secret

    @property
    def serial(self) -> str:
        """The serial it claims; one with this fault claims that of another device."""
        serial = self._device.serial
        if Fault.OTHER_SERIAL_ON_NETWORK in self._device.faults:
            return f"{(int(serial) + 1) % 10**12:012d}"
        return serial

    def runs(self, version: str) -> None:
        """Its firmware is this from now on."""
        self._firmware = version

    def readings(self) -> tuple[Reading, ...]:
        """What it measures at this moment."""
        said = tuple(self._now(r) for r in self._device.readings)
        return said if self._house is None else self._house.seen(self._device.serial, said)

    def json(self) -> bytes:
        """One answer: {"serial", "model", "firmware", "readings": [{"name", "value", "unit"}]}."""
        return msgspec.json.encode(
            {
                "serial": self.serial,
                "model": self._device.model,
                "firmware": self._firmware,
                "readings": [
                    {"name": r.name, "value": r.value, "unit": r.unit} for r in self.readings()
                ],
            }
        )

    def _now(self, reading: Reading) -> Reading:
        """The reading as it is now, with as many decimals as it is written with."""
        try:
            base = float(reading.value)
        except ValueError:
            return reading
        if reading.unit not in _MOVING_UNITS:
            return reading
        decimals = len(reading.value.partition(".")[2])
        value = base * (1 + self._chance.uniform(-_SWAY, _SWAY))
        return Reading(reading.name, f"{value:.{decimals}f}", reading.unit)
