"""A meter's direction: the load that was switched on must be seen, on its line, and the right way."""

from __future__ import annotations

import math
from dataclasses import replace
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
from walkdown.core.sign_check import (
    Counts,
    Power,
    Sign,
    SignCheck,
    by_day,
    open_lines,
    power_of,
    result,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
METER = "301777810042"
watts = st.floats(-20_000, 20_000)
loads = st.sampled_from([1000, 2000, 3000])
parts = st.floats(0.6, 1.4)
IMPORT = Counts.IMPORT


def reading(name: str, value: str, unit: str = "W") -> Reading:
    return Reading(name, value, unit)


def check(before: float, after: float, load: int = 2000, counts: Counts = IMPORT) -> SignCheck:
    return SignCheck(METER, NOON, load, 0, Power(before), Power(after), counts)


def on_line(line: int, before: tuple[float, ...], after: tuple[float, ...]) -> SignCheck:
    powers = Power(sum(before), before), Power(sum(after), after)
    return SignCheck(METER, NOON, 2000, line, *powers, IMPORT)


@given(watts, loads, parts)
def test_it_is_right_when_it_moves_with_the_load_as_its_maker_counts(
    before: float, load: int, part: float
) -> None:
    up, down = (check(before, before + s * load * part, load) for s in (1, -1))
    assert result(up) == (Sign.RIGHT, 0)
    assert result(down) == (Sign.REVERSED, 0)
    assert result(replace(up, counts=Counts.EXPORT)) == (Sign.REVERSED, 0)
    assert result(replace(down, counts=Counts.EXPORT)) == (Sign.RIGHT, 0)


@given(watts, loads, parts)
def test_nothing_is_called_wrong_or_right_where_nobody_knows_how_its_maker_counts(
    before: float, load: int, part: float
) -> None:
    for way, came in ((1, Sign.ROSE), (-1, Sign.FELL)):
        after = before + way * load * part
        assert result(check(before, after, load, Counts.UNKNOWN)) == (came, 0)


@given(watts, loads, st.floats(-0.45, 0.45))
def test_what_hardly_changes_says_nothing(before: float, load: int, part: float) -> None:
    assert result(check(before, before + load * part, load))[0] is Sign.SMALL


@given(watts, loads, st.floats(1.7, 20), st.sampled_from([1, -1]))
def test_what_changes_by_far_more_than_the_load_says_nothing_either(
    before: float, load: int, part: float, way: int
) -> None:
    assert result(check(before, before + way * load * part, load))[0] is Sign.UNSTEADY


def test_a_cloud_or_a_busy_house_decides_nothing() -> None:
    fell = check(0, -2000)
    assert result(replace(fell, sun_w=500.0, sun_after_w=3600.0))[0] is Sign.UNSTEADY
    assert result(replace(fell, sway_w=900.0))[0] is Sign.UNSTEADY
    assert result(replace(fell, sun_w=500.0, sun_after_w=600.0, sway_w=100.0))[0] is Sign.REVERSED


@given(st.tuples(watts, watts, watts), st.integers(1, 3), st.integers(1, 3))
def test_a_load_that_is_seen_on_another_line_is_said_to_be_there(
    before: tuple[float, float, float], own: int, seen: int
) -> None:
    after = tuple(w + (2000 if n == seen else 0) for n, w in enumerate(before, 1))
    said = result(on_line(own, before, after))
    assert said == ((Sign.RIGHT, own) if seen == own else (Sign.ELSEWHERE, seen))


def test_a_turned_clamp_of_one_line_is_found_though_the_total_still_rises() -> None:
    assert result(on_line(1, (100, 100, 100), (-1900, 100, 4100))) == (Sign.REVERSED, 1)


def test_each_line_has_to_be_shown() -> None:
    lines = [on_line(n, (0, 0, 0), tuple(2000.0 * (i == n) for i in (1, 2, 3))) for n in (1, 2, 3)]
    assert open_lines(lines[:1]) == (2, 3)
    assert open_lines(lines) == ()
    assert open_lines(()) == (0,)


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


RIGHT, WRONG = check(-650, 1350), check(-650, -2650)


def test_the_gate_asks_for_it_and_is_green_red_or_open_by_what_came_of_it() -> None:
    assert verdict() is Verdict.CHECK
    assert verdict(RIGHT) is Verdict.PASS
    assert verdict(WRONG) is Verdict.STOP
    assert verdict(replace(WRONG, counts=Counts.UNKNOWN)) is Verdict.CHECK
    assert verdict(replace(RIGHT, counts=Counts.UNKNOWN)) is Verdict.CHECK
    assert verdict(check(-650, -640)) is Verdict.CHECK
    assert verdict(SignCheck(METER, NOON, skipped="no load here")) is Verdict.CHECK
    assert Item(CheckId.SIGN, METER) in red_items(leave_gate(site(WRONG)))


def test_a_turned_clamp_on_one_line_stops_it_though_the_others_are_right() -> None:
    first = on_line(1, (0, 0, 0), (2000, 0, 0))
    second = on_line(2, (0, 0, 0), (0, -2000, 0))
    third = on_line(3, (0, 0, 0), (0, 0, 2000))
    assert verdict(first) is Verdict.CHECK
    assert verdict(first, second, third) is Verdict.STOP
    assert verdict(first, on_line(2, (0, 0, 0), (0, 2000, 0)), third) is Verdict.PASS


def test_a_site_without_a_meter_is_not_asked() -> None:
    without = job(device(0, Work.ONLINE, 6), device(3, Work.ONLINE, 6))
    assert CheckId.SIGN not in {c.id for c in leave_gate(without)}


def test_the_newest_check_of_each_line_stands() -> None:
    now = advance(site(WRONG), Event(SignChecked(RIGHT), NOON))
    assert now.sign_checks == (RIGHT,)
    first = on_line(1, (0, 0, 0), (2000, 0, 0))
    second = on_line(2, (0, 0, 0), (0, -2000, 0))
    mended = on_line(2, (0, 0, 0), (0, 2000, 0))
    for new, stand in ((first, (first,)), (second, (first, second)), (mended, (first, mended))):
        now = advance(now, Event(SignChecked(new), NOON))
        assert now.sign_checks == stand
    with pytest.raises(NotAllowed):
        advance(site(), Event(SignChecked(SignCheck("none", NOON)), NOON))


def test_a_wrong_one_stands_until_its_line_was_shown_to_be_right() -> None:
    now = site(WRONG)
    for nothing in (check(-650, -640), SignCheck(METER, NOON, skipped="later")):
        now = advance(now, Event(SignChecked(nothing), NOON))
        assert next(c for c in leave_gate(now) if c.id is CheckId.SIGN).verdict is Verdict.STOP
    now = advance(now, Event(SignChecked(RIGHT), NOON))
    assert now.sign_checks == (RIGHT,)


def test_inverters_that_fall_silent_decide_nothing() -> None:
    assert result(replace(RIGHT, sun_w=4000.0))[0] is Sign.UNSTEADY


def test_a_meter_whose_reading_makes_no_sense_keeps_its_line() -> None:
    about = About(firmware="1", readings=(reading("Grid power", "nan"),))
    broken = job(device(3, Work.ONLINE, 6, about=about), sign_checks=(WRONG,))
    assert next(c for c in leave_gate(broken) if c.id is CheckId.SIGN).verdict is Verdict.STOP
