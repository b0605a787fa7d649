"""Time left: from what this site's devices took, never negative, unknown before the first is online."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import STEPS, Device, Evidence, Kind, Source, Way, Work
from walkdown.core.job import Job
from walkdown.core.time_left import time_left, words

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZERO = timedelta()


def device(number: int, work: Work, begun_s: float = 0, took_s: float = 0) -> Device:
    """Worked on from `begun_s` after noon; an online one has all its steps within `took_s`."""
    made = Device(f"{number:012d}", "MI", Kind.MICRO_INVERTER, Way.TYPED, NOON, work)
    begun = NOON + timedelta(seconds=begun_s)
    if work is Work.ONLINE:
        part = timedelta(seconds=took_s) / (len(STEPS) - 1)
        at = [begun + part * i for i in range(len(STEPS))]
        earned = [Evidence(s, "", Source.DEVICE, t) for s, t in zip(STEPS, at, strict=True)]
        return replace(made, earned=tuple(earned))
    if work is Work.WORKING:
        return replace(made, earned=(Evidence(STEPS[0], "", Source.DEVICE, begun),))
    return made


def job(*devices: Device) -> Job:
    return Job("job", NOON, devices=devices)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_nothing_is_known_before_the_first_device_is_online() -> None:
    assert time_left(job(device(1, Work.QUEUED), device(2, Work.WORKING)), after(5)) is None


def test_nobody_at_work_needs_no_time() -> None:
    idle = job(device(1, Work.ONLINE, 0, 10), device(2, Work.IDLE), device(3, Work.FAILED))
    assert time_left(idle, after(20)) == ZERO


def test_one_after_another_takes_as_long_as_each_took() -> None:
    done = [device(i, Work.ONLINE, i * 10, 10) for i in range(3)]
    queued = [device(10 + i, Work.QUEUED) for i in range(4)]
    assert time_left(job(*done, *queued), after(30)) == timedelta(seconds=40)


def test_side_by_side_takes_as_much_less() -> None:
    done = [device(i, Work.ONLINE, 0, 10) for i in range(4)]
    queued = [device(10 + i, Work.QUEUED) for i in range(8)]
    assert time_left(job(*done, *queued), after(10)) == timedelta(seconds=20)


def test_what_was_measured_in_another_session_says_nothing() -> None:
    old = device(1, Work.ONLINE, 0, 10)
    assert time_left(job(old, device(2, Work.QUEUED)), after(2 * 3600)) is None


STATES = st.lists(
    st.builds(
        device,
        st.integers(0, 10**9),
        st.sampled_from(Work),
        st.floats(0, 600),
        st.floats(0, 300),
    ),
    max_size=30,
)


@given(STATES, st.floats(0, 5000))
def test_it_is_never_negative_and_one_more_in_the_queue_never_shortens_it(
    devices: list[Device], now_s: float
) -> None:
    left = time_left(job(*devices), after(now_s))
    more = time_left(job(*devices, device(10**10, Work.QUEUED)), after(now_s))
    if left is not None and more is not None:
        assert ZERO <= left <= more


@given(st.integers(0, 100_000))
def test_it_is_said_in_few_words(seconds: int) -> None:
    said = words(timedelta(seconds=seconds))
    assert said.startswith("about ")
    assert said.endswith((" s left", " min left"))
    assert len(said) < 24
