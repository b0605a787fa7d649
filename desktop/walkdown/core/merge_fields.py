"""A job taken apart into the fields that two people can change without one another, and put together again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final, TypeVar

from walkdown.core.device import Device, Evidence, Kind, Work
from walkdown.core.job import Job
from walkdown.core.layout import Face, Spot, is_on
from walkdown.core.promise import Promise
from walkdown.core.site import Expected, Site
from walkdown.core.trouble import Trouble


class Topic(StrEnum):
    """What a field belongs to."""

    SITE = "site"
    EXPECTED = "expected"
    NETWORK = "network"
    FACE = "face"
    DEVICE = "device"
    PROMISE = "promise"
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True)
class Key:
    """One field: `of` is a serial, a face's name, a kind or a promise's item; `field` its name.

    A device without a `field` is the whole device: one of the two has it, the other has not.
    """

    topic: Topic
    of: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a device's label says."""

    model: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class SetUp:
    """How far a device's set-up has come; one thing, since its parts mean nothing alone."""

    work: Work = Work.IDLE
    earned: tuple[Evidence, ...] = ()
    trouble: Trouble | None = None
    url: str = ""
    cut_off: bool = False


T = TypeVar("T")
Value = object
Fields = dict[Key, Value]
_OF_SITE: Final = tuple(f.name for f in fields(Site) if f.name != "expected")
LABEL, SET_UP, LEFT_OUT, DEFERRED, SPOT = "label", "set-up", "left-out", "deferred", "spot"
# What nobody has entered; a field that is not there at all counts as this too.
BLANK: Final[dict[tuple[Topic, str], Value]] = {
    **{(Topic.SITE, name): getattr(Site(), name) for name in _OF_SITE},
    (Topic.DEVICE, SET_UP): SetUp(),
    (Topic.DEVICE, LEFT_OUT): "",
    (Topic.DEVICE, DEFERRED): "",
}


def taken_apart(job: Job, whole: frozenset[str] = frozenset()) -> Fields:
    """The fields of a job; devices with these serials as a whole."""
    apart: Fields = {Key(Topic.SITE, "", name): getattr(job.site, name) for name in _OF_SITE}
    apart |= {Key(Topic.EXPECTED, e.kind): e.count for e in job.site.expected}
    apart |= {Key(Topic.FACE, face.name): face for face in job.faces}
    apart |= {_key_of(promise): promise for promise in job.promises}
    if job.network is not None:
        apart[Key(Topic.NETWORK)] = job.network
    if job.handed_over is not None:
        apart[Key(Topic.HANDED_OVER)] = job.handed_over
    for device in job.devices:
        apart |= _whole(device) if device.serial in whole else _of_device(device)
    return apart


def put_together(
    ours: Job, devices: Iterable[Device], apart: Fields
) -> tuple[Job, tuple[str, ...]]:
    """Our job with these fields; `devices` are all that either knows.

    Gives it with the serials that have lost their place on the map: it was drawn anew, or another
    device has it.
    """
    of_site = {name: apart[Key(Topic.SITE, "", name)] for name in _OF_SITE}
    expected = tuple(Expected(Kind(k.of), n) for k, n in _of(apart, Topic.EXPECTED, int))
    faces = tuple(face for _, face in _of(apart, Topic.FACE, Face))
    known = tuple(d for device in devices if (d := _device(device, apart)) is not None)
    placed, unplaced = _placed(known, faces)
    made = replace(
        ours,
        site=replace(ours.site, expected=expected, **of_site),  # type: ignore[arg-type]
        network=apart.get(Key(Topic.NETWORK)),  # type: ignore[arg-type]
        handed_over=apart.get(Key(Topic.HANDED_OVER)),  # type: ignore[arg-type]
        faces=faces,
        devices=placed,
        promises=tuple(promise for _, promise in _of(apart, Topic.PROMISE, Promise)),
    )
    return made, unplaced


def _key_of(promise: Promise) -> Key:
    return Key(Topic.PROMISE, promise.item.serial, promise.item.check)


def _whole(device: Device) -> Fields:
    # How loud it was heard is no change of anybody's.
    return {Key(Topic.DEVICE, device.serial): _quiet(device)}


def _quiet(device: Device) -> Device:
    return replace(device, about=replace(device.about, signal_dbm=None))


def _of_device(device: Device) -> Fields:
    values: tuple[tuple[str, Value], ...] = (
        (LABEL, Labelled(device.model, device.kind)),
        (SET_UP, set_up_of(device)),
        (LEFT_OUT, device.left_out),
        (DEFERRED, device.deferred),
        (SPOT, device.spot),
    )
    return {Key(Topic.DEVICE, device.serial, name): value for name, value in values}


def set_up_of(device: Device) -> SetUp:
    """How far this device has come."""
    return SetUp(device.work, device.earned, device.trouble, device.url, device.cut_off)


def _device(device: Device, apart: Fields) -> Device | None:
    """The device with its fields; None for one that was taken off the list."""
    key = Key(Topic.DEVICE, device.serial)
    if key in apart:
        return device if apart[key] is not None else None
    label, set_up = (apart.get(replace(key, field=name)) for name in (LABEL, SET_UP))
    if not isinstance(label, Labelled) or not isinstance(set_up, SetUp):
        return None
    left_out, deferred = (str(apart[replace(key, field=f)]) for f in (LEFT_OUT, DEFERRED))
    spot = apart.get(replace(key, field=SPOT))
    return replace(
        device,
        model=label.model,
        kind=label.kind,
        work=set_up.work,
        earned=set_up.earned,
        trouble=set_up.trouble,
        url=set_up.url,
        cut_off=set_up.cut_off,
        left_out=left_out,
        deferred=deferred,
        spot=spot if isinstance(spot, Spot) else None,
    )


def _placed(
    devices: tuple[Device, ...], faces: tuple[Face, ...]
) -> tuple[tuple[Device, ...], tuple[str, ...]]:
    taken: set[Spot] = set()
    placed, unplaced = [], []
    for device in devices:
        fits = device.spot is None or (is_on(faces, device.spot) and device.spot not in taken)
        if not fits:
            unplaced.append(device.serial)
        elif device.spot is not None:
            taken.add(device.spot)
        placed.append(device if fits else replace(device, spot=None))
    return tuple(placed), tuple(unplaced)


def _of(apart: Fields, topic: Topic, kind: type[T]) -> list[tuple[Key, T]]:
    found = ((k, v) for k, v in apart.items() if k.topic is topic)
    return [(key, value) for key, value in found if isinstance(value, kind)]
