"""May I leave: safe only on full, fresh evidence; each red item has a promise of its own, or holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.test_leave_gate import AT, LATER, changed, finished
from walkdown.core.advance import NotAllowed, advance
from walkdown.core.checks import LOOK_STANDS, CheckId, leave_gate
from walkdown.core.device import STEPS, TICKS, About, Evidence, Source, Step, Work
from walkdown.core.events import (
    Change,
    DeviceLeftOut,
    DeviceListed,
    DeviceTold,
    DeviceUnlisted,
    Event,
    HandoverDone,
    LooksTaken,
    Promised,
    PromiseWithdrawn,
    StepEarned,
    WorkFailed,
    WorkInterrupted,
    WorkQueued,
    WorkResumed,
    WorkStarted,
)
from walkdown.core.job import HandedOver, Job, Look
from walkdown.core.leave import Leave, carried_over, gate, red_items
from walkdown.core.promise import (
    MOST_DAYS,
    FormerPromise,
    Item,
    Promise,
    day_said,
    day_words,
    is_whole,
    promised,
)
from walkdown.core.trouble import Code, Trouble

NOW = LATER + timedelta(minutes=1)
WEEK = AT.date() + timedelta(days=7)
SILENT = (Look("A1", False, "", LATER, "LAN-01"), Look("A2", True, "A2", LATER))


def silent() -> Job:
    """Two devices; the first did not answer."""
    return replace(finished("A1", "A2"), looks=SILENT)


def vowed(*items: Item, by: date = WEEK, at: datetime = NOW) -> Promised:
    return Promised(tuple(promised(i, "Look again", "Halyard", by, at) for i in items))


def after(job: Job, *changes: Change, at: datetime = NOW) -> Job:
    for change in changes:
        job = advance(job, Event(change, at))
    return job


def answer(job: Job, at: datetime = NOW) -> Leave:
    return gate(job, at).answer


A1, A2 = Item(CheckId.REACHABLE, "A1"), Item(CheckId.REACHABLE, "A2")


def test_a_site_with_all_its_evidence_is_safe_to_leave() -> None:
    assert answer(finished("A1", "A2")) is Leave.SAFE


def test_what_is_only_to_check_is_not_the_green_answer() -> None:
    weak = changed(finished("A1"), "A1", about=About(firmware="1", signal_dbm=-80))
    assert answer(weak) is Leave.TO_CHECK
    assert answer(changed(finished("A1", "A2"), "A2", left_out="broken")) is Leave.TO_CHECK


def test_a_look_proves_for_an_hour_and_no_longer() -> None:
    job = finished("A1", "A2")
    assert answer(job, LATER + LOOK_STANDS) is Leave.SAFE
    late = LATER + LOOK_STANDS + timedelta(seconds=1)
    assert answer(job, late) is Leave.NOT_YET
    (stop,) = (c for c in leave_gate(job, late) if c.id is CheckId.REACHABLE)
    assert (stop.serials, stop.old) == (("A1", "A2"), 2)


def test_a_look_from_the_future_proves_nothing() -> None:
    assert answer(finished("A1"), LATER - timedelta(hours=3)) is Leave.NOT_YET


def test_once_handed_over_evidence_grows_no_older() -> None:
    job = replace(finished("A1"), handed_over=HandedOver("Ada", NOW, "x"))
    assert answer(job, NOW + timedelta(days=400)) is Leave.SAFE


def test_each_red_device_needs_a_promise_of_its_own() -> None:
    job = replace(finished("A1", "A2"), looks=())
    assert gate(job, NOW).open == (A1, A2)
    one = after(job, vowed(A1))
    assert (answer(one), gate(one, NOW).open) == (Leave.NOT_YET, (A2,))
    both = after(one, vowed(A2))
    assert answer(both) is Leave.PROMISED
    assert [p.item for p in gate(both, NOW).promised] == [A1, A2]


def test_what_is_not_set_up_is_promised_once_and_not_for_each_of_its_checks() -> None:
    job = changed(finished("A1", "A2"), "A1", earned=(), work=Work.IDLE)
    assert red_items(leave_gate(job)) == (Item(CheckId.COMMISSIONED, "A1"),)
    assert red_items(leave_gate(Job("a" * 32, AT))) == (Item(CheckId.COMPLETE),)
    out = changed(finished("A1"), "A1", left_out="broken")
    assert red_items(leave_gate(out)) == (Item(CheckId.COMMISSIONED),)


def test_a_promise_is_corrected_in_its_place_and_can_be_withdrawn() -> None:
    job = after(silent(), vowed(A1), vowed(A1, by=WEEK + timedelta(days=1)))
    (only,) = job.promises
    assert only.by == WEEK + timedelta(days=1)
    back = after(job, PromiseWithdrawn(A1))
    assert (back.promises, answer(back)) == ((), Leave.NOT_YET)


def test_a_promise_whose_item_turns_green_is_kept_and_does_not_count_for_the_next_time() -> None:
    job = after(silent(), vowed(A1))
    met = LATER + timedelta(minutes=5)
    good = after(job, LooksTaken((Look("A1", True, "A1", met), SILENT[1])), at=met)
    assert answer(good, met) is Leave.SAFE
    assert [(p.item, p.met_at) for p in gate(good, met).met] == [(A1, met)]
    again = after(good, LooksTaken(SILENT), at=met)
    assert (answer(again, met), gate(again, met).open) == (Leave.NOT_YET, (A1,))
    assert [p.item for p in gate(again, met).met] == [A1]


def test_a_promise_for_silence_does_not_cover_another_device_in_its_place() -> None:
    job = after(silent(), vowed(A1))
    other = LooksTaken((Look("A1", True, "B9", LATER), SILENT[1]))
    found = after(job, other)
    assert (answer(found), gate(found, NOW).open) == (Leave.NOT_YET, (A1,))
    (vow,) = vowed(A1).promises
    known = after(found, Promised((replace(vow, other=True),)))
    assert answer(known) is Leave.PROMISED


def test_a_promise_outlives_looking_again_in_vain() -> None:
    job = after(silent(), vowed(A1), LooksTaken(SILENT))
    assert answer(job) is Leave.PROMISED


def test_setting_a_promised_device_up_anew_does_not_count_as_kept() -> None:
    job = after(changed(silent(), "A1", url="http://10.0.0.7/", work=Work.IDLE), vowed(A1))
    anew = after(job, WorkResumed("A1"))
    (promise,) = anew.promises
    assert promise.met_at is None
    assert gate(anew, NOW).open == (Item(CheckId.COMMISSIONED, "A1"),)


def test_a_promise_for_a_device_left_out_is_needed_no_more() -> None:
    job = after(silent(), vowed(A1), DeviceLeftOut("A1", "broken"))
    assert answer(job) is Leave.TO_CHECK
    assert [p.item for p in gate(job, NOW).met] == [A1]


def test_a_promise_whose_day_has_passed_counts_no_more() -> None:
    job = after(silent(), vowed(A1))
    then = datetime(WEEK.year, WEEK.month, WEEK.day, 23, 59, tzinfo=UTC)
    fresh = replace(job, looks=tuple(replace(look, at=then) for look in job.looks))
    assert answer(fresh, then) is Leave.PROMISED
    late = then + timedelta(hours=13)
    stale = replace(job, looks=tuple(replace(look, at=late) for look in job.looks))
    stand = gate(stale, late)
    assert (stand.answer, [p.item for p in stand.overdue]) == (Leave.NOT_YET, [A1])


@pytest.mark.parametrize(
    ("what", "who", "days", "whole"),
    [
        ("x", "y", 0, True),
        ("x", "y", MOST_DAYS, True),
        ("x", "y", MOST_DAYS + 2, False),
        ("x", "y", -2, False),
        ("", "y", 7, False),
        ("x", " ", 7, False),
    ],
)
def test_a_promise_says_what_who_and_a_day_within_the_year(
    what: str, who: str, days: int, *, whole: bool
) -> None:
    made = promised(A1, what, who, AT.date() + timedelta(days=days), AT)
    assert is_whole(made) is whole
    if whole:
        assert after(silent(), Promised((made,))).promises
    else:
        with pytest.raises(NotAllowed):
            after(silent(), Promised((made,)))


def test_a_promise_for_a_device_that_is_not_listed_is_none() -> None:
    with pytest.raises(NotAllowed):
        after(silent(), vowed(Item(CheckId.REACHABLE, "B9")))


@given(
    st.text(max_size=400), st.text(max_size=400), st.dates(), st.datetimes(timezones=st.just(UTC))
)
def test_what_is_kept_of_a_promise_is_bounded_and_can_be_written(
    what: str, who: str, by: date, at: datetime
) -> None:
    made = promised(A1, what, who, by, at)
    assert len(made.what) <= 160
    assert len(made.who) <= 80
    (made.what + made.who).encode()


# --- former site files


def former(by: str, **facts: object) -> Job:
    return replace(silent(), promise=FormerPromise("Battery B", "Halyard", by), **facts)  # type: ignore[arg-type]


def test_the_one_promise_of_a_former_file_stands_for_each_item_that_was_red() -> None:
    job = carried_over(former(day_words(WEEK), looks=(), touched_at=LATER))
    assert job.promise is None
    assert {(p.item, p.what, p.who, p.by, p.at) for p in job.promises} == {
        (item, "Battery B", "Halyard", WEEK, LATER) for item in (A1, A2)
    }
    assert answer(job) is Leave.PROMISED


def test_a_day_that_cannot_be_read_is_kept_as_text_and_asks_for_another() -> None:
    job = carried_over(former("before the snow"))
    (only,) = gate(job, NOW).overdue
    assert only.what == "Battery B (by before the snow)"
    assert answer(job) is Leave.NOT_YET


def test_a_former_promise_of_a_site_without_red_items_is_not_lost() -> None:
    job = carried_over(former("29 Nov 2026", looks=finished("A1", "A2").looks))
    (kept,) = gate(job, NOW).met
    assert (kept.what, answer(job)) == ("Battery B", Leave.SAFE)


@given(st.text(max_size=40))
def test_any_text_of_a_former_day_is_read_or_not(text: str) -> None:
    job = carried_over(former(text))
    assert [p.item for p in job.promises] == [A1]


@given(st.dates())
def test_a_day_in_words_is_the_same_day(day: date) -> None:
    assert day_said(day_words(day)) == day


# --- no way to "safe" but evidence

_SERIALS = st.sampled_from(("A1", "A2", "B3"))
_MINUTES = st.integers(0, 90)
_ITEMS = st.builds(Item, st.sampled_from(CheckId), st.one_of(st.just(""), _SERIALS))
_SIGNALS = st.sampled_from((-60, -80, None))
_ABOUTS = st.builds(About, firmware=st.sampled_from(("", "1.4")), signal_dbm=_SIGNALS)


def _looks(minutes: int, said: list[str]) -> LooksTaken:
    at = AT + timedelta(minutes=minutes)
    pairs = zip(("A1", "A2", "B3"), said, strict=True)
    return LooksTaken(tuple(Look(s, bool(w), w, at) for s, w in pairs))


def _earn(serial: str, step: Step, minutes: int) -> StepEarned:
    at = AT + timedelta(minutes=minutes)
    return StepEarned(serial, Evidence(step, "seen", Source.DEVICE, at), "http://10.0.0.7/")


_SAYS = st.lists(st.sampled_from(("", "A1", "A2", "B3")), min_size=3, max_size=3)
_CHANGES = st.one_of(
    st.builds(_looks, _MINUTES, _SAYS),
    st.builds(_earn, _SERIALS, st.sampled_from(STEPS), _MINUTES),
    st.builds(WorkStarted, _SERIALS),
    st.builds(WorkResumed, _SERIALS),
    st.builds(lambda s: WorkQueued((s,)), _SERIALS),
    st.builds(lambda s: WorkInterrupted((s,)), _SERIALS),
    st.builds(WorkFailed, _SERIALS, st.builds(Trouble, st.sampled_from(Code))),
    st.builds(DeviceLeftOut, _SERIALS, st.sampled_from(("", "broken"))),
    st.builds(DeviceListed, st.just(finished("B3").devices[0])),
    st.builds(DeviceUnlisted, _SERIALS),
    st.builds(DeviceTold, _SERIALS, _ABOUTS),
    st.builds(lambda i: vowed(*i, at=AT), st.lists(_ITEMS, max_size=3)),
    st.builds(PromiseWithdrawn, _ITEMS),
    st.just(HandoverDone(HandedOver("Ada", AT, "x"))),
)
_JOBS = st.sampled_from((finished("A1", "A2"), silent(), Job("a" * 32, AT)))


def _proven(job: Job, now: datetime) -> bool:
    """Every device of the list has all its evidence, told here in other words than the gate's."""
    looks = {look.serial: look for look in job.looks}
    for device in job.devices:
        look, times = looks.get(device.serial), {e.step: e.at for e in device.earned}
        if device.left_out or not set(TICKS) <= set(times) or look is None:
            return False
        age = (job.handed_over.at if job.handed_over else now) - look.at
        old = age > LOOK_STANDS or age < -timedelta(minutes=2)
        if old or look.at < times[Step.REACHABLE]:
            return False
        if (look.said_serial, look.answered) != (device.serial, True):
            return False
        if not device.about.firmware or (device.about.signal_dbm or -99) < -75:
            return False
    return bool(job.devices)


@settings(max_examples=300)
@given(_JOBS, st.lists(st.tuples(_CHANGES, _MINUTES), max_size=12), _MINUTES)
def test_safe_is_said_exactly_where_every_device_has_full_fresh_evidence(
    job: Job, changes: list[tuple[Change, int]], minutes: int
) -> None:
    for change, minute in changes:
        try:
            job = advance(job, Event(change, AT + timedelta(minutes=minute)))
        except NotAllowed:
            continue
    now = AT + timedelta(minutes=minutes)
    stand = gate(job, now)
    assert (stand.answer is Leave.SAFE) == _proven(job, now)
    red = set(red_items(stand.checks))
    assert not (red and stand.answer in (Leave.SAFE, Leave.TO_CHECK))
    covered = {p.item for p in stand.promised}
    assert (stand.answer is Leave.PROMISED) == (bool(red) and red <= covered)
    assert set(stand.open) == red - covered
    held: list[Promise] = [*stand.promised, *stand.overdue, *stand.outgrown, *stand.met]
    assert sorted(map(repr, held)) == sorted(map(repr, job.promises)), "no promise is lost"
