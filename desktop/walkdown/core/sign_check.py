"""Does the meter count the right way? A known load is switched on, and what the meter says must rise by it.

Makers do not agree on what they count above zero: Fronius and Shelly what is taken from the grid,
SolarEdge what is fed in, though all speak the same SunSpec models. So a meter that falls by the load is
called reversed only where its maker's profile says how it counts (`Counts`). A clamp on another line
shows the load elsewhere; neither is seen from one reading alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from walkdown.core.device import Device, Kind, Reading

LOADS_W: Final = (1000, 2000, 3000)
# The house goes on living beside: a change counts as the load where it is between these parts of it.
ENOUGH: Final = 0.5
TOO_MUCH: Final = 1.6
# More than this part of the load, and what the sun or the house did meanwhile could be it.
STEADY: Final = 0.4
LINES: Final = ("L1", "L2", "L3")
_TOTAL: Final = ("Grid power", "Power")
_MOST_W: Final = 1e6


class Counts(StrEnum):
    """What a maker's meter counts above zero."""

    IMPORT = "import"
    EXPORT = "export"
    UNKNOWN = ""


class Sign(StrEnum):
    """What came of it."""

    RIGHT = "right"
    REVERSED = "reversed"
    ROSE = "rose"  # right, or reversed: nobody knows how its maker counts
    FELL = "fell"  # the same
    ELSEWHERE = "elsewhere"  # on another line than the load is
    SMALL = "small"  # nothing changed by as much as the load
    UNSTEADY = "unsteady"  # more changed than the load


WRONG: Final = frozenset({Sign.REVERSED, Sign.ELSEWHERE})
DECIDED: Final = WRONG | {Sign.RIGHT}


@dataclass(frozen=True, slots=True)
class Power:
    """What a meter says at one moment, in W: in all, and by line where it tells that."""

    total: float
    lines: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Switched:
    """What the person has switched on, and says: `line` 0 where it does not matter.

    `counts` counts where no profile says it, `sun` where no inverter does.
    """

    load_w: int
    line: int = 0
    counts: Counts = Counts.UNKNOWN
    sun: bool = False


@dataclass(frozen=True, slots=True)
class SignCheck:
    """One check, as evidence: the meter before and after a load of `load_w` W on a `line` (1 to 3).

    `line` 0: the meter does not tell lines apart. `counts` as its maker's profile said then. `sway_w`:
    by how much it moved before anything was switched. `sun_w` and `sun_after_w`: what the inverters
    made, in W; None where none was asked, and then `sun` is what the person said. `skipped` is why it
    was not done.
    """

    serial: str
    at: datetime
    load_w: int = 0
    line: int = 0
    before: Power = Power(0.0)
    after: Power = Power(0.0)
    counts: Counts = Counts.UNKNOWN
    sway_w: float = 0.0
    sun_w: float | None = None
    sun_after_w: float | None = None
    sun: bool = False
    skipped: str = ""


def power_of(readings: Iterable[Reading]) -> Power | None:
    """What the readings of a meter say of power; None where they say nothing of it."""
    values = {r.name: watts for r in readings if (watts := _watts(r)) is not None}
    known = tuple(values[f"Power {line}"] for line in LINES if f"Power {line}" in values)
    lines = known if len(known) == len(LINES) else ()
    total = next((values[name] for name in _TOTAL if name in values), None)
    if total is None:
        return Power(sum(lines), lines) if lines else None
    return Power(total, lines)


def result(check: SignCheck) -> tuple[Sign, int]:
    """What a check that was done says, and on which line it was seen (1 to 3; 0: the whole meter)."""
    if check.sway_w > STEADY * check.load_w or _sun_moved(check) > STEADY * check.load_w:
        return Sign.UNSTEADY, check.line
    before, after, line = check.before, check.after, check.line
    if not line or len(before.lines) != len(after.lines) or len(after.lines) < line:
        return _sign(after.total - before.total, check), 0
    changes = [now - then for then, now in zip(before.lines, after.lines, strict=True)]
    own = _sign(changes[line - 1], check)
    if own is not Sign.SMALL:
        return own, line
    elsewhere = [n for n, change in enumerate(changes, 1) if _is_load(change, check)]
    return (Sign.ELSEWHERE, elsewhere[0]) if elsewhere else (Sign.SMALL, line)


def open_lines(checks: Iterable[SignCheck]) -> tuple[int, ...]:
    """The lines of one meter that were not yet shown to be right; (0,) for a meter without lines."""
    done = [c for c in checks if not c.skipped]
    lines = range(1, len(LINES) + 1) if any(c.before.lines for c in done) else (0,)
    right = {seen for sign, seen in map(result, done) if sign is Sign.RIGHT}
    return tuple(line for line in lines if line not in right)


def stands_beside(former: SignCheck, new: SignCheck) -> bool:
    """Whether a former check of the same meter still says something: that of another line does.

    A wrong one stands until its line was shown to be right: nothing switched on proves nothing.
    """
    if former.skipped:
        return False
    if result(former)[0] in WRONG and (new.skipped or result(new)[0] not in DECIDED):
        return True
    return bool(new.line and former.line and former.line != new.line)


def meters(online: Iterable[Device]) -> tuple[Device, ...]:
    """Those that are meters, and say how much power goes by."""
    found = (d for d in online if d.kind is Kind.METER)
    return tuple(d for d in found if power_of(d.about.readings) is not None)


def by_day(check: SignCheck) -> bool:
    """Whether the sun was up: measured at the inverters, else said by the person."""
    return check.sun if check.sun_w is None else check.sun_w > 0


def _sun_moved(check: SignCheck) -> float:
    if check.sun_w is None:
        return 0.0
    if check.sun_after_w is None:
        return math.inf  # the inverters fell silent: nobody knows
    return abs(check.sun_after_w - check.sun_w)


def _is_load(change: float, check: SignCheck) -> bool:
    return ENOUGH * check.load_w <= abs(change) <= TOO_MUCH * check.load_w


def _sign(change: float, check: SignCheck) -> Sign:
    if not _is_load(change, check):
        return Sign.SMALL if abs(change) < check.load_w else Sign.UNSTEADY
    rises = change > 0
    if check.counts is Counts.UNKNOWN:
        return Sign.ROSE if rises else Sign.FELL
    return Sign.RIGHT if rises is (check.counts is Counts.IMPORT) else Sign.REVERSED


def _watts(reading: Reading) -> float | None:
    by = {"W": 1.0, "kW": 1000.0}.get(reading.unit)
    if by is None:
        return None
    try:
        watts = float(reading.value) * by
    except ValueError:
        return None
    return watts if abs(watts) <= _MOST_W else None
