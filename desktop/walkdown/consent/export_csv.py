"""Consent records as CSV (RFC 4180, UTF-8): one row each, no cell that a spreadsheet would run, no loss."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Final

from walkdown.consent.consent_record import BrokenRecord, ConsentRecord
from walkdown.consent.record_fields import PATHS, Field, fields_of, record_from
from walkdown.consent.strict_json import MOST_BYTES, ExportBroken, read_json

MOST_CELL: Final = 128 * 1024  # csv itself takes no more
# What makes a spreadsheet calculate (OWASP, CSV injection), and the mark itself, so that it comes off again.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠'")
_MARK: Final = "'"


def to_csv(records: Iterable[ConsentRecord]) -> bytes:
    """The table with a heading: every field of a record is a column, lists are JSON in one cell."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    rows.writerow(PATHS)
    for record in records:
        rows.writerow([_cell(value) for value in fields_of(record).values()])
    return text.getvalue().encode()


def from_csv(data: bytes) -> tuple[ConsentRecord, ...]:
    """The records of such a table. Raises ExportBroken for anything that this would not write."""
    if len(data) > MOST_BYTES:
        raise ExportBroken("larger than an export can be")
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ExportBroken("not a table") from error
    if not rows or rows[0] != list(PATHS):
        raise ExportBroken("other columns")
    records = tuple(_record(row) for row in rows[1:])
    if to_csv(records) != text.encode():
        raise ExportBroken("not as such a table is written")
    return records


def _record(row: list[str]) -> ConsentRecord:
    if len(row) != len(PATHS):
        raise ExportBroken("a row with other columns")
    cells = zip(PATHS.items(), row, strict=True)
    try:
        return record_from({path: _read(kind, cell) for (path, kind), cell in cells})
    except BrokenRecord as error:
        raise ExportBroken(str(error)) from error


def _cell(value: Field) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
    return _MARK + text if text.startswith(_FORMULA) else text


def _read(kind: type, cell: str) -> object:
    text = cell.removeprefix(_MARK)
    if kind is int:
        return _number(text)
    return text if kind is str else read_json(text.encode(), MOST_CELL)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 30:
        raise ExportBroken("not a number")
    return int(text)
