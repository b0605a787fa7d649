"""Does the meter count the right way? A known load is switched on, and what the meter says must rise by it.

What is taken from the grid counts above zero, what is fed in below (a SunSpec meter's `W` has the sign
of what it counts as imported: models 201-204). A clamp that was put on the wrong way round turns the
sign over, one on another line shows the load elsewhere; neither is seen from one reading alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from walkdown.core.device import Device, Kind, Reading

LOADS_W: Final = (1000, 2000, 3000)
# The house goes on living beside: a change counts as the load where it is this part of it.
ENOUGH: Final = 0.5
PHASES: Final = ("L1", "L2", "L3")
_TOTAL: Final = ("Grid power", "Power")
_MOST_W: Final = 1e6


class Sign(StrEnum):
    """What came of it."""

    RIGHT = "right"
    REVERSED = "reversed"
    ELSEWHERE = "elsewhere"  # on another line than the load is
    SMALL = "small"  # nothing changed by as much as the load


@dataclass(frozen=True, slots=True)
class Power:
    """What a meter says at one moment, in W: in all, and by line where it tells that."""

    total: float
    phases: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SignCheck:
    """One check, as evidence: the meter before and after a load of `load_w` W on line `phase` (1 to 3).

    `phase` 0: the meter does not tell lines apart. `sun_w`: what the inverters made then, in W; None
    where none was asked, and then `sun` is what the person said. `skipped` is why it was not done.
    """

    serial: str
    at: datetime
    load_w: int = 0
    phase: int = 0
    before: Power = Power(0.0)
    after: Power = Power(0.0)
    sun_w: float | None = None
    sun: bool = False
    skipped: str = ""


def power_of(readings: Iterable[Reading]) -> Power | None:
    """What the readings of a meter say of power; None where they say nothing of it."""
    values = {r.name: watts for r in readings if (watts := _watts(r)) is not None}
    phases = tuple(values[f"Power {p}"] for p in PHASES if f"Power {p}" in values)
    lines = phases if len(phases) == len(PHASES) else ()
    total = next((values[name] for name in _TOTAL if name in values), None)
    if total is None:
        return Power(sum(lines), lines) if lines else None
    return Power(total, lines)


def judged(before: Power, after: Power, load_w: int, phase: int) -> tuple[Sign, int]:
    """What the change says, and on which line it was seen (1 to 3; 0 for the whole meter)."""
    least = load_w * ENOUGH
    if not phase or len(before.phases) != len(after.phases) or len(after.phases) < phase:
        return _sign(after.total - before.total, least), 0
    changes = [now - then for then, now in zip(before.phases, after.phases, strict=True)]
    own = _sign(changes[phase - 1], least)
    if own is not Sign.SMALL:
        return own, phase
    elsewhere = [n for n, change in enumerate(changes, 1) if abs(change) >= least]
    return (Sign.ELSEWHERE, elsewhere[0]) if elsewhere else (Sign.SMALL, phase)


def result(check: SignCheck) -> tuple[Sign, int]:
    """What a check that was done says."""
    return judged(check.before, check.after, check.load_w, check.phase)


def meters(online: Iterable[Device]) -> tuple[Device, ...]:
    """Those that are meters, and say how much power goes by."""
    found = (d for d in online if d.kind is Kind.METER)
    return tuple(d for d in found if power_of(d.about.readings) is not None)


def by_day(check: SignCheck) -> bool:
    """Whether the sun was up: measured at the inverters, else said by the person."""
    return check.sun if check.sun_w is None else check.sun_w > 0


def _sign(change: float, least: float) -> Sign:
    if abs(change) < least:
        return Sign.SMALL
    return Sign.RIGHT if change > 0 else Sign.REVERSED


def _watts(reading: Reading) -> float | None:
    by = {"W": 1.0, "kW": 1000.0}.get(reading.unit)
    if by is None:
        return None
    try:
        watts = float(reading.value) * by
    except ValueError:
        return None
    return watts if abs(watts) <= _MOST_W else None
