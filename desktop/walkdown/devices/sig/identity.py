"""Device Information: who a device says it is, bytes to types (protocols.md 6)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Final

from walkdown.devices.sig.numbers import BadValue, exactly

MOST_TEXT: Final = 64
_PNP = struct.Struct("<BHHH")
_SOURCES: Final = (1, 2)
_BETWEEN = re.compile(r"[\s:._-]")


@dataclass(frozen=True, slots=True)
class PnpId:
    """`by_usb`: whose list `vendor` is of, the USB forum's or the SIG's."""

    by_usb: bool
    vendor: int
    product: int
    version: int


@dataclass(frozen=True, slots=True)
class SystemId:
    """40 bits of the maker's own and the 24 bits that name the maker."""

    own: int
    organisation: int


def text(raw: bytes) -> str:
    """Text of at most 64 bytes; it ends at the NUL that some put into it.

    Raises BadValue for a longer one and for what is no UTF-8, e.g. memory that was never written.
    """
    plain, _, _ = raw.partition(b"\0")
    if len(plain) > MOST_TEXT:
        raise BadValue(f"a text of {len(plain)} bytes")
    try:
        return plain.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise BadValue("no UTF-8") from None


def pnp_id(raw: bytes) -> PnpId:
    """7 bytes. Raises BadValue."""
    source, vendor, product, version = _PNP.unpack(exactly(raw, _PNP.size))
    if source not in _SOURCES:
        raise BadValue(f"source {source}")
    return PnpId(source == _SOURCES[1], vendor, product, version)


def system_id(raw: bytes) -> SystemId:
    """8 bytes. Raises BadValue."""
    whole = exactly(raw, 8)
    return SystemId(int.from_bytes(whole[:5], "little"), int.from_bytes(whole[5:], "little"))


def same_serial(told: str, printed: str) -> bool:
    """Whether both are one serial: makers put spaces, dashes and colons into it, or do not."""
    return _plain(told) == _plain(printed)


def _plain(serial: str) -> str:
    return _BETWEEN.sub("", serial).upper()
