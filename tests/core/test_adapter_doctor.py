"""The adapter doctor: one verdict from whatever is known, and never one that the facts speak against."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.adapter_doctor import (
    Adapter,
    Answer,
    Check,
    Facts,
    Permit,
    Verdict,
    diagnose,
    used,
)
from walkdown.core.trouble import Code

BUILT_IN = Adapter("hci0", "Built in", "F2:00:00:00:00:01", on=True, able=True)
USB = Adapter("hci1", "USB adapter", "F2:00:00:00:00:02", on=True, able=True)
YES = Permit.YES
BT = (Code.BLUETOOTH_MISSING, Code.BLUETOOTH_OFF, Code.BLUETOOTH_BLOCKED, Code.SYSTEM_RESTRICTS)

ADAPTERS = st.builds(
    Adapter,
    st.sampled_from(["hci0", "hci1"]),
    st.just("x"),
    st.sampled_from([BUILT_IN.address, USB.address]),
    on=st.booleans(),
    blocked=st.booleans(),
    able=st.sampled_from([True, False, None]),
)
FACTS = st.builds(
    Facts,
    adapters=st.none() | st.lists(ADAPTERS, max_size=3).map(tuple),
    chosen=st.sampled_from(["", BUILT_IN.address, USB.address]),
    service=st.sampled_from([True, False, None]),
    permit=st.sampled_from(Permit),
    radio=st.none() | st.sampled_from(BT),
    central=st.sampled_from([None, False]),
    heard=st.none() | st.integers(0, 5),
    ours=st.integers(0, 3),
    listed=st.integers(0, 3),
)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (Facts((), permit=YES), Verdict.NO_ADAPTER),
        (Facts(service=False, permit=YES), Verdict.NO_SERVICE),
        (Facts(radio=Code.BLUETOOTH_MISSING, permit=YES), Verdict.NO_ADAPTER),
        (Facts((replace(BUILT_IN, on=False),), permit=YES), Verdict.OFF),
        (Facts(radio=Code.BLUETOOTH_OFF, permit=YES), Verdict.OFF),
        (Facts((replace(BUILT_IN, on=False, blocked=True),)), Verdict.SWITCHED_OFF),
        (Facts(radio=Code.BLUETOOTH_BLOCKED, permit=YES), Verdict.NOT_PERMITTED),
        (Facts((BUILT_IN,), permit=Permit.SYSTEM), Verdict.NOT_PERMITTED),
        (Facts(permit=Permit.ADMINISTRATOR), Verdict.ADMINISTRATOR),
        (Facts(permit=Permit.PERSON), Verdict.YOU_SAID_NO),
        (Facts((replace(BUILT_IN, able=False),), permit=YES), Verdict.NOT_ABLE),
        (Facts(radio=Code.BLUETOOTH_MISSING, central=False, permit=YES), Verdict.NOT_ABLE),
        (Facts((BUILT_IN,), radio=Code.BLUETOOTH_MISSING, permit=YES), Verdict.IN_USE),
        (Facts((BUILT_IN,), heard=0, permit=YES), Verdict.NOTHING_NEAR),
        (Facts(heard=0), Verdict.NOTHING_NEAR),
        (Facts(heard=9, ours=0, listed=4), Verdict.ONLY_OTHERS),
        (Facts(heard=9, ours=1, listed=4), Verdict.WORKS),
        (Facts(heard=9), Verdict.WORKS),
        (Facts(), Verdict.UNKNOWN),
    ],
)
def test_each_state_of_a_laptop_has_its_own_verdict(facts: Facts, verdict: Verdict) -> None:
    assert diagnose(facts).verdict is verdict


@given(FACTS)
def test_the_first_step_that_fails_decides_and_none_after_it_is_judged(facts: Facts) -> None:
    checkup = diagnose(facts)
    assert [check for check, _ in checkup.answers] == list(Check)
    answers = [answer for _, answer in checkup.answers]
    assert answers.count(Answer.NO) <= 1
    if Answer.NO in answers:
        at = answers.index(Answer.NO)
        assert checkup.stopped_at is list(Check)[at]
        assert set(answers[at + 1 :]) <= {Answer.LATER}
        assert Answer.LATER not in answers[:at]
    else:
        assert checkup.stopped_at is None
        assert Answer.LATER not in answers
        assert checkup.verdict in (Verdict.WORKS, Verdict.ONLY_OTHERS, Verdict.UNKNOWN)


@given(FACTS)
def test_the_air_is_blamed_only_after_it_was_listened(facts: Facts) -> None:
    verdict = diagnose(facts).verdict
    if verdict in (Verdict.NOTHING_NEAR, Verdict.ONLY_OTHERS, Verdict.WORKS):
        assert facts.heard is not None
    assert (verdict is Verdict.NOTHING_NEAR) == (facts.heard == 0)


@given(FACTS.filter(lambda f: f.heard is None and f.radio is not None))
def test_a_laptop_that_could_not_listen_is_never_called_well(facts: Facts) -> None:
    assert diagnose(facts).stopped_at not in (None, Check.HEARS)


def test_the_chosen_adapter_listens_where_it_can_and_another_stands_in_for_it() -> None:
    both = (BUILT_IN, USB)
    assert used(both, "") is BUILT_IN
    assert used(both, USB.address) is USB
    assert used((BUILT_IN, replace(USB, on=False)), USB.address) is BUILT_IN
    assert used((BUILT_IN,), USB.address) is BUILT_IN
    assert used((replace(BUILT_IN, able=False), USB), "") is USB
    assert used((), USB.address) is None


def test_where_none_can_listen_the_chosen_one_is_the_one_to_put_right() -> None:
    off = (replace(BUILT_IN, on=False), replace(USB, on=False))
    assert used(off, USB.address) is off[1]
    assert used(off, "") is off[0]


def test_it_is_said_where_another_adapter_is_used_than_the_chosen_one() -> None:
    assert diagnose(Facts((BUILT_IN,), chosen=USB.address, heard=3)).missed
    assert not diagnose(Facts((BUILT_IN, USB), chosen=USB.address, heard=3)).missed
    assert not diagnose(Facts((BUILT_IN,), heard=3)).missed
