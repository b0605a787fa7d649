"""Who holds a device: said from what was heard, and never more than that allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.app.heard_so_far import Memory
from walkdown.core.device import Device, Evidence, Kind, Source, Step, Way, Work
from walkdown.core.holder import (
    SILENT_S,
    STALE_S,
    HeardSoFar,
    Holder,
    LastHeard,
    who_holds,
)
from walkdown.core.sighting import Protocol, Sighting
from walkdown.core.trouble import Code, Trouble

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SERIAL, OTHER = "770300125518", "905133000417"
DEVICE = Device(SERIAL, "GW-1", Kind.GATEWAY, Way.CAMERA, AT)
JOINED = replace(
    DEVICE, earned=(Evidence(Step.JOINED, "joined", Source.DEVICE, AT),), url="http://192.0.2.7/"
)
NO_ANSWER = replace(DEVICE, work=Work.FAILED, trouble=Trouble(Code.NO_ANSWER, SERIAL))


def last(age_s: float, quiet_s: float, dbm: int = -60, *, ready: bool = True) -> LastHeard:
    return LastHeard(SERIAL, age_s, quiet_s, dbm, ready)


def heard(of_it: LastHeard | None, *, fresh: int = 5, listened_s: float = 40.0) -> HeardSoFar:
    return HeardSoFar(listened_s, fresh, (of_it,) if of_it else ())


@pytest.mark.parametrize(
    ("device", "so_far", "holder"),
    [
        (DEVICE, heard(last(0.3, 0.3)), Holder.NOBODY),
        (DEVICE, heard(last(0.3, 0.3, ready=False)), Holder.NOT_READY),
        (DEVICE, heard(last(14, 14)), Holder.ELSEWHERE),
        (DEVICE, heard(last(14, 14, -92)), Holder.FAR),
        (DEVICE, heard(None), Holder.NEVER),
        (replace(DEVICE, cut_off=True), heard(last(14, 14)), Holder.JOINED),
        (replace(DEVICE, cut_off=True), heard(None), Holder.JOINED),
        (replace(DEVICE, cut_off=True), heard(last(0.3, 0.3)), Holder.NOBODY),
        (replace(DEVICE, cut_off=True), heard(None, listened_s=1), Holder.JOINED),
        (DEVICE, replace(heard(last(600, 14)), idle_s=586.0), Holder.UNKNOWN),
        (DEVICE, replace(heard(None), idle_s=586.0), Holder.UNKNOWN),
        (DEVICE, heard(None, fresh=0), Holder.DEAF),
        (DEVICE, heard(last(14, 14), fresh=0), Holder.DEAF),
        (DEVICE, heard(None, listened_s=4), Holder.UNKNOWN),
        (DEVICE, heard(last(600, 2)), Holder.UNKNOWN),
        (JOINED, heard(last(600, 30)), Holder.ONLINE),
        (JOINED, heard(None, listened_s=0), Holder.ONLINE),
        (NO_ANSWER, heard(last(1, 1)), Holder.SHUT),
        (NO_ANSWER, heard(last(15, 15)), Holder.ELSEWHERE),
        (replace(DEVICE, work=Work.WORKING), heard(last(30, 30)), Holder.US),
    ],
)
def test_each_state_of_the_air_has_its_own_answer(
    device: Device, so_far: HeardSoFar, holder: Holder
) -> None:
    assert who_holds(device, so_far).holder is holder


def test_two_that_claim_the_serial_come_before_all_else_that_is_heard() -> None:
    assert who_holds(DEVICE, heard(last(0.2, 0.2)), 2).holder is Holder.TWO


@given(
    st.none() | st.builds(last, st.floats(0, 900), st.floats(0, 900), st.integers(-120, 0)),
    st.integers(0, 9),
    st.floats(0, 900),
)
def test_nobody_is_accused_without_enough_silence_while_others_were_heard(
    of_it: LastHeard | None, fresh: int, listened_s: float
) -> None:
    holding = who_holds(DEVICE, heard(of_it, fresh=fresh, listened_s=listened_s))
    if holding.holder is Holder.ELSEWHERE:
        assert of_it is not None
        assert of_it.quiet_s >= SILENT_S
        assert holding.others > 0
    if holding.holder is Holder.NOBODY:
        assert of_it is not None
        assert of_it.age_s <= STALE_S


# --- the memory it rests on


def sighting(serial: str, age_s: float = 0.0, dbm: int = -60) -> Sighting:
    return Sighting(f"key-{serial}", "", serial, dbm, Protocol.IMPROV, age_s)


def test_only_listening_counts_as_silence() -> None:
    memory = Memory()
    memory.begin(100)
    memory.hear((sighting(SERIAL), sighting(OTHER)), {SERIAL}, (), 102)
    assert memory.told(102) == HeardSoFar(2, 2, (LastHeard(SERIAL, 0, 0, -60),))
    memory.begin(502)
    memory.hear((sighting(OTHER),), {SERIAL}, (), 505)
    (of_it,) = memory.told(510).last
    assert (of_it.age_s, of_it.quiet_s) == (408, 3)


def test_a_device_that_this_laptop_holds_is_not_called_silent() -> None:
    memory = Memory()
    memory.begin(0)
    memory.hear((sighting(SERIAL),), {SERIAL}, (), 1)
    memory.hear((), {SERIAL}, (SERIAL,), 30)
    memory.hear((), {SERIAL}, (), 34)
    (of_it,) = memory.told(34).last
    assert of_it.quiet_s == 4


def test_what_is_not_on_the_list_is_counted_and_not_remembered() -> None:
    memory = Memory()
    memory.begin(0)
    crowd = tuple(sighting(str(n)) for n in range(500))
    memory.hear(crowd, {SERIAL}, (), 1)
    assert memory.told(1) == HeardSoFar(1, 500)


@given(st.lists(st.tuples(st.floats(0, 5), st.booleans(), st.floats(0, 9)), max_size=30))
def test_silence_is_never_longer_than_the_listening(
    steps: list[tuple[float, bool, float]],
) -> None:
    memory, now = Memory(), 50.0
    memory.begin(now)
    for passed, there, age_s in steps:
        now += passed
        memory.hear((sighting(SERIAL, age_s),) if there else (), {SERIAL}, (), now)
        told = memory.told(now)
        for of_it in told.last:
            assert 0 <= of_it.quiet_s <= told.listened_s + 1e-9
            assert of_it.age_s >= 0


def test_how_long_nobody_has_listened_is_known() -> None:
    memory = Memory()
    assert memory.told(50.0).idle_s == 0.0
    memory.begin(100.0)
    memory.hear((), (), (), 120.0)
    assert memory.told(180.0).idle_s == 60.0
