"""Reading registers over Modbus TCP: one question, one answer, bounded in time and in every other way."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ConnectionException, ModbusIOException
from pymodbus.pdu import ModbusPDU

from walkdown.lan.http_get import Nonsense, NotYet
from walkdown.lan.modbus_frames import may_answer

PORT: Final = 502
MOST_REGISTERS: Final = 125
SILENCE_S: Final = 1.5
_HOLDING, _INPUT = 3, 4

# It logs each device that refuses or falls silent, with the bytes that it said.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


class Silent(NotYet):
    """A question was not answered in time; the next one may be."""


class Refused(NotYet):
    """The device says that it does not have these registers."""


class Modbus:
    """One connection; many devices take one client at a time. `async with`."""

    def __init__(self, host: str, port: int, unit: int = 1, silence_s: float = SILENCE_S) -> None:
        """`silence_s` bounds the connecting and each answer."""
        self._unit = unit
        self._over = asyncio.Event()  # hung up, or not Modbus
        self._nonsense = False
        self._function = 0
        self._client = AsyncModbusTcpClient(
            host,
            port=port,
            timeout=silence_s,
            retries=0,
            reconnect_delay=0,
            trace_packet=self._passed,
            trace_connect=self._connected,
        )

    async def __aenter__(self) -> Modbus:
        """Raises OSError where nobody listens."""
        if not await self._client.connect():
            raise ConnectionRefusedError("nobody listens")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._client.close()
        await asyncio.sleep(0)  # the loop lets go of the socket in its next turn

    async def input_registers(self, at: int, count: int) -> tuple[int, ...]:
        """`count` registers (1 to 125) from `at`, each 0 to 65535.

        Raises Silent, Refused, NotYet where the device hangs up, Nonsense for what is no answer.
        """
        return await self._read(_INPUT, at, count)

    async def holding_registers(self, at: int, count: int) -> tuple[int, ...]:
        """As `input_registers`, of the registers that can be written as well."""
        return await self._read(_HOLDING, at, count)

    async def _read(self, function: int, at: int, count: int) -> tuple[int, ...]:
        if not 1 <= count <= MOST_REGISTERS:
            raise ValueError(f"{count} registers cannot be asked for")
        self._function = function
        asking = asyncio.ensure_future(self._ask(at, count))
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait((asking, over), return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return _registers(asking.result(), count)
            raise Nonsense("not Modbus") if self._nonsense else NotYet("hung up early")
        finally:
            for task in (asking, over):
                task.cancel()
            await asyncio.gather(asking, over, return_exceptions=True)

    async def _ask(self, at: int, count: int) -> ModbusPDU:
        client = self._client
        holding = self._function == _HOLDING
        read = client.read_holding_registers if holding else client.read_input_registers
        try:
            return await read(at, count=count, device_id=self._unit)
        except ConnectionException as error:
            raise NotYet("hung up early") from error
        except ModbusIOException as error:
            raise Silent("no answer") from error

    def _passed(self, sending: bool, data: bytes) -> bytes:
        """What is no answer of Modbus does not reach the decoder, which would break on some of it."""
        if sending or may_answer(data, self._function):
            return data
        self._nonsense = True
        self._over.set()
        return b""

    def _connected(self, is_so: bool) -> None:
        if not is_so:
            self._over.set()


def _registers(said: ModbusPDU, count: int) -> tuple[int, ...]:
    if said.isError():
        raise Refused(f"refused with {said.exception_code:02x}")
    if len(said.registers) != count:
        raise Nonsense("not the registers that were asked for")
    return tuple(said.registers)
