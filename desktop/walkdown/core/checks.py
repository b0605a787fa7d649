"""The leave gate: the list of evidence that says whether it is safe to leave the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from walkdown.core.device import TICKS, Device, Source, Step
from walkdown.core.job import Job, Look, Verdict
from walkdown.core.promise import CheckId
from walkdown.core.sign_check import Sign, SignCheck, meters, open_lines, result
from walkdown.core.wifi import WEAK_DBM

__all__ = ["Check", "CheckId", "is_fresh", "leave_gate", "looked_good", "may_leave"]

# As long as a visit's paperwork takes: what answered before may have been switched off since.
LOOK_STANDS: Final = timedelta(hours=1)
_CLOCK_SET: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of evidence. `serials` names the devices it is about, `measured` counts and values.

    `old` is how many of those would pass if their evidence were not too old.
    """

    id: CheckId
    verdict: Verdict
    done: int
    total: int
    serials: tuple[str, ...] = ()
    at: datetime | None = None
    source: Source = Source.LAPTOP
    measured: str = ""
    old: int = 0


def leave_gate(job: Job, now: datetime | None = None) -> tuple[Check, ...]:
    """All checks for the job as it stands, worst first; an empty list of devices is a stop.

    A look is too old an hour before `now` (UTC), on a site that was handed over before that moment.
    Without `now` none is.
    """
    checks = (
        _complete(job),
        _commissioned(job),
        _reachable(job, job.handed_over.at if job.handed_over else now),
        *_sign(job),
        _signal(job),
        _firmware(job),
        *_left_out(job),
    )
    rank = {Verdict.STOP: 0, Verdict.CHECK: 1, Verdict.PASS: 2}
    return tuple(sorted(checks, key=lambda c: rank[c.verdict]))


def may_leave(checks: tuple[Check, ...]) -> Verdict:
    """The worst verdict of all."""
    for verdict in (Verdict.STOP, Verdict.CHECK):
        if any(c.verdict is verdict for c in checks):
            return verdict
    return Verdict.PASS


def _complete(job: Job) -> Check:
    expected = job.site.expected_total
    listed = len(job.devices)
    if not listed:
        verdict = Verdict.STOP
    elif expected and listed != expected:
        verdict = Verdict.CHECK
    else:
        verdict = Verdict.PASS
    at = max((d.added_at for d in job.devices), default=None)
    return Check(CheckId.COMPLETE, verdict, listed, expected or listed, at=at, source=Source.PERSON)


def _commissioned(job: Job) -> Check:
    done = [d for d in job.wanted if _has_all(d)]
    missing = tuple(d.serial for d in job.wanted if not _has_all(d))
    at = max((e.at for d in done for e in d.earned), default=None)
    return Check(
        CheckId.COMMISSIONED,
        Verdict.STOP if missing or not done else Verdict.PASS,
        len(done),
        len(job.wanted),
        missing,
        at,
        Source.DEVICE,
    )


def _has_all(device: Device) -> bool:
    return all(map(device.has, TICKS))


def _reachable(job: Job, now: datetime | None) -> Check:
    looks = {look.serial: look for look in job.looks}
    met = [(d, looks[d.serial]) for d in job.wanted if looked_good(d, looks.get(d.serial))]
    good = {d.serial for d, look in met if now is None or is_fresh(look.at, now)}
    missing = tuple(d.serial for d in job.wanted if d.serial not in good)
    return Check(
        CheckId.REACHABLE,
        Verdict.STOP if missing or not good else Verdict.PASS,
        len(good),
        len(job.wanted),
        missing,
        max((look.at for look in job.looks), default=None),
        old=len(met) - len(good),
    )


def looked_good(device: Device, look: Look | None) -> bool:
    """A look counts only when it was taken after the device last came online."""
    if look is None or not look.answered or look.said_serial != device.serial:
        return False
    reached = [e.at for e in device.earned if e.step is Step.REACHABLE]
    return bool(reached) and look.at >= reached[-1]


def is_fresh(at: datetime, now: datetime) -> bool:
    """Whether a look taken at `at` says how things are now; one from the future does not."""
    return -_CLOCK_SET <= now - at <= LOOK_STANDS


def _signal(job: Job) -> Check:
    known = [(d.about.signal_dbm, d.serial) for d in job.wanted if d.about.signal_dbm is not None]
    weak = tuple(serial for dbm, serial in known if dbm < WEAK_DBM)
    lowest = f"{min(dbm for dbm, _ in known)}" if known else ""
    unknown = len(known) < len(job.wanted)
    return Check(
        CheckId.SIGNAL,
        Verdict.CHECK if weak or unknown else Verdict.PASS,
        len(known) - len(weak),
        len(job.wanted),
        weak,
        source=Source.DEVICE,
        measured=lowest,
    )


def _firmware(job: Job) -> Check:
    noted = [d for d in job.wanted if d.about.firmware]
    missing = tuple(d.serial for d in job.wanted if not d.about.firmware)
    verdict = Verdict.CHECK if missing or not noted else Verdict.PASS
    return Check(
        CheckId.FIRMWARE, verdict, len(noted), len(job.wanted), missing, source=Source.DEVICE
    )


def _sign(job: Job) -> tuple[Check, ...]:
    """Whether each meter counts the right way; no line on a site without one."""
    checked = {c.serial for c in job.sign_checks if not c.skipped}
    told = {d.serial for d in meters(job.online)}
    found = tuple(d for d in job.online if d.serial in told | checked)
    if not found:
        return ()
    done = {d.serial: [c for c in job.sign_checks if c.serial == d.serial] for d in found}
    said = {serial: _sign_of(checks) for serial, checks in done.items()}
    open_ = tuple(s for s, verdict in said.items() if verdict is not Verdict.PASS)
    worst = tuple(s for s, verdict in said.items() if verdict is Verdict.STOP)
    verdict = Verdict.STOP if worst else Verdict.CHECK if open_ else Verdict.PASS
    times = [c.at for checks in done.values() for c in checks]
    passed = len(said) - len(open_)
    at = max(times, default=None)
    return (Check(CheckId.SIGN, verdict, passed, len(said), worst or open_, at, Source.LAPTOP),)


def _sign_of(checks: list[SignCheck]) -> Verdict:
    """Every line has to be shown; one that is wrong is a stop, whatever the others are."""
    said = {result(check)[0] for check in checks if not check.skipped}
    if said & {Sign.REVERSED, Sign.ELSEWHERE}:
        return Verdict.STOP
    return Verdict.CHECK if open_lines(checks) else Verdict.PASS


def _left_out(job: Job) -> tuple[Check, ...]:
    out = tuple(d.serial for d in job.devices if d.left_out)
    if not out:
        return ()
    return (
        Check(
            CheckId.LEFT_OUT,
            Verdict.CHECK,
            len(job.wanted),
            len(job.devices),
            out,
            source=Source.PERSON,
        ),
    )
