"""What a SunSpec device's registers say is what its maker wrote there, and nothing where it is nonsense."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Reading
from walkdown.core.sunspec import MODBUS, common_of, is_read, runs, told_once, values_of
from walkdown.core.sunspec_models import COMMON, POINTS

NOT_THERE = 0x8000
words = st.integers(0, 0xFFFF)


def said(model: int, held: dict[int, int]) -> dict[str, tuple[str, str]]:
    return {r.name: (r.value, r.unit) for r in values_of(model, held)}


def texts(at: int, count: int, text: str) -> dict[int, int]:
    raw = text.encode("latin-1").ljust(2 * count, b"\0")
    return {at + n: int.from_bytes(raw[2 * n : 2 * n + 2]) for n in range(count)}


def test_the_common_model_says_who_it_is() -> None:
    held = texts(2, 16, "Millbrook") | texts(18, 16, "MI-800") | texts(42, 8, "2.1.0 ")
    common = common_of(held | texts(50, 16, "122044170203"))
    assert (common.maker, common.model) == ("Millbrook", "MI-800")
    assert (common.firmware, common.serial) == ("2.1.0", "122044170203")


@pytest.mark.parametrize("serial", ["12\x1b[2J", "12é44", "\x7f"])
def test_a_serial_that_cannot_be_printed_is_none(serial: str) -> None:
    assert common_of(texts(50, 16, serial)).serial == ""


def test_a_text_of_which_a_register_was_silent_is_none() -> None:
    held = texts(50, 16, "122044170203")
    del held[53]
    assert common_of(held).serial == ""


def test_an_inverter_is_read_with_its_scale_factors() -> None:
    held = {10: 2312, 11: 0xFFFF, 12: 0xFFFF, 13: 0xFFFF, 14: 4021, 15: 0xFFFF, 16: 5002}
    held |= {17: 0xFFFE, 24: 18, 25: 0x5C4A, 26: 0, 33: 385, 37: 0xFFFF, 38: 4}
    assert said(101, held) == {
        "State": ("running", ""),
        "Power": ("402.1", "W"),
        "Voltage": ("231.2", "V"),
        "Frequency": ("50.02", "Hz"),
        "Energy": ("1203.27", "kWh"),  # 1,203,274 Wh
        "Temperature": ("38.5", "°C"),
    }


def test_a_meter_that_feeds_the_grid_is_below_zero() -> None:
    assert said(203, {18: 0x10000 - 640, 22: 0}) == {"Power": ("-640", "W")}
    assert said(203, {18: 0x10000 - 64, 22: 1}) == {"Power": ("-640", "W")}


def test_each_phase_of_a_meter_is_told() -> None:
    held = {18: 300, 19: 100, 20: 100, 21: 100, 22: 0, 8: 2300, 9: 2310, 10: 2320, 15: 0xFFFF}
    names = said(203, held)
    assert {name for name in names if name.startswith("Power")} == {
        "Power",
        "Power L1",
        "Power L2",
        "Power L3",
    }
    assert names["Voltage L3"] == ("232.0", "V")


def test_a_battery_is_read() -> None:
    held = {11: 710, 56: 0xFFFF, 16: 4, 47: 0x10000 - 84, 63: 1, 34: 512, 59: 0xFFFF}
    assert said(802, held) == {
        "State": ("charging", ""),
        "Charge": ("71.0", "%"),
        "Power": ("-840", "W"),
        "Voltage": ("51.2", "V"),
    }


def test_a_state_nobody_knows_is_left_out() -> None:
    assert said(101, {38: 77}) == {}


def test_a_value_without_its_scale_is_left_out() -> None:
    assert said(101, {14: 4021}) == {}
    assert said(101, {14: 4021, 15: NOT_THERE}) == {}


def test_no_value_is_minus_nothing() -> None:
    assert said(101, {14: 0, 15: 0xFFFF}) == {"Power": ("0.0", "W")}
    assert said(101, {14: 0xFFFF, 15: 0xFFFD}) == {"Power": ("0.00", "W")}


def test_of_values_that_two_models_have_the_first_is_told() -> None:
    first, second = Reading("Power", "1", "W"), Reading("Power", "2", "W")
    assert told_once((first, second)) == (first,)


def test_a_model_that_is_shorter_than_its_definition_is_read_as_far_as_it_goes() -> None:
    assert max(run.stop for run in runs(101, 20)) <= 22
    assert runs(101, 0) == ()


@given(model=st.sampled_from((COMMON, *POINTS)), length=st.integers(0, 0xFFFF))
def test_the_places_that_are_read_lie_within_the_model(model: int, length: int) -> None:
    assert is_read(model)
    found = runs(model, length)
    assert all(run.start >= 2 and run.stop <= 2 + length for run in found)
    assert all(a.stop < b.start for a, b in pairwise(found))


@given(model=st.sampled_from(tuple(POINTS)), held=st.dictionaries(st.integers(2, 130), words))
def test_any_registers_give_values_that_can_be_shown(model: int, held: dict[int, int]) -> None:
    for reading in values_of(model, held):
        assert reading.by == MODBUS
        assert reading.value.isprintable()
        assert len(reading.value) <= 16


@given(held=st.dictionaries(st.integers(0, 70), words))
def test_any_registers_are_a_common_model(held: dict[int, int]) -> None:
    common = common_of(held)
    assert all(t.isprintable() for t in (common.maker, common.model, common.serial))
