"""Modbus TCP: a Shelly's values are taken, and nonsense is told from silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from walkdown.core.device import Reading
from walkdown.core.registers import text_of
from walkdown.lan.http_get import Nonsense, NotYet
from walkdown.lan.modbus import Modbus, Silent
from walkdown.lan.shelly_modbus import asked
from walkdown.practice.endpoint import HOST, Endpoint
from walkdown.practice.shelly_registers import answer, registers

MAC = "A0B1C2D3E4F5"
MEASURED = {"total_act_power": 412.0, "a_voltage": 231.5}
HELD = registers(MAC, "SPEM-003CEBEU", MEASURED)


@asynccontextmanager
async def meter(modbus: Callable[[bytes], bytes] | None) -> AsyncIterator[int]:
    """A practice device's endpoint, by its port."""
    endpoint = Endpoint(lambda: b"{}")
    endpoint.serve({}, modbus)
    await endpoint.open()
    try:
        yield endpoint.port
    finally:
        await endpoint.close()


async def test_a_meter_says_by_modbus_who_it_is_and_what_it_measures() -> None:
    async with meter(lambda frame: answer(frame, HELD)) as port:
        assert await asked(HOST, port, MAC) == (
            Reading("Modbus", "on"),
            Reading("Power by Modbus", "412.0", "W"),
            Reading("Voltage by Modbus", "231.5", "V"),
        )
        assert await asked(HOST, port, "A0B1C2D3E4F6") == (Reading("Modbus", "another device"),)


async def test_a_meter_of_single_phases_has_no_such_values() -> None:
    single = registers(MAC, "S3EM-002CXCEU", {"act_power": 96.0})
    async with meter(lambda frame: answer(frame, single)) as port:
        assert await asked(HOST, port, MAC) == (Reading("Modbus", "on"),)


async def test_a_meter_without_it_is_as_good() -> None:
    async with meter(None) as port:
        assert await asked(HOST, port, MAC) == (Reading("Modbus", "off"),)
    assert await asked(HOST, port, MAC) == (Reading("Modbus", "off"),)


async def test_registers_that_are_not_there_are_refused() -> None:
    async with meter(lambda frame: answer(frame, HELD)) as port, Modbus(HOST, port) as talk:
        with pytest.raises(NotYet, match="refused with 02"):
            await talk.input_registers(500, 2)
        assert text_of(await talk.input_registers(6, 10)) == "SPEM-003CEBEU"


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        bytes(300),
        bytes.fromhex("0002 0000 0005 01 04 02 0001".replace(" ", "")),
        bytes.fromhex("0001 0001 0005 01 04 02 0001".replace(" ", "")),
        bytes.fromhex("0001 0000 ffff 01 04 02 0001".replace(" ", "")),
        bytes.fromhex("0001 0000 0005 01 04 04 0001".replace(" ", "")),
        bytes.fromhex("0001 0000 0005 02 04 02 0001".replace(" ", "")),
    ],
)
async def test_an_answer_to_nothing_we_asked_is_none(said: bytes) -> None:
    """An answer to another question, or of another device, is passed over, as if nobody spoke."""
    async with meter(lambda _frame: said) as port, Modbus(HOST, port, silence_s=0.2) as talk:
        with pytest.raises((Nonsense, Silent)):
            await asyncio.wait_for(talk.input_registers(0, 1), 10)
