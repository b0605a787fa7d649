"""The check-up of a computer: what is in the way of a visit is said with what to do about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.check_up import (
    Cameras,
    ComputerFacts,
    Health,
    LedgerSays,
    as_text,
    check_up,
    worst,
)

FIT = ComputerFacts(
    program="1.0",
    versions=(("Python", "3.11.2"),),
    system="Linux 6.1 x86_64",
    writable=True,
    free=20_000_000_000,
    sites=3,
    keychain=True,
    keys_in_files=False,
    ledger=LedgerSays.VERIFIED,
    records=41,
    adapters=1,
    cameras=Cameras.SOME,
    permissions=(),
    screen="Wayland",
    log=120_000,
)
BROKEN = {
    "Sites": replace(FIT, writable=False),
    "Room": replace(FIT, free=1000),
    "Ledger": replace(FIT, ledger=LedgerSays.BROKEN),
    "Bluetooth": replace(FIT, adapters=0),
    "Camera": replace(FIT, cameras=Cameras.CLOSED),
    "Permissions": replace(FIT, permissions=("camera",)),
}
WORTH_KNOWING = {
    "Room": replace(FIT, free=100_000_000),
    "Keychain": replace(FIT, keychain=False),
    "Ledger": replace(FIT, ledger=LedgerSays.UNSIGNED),
    "Bluetooth": replace(FIT, adapters=None),
    "Camera": replace(FIT, cameras=Cameras.NONE),
    "Screen": replace(FIT, screen=""),
}
FACTS = st.builds(
    replace,
    st.just(FIT),
    writable=st.booleans(),
    free=st.none() | st.integers(0, 10**13),
    sites=st.integers(0, 500),
    keychain=st.booleans(),
    keys_in_files=st.booleans(),
    ledger=st.sampled_from(LedgerSays),
    adapters=st.none() | st.integers(0, 4),
    cameras=st.sampled_from(Cameras),
    permissions=st.sampled_from([(), ("camera",), ("bluetooth", "wifi")]),
    screen=st.sampled_from(["", "X11"]),
)


def test_a_computer_on_which_all_is_well_is_fit_for_a_visit() -> None:
    lines = check_up(FIT)
    assert worst(lines) is Health.WELL
    assert not any(line.fix for line in lines)


@pytest.mark.parametrize("name", BROKEN)
def test_what_stands_in_the_way_is_named_with_what_to_do(name: str) -> None:
    (line,) = (line for line in check_up(BROKEN[name]) if line.health is Health.BAD)
    assert line.name == name
    assert line.fix.endswith(".")


@pytest.mark.parametrize("name", WORTH_KNOWING)
def test_what_is_worth_knowing_is_told_and_does_not_stand_in_the_way(name: str) -> None:
    lines = check_up(WORTH_KNOWING[name])
    assert worst(lines) is Health.NOTE
    assert [line.name for line in lines if line.health is Health.NOTE] == [name]


@given(FACTS)
def test_every_trouble_has_a_fix_and_stands_in_the_text_that_is_mailed(
    facts: ComputerFacts,
) -> None:
    lines = check_up(facts)
    said = as_text(lines)
    assert all(line.fix for line in lines if line.health is Health.BAD)
    for line in lines:
        assert f"{line.name}: {line.said}" in said
        assert line.fix in said
