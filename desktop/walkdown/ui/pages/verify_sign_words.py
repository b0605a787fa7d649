"""What the check of a meter's direction says: what to do now, what came of it, and what not to do."""

from __future__ import annotations

from collections.abc import Sequence

from walkdown.app.messages import SignShown, SignStep
from walkdown.core.sign_check import LINES, Power, Sign, SignCheck, by_day, open_lines, result

LEAD = (
    "Have a load at hand that you can switch, a kettle or a heater of 1 kW or more. By day is best: the sun"
    " up and the inverter running."
)
READING = "Reading the meter as it is now, three times."
WATCHING = "Watching the meter for up to 12 seconds."
NEVER = (
    "Do not open the cabinet or touch a clamp before the circuit is dead, and never turn the sign over in"
    " software: a wrong line would stay hidden."
)
WORST = (Sign.REVERSED, Sign.ELSEWHERE, Sign.FELL, Sign.ROSE, Sign.UNSTEADY, Sign.SMALL, Sign.RIGHT)
_SAID = {
    Sign.RIGHT: "It counts the right way{on}: it moved with the load as it should",
    Sign.REVERSED: "The clamp{on} is on the wrong way round: it moved against the load",
    Sign.ROSE: "It rose with the load{on}: right only if it counts what is taken from the grid above zero",
    Sign.FELL: "It fell with the load{on}: right only if it counts what is fed in above zero",
    Sign.ELSEWHERE: "The load was seen{on}, and not where it hangs",
    Sign.SMALL: "Nothing changed by as much as the load{on}",
    Sign.UNSTEADY: "More changed than the load, by the sun or by the house",
}
_MANUAL = "See the maker's manual, say which it is, and check again."
_TODO = {
    Sign.RIGHT: "",
    Sign.REVERSED: "Turn that clamp round, as its maker draws the arrow, and check again.",
    Sign.ROSE: _MANUAL,
    Sign.FELL: _MANUAL,
    Sign.ELSEWHERE: "Put the clamps on their own lines, as they are numbered, and check again.",
    Sign.SMALL: "See that the load really runs, that it hangs behind this meter, and check again.",
    Sign.UNSTEADY: "Wait for a steady moment, or take a larger load, and check again.",
}


def worst(checks: Sequence[SignCheck]) -> SignCheck | None:
    """The one that speaks for the meter: what is wrong before what is open, then the newest."""
    done = [c for c in checks if not c.skipped]
    if not done:
        return checks[-1] if checks else None
    return min(reversed(done), key=lambda c: WORST.index(result(c)[0]))


def title(checks: Sequence[SignCheck]) -> str:
    """What stands above."""
    check = worst(checks)
    if check is None:
        return "Does the meter count the right way?"
    if check.skipped:
        return "The meter's direction was not checked"
    sign, seen = result(check)
    return _SAID[sign].format(on=f" on {LINES[seen - 1]}" if seen else "")


LATE = (
    "It was read more than three minutes before: the house has gone on living since. Switch the load off,"
    " and check again."
)


def body(checks: Sequence[SignCheck]) -> str:
    """What is to be done, or what was measured and when."""
    check = worst(checks)
    if check is None:
        return LEAD
    if check.skipped:
        return f"{check.skipped} ({check.at.astimezone():%H:%M})"
    sign = result(check)[0]
    still = [LINES[n - 1] for n in open_lines(checks) if n]
    more = f"Still to be shown: {', '.join(still)}." if sign is Sign.RIGHT and still else ""
    return " ".join(part for part in (measured(check), _TODO[sign], more) if part)


def measured(check: SignCheck) -> str:
    """What the meter said before and after on that line, the sun, the time."""
    on = f" on {LINES[check.line - 1]}" if check.line else ""
    before, after = (watts(p, check.line) for p in (check.before, check.after))
    change = f"{before} to {after}{on} with {check.load_w} W switched on"
    when = f"{check.at.astimezone():%H:%M}"
    if check.sun_w is not None:
        return f"{change}; the inverters made {number(check.sun_w)} W ({when})."
    return f"{change}; {'the sun was up' if by_day(check) else 'not by day'} ({when})."


def now_words(shown: SignShown) -> str:
    """What is to be done at this moment."""
    if shown.late:
        return LATE
    if shown.step is SignStep.READING:
        return READING
    if shown.step is SignStep.WATCHING:
        return WATCHING
    if shown.step is not SignStep.SWITCH or shown.before is None:
        return ""
    sun = f" The inverters make {number(shown.sun_w)} W." if shown.sun_w is not None else ""
    return f"It says {watts(shown.before)} now.{sun} Switch the load on, and say which it is."


def watts(power: Power, line: int = 0) -> str:
    """ "−650 W", of all or of one line."""
    known = line and len(power.lines) >= line
    return f"{number(power.lines[line - 1] if known else power.total)}\u00a0W"


def number(value: float) -> str:
    """Whole, with a real minus."""
    return f"{value:.0f}".replace("-", "−")
