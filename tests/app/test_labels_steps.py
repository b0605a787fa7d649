"""Whatever was done to list and map: undoing all of it leaves what was, redoing all what became."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from walkdown.app.labels_steps import Steps, step_of
from walkdown.app.proofs import Proofs
from walkdown.core.advance import NotAllowed, advance
from walkdown.core.device import Device, Kind, Way
from walkdown.core.events import (
    DeviceLabelled,
    DeviceListed,
    DevicePlaced,
    DeviceUnlisted,
    Event,
    FacesDrawn,
    ListChange,
    Together,
)
from walkdown.core.job import Job
from walkdown.core.layout import Face, Spot

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
spots = st.builds(Spot, st.just("South"), st.integers(1, 2), st.integers(1, 2))
serials = st.sampled_from(["1", "2", "3"])


def device(serial: str, spot: Spot | None) -> Device:
    return Device(serial, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT, spot=spot)


# What comes from labels may be many in one step, what the person does to list and map is one.
labels: st.SearchStrategy[ListChange] = st.one_of(
    st.builds(lambda s, spot: DeviceListed(device(s, spot)), serials, st.none() | spots),
    st.builds(DeviceLabelled, serials, st.sampled_from("ab"), st.sampled_from(Kind)),
)
changes: st.SearchStrategy[ListChange] = st.one_of(
    st.builds(DeviceUnlisted, serials),
    st.builds(DevicePlaced, serials, st.none() | spots),
    st.builds(
        lambda rows: FacesDrawn((Face("South", rows, 2),) if rows else ()), st.integers(0, 2)
    ),
)


def after(job: Job, changed: tuple[ListChange, ...]) -> Job:
    return advance(job, Event(Together(changed), AT))


def alike(job: Job) -> tuple[object, ...]:
    """A device that comes back stands last on the list."""
    return job.faces, sorted(job.devices, key=lambda d: d.serial)


@given(
    st.lists(st.lists(labels, min_size=1, max_size=3).map(tuple) | st.tuples(changes), max_size=12)
)
def test_all_steps_lead_back_and_forth(history: list[tuple[ListChange, ...]]) -> None:
    steps = Steps(Proofs())
    first = job = Job("a" * 32, AT, faces=(Face("South", 2, 2),))
    for changed in history:
        try:
            then = after(job, changed)
        except NotAllowed:
            continue
        steps.add(step_of(job, changed))
        job = then
    last = job
    while (step := steps.to_undo(job)) is not None:
        job = after(job, step.back)
        steps.undone()
    assert alike(job) == alike(first)
    while (step := steps.to_redo(job)) is not None:
        job = after(job, step.done)
        steps.redone()
    assert alike(job) == alike(last)
    assert steps.shown(replace(job, devices=(), faces=())).redo == ""
