"""How a meter's direction was shown, as the report says it: what moved by how much, and the sun."""

from __future__ import annotations

from collections.abc import Iterable

from walkdown.core.shown import shown
from walkdown.core.sign_check import LINES, Power, Sign, SignCheck, by_day, result
from walkdown.handover.clock import SiteClock

_SAID = {
    Sign.RIGHT: "counts the right way",
    Sign.REVERSED: "counts the wrong way",
    Sign.ROSE: "rose; its maker's way of counting is not known",
    Sign.FELL: "fell; its maker's way of counting is not known",
    Sign.ELSEWHERE: "the load was seen on another line",
    Sign.SMALL: "the load was not seen",
    Sign.UNSTEADY: "too unsteady to tell",
}


def direction_words(checks: Iterable[SignCheck], clock: SiteClock) -> tuple[str, ...]:
    """E.g. "Direction 22 Nov, 11:20: −650 W to 1350 W with 2000 W switched on: counts the right way"."""
    return tuple(f"Direction {clock.short(c.at)}: {_came(c)}" for c in checks)


def _came(check: SignCheck) -> str:
    if check.skipped:
        return f"not checked, {shown(check.skipped, 120)}"
    on = f" on {LINES[check.line - 1]}" if check.line else ""
    before, after = (_watts(p, check.line) for p in (check.before, check.after))
    sun = "the sun up" if by_day(check) else "not by day"
    said = _SAID[result(check)[0]]
    return f"{before} to {after}{on} with {check.load_w} W switched on, {sun}: {said}"


def _watts(power: Power, line: int) -> str:
    value = power.lines[line - 1] if line and len(power.lines) >= line else power.total
    return f"{value:.0f} W".replace("-", "−")
