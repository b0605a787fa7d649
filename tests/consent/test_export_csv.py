"""The CSV export: a table that opens in a spreadsheet and runs nothing there."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from tests.consent.making_records import a_record
from walkdown.consent.consent_record import Party
from walkdown.consent.export_csv import from_csv, to_csv
from walkdown.consent.record_fields import PATHS
from walkdown.consent.strict_json import ExportBroken

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "'=1",
]


def test_it_is_one_row_a_record_under_one_heading_with_rfc_4180_lines() -> None:
    data = to_csv([a_record(), a_record(seq=813)])
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert rows[0] == list(PATHS)
    assert [len(row) for row in rows] == [len(PATHS)] * 3
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 3


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_as_a_formula_and_the_text_comes_back(text: str) -> None:
    record = replace(a_record(), controller=Party.stated("x"), method=text, purpose=text)
    data = to_csv([record])
    for row in csv.reader(io.StringIO(data.decode(), newline="")):
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row)
    assert from_csv(data) == (record,)


def test_a_table_that_a_spreadsheet_saved_with_a_byte_order_mark_is_read() -> None:
    assert from_csv(b"\xef\xbb\xbf" + to_csv([a_record()])) == (a_record(),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"moment.seq", b"moment.sec"),
        (b"812", b"8i2"),
        (b"812", b"+812"),
        (b"812", b"0812"),
        (b"812", "\u0668\u0661\u0662".encode()),
        (b"given", b"gven"),
        (b"\r\n", b"\n"),
        (b"given", b'"given"'),
        (b"given", b"given,given"),
        (b"[{", b"[[{"),
    ],
)
def test_a_table_that_was_changed_into_another_form_is_refused(old: bytes, new: bytes) -> None:
    data = to_csv([a_record()])
    assert old in data
    with pytest.raises(ExportBroken):
        from_csv(data.replace(old, new, 1))
