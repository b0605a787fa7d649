"""What a Shelly says in its advert: manufacturer data in blocks (protocols.md 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import Final

COMPANY: Final = 0x0BA9
_FLAGS, _MAC, _MODEL = 0x01, 0x0A, 0x0B
_WIDTH: Final = {_FLAGS: 2, _MAC: 6, _MODEL: 2}


class Flag(IntFlag):
    """Bits of the flags block."""

    DISCOVERABLE = 1
    LOCKED = 2
    RPC = 4
    BUZZER = 8
    PAIRING = 16


@dataclass(frozen=True, slots=True)
class Advert:
    """`mac` is 12 capital hex digits, or empty; `model` 0 where it is not told."""

    flags: Flag
    mac: str
    model: int


def parse_advert(data: bytes) -> Advert:
    """Read the blocks up to the first of an unknown type: blocks have no lengths of their own."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data) and (width := _WIDTH.get(data[at], 0)):
        value = data[at + 1 : at + 1 + width]
        if len(value) < width:
            break
        found[data[at]] = value
        at += 1 + width
    return Advert(
        Flag(int.from_bytes(found.get(_FLAGS, b""), "little") & 0x1F),
        found.get(_MAC, b"")[::-1].hex().upper(),
        int.from_bytes(found.get(_MODEL, b""), "little"),
    )
