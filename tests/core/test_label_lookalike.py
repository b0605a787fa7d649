"""What a person may have misread is offered, and never put right without asking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.lookalike import compared, lookalikes

SERIALS = st.from_regex(r"[0-9A-Z]{6,16}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("AB-O12345", "AB-012345"),
        ("1220441700I1", "122044170011"),
        ("ABC12345B", "ABC123458"),
        ("5ABC1234", "SABC1234"),
        ("2ABC1234", "ZABC1234"),
        ("LABC1234", "1ABC1234"),
        ("QABC1234", "0ABC1234"),
        ("abo1 2345", "AB0-12345"),
    ],
)
def test_a_device_nearby_that_looks_the_same_is_offered_as_it_was_heard(
    typed: str, heard: str
) -> None:
    assert lookalikes(typed, ["999999999999", heard, heard]) == (heard,)


@pytest.mark.parametrize(
    "heard", ["AB-012345", "ab012345", "AB 012345", "AB-012346", "AB-01234", ""]
)
def test_the_same_serial_and_any_other_are_not(heard: str) -> None:
    assert lookalikes("AB-012345", [heard]) == ()


def test_case_spaces_and_dashes_do_not_count_when_serials_are_compared() -> None:
    assert compared("ab-12 34") == "AB1234"


@given(SERIALS, st.lists(SERIALS, max_size=8))
def test_the_serial_itself_is_never_among_them(serial: str, heard: list[str]) -> None:
    found = lookalikes(serial, [*heard, serial])
    assert serial not in found
    assert set(found) <= set(heard)
