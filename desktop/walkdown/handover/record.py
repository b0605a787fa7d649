"""`record_of`: the record of permissions as CSV that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io

from walkdown.app.ports import LedgerLine
from walkdown.core.cells import cell
from walkdown.handover.words import EVENT, PRACTICE_BANNER, PURPOSE

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
