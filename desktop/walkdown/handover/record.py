"""`record_of`: the record of permissions as CSV that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io
import unicodedata

from walkdown.app.ports import LedgerLine
from walkdown.core.shown import shown
from walkdown.handover.words import EVENT, PRACTICE_BANNER, PURPOSE

_MOST = 500
_FORMULA = tuple("=+-@\t\r")
_HEADINGS = ("Time (UTC)", "Permission", "Purpose", "Event", "Details", "Site", "Id")


def record_of(record: tuple[LedgerLine, ...], *, practice: bool) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it as UTF-8; every cell is quoted.

    `Id` is the event as it stands in the ledger, for those who compare the two.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADINGS)
    site = PRACTICE_BANNER if practice else "real"
    for line in record:
        at = line.at.isoformat(sep=" ", timespec="seconds")
        purpose, event = PURPOSE.get(line.purpose, line.purpose), EVENT.get(line.what, line.what)
        cells = (line.permission, purpose, event, line.result, site, line.what)
        writer.writerow((at, *map(cell, cells)))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def cell(raw: str) -> str:
    """The text as a cell: an apostrophe goes before formulas and before numbers that are serials.

    A full-width "＝" starts a formula in some spreadsheets too, and blanks before it do not help;
    numbers of more than eleven digits would be shown as 1.2E+11.
    """
    text = shown(raw, _MOST)
    bare = unicodedata.normalize("NFKC", text).lstrip()
    risky = raw.startswith(_FORMULA) or bare.startswith(_FORMULA)
    serial = text.isdigit() and len(text) > 11
    return f"'{text}" if risky or serial else text
