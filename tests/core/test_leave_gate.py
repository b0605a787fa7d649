"""The leave gate passes only on evidence; the stages say how far a job is and lock nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.checks import Check, CheckId, leave_gate, may_leave
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
from walkdown.core.job import HandedOver, Job, Look, Stage, Verdict
from walkdown.core.promise import Item, Promise
from walkdown.core.site import Expected, Site
from walkdown.core.stages import Progress, following, stage_facts
from walkdown.core.wifi import ChosenNetwork

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


def online(serial: str) -> Device:
    earned = tuple(Evidence(step, "seen", Source.DEVICE, AT) for step in STEPS)
    about = About(firmware="1.4", signal_dbm=-60)
    return Device(
        serial, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT, Work.ONLINE, earned, about=about
    )


def finished(*serials: str) -> Job:
    devices = tuple(map(online, serials))
    looks = tuple(Look(s, True, s, LATER) for s in serials)
    return Job("a" * 32, AT, devices=devices, looks=looks, matched=serials)


def one(job: Job, wanted: CheckId) -> Check:
    return next(c for c in leave_gate(job) if c.id is wanted)


def changed(job: Job, serial: str, **facts: object) -> Job:
    devices = tuple(replace(d, **facts) if d.serial == serial else d for d in job.devices)  # type: ignore[arg-type]
    return replace(job, devices=devices)


def test_a_site_with_all_its_evidence_may_be_left() -> None:
    checks = leave_gate(finished("A1", "A2"))
    assert may_leave(checks) is Verdict.PASS
    assert {c.id for c in checks} == set(CheckId) - {CheckId.LEFT_OUT, CheckId.SIGN}


def test_a_site_without_devices_may_not_be_left() -> None:
    assert may_leave(leave_gate(Job("a" * 32, AT))) is Verdict.STOP


@pytest.mark.parametrize("step", TICKS)
def test_any_missing_tick_is_a_stop(step: Step) -> None:
    job = finished("A1", "A2")
    kept = tuple(e for e in job.devices[0].earned if e.step is not step)
    check = one(changed(job, "A1", earned=kept), CheckId.COMMISSIONED)
    assert (check.verdict, check.serials, check.done) == (Verdict.STOP, ("A1",), 1)


@pytest.mark.parametrize(
    "look",
    [
        Look("A1", False, "", LATER),
        Look("A1", True, "A2", LATER),
        Look("A1", True, "", LATER),
        Look("A1", True, "A1", AT - timedelta(seconds=1)),
        Look("A2", True, "A1", LATER),
    ],
)
def test_only_a_fresh_answer_under_its_own_serial_counts(look: Look) -> None:
    job = replace(finished("A1"), looks=(look,))
    assert one(job, CheckId.REACHABLE).verdict is Verdict.STOP


@pytest.mark.parametrize(
    ("dbm", "verdict"), [(-75, Verdict.PASS), (-76, Verdict.CHECK), (None, Verdict.CHECK)]
)
def test_a_weak_or_unknown_signal_is_to_check(dbm: int | None, verdict: Verdict) -> None:
    job = changed(finished("A1", "A2"), "A1", about=About(firmware="1", signal_dbm=dbm))
    check = one(job, CheckId.SIGNAL)
    assert check.verdict is verdict
    assert check.measured == str(dbm if dbm is not None and dbm < -60 else -60)


def test_an_unknown_firmware_is_to_check() -> None:
    job = changed(finished("A1", "A2"), "A2", about=About(signal_dbm=-50))
    check = one(job, CheckId.FIRMWARE)
    assert (check.verdict, check.serials) == (Verdict.CHECK, ("A2",))


def test_a_plan_that_does_not_fit_is_to_check() -> None:
    job = replace(finished("A1"), site=Site(expected=(Expected(Kind.METER, 2),)))
    check = one(job, CheckId.COMPLETE)
    assert (check.verdict, check.done, check.total) == (Verdict.CHECK, 1, 2)


def test_a_device_left_out_is_named_and_holds_nothing_up() -> None:
    job = changed(finished("A1", "A2"), "A2", left_out="no radio", earned=(), work=Work.IDLE)
    checks = leave_gate(job)
    assert may_leave(checks) is Verdict.CHECK
    assert one(job, CheckId.LEFT_OUT).serials == ("A2",)
    assert one(job, CheckId.COMMISSIONED).verdict is Verdict.PASS


def test_leaving_everything_out_does_not_open_the_gate() -> None:
    job = changed(finished("A1"), "A1", left_out="why not")
    assert may_leave(leave_gate(job)) is Verdict.STOP


@given(st.lists(st.sampled_from(Verdict), min_size=1, max_size=8))
def test_the_worst_check_decides(verdicts: list[Verdict]) -> None:
    checks = tuple(Check(CheckId.SIGNAL, v, 0, 0) for v in verdicts)
    worst = max(verdicts, key=(Verdict.PASS, Verdict.CHECK, Verdict.STOP).index)
    assert may_leave(checks) is worst


def test_the_worst_stands_first() -> None:
    job = changed(finished("A1", "A2"), "A1", earned=())
    order = [c.verdict for c in leave_gate(job)]
    assert order == sorted(order, key=(Verdict.STOP, Verdict.CHECK, Verdict.PASS).index)


def progress(job: Job) -> dict[Stage, Progress]:
    return {facts.stage: facts.progress for facts in stage_facts(job)}


def test_a_new_job_has_six_stages_to_do() -> None:
    facts = stage_facts(Job("a" * 32, AT))
    assert [f.stage for f in facts] == list(Stage)
    assert {f.progress for f in facts} == {Progress.NOT_BEGUN}


def test_a_finished_job_is_done_everywhere() -> None:
    job = replace(
        finished("A1", "A2"),
        site=Site("n", "", Site().type, "a", "UTC", AT.date(), "p", "o", "a@b.cc", "",
                  (Expected(Kind.MICRO_INVERTER, 2),)),
        handed_over=HandedOver("Ada", LATER, "x"),
    )  # fmt: skip
    assert set(progress(job).values()) == {Progress.DONE}


def test_a_failed_device_needs_the_person() -> None:
    job = changed(finished("A1", "A2"), "A1", work=Work.FAILED)
    assert progress(job)[Stage.NETWORK] is Progress.NEEDS_YOU


def test_a_network_chosen_is_a_beginning() -> None:
    job = changed(finished("A1"), "A1", work=Work.IDLE)
    job = replace(job, network=ChosenNetwork("Home", "WPA2", -50, "A1"))
    assert progress(job)[Stage.NETWORK] is Progress.BEGUN


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Progress.DONE),
        ({"about": About(signal_dbm=-60)}, Progress.NEEDS_YOU),
        ({"earned": ()}, Progress.STOPPED),
    ],
)
def test_verify_shows_the_answer_of_the_gate(facts: dict[str, object], expected: Progress) -> None:
    assert progress(changed(finished("A1"), "A1", **facts))[Stage.VERIFY] is expected


def test_with_a_promise_for_all_that_is_red_verify_needs_the_person_and_is_not_done() -> None:
    job = changed(finished("A1"), "A1", earned=())
    item = Item(CheckId.COMMISSIONED, "A1")
    vow = Promise(item, "Set it up", "Halyard", LATER.date(), LATER)
    for now, wanted in ((LATER, Progress.NEEDS_YOU), (LATER + timedelta(days=9), Progress.STOPPED)):
        facts = stage_facts(replace(job, promises=(vow,)), now)
        assert {f.stage: f.progress for f in facts}[Stage.VERIFY] is wanted


def test_verify_is_to_do_until_someone_looked() -> None:
    assert progress(replace(finished("A1"), looks=()))[Stage.VERIFY] is Progress.NOT_BEGUN


def test_stages_follow_one_another_and_end() -> None:
    walked: list[Stage] = []
    stage: Stage | None = Stage.SITE
    while stage:
        walked.append(stage)
        stage = following(stage)
    assert walked == list(Stage)
