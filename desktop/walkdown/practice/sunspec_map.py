"""A practice device's SunSpec registers: the common model, and the model of its kind with its readings.

Read from the SunSpec Alliance's model definitions anew, so that our reader is not its own witness.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from typing import Final

from walkdown.core.device import Kind, Reading

Block = tuple[int, ...]

MAKER: Final = "Walkdown practice"
_NO_INT16, _NO_UINT16 = 0x8000, 0xFFFF
WRITE_ONLY: Final = 20  # of model 802: the register that resets alarms
_TENTHS, _HUNDREDTHS = 0xFFFF, 0xFFFE  # scale factors of -1 and -2
_MOST_TENTHS: Final = 3000
_RUNNING, _STANDBY = 4, 8
_DISCHARGING, _CHARGING, _HOLDING = 3, 4, 6

Values = Mapping[str, float]


def marker() -> Block:
    """ "SunS", by which the beginning is known."""
    return struct.unpack(">2H", b"SunS")


def common(model: str, firmware: str, serial: str) -> Block:
    """Model 1: who it is."""
    texts = ((MAKER, 16), (model, 16), ("", 8), (firmware, 8), (serial, 16))
    return (1, 66, *(word for text, count in texts for word in _text(text, count)), 1, 0x8000)


def makers_own() -> Block:
    """A model of a maker's own, which nobody else can read and everybody must pass."""
    return (64901, 3, 7, 7, 7)


def end() -> Block:
    """There are no more models."""
    return (0xFFFF, 0)


def block_of(kind: Kind, readings: Iterable[Reading]) -> tuple[Block, ...]:
    """The model of this kind of device; none where SunSpec is read for its serial alone."""
    values = {r.name: float(r.value) for r in readings if _is_number(r.value)}
    if kind in (Kind.MICRO_INVERTER, Kind.STRING_INVERTER):
        return (_inverter(values, three=kind is Kind.STRING_INVERTER),)
    if kind is Kind.METER:
        return (_meter(values),)
    return (_battery(values),) if kind is Kind.BATTERY else ()


def _inverter(values: Values, *, three: bool) -> Block:
    """Model 101 or 103."""
    body = [_NO_UINT16] * 50
    power, power_scale = _power(values.get("Power"))
    body[11], body[4] = _TENTHS, _HUNDREDTHS
    _volts(body, 8, values)
    body[12], body[13] = power, power_scale
    body[14], body[15] = _scaled(values.get("Frequency"), 100), _HUNDREDTHS
    body[16] = body[18] = body[20] = _NO_INT16
    body[22:25] = 0, 0, 0  # its energy is not counted
    body[29] = _NO_INT16  # nor is its direct current's power measured
    body[31:36] = [_NO_INT16] * 4 + [_TENTHS]
    body[31] = _scaled(values.get("Temperature"), 10, _NO_INT16)
    body[36] = _RUNNING if values.get("Power") else _STANDBY
    body[38:50] = [0] * 12
    return (103 if three else 101, 50, *body)


def _meter(values: Values) -> Block:
    """Model 203."""
    body = [_NO_INT16] * 105
    power, power_scale = _power(values.get("Power", values.get("Grid power")))
    _volts(body, 6, values, _NO_INT16)
    body[13] = _TENTHS
    body[14], body[15] = _scaled(values.get("Frequency"), 100, _NO_INT16), _HUNDREDTHS
    body[16], body[20] = power, power_scale
    body[36:105] = [0] * 69  # no energy is counted by phase, and none but watt hours
    body[36:38] = _counter(values.get("Exported"))
    body[44:46] = _counter(values.get("Imported"))
    return (203, 105, *body)


def _battery(values: Values) -> Block:
    """Model 802."""
    body = [_NO_UINT16] * 62
    power, power_scale = _power(values.get("Power"))
    body[1], body[51] = 1000, 1  # a capacity of 10 kWh, in tens of watt hours
    body[9], body[54] = _scaled(values.get("Charge"), 1), 0
    body[11], body[56] = 98, 0
    body[14] = _flow(values.get("Power", 0))
    body[32], body[57] = 512, _TENTHS
    body[42] = _NO_INT16
    body[45], body[61] = power, power_scale
    body[47] = _NO_INT16
    return (802, 62, *body)


def _flow(watts: float) -> int:
    """Power that a battery gives is above zero."""
    if not watts:
        return _HOLDING
    return _DISCHARGING if watts > 0 else _CHARGING


def _volts(body: list[int], at: int, values: Values, missing: int = _NO_UINT16) -> None:
    alone = values.get("Voltage")
    for phase in range(3):
        volts = values.get(f"Voltage L{phase + 1}", alone if phase == 0 else None)
        body[at + phase] = _scaled(volts, 10, missing)


def _power(watts: float | None) -> tuple[int, int]:
    """The register and its scale factor: tenths of watts where these fit."""
    if watts is None:
        return _NO_INT16, 0
    if abs(watts) < _MOST_TENTHS:
        return round(watts * 10) & 0xFFFF, _TENTHS
    return round(watts) & 0xFFFF, 0


def _scaled(value: float | None, by: int, missing: int = _NO_UINT16) -> int:
    return missing if value is None else round(value * by) & 0xFFFF


def _counter(kilowatt_hours: float | None) -> Block:
    return struct.unpack(">2H", struct.pack(">I", round((kilowatt_hours or 0) * 1000)))


def _text(text: str, count: int) -> Block:
    raw = text.encode("ascii", "replace")[: 2 * count]
    return struct.unpack(f">{count}H", raw.ljust(2 * count, b"\0"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
