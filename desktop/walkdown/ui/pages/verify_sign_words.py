"""What the check of a meter's direction says: what to do now, what came of it, and what not to do."""

from __future__ import annotations

from walkdown.app.messages import SignShown, SignStep
from walkdown.core.sign_check import PHASES, Power, Sign, SignCheck, by_day, result

LEAD = (
    "Have a load at hand that you can switch, a kettle or a heater of 1 kW or more. By day is best: the sun"
    " up and the inverter running."
)
READING = "Reading the meter as it is now."
WATCHING = "Watching the meter for up to 12 seconds."
NEVER = (
    "Do not open the cabinet or touch a clamp before the circuit is dead, and never turn the sign over in"
    " software: a wrong line would stay hidden."
)
_SAID = {
    Sign.RIGHT: "It counts the right way: it rose with the load",
    Sign.REVERSED: "Its clamp is on the wrong way round: it fell when the load came on",
    Sign.ELSEWHERE: "The load was seen on another line",
    Sign.SMALL: "Nothing changed by as much as the load",
}
_TODO = {
    Sign.RIGHT: "",
    Sign.REVERSED: "Turn the clamp round, its arrow from the grid to the house, and check again.",
    Sign.ELSEWHERE: "Put the clamps on their own lines, as they are numbered, and check again.",
    Sign.SMALL: "See that the load really runs, that it hangs behind this meter, and check again.",
}


def title(check: SignCheck | None) -> str:
    """What stands above."""
    if check is None:
        return "Does the meter count the right way?"
    if check.skipped:
        return "The meter's direction was not checked"
    return _SAID[result(check)[0]]


def body(check: SignCheck | None) -> str:
    """What is to be done, or what was measured and when."""
    if check is None:
        return LEAD
    if check.skipped:
        return f"{check.skipped} ({check.at.astimezone():%H:%M})"
    todo = _TODO[result(check)[0]]
    return f"{measured(check)} {todo}".strip()


def measured(check: SignCheck) -> str:
    """What the meter said before and after, the sun, the time."""
    line = f" on {PHASES[check.phase - 1]}" if check.phase else ""
    change = (
        f"{watts(check.before)} to {watts(check.after)} with {check.load_w} W{line} switched on"
    )
    when = f"{check.at.astimezone():%H:%M}"
    if check.sun_w is not None:
        return f"{change}; the inverters made {number(check.sun_w)} W ({when})."
    return f"{change}; {'the sun was up' if by_day(check) else 'not by day'} ({when})."


def now_words(shown: SignShown) -> str:
    """What is to be done at this moment."""
    if shown.step is SignStep.READING:
        return READING
    if shown.step is SignStep.WATCHING:
        return WATCHING
    if shown.step is not SignStep.SWITCH or shown.before is None:
        return ""
    sun = f" The inverters make {number(shown.sun_w)} W." if shown.sun_w is not None else ""
    return f"It says {watts(shown.before)} now.{sun} Switch the load on, and say which it is."


def watts(power: Power) -> str:
    """ "−650 W"."""
    return f"{number(power.total)}\u00a0W"


def number(value: float) -> str:
    """Whole, with a real minus."""
    return f"{value:.0f}".replace("-", "−")
