"""A practice device's answers to Modbus: its SunSpec registers as they are now, refusals, and silence."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from walkdown.core.device import Kind
from walkdown.practice.scenario import Fault, PracticeDevice
from walkdown.practice.shelly_registers import (
    HEAD,
    ILLEGAL_ADDRESS,
    ILLEGAL_FUNCTION,
    ILLEGAL_VALUE,
)
from walkdown.practice.status import Status
from walkdown.practice.sunspec_map import WRITE_ONLY, block_of, common, end, makers_own, marker

READ_HOLDING: Final = 3
USUAL_BASE, OTHER_BASE = 40000, 0
_REFUSED: Final = 0x80


class SunSpecServer:
    """Registers that move. One with silent registers has its map elsewhere, and says nothing of others."""

    def __init__(self, device: PracticeDevice, status: Status) -> None:
        self._device = device
        self._status = status
        self._is_silent = Fault.SILENT_REGISTERS in device.faults
        self._base = OTHER_BASE if self._is_silent else USUAL_BASE

    def answer(self, frame: bytes) -> bytes:
        """The reply to one whole request; empty for silence."""
        turn, _, _, unit = HEAD.unpack_from(frame)
        body = self._answered(frame[HEAD.size :])
        return HEAD.pack(turn, 0, len(body) + 1, unit) + body if body else b""

    def registers(self) -> dict[int, int]:
        """All there are at this moment, by their number."""
        device = self._device
        blocks = [
            marker(),
            common(device.model, device.firmware, self._status.serial),
            makers_own(),
            *block_of(device.kind, self._status.readings()),
            end(),
        ]
        words = [word for block in blocks for word in block]
        held = dict(enumerate(words, self._base))
        if self._is_silent and device.kind is Kind.BATTERY:
            before = sum(map(len, blocks[:3]))
            held.pop(self._base + before + WRITE_ONLY)
        return held

    def _answered(self, asked: bytes) -> bytes:
        if len(asked) != 5 or asked[0] != READ_HOLDING:
            return bytes((asked[0] | _REFUSED if asked else _REFUSED, ILLEGAL_FUNCTION))
        at, count = struct.unpack_from(">HH", asked, 1)
        if not 1 <= count <= 125:
            return bytes((READ_HOLDING | _REFUSED, ILLEGAL_VALUE))
        return self._read(range(at, at + count), self.registers())

    def _read(self, places: range, held: Mapping[int, int]) -> bytes:
        if any(place not in held for place in places):
            return b"" if self._is_silent else bytes((READ_HOLDING | _REFUSED, ILLEGAL_ADDRESS))
        said = struct.pack(f">{len(places)}H", *(held[place] for place in places))
        return bytes((READ_HOLDING, len(said))) + said
