"""A password that a model's software does not take is found before it is sent, and never shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Device, Kind, Way
from walkdown.core.label_profile import NO_PROFILES, ProfileBroken, Profiles, profile_of
from walkdown.core.password_fit import takes
from walkdown.core.secret import Secret

NOW = datetime(2026, 11, 23, tzinfo=UTC)
KNOWN = Profiles(
    (
        profile_of(
            'maker = "A"\n[[model]]\nname = "JB-4"\nkind = "junction"\nstarts = ["3312"]\n'
            'password_most = 30\npassword_not = "%&"\n'
        ),
    )
)


def box(model: str = "JB-4", serial: str = "331205610117") -> Device:
    return Device(serial, model, Kind.JUNCTION_BOX, Way.TYPED, NOW)


def fits(text: str, device: Device | None = None) -> bool:
    return takes(KNOWN, device or box(), Secret(text))


@pytest.mark.parametrize(
    ("text", "taken"),
    [("x" * 30, True), ("x" * 31, False), ("fifty%off", False), ("a&b-c-d-e", False)],
)
def test_length_and_signs_are_the_models(text: str, taken: bool) -> None:
    assert fits(text) is taken


def test_a_device_without_a_model_is_known_by_its_serial() -> None:
    assert not fits("x" * 31, box(model=""))


def test_a_device_that_no_profile_knows_takes_any() -> None:
    assert fits("x" * 63, box("GW-1", "770300125518"))
    assert takes(NO_PROFILES, box(), Secret("x" * 63))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=64))
def test_the_rule_is_the_profiles_and_nothing_else(text: str) -> None:
    assert fits(text) is (len(text) <= 30 and not set(text) & set("%&"))


@pytest.mark.parametrize("most", [-1, 7, 65])
def test_a_profile_with_a_length_that_no_password_has_is_refused(most: int) -> None:
    with pytest.raises(ProfileBroken):
        profile_of(f'maker = "A"\n[[model]]\nname = "B"\nkind = "meter"\npassword_most = {most}\n')
