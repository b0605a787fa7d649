"""A SunSpec device is asked within a time, and what is hostile or silent costs little and breaks nothing."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from walkdown.core.device import Kind, Reading
from walkdown.core.sunspec import MODBUS
from walkdown.lan import sunspec
from walkdown.lan.sunspec import MOST_MODELS, Said, asked
from walkdown.practice.endpoint import HOST, Endpoint
from walkdown.practice.scenario import Fault, PracticeDevice
from walkdown.practice.status import Status
from walkdown.practice.sunspec_server import SunSpecServer

SILENCE_S = 0.15
SERIAL = "905133000531"
BATTERY = (
    Reading("Charge", "71", "%"),
    Reading("Power", "-840"),
    Reading("Voltage L1", "231.4"),
)


def battery(*faults: Fault) -> SunSpecServer:
    device = PracticeDevice(
        serial=SERIAL,
        model="BP-10",
        kind=Kind.BATTERY,
        place="",
        firmware="5.0.2",
        hardware="",
        readings=BATTERY,
        faults=faults,
        modbus=True,
    )
    return SunSpecServer(device, Status(device))


@asynccontextmanager
async def served(answer: Callable[[bytes], bytes]) -> AsyncIterator[int]:
    endpoint = Endpoint(lambda: b"{}")
    endpoint.speak(answer)
    await endpoint.open()
    try:
        yield endpoint.port
    finally:
        await endpoint.close()


async def said_by(answer: Callable[[bytes], bytes]) -> Said | None:
    async with served(answer) as port:
        return await asyncio.wait_for(asked(HOST, (port,), silence_s=SILENCE_S), 10)


def held_by(registers: dict[int, int]) -> Callable[[bytes], bytes]:
    """A server of these holding registers, which refuses all others."""

    def answer(frame: bytes) -> bytes:
        turn, _, _, unit, _, at, count = struct.unpack(">HHHBBHH", frame)
        places = range(at, at + count)
        if any(place not in registers for place in places):
            return struct.pack(">HHHBBB", turn, 0, 3, unit, 0x83, 2)
        body = struct.pack(f">BB{count}H", 3, 2 * count, *(registers[p] for p in places))
        return struct.pack(">HHHB", turn, 0, len(body) + 1, unit) + body

    return answer


async def test_a_battery_says_who_it_is_and_what_it_measures() -> None:
    said = await said_by(battery().answer)
    assert said is not None
    assert (said.common.serial, said.common.model) == (SERIAL, "BP-10")
    assert Reading("Charge", "71", "%", by=MODBUS) in said.readings
    assert Reading("Power", "-840.0", "W", by=MODBUS) in said.readings


async def test_a_device_that_answers_unknown_registers_with_silence_is_read_all_the_same() -> None:
    """Its map begins elsewhere than most, and one register in its model never answers."""
    said = await said_by(battery(Fault.SILENT_REGISTERS).answer)
    assert said is not None
    assert said.common.serial == SERIAL
    assert Reading("Charge", "71", "%", by=MODBUS) in said.readings


async def test_where_nobody_listens_there_is_nothing() -> None:
    async with served(battery().answer) as port:
        pass
    assert await asked(HOST, (port,), silence_s=SILENCE_S) is None


async def test_the_second_port_is_asked_where_the_first_one_says_nothing() -> None:
    async with served(lambda _frame: b"") as silent, served(battery().answer) as port:
        said = await asked(HOST, (silent, port), silence_s=SILENCE_S)
    assert said is not None
    assert said.common.serial == SERIAL


@pytest.mark.parametrize(
    "answer",
    [
        lambda _frame: b"HTTP/1.1 400 Bad Request\r\n\r\n",
        lambda _frame: bytes(4096),
        lambda _frame: b"\xff" * 4096,
        lambda frame: frame[:2],
        lambda frame: frame,
        lambda frame: frame[:4] + b"\xff\xff" + frame[6:8] + b"\xff" + bytes(300),
        lambda _frame: b"",
    ],
    ids=["http", "zeros", "ones", "cut off", "echo", "huge", "silent"],
)
async def test_nonsense_is_nothing(answer: Callable[[bytes], bytes]) -> None:
    assert await said_by(answer) is None


async def test_models_without_an_end_are_left_after_so_many() -> None:
    asked_at: list[int] = []

    def answer(frame: bytes) -> bytes:
        turn, _, _, unit, _, at, count = struct.unpack(">HHHBBHH", frame)
        asked_at.append(at)
        registers = (0x5375, 0x6E53) if at == 40000 else (64999, 0)
        body = struct.pack(f">BB{count}H", 3, 2 * count, *registers)
        return struct.pack(">HHHB", turn, 0, len(body) + 1, unit) + body

    said = await said_by(answer)
    assert said is not None
    assert len(asked_at) == 1 + MOST_MODELS


async def test_a_model_that_would_lie_beyond_the_last_register_ends_the_walk() -> None:
    registers = {40000: 0x5375, 40001: 0x6E53, 40002: 101, 40003: 0xFFFE}
    said = await said_by(held_by(registers))
    assert said is not None
    assert said.readings == ()


async def test_a_device_that_trickles_is_left_when_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it said before stands."""
    monkeypatch.setattr(sunspec, "WHOLE_S", 0.5)
    whole = battery().registers()
    first = {at: register for at, register in whole.items() if at < 40000 + 2 + 68}

    def answer(frame: bytes) -> bytes:
        (at,) = struct.unpack_from(">H", frame, 8)
        return held_by(first)(frame) if at in first else b""

    async with served(answer) as port:
        said = await asked(HOST, (port,), silence_s=30)
    assert said is not None
    assert said.common.serial == SERIAL
    assert said.readings == ()
