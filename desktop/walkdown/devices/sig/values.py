"""Battery and electrical characteristics of the SIG: bytes to numbers with their units (protocols.md 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from walkdown.devices.sig.numbers import BATTERY_LEVEL, BadValue, assigned, exactly


class Gap(Enum):
    """What a device says instead of a number."""

    UNKNOWN = "unknown"
    INVALID = "not valid"
    WHOLE_LIFE = "its whole life"


Number = Decimal | Gap


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one characteristic holds: an integer of `size` bytes times `step`.

    `low` to `high` are the raw numbers that are values, `gaps` those that mean something else.
    `places`: decimals worth showing. `timed`: one byte more tells how long it was measured.
    """

    name: str
    unit: str
    size: int
    step: Decimal
    low: int
    high: int
    gaps: Mapping[int, Gap]
    places: int = 0
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """`seconds`: how long it was measured, None for those that do not tell."""

    number: Number
    seconds: Number | None = None


_WHOLE, _TENTH, _HUNDREDTH = Decimal(1), Decimal("0.1"), Decimal("0.01")
_SIXTY_FOURTH: Final = Decimal(1) / 64


def _plain(
    name: str, unit: str, size: int, step: Decimal, places: int = 0, *, timed: bool = False
) -> Quantity:
    """Not signed; all bits mean that it is not known."""
    top = (1 << 8 * size) - 1
    return Quantity(name, unit, size, step, 0, top - 1, {top: Gap.UNKNOWN}, places, timed)


def _strict(name: str, unit: str, size: int, step: Decimal, places: int = 0) -> Quantity:
    """Not signed; the number below that of "unknown" means that it is not valid."""
    top = (1 << 8 * size) - 1
    gaps = {top: Gap.UNKNOWN, top - 1: Gap.INVALID}
    return Quantity(name, unit, size, step, 0, top - 2, gaps, places)


def _volts(name: str, *, timed: bool = False) -> Quantity:
    unknown = {0xFFFF: Gap.UNKNOWN}
    return Quantity(name, "V", 2, _SIXTY_FOURTH, 0, 1022 * 64, unknown, 1, timed)


def _small(name: str, unit: str, step: Decimal, low: int, high: int, places: int) -> Quantity:
    return Quantity(name, unit, 1, step, low, high, {0x7F: Gap.UNKNOWN}, places)


QUANTITIES: Final[Mapping[str, Quantity]] = {
    BATTERY_LEVEL: Quantity("Battery", "%", 1, _WHOLE, 0, 100, {}),
    assigned(0x2B18): _volts("Voltage"),
    assigned(0x2BE0): _plain("High voltage", "V", 3, _SIXTY_FOURTH, 1),
    assigned(0x2AEE): _plain("Current", "A", 2, _HUNDREDTH, 2),
    assigned(0x2B05): _strict("Power", "W", 3, _TENTH, 1),
    assigned(0x2B8A): _strict("Apparent power", "VA", 3, _TENTH, 1),
    assigned(0x2AF2): _plain("Energy", "kWh", 3, _WHOLE),
    assigned(0x2BA8): _strict("Energy", "Wh", 4, _WHOLE),
    assigned(0x2B89): _strict("Apparent energy", "VAh", 4, _WHOLE),
    assigned(0x2BE8): _strict("Frequency", "Hz", 2, _WHOLE),
    assigned(0x2B8D): _small("Power factor", "", _HUNDREDTH, -100, 100, 2),
    assigned(0x2A6E): Quantity(
        "Temperature", "°C", 2, _HUNDREDTH, -27_315, 0x7FFF, {-0x8000: Gap.UNKNOWN}, 1
    ),
    assigned(0x2B0D): _small("Temperature", "°C", Decimal("0.5"), -128, 126, 1),
    assigned(0x2AE1): _volts("Average voltage", timed=True),
    assigned(0x2AE0): _plain("Average current", "A", 2, _HUNDREDTH, 2, timed=True),
}


def measured(quantity: Quantity, raw: bytes) -> Measured:
    """Raises BadValue for another length and for numbers outside its range."""
    whole = exactly(raw, quantity.size + quantity.timed)
    number = _number(quantity, whole[: quantity.size])
    return Measured(number, _duration(whole[-1]) if quantity.timed else None)


def in_words(quantity: Quantity, number: Decimal) -> str:
    """With the decimals that are worth showing."""
    return f"{number:.{quantity.places}f}"


def _number(quantity: Quantity, raw: bytes) -> Number:
    signed = quantity.low < 0
    value = int.from_bytes(raw, "little", signed=signed)
    if (gap := quantity.gaps.get(value)) is not None:
        return gap
    if not quantity.low <= value <= quantity.high:
        raise BadValue(f"{quantity.name.lower()} out of its range")
    return value * quantity.step


def _duration(raw: int) -> Number:
    """Seconds as Time Exponential 8: 1.1 to the power of (n - 64); 0 for none."""
    special: dict[int, Number] = {0: Decimal(0), 0xFE: Gap.WHOLE_LIFE, 0xFF: Gap.UNKNOWN}
    return special[raw] if raw in special else Decimal("1.1") ** (raw - 64)
