"""The rows and cells of a pasted list or a CSV file, and which column holds what. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from walkdown.ui.pages.labels_headings import KIND, KIND_OR_MODEL, MODEL, SERIAL, bare
from walkdown.ui.pages.labels_words import is_router_code

MOST_CHARACTERS = 1_048_576
MOST_ROWS = 1000
MOST_CELLS = 60
_MOST_IN_LINE = 4096
# A note in quotes may go over lines; an odd quote must not swallow the rows after it.
_MOST_LINES_OF_A_ROW = 20
_LOOKED_AT = 50
_DELIMITERS = "\t;,|"
_BREAK = re.compile("\r\n|[\r\n\u2028\u2029]")
_SEP = re.compile(r"sep=([\t;,|])", re.IGNORECASE)
# What keeps a spreadsheet from taking a text for a number: ="0123" and '0123.
_TEXT_CELL = re.compile(r'=\s*"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line's number from 1, as it stands, and cut into cells at `delimiter`."""

    number: int
    raw: str
    cells: tuple[str, ...]
    delimiter: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column a heading gives to what, from 0; None where no heading says it.

    `kind_or_model` is a column that is headed "Type": makers write either into it.
    """

    serial: int | None = None
    model: int | None = None
    kind: int | None = None
    kind_or_model: int | None = None
    many: bool = False

    @property
    def headed(self) -> bool:
        """Whether the list has a row of headings."""
        return (self.serial, self.model, self.kind, self.kind_or_model) != (None,) * 4


@dataclass(frozen=True, slots=True)
class Table:
    """At most 1,000 rows without the one of headings; `more` says that there were more."""

    rows: tuple[Row, ...]
    columns: Columns
    more: bool


def read_table(text: str) -> Table:
    """The table in a text; a text without any delimiter is one column. At most 1 MB is looked at.

    Under headings all rows are cut as these are. Without them people write rows in any form, so that
    one which lacks the usual delimiter is cut at another.
    """
    lines = _BREAK.split(text[:MOST_CHARACTERS].lstrip("\ufeff"))
    delimiter, skipped = _delimiter(lines)
    head = next(_rows(lines, delimiter, skipped, any_other=True), None)
    columns = _columns(head.cells) if head else Columns()
    if head is not None and columns.headed:
        found = _rows(lines, head.delimiter if columns.many else delimiter, skipped)
        next(found)
    else:
        found = _rows(lines, delimiter, skipped, any_other=True)
    rows = tuple(islice(found, MOST_ROWS + 1))
    more = len(rows) > MOST_ROWS or len(text) > MOST_CHARACTERS
    return Table(rows[:MOST_ROWS], columns, more)


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """The sign between cells, and how many lines only say so ("sep=;", as Excel writes it)."""
    if lines and (said := _SEP.fullmatch(lines[0].strip(" "))):
        return said[1], 1
    filled = (line for line in lines if line.strip() and not is_router_code(line))
    looked = list(islice(filled, _LOOKED_AT))
    counts = {sign: sum(_outside_quotes(line, sign) for line in looked) for sign in _DELIMITERS}
    # A tab never stands within a serial; of others the one in most lines, the first on a tie.
    best = "\t" if counts["\t"] else max(_DELIMITERS, key=lambda sign: counts[sign])
    return (best if counts[best] else ","), 0


def _outside_quotes(line: str, sign: str) -> bool:
    return any(sign in part for part in line[:_MOST_IN_LINE].split('"')[::2])


def _rows(
    lines: list[str], delimiter: str, first: int, *, any_other: bool = False
) -> Iterator[Row]:
    at = first
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        own = _own(lines[at], delimiter) if any_other else delimiter
        cells, used = _cells(lines[at : at + _MOST_LINES_OF_A_ROW], own)
        raw = "\n".join(lines[at : at + used])[:_MOST_IN_LINE]
        yield Row(at + 1, raw, cells, own)
        at += used


def _own(line: str, usual: str) -> str:
    others = (sign for sign in (usual, *_DELIMITERS) if _outside_quotes(line, sign))
    return next(others, usual)


def _cells(lines: list[str], delimiter: str) -> tuple[tuple[str, ...], int]:
    """The cells of the row that begins here, and how many lines it takes."""
    lines = [line[:_MOST_IN_LINE] for line in lines]
    try:
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
        cells, used = next(reader), reader.line_num
    except (csv.Error, StopIteration):  # no CSV: quotes within a text, or one that is never closed
        cells, used = lines[0].split(delimiter), 1
    return tuple(map(_plain, cells[:MOST_CELLS])), used


def _plain(cell: str) -> str:
    """What a cell says, without what marks it as a text."""
    cell = cell.strip(" \t\r\n\u00a0\ufeff")
    if formula := _TEXT_CELL.fullmatch(cell):
        return formula[1].strip()
    return cell.strip("\"'").strip(" \u00a0")


def _columns(cells: tuple[str, ...]) -> Columns:
    heads = [bare(cell) for cell in cells]

    def first(words: frozenset[str]) -> int | None:
        return next((at for at, head in enumerate(heads) if head in words), None)

    many = sum(map(bool, heads)) > 1
    return Columns(first(SERIAL), first(MODEL), first(KIND), first(KIND_OR_MODEL), many)
