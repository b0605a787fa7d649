"""What a pasted list holds, line by line, before anything is added. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from walkdown.core.device import Kind
from walkdown.core.label import Label, RouterCode, kind_of_model, read_label
from walkdown.ui.pages.labels_words import is_router_code

MOST_CHARACTERS = 65_536
MOST_LINES = 500
_CELLS = re.compile(r"[,;\t|]")


class Fate(StrEnum):
    """What will become of a line."""

    NEW = "new"
    LISTED = "listed"
    TWICE = "twice"
    NEEDS_KIND = "needs-kind"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty. `text` is what will be taken; a router's code has none."""

    text: str
    fate: Fate
    serial: str = ""
    model: str = ""
    kind: Kind | None = None


def read_lines(text: str, listed: frozenset[str], kind: Kind | None) -> tuple[Line, ...]:
    """All lines (500 at most) with their fate; `kind` is for serials that come without one."""
    lines = [part for part in text[:MOST_CHARACTERS].splitlines() if part.strip()][:MOST_LINES]
    seen: set[str] = set()
    read = []
    for part in lines:
        line = _read(part, kind)
        if line.serial in listed:
            line = _with(line, Fate.LISTED)
        elif line.serial and line.serial in seen:
            line = _with(line, Fate.TWICE)
        seen.add(line.serial)
        read.append(line)
    return tuple(read)


def left_over(text: str) -> bool:
    """Whether there is more text than is looked at."""
    return len(text) > MOST_CHARACTERS or len(text.split("\n")) > 2 * MOST_LINES


def _with(line: Line, fate: Fate) -> Line:
    return Line(line.text, fate, line.serial, line.model, line.kind)


def _read(part: str, chosen: Kind | None) -> Line:
    if is_router_code(part) or '"pop"' in part.lower():
        return Line("", Fate.LEFT_OUT)
    cells = _cells(part)
    label, text = _label_in(cells)
    if label is None:
        return Line(part.strip()[:64], Fate.LEFT_OUT)
    model = label.model or next((c for c in cells if c != text and kind_of_model(c)), "")[:16]
    kind = label.kind or kind_of_model(model) or chosen
    return Line(text, Fate.NEW if kind else Fate.NEEDS_KIND, label.serial, model, kind)


def _cells(part: str) -> list[str]:
    cells = [cell.strip(" \t\"'") for cell in _CELLS.split(part)]
    if len(cells) == 1:
        first, space, rest = cells[0].partition(" ")
        # "MI-800 1220 4417 0093": a model in front of a serial, not one long serial.
        if space and kind_of_model(first):
            return [first, rest.strip()]
    return cells


def _label_in(cells: Sequence[str]) -> tuple[Label | None, str]:
    """The cell that is a label; one that could be a model's name only where nothing else fits."""
    found: list[tuple[Label, str]] = []
    for cell in cells:
        label = read_label(cell)
        if isinstance(label, Label):
            found.append((label, cell))
        elif isinstance(label, RouterCode):
            label.password.forget()
    found.sort(key=lambda pair: kind_of_model(pair[1]) is not None)
    return found[0] if found else (None, "")
