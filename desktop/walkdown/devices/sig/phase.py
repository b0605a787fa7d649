"""Which of several values of one kind this is: by 2904 or 2901 (Core Spec Vol 3 Part G 3.3.3)."""

from __future__ import annotations

import struct
from typing import Final

from walkdown.devices.sig.numbers import exactly

MOST_TEXT: Final = 16
_FORMAT = struct.Struct("<BbHBH")
_BY_SIG: Final = 1
_PHASES: Final = range(1, 4)
_ORDINALS: Final = range(1, 0x100)
_PLACES: Final = {
    0x0106: "main",
    0x0107: "backup",
    0x0108: "auxiliary",
    0x010B: "inside",
    0x010C: "outside",
    0x010F: "internal",
    0x0110: "external",
}


def by_format(raw: bytes) -> str:
    """ "L1" to "L3" for the first to the third, "no. 4" and so on; empty where it says nothing.

    Raises BadValue for other than 7 bytes.
    """
    *_, space, which = _FORMAT.unpack(exactly(raw, _FORMAT.size))
    if space != _BY_SIG:
        return ""
    if which in _PHASES:
        return f"L{which}"
    return f"no. {which}" if which in _ORDINALS else _PLACES.get(which, "")


def by_text(raw: bytes) -> str:
    """The maker's own word, cut to 16 characters."""
    return raw.decode("utf-8", "replace").strip("\0 \t\r\n")[:MOST_TEXT]
