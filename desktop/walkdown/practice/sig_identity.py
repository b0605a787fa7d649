"""The Device Information Service of a practice device: who it is, for whoever asks."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

from walkdown.practice import sig_numbers as sig
from walkdown.practice.improv_facts import Identity
from walkdown.practice.peripheral_spec import Characteristic, Property, Service

if TYPE_CHECKING:
    from walkdown.practice.peripheral import Peripheral

MAKER: Final = "Walkdown Practice Works"
SOFTWARE: Final = "practice"
# Source 1 is the SIG's list of companies; 0xFFFF stands there for no company at all.
_BY_SIG, _NO_COMPANY = 1, 0xFFFF


class DeviceInformation:
    """What `identity` says. `claimed` is the serial it tells, which may be that of another."""

    def __init__(self, identity: Identity, claimed: str) -> None:
        self._identity = identity
        self._claimed = claimed

    def service(self) -> Service:
        """Text as UTF-8 without a NUL; PnP ID 7 bytes, System ID 8 bytes, little-endian."""
        me = self._identity
        texts = {
            sig.MANUFACTURER: MAKER,
            sig.MODEL: me.model,
            sig.SERIAL: self._claimed,
            sig.FIRMWARE: me.firmware,
            sig.HARDWARE: me.hardware,
            sig.SOFTWARE: SOFTWARE,
        }
        told = {uuid: text.encode() for uuid, text in texts.items()}
        told[sig.PNP_ID] = struct.pack("<BHHH", _BY_SIG, _NO_COMPANY, _number(me.model), 0x0100)
        told[sig.SYSTEM_ID] = _number(self._claimed).to_bytes(5, "little") + b"\xff\xff\xff"
        rows = (Characteristic(uuid, Property.READ, value=raw) for uuid, raw in told.items())
        return Service(sig.DEVICE_INFORMATION, tuple(rows))

    def attach(self, peripheral: Peripheral) -> None:
        """Nothing of it ever changes."""


def _number(text: str) -> int:
    """16 bits that stay the same for the same text."""
    return zlib.crc32(text.encode()) & 0xFFFF
