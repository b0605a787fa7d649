"""What becomes of a text is decided by rules: nothing is guessed, put right or overwritten silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from walkdown.app.labels_batch import judge_all, wipe
from walkdown.app.labels_judge import Around, Judged, judge
from walkdown.app.messages import LabelTaken, Outcome, Taking
from walkdown.core.device import Device, Kind, Way
from walkdown.core.events import DeviceLabelled, DeviceListed
from walkdown.core.job import Job
from walkdown.core.label import Check, EasyConnect, Label, MatterCode, NotALabel, Reading
from walkdown.core.layout import Face, Spot
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.site import Site

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SERIAL, TWIN = "12204417O093", "122044170093"
MICRO = Label(TWIN, "MI-800", Kind.MICRO_INVERTER)
LISTED = Device(TWIN, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT)
JOB = Job("a" * 32, AT, site=Site(installer="A. Fitter"))
AROUND = Around(AT, frozenset({TWIN}), {}, lambda _serial: None)


def proof(pop: str = "abcd1234") -> Proof:
    return Proof(Secret(pop), 2)


def judged(
    reading: Reading,
    *listed: Device,
    way: Way = Way.SCANNER,
    around: Around = AROUND,
    **taking: object,
) -> Judged:
    job = replace(JOB, devices=listed)
    return judge(reading, replace(Taking("text", way), **taking), job, around)


def outcome(reading: Reading, *listed: Device, **taking: object) -> Outcome:
    return judged(reading, *listed, **taking).taken.outcome


def listed(each: Judged) -> Device:
    assert isinstance(each.change, DeviceListed)
    return each.change.device


def test_a_device_is_listed_with_who_when_and_how() -> None:
    device = listed(judged(MICRO))
    assert device == replace(LISTED, way=Way.SCANNER, by="A. Fitter")


def test_the_label_s_own_words_count_before_the_person_s() -> None:
    device = listed(judged(MICRO, kind=Kind.BATTERY, model="BP-10"))
    assert (device.kind, device.model) == (Kind.MICRO_INVERTER, "MI-800")


@pytest.mark.parametrize(
    "listed",
    [(), (replace(LISTED, model=""),)],
)
def test_another_maker_s_device_is_named_and_not_listed(listed: tuple[Device, ...]) -> None:
    foreign = replace(MICRO, foreign=True, maker="Nimbus")
    each = judged(foreign, *listed)
    assert (each.taken.outcome, each.taken.other, each.change) == (Outcome.FOREIGN, "Nimbus", None)


def test_a_check_digit_that_fails_is_asked_about_by_every_way() -> None:
    wrong = replace(MICRO, check=Check.FAILED)
    for way in Way:
        assert outcome(wrong, way=way) is Outcome.CHECK_FAILED
    assert outcome(wrong, sure=True) is Outcome.ADDED
    assert outcome(wrong, LISTED) is Outcome.DUPLICATE


@pytest.mark.parametrize("way", [Way.TYPED, Way.PASTED])
def test_a_typed_serial_that_looks_like_one_heard_nearby_is_asked_about(way: Way) -> None:
    each = judged(Label(SERIAL), way=way, kind=Kind.BATTERY)
    assert (each.taken.outcome, each.taken.serial) == (Outcome.LOOKALIKE, SERIAL)
    assert (each.taken.other, each.change) == (TWIN, None)
    assert listed(judged(Label(SERIAL), way=way, kind=Kind.BATTERY, sure=True)).serial == SERIAL


def test_what_a_machine_read_is_no_slip_of_the_eye() -> None:
    for way in (Way.CAMERA, Way.PHOTO, Way.SCANNER):
        assert outcome(Label(SERIAL), way=way, kind=Kind.BATTERY) is Outcome.ADDED


def test_a_serial_that_was_heard_itself_is_right() -> None:
    around = replace(AROUND, heard=frozenset({TWIN, SERIAL}))
    assert outcome(Label(SERIAL), way=Way.TYPED, kind=Kind.METER, around=around) is Outcome.ADDED


def test_the_same_label_again_is_known() -> None:
    assert outcome(MICRO, LISTED) is Outcome.DUPLICATE
    assert outcome(Label(TWIN), LISTED, kind=Kind.BATTERY, model="other") is Outcome.DUPLICATE


def test_another_model_with_the_same_serial_is_a_clash_and_changes_nothing() -> None:
    each = judged(Label(TWIN, "BP-10", Kind.BATTERY, proof()), LISTED)
    assert (each.taken.outcome, each.taken.model, each.taken.other) == (
        Outcome.CLASH, "BP-10", "MI-800",
    )  # fmt: skip
    assert (each.change, each.proof) == (None, None)
    assert outcome(Label(TWIN, "", Kind.METER), LISTED) is Outcome.CLASH


def test_a_second_label_tells_the_model_that_was_missing() -> None:
    typed = replace(LISTED, model="", way=Way.TYPED)
    each = judged(MICRO, typed)
    assert each.taken.outcome is Outcome.SECOND_LABEL
    assert each.change == DeviceLabelled(TWIN, "MI-800", Kind.MICRO_INVERTER)


def test_a_label_knows_better_than_the_air() -> None:
    heard = replace(LISTED, model="MI8", kind=Kind.BATTERY, way=Way.NEARBY)
    each = judged(MICRO, heard)
    assert each.taken.outcome is Outcome.SECOND_LABEL
    assert each.change == DeviceLabelled(TWIN, "MI-800", Kind.MICRO_INVERTER)


def test_a_second_label_brings_its_proof() -> None:
    told = proof()
    each = judged(Label(TWIN, proof=told), LISTED)
    assert (each.taken.outcome, each.change) == (Outcome.SECOND_LABEL, None)
    assert each.proof is told


def test_the_proof_that_is_held_already_is_no_news() -> None:
    around = replace(AROUND, held=lambda _serial: proof())
    assert outcome(Label(TWIN, proof=proof()), LISTED, around=around) is Outcome.DUPLICATE
    other = Label(TWIN, proof=proof("other"))
    assert outcome(other, LISTED, around=around) is Outcome.SECOND_LABEL
    nothing = Label(TWIN, proof=Proof(Secret(""), 0))
    assert outcome(nothing, LISTED) is Outcome.DUPLICATE


def test_a_device_of_another_site_is_refused_with_its_name() -> None:
    each = judged(MICRO, around=replace(AROUND, sites={TWIN: "Mill Lane"}))
    assert (each.taken.outcome, each.taken.other) == (Outcome.OTHER_SITE, "Mill Lane")


@pytest.mark.parametrize(
    ("reading", "taken"),
    [
        (MatterCode(1, 2, 3, manual=True), Outcome.MATTER),
        (EasyConnect("AA:BB:CC:DD:EE:FF"), Outcome.EASY_CONNECT),
        (NotALabel.CARTON, Outcome.LEFT_OUT),
        (NotALabel.TRADE_ITEM, Outcome.LEFT_OUT),
        (NotALabel.LINK, Outcome.LEFT_OUT),
    ],
)
def test_what_is_no_device_says_what_it_is(reading: Reading, taken: Outcome) -> None:
    assert outcome(reading) is taken


def test_what_a_secret_may_stand_in_is_not_repeated_and_the_reason_is_told() -> None:
    taking = Taking("WIFI:T:WPA;S:net;P:short;;", Way.SCANNER)
    told = judge(NotALabel.BROKEN_ROUTER_CODE, taking, JOB, AROUND).taken
    assert (told.outcome, told.text) == (Outcome.LEFT_OUT, "WIFI:")
    assert told.warning


def test_an_articles_number_is_a_serial_where_the_person_says_so() -> None:
    number = Taking("4006381333931", Way.TYPED)
    assert judge(NotALabel.TRADE_ITEM, number, JOB, AROUND).taken.outcome is Outcome.LEFT_OUT
    sure = judge(NotALabel.TRADE_ITEM, replace(number, sure=True), JOB, AROUND).taken
    assert (sure.outcome, sure.serial) == (Outcome.NEEDS_KIND, "4006381333931")


SOUTH = Face("South", 2, 2)


def spots(*taken: Device, start: Spot | None = None) -> list[Spot | None]:
    """Where four micro-inverters go, one after the other."""
    job = replace(JOB, devices=taken, faces=(SOUTH,))
    labels = tuple(replace(MICRO, serial=f"1220441700{n:02}") for n in range(4))
    takes = (Taking("", Way.CAMERA),) * len(labels)
    return [j.taken.spot for j in judge_all(takes, labels, job, replace(AROUND, start=start))]


def test_micro_inverters_go_to_the_map_in_walk_order() -> None:
    walk = [Spot("South", 1, 1), Spot("South", 1, 2), Spot("South", 2, 2), Spot("South", 2, 1)]
    assert spots() == walk
    assert spots(start=walk[2]) == [walk[2], walk[3], walk[0], walk[1]]
    assert spots(start=Spot("gone", 1, 1)) == walk


def test_one_goes_on_behind_the_device_that_was_listed_last() -> None:
    placed = replace(LISTED, serial="1", spot=Spot("South", 1, 2))
    assert spots(placed) == [Spot("South", 2, 2), Spot("South", 2, 1), Spot("South", 1, 1), None]


def test_only_micro_inverters_are_on_the_roof() -> None:
    battery = Label("905133000417", "BP-10", Kind.BATTERY)
    job = replace(JOB, faces=(SOUTH,))
    assert judge(battery, Taking("", Way.CAMERA), job, AROUND).taken.spot is None


def test_two_labels_of_one_device_in_one_paste_are_one_device() -> None:
    readings = (Label(TWIN, proof=proof()), MICRO, Label(TWIN, proof=proof()))
    takes = (Taking("", Way.PASTED, Kind.MICRO_INVERTER), *(Taking("", Way.PASTED),) * 2)
    each = judge_all(takes, readings, JOB, AROUND)
    assert [j.taken.outcome for j in each] == [
        Outcome.ADDED, Outcome.SECOND_LABEL, Outcome.DUPLICATE,
    ]  # fmt: skip
    wipe(readings, each)
    assert readings[0].proof is not None
    assert readings[2].proof is not None
    assert (readings[0].proof.secret.empty, readings[2].proof.secret.empty) == (False, True)


def test_what_a_person_types_beside_a_serial_is_bounded() -> None:
    long = "x" * 10_000
    each = judge(Label("905133000417"), Taking("", Way.TYPED, Kind.METER, long), JOB, AROUND)
    assert len(listed(each).model) == len(each.taken.model) == 64
    assert each.taken == LabelTaken(Outcome.ADDED, "905133000417", "x" * 64, way=Way.TYPED)


def test_a_serial_that_only_looks_like_a_matter_code_is_a_serial() -> None:
    code = MatterCode(None, None, 3, manual=True)
    typed = Taking("34970112332", Way.TYPED, Kind.METER)
    known = replace(LISTED, serial=typed.text)
    heard = replace(AROUND, heard=frozenset({typed.text}))
    assert judge(code, typed, JOB, AROUND).taken.outcome is Outcome.MATTER
    assert listed(judge(code, replace(typed, sure=True), JOB, AROUND)).serial == typed.text
    assert listed(judge(code, typed, JOB, heard)).serial == typed.text
    again = judge(code, typed, replace(JOB, devices=(known,)), AROUND)
    assert again.taken.outcome is Outcome.DUPLICATE


def test_what_a_matter_code_says_is_not_repeated() -> None:
    taken = judge(MatterCode(1, 2, 3, manual=True), Taking("34970112332", Way.TYPED), JOB, AROUND)
    assert "34970112332" not in repr(taken.taken)
