"""What a Shelly says over Modbus TCP, where its owner has switched that on: who it is and what it measures."""

from __future__ import annotations

import math
from typing import Final

from walkdown.core.device import Reading
from walkdown.core.registers import float_of, text_of
from walkdown.lan.http_get import Nonsense, NotYet
from walkdown.lan.modbus import Modbus

# The maker's tables count input registers from 30001 in the old way: 31013 is register 1013.
_MAC: Final = (0, 6)
_TOTAL: Final = (1013, 2)
_VOLTAGE: Final = (1020, 2)
_ROWS: Final = (("Power by Modbus", _TOTAL, "W"), ("Voltage by Modbus", _VOLTAGE, "V"))


async def asked(host: str, port: int, mac: str) -> tuple[Reading, ...]:
    """ "Modbus" as on, off or somebody else's, and the first values of a three-phase meter.

    Nothing is raised: a device without it is as good. Time is the caller's to bound.
    """
    try:
        async with Modbus(host, port) as talk:
            said = text_of(await talk.input_registers(*_MAC)).upper()
            if said != mac:
                return (Reading("Modbus", "another device"),)
            return (Reading("Modbus", "on"), *await _values(talk))
    except (OSError, NotYet, Nonsense):
        return (Reading("Modbus", "off"),)


async def _values(talk: Modbus) -> tuple[Reading, ...]:
    """None from a meter of single phases, whose registers are others."""
    try:
        values = [await _value(talk, row) for row in _ROWS]
    except NotYet:
        return ()
    return tuple(value for value in values if value is not None)


async def _value(talk: Modbus, row: tuple[str, tuple[int, int], str]) -> Reading | None:
    name, (at, count), unit = row
    low, high = await talk.input_registers(at, count)
    value = float_of((low, high))
    known = math.isfinite(value) and abs(value) < 1e7
    return Reading(name, f"{value:.1f}", unit) if known else None
