"""The practice meter keeps to the description, byte by byte, when bleak alone talks to it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import bleak
import pytest
from bleak.exc import BleakGATTProtocolError

from tests.devices.conftest import PASSWORD, SSID, until
from tests.devices.shelly_bench import MAC, NAME, ShellyBench
from walkdown.practice import shelly_wire as wire
from walkdown.practice.air_payload import encode_advert
from walkdown.practice.shelly_facts import ShellyFaults

WHO = b'{"id":7,"src":"me","method":"shelly.getdeviceinfo"}'


@pytest.fixture
async def bench() -> AsyncIterator[ShellyBench]:
    bench = ShellyBench()
    yield bench
    await bench.close()


class Wire:
    """A raw link and what was notified on it."""

    def __init__(self, client: bleak.BleakClient) -> None:
        self.client = client
        self.rung: list[bytes] = []

    async def announce(self, value: bytes) -> None:
        await self.client.write_gatt_char(wire.TX_CTL, value, response=True)

    async def write(self, part: bytes) -> None:
        await self.client.write_gatt_char(wire.DATA, part, response=True)

    async def ask(self, body: bytes) -> None:
        await self.announce(len(body).to_bytes(4, "big"))
        await self.write(body)

    async def length(self) -> int:
        return int.from_bytes(await self.client.read_gatt_char(wire.RX_CTL), "big")

    async def part(self) -> bytes:
        return bytes(await self.client.read_gatt_char(wire.DATA))

    async def reply(self) -> Any:
        """The next reply, read as its length says."""
        length = 0
        while not length:
            length = await self.length()
        body = b""
        while len(body) < length:
            body += await self.part()
        return json.loads(body)


@asynccontextmanager
async def linked(bench: ShellyBench) -> AsyncIterator[Wire]:
    device, _ = await bench.find()
    async with bleak.BleakClient(device, backend=bench.backend.client) as client:
        raw = Wire(client)
        await client.start_notify(wire.RX_CTL, lambda _, value: raw.rung.append(bytes(value)))
        yield raw


async def refused(work: Any) -> int:
    with pytest.raises(BleakGATTProtocolError) as caught:
        await work
    return int(caught.value.code)


async def test_the_advert_is_the_published_one_and_the_name_comes_after(bench: ShellyBench) -> None:
    await bench.device()
    _, data = await bench.find()
    assert data.local_name == NAME
    assert data.manufacturer_data == {0x0BA9: bytes.fromhex("0105000af5e4d3c2b1a00b2410")}
    payload = encode_advert(wire.advert(MAC, 0x1024, wire.CAN_BE_FOUND | wire.RPC))
    assert payload == bytes.fromhex("020106 10ff a90b 0105000af5e4d3c2b1a00b2410")


async def test_a_request_in_any_parts_is_answered_with_its_own_id_and_sender(
    bench: ShellyBench,
) -> None:
    await bench.device()
    async with linked(bench) as raw:
        await raw.announce(len(WHO).to_bytes(4, "big"))
        for at in range(len(WHO)):
            await raw.write(WHO[at : at + 1])
        await until(lambda: bool(raw.rung))
        reply = await raw.reply()
    assert (reply["id"], reply["dst"], reply["result"]["mac"]) == (7, "me", MAC)
    assert int.from_bytes(raw.rung[0], "big") > 200


@pytest.mark.parametrize("mtu", [23, 247])
async def test_a_read_gives_two_bytes_less_than_the_mtu_and_the_length_begins_it_anew(
    bench: ShellyBench, mtu: int
) -> None:
    await bench.device(mtu=mtu)
    async with linked(bench) as raw:
        await raw.ask(WHO)
        await until(lambda: bool(raw.rung))
        first = await raw.part()
        assert len(first) == mtu - 2
        assert await raw.length() == int.from_bytes(raw.rung[0], "big")
        assert await raw.part() == first


async def test_what_breaks_the_frame_is_refused_with_its_own_error(bench: ShellyBench) -> None:
    await bench.device()
    async with linked(bench) as raw:
        assert await refused(raw.announce(b"\0\0\1")) == 0x06
        assert await refused(raw.announce((4097).to_bytes(4, "big"))) == 0x11
        assert await refused(raw.write(b"x")) == 0x07
        await raw.announce((3).to_bytes(4, "big"))
        await raw.write(b"{}")
        assert await refused(raw.write(b"{}")) == 0x07
        assert await raw.length() == 0
        assert await raw.part() == b""
        await raw.ask(WHO)  # a new length forgets the half frame before it
        assert (await raw.reply())["id"] == 7


@pytest.mark.parametrize("body", [b"nonsense", b"[]", b'{"id":1}', b"[" * 400])
async def test_what_is_no_request_is_not_answered_and_does_no_harm(
    bench: ShellyBench, body: bytes
) -> None:
    await bench.device()
    async with linked(bench) as raw:
        await raw.ask(body)
        await raw.ask(WHO)
        assert (await raw.reply())["id"] == 7


@pytest.mark.parametrize(
    "sta",
    [
        {"ssid": "", "pass": PASSWORD, "enable": True},
        {"ssid": SSID, "pass": "short", "enable": True},
        {"ssid": SSID, "pass": 12345678, "enable": True},
        {"ssid": "x" * 33, "enable": True},
        None,
    ],
)
async def test_a_network_that_cannot_be_is_not_stored(bench: ShellyBench, sta: object) -> None:
    await bench.device()
    request = {"id": 1, "method": "WiFi.SetConfig", "params": {"config": {"sta": sta}}}
    async with linked(bench) as raw:
        await raw.ask(json.dumps(request).encode())
        assert (await raw.reply())["error"]["code"] == -103
    assert bench.tried == []


async def test_a_proof_opens_a_locked_meter_once(bench: ShellyBench) -> None:
    await bench.device(password="meter-cupboard-7")
    async with linked(bench) as raw:
        await raw.ask(b'{"id":1,"method":"WiFi.GetStatus"}')
        error = (await raw.reply())["error"]
        assert error["code"] == 401
        challenge = json.loads(error["message"])
        assert challenge["algorithm"] == "SHA-256"
        for auth in ({}, "x", {**challenge, "username": "admin", "response": "00"}):
            body = {"id": 2, "method": "WiFi.GetStatus", "auth": auth}
            await raw.ask(json.dumps(body).encode())
            assert (await raw.reply())["error"]["code"] == 401


async def test_a_reply_does_not_outlive_its_link(bench: ShellyBench) -> None:
    await bench.device(faults=ShellyFaults(lost_notifications=True))
    async with linked(bench) as raw:
        await raw.ask(WHO)
    async with linked(bench) as raw:
        assert await raw.length() == 0
