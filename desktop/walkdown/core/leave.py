"""May I leave? The checks, and for each red item the promise that was given for it, in one answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from walkdown.core.checks import Check, leave_gate, may_leave
from walkdown.core.job import Job, Verdict
from walkdown.core.promise import (
    CheckId,
    FormerPromise,
    Item,
    Promise,
    day_said,
    is_past,
    promised,
)
from walkdown.core.trouble import Code

# What follows from something worse, for the same device: one promise says both.
_FOLLOWS: Final = {
    CheckId.REACHABLE: CheckId.COMMISSIONED,
    CheckId.COMMISSIONED: CheckId.COMPLETE,
}


class Leave(StrEnum):
    """The answer; only SAFE is green."""

    SAFE = "safe"
    TO_CHECK = "to-check"
    PROMISED = "promised"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True)
class Gate:
    """The leave gate at one moment. `open` are the red items for which no promise counts.

    `promised` are those that count; the day of an `overdue` one has passed, so it does not; nor does
    an `outgrown` one, which was made before another device answered. `met`: red no more.
    """

    checks: tuple[Check, ...]
    open: tuple[Item, ...]
    promised: tuple[Promise, ...]
    overdue: tuple[Promise, ...]
    outgrown: tuple[Promise, ...]
    met: tuple[Promise, ...]

    @property
    def answer(self) -> Leave:
        """Green only with every check passed; amber is never called green."""
        if self.open:
            return Leave.NOT_YET
        answers = {
            Verdict.STOP: Leave.PROMISED,
            Verdict.CHECK: Leave.TO_CHECK,
            Verdict.PASS: Leave.SAFE,
        }
        return answers[may_leave(self.checks)]


def gate(job: Job, now: datetime) -> Gate:
    """The gate as the evidence stands at `now` (UTC); of a handed-over site, as it was then."""
    at = job.handed_over.at if job.handed_over else now
    checks = leave_gate(job, at)
    red = frozenset(_red(checks))
    stands = tuple(p for p in job.promises if p.met_at is None and p.item in red)
    outgrown = tuple(p for p in stands if not p.other and other_answers(job, p.item))
    standing = tuple(p for p in stands if p not in outgrown)
    counts = tuple(p for p in standing if job.handed_over or not is_past(p.by, at))
    overdue = () if job.handed_over else tuple(p for p in standing if is_past(p.by, at))
    covered = frozenset(p.item for p in counts)
    return Gate(
        checks,
        tuple(item for item in red_items(checks) if item not in covered),
        counts,
        overdue,
        outgrown,
        tuple(p for p in job.promises if p.met_at or p.item not in red),
    )


def other_answers(job: Job, item: Item) -> bool:
    """Whether another device answers in the place of the one that the item is about.

    That is worse than silence: a promise that was made for silence does not cover it.
    """
    device = job.device(item.serial)
    if device is None:
        return False
    if device.trouble is not None and device.trouble.code is Code.REACHED_OTHER:
        return True
    looks = (look for look in job.looks if look.serial == item.serial and look.answered)
    return any(look.said_serial not in ("", item.serial) for look in looks)


def red_items(checks: tuple[Check, ...]) -> tuple[Item, ...]:
    """What the gate stops at, in its order: one for each device, or one for the site."""
    red = _red(checks)
    worse = frozenset(red)
    return tuple(i for i in red if not _followed(i, worse))


def settled(job: Job, at: datetime) -> Job:
    """The job after an event: promises whose item is red no more were met at `at`, for good."""
    if job.handed_over or all(p.met_at for p in job.promises):
        return job
    red = frozenset(_red(leave_gate(job, at)))
    promises = tuple(
        p if p.met_at or p.item in red else replace(p, met_at=at) for p in job.promises
    )
    return replace(job, promises=promises)


def carried_over(job: Job) -> Job:
    """A job of a former file: its one promise becomes one for each item that was red then."""
    former = job.promise
    if former is None:
        return job
    at = job.handed_over.at if job.handed_over else job.touched_at or job.created_at
    what, by = _said_until(former, at)
    items = red_items(leave_gate(job)) or (Item(CheckId.COMPLETE),)
    promises = tuple(promised(item, what, former.who, by, at) for item in items)
    return settled(replace(job, promise=None, promises=(*job.promises, *promises)), at)


def _red(checks: tuple[Check, ...]) -> tuple[Item, ...]:
    stops = (c for c in checks if c.verdict is Verdict.STOP)
    return tuple(Item(c.id, serial) for c in stops for serial in c.serials or ("",))


def _followed(item: Item, red: frozenset[Item]) -> bool:
    worse = _FOLLOWS.get(item.check)
    return worse is not None and Item(worse, item.serial) in red


def _said_until(former: FormerPromise, at: datetime) -> tuple[str, date]:
    """What was promised, and its day. One that cannot be read stands in the text, and has passed."""
    day = day_said(former.by)
    if day is not None:
        return former.what, day
    said = f"{former.what[:120]} (by {former.by[:24]})" if former.by else former.what
    return said, (at - timedelta(days=2)).date()
