"""Serials that a spreadsheet took for numbers: 1.23E+11, 1,23457E+11, 122044170093.0. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from walkdown.core.label import number_damage
from walkdown.ui.pages.labels_columns import Row, Table

# A number with an exponent. Without "+" it has to have a point, or could be a serial: 12E45678.
_EXPONENT = re.compile(r"[+-]?[0-9]{1,20}(?:[.,][0-9]{0,20}E[+-]?|E\+)[0-9]{1,3}", re.IGNORECASE)
# The same after its comma was taken for the end of a cell: "1" and "23457E+11".
_MANTISSA = re.compile(r"[+-]?[0-9]")
_REST = re.compile(r"[0-9]{0,20}E[+-]?[0-9]{1,3}", re.IGNORECASE)


def is_spoilt(cells: tuple[str, ...], row: Row, table: Table, *, known: bool) -> bool:
    """Whether what stands for the serial (`cells`, of the row) is a number, its digits lost or in doubt.

    `known`: a serial of a known maker is among them, so that another number is of no account.
    """
    commas = row.delimiter == ","
    # "122,044,170,093" and "122044170093,0", unless the headings say that these are columns.
    one_column = not (table.columns.headed and table.columns.many)
    if commas and one_column and number_damage(row.raw):
        return True
    if known:
        return False
    damaged = any(number_damage(cell) or _EXPONENT.fullmatch(cell) for cell in cells)
    return damaged or (commas and _is_cut_exponent(row.cells))


def _is_cut_exponent(cells: tuple[str, ...]) -> bool:
    return any(_MANTISSA.fullmatch(one) and _REST.fullmatch(two) for one, two in pairwise(cells))
