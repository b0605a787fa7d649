"""The rules of the list and of the layout map: one serial once, one device to a place. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from walkdown.core import draft, layout
from walkdown.core.device import Device, Work
from walkdown.core.events import (
    DeviceLabelled,
    DeviceListed,
    DevicePlaced,
    DeviceUnlisted,
    FacesDrawn,
)
from walkdown.core.job import Job
from walkdown.core.not_allowed import NotAllowed


def with_device(job: Job, serial: str, change: Callable[[Device], Device]) -> Job:
    """The job with one device of the list changed."""
    if job.device(serial) is None:
        raise NotAllowed("this device is not on the list")
    return replace(job, devices=tuple(change(d) if d.serial == serial else d for d in job.devices))


def listed(change: DeviceListed, job: Job) -> Job:
    """A label joins the list; a place of its own must be free."""
    if job.device(change.device.serial):
        raise NotAllowed("this serial is on the list already")
    _require_free(job, change.device.spot)
    drafts = draft.without_serial(job.drafts, change.device.serial)
    return replace(job, devices=(*job.devices, change.device), drafts=drafts)


def unlisted(change: DeviceUnlisted, job: Job) -> Job:
    """A device leaves the list, and its place with it."""
    device = job.device(change.serial)
    if device is None or device.work is Work.WORKING:
        raise NotAllowed("this device is not on the list, or is being worked on")
    return replace(
        job,
        devices=tuple(d for d in job.devices if d.serial != change.serial),
        matched=tuple(s for s in job.matched if s != change.serial),
        identified=tuple(s for s in job.identified if s != change.serial),
        drafts=draft.without_device(job.drafts, change.serial),
    )


def labelled(change: DeviceLabelled, job: Job) -> Job:
    """A listed device is known better."""

    def told(device: Device) -> Device:
        return replace(device, model=change.model, kind=change.kind or device.kind)

    return with_device(job, change.serial, told)


def placed(change: DevicePlaced, job: Job) -> Job:
    """A device goes to a free place, or to none."""
    device = job.device(change.serial)
    if device is None or device.spot != change.spot:
        _require_free(job, change.spot)
    return with_device(job, change.serial, lambda d: replace(d, spot=change.spot))


def drawn(change: FacesDrawn, job: Job) -> Job:
    """The map is drawn anew; a device whose place is gone has none."""
    if flaw := layout.flaw(change.faces):
        raise NotAllowed(flaw)

    def kept(device: Device) -> Device:
        there = device.spot is None or layout.is_on(change.faces, device.spot)
        return device if there else replace(device, spot=None)

    return replace(job, faces=change.faces, devices=tuple(map(kept, job.devices)))


def _require_free(job: Job, spot: layout.Spot | None) -> None:
    if spot is None:
        return
    if not layout.is_on(job.faces, spot) or spot in job.spots:
        raise NotAllowed("this place is not on the map, or has a device")
