"""The words of Verify: the answer, its repair, and for each check what was measured and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from walkdown.core.checks import Check, CheckId
from walkdown.core.device import TICKS, Device
from walkdown.core.job import Job, Look, Stage, Verdict
from walkdown.core.label import grouped
from walkdown.core.leave import Gate, Leave
from walkdown.core.promise import Item, day_words
from walkdown.core.shown import shown
from walkdown.core.trouble import Code

NAMES = {
    CheckId.COMPLETE: "All on the list",
    CheckId.COMMISSIONED: "Four ticks each",
    CheckId.REACHABLE: "All reachable",
    CheckId.SIGN: "Meter's direction",
    CheckId.SIGNAL: "Signal margin",
    CheckId.FIRMWARE: "Firmware noted",
    CheckId.LEFT_OUT: "Left out",
}
VERDICTS = {Verdict.STOP: "Stop", Verdict.CHECK: "Check", Verdict.PASS: "Pass"}
_NAMED = 3
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, slots=True)
class Repair:
    """Where a line is put right: the button's words, what `go` carries, the icon."""

    words: str
    where: object
    icon: str


_BOARD = Repair("Go to the job board", "board", "board")
_NEARBY = Repair("Go to Nearby", Stage.NEARBY, "nearby")
_REPAIRS = {
    CheckId.COMPLETE: Repair("Go to Labels", Stage.LABELS, "labels"),
    CheckId.COMMISSIONED: _BOARD,
    CheckId.REACHABLE: _BOARD,
    CheckId.SIGNAL: _NEARBY,
    CheckId.FIRMWARE: _NEARBY,
    CheckId.LEFT_OUT: _BOARD,
}


def repair_of(stand: Gate, job: Job) -> Repair | None:
    """The repair of the worst line; None where there is none, or where looking comes first."""
    if stand.answer is Leave.SAFE:
        return None
    if stand.answer is Leave.NOT_YET:
        first = stand.open[0]
        return None if looking_helps(first, job) else _REPAIRS.get(first.check)
    return _REPAIRS.get(stand.checks[0].id)


def looking_helps(item: Item, job: Job) -> bool:
    """Whether the next thing to do is to look: nobody has yet, or what was seen is too old."""
    if item.check is not CheckId.REACHABLE:
        return False
    device = job.device(item.serial)
    look = next((look for look in job.looks if look.serial == item.serial), None)
    return device is None or look is None or looked(device, look)[0]


def answer(stand: Gate, job: Job) -> tuple[str, str]:
    """The answer to "may I leave?", and the counts behind it."""
    stops, open_, passed = (
        _count(stand.checks, v) for v in (Verdict.STOP, Verdict.CHECK, Verdict.PASS)
    )
    at = max((look.at for look in job.looks), default=None)
    when = f" at {at.astimezone():%H:%M}" if at else ""
    if stand.answer is Leave.SAFE:
        return "Safe to leave", f"All {_number(passed).lower()} checks passed{when}."
    amber = _amber(stand)
    if stand.answer is Leave.TO_CHECK:
        return (
            f"Safe to leave, {open_} to check",
            f"{amber}{_number(passed)} of {len(stand.checks)} passed{when}.",
        )
    if stand.answer is Leave.PROMISED:
        count = len(stand.promised)
        nearest = day_words(min(p.by for p in stand.promised))
        title = f"You can leave: {count} {'promise' if count == 1 else 'promises'}"
        return title, f"The nearest day is {nearest}. {amber}{_number(passed)} passed."
    also = f" and {_number(open_).lower()} to check" if open_ else ""
    counts = f"{_many(stops, 'stop')}{also}. {_number(passed)} passed."
    return "Do not leave yet", f"{first_words(stand.open[0], job)} {counts}"


def first_words(item: Item, job: Job) -> str:
    """The first thing to do, in one sentence."""
    if item.check is CheckId.COMPLETE:
        return "First: put the devices on the list."
    if looking_helps(item, job):
        seen = "" if job.looks else "Nothing measured on the network yet. "
        return f"{seen}First: look at the devices{' again' if job.looks else ''}."
    name = device_name(item.serial, job)
    if item.check is CheckId.COMMISSIONED:
        return f"First: set up {name}." if name else "First: take a device back in."
    if item.check is CheckId.SIGN:
        return f"First: turn the clamp of {name}, and check its direction again."
    if item.check is CheckId.REACHABLE:
        return f"First: see why {name} did not prove itself." if name else "First: set up a device."
    return f"First: {NAMES[item.check]}{f', {name}' if name else ''}."


def red_words(item: Item, job: Job) -> str:
    """What is red about the device, or about the site."""
    if item.check is CheckId.COMPLETE:
        return "no device is on the list"
    if item.check is CheckId.COMMISSIONED:
        return "not set up" if item.serial else "no device is left to set up"
    if item.check is CheckId.SIGN:
        return "counts the wrong way"
    if item.check is not CheckId.REACHABLE:
        return NAMES[item.check]
    if not looking_helps(item, job):
        return "did not prove itself on the network"
    seen = any(look.serial == item.serial for look in job.looks)
    return "its last look is too old" if seen else "not looked at yet"


