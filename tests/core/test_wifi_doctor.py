"""The Wi-Fi doctor: each rule finds its own case and no other, whatever the two lists hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.laptop_wifi import (
    NOT_SAID,
    AccessPoint,
    Band,
    Internet,
    LaptopView,
    Told,
    band_and_channel,
)
from walkdown.core.wifi import WEAK_DBM, HeardNetwork
from walkdown.core.wifi_doctor import NOTES, STOPS, Case, Finding, Lock, examine, locks_of

HOME = "Home"
STRONG = HeardNetwork(HOME, -50, "WPA2")
POINT = AccessPoint(HOME, -48, "WPA2", Band.GHZ_2_4, 6)
FAST = AccessPoint(HOME, -55, "WPA2", Band.GHZ_5, 44)
OTHER = AccessPoint("Else", -60, "WPA2", Band.GHZ_2_4, 1)
NAMELESS = AccessPoint("", -60, "WPA2", Band.GHZ_2_4, 1)


def sees(
    *points: AccessPoint, joined: str = "", internet: Internet = Internet.UNKNOWN
) -> LaptopView:
    return LaptopView(Told.LISTED, points, joined, internet)


def found(
    device: tuple[HeardNetwork, ...] | None, laptop: LaptopView | None, *, typed: bool = False
) -> set[Finding]:
    return set(examine(Case(HOME, device, laptop, typed=typed)))


def heard(security: str, dbm: int = -50) -> tuple[HeardNetwork, ...]:
    return (HeardNetwork(HOME, dbm, security),)


def test_a_strong_one_that_both_see_is_well() -> None:
    assert examine(Case(HOME, (STRONG,), sees(POINT, FAST, OTHER))) == ()
    assert examine(Case(HOME, (STRONG,), None)) == ()
    assert examine(Case(HOME, None, None)) == ()


@pytest.mark.parametrize(
    ("device", "laptop", "finding"),
    [
        ((), sees(FAST), Finding.FIVE_GHZ_ONLY),
        ((), sees(POINT, FAST), Finding.LAPTOP_ONLY),
        ((STRONG,), sees(OTHER), Finding.DEVICE_ONLY),
        ((), sees(OTHER), Finding.UNSEEN),
        ((), sees(OTHER, NAMELESS), Finding.HIDDEN),
        (heard("WPA3"), None, Finding.WPA3_ONLY),
        (heard("WPA2/WPA3"), None, Finding.MIXED),
        (heard("WPA2 EAP"), None, Finding.ENTERPRISE),
        (heard("NO"), None, Finding.OPEN),
        (heard("WPA2", WEAK_DBM - 1), None, Finding.WEAK),
        ((STRONG, STRONG), None, Finding.MESH),
        ((STRONG,), sees(POINT, POINT), Finding.MESH),
        ((STRONG,), sees(POINT, joined=HOME, internet=Internet.SIGN_IN), Finding.SIGN_IN),
        ((STRONG,), sees(POINT, joined=HOME, internet=Internet.NONE), Finding.NO_INTERNET),
    ],
)
def test_each_rule_finds_its_own_case_alone(
    device: tuple[HeardNetwork, ...], laptop: LaptopView | None, finding: Finding
) -> None:
    assert found(device, laptop) == {finding}


def test_a_device_with_an_ear_for_5_ghz_does_not_speak_for_the_others() -> None:
    assert found((STRONG,), sees(FAST)) == {Finding.FIVE_GHZ_HERE}
    assert found((HeardNetwork(HOME, -50, "WPA2", 44),), None) == {Finding.FIVE_GHZ_HERE}
    assert found((HeardNetwork(HOME, -50, "WPA2", 6),), None) == set()
    assert found((STRONG,), sees(FAST, POINT)) == set()


def test_what_is_behind_a_network_is_said_of_the_one_the_laptop_is_on() -> None:
    assert found((STRONG,), sees(POINT, joined="Else", internet=Internet.SIGN_IN)) == set()


def test_a_router_with_two_bands_is_no_mesh() -> None:
    assert Finding.MESH not in found((STRONG,), sees(POINT, FAST))


def test_at_minus_75_it_is_strong_enough() -> None:
    assert found(heard("WPA2", WEAK_DBM), None) == set()


def test_a_typed_name_is_not_called_away_because_a_device_does_not_list_it() -> None:
    other = HeardNetwork("Other", -50, "WPA2")
    assert found((other,), None, typed=True) == {Finding.HIDDEN}
    assert found((other,), None) == {Finding.UNSEEN}


def test_two_boxes_in_one_band_are_a_mesh_and_a_router_of_two_bands_is_none() -> None:
    low, high = (HeardNetwork(HOME, -50, "WPA2", channel) for channel in (6, 44))
    assert Finding.MESH not in found((low, high), None)
    assert Finding.MESH in found((low, high, low), None)
    unsaid = HeardNetwork(HOME, -50, "WPA2")
    assert Finding.MESH in found((unsaid, unsaid), None)


def test_a_typed_name_that_is_in_no_list_is_hidden_until_both_say_otherwise() -> None:
    assert found(None, None, typed=True) == {Finding.HIDDEN}
    assert found((), sees(), typed=True) == {Finding.UNSEEN}
    assert found((), sees(NAMELESS), typed=True) == {Finding.HIDDEN}


@pytest.mark.parametrize("told", [t for t in Told if t is not Told.LISTED])
def test_a_laptop_that_does_not_say_proves_nothing(told: Told) -> None:
    assert found((STRONG,), LaptopView(told)) == set()
    assert found(None, LaptopView(told)) == set()


def test_locks_are_read_from_any_words() -> None:
    assert locks_of("wpa2/wpa3") == {Lock.WPA2, Lock.WPA3}
    assert locks_of("WPA2 EAP") == {Lock.EAP}
    assert locks_of("NO") == locks_of("open") == {Lock.OPEN}
    assert locks_of("OWE") == locks_of("") == frozenset()


@pytest.mark.parametrize(
    ("mhz", "said"),
    [
        (2412, (Band.GHZ_2_4, 1)),
        (2472, (Band.GHZ_2_4, 13)),
        (2484, (Band.GHZ_2_4, 14)),
        (5180, (Band.GHZ_5, 36)),
        (5825, (Band.GHZ_5, 165)),
        (5955, (Band.GHZ_6, 1)),
        (0, (None, None)),
        (2_000_000_000, (None, None)),
    ],
)
def test_bands_and_channels_follow_from_the_frequency(
    mhz: int, said: tuple[Band | None, int | None]
) -> None:
    assert band_and_channel(mhz) == said


names = st.sampled_from(["", HOME, "Else"])
locks = st.sampled_from(["", "NO", "WPA2", "WPA3", "WPA2/WPA3", "WPA2 EAP", "?"]) | st.text(
    max_size=8
)
signals = st.none() | st.integers(-127, 20)
hears = st.lists(st.builds(HeardNetwork, names, signals, locks), max_size=4).map(tuple)
points = st.lists(
    st.builds(AccessPoint, names, signals, locks, st.none() | st.sampled_from(Band)), max_size=4
).map(tuple)
views = st.builds(LaptopView, st.sampled_from(Told), points, names, st.sampled_from(Internet))
cases = st.builds(Case, names, st.none() | hears, st.none() | views, st.booleans())


@given(cases)
def test_findings_come_once_each_and_the_worst_first(case: Case) -> None:
    said = examine(case)
    assert list(said) == [f for f in Finding if f in said]
    weights = [0 if f in STOPS else 2 if f in NOTES else 1 for f in said]
    assert weights == sorted(weights)


@given(cases)
def test_who_sees_it_is_said_in_one_way_only(case: Case) -> None:
    sides = {
        *(Finding.UNSEEN, Finding.HIDDEN, Finding.FIVE_GHZ_ONLY),
        *(Finding.LAPTOP_ONLY, Finding.DEVICE_ONLY),
    }
    assert len(sides & set(examine(case))) <= 1


@given(cases)
def test_nothing_is_said_of_a_side_that_was_not_asked(case: Case) -> None:
    said = set(examine(case))
    if case.device is None:
        assert not said & {Finding.LAPTOP_ONLY, Finding.DEVICE_ONLY, Finding.WEAK}
    if case.laptop is None or case.laptop is NOT_SAID:
        assert not said & {Finding.FIVE_GHZ_ONLY, Finding.SIGN_IN, Finding.NO_INTERNET}
    if not case.heard and not case.seen:
        assert not said & {Finding.WPA3_ONLY, Finding.MIXED, Finding.OPEN, Finding.MESH}
