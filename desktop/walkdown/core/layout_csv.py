"""The layout map as a table, written and read: a place for each serial, and what is wrong by its line."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from walkdown.core.events import DevicePlaced, FacesDrawn, ListChange
from walkdown.core.job import Job
from walkdown.core.label_serial import plain_serial
from walkdown.core.layout import MOST_A_SIDE, MOST_FACES, MOST_NAME, Face, Spot

HEADINGS: Final = ("Face", "Row", "Column", "Serial", "Kind", "Model")
MOST_LINES: Final = 5_000
_WANTED: Final = ("face", "row", "column", "serial")
_MOST_HEAD: Final = 10
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_Columns = dict[str, int]
_Line = tuple[int, str, Spot]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the table, from 1, that cannot be taken, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class MapPlan:
    """What a table would make of the map: faces as they would be, and (serial, place) that change.

    `same` places stand already; devices of `off` lose theirs to another one; `wrong` lines are left out.
    """

    faces: tuple[Face, ...] = ()
    moves: tuple[tuple[str, Spot], ...] = ()
    same: int = 0
    off: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()


def written(job: Job) -> bytes:
    """The devices that have a place, in the order of the list: UTF-8 with a mark, every cell quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    for device in job.devices:
        if (spot := device.spot) is not None:
            place = (_guarded(spot.face), spot.row, spot.column)
            # Always: "1224E7" and "3-1012" are serials too, and numbers and dates to a spreadsheet.
            facts = (f"'{device.serial}", device.kind, _guarded(device.model))
            writer.writerow((*place, *facts))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def planned(text: str, job: Job) -> MapPlan:
    """What the table would change. Nothing is guessed: a line that does not fit is named and left out."""
    columns, rows, broken = _table(text)
    listed = {_key(device.serial): device.serial for device in job.devices}
    found: list[_Line] = []
    wrong = list(broken)
    for line, cells in rows:
        said = [cells[at] if (at := columns[n]) < len(cells) else "" for n in _WANTED]
        serial = listed.get(_key(_bare(said[3].strip())), "")
        spot = _spot(_face_of(said[0], job), *(_bare(n.strip()).strip() for n in said[1:3]))
        if why := _flaw(serial, spot):
            wrong.append(Wrong(line, why))
        elif spot is not None:
            found.append((line, serial, spot))
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


def _table(text: str) -> tuple[_Columns, list[tuple[int, list[str]]], tuple[Wrong, ...]]:
    """The columns we want, by the delimiter that shows them; the lines below, and what broke off."""
    best: list[tuple[int, list[str]]] = []
    for delimiter in ",;\t":
        rows, broken = _rows(text, delimiter)
        for at, (_, cells) in enumerate(rows[:_MOST_HEAD]):
            columns = {_bare(name).casefold(): n for n, name in enumerate(cells)}
            if all(name in columns for name in _WANTED):
                return columns, rows[at + 1 :], broken
        best = max(best, rows, key=len)
    why = f"No line has {', '.join(_WANTED)}." if best else "There is no table in it."
    return {}, [], (Wrong(1, why),)


def _rows(text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], tuple[Wrong, ...]]:
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                found.append((reader.line_num, cells))
            if len(found) > MOST_LINES:
                return found[:-1], (Wrong(reader.line_num, f"More than {MOST_LINES} lines."),)
    except csv.Error:
        return found, (Wrong(reader.line_num, "This line cannot be read, nor those below it."),)
    return found, ()


def _guarded(text: str) -> str:
    """One apostrophe before what a spreadsheet would run or count; reading takes exactly one off."""
    bare = unicodedata.normalize("NFKC", text).lstrip()
    risky = text.startswith(("'", *_RISKY)) or bare.startswith(_RISKY) or bare[:1].isdigit()
    return f"'{text}" if risky else text


def _key(serial: str) -> str:
    """Serials are the same however they are typed; what has none of its own is known as it stands."""
    return plain_serial(serial) or serial.strip()


def _bare(cell: str) -> str:
    return cell.removeprefix("'")


def _face_of(cell: str, job: Job) -> str:
    """The name as it stands, where there is such a face; else without the blanks around it."""
    name = _bare(cell)
    return name if any(face.name == name for face in job.faces) else name.strip()


def _spot(face: str, row: str, column: str) -> Spot | None:
    numbers = [int(n) for n in (row, column) if n.isascii() and n.isdigit() and len(n) < 4]
    good = len(numbers) == 2 and all(1 <= n <= MOST_A_SIDE for n in numbers)
    return Spot(face, *numbers) if good else None


def _flaw(serial: str, spot: Spot | None) -> str:
    if not serial:
        return "Its serial is not on the list."
    if spot is None:
        return f"Row and column are numbers from 1 to {MOST_A_SIDE}."
    fits = spot.face.strip() and len(spot.face) <= MOST_NAME
    return "" if fits else f"A face has a name of at most {MOST_NAME} characters."


def _plan(job: Job, found: list[_Line], wrong: list[Wrong]) -> MapPlan:
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
    moving, goals = {serial for serial, _ in moves}, {spot for _, spot in moves}
    off = tuple(d.serial for d in job.devices if d.spot in goals and d.serial not in moving)
    return MapPlan(tuple(faces.values()), tuple(moves), same, off, ordered)
