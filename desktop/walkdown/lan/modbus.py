"""Reading input registers over Modbus TCP: one question, one answer, bounded in every direction."""

from __future__ import annotations

import asyncio
import struct
from contextlib import suppress
from typing import Final

from walkdown.lan.http_get import Nonsense, NotYet

PORT: Final = 502
MOST_REGISTERS: Final = 125
_READ_INPUT: Final = 4
_REFUSED: Final = 0x80
_HEAD = struct.Struct(">HHHB")
_ASKED = struct.Struct(">HHHBBHH")
_MOST_BODY: Final = 254


class Modbus:
    """One connection; many devices take one client at a time. `async with`; time is the caller's."""

    def __init__(self, host: str, port: int, unit: int = 1) -> None:
        self._host, self._port, self._unit = host, port, unit
        self._turn = 0

    async def __aenter__(self) -> Modbus:
        """Raises OSError where nobody listens."""
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def input_registers(self, at: int, count: int) -> tuple[int, ...]:
        """`count` registers (1 to 125) from `at`, each 0 to 65535.

        Raises NotYet where the device refuses or hangs up, Nonsense for what is no answer to it.
        """
        if not 1 <= count <= MOST_REGISTERS:
            raise ValueError(f"{count} registers cannot be asked for")
        self._turn = self._turn + 1 & 0xFFFF
        asked = _ASKED.pack(self._turn, 0, 6, self._unit, _READ_INPUT, at, count)
        self._writer.write(asked)
        await self._writer.drain()
        try:
            body = await self._body()
        except asyncio.IncompleteReadError as error:
            raise NotYet("hung up early") from error
        if body[:1] == bytes((_READ_INPUT | _REFUSED,)):
            raise NotYet(f"refused with {body[1:2].hex()}")
        if len(body) != 2 + 2 * count or body[0] != _READ_INPUT or body[1] != 2 * count:
            raise Nonsense("not the registers that were asked for")
        return struct.unpack(f">{count}H", body[2:])

    async def _body(self) -> bytes:
        turn, protocol, length, unit = _HEAD.unpack(await self._reader.readexactly(_HEAD.size))
        if (turn, protocol, unit) != (self._turn, 0, self._unit) or not 2 < length <= _MOST_BODY:
            raise Nonsense("not Modbus")
        return await self._reader.readexactly(length - 1)


def text_of(registers: tuple[int, ...]) -> str:
    """ASCII, two characters a register, up to the first zero; empty for what is none."""
    raw = struct.pack(f">{len(registers)}H", *registers).partition(b"\0")[0]
    return raw.decode("ascii") if raw.isascii() else ""


def float_of(registers: tuple[int, int]) -> float:
    """A 32-bit float sent low word first, as Shelly sends it (protocols.md 4.7)."""
    low, high = registers
    return float(struct.unpack(">f", struct.pack(">HH", high, low))[0])
