"""What becomes of one text: judged against the list, the map and what was heard. Nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from walkdown.app.messages import LabelTaken, Outcome, Taking
from walkdown.core.device import Device, Kind, Way
from walkdown.core.events import DeviceLabelled, DeviceListed, ListChange
from walkdown.core.job import Job
from walkdown.core.label import (
    Check,
    EasyConnect,
    Label,
    MatterCode,
    NotALabel,
    Reading,
    RouterCode,
    as_serial,
)
from walkdown.core.label_left_out import shown_part, why_left_out
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.layout import Spot, is_on, next_spot
from walkdown.core.lookalike import lookalikes
from walkdown.core.proof import Proof

MOST_TEXT = 64
_MOST_MODEL = 64
_MOST_NAME = 80
# A person reads these off a label, and may mistake one sign for another.
_BY_EYE = (Way.TYPED, Way.PASTED)


@dataclass(frozen=True, slots=True)
class Around:
    """What a judgement needs besides the job: serials heard, and the sites that have a serial.

    `held` gives the proof of a device, `start` is where on the map the next micro-inverter goes.
    """

    at: datetime
    heard: frozenset[str]
    sites: Mapping[str, str]
    held: Callable[[str], Proof | None]
    start: Spot | None = None
    profiles: Profiles = NO_PROFILES


@dataclass(frozen=True, slots=True)
class Judged:
    """What is told, what it changes, and the proof that is kept; all other proofs are wiped."""

    taken: LabelTaken
    change: ListChange | None = None
    proof: Proof | None = None


def judge(reading: Reading, taking: Taking, job: Job, around: Around) -> Judged:
    """What becomes of one text. The same every time: asking again changes nothing."""
    reading = _perhaps_a_serial(reading, taking, job, around)
    if isinstance(reading, Label):
        return _label(reading, taking, job, around)
    return Judged(_no_device(reading, taking, around.profiles))


def _perhaps_a_serial(reading: Reading, taking: Taking, job: Job, around: Around) -> Reading:
    """What only looks like a manual code of Matter's (one serial in fifty does) or like an article's
    number is a serial where it is listed or heard, or the person says so."""
    manual = isinstance(reading, MatterCode) and reading.manual
    if not manual and reading is not NotALabel.TRADE_ITEM:
        return reading
    label = as_serial(taking.text, around.profiles)
    if label is None:
        return reading
    known = label.serial in around.heard or job.device(label.serial) is not None
    return label if known or taking.sure else reading


def _no_device(
    reading: RouterCode | MatterCode | EasyConnect | NotALabel, by: Taking, profiles: Profiles
) -> LabelTaken:
    match reading:
        case RouterCode():
            warning = reading.warning
            return LabelTaken(Outcome.ROUTER, text=reading.ssid, way=by.way, warning=warning)
        case MatterCode():
            return LabelTaken(Outcome.MATTER, way=by.way)
        case EasyConnect():
            return LabelTaken(Outcome.EASY_CONNECT, text=reading.mac[:MOST_TEXT], way=by.way)
        case NotALabel():
            why = why_left_out(by.text, profiles)
            shown = shown_part(by.text)
            return LabelTaken(Outcome.LEFT_OUT, text=shown, way=by.way, warning=why)


def _label(label: Label, taking: Taking, job: Job, around: Around) -> Judged:
    known = job.device(label.serial)
    if label.foreign:
        return _told(Outcome.FOREIGN, label, taking, other=label.maker)
    if known is not None:
        return _known(label, taking, known, around)
    if not taking.sure and (doubt := _doubt(label, taking, around)) is not None:
        return doubt
    kind = label.kind or taking.kind
    if kind is None:
        return _told(Outcome.NEEDS_KIND, label, taking, proof=label.proof)
    if site := around.sites.get(label.serial):
        return _told(Outcome.OTHER_SITE, label, taking, other=site)
    return _added(label, taking, kind, job, around)


def _doubt(label: Label, taking: Taking, around: Around) -> Judged | None:
    """Why the person should be asked before it is listed. Nothing is ever put right silently."""
    if label.check is Check.FAILED:
        return _told(Outcome.CHECK_FAILED, label, taking, proof=label.proof)
    if taking.way not in _BY_EYE or label.serial in around.heard:
        return None
    alike = lookalikes(label.serial, around.heard)
    if not alike:
        return None
    return _told(Outcome.LOOKALIKE, label, taking, other=alike[0], proof=label.proof)


def _added(label: Label, taking: Taking, kind: Kind, job: Job, around: Around) -> Judged:
    spot = next_place(job, around.start) if kind is Kind.MICRO_INVERTER else None
    device = Device(
        serial=label.serial,
        model=(label.model or taking.model)[:_MOST_MODEL],
        kind=kind,
        way=taking.way,
        added_at=around.at,
        by=job.site.installer[:_MOST_NAME],
        spot=spot,
    )
    taken = LabelTaken(
        Outcome.ADDED,
        device.serial,
        device.model,
        way=taking.way,
        warning=label.warning,
        spot=spot,
    )
    return Judged(taken, DeviceListed(device), label.proof)


def next_place(job: Job, start: Spot | None) -> Spot | None:
    """Where the next micro-inverter goes: to `start`, behind it, or behind the one listed last."""
    if start is None or not is_on(job.faces, start):
        placed = [d.spot for d in job.devices if d.spot is not None]
        start = placed[-1] if placed else None
    elif start not in job.spots:
        return start
    return next_spot(job.faces, job.spots, start)


def _known(label: Label, taking: Taking, known: Device, around: Around) -> Judged:
    # What is heard in the air names a device less well than its label does.
    heard_only = known.way is Way.NEARBY
    if not heard_only and _contradicts(label, known):
        return _told(Outcome.CLASH, label, taking, other=known.model)
    untold = heard_only or not known.model
    model = (label.model or (known.model or taking.model))[:_MOST_MODEL] if untold else known.model
    kind = (label.kind or known.kind) if heard_only else known.kind
    fresh = label.proof is not None and _is_news(label.proof, around.held(known.serial))
    changed = (model, kind) != (known.model, known.kind)
    if not changed and not fresh:
        taken = LabelTaken(Outcome.DUPLICATE, known.serial, known.model, way=taking.way)
        return Judged(taken)
    taken = LabelTaken(
        Outcome.SECOND_LABEL,
        known.serial,
        model,
        way=taking.way,
        warning=label.warning,
        spot=known.spot,
    )
    change = DeviceLabelled(known.serial, model, kind) if changed else None
    return Judged(taken, change, label.proof if fresh else None)


def _contradicts(label: Label, known: Device) -> bool:
    model = bool(label.model and known.model) and _bare(label.model) != _bare(known.model)
    return model or (label.kind is not None and label.kind is not known.kind)


def _bare(model: str) -> str:
    """A model without its dashes and spaces: "GW-1" is told as "GW1" in the air."""
    return re.sub(r"[^0-9A-Z]", "", model.upper())


def _is_news(proof: Proof, held: Proof | None) -> bool:
    """Whether a label's proof is another one than the device has; one that is nothing is no news."""
    if held is None:
        return bool(proof.security) or not proof.secret.empty
    with proof.secret.reveal() as said, held.secret.reveal() as had:
        return (said, proof.security, proof.username) != (had, held.security, held.username)


def _told(
    outcome: Outcome, label: Label, taking: Taking, other: str = "", proof: Proof | None = None
) -> Judged:
    model = (label.model or taking.model)[:_MOST_MODEL]
    taken = LabelTaken(
        outcome, label.serial, model, other=other, way=taking.way, warning=label.warning
    )
    return Judged(taken, proof=proof)
