"""What a SunSpec device's registers say: who it is, and what it measures; pure, whatever they hold.

Sources: SunSpec Information Model Specification (marker, models, scale factors, what stands for "not
there"); the SunSpec Alliance's model definitions (`sunspec_models`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from walkdown.core.device import Reading
from walkdown.core.registers import Form, number_of, text_of, width
from walkdown.core.sunspec_models import (
    COMMON,
    COMMON_TEXTS,
    FIRMWARE,
    MAKER,
    MODEL,
    POINTS,
    SERIAL,
    Point,
)

MARKER: Final = (0x5375, 0x6E53)  # "SunS"
BASES: Final = (40000, 0, 50000)
END: Final = 0xFFFF
HEAD: Final = 2
MODBUS: Final = "Modbus"
_MOST: Final = Decimal(10) ** 9
_PLACES: Final = 2

Held = Mapping[int, int]
"""Registers of one model by their place in it; those that could not be read are missing."""


@dataclass(frozen=True, slots=True)
class Common:
    """What the common model says; each text is printable ASCII, or empty."""

    maker: str
    model: str
    firmware: str
    serial: str


def is_read(model: int) -> bool:
    """Whether anything of this model is of use here."""
    return model == COMMON or model in POINTS


def runs(model: int, length: int) -> tuple[range, ...]:
    """The places in a model of this length that are of use, as unbroken runs in their order."""
    places = sorted(p for p in set(_places(model)) if p < HEAD + length)
    found: list[range] = []
    for place in places:
        if found and found[-1].stop == place:
            found[-1] = range(found[-1].start, place + 1)
        else:
            found.append(range(place, place + 1))
    return tuple(found)


def common_of(held: Held) -> Common:
    """Who the device says it is."""
    maker, model, firmware, serial = (_text(held, at) for at in (MAKER, MODEL, FIRMWARE, SERIAL))
    return Common(maker, model, firmware, serial)


def values_of(model: int, held: Held) -> tuple[Reading, ...]:
    """What the device measures; whatever is not there, unknown or makes no sense is left out."""
    found = [r for p in POINTS.get(model, ()) if (r := _reading(p, held)) is not None]
    return _one_phase(found)


def told_once(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Of values that several models have, the first."""
    once: dict[str, Reading] = {}
    for reading in readings:
        once.setdefault(reading.name, reading)
    return tuple(once.values())


def _places(model: int) -> Iterator[int]:
    if model == COMMON:
        for at, count in COMMON_TEXTS:
            yield from range(at, at + count)
    for point in POINTS.get(model, ()):
        yield from range(point.at, point.at + width(point.form))
        if point.scale is not None:
            yield point.scale


def _text(held: Held, where: tuple[int, int]) -> str:
    at, count = where
    registers = tuple(held[n] for n in range(at, at + count) if n in held)
    text = text_of(registers).strip() if len(registers) == count else ""
    return text if text.isprintable() else ""


def _number(held: Held, at: int, form: Form) -> Decimal | None:
    places = range(at, at + width(form))
    if any(place not in held for place in places):
        return None
    return number_of(form, tuple(held[place] for place in places))


def _reading(point: Point, held: Held) -> Reading | None:
    number = _number(held, point.at, point.form)
    if number is None:
        return None
    if point.words is not None:
        word = point.words.get(int(number))
        return Reading(point.name, word, by=MODBUS) if word else None
    scale = Decimal(0) if point.scale is None else _number(held, point.scale, Form.SCALE)
    if scale is None:
        return None
    value = number.scaleb(int(scale) + point.shift)
    if abs(value) >= _MOST:
        return None
    return Reading(point.name, _written(value), point.unit, by=MODBUS)


def _written(value: Decimal) -> str:
    """At most two decimals, and no zero with a sign."""
    exponent = value.as_tuple().exponent
    places = min(_PLACES, max(0, -exponent if isinstance(exponent, int) else 0))
    said = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"
    return said.removeprefix("-") if not said.strip("-0.") else said


def _one_phase(readings: list[Reading]) -> tuple[Reading, ...]:
    """With one phase alone, nothing is "L1"."""
    phases = {r.name for r in readings if r.name.startswith("Voltage L")}
    if phases != {"Voltage L1"}:
        return tuple(readings)
    alone = [r for r in readings if r.name != "Power L1"]
    return tuple(replace(r, name="Voltage") if r.name == "Voltage L1" else r for r in alone)