def device_name(serial: str, job: Job) -> str:
    """Model and serial on one line; empty for the whole site."""
    device = job.device(serial)
    model = shown(device.model, 16) if device else ""
    return f"{model}\u00a0{serial_words(serial)}".strip() if serial else ""


def ticks_words(device: Device) -> str:
    """How many of its four ticks a device has earned."""
    earned = sum(map(device.has, TICKS))
    return "Four ticks earned." if earned == len(TICKS) else f"{earned} of 4 ticks earned."


def _amber(stand: Gate) -> str:
    names = [NAMES[c.id] for c in stand.checks if c.verdict is Verdict.CHECK]
    return f"To check: {', '.join(names)}. " if names else ""


def measured(check: Check, job: Job) -> str:
    """What was measured and how, in one or two short sentences."""
    return _SENTENCES[check.id](check, _devices(check.serials, job))


def looked(device: Device, look: Look) -> tuple[bool, str]:
    """Whether the device proved who it is, and what came of the last look in words."""
    if not look.answered:
        if look.detail == Code.SIGN_IN_PAGE:
            return False, f"A sign-in page of the network answered for it ({look.detail})"
        why = f" ({shown(look.detail, 12)})" if look.detail else ""
        return False, f"Did not answer{why}"
    where = f" at {shown(look.detail, 46)}" if look.detail else ""
    if look.modbus and look.modbus != device.serial:
        return False, f"Modbus{where}: {_another(look.modbus)}"
    said = serial_words(look.said_serial)
    if look.said_serial != device.serial:
        return False, f"Answered{where}: {_another(look.said_serial)}"
    return True, f"Answered as {said}{where}"


def _another(serial: str) -> str:
    said = serial_words(serial)
    return f"this address belongs to another device ({f'serial {said}' if said else 'no serial'})"


def proven_by_modbus(device: Device, look: Look) -> str:
    """The evidence of the SunSpec common model, where it says the label's serial; else empty."""
    if not look.modbus or look.modbus != device.serial:
        return ""
    at = f"{look.at.astimezone():%H:%M}"
    return f"Modbus: SunSpec common model says serial {serial_words(look.modbus)}, at {at}"


def serial_words(serial: str) -> str:
    """A serial in groups that stay on one line."""
    return grouped(shown(serial, 24)).replace(" ", "\u00a0")


def _complete(check: Check, _: str) -> str:
    if not check.done:
        return "No device is on the list."
    if check.done != check.total:
        return f"{check.done} on the list, {check.total} in the plan."
    return f"{check.done} of {check.total} in the plan are on the list."


def _commissioned(check: Check, missing: str) -> str:
    count = f"{check.done} of {check.total}"
    if missing:
        return f"{count} are set up. Open: {missing}."
    return f"{count} took the network, joined, got an address and answered."


def _reachable(check: Check, missing: str) -> str:
    count = f"{check.done} of {check.total} answered this laptop by serial"
    if check.old:
        count += f" within the hour; {check.old} longer ago, which says little about now"
    return f"{count}. Open: {missing}." if missing else f"{count} on the site's network."


def _sign(check: Check, open_: str) -> str:
    if check.verdict is Verdict.STOP:
        return f"Counts the wrong way: {open_}. Turn its clamp, or move it, and check again."
    if open_:
        return f"Not shown with a load that is switched on: {open_}."
    return f"{check.done} of {check.total} rose by the load that was switched on."


def _signal(check: Check, weak: str) -> str:
    lowest = f" Weakest {check.measured.replace('-', '−')}\u00a0dBm." if check.measured else ""
    if weak:
        return f"Weak over Bluetooth at set-up: {weak}.{lowest}"
    if check.done < check.total:
        return f"Bluetooth signal known of {check.done} of {check.total}.{lowest}"
    return f"{check.done} of {check.total} were strong over Bluetooth at set-up.{lowest}"


def _firmware(check: Check, missing: str) -> str:
    count = f"{check.done} of {check.total} devices said their version"
    return f"{count}. Open: {missing}." if missing else f"{count}."


def _left_out(_: Check, out: str) -> str:
    return f"Set aside with a reason: {out}."


_SENTENCES: dict[CheckId, Callable[[Check, str], str]] = {
    CheckId.COMPLETE: _complete,
    CheckId.COMMISSIONED: _commissioned,
    CheckId.REACHABLE: _reachable,
    CheckId.SIGN: _sign,
    CheckId.SIGNAL: _signal,
    CheckId.FIRMWARE: _firmware,
    CheckId.LEFT_OUT: _left_out,
}


def _devices(serials: tuple[str, ...], job: Job) -> str:
    """At most three by model and serial, then how many more."""
    names = [device_name(serial, job) for serial in serials[:_NAMED]]
    more = len(serials) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _count(checks: tuple[Check, ...], verdict: Verdict) -> int:
    return sum(c.verdict is verdict for c in checks)


def _many(count: int, word: str) -> str:
    return f"{_number(count)} {word}{'' if count == 1 else 's'}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
