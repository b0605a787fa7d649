"""Tries left: where a profile says that a device locks itself, they count down to it and begin anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Device, Kind, Way
from walkdown.core.label_profile import NO_PROFILES, ProfileBroken, Profiles, profile_of
from walkdown.core.tries_left import PASSWORD_REFUSED, is_wrong_try, with_tries_left
from walkdown.core.trouble import Code, Trouble

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
METER = Device("301777810042", "MT-3", Kind.METER, Way.TYPED, NOON)
MODEL = 'maker = "A"\n[[model]]\nname = "MT-3"\nkind = "meter"\n'
LOCKS = Profiles((profile_of(f"{MODEL}locks_after = 5\nlocks_min = 10\n"),))
LOCKED = Trouble(Code.DEVICE_LOCKED, METER.serial)


@pytest.mark.parametrize(
    ("wrong", "left"), [(0, 5), (1, 4), (4, 1), (5, 0), (6, 4), (9, 1), (10, 0)]
)
def test_each_wrong_one_leaves_one_less_until_it_locks_itself(wrong: int, left: int) -> None:
    trouble = with_tries_left(LOCKED, LOCKS, METER, wrong)
    assert (trouble.left, trouble.locks_min) == (left, 10)


def test_nothing_is_claimed_where_no_profile_says_so() -> None:
    assert with_tries_left(LOCKED, NO_PROFILES, METER, 3) == LOCKED
    other = Trouble(Code.TOO_WEAK, METER.serial)
    assert with_tries_left(other, LOCKS, METER, 3) == other


def test_being_asked_for_a_password_is_no_wrong_try() -> None:
    assert not is_wrong_try(LOCKED)
    assert is_wrong_try(Trouble(Code.DEVICE_LOCKED, METER.serial, detail=PASSWORD_REFUSED))


@given(st.integers(0, 10_000))
def test_what_is_left_is_never_more_than_it_takes_and_never_less_than_none(wrong: int) -> None:
    left = with_tries_left(LOCKED, LOCKS, METER, wrong).left
    assert left is not None
    assert 0 <= left <= 5


@pytest.mark.parametrize("line", ["locks_after = -1", "locks_min = 100000"])
def test_a_lock_that_makes_no_sense_breaks_its_profile(line: str) -> None:
    with pytest.raises(ProfileBroken):
        profile_of(f"{MODEL}{line}\n")
