"""What a pasted list holds, row by row, before anything is added. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from walkdown.core.device import Kind
from walkdown.core.label import (
    Check,
    Label,
    MatterCode,
    NotALabel,
    Reading,
    RouterCode,
    as_serial,
    kind_of_model,
    read_label,
)
from walkdown.core.label_left_out import shown_part, why_left_out
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.ui.pages.labels_columns import Columns, Row, Table, read_table
from walkdown.ui.pages.labels_headings import kind_of_word
from walkdown.ui.pages.labels_spoilt import is_spoilt
from walkdown.ui.pages.labels_words import is_router_code

MOST_MODEL = 64
# Cells of a row without headings that are looked at for a serial.
_MOST_LOOKED_AT = 12


class Fate(StrEnum):
    """What will become of a row."""

    NEW = "new"
    LISTED = "listed"
    TWICE = "twice"
    NEEDS_KIND = "needs-kind"
    CHECK = "check"  # its check digit does not match
    NUMBER = "number"  # it may be an article's number or a Matter code
    LOOKALIKE = "lookalike"  # a serial that looks the same was heard nearby
    ELSEWHERE = "elsewhere"  # on the list of another site
    FOREIGN = "foreign"
    ROUTER = "router"
    SHORTENED = "shortened"  # a spreadsheet took it for a number
    LEFT_OUT = "left-out"


# The person can say that it is right as it stands.
ASKED = frozenset({Fate.CHECK, Fate.NUMBER, Fate.LOOKALIKE})
_DEVICES = frozenset({Fate.NEW, Fate.NEEDS_KIND, *ASKED})


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not empty. `text` is what will be taken; a router's code has none.

    `why` is a sentence; `sure`: the person said that it is right. `number` is its line, from 1.
    """

    text: str
    fate: Fate
    serial: str = ""
    model: str = ""
    kind: Kind | None = None
    number: int = 0
    why: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of serials in the list. `sure` and `instead` by the person, the rest by the engine.

    `instead` gives the serial that is meant, `alike` the one heard nearby, `elsewhere` a site's name.
    """

    sure: frozenset[str] = frozenset()
    instead: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)


NOTHING_SAID = Said()


def read_lines(
    text: str,
    listed: frozenset[str],
    kind: Kind | None,
    profiles: Profiles = NO_PROFILES,
    said: Said = NOTHING_SAID,
) -> tuple[Line, ...]:
    """All rows (1,000 at most) with their fate; `kind` is for serials that come without one."""
    return judged(read_table(text), listed, kind, profiles, said)


def judged(
    table: Table,
    listed: frozenset[str],
    kind: Kind | None,
    profiles: Profiles = NO_PROFILES,
    said: Said = NOTHING_SAID,
) -> tuple[Line, ...]:
    """The same for a text that is cut into rows already."""
    seen: set[str] = set()
    lines = []
    for row in table.rows:
        line = _said_of(_read(row, table, profiles), said, profiles)
        line = _placed(line, listed, seen, kind)
        seen.add(line.serial)
        lines.append(line)
    return tuple(lines)


def shown_first(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    """As many rows as are shown: those that wait for the person are among them, in their order."""
    waits = [
        n for n, line in enumerate(lines) if line.fate in ASKED or line.fate is Fate.NEEDS_KIND
    ]
    others = (n for n in range(len(lines)) if n not in set(waits))
    chosen = sorted([*waits, *others][:most]) if len(lines) > most else range(len(lines))
    return tuple(lines[n] for n in chosen)


# --- one row


def _read(row: Row, table: Table, profiles: Profiles) -> Line:
    if is_router_code(row.raw) or any(map(is_router_code, row.cells)):
        return Line("", Fate.ROUTER, number=row.number)
    if '"pop"' in row.raw.lower():
        return Line("", Fate.LEFT_OUT, number=row.number)
    line = _of_cells(_cells(row, table.columns), row, table, profiles)
    return replace(line, number=row.number)


def _cells(row: Row, columns: Columns) -> tuple[str, ...]:
    """The cells that may hold the serial: under a heading that one only."""
    filled = tuple(cell for cell in row.cells if cell)
    if columns.serial is not None and len(filled) > 1:
        return row.cells[columns.serial : columns.serial + 1]
    return filled[:_MOST_LOOKED_AT]


def _of_cells(cells: tuple[str, ...], row: Row, table: Table, profiles: Profiles) -> Line:
    model, kind = _named(row, table.columns)
    if len(cells) == 1:
        first, space, rest = cells[0].partition(" ")
        # "MI-800 1220 4417 0093": a model in front of a serial, not one long serial.
        if space and kind_of_model(first.upper()):
            model, cells = model or first.upper(), (rest.strip(),)
    found = _best([(cell, _reading(cell, profiles)) for cell in cells], profiles)
    if is_spoilt(cells, row, table, known=bool(found and found[1].maker)):
        return Line("", Fate.SHORTENED)
    if found is None:
        return _left_out(cells, row, profiles)
    text, label, fate = found
    beside = next((c for c in row.cells if c != text and kind_of_model(c.upper())), "")
    model = label.model or model or beside.upper()
    known = label.kind or kind or kind_of_model(model.upper())
    why = label.maker if label.foreign else label.warning
    return Line(text, fate, label.serial, model[:MOST_MODEL], known, why=why)


def _named(row: Row, columns: Columns) -> tuple[str, Kind | None]:
    """Model and kind under their headings."""

    def at(place: int | None) -> str:
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    either = at(columns.kind_or_model)
    kind = kind_of_word(at(columns.kind)) or kind_of_word(either)
    model = at(columns.model) or ("" if kind_of_word(either) else either)
    return model, kind


def _reading(cell: str, profiles: Profiles) -> Reading:
    """What a cell says, without the secrets in it: they are not for a preview."""
    reading = read_label(cell, profiles)
    if isinstance(reading, RouterCode):
        reading.forget()
    elif isinstance(reading, Label) and reading.proof is not None:
        reading.proof.secret.forget()
    return reading


def _best(
    readings: list[tuple[str, Reading]], profiles: Profiles
) -> tuple[str, Label, Fate] | None:
    """The cell that is a label: of a known maker, if there is one; a model's name only at last."""
    found = []
    for text, reading in readings:
        label, fate = _as_label(text, reading, profiles)
        if label is not None:
            found.append((text, label, fate))
    found.sort(key=lambda f: (kind_of_model(f[0]) is not None, not f[1].maker, f[2] is Fate.NUMBER))
    return found[0] if found else None


