"""The layout map: faces of a roof with their spots, and the order in which somebody walks along them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain

MOST_FACES = 12
MOST_A_SIDE = 60
MOST_NAME = 40


class WalkOrder(StrEnum):
    """How one goes over a face: row by row or column by column, turning round at the end or not."""

    SNAKE_ROWS = "snake-rows"
    ROWS = "rows"
    SNAKE_COLUMNS = "snake-columns"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Face:
    """One face of the roof, seen from before it: row 1 is the top one, column 1 the left one."""

    name: str
    rows: int
    columns: int
    order: WalkOrder = WalkOrder.SNAKE_ROWS


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a face, by its name; rows and columns count from 1."""

    face: str
    row: int
    column: int


def walk(face: Face) -> tuple[Spot, ...]:
    """Every spot of a face once, in the order in which one comes to it."""
    by_rows = face.order in (WalkOrder.SNAKE_ROWS, WalkOrder.ROWS)
    turns = face.order in (WalkOrder.SNAKE_ROWS, WalkOrder.SNAKE_COLUMNS)
    lanes, length = (face.rows, face.columns) if by_rows else (face.columns, face.rows)
    spots = []
    for lane in range(1, lanes + 1):
        steps = range(1, length + 1)
        for step in reversed(steps) if turns and lane % 2 == 0 else steps:
            row, column = (lane, step) if by_rows else (step, lane)
            spots.append(Spot(face.name, row, column))
    return tuple(spots)


@lru_cache(maxsize=2)
def route(faces: tuple[Face, ...]) -> tuple[Spot, ...]:
    """All spots of all faces, face after face as they were drawn."""
    return tuple(spot for face in faces for spot in walk(face))


@lru_cache(maxsize=2)
def _places(faces: tuple[Face, ...]) -> dict[Spot, int]:
    """Where on the route each spot comes: asked for every device of a long paste."""
    return {spot: place for place, spot in enumerate(route(faces))}


def next_spot(
    faces: tuple[Face, ...], taken: frozenset[Spot], after: Spot | None = None
) -> Spot | None:
    """The first free spot behind `after` on the route, else the first free one from its beginning.

    None where every spot is taken, or nothing is drawn.
    """
    way = route(faces)
    last = -1 if after is None else _places(faces).get(after, -1)
    ahead = chain(range(last + 1, len(way)), range(last + 1))
    return next((way[place] for place in ahead if way[place] not in taken), None)


def is_on(faces: Iterable[Face], spot: Spot) -> bool:
    """Whether the spot is a place on one of the faces."""
    face = next((f for f in faces if f.name == spot.face), None)
    return face is not None and 1 <= spot.row <= face.rows and 1 <= spot.column <= face.columns


def flaw(faces: tuple[Face, ...]) -> str:
    """What is wrong with drawn faces, for whoever called; empty where they can be walked."""
    if len(faces) > MOST_FACES:
        return "too many faces"
    if len({face.name for face in faces}) != len(faces):
        return "two faces have one name"
    if any(not 1 <= side <= MOST_A_SIDE for f in faces for side in (f.rows, f.columns)):
        return "a face is empty or too large"
    if any(not f.name.strip() or len(f.name) > MOST_NAME for f in faces):
        return "a face has no name, or a long one"
    return ""
