"""The map as a table: what is written is read back, what does not fit is named, and nothing is guessed."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.advance import advance
from walkdown.core.cells import cell
from walkdown.core.device import Device, Kind, Way
from walkdown.core.events import Event, Together
from walkdown.core.job import Job
from walkdown.core.layout import Face, Spot
from walkdown.core.layout_csv import HEADINGS, MOST_LINES, MapPlan, changes_of, planned, written

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROOF = Face("South", 2, 3)
SERIALS = ("0122044170087", "122044170088", "=A1", "B-7")


def device(serial: str, spot: Spot | None = None) -> Device:
    return replace(Device(serial, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT), spot=spot)


def site(*spots: Spot | None, faces: tuple[Face, ...] = (ROOF,)) -> Job:
    return Job("0f" * 16, AT, devices=tuple(map(device, SERIALS, spots)), faces=faces)


BARE = site(None, None, None, None)
PLACED = site(Spot("South", 1, 1), Spot("South", 1, 2), Spot("South", 2, 3), None)


def after(plan: MapPlan, job: Job) -> Job:
    changes = changes_of(plan, job)
    return advance(job, Event(Together(changes), AT)) if changes else job


def spots(job: Job) -> dict[str, Spot | None]:
    return {d.serial: d.spot for d in job.devices}


def table(*lines: str, head: str = "Face,Row,Column,Serial") -> str:
    return "\n".join((head, *lines)) + "\n"


def test_serials_are_text_and_formulas_do_not_run() -> None:
    rows = list(csv.reader(written(PLACED).decode("utf-8-sig").splitlines()))
    assert rows[0] == list(HEADINGS)
    assert [row[3] for row in rows[1:]] == ["'0122044170087", "'122044170088", "'=A1"]
    assert cell("007") == "'007"


def test_what_was_written_is_read_back_onto_an_empty_map() -> None:
    plan = planned(written(PLACED).decode("utf-8-sig"), replace(BARE, faces=()))
    assert plan.wrong == ()
    assert spots(after(plan, replace(BARE, faces=()))) == spots(PLACED)
    again = planned(written(PLACED).decode("utf-8-sig"), PLACED)
    assert (again.moves, again.same, changes_of(again, PLACED)) == ((), 3, ())


_SPOTS = st.builds(
    Spot, st.sampled_from(("South", "Öst, 'oben'", "=1+1")), *[st.integers(1, 60)] * 2
)


@given(
    st.lists(_SPOTS, min_size=4, max_size=4, unique=True), st.lists(_SPOTS, max_size=4, unique=True)
)
def test_any_map_comes_back_over_any_other(goal: list[Spot], former: list[Spot]) -> None:
    def drawn(where: list[Spot]) -> Job:
        names = dict.fromkeys(s.face for s in where)
        faces = tuple(Face(name, 60, 60) for name in names)
        return site(*where, *[None] * (4 - len(where)), faces=faces)

    wanted, job = drawn(goal), drawn(former)
    plan = planned(written(wanted).decode("utf-8-sig"), job)
    assert plan.wrong == ()
    assert spots(after(plan, job)) == spots(wanted)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_of_every_country_are_read(delimiter: str) -> None:
    text = table("South,2,1,B-7", "'South',1,1,'0122044170087").replace(",", delimiter)
    plan = planned("\ufeff" + text, BARE)
    assert dict(plan.moves)["B-7"] == Spot("South", 2, 1)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("South,1,1,999", "not on the list"),
        ("South,1,1,", "not on the list"),
        ("South,x,1,B-7", "numbers from 1 to 60"),
        ("South,0,1,B-7", "numbers from 1 to 60"),
        ("South,61,1,B-7", "numbers from 1 to 60"),
        ("South,1e9,1,B-7", "numbers from 1 to 60"),
        (",1,1,B-7", "a name of at most 40"),
        ("x" * 41 + ",1,1,B-7", "a name of at most 40"),
        ("South", "not on the list"),
    ],
)
def test_a_line_that_does_not_fit_is_named_and_the_others_are_taken(line: str, why: str) -> None:
    plan = planned(table("South,1,1,122044170088", line), BARE)
    assert [serial for serial, _ in plan.moves] == ["122044170088"]
    ((wrong,)) = (plan.wrong,)
    assert wrong[0].line == 3
    assert why in wrong[0].why


def test_two_for_one_place_or_one_at_two_are_not_decided_by_the_order() -> None:
    plan = planned(table("South,1,1,B-7", "South,1,1,122044170088", "South,1,2,B-7"), BARE)
    assert plan.moves == ()
    assert [w.line for w in plan.wrong] == [2, 3, 4]


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n1,2\n", 'Face,Row,Column,Serial\n"', "\0"])
def test_what_is_no_table_of_ours_changes_nothing(text: str) -> None:
    plan = planned(text, PLACED)
    assert changes_of(plan, PLACED) == ()


def test_faces_grow_and_new_ones_are_drawn_but_no_more_than_there_can_be() -> None:
    plan = planned(table("South,5,7,B-7", "North,2,2,122044170088"), BARE)
    assert plan.faces == (Face("South", 5, 7), Face("North", 2, 2))
    many = tuple(Face(f"F{n}", 1, 1) for n in range(12))
    full = planned(table("North,1,1,B-7"), replace(BARE, faces=many))
    assert (full.moves, full.faces) == ((), many)


def test_a_device_whose_place_is_taken_by_another_has_none() -> None:
    plan = planned(table("South,1,1,B-7"), PLACED)
    placed = spots(after(plan, PLACED))
    assert placed["B-7"] == Spot("South", 1, 1)
    assert placed["0122044170087"] is None


@given(st.text(max_size=300))
def test_any_text_gives_a_plan_that_can_be_done(text: str) -> None:
    for job in (BARE, PLACED):
        after(planned(table(text), job), job)
        after(planned(text, job), job)


_NAMES = st.text(min_size=1, max_size=40).filter(lambda name: bool(name.strip()))


@given(st.lists(_NAMES, min_size=1, max_size=4, unique=True))
def test_any_names_of_faces_come_back_as_they_were(names: list[str]) -> None:
    faces = tuple(Face(name, 2, 2) for name in names)
    placed = [Spot(name, 1, 2) for name in names]
    job = site(*placed, *[None] * (4 - len(placed)), faces=faces)
    try:
        text = written(job).decode("utf-8-sig")
    except UnicodeEncodeError:
        return  # a lone surrogate is in no file
    plan = planned(text, job)
    if "\0" not in text and "\r" not in text:  # which a list's reader refuses, or makes a line end
        assert (plan.moves, plan.faces, plan.same, plan.wrong) == ((), faces, len(placed), ())


@pytest.mark.parametrize("serial", ["1224E7", "12345E12", "3-1012", "0122044170087"])
def test_serials_that_look_like_numbers_or_dates_stay_text_and_come_back(serial: str) -> None:
    job = replace(BARE, devices=(device(serial, Spot("South", 1, 1)),))
    text = written(job).decode("utf-8-sig")
    assert f"'{serial}" in text
    assert planned(text, job).same == 1


def test_a_serial_is_the_same_however_it_is_typed() -> None:
    job = replace(BARE, devices=(device("ab-1234"),))
    for typed in ("AB-1234", "ab-1234", " 'AB-1234 "):
        assert len(planned(table(f"South,1,1,{typed}"), job).moves) == 1


def test_blank_lines_and_what_spreadsheets_write_before_the_heads_are_passed_over() -> None:
    lines = "South;1;1;B-7\n"
    for before in ("\n", "sep=;\n", "Roof of the Mill;;;\n\n"):
        plan = planned(f"{before}Face;Row;Column;Serial\n{lines}", BARE)
        assert [serial for serial, _ in plan.moves] == ["B-7"]


def test_more_lines_than_are_read_are_told() -> None:
    text = table(*("South,1,1,none" for _ in range(MOST_LINES + 5)))
    assert planned(text, BARE).wrong[0].why.startswith("More than") or any(
        w.why.startswith("More than") for w in planned(text, BARE).wrong
    )


def test_a_line_that_breaks_the_table_is_named_and_those_before_it_are_taken() -> None:
    text = table("South,1,1,B-7", "South,1,2," + '"' + "x" * 200_000)
    plan = planned(text, BARE)
    assert [serial for serial, _ in plan.moves] == ["B-7"]
    assert any("cannot be read" in w.why for w in plan.wrong)


def test_who_loses_a_place_by_it_is_told() -> None:
    plan = planned(table("South,1,1,B-7"), PLACED)
    assert plan.off == ("0122044170087",)
