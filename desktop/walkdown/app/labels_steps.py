"""Undo and Redo of the list: what each step did, how it is taken back, and the proofs it holds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from walkdown.app.labels_words import redo_words, undo_words
from walkdown.app.messages import StepsShown
from walkdown.app.proofs import Proofs
from walkdown.core.device import Device, Work
from walkdown.core.events import (
    DeviceLabelled,
    DeviceListed,
    DevicePlaced,
    DeviceUnlisted,
    FacesDrawn,
    ListChange,
)
from walkdown.core.job import Job
from walkdown.core.layout import is_on
from walkdown.core.proof import Proof

MOST_STEPS = 100


@dataclass(slots=True)
class Step:
    """One thing the person did. `held` are the proofs that come back when it is taken back.

    While it is done those are the former ones, while it is undone its own; None for no proof.
    """

    done: tuple[ListChange, ...]
    back: tuple[ListChange, ...]
    held: dict[str, Proof | None]
    about: str = ""


def step_of(job: Job, changes: tuple[ListChange, ...], about: str = "") -> Step:
    """The step that `changes` are to `job`; `about` is the serial of a step that changes no more.

    `changes`: one, or any number of devices listed and labelled.
    """
    back = tuple(b for change in reversed(changes) for b in _back(change, job))
    return Step(changes, back, {}, about)


def map_step_of(job: Job, changes: tuple[ListChange, ...]) -> Step:
    """The step of many that find other places at once, on faces that grow: each leaves its place first."""
    moved = tuple(dict.fromkeys(c.serial for c in changes if isinstance(c, DevicePlaced)))
    were = [d for d in job.devices if d.serial in moved and d.spot is not None]
    back: tuple[ListChange, ...] = (
        *(DevicePlaced(serial, None) for serial in moved),
        FacesDrawn(job.faces),
        *(DevicePlaced(d.serial, d.spot) for d in were),
    )
    return Step(changes, back, {})


class Steps:
    """The open job's last hundred steps, in memory only: a paste is one."""

    def __init__(self, proofs: Proofs) -> None:
        self._proofs = proofs
        self._done: deque[Step] = deque()
        self._undone: list[Step] = []

    def add(self, step: Step) -> None:
        """It was done; what had been undone before cannot be done again any more."""
        _wipe(self._undone)
        self._undone = []
        self._done.append(step)
        if len(self._done) > MOST_STEPS:
            _wipe([self._done.popleft()])

    def forget(self) -> None:
        """The job is left: nothing can be taken back, and no proof is kept."""
        _wipe([*self._done, *self._undone])
        self._done.clear()
        self._undone.clear()

    def to_undo(self, job: Job) -> Step | None:
        """The newest step; None where its device has been worked on since, and where there is none."""
        step = self._done[-1] if self._done else None
        return step if step and _fits(job, step.back, step.done) else None

    def to_redo(self, job: Job) -> Step | None:
        """The step that was undone last; None where the list has gone on since."""
        step = self._undone[-1] if self._undone else None
        return step if step and _fits(job, step.done, step.back) else None

    def undone(self) -> None:
        """The newest step was taken back."""
        step = self._done.pop()
        self._undone.append(step)
        self._swap(step)

    def redone(self) -> None:
        """The step that was undone last was done again."""
        step = self._undone.pop()
        self._done.append(step)
        self._swap(step)

    def shown(self, job: Job) -> StepsShown:
        """What Undo and Redo would do now."""
        undo, redo = self.to_undo(job), self.to_redo(job)
        return StepsShown(
            undo_words(undo.done, undo.about) if undo else "",
            redo_words(redo.done, redo.about) if redo else "",
        )

    def hold(self, step: Step, serial: str, proof: Proof | None) -> None:
        """A new step took this proof for a device, None for no other than it had."""
        if serial not in step.held and proof is not None:
            step.held[serial] = self._proofs.lift(serial)
        step.held.setdefault(serial, None)
        if proof is not None:
            self._proofs.keep(serial, proof)

    def hold_former(self, step: Step, serial: str) -> None:
        """A new step took the device off the list: its proof waits here."""
        step.held[serial] = self._proofs.lift(serial)

    def _swap(self, step: Step) -> None:
        for serial, held in step.held.items():
            step.held[serial] = self._proofs.lift(serial)
            if held is not None:
                self._proofs.keep(serial, held)


def _back(change: ListChange, job: Job) -> tuple[ListChange, ...]:
    match change:
        case DeviceListed(device):
            return (DeviceUnlisted(device.serial),)
        case DeviceUnlisted(serial):
            return tuple(DeviceListed(_rested(d)) for d in job.devices if d.serial == serial)
        case DeviceLabelled(serial):
            known = [d for d in job.devices if d.serial == serial]
            return tuple(DeviceLabelled(serial, d.model, d.kind) for d in known)
        case DevicePlaced(serial):
            known = [d for d in job.devices if d.serial == serial]
            return tuple(DevicePlaced(serial, d.spot) for d in known)
        case FacesDrawn(faces):
            lost = [d for d in job.devices if d.spot and not is_on(faces, d.spot)]
            places = (DevicePlaced(d.serial, d.spot) for d in lost)
            return (FacesDrawn(job.faces), *places)


def _rested(device: Device) -> Device:
    """Nobody waits for its turn any more once it was off the list."""
    return replace(device, work=Work.IDLE) if device.work is Work.QUEUED else device


def _fits(job: Job, changes: tuple[ListChange, ...], opposite: tuple[ListChange, ...]) -> bool:
    """Whether the changes can be made, and no work on a device would be lost by them."""
    if job.handed_over:
        return False
    then = {c.device.serial: c.device for c in (*opposite, *changes) if isinstance(c, DeviceListed)}
    now = {d.serial: d for d in job.devices}
    return all(_fits_one(change, now, then) for change in changes)


def _fits_one(change: ListChange, now: dict[str, Device], then: dict[str, Device]) -> bool:
    match change:
        case DeviceListed(device):
            return device.serial not in now
        case DeviceUnlisted(serial):
            return serial in now and serial in then and _work(now[serial]) == _work(then[serial])
        case DeviceLabelled(serial):
            # Listed by the same step: then it comes after that one.
            return serial in then or (serial in now and _untouched(now[serial]))
        case DevicePlaced(serial):
            return serial in now or serial in then
        case FacesDrawn():
            return True


def _work(device: Device) -> tuple[object, ...]:
    return device.work, device.earned, device.tries, device.left_out, device.deferred


def _untouched(device: Device) -> bool:
    return device.work is Work.IDLE and not device.earned and not device.tries


def _wipe(steps: list[Step]) -> None:
    for proof in (p for step in steps for p in step.held.values()):
        if proof is not None:
            proof.secret.forget()
