"""A meter's direction: the load that was switched on must be seen, on its line, and above zero."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.sample_site import device, job
from walkdown.core.advance import NotAllowed, advance
from walkdown.core.checks import CheckId, leave_gate
from walkdown.core.device import About, Reading, Work
from walkdown.core.events import Event, SignChecked
from walkdown.core.job import Job, Verdict
from walkdown.core.leave import red_items
from walkdown.core.promise import Item
from walkdown.core.sign_check import Power, Sign, SignCheck, by_day, judged, power_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
METER = "301777810042"
watts = st.floats(-20_000, 20_000)
loads = st.sampled_from([1000, 2000, 3000])


def reading(name: str, value: str, unit: str = "W") -> Reading:
    return Reading(name, value, unit)


@given(watts, loads, st.floats(0.6, 1.4))
def test_what_rises_by_the_load_counts_the_right_way_and_what_falls_the_wrong_way(
    before: float, load: int, part: float
) -> None:
    change = load * part
    assert judged(Power(before), Power(before + change), load, 0) == (Sign.RIGHT, 0)
    assert judged(Power(before), Power(before - change), load, 0) == (Sign.REVERSED, 0)


@given(watts, loads, st.floats(-0.45, 0.45))
def test_what_hardly_changes_says_nothing(before: float, load: int, part: float) -> None:
    assert judged(Power(before), Power(before + load * part), load, 0)[0] is Sign.SMALL


@given(st.tuples(watts, watts, watts), loads, st.integers(1, 3), st.integers(1, 3))
def test_a_load_that_is_seen_on_another_line_is_said_to_be_there(
    before: tuple[float, float, float], load: int, own: int, seen: int
) -> None:
    after = tuple(w + (load if n == seen else 0) for n, w in enumerate(before, 1))
    said = judged(Power(sum(before), before), Power(sum(after), after), load, own)
    assert said == ((Sign.RIGHT, own) if seen == own else (Sign.ELSEWHERE, seen))


def test_a_turned_clamp_of_one_line_is_found_though_the_total_still_rises() -> None:
    before = Power(300, (100, 100, 100))
    after = Power(2300, (-1900, 100, 4100))
    assert judged(before, after, 2000, 1) == (Sign.REVERSED, 1)


@pytest.mark.parametrize(
    ("readings", "power"),
    [
        ([reading("Grid power", "-652")], Power(-652)),
        ([reading("Power", "1.5", "kW")], Power(1500)),
        (
            [reading(f"Power L{n}", str(100 * n)) for n in (1, 2, 3)],
            Power(600, (100, 200, 300)),
        ),
        ([reading("Power", "5"), reading("Power L1", "5")], Power(5)),
        ([reading("Import", "1204.3", "kWh"), reading("Power", "full")], None),
        ([reading("Power", "1e12")], None),
        ([reading("Power", "nan")], None),
    ],
)
def test_what_a_meter_says_of_power_is_found_among_its_readings(
    readings: list[Reading], power: Power | None
) -> None:
    assert power_of(readings) == power


@given(st.text(max_size=12), st.text(max_size=3))
def test_hostile_values_are_no_power_or_a_finite_one(value: str, unit: str) -> None:
    power = power_of([reading("Power", value, unit), reading("Power", value)])
    assert power is None or math.isfinite(power.total)


def test_the_sun_is_what_the_inverters_say_and_else_what_the_person_says() -> None:
    assert by_day(SignCheck(METER, NOON, sun_w=400.0))
    assert not by_day(SignCheck(METER, NOON, sun_w=0.0, sun=True))
    assert by_day(SignCheck(METER, NOON, sun=True))


# --- in the leave gate


def site(*checks: SignCheck) -> Job:
    about = About(firmware="1", readings=(reading("Grid power", "-652"),))
    return job(device(3, Work.ONLINE, 6, about=about), sign_checks=checks)


def verdict(*checks: SignCheck) -> Verdict:
    return next(c.verdict for c in leave_gate(site(*checks)) if c.id is CheckId.SIGN)


def done(after: float) -> SignCheck:
    return SignCheck(METER, NOON, 2000, 0, Power(-650), Power(after))


def test_the_gate_asks_for_it_and_is_green_red_or_open_by_what_came_of_it() -> None:
    assert verdict() is Verdict.CHECK
    assert verdict(done(1350)) is Verdict.PASS
    assert verdict(done(-2650)) is Verdict.STOP
    assert verdict(done(-640)) is Verdict.CHECK
    assert verdict(SignCheck(METER, NOON, skipped="no load here")) is Verdict.CHECK
    assert Item(CheckId.SIGN, METER) in red_items(leave_gate(site(done(-2650))))


def test_a_site_without_a_meter_is_not_asked() -> None:
    without = job(device(0, Work.ONLINE, 6), device(3, Work.ONLINE, 6))
    assert CheckId.SIGN not in {c.id for c in leave_gate(without)}


def test_the_newest_check_of_a_meter_stands() -> None:
    now = advance(site(done(-2650)), Event(SignChecked(done(1350)), NOON))
    assert now.sign_checks == (done(1350),)
    with pytest.raises(NotAllowed):
        advance(site(), Event(SignChecked(SignCheck("none", NOON)), NOON))
