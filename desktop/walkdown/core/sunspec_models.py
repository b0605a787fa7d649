"""Which numbers of which SunSpec model are read: where they stand, in what unit, by what scale.

The tables follow the SunSpec Alliance's model definitions (models 1, 101-103, 111-113, 201-204,
701, 713 and 802). Places count from the model's first register, its number being register 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from walkdown.core.registers import Form

COMMON: Final = 1
# Where the texts of the common model stand, and how many registers they take.
MAKER: Final = (2, 16)
MODEL: Final = (18, 16)
FIRMWARE: Final = (42, 8)
SERIAL: Final = (50, 16)
COMMON_TEXTS: Final = (MAKER, MODEL, FIRMWARE, SERIAL)


@dataclass(frozen=True, slots=True)
class Point:
    """One number. `scale` is the place of its scale factor; `shift` a power of ten for its unit.

    `words` are what the numbers of a state mean.
    """

    name: str
    at: int
    form: Form
    unit: str = ""
    scale: int | None = None
    shift: int = 0
    words: Mapping[int, str] | None = None


_INVERTER_STATE: Final = {
    1: "off",
    2: "asleep",
    3: "starting",
    4: "running",
    5: "throttled",
    6: "shutting down",
    7: "fault",
    8: "standby",
}
# The models from 701 on count the same states from 0.
_DER_STATE: Final = {number - 1: word for number, word in _INVERTER_STATE.items()}
_CHARGING: Final = {
    1: "off",
    2: "empty",
    3: "discharging",
    4: "charging",
    5: "full",
    6: "holding",
    7: "testing",
}
_STORAGE_STATE: Final = {0: "well", 1: "warning", 2: "error"}

_INVERTER: Final = (
    Point("State", 38, Form.ENUM16, words=_INVERTER_STATE),
    Point("Power", 14, Form.INT16, "W", 15),
    Point("Voltage L1", 10, Form.UINT16, "V", 13),
    Point("Voltage L2", 11, Form.UINT16, "V", 13),
    Point("Voltage L3", 12, Form.UINT16, "V", 13),
    Point("Frequency", 16, Form.UINT16, "Hz", 17),
    Point("Energy", 24, Form.ACC32, "kWh", 26, -3),
    Point("DC voltage", 29, Form.UINT16, "V", 30),
    Point("DC power", 31, Form.INT16, "W", 32),
    Point("Temperature", 33, Form.INT16, "°C", 37),
)
_INVERTER_FLOAT: Final = (
    Point("State", 48, Form.ENUM16, words=_INVERTER_STATE),
    Point("Power", 22, Form.FLOAT32, "W"),
    Point("Voltage L1", 16, Form.FLOAT32, "V"),
    Point("Voltage L2", 18, Form.FLOAT32, "V"),
    Point("Voltage L3", 20, Form.FLOAT32, "V"),
    Point("Frequency", 24, Form.FLOAT32, "Hz"),
    Point("Energy", 32, Form.FLOAT32, "kWh", shift=-3),
    Point("DC voltage", 36, Form.FLOAT32, "V"),
    Point("DC power", 38, Form.FLOAT32, "W"),
    Point("Temperature", 40, Form.FLOAT32, "°C"),
)
_METER: Final = (
    Point("Power", 18, Form.INT16, "W", 22),
    Point("Power L1", 19, Form.INT16, "W", 22),
    Point("Power L2", 20, Form.INT16, "W", 22),
    Point("Power L3", 21, Form.INT16, "W", 22),
    Point("Voltage L1", 8, Form.INT16, "V", 15),
    Point("Voltage L2", 9, Form.INT16, "V", 15),
    Point("Voltage L3", 10, Form.INT16, "V", 15),
    Point("Frequency", 16, Form.INT16, "Hz", 17),
    Point("Exported", 38, Form.ACC32, "kWh", 54, -3),
    Point("Imported", 46, Form.ACC32, "kWh", 54, -3),
)
_BATTERY: Final = (
    Point("State", 16, Form.ENUM16, words=_CHARGING),
    Point("Charge", 11, Form.UINT16, "%", 56),
    Point("Health", 13, Form.UINT16, "%", 58),
    Point("Power", 47, Form.INT16, "W", 63),
    Point("Voltage", 34, Form.UINT16, "V", 59),
    Point("Current", 44, Form.INT16, "A", 61),
    Point("Capacity", 3, Form.UINT16, "kWh", 53, -3),
)
_STORAGE: Final = (
    Point("State", 6, Form.ENUM16, words=_STORAGE_STATE),
    Point("Charge", 4, Form.UINT16, "%", 8),
    Point("Health", 5, Form.UINT16, "%", 8),
    Point("Capacity", 2, Form.UINT16, "kWh", 7, -3),
)
_DER: Final = (
    Point("State", 4, Form.ENUM16, words=_DER_STATE),
    Point("Power", 10, Form.INT16, "W", 116),
    Point("Voltage L1", 47, Form.UINT16, "V", 114),
    Point("Voltage L2", 70, Form.UINT16, "V", 114),
    Point("Voltage L3", 93, Form.UINT16, "V", 114),
    Point("Frequency", 17, Form.UINT32, "Hz", 115),
    Point("Exported", 19, Form.UINT64, "kWh", 120, -3),
    Point("Imported", 23, Form.UINT64, "kWh", 120, -3),
    Point("Temperature", 36, Form.INT16, "°C", 122),
)
POINTS: Final[Mapping[int, tuple[Point, ...]]] = {
    **dict.fromkeys((101, 102, 103), _INVERTER),
    **dict.fromkeys((111, 112, 113), _INVERTER_FLOAT),
    **dict.fromkeys((201, 202, 203, 204), _METER),
    701: _DER,
    713: _STORAGE,
    802: _BATTERY,
}
