"""The evidence of one device in words: each step with what was seen, how it was got, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from walkdown.core.checks import is_fresh
from walkdown.core.device import STEPS, Device, Evidence, Source, Step, Way
from walkdown.core.job import How, Job, Look
from walkdown.core.shown import shown
from walkdown.ui.kit import STEPS as STEP_NAMES
from walkdown.ui.pages.verify_words import looked, proven_by_modbus, serial_words

_WAYS = {
    Way.CAMERA: "its label, by this laptop's camera",
    Way.PHOTO: "its label, in a picture",
    Way.SCANNER: "its label, by a hand scanner",
    Way.TYPED: "typed, by a person's eyes",
    Way.PASTED: "from a list",
    Way.NEARBY: "heard by radio",
}
_HOWS = {
    How.ADDRESS: "on the site's network, at the address that was known",
    How.NAME: "on the site's network, found by its name (mDNS)",
    How.WALK: "on the site's network, found by asking at every address",
    None: "on the site's network",
}
_MODBUS = "on the site's network, by Modbus common model"
_NAMES = dict(zip(Step, STEP_NAMES, strict=True))


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of evidence. `earned` is False where it is missing, or speaks against the device."""

    name: str
    what: str
    how: str = ""
    at: datetime | None = None
    earned: bool = True
    old: bool = False


def proofs_of(device: Device, job: Job, now: datetime) -> tuple[Proof, ...]:
    """Its label, its steps, and the last look; how old the look is counts until the hand-over."""
    look = next((each for each in job.looks if each.serial == device.serial), None)
    ages = None if job.handed_over else now
    return (
        _listed(device),
        *_blinked(device, job),
        *(_step(device, step) for step in STEPS),
        *_looked(device, look, ages),
    )


def time_words(at: datetime, now: datetime) -> str:
    """The time of day; with its day where that is another one."""
    local = at.astimezone()
    same = local.date() == now.astimezone().date()
    return f"{local:%H:%M}" if same else f"{local.day} {local:%b}, {local:%H:%M}"


def _listed(device: Device) -> Proof:
    by = f", by {shown(device.by, 40)}" if device.by else ""
    what = f"Serial {serial_words(device.serial)}"
    return Proof("On the list", what, f"{_WAYS[device.way]}{by}", device.added_at)


def _blinked(device: Device, job: Job) -> tuple[Proof, ...]:
    if device.serial not in job.identified:
        return ()
    return (Proof("Identified", "Blinked when it was asked", "by a person's eyes"),)


def _step(device: Device, step: Step) -> Proof:
    found: Evidence | None = next((e for e in device.earned if e.step is step), None)
    if found is None:
        return Proof(_NAMES[step], "Not yet", earned=False)
    return Proof(_NAMES[step], shown(found.what, 96), _how(found), found.at)


def _how(evidence: Evidence) -> str:
    if evidence.source is Source.PERSON:
        return "by a person's decision"
    if evidence.source is Source.DEVICE:
        return "by radio, from the device"
    if evidence.step is Step.REACHABLE:
        return "on the site's network, by serial"
    return "by this laptop"


def _looked(device: Device, look: Look | None, now: datetime | None) -> tuple[Proof, ...]:
    if look is None:
        return (Proof("Last look", "Not looked at yet", earned=False),)
    good, said = looked(device, look)
    how = _HOWS[look.how] if look.answered else _HOWS[None]
    old = now is not None and not is_fresh(look.at, now)
    last = Proof("Last look", said, how, look.at, good, old)
    if not proven_by_modbus(device, look):
        return (last,)
    says = f"SunSpec says serial {serial_words(look.modbus)}"
    return last, Proof("Modbus", says, _MODBUS, look.at, earned=True, old=old)
