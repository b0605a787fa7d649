"""No order of events makes a device online without its four ticks, earned in this try."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.advance import NotAllowed, advance, recovered
from walkdown.core.device import (
    STEPS,
    TICKS,
    About,
    Device,
    Evidence,
    Kind,
    Source,
    Step,
    Way,
    Work,
)
from walkdown.core.events import (
    Change,
    DeviceIdentified,
    DeviceLabelled,
    DeviceLeftOut,
    DeviceListed,
    DevicePlaced,
    DevicesMatched,
    DeviceTold,
    DeviceUnlisted,
    Event,
    FacesDrawn,
    FirmwareDeferred,
    HandoverDone,
    LooksTaken,
    NetworkChosen,
    PhotoDropped,
    PhotoKept,
    Promised,
    PromiseWithdrawn,
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
from walkdown.core.job import HandedOver, Job, Look, Stage
from walkdown.core.layout import Face, Spot
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import ChosenNetwork

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ONE, TWO = "122044170001", "122044170002"
URL = "http://10.0.0.7/"
SOUTH = Face("South", 2, 2)
SPOTS = tuple(Spot("South", row, column) for row in (1, 2, 3) for column in (1, 2))


def device(serial: str) -> Device:
    return Device(serial, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT)


def proof(step: Step) -> Evidence:
    return Evidence(step, "seen", Source.DEVICE, AT)


def after(job: Job, *changes: Change) -> Job:
    for change in changes:
        job = advance(job, Event(change, AT))
    return job


def job(*serials: str) -> Job:
    return after(Job("a" * 32, AT), *(DeviceListed(device(s)) for s in serials))


def earned(serial: str, *steps: Step) -> tuple[StepEarned, ...]:
    return tuple(StepEarned(serial, proof(step)) for step in steps)


def stands(job: Job, serial: str) -> Device:
    found = job.device(serial)
    assert found
    return found


serials = st.sampled_from([ONE, TWO])
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda s: DeviceListed(device(s)), serials),
    st.builds(DeviceUnlisted, serials),
    st.builds(DeviceLabelled, serials, st.just("MI-400"), st.sampled_from([None, Kind.BATTERY])),
    st.builds(DevicePlaced, serials, st.sampled_from([None, *SPOTS])),
    st.builds(lambda n: FacesDrawn((replace(SOUTH, rows=n),)), st.integers(0, 3)),
    st.builds(lambda s: WorkQueued((s,)), serials),
    st.builds(WorkStarted, serials),
    st.builds(WorkStarted, serials),
    st.builds(lambda s, step: StepEarned(s, proof(step), URL), serials, st.sampled_from(STEPS)),
    st.builds(lambda s, step: StepEarned(s, proof(step)), serials, st.sampled_from(TICKS)),
    st.builds(lambda s, step: StepEarned(s, proof(step)), serials, st.sampled_from(TICKS)),
    st.builds(lambda s: WorkFailed(s, Trouble(Code.TOO_WEAK)), serials),
    st.builds(lambda s: WorkFailed(s, Trouble(Code.NOT_REACHABLE)), serials),
    st.builds(lambda s: WorkInterrupted((s,)), serials),
    st.builds(WorkResumed, serials),
    st.builds(WorkPutBack, serials),
    st.builds(DeviceLeftOut, serials, st.sampled_from(["", "no radio"])),
    st.builds(DeviceTold, serials, st.just(About(firmware="1.0"))),
    st.builds(FirmwareDeferred, serials, st.sampled_from(["", "3.5.0"])),
    st.builds(lambda s: DevicesMatched((s,)), serials),
    st.builds(DeviceIdentified, serials),
    st.builds(StageEntered, st.sampled_from(Stage)),
)

# Whole tries too, or chance would seldom earn three ticks in a row.
tries: st.SearchStrategy[list[Change]] = st.builds(
    lambda s, steps: [WorkStarted(s), *earned(s, *steps)],
    serials,
    st.lists(st.sampled_from(TICKS), min_size=2, max_size=5),
)
histories = st.lists(st.one_of(changes.map(lambda c: [c]), tries), max_size=15).map(
    lambda parts: [change for part in parts for change in part]
)


def remember(seen: dict[str, set[Step]], change: Change) -> None:
    """What a strict witness has seen of each device in its present try."""
    if isinstance(change, WorkStarted | DeviceUnlisted):
        seen[change.serial] = set()
    elif isinstance(change, WorkInterrupted):
        for serial in change.serials:
            interrupt(seen[serial])
    elif isinstance(change, WorkResumed):
        seen[change.serial].discard(Step.REACHABLE)
    elif isinstance(change, WorkFailed) and change.trouble.code is Code.TOO_WEAK:
        seen[change.serial].difference_update(TICKS)
    elif isinstance(change, StepEarned):
        seen[change.serial].add(change.evidence.step)


def interrupt(seen: set[Step]) -> None:
    """Online stays so; of what had joined only the last tick is open; all else begins anew."""
    if set(TICKS) <= seen:
        return
    if Step.JOINED in seen:
        seen.discard(Step.REACHABLE)
    else:
        seen.clear()


@given(histories)
def test_online_means_four_ticks_in_this_try(history: list[Change]) -> None:
    now = job(ONE)
    seen: dict[str, set[Step]] = {ONE: set(), TWO: set()}
    for change in history:
        try:
            now = after(now, change)
        except NotAllowed:
            continue
        remember(seen, change)
        for each in now.devices:
            assert {e.step for e in each.earned} <= seen[each.serial]
            if each.work is Work.ONLINE:
                assert set(TICKS) <= seen[each.serial]


@given(histories)
def test_after_a_kill_nothing_is_called_running(history: list[Change]) -> None:
    now = job(ONE, TWO)
    for change in history:
        try:
            now = after(now, change)
        except NotAllowed:
            continue
    again = recovered(now)
    assert all(d.work not in (Work.WORKING, Work.QUEUED) for d in again.devices)
    assert recovered(again) == again
    assert [d for d in again.devices if d.work is Work.ONLINE] == [
        d for d in now.devices if d.work is Work.ONLINE
    ]


@given(st.permutations(TICKS))
def test_the_fourth_tick_makes_it_online_in_any_order(order: list[Step]) -> None:
    now = after(job(ONE), WorkStarted(ONE), *earned(ONE, *order[:3]))
    assert stands(now, ONE).work is Work.WORKING
    assert stands(after(now, *earned(ONE, order[3])), ONE).work is Work.ONLINE


def test_a_new_try_begins_without_the_evidence_of_the_last() -> None:
    now = after(
        job(ONE),
        WorkStarted(ONE),
        *earned(ONE, Step.ACCEPTED, Step.JOINED),
        WorkFailed(ONE, Trouble(Code.NO_ADDRESS)),
    )
    assert stands(now, ONE).has(Step.JOINED)
    now = after(now, WorkStarted(ONE), *earned(ONE, Step.ADDRESS, Step.REACHABLE))
    assert stands(now, ONE).work is Work.WORKING
    assert stands(now, ONE).tries == 2
    assert stands(now, ONE).trouble is None


def joined() -> Job:
    now = after(job(ONE), WorkStarted(ONE), *earned(ONE, *STEPS[:4]))
    return after(now, StepEarned(ONE, proof(Step.ADDRESS), URL))


@pytest.mark.parametrize(
    "code", [Code.PASSWORD_REFUSED, Code.NETWORK_NOT_SEEN, Code.TOO_WEAK, Code.JOIN_UNKNOWN]
)
def test_what_the_network_did_not_take_leaves_no_tick(code: Code) -> None:
    now = after(job(ONE), WorkStarted(ONE), *earned(ONE, *STEPS[:3]))
    now = after(now, WorkFailed(ONE, Trouble(code)))
    assert stands(now, ONE).next_step is Step.ACCEPTED
    assert stands(now, ONE).has(Step.SECURE)


def test_other_failures_keep_what_was_earned() -> None:
    now = after(joined(), WorkFailed(ONE, Trouble(Code.NOT_REACHABLE)))
    assert stands(now, ONE).next_step is Step.REACHABLE
    assert stands(now, ONE).url == URL


def test_a_device_that_had_joined_goes_on_where_it_stood() -> None:
    now = after(joined(), WorkFailed(ONE, Trouble(Code.NOT_REACHABLE)), WorkResumed(ONE))
    device = stands(now, ONE)
    assert (device.work, device.tries, device.url) == (Work.WORKING, 2, URL)
    assert (device.next_step, device.trouble) == (Step.REACHABLE, None)
    now = after(now, *earned(ONE, Step.REACHABLE))
    assert stands(now, ONE).work is Work.ONLINE
    with pytest.raises(NotAllowed):
        after(now, WorkResumed(ONE))


def test_a_try_for_which_there_was_no_link_is_put_back_and_does_not_count() -> None:
    now = after(job(ONE), WorkQueued((ONE,)), WorkStarted(ONE), WorkPutBack(ONE))
    device = stands(now, ONE)
    assert (device.work, device.tries, device.trouble) == (Work.QUEUED, 0, None)
    with pytest.raises(NotAllowed):
        after(now, WorkPutBack(ONE))
    with pytest.raises(NotAllowed):
        after(job(ONE), WorkStarted(ONE), *earned(ONE, Step.CONNECT), WorkPutBack(ONE))


def test_after_a_kill_a_device_that_had_joined_still_has_its_evidence_and_address() -> None:
    for now in (recovered(joined()), after(joined(), WorkInterrupted((ONE,)))):
        device = stands(now, ONE)
        assert (device.work, device.url, device.joined) == (Work.IDLE, URL, True)
        assert device.next_step is Step.REACHABLE


def test_a_try_that_was_cut_off_is_remembered_until_the_device_says_that_it_joined() -> None:
    queued = recovered(after(job(ONE), WorkQueued((ONE,))))
    assert not stands(queued, ONE).cut_off
    cut = recovered(after(job(ONE), WorkStarted(ONE), *earned(ONE, *STEPS[:2])))
    assert stands(cut, ONE).cut_off
    again = after(cut, WorkStarted(ONE), WorkFailed(ONE, Trouble(Code.NOT_HEARD)))
    assert stands(again, ONE).cut_off
    joined_now = after(cut, WorkStarted(ONE), *earned(ONE, *STEPS[:4]))
    assert not stands(joined_now, ONE).cut_off


def test_after_a_kill_a_device_that_had_not_joined_begins_anew() -> None:
    now = recovered(after(job(ONE), WorkStarted(ONE), *earned(ONE, *STEPS[:3])))
    assert stands(now, ONE).earned == ()


def test_what_has_proven_that_it_is_online_cannot_be_interrupted() -> None:
    now = after(job(ONE), WorkStarted(ONE), *earned(ONE, *TICKS))
    assert after(now, WorkInterrupted((ONE,))) == now


def test_evidence_of_one_device_never_counts_for_another() -> None:
    now = after(job(ONE, TWO), WorkStarted(ONE), WorkStarted(TWO), *earned(TWO, *TICKS))
    assert stands(now, ONE).earned == ()
    assert stands(now, TWO).work is Work.ONLINE


def test_a_step_earned_twice_stands_once_with_its_last_proof() -> None:
    now = after(job(ONE), WorkStarted(ONE), *earned(ONE, Step.JOINED))
    later = replace(proof(Step.JOINED), at=AT + timedelta(minutes=1))
    now = after(now, StepEarned(ONE, later, "http://10.0.0.7/"))
    assert stands(now, ONE).earned == (later,)
    assert stands(now, ONE).url == "http://10.0.0.7/"


DONE = HandedOver("Ada", AT, "Harbour-Lane")


@pytest.mark.parametrize(
    "change",
    [
        DeviceListed(device(ONE)),
        DeviceUnlisted("none"),
        WorkQueued((ONE, "none")),
        WorkStarted("none"),
        WorkResumed("none"),
        WorkResumed(ONE),
        WorkPutBack("none"),
        WorkPutBack(ONE),
        StepEarned("none", proof(Step.JOINED)),
        StepEarned(ONE, proof(Step.JOINED)),
        WorkFailed("none", Trouble(Code.NO_ANSWER)),
        WorkInterrupted(("none",)),
        DeviceLeftOut("none", "why"),
        DeviceTold("none", About()),
        FirmwareDeferred("none", "3.5.0"),
        DeviceLabelled("none", "MI-400", None),
        DevicePlaced("none", None),
        DevicePlaced(ONE, SPOTS[0]),
        FacesDrawn((SOUTH, SOUTH)),
        Together((DeviceUnlisted(ONE), DeviceUnlisted(ONE))),
    ],
)
def test_what_cannot_happen_to_this_job_changes_nothing(change: Change) -> None:
    now = job(ONE)
    with pytest.raises(NotAllowed):
        after(now, change)
    assert now == job(ONE)


def test_a_device_at_work_stays_on_the_list() -> None:
    with pytest.raises(NotAllowed):
        after(job(ONE), WorkStarted(ONE), DeviceUnlisted(ONE))


@pytest.mark.parametrize(
    "change",
    [
        SiteEdited(Site("other")),
        DeviceListed(device(TWO)),
        DeviceLabelled(ONE, "MI-400", None),
        DevicePlaced(ONE, None),
        FacesDrawn((SOUTH,)),
        Together((DeviceUnlisted(ONE),)),
        WorkStarted(ONE),
        LooksTaken(()),
        Promised(()),
        PromiseWithdrawn(Item(CheckId.COMPLETE)),
        HandoverDone(DONE),
    ],
)
def test_a_handed_over_site_is_read_only_but_can_be_looked_at(change: Change) -> None:
    now = after(job(ONE), HandoverDone(DONE))
    assert now.stage is Stage.HANDOVER
    assert after(now, StageEntered(Stage.SITE)).stage is Stage.SITE
    with pytest.raises(NotAllowed):
        after(now, change)


def test_a_label_taken_off_leaves_no_trace_in_nearby() -> None:
    now = after(job(ONE, TWO), DevicesMatched((TWO, "stranger", ONE)), DeviceIdentified(ONE))
    assert now.matched == (ONE, TWO)
    now = after(now, DeviceIdentified(ONE), DeviceUnlisted(ONE))
    assert (now.matched, now.identified) == ((TWO,), ())


def test_what_is_typed_takes_no_picture_away_and_the_owner_can_at_any_time() -> None:
    now = after(job(ONE), PhotoKept("f" * 64), SiteEdited(Site("a")))
    assert now.site == Site("a", photo="f" * 64)
    closed = after(now, HandoverDone(DONE))
    with pytest.raises(NotAllowed):
        after(closed, PhotoKept("0" * 64))
    assert after(closed, PhotoDropped()).site == Site("a")


def test_every_event_carries_the_time_of_the_job() -> None:
    later = AT + timedelta(hours=1)
    for change in (
        SiteEdited(Site("a")),
        NetworkChosen(ChosenNetwork("Home", "WPA2", -60, ONE)),
        LooksTaken((Look(ONE, True, ONE, AT),)),
        Promised((Promise(Item(CheckId.COMPLETE), "what", "who", AT.date(), AT),)),
    ):
        assert advance(job(ONE), Event(change, later)).touched_at == later


def test_the_next_station_is_the_first_without_proof() -> None:
    now = after(job(ONE), WorkStarted(ONE), *earned(ONE, Step.CONNECT, Step.ACCEPTED))
    assert stands(now, ONE).next_step is Step.SECURE
    now = after(now, *earned(ONE, *STEPS))
    assert stands(now, ONE).next_step is None


def on_map(*serials: str) -> Job:
    """A roof with these devices on its first places."""
    places = (DevicePlaced(s, SPOTS[n]) for n, s in enumerate(serials))
    return after(job(ONE, TWO), FacesDrawn((SOUTH,)), *places)


@given(histories)
def test_no_two_devices_are_ever_in_one_place_and_none_is_off_the_map(
    history: list[Change],
) -> None:
    now = on_map(ONE)
    for change in history:
        try:
            now = after(now, change)
        except NotAllowed:
            continue
        spots = [d.spot for d in now.devices if d.spot]
        assert len(set(spots)) == len(spots)
        (face,) = now.faces
        assert all(spot.row <= face.rows and spot.column <= face.columns for spot in spots)


def test_a_place_is_for_one_device() -> None:
    with pytest.raises(NotAllowed):
        after(on_map(ONE), DevicePlaced(TWO, SPOTS[0]))
    with pytest.raises(NotAllowed):
        after(on_map(ONE), DeviceUnlisted(TWO), DeviceListed(replace(device(TWO), spot=SPOTS[0])))
    assert after(on_map(ONE), DevicePlaced(ONE, SPOTS[0])) == on_map(ONE)


def test_who_leaves_the_list_or_the_map_makes_room() -> None:
    for leaves in (DeviceUnlisted(ONE), DevicePlaced(ONE, None), DevicePlaced(ONE, SPOTS[1])):
        now = after(on_map(ONE), leaves, DevicePlaced(TWO, SPOTS[0]))
        assert stands(now, TWO).spot == SPOTS[0]


def test_a_roof_drawn_smaller_keeps_those_who_are_still_on_it() -> None:
    now = after(on_map(ONE, TWO), FacesDrawn((replace(SOUTH, columns=1),)))
    assert (stands(now, ONE).spot, stands(now, TWO).spot) == (SPOTS[0], None)
    assert stands(after(now, FacesDrawn(())), ONE).spot is None


def test_a_second_label_tells_more_and_takes_nothing_away() -> None:
    now = after(job(ONE), DeviceLabelled(ONE, "MI-400", None))
    assert (stands(now, ONE).model, stands(now, ONE).kind) == ("MI-400", Kind.MICRO_INVERTER)
    now = after(now, DeviceLabelled(ONE, "MI-400", Kind.METER))
    assert stands(now, ONE).kind is Kind.METER


def test_changes_that_belong_together_happen_all_or_none() -> None:
    now = after(job(), Together((DeviceListed(device(ONE)), DeviceListed(device(TWO)))))
    assert now == job(ONE, TWO)
    with pytest.raises(NotAllowed):
        after(now, Together((DeviceUnlisted(ONE), DeviceUnlisted("none"))))
