"""Two states of a site become one, field by field, against what both come from; nothing is lost silently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from walkdown.core.device import Device, Work
from walkdown.core.job import Job, Look
from walkdown.core.merge_fields import (
    BLANK,
    Fields,
    Key,
    SetUp,
    Value,
    put_together,
    taken_apart,
)
from walkdown.core.sign_check import SignCheck, stands_beside

# Who somebody is: taken out of a site at their wish, it does not come back unasked.
_PERSONS = frozenset({"owner_name", "owner_email", "owner_phone", "photo", "installer"})
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs: as it is here, and as it is in the other state; None: it is not there."""

    key: Key
    ours: Value
    theirs: Value


@dataclass(frozen=True, slots=True)
class Merge:
    """What becomes of two states: `coming` changed there alone, `clashes` were changed by both."""

    coming: tuple[Difference, ...] = ()
    clashes: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The one state; devices in `unplaced` have lost their place on the map to another one."""

    job: Job
    unplaced: tuple[str, ...] = ()


def compared(base: Job | None, ours: Job, theirs: Job) -> Merge:
    """What differs, and who changed it since `base`, a state that both come from.

    Without a base nobody knows who changed what: fields that only one has filled in are taken from
    there, but for who somebody is; that and all others that differ are clashes.
    """
    before, mine, other = _apart(base, ours, theirs)
    differing = [Difference(key, mine.get(key), other.get(key)) for key in _all(mine, other)]
    differing = [d for d in differing if _filled(d.key, d.ours) != _filled(d.key, d.theirs)]
    coming = tuple(d for d in differing if _from(d, before) == "theirs")
    return Merge(coming, tuple(d for d in differing if _from(d, before) == "both"))


def merged(base: Job | None, ours: Job, theirs: Job, take: frozenset[Key]) -> Merged:
    """Our job with what is coming, and of the clashes those of `take` as they are in theirs.

    What was observed stands as it was observed last: looks, signs, what devices said of themselves.
    """
    found = compared(base, ours, theirs)
    _, mine, _ = _apart(base, ours, theirs)
    taken = [d for d in found.clashes if d.key in take]
    for difference in (*found.coming, *taken):
        mine.pop(difference.key, None)
        if difference.theirs is not None:
            mine[difference.key] = difference.theirs
    made, unplaced = put_together(ours, _both(ours, theirs, mine), mine)
    return Merged(_observed(made, ours, theirs), unplaced)


def _apart(base: Job | None, ours: Job, theirs: Job) -> tuple[Fields | None, Fields, Fields]:
    here, there = ({d.serial for d in job.devices} for job in (ours, theirs))
    whole = frozenset(here ^ there)
    before = taken_apart(base, whole) if base is not None else None
    return before, taken_apart(ours, whole), taken_apart(theirs, whole)


def _all(mine: Fields, other: Fields) -> tuple[Key, ...]:
    """In the order of ours, those that only the other has behind."""
    return tuple(dict.fromkeys((*mine, *other)))


def _filled(key: Key, value: Value) -> Value:
    return BLANK.get((key.topic, key.field)) if value is None else value


def _from(difference: Difference, before: Fields | None) -> str:
    """Who changed it: "ours", "theirs" or "both"."""
    key = difference.key
    if before is None and key.field in _PERSONS:
        return "both"  # blank may be what they asked for
    blank = BLANK.get((key.topic, key.field))
    was = blank if before is None else _filled(key, before.get(key))
    ours, theirs = _filled(key, difference.ours), _filled(key, difference.theirs)
    if _same(ours, was):
        return "theirs"
    return "ours" if _same(theirs, was) else "both"


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, SetUp) and isinstance(other, SetUp):
        return _of_note(one) == _of_note(other)
    return one == other


def _of_note(set_up: SetUp) -> SetUp:
    """A try that came to nothing, and was ended, is no change."""
    idle = set_up.work in (Work.IDLE, Work.FAILED) and not set_up.earned and not set_up.cut_off
    return SetUp() if idle else set_up


def _both(ours: Job, theirs: Job, apart: Fields) -> tuple[Device, ...]:
    """Every device that stays or comes, ours first, each as whoever observed it last has it."""
    there = {device.serial: device for device in theirs.devices}
    mine = [_newer(d, there[d.serial]) if d.serial in there else d for d in ours.devices]
    known = {device.serial for device in ours.devices}
    return (*mine, *(d for d in theirs.devices if d.serial not in known))


def _newer(ours: Device, theirs: Device) -> Device:
    return replace(ours, about=theirs.about) if _seen(theirs) > _seen(ours) else ours


def _seen(device: Device) -> datetime:
    times = [r.at for r in device.about.readings if r.at] + [e.at for e in device.earned]
    return max(times, default=_NEVER)


def _observed(made: Job, ours: Job, theirs: Job) -> Job:
    listed = tuple(device.serial for device in made.devices)
    return replace(
        made,
        identified=tuple(s for s in listed if s in {*ours.identified, *theirs.identified}),
        matched=tuple(s for s in listed if s in {*ours.matched, *theirs.matched}),
        looks=_looks(made, (*ours.looks, *theirs.looks)),
        sign_checks=_checked(made, (*ours.sign_checks, *theirs.sign_checks)),
    )


def _looks(job: Job, looks: tuple[Look, ...]) -> tuple[Look, ...]:
    newest = {look.serial: look for look in sorted(looks, key=lambda look: look.at)}
    return tuple(newest[d.serial] for d in job.devices if d.serial in newest)


def _checked(job: Job, checks: tuple[SignCheck, ...]) -> tuple[SignCheck, ...]:
    """As if they had been made one after the other on one laptop."""
    listed = {device.serial for device in job.devices}
    kept: tuple[SignCheck, ...] = ()
    for new in sorted(checks, key=lambda check: check.at):
        if new.serial in listed and new not in kept:
            kept = (*(c for c in kept if c.serial != new.serial or stands_beside(c, new)), new)
    return kept
