"""The words of Verify: the answer, its repair, and for each check what was measured and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from walkdown.core.checks import Check, CheckId
from walkdown.core.device import Device
from walkdown.core.job import Job, Look, Stage, Verdict
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.trouble import Code

NAMES = {
    CheckId.COMPLETE: "All on the list",
    CheckId.COMMISSIONED: "Four ticks each",
    CheckId.REACHABLE: "All reachable",
    CheckId.SIGNAL: "Signal margin",
    CheckId.FIRMWARE: "Firmware noted",
    CheckId.LEFT_OUT: "Left out",
}
VERDICTS = {Verdict.STOP: "Stop", Verdict.CHECK: "Check", Verdict.PASS: "Pass"}
_NAMED = 3
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


@dataclass(frozen=True, slots=True)
class Repair:
    """Where the worst line is put right: the button's words, what `go` carries, the icon."""

    words: str
    where: object
    icon: str


_BOARD = Repair("Go to the job board", "board", "board")
_REPAIRS = {
    CheckId.COMPLETE: Repair("Go to Labels", Stage.LABELS, "labels"),
    CheckId.COMMISSIONED: _BOARD,
    CheckId.REACHABLE: _BOARD,
}


def repair_of(checks: tuple[Check, ...], *, looked: bool) -> Repair | None:
    """The repair of the worst stop; None where there is none, or where looking comes first."""
    worst = next((c for c in checks if c.verdict is Verdict.STOP), None)
    if worst is None or (worst.id is CheckId.REACHABLE and not looked):
        return None
    return _REPAIRS.get(worst.id)


def answer(checks: tuple[Check, ...], job: Job) -> tuple[str, str]:
    """The answer to "may I leave?", and the counts behind it."""
    stops, open_, passed = (_count(checks, v) for v in (Verdict.STOP, Verdict.CHECK, Verdict.PASS))
    if stops:
        first = "" if job.looks else "Nothing measured on the network yet. "
        also = f" and {_number(open_).lower()} to check" if open_ else ""
        return (
            "Not safe to leave yet",
            f"{first}{_many(stops, 'stop')}{also}. {_number(passed)} passed.",
        )
    at = max((look.at for look in job.looks), default=None)
    when = f" at {at.astimezone():%H:%M}" if at else ""
    if open_:
        return (
            f"Safe to leave, {open_} to check",
            f"{_number(passed)} of {len(checks)} passed{when}.",
        )
    return "Safe to leave", f"All {_number(passed).lower()} checks passed{when}."


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
    return f"{count}. Open: {missing}." if missing else f"{count} on the site's network."


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
    CheckId.SIGNAL: _signal,
    CheckId.FIRMWARE: _firmware,
    CheckId.LEFT_OUT: _left_out,
}


def _devices(serials: tuple[str, ...], job: Job) -> str:
    """At most three by model and serial, then how many more."""
    names = []
    for serial in serials[:_NAMED]:
        device = job.device(serial)
        model = shown(device.model, 16) if device else ""
        names.append(f"{model}\u00a0{serial_words(serial)}".strip())
    more = len(serials) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _count(checks: tuple[Check, ...], verdict: Verdict) -> int:
    return sum(c.verdict is verdict for c in checks)


def _many(count: int, word: str) -> str:
    return f"{_number(count)} {word}{'' if count == 1 else 's'}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
