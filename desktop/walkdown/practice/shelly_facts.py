"""What is given to a Shelly practice device beside what every device has: its line, lock and times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from walkdown.core.device import Reading
from walkdown.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Line:
    """One product: its name in the firmware, its number in adverts, whether it has three phases."""

    app: str
    number: int
    three_phases: bool


LINES: Final = {
    "SPEM-002CEBEU50": Line("ProEM", 0x2006, False),
    "SPEM-003CEBEU": Line("Pro3EM", 0x1024, True),
    "SPEM-003CEBEU63": Line("Pro3EM", 0x1025, True),
    "S3EM-003CXCEU63": Line("3EMG3", 0x1026, True),
    "S3EM-002CXCEU": Line("EMG3", 0x1027, False),
    "S4EM-002CXCEU": Line("EMG4", 0x1036, False),
    "S4EM-001PXCEU16": Line("EMMiniG4", 0x1033, False),
}
_UNKNOWN: Final = Line("Plus1", 0x1005, False)


def line_of(model: str) -> Line:
    """The product of this model; a relay that measures nothing for one we do not know."""
    return LINES.get(model, _UNKNOWN)


def generation_of(model: str) -> int:
    """The number after the S; Pro and Plus are the second."""
    digit = model[1:2]
    return int(digit) if digit in ("3", "4") else 2


@dataclass(frozen=True, slots=True)
class Lock:
    """What keeps others out: a password (empty for none), and pairing with a button pressed."""

    password: Secret
    pairing: bool = False


@dataclass(frozen=True, slots=True)
class ShellyFaults:
    """What is wrong with the device. `slow_s` comes before each answer."""

    drop_link_during_provision_once: bool = False
    never_answers: bool = False
    garbage_replies: bool = False
    wrong_serial: bool = False
    other_on_network: bool = False
    cannot_scan: bool = False
    lost_notifications: bool = False
    false_length: bool = False
    restarts_once: bool = False
    slow_s: float = 0.0


def meter(model: str, readings: tuple[Reading, ...]) -> tuple[str, dict[str, object]]:
    """The component that measures, e.g. "EM", and its status by what the scenario says."""
    by_unit = {r.unit: _number(r.value) for r in reversed(readings)}
    power, volt = by_unit.get("W", 0.0), by_unit.get("V", 230.0)
    current = by_unit.get("A", round(abs(power) / (volt or 230.0), 2))
    if not line_of(model).three_phases:
        one: dict[str, object] = {
            "id": 0,
            "voltage": volt,
            "current": current,
            "act_power": power,
            "pf": 0.98,
        }
        return "EM1", one
    status: dict[str, object] = {"id": 0}
    for phase in "abc":
        status[f"{phase}_voltage"] = volt
        status[f"{phase}_current"] = round(current / 3, 2)
        status[f"{phase}_act_power"] = round(power / 3, 1)
    return "EM", {**status, "total_current": current, "total_act_power": power}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
