"""The firmware in a file that the person picked, read once and checked before anything is sent."""

from __future__ import annotations

import stat
from pathlib import Path, PurePath

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image
from walkdown.core.mcuboot import MOST_BYTES, ImageBroken, read_image
from walkdown.core.trouble import Code, Setback


class FirmwareReader:
    """Implements the `FirmwareFiles` port."""

    def read(self, lease: Lease, path: PurePath) -> Image:
        """Blocking; at most 16 MB. Raises Setback(FIRMWARE_UNREADABLE), its detail one sentence."""
        lease.check(Purpose.FILE_IMPORT)
        try:
            return read_image(_content(Path(path)))
        except ImageBroken as broken:
            why = str(broken)
        except (OSError, ValueError):  # ValueError: a name that no file can have
            why = "The file cannot be read."
        raise Setback(Code.FIRMWARE_UNREADABLE, detail=why)


def _content(path: Path) -> bytes:
    # Before it is opened: a pipe in the place of a file would hold us up.
    if not stat.S_ISREG(path.stat().st_mode):
        raise ImageBroken("That is no file.")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)  # it may grow while it is read: one byte more tells
    if len(content) > MOST_BYTES:
        raise ImageBroken("The file is larger than any firmware.")
    return content
