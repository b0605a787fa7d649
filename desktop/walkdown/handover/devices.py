"""`devices_of`: the devices as a table that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io
from typing import Final

from walkdown.core.cells import cell
from walkdown.core.device import Device
from walkdown.core.job import Job
from walkdown.core.shown import shown
from walkdown.handover.words import PRACTICE_BANNER

_HEADINGS: Final = (
    *("Serial", "Kind", "Model", "Name", "Firmware", "Hardware", "State", "Address"),
    *("Signal (dBm)", "Face", "Row", "Column", "Left out because", "Site"),
)


def devices_of(job: Job) -> bytes:
    """UTF-8 with a byte order mark, every cell quoted; serials keep their zeros (see `cell`)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADINGS)
    site = PRACTICE_BANNER if job.practice else "real"
    for device in job.devices:
        # Always as text: "1224E7" and "3-1012" are serials too, and numbers and dates to a spreadsheet.
        serial = "'" + shown(device.serial)
        writer.writerow((serial, *map(cell, (*_texts(device), site))))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _texts(device: Device) -> tuple[str, ...]:
    about, spot = device.about, device.spot
    place = (spot.face, str(spot.row), str(spot.column)) if spot is not None else ("", "", "")
    signal = "" if about.signal_dbm is None else str(about.signal_dbm)
    state = "left out" if device.left_out else str(device.work)
    told = (about.name, about.firmware, about.hardware, state, device.url, signal)
    return (str(device.kind), device.model, *told, *place, device.left_out)
