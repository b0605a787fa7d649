"""The walk over a roof comes to each place once, and turns round where one would turn round."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.layout import (
    MOST_A_SIDE,
    MOST_FACES,
    Face,
    Spot,
    WalkOrder,
    flaw,
    is_on,
    next_spot,
    route,
    walk,
)

sides = st.integers(1, 9)
faces = st.builds(
    Face, st.sampled_from(["South", "East"]), sides, sides, st.sampled_from(WalkOrder)
)
SOUTH = Face("South", 2, 3)
EAST = Face("East", 1, 2)


@given(faces)
def test_a_walk_comes_to_each_place_once(face: Face) -> None:
    spots = walk(face)
    assert len(set(spots)) == len(spots) == face.rows * face.columns
    assert all(is_on((face,), spot) for spot in spots)
    assert spots[0] == Spot(face.name, 1, 1)


@given(faces)
def test_who_turns_round_at_the_end_never_walks_back(face: Face) -> None:
    snake = WalkOrder.SNAKE_ROWS if "rows" in face.order else WalkOrder.SNAKE_COLUMNS
    for one, other in pairwise(walk(replace(face, order=snake))):
        assert abs(one.row - other.row) + abs(one.column - other.column) == 1


@given(faces)
def test_columns_are_rows_of_a_face_that_lies_on_its_side(face: Face) -> None:
    turned = Face(face.name, face.columns, face.rows, WalkOrder.ROWS)
    down = replace(face, order=WalkOrder.COLUMNS)
    assert [(s.column, s.row) for s in walk(down)] == [(s.row, s.column) for s in walk(turned)]


@given(faces, st.data())
def test_the_places_fill_up_from_wherever_one_begins(face: Face, data: st.DataObject) -> None:
    after = data.draw(st.sampled_from([None, *walk(face)]))
    taken: list[Spot] = []
    while (spot := next_spot((face,), frozenset(taken), after)) is not None:
        taken.append(spot)
        after = spot
    assert sorted(taken, key=repr) == sorted(walk(face), key=repr)


def test_one_goes_on_to_the_next_face() -> None:
    assert next_spot((SOUTH, EAST), frozenset(), Spot("South", 2, 1)) == Spot("East", 1, 1)
    assert route((SOUTH, EAST)) == (*walk(SOUTH), *walk(EAST))


def test_behind_the_last_place_the_gaps_are_filled() -> None:
    taken = frozenset({*walk(SOUTH)} - {Spot("South", 1, 2)})
    assert next_spot((SOUTH,), taken, Spot("South", 2, 1)) == Spot("South", 1, 2)


def test_a_place_that_is_gone_is_no_place_to_go_on_from() -> None:
    assert next_spot((EAST,), frozenset(), Spot("South", 1, 1)) == Spot("East", 1, 1)


def test_without_a_map_there_is_no_next_place() -> None:
    assert next_spot((), frozenset()) is None


@pytest.mark.parametrize(
    "wrong",
    [
        (Face("South", 0, 3),),
        (Face("South", 3, MOST_A_SIDE + 1),),
        (Face("South", 3, 10**12),),
        (Face(" ", 1, 1),),
        (Face("S" * 41, 1, 1),),
        (SOUTH, replace(EAST, name="South")),
        tuple(Face(str(n), 1, 1) for n in range(MOST_FACES + 1)),
    ],
)
def test_a_map_that_nobody_can_walk_has_a_flaw(wrong: tuple[Face, ...]) -> None:
    assert flaw(wrong)


def test_a_map_that_one_can_walk_has_none() -> None:
    assert flaw((SOUTH, EAST, Face("Barn", MOST_A_SIDE, MOST_A_SIDE))) == ""
    assert flaw(()) == ""