def _as_label(text: str, reading: Reading, profiles: Profiles) -> tuple[Label | None, Fate]:
    manual = isinstance(reading, MatterCode) and reading.manual
    if manual or reading is NotALabel.TRADE_ITEM:
        return as_serial(text, profiles), Fate.NUMBER
    if not isinstance(reading, Label):
        return None, Fate.LEFT_OUT
    if reading.foreign:
        return reading, Fate.FOREIGN
    return reading, Fate.CHECK if reading.check is Check.FAILED else Fate.NEW


def _left_out(cells: tuple[str, ...], row: Row, profiles: Profiles) -> Line:
    text = cells[0] if cells else ""
    why = why_left_out(text, profiles) if text else ""
    return Line(shown_part(text or row.raw), Fate.LEFT_OUT, why=why)


# --- against the list, and what was said


def _said_of(line: Line, said: Said, profiles: Profiles) -> Line:
    """Nothing is put right by itself: the person chose the other serial, or said "as it stands"."""
    serial = line.serial
    if line.fate not in _DEVICES:
        return line
    if (other := said.instead.get(serial)) is not None and other not in said.elsewhere:
        return _instead(line, other, profiles)
    if serial in said.sure:
        return replace(line, fate=Fate.NEW, sure=True)
    if serial in said.alike:
        return replace(line, fate=Fate.LOOKALIKE, why=said.alike[serial])
    if serial in said.elsewhere:
        return replace(line, fate=Fate.ELSEWHERE, why=said.elsewhere[serial])
    return line


def _instead(line: Line, other: str, profiles: Profiles) -> Line:
    label = as_serial(other, profiles)
    model = (label.model if label else "") or line.model
    kind = (label.kind if label else None) or line.kind
    return replace(line, text=other, serial=other, fate=Fate.NEW, model=model, kind=kind, why="")


def _placed(line: Line, listed: frozenset[str], seen: set[str], kind: Kind | None) -> Line:
    if line.serial and line.serial in listed:
        return replace(line, fate=Fate.LISTED)
    if line.serial and line.serial in seen:
        return replace(line, fate=Fate.TWICE)
    if line.fate is Fate.NEW and line.kind is None:
        return replace(line, fate=Fate.NEW if kind else Fate.NEEDS_KIND, kind=kind)
    return line
