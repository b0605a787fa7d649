"""What a practice device measures, as characteristics of the Bluetooth SIG in a service of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from walkdown.core.device import Reading
from walkdown.practice import sig_numbers as sig
from walkdown.practice.peripheral_spec import Characteristic, Descriptor, Property, Service

if TYPE_CHECKING:
    from walkdown.practice.peripheral import Peripheral

# The SIG has no service for electricity, so every maker makes one.
SERVICE: Final = "5a1e0001-7c3d-4b52-9f0a-6d2f8b41c7e0"
_PHASE = re.compile(r"\bL([1-3])$")
_BY_SIG: Final = 1


@dataclass(frozen=True, slots=True)
class Row:
    """How one unit goes out: `scale` steps to the unit; `format` and `unit` as 2904 names them."""

    uuid: str
    size: int
    scale: float
    format: int
    exponent: int
    unit: int
    signed: bool = False


ROWS: Final = {
    "V": Row(sig.VOLTAGE, 2, 64, 0x06, -6, 0x2728),
    "A": Row(sig.CURRENT, 2, 100, 0x06, -2, 0x2704),
    "W": Row(sig.POWER, 3, 10, 0x07, -1, 0x2726),
    "kWh": Row(sig.ENERGY_32, 4, 1000, 0x08, 0, 0x27C3),
    "Hz": Row(sig.FREQUENCY, 2, 1, 0x06, 0, 0x2722),
    "°C": Row(sig.TEMPERATURE, 2, 100, 0x0E, -2, 0x272F, signed=True),
    "cos φ": Row(sig.COSINE, 1, 100, 0x0C, -2, 0x2700, signed=True),
}


def has_values(readings: tuple[Reading, ...]) -> bool:
    """Whether any of them can be said in the SIG's way."""
    return any(reading.unit in ROWS for reading in readings)


def told_apart(readings: tuple[Reading, ...]) -> bool:
    """Whether those that share a unit each name a phase of their own."""
    phases = [(r.unit, _phase(r.name)) for r in readings if r.unit in ROWS]
    return len(set(phases)) == len(phases)


def encode(row: Row, text: str) -> bytes:
    """The value, or "not known" for what is no number or does not fit: all bits but the sign's."""
    low, high = _range(row)
    unknown = -(1 << 15) if row.uuid == sig.TEMPERATURE else (1 << (8 * row.size - row.signed)) - 1
    try:
        raw = round(float(text) * row.scale)
    except (ValueError, OverflowError):
        raw = unknown
    return (raw if low <= raw <= high else unknown).to_bytes(row.size, "little", signed=row.signed)


class Values:
    """`readings` gives what it measures at this moment; what has no unit of `ROWS` is left out."""

    def __init__(self, readings: Callable[[], tuple[Reading, ...]]) -> None:
        self._readings = readings

    def service(self) -> Service:
        """One characteristic for each; the phases of one value share their UUID."""
        rows = [self._one(n, r) for n, r in enumerate(self._readings()) if r.unit in ROWS]
        return Service(SERVICE, tuple(rows))

    def attach(self, peripheral: Peripheral) -> None:
        """It is asked; it tells nothing by itself."""

    def _one(self, number: int, reading: Reading) -> Characteristic:
        row = ROWS[reading.unit]
        return Characteristic(
            row.uuid,
            Property.READ,
            read=lambda: encode(row, self._readings()[number].value),
            descriptors=_descriptors(row, reading.name),
        )


def _phase(name: str) -> str:
    found = _PHASE.search(name)
    return found[0] if found else ""


def _descriptors(row: Row, name: str) -> tuple[Descriptor, ...]:
    """Voltages name their phase by number (2904), all others by text (2901): makers do either."""
    phase = _phase(name)
    if not phase:
        return ()
    if row.uuid != sig.VOLTAGE:
        return (Descriptor(sig.USER_DESCRIPTION, phase.encode()),)
    shape = bytes((row.format, row.exponent & 0xFF)) + row.unit.to_bytes(2, "little")
    which = bytes((_BY_SIG,)) + int(phase[1:]).to_bytes(2, "little")
    return (Descriptor(sig.PRESENTATION_FORMAT, shape + which),)


def _range(row: Row) -> tuple[int, int]:
    """What is a value and no special one; voltages end at 1022 V, a cosine at 1."""
    if row.uuid == sig.COSINE:
        return -100, 100
    if row.uuid == sig.VOLTAGE:
        return 0, 1022 * 64
    if row.signed:
        return -27_315, (1 << 15) - 1
    return 0, (1 << 8 * row.size) - 3
