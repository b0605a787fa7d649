"""`advance(job, event)`: the one function that makes the next state of a job. Pure; events carry the time."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from walkdown.core import draft, list_rules
from walkdown.core.device import TICKS, Device, Evidence, Step, Work
from walkdown.core.events import (
    Change,
    DeviceIdentified,
    DeviceLeftOut,
    DeviceMoved,
    DevicesMatched,
    DeviceTold,
    Drafted,
    Event,
    FirmwareDeferred,
    HandoverDone,
    LooksTaken,
    NetworkChosen,
    PersonForgotten,
    PhotoDropped,
    PhotoKept,
    Promised,
    PromiseWithdrawn,
    SignChecked,
    SiteEdited,
    StageEntered,
    StepEarned,
    Together,
    WorkFailed,
    WorkInterrupted,
    WorkPutBack,
    WorkQueued,
    WorkResumed,
    WorkStarted,
)
from walkdown.core.forget import without
from walkdown.core.job import Job, Stage
from walkdown.core.leave import settled
from walkdown.core.list_rules import with_device
from walkdown.core.not_allowed import NotAllowed
from walkdown.core.promise import is_whole
from walkdown.core.sign_check import stands_beside
from walkdown.core.trouble import Code

__all__ = ["NotAllowed", "advance", "recovered"]

# The network did not take the device: that it accepted the settings was no step forward.
NOT_TAKEN = frozenset(
    {
        *(Code.PASSWORD_REFUSED, Code.PASSWORD_UNFIT, Code.NETWORK_NOT_SEEN),
        *(Code.TOO_WEAK, Code.JOIN_UNKNOWN),
    }
)


def advance(job: Job, event: Event) -> Job:
    """The job after the event. Raises NotAllowed where the event cannot happen to this job."""
    # Who is known by a site can have their picture and their name taken out of it at any time.
    if job.handed_over and not isinstance(
        event.change, StageEntered | PhotoDropped | PersonForgotten
    ):
        raise NotAllowed("a handed-over site is read-only")
    return replace(settled(_apply(event.change, job), event.at), touched_at=event.at)


def recovered(job: Job) -> Job:
    """The job as it is after the program was killed: nothing half-done is called done or running."""
    busy = tuple(d.serial for d in job.devices if d.work in (Work.QUEUED, Work.WORKING))
    return _interrupted(WorkInterrupted(busy), job)


def _up_to_address(device: Device) -> tuple[Evidence, ...]:
    """Whether it can be reached is seen anew in each try."""
    return tuple(e for e in device.earned if e.step is not Step.REACHABLE)


@singledispatch
def _apply(change: Change, job: Job) -> Job:
    raise NotAllowed(f"unknown event {type(change).__name__}")


@_apply.register
def _site(change: SiteEdited, job: Job) -> Job:
    return replace(job, site=replace(change.site, photo=job.site.photo))


@_apply.register
def _photo(change: PhotoKept | PhotoDropped, job: Job) -> Job:
    photo = change.photo if isinstance(change, PhotoKept) else ""
    return replace(job, site=replace(job.site, photo=photo))


@_apply.register
def _stage(change: StageEntered, job: Job) -> Job:
    return replace(job, stage=change.stage)


_apply.register(list_rules.listed)
_apply.register(list_rules.unlisted)
_apply.register(list_rules.labelled)
_apply.register(list_rules.placed)
_apply.register(list_rules.drawn)


@_apply.register
def _together(change: Together, job: Job) -> Job:
    for each in change.changes:
        job = _apply(each, job)
    return job


@_apply.register
def _matched(change: DevicesMatched, job: Job) -> Job:
    signals = dict(zip(change.serials, change.signals, strict=False))

    def heard(device: Device) -> Device:
        if device.serial not in signals:
            return device
        return replace(device, about=replace(device.about, signal_dbm=signals[device.serial]))

    known = tuple(d.serial for d in job.devices if d.serial in {*job.matched, *change.serials})
    return replace(job, matched=known, devices=tuple(map(heard, job.devices)))


@_apply.register
def _identified(change: DeviceIdentified, job: Job) -> Job:
    if change.serial in job.identified:
        return job
    return replace(job, identified=(*job.identified, change.serial))


@_apply.register
def _network(change: NetworkChosen, job: Job) -> Job:
    drafts = draft.without_ssid(job.drafts, change.network.ssid)
    return replace(job, network=change.network, drafts=drafts)


@_apply.register
def _queued(change: WorkQueued, job: Job) -> Job:
    def queue(device: Device) -> Device:
        if device.work in (Work.WORKING, Work.ONLINE):
            raise NotAllowed("this device is being worked on, or done")
        return replace(device, work=Work.QUEUED, trouble=None)

    for serial in change.serials:
        job = with_device(job, serial, queue)
    return job


@_apply.register
def _started(change: WorkStarted, job: Job) -> Job:
    return with_device(
        job,
        change.serial,
        lambda d: replace(d, work=Work.WORKING, earned=(), trouble=None, url="", tries=d.tries + 1),
    )


@_apply.register
def _put_back(change: WorkPutBack, job: Job) -> Job:
    def put_back(device: Device) -> Device:
        if device.work is not Work.WORKING or device.earned:
            raise NotAllowed("this device is not at the begin of a try")
        return replace(device, work=Work.QUEUED, tries=device.tries - 1)

    return with_device(job, change.serial, put_back)


@_apply.register
def _resumed(change: WorkResumed, job: Job) -> Job:
    def resume(device: Device) -> Device:
        if device.work is Work.ONLINE or not device.joined:
            raise NotAllowed("this device has not joined, or has proven that it is online")
        tries = device.tries + 1
        return replace(
            device, work=Work.WORKING, earned=_up_to_address(device), trouble=None, tries=tries
        )

    return with_device(job, change.serial, resume)


@_apply.register
def _earned(change: StepEarned, job: Job) -> Job:
    def earn(device: Device) -> Device:
        if device.work is not Work.WORKING:
            raise NotAllowed("evidence counts only while the device is worked on")
        kept = tuple(e for e in device.earned if e.step is not change.evidence.step)
        cut = device.cut_off and change.evidence.step is not Step.JOINED
        url = change.url or device.url
        now = replace(device, earned=(*kept, change.evidence), url=url, cut_off=cut)
        return replace(now, work=Work.ONLINE) if all(map(now.has, TICKS)) else now

    return with_device(job, change.serial, earn)


@_apply.register
def _told(change: DeviceTold, job: Job) -> Job:
    return with_device(job, change.serial, lambda d: replace(d, about=change.about))


@_apply.register
def _moved(change: DeviceMoved, job: Job) -> Job:
    return with_device(job, change.serial, lambda d: replace(d, url=change.url))


@_apply.register
def _deferred(change: FirmwareDeferred, job: Job) -> Job:
    return with_device(job, change.serial, lambda d: replace(d, deferred=change.version))


@_apply.register
def _failed(change: WorkFailed, job: Job) -> Job:
    def fail(device: Device) -> Device:
        if device.work is Work.ONLINE:
            raise NotAllowed("this device has proven that it is online")
        failed = replace(device, work=Work.FAILED, trouble=change.trouble)
        if change.trouble.code not in NOT_TAKEN:
            return failed
        return replace(
            failed, earned=tuple(e for e in device.earned if e.step not in TICKS), url=""
        )

    return with_device(job, change.serial, fail)


@_apply.register
def _interrupted(change: WorkInterrupted, job: Job) -> Job:
    def interrupt(device: Device) -> Device:
        if device.work is Work.ONLINE:
            return device
        if device.has(Step.JOINED):
            up_to_there = _up_to_address(device)
            return replace(device, work=Work.IDLE, earned=up_to_there, cut_off=not device.url)
        # It may have been given the network, and have left the air since.
        cut = device.cut_off or device.work is Work.WORKING
        return replace(device, work=Work.IDLE, earned=(), url="", cut_off=cut)

    for serial in change.serials:
        job = with_device(job, serial, interrupt)
    return job


@_apply.register
def _left_out(change: DeviceLeftOut, job: Job) -> Job:
    job = with_device(job, change.serial, lambda d: replace(d, left_out=change.reason))
    return replace(job, drafts=draft.without_device(job.drafts, change.serial))


@_apply.register
def _sign_checked(change: SignChecked, job: Job) -> Job:
    if job.device(change.check.serial) is None:
        raise NotAllowed("no device has this serial")
    new = change.check
    kept = tuple(c for c in job.sign_checks if c.serial != new.serial or stands_beside(c, new))
    return replace(job, sign_checks=(*kept, new))


@_apply.register
def _looks(change: LooksTaken, job: Job) -> Job:
    return replace(job, looks=change.looks)


@_apply.register
def _promised(change: Promised, job: Job) -> Job:
    if not all(map(is_whole, change.promises)):
        raise NotAllowed("a promise says what, who and a day within a year")
    if any(p.item.serial and job.device(p.item.serial) is None for p in change.promises):
        raise NotAllowed("this device is not on the list")
    new = {p.item: p for p in change.promises}
    others = tuple(p for p in job.promises if p.item not in new)
    drafts = draft.without(job.drafts, *draft.PROMISE)
    return replace(job, promises=(*others, *new.values()), drafts=drafts)


@_apply.register
def _withdrawn(change: PromiseWithdrawn, job: Job) -> Job:
    return replace(job, promises=tuple(p for p in job.promises if p.item != change.item))


@_apply.register
def _drafted(change: Drafted, job: Job) -> Job:
    typed = change.draft
    of_device = typed.field is draft.DraftField.LEAVE_REASON
    if of_device != bool(typed.device) or (of_device and job.device(typed.device) is None):
        raise NotAllowed("this field is not a field of this device")
    return replace(job, drafts=draft.with_draft(job.drafts, typed))


@_apply.register
def _forgotten(change: PersonForgotten, job: Job) -> Job:
    return without(change.person, job)


@_apply.register
def _handed_over(change: HandoverDone, job: Job) -> Job:
    return replace(job, handed_over=change.handed_over, stage=Stage.HANDOVER, drafts=())
