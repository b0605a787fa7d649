"""The layout map as a table, written and read: a place for each serial, and what is wrong by its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from walkdown.core.cells import cell, uncelled
from walkdown.core.events import DevicePlaced, FacesDrawn, ListChange
from walkdown.core.job import Job
from walkdown.core.layout import MOST_A_SIDE, MOST_FACES, MOST_NAME, Face, Spot

HEADINGS: Final = ("Face", "Row", "Column", "Serial", "Kind", "Model")
MOST_LINES: Final = 5_000
_WANTED: Final = ("face", "row", "column", "serial")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the table, from 1, that cannot be taken, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class MapPlan:
    """What a table would make of the map: faces as they would be, and (serial, place) that change.

    `same` places stand already; `wrong` lines are left out.
    """

    faces: tuple[Face, ...] = ()
    moves: tuple[tuple[str, Spot], ...] = ()
    same: int = 0
    wrong: tuple[Wrong, ...] = ()


def written(job: Job) -> bytes:
    """The devices that have a place, in the order of the list: UTF-8 with a mark, every cell quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    for device in job.devices:
        if (spot := device.spot) is not None:
            place = (spot.face, str(spot.row), str(spot.column))
            facts = (device.serial, str(device.kind), device.model)
            writer.writerow(map(cell, (*place, *facts)))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def planned(text: str, job: Job) -> MapPlan:
    """What the table would change. Nothing is guessed: a line that does not fit is named and left out."""
    rows = _rows(text)
    if not rows:
        return MapPlan(job.faces, wrong=(Wrong(1, "There is no table in it."),))
    columns = {uncelled(name).casefold(): at for at, name in enumerate(rows[0][1])}
    if missing := [name for name in _WANTED if name not in columns]:
        return MapPlan(job.faces, wrong=(Wrong(1, f"No column {', '.join(missing)}."),))
    found: list[tuple[int, str, Spot]] = []
    wrong: list[Wrong] = []
    for line, cells in rows[1:]:
        said = [uncelled(cells[at]) if (at := columns[n]) < len(cells) else "" for n in _WANTED]
        spot = _spot(*said[:3])
        why = _flaw(said[3], spot, job)
        if spot is None or why:
            wrong.append(Wrong(line, why or "Row and column are numbers from 1 to 60."))
        else:
            found.append((line, said[3], spot))
    return _plan(job, found, wrong)


def changes_of(plan: MapPlan, job: Job) -> tuple[ListChange, ...]:
    """The plan as changes that are made together, or none of them; none where it changes nothing.

    A device on a place that another one takes has none then.
    """
    if not plan.moves and plan.faces == job.faces:
        return ()
    moving = {serial for serial, _ in plan.moves}
    goals = {spot for _, spot in plan.moves}
    leave = [d.serial for d in job.devices if d.spot and (d.serial in moving or d.spot in goals)]
    return (
        FacesDrawn(plan.faces),
        *(DevicePlaced(serial, None) for serial in leave),
        *(DevicePlaced(serial, spot) for serial, spot in plan.moves),
    )


def _rows(text: str) -> list[tuple[int, list[str]]]:
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(";\t,", key=head.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    found = []
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                found.append((reader.line_num, cells))
            if len(found) > MOST_LINES:
                break
    except csv.Error:
        return []
    return found


def _spot(face: str, row: str, column: str) -> Spot | None:
    numbers = [int(n) for n in (row, column) if n.isascii() and n.isdigit() and len(n) < 4]
    good = len(numbers) == 2 and all(1 <= n <= MOST_A_SIDE for n in numbers)
    return Spot(face, *numbers) if good else None


def _flaw(serial: str, spot: Spot | None, job: Job) -> str:
    if job.device(serial) is None:
        return "This serial is not on the list." if serial else "There is no serial."
    if spot is not None and not 0 < len(spot.face) <= MOST_NAME:
        return "A face has a name of at most 40 characters."
    return ""


def _plan(job: Job, found: list[tuple[int, str, Spot]], wrong: list[Wrong]) -> MapPlan:
    serials = Counter(serial for _, serial, _ in found)
    spots = Counter(spot for _, _, spot in found)
    faces = {face.name: face for face in job.faces}
    moves, same = [], 0
    for line, serial, spot in found:
        if serials[serial] > 1 or spots[spot] > 1:
            what = "This serial" if serials[serial] > 1 else "This place"
            wrong.append(Wrong(line, f"{what} stands in the table more than once."))
        elif spot.face not in faces and len(faces) >= MOST_FACES:
            wrong.append(Wrong(line, f"There are {MOST_FACES} faces already."))
        else:
            face = faces.get(spot.face, Face(spot.face, 1, 1))
            rows, columns = max(face.rows, spot.row), max(face.columns, spot.column)
            faces[spot.face] = replace(face, rows=rows, columns=columns)
            device = job.device(serial)
            same += device is not None and device.spot == spot
            if device is not None and device.spot != spot:
                moves.append((serial, spot))
    ordered = tuple(sorted(wrong, key=lambda w: w.line))
    return MapPlan(tuple(faces.values()), tuple(moves), same, ordered)
