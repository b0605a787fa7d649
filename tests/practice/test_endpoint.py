"""A practice device answers on the network like a real one, refuses junk, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest

from walkdown.core.device import Kind, Reading
from walkdown.practice import endpoint as module
from walkdown.practice.endpoint import Endpoint
from walkdown.practice.scenario import Fault, PracticeDevice
from walkdown.practice.status import Status

METER = PracticeDevice(
    "301777810042",
    "MT-3",
    Kind.METER,
    "Hall",
    "1.9.4",
    "CT",
    readings=(
        Reading("Power", "1000.0", "W"),
        Reading("Import", "1204.3", "kWh"),
        Reading("Car", "not plugged in"),
    ),
)


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint(Status(METER).json)
    await endpoint.open()
    yield endpoint
    await endpoint.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def said(endpoint: Endpoint, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(module.HOST, endpoint.port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        await hang_up(writer)


async def hang_up(*writers: asyncio.StreamWriter) -> None:
    for writer in writers:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode()


async def test_it_says_who_it_is(endpoint: Endpoint) -> None:
    head, _, body = (await said(endpoint, get("/status"))).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    status = json.loads(body)
    assert (status["serial"], status["model"], status["firmware"]) == (
        "301777810042",
        "MT-3",
        "1.9.4",
    )
    assert status["readings"][1] == {"name": "Import", "value": "1204.3", "unit": "kWh"}
    assert endpoint.url == f"http://127.0.0.1:{endpoint.port}/"


@pytest.mark.parametrize(
    ("request_bytes", "code"),
    [
        (b"\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", b"400"),
        (b"GET /status\r\n\r\n", b"400"),
        (b"GET /status HTTP/9.9\r\n\r\n", b"400"),
        (b"POST /status HTTP/1.1\r\n\r\n", b"405"),
        (get("/../status"), b"404"),
        (get("http://elsewhere/status"), b"404"),
        (b"GET /status HTTP/1.1\r\n" + b"X: y\r\n" * 2000, b"431"),
        (b"A" * 5000, b"431"),
    ],
)
async def test_junk_is_refused(endpoint: Endpoint, request_bytes: bytes, code: bytes) -> None:
    try:
        answer = await said(endpoint, request_bytes)
    except ConnectionError:  # hung up with our bytes unread: as good a refusal
        return
    assert answer.split(b" ")[1] == code
    assert b"301777810042" not in answer


async def test_half_a_request_or_none_gets_no_answer(endpoint: Endpoint) -> None:
    reader, writer = await asyncio.open_connection(module.HOST, endpoint.port)
    writer.write(b"GET /sta")
    writer.write_eof()
    assert await reader.read() == b""
    await hang_up(writer)


async def test_a_silent_caller_is_hung_up_on(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REQUEST_WITHIN_S", 0.01)
    assert await said(endpoint, b"GET") == b""


async def test_too_many_at_once_are_turned_away(endpoint: Endpoint) -> None:
    endpoint.mute = True
    waiting = [
        await asyncio.open_connection(module.HOST, endpoint.port)
        for _ in range(module.MOST_AT_ONCE)
    ]
    answer = b""
    with suppress(ConnectionError):
        answer = await said(endpoint, get("/status"))
    assert answer == b""
    await hang_up(*(writer for _, writer in waiting))


async def test_a_mute_device_takes_the_call_and_says_nothing(endpoint: Endpoint) -> None:
    endpoint.mute = True
    asking = asyncio.ensure_future(said(endpoint, get("/status")))
    done, _ = await asyncio.wait([asking], timeout=0.05)
    assert not done
    await endpoint.close()
    assert await asking == b""


async def test_closing_hangs_up_and_frees_the_port() -> None:
    endpoint = Endpoint(Status(METER).json)
    await endpoint.open()
    port = endpoint.port
    reader, writer = await asyncio.open_connection(module.HOST, port)
    await endpoint.close()
    await endpoint.close()
    assert await reader.read() == b""
    await hang_up(writer)
    assert endpoint.url == ""
    again = Endpoint(Status(METER).json)
    await again.open(port)
    assert again.port == port
    await again.close()


async def test_a_port_in_use_is_replaced() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        endpoint = Endpoint(Status(METER).json)
        await endpoint.open(taken.getsockname()[1])
        assert endpoint.port != taken.getsockname()[1]
        await endpoint.close()


def power(answer: bytes) -> str:
    return str(json.loads(answer)["readings"][0]["value"])


def test_readings_move_a_little_and_the_same_way_each_time() -> None:
    status, again = Status(METER, seed=3), Status(METER, seed=3)
    values = [power(status.json()) for _ in range(20)]
    assert len(set(values)) > 1
    assert all(980 <= float(v) <= 1020 and v[-2] == "." for v in values)
    assert values == [power(again.json()) for _ in range(20)]


def test_a_device_with_this_fault_claims_another_serial() -> None:
    other = Status(replace(METER, faults=(Fault.OTHER_SERIAL_ON_NETWORK,)))
    assert json.loads(other.json())["serial"] == "301777810043"
