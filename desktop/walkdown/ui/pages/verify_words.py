"""The words of Verify: each check as a name and one sentence about what was measured."""

from __future__ import annotations

from walkdown.core.checks import Check, CheckId
from walkdown.core.job import Job, Stage, Verdict
from walkdown.core.label import grouped
from walkdown.core.shown import shown

NAMES = {
    CheckId.COMPLETE: "All on the list",
    CheckId.COMMISSIONED: "Four ticks each",
    CheckId.REACHABLE: "All reachable",
    CheckId.SIGNAL: "Signal margin",
    CheckId.FIRMWARE: "Firmware noted",
    CheckId.LEFT_OUT: "Left out",
}
VERDICTS = {Verdict.STOP: "Stop", Verdict.CHECK: "Check", Verdict.PASS: "Pass"}
# Where the worst line is put right, and what the button says.
REPAIRS: dict[CheckId, tuple[str, object]] = {
    CheckId.COMPLETE: ("Go to Labels", Stage.LABELS),
    CheckId.COMMISSIONED: ("Go to the job board", "board"),
}
_NAMED = 3


def measured(check: Check, job: Job) -> str:
    """What was measured, in one sentence."""
    missing = _devices(check.serials, job)
    say = {
        CheckId.COMPLETE: _complete,
        CheckId.COMMISSIONED: _commissioned,
        CheckId.REACHABLE: _reachable,
        CheckId.SIGNAL: _signal,
        CheckId.FIRMWARE: _firmware,
        CheckId.LEFT_OUT: _left_out,
    }[check.id]
    return say(check, missing)


def banner(checks: tuple[Check, ...], *, looked: bool) -> tuple[str, str]:
    """The answer to "may I leave?", and the counts."""
    counts = {v: sum(c.verdict is v for c in checks) for v in Verdict}
    tail = f"{counts[Verdict.PASS]} of {len(checks)} passed."
    if counts[Verdict.STOP]:
        stops = _many(counts[Verdict.STOP], "stop", "stops")
        first = "" if looked else "Nothing was looked at on the network yet. "
        return "Not safe to leave yet", f"{first}{stops}, {counts[Verdict.CHECK]} to check. {tail}"
    if counts[Verdict.CHECK]:
        return f"Safe to leave, {counts[Verdict.CHECK]} to check", tail
    return "Safe to leave", f"Every device answered by serial. {tail}"


def _complete(check: Check, _: str) -> str:
    if not check.done:
        return "No device is on the list."
    if check.done != check.total:
        return f"{check.done} listed, {check.total} expected."
    return f"{check.done} of {check.total} expected devices are listed."


def _commissioned(check: Check, missing: str) -> str:
    if missing:
        return f"Not finished: {missing}."
    return f"{check.done} of {check.total} took the network, joined, got an address and answered."


def _reachable(check: Check, missing: str) -> str:
    if missing:
        return f"No answer with its serial: {missing}."
    return f"{check.done} of {check.total} answered by serial on the site's network."


def _signal(check: Check, weak: str) -> str:
    if weak:
        return f"Weak Bluetooth signal at set-up: {weak}."
    lowest = f" Lowest {check.measured.replace('-', '−')} dBm." if check.measured else ""
    return f"{check.done} of {check.total} measured over Bluetooth at set-up.{lowest}"


def _firmware(check: Check, missing: str) -> str:
    if missing:
        return f"Not known: {missing}."
    return f"{check.done} versions noted."


def _left_out(check: Check, out: str) -> str:
    return f"Set aside with a reason: {out}."


def _devices(serials: tuple[str, ...], job: Job) -> str:
    names = []
    for serial in serials[:_NAMED]:
        device = job.device(serial)
        model = shown(device.model, 16) if device else ""
        names.append(f"{model} {grouped(shown(serial, 20))}".strip())
    more = len(serials) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
