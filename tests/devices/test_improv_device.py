"""The practice device keeps to the spec, byte by byte, when bleak alone talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import bleak
import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from tests.devices.conftest import NAME, PASSWORD, SSID, URL, Bench, until
from walkdown.practice import improv_wire as wire
from walkdown.practice.air_payload import encode_advert
from walkdown.practice.improv_device import JoinResult, Timing
from walkdown.practice.improv_service import advert

IDENTIFY = bytes.fromhex("02 00 02")
SETTINGS = wire.reply(1, [SSID, PASSWORD])  # a command with strings is built like a result


class Wire:
    """A raw link: what was notified, in its order, and a way to write."""

    def __init__(self, client: bleak.BleakClient) -> None:
        self.client = client
        self.said: list[tuple[str, bytes]] = []

    async def subscribe(self) -> None:
        for name, uuid in (("state", wire.STATE), ("error", wire.ERROR), ("result", wire.RESULT)):
            await self.client.start_notify(
                uuid, lambda _char, value, name=name: self.said.append((name, bytes(value)))
            )

    async def write(self, *parts: bytes) -> None:
        for part in parts:
            await self.client.write_gatt_char(wire.COMMAND, part, response=True)

    async def until_said(self, name: str, value: bytes) -> None:
        await until(lambda: (name, value) in self.said)


async def find(bench: Bench) -> tuple[BLEDevice, AdvertisementData]:
    found = asyncio.get_running_loop().create_future()

    def heard(device: BLEDevice, data: AdvertisementData) -> None:
        if data.local_name and not found.done():
            found.set_result((device, data))

    async with bleak.BleakScanner(heard, backend=bench.backend.scanner):
        return await asyncio.wait_for(found, 30)


@asynccontextmanager
async def linked(bench: Bench) -> AsyncIterator[Wire]:
    device, _ = await find(bench)
    async with bleak.BleakClient(device, backend=bench.backend.client) as client:
        raw = Wire(client)
        await raw.subscribe()
        yield raw


async def test_the_advert_is_31_bytes_with_service_and_data_and_the_name_comes_after(
    bench: Bench,
) -> None:
    await bench.device()
    _, data = await find(bench)
    assert data.local_name == NAME
    assert data.service_uuids == [wire.SERVICE]
    assert data.service_data["00004677-0000-1000-8000-00805f9b34fb"] == bytes((2, 15, 0, 0, 0, 0))
    assert encode_advert(advert(wire.Phase.OPEN, wire.CAN_ALL)) == bytes.fromhex(
        "020106 1107 00802678742763467222286268774600 0916774602 0f00000000"
    )


async def test_success_is_told_by_the_result_first_and_the_state_after(bench: Bench) -> None:
    device = await bench.device()
    async with linked(bench) as raw:
        await raw.write(SETTINGS)
        await raw.until_said("state", b"\x04")
    assert raw.said == [
        ("error", b"\x00"),
        ("state", b"\x03"),
        ("result", wire.reply(1, [URL])),
        ("state", b"\x04"),
    ]
    await until(lambda: not device.peripheral.powered)


async def test_failure_is_told_by_the_error_and_the_device_is_open_again(bench: Bench) -> None:
    await bench.device()
    async with linked(bench) as raw:
        await raw.write(wire.reply(1, [SSID, "not-the-password"]))
        await raw.until_said("state", b"\x02")
    assert raw.said[-2:] == [("error", b"\x03"), ("state", b"\x02")]


async def test_a_command_may_come_in_any_parts(bench: Bench) -> None:
    await bench.device()
    async with linked(bench) as raw:
        await raw.write(*(SETTINGS[i : i + 1] for i in range(5)), SETTINGS[5:20], SETTINGS[20:])
        await raw.until_said("state", b"\x04")
    assert bench.tried == [(SSID, PASSWORD)]


async def test_half_a_command_is_forgotten_after_a_while_and_with_the_link(bench: Bench) -> None:
    device = await bench.device(timing=Timing(assembly_s=0.1, identify_s=60.0))
    async with linked(bench) as raw:
        await raw.write(SETTINGS[:10])
        await until(lambda: not device._buffer)
        await raw.write(IDENTIFY)
        assert device.blinking
    device._timing = Timing()
    async with linked(bench) as raw:
        await raw.write(SETTINGS[:10])
    async with linked(bench) as raw:
        await raw.write(IDENTIFY)
    assert list(device.commands) == [2, 2]


@pytest.mark.parametrize(
    ("packet", "error"),
    [
        ("020003", 1),
        ("02000200", 1),
        ("0102050661", 1),
        ("01050568656c6c6f1f", 1),
        ("0103026162c9", 1),
        ("010401ff016369", 1),
        ("010000", 1),
        ("070007", 2),
        ("ff00ff", 2),
        ("05022d61" + "95", 5),
    ],
)
async def test_a_bad_command_is_answered_with_its_error(
    bench: Bench, packet: str, error: int
) -> None:
    device = await bench.device()
    data = bytes.fromhex(packet)
    async with linked(bench) as raw:
        await raw.write(data)
        await raw.until_said("error", bytes((error,)))
        await raw.write(IDENTIFY)
        await raw.until_said("error", b"\x00")
    assert device.phase is wire.Phase.OPEN


async def test_an_empty_write_does_nothing(bench: Bench) -> None:
    device = await bench.device()
    async with linked(bench) as raw:
        await raw.write(b"", IDENTIFY)
    assert list(device.commands) == [2]


async def test_the_same_credentials_twice_are_tried_once(bench: Bench) -> None:
    go = asyncio.Event()

    async def join(ssid: str, password: str) -> JoinResult:
        bench.tried.append((ssid, password))
        await go.wait()
        return JoinResult(True)

    await bench.device(join=join)
    async with linked(bench) as raw:
        await raw.write(SETTINGS, SETTINGS)
        go.set()
        await raw.until_said("state", b"\x04")
    assert len(bench.tried) == 1
    assert ("error", b"\x04") not in raw.said
    assert ("result", wire.reply(1)) in raw.said


async def test_a_press_of_the_button_holds_for_its_time(bench: Bench) -> None:
    device = await bench.device(needs_button=True, timing=Timing(authorized_s=0.2))
    async with linked(bench) as raw:
        await raw.write(SETTINGS)
        await raw.until_said("error", b"\x04")
        device.press_button()
        await raw.until_said("state", b"\x02")
        await raw.until_said("state", b"\x01")
    assert bench.tried == []


async def test_the_name_is_read_and_set(bench: Bench) -> None:
    await bench.device()
    async with linked(bench) as raw:
        await raw.write(b"\x06\x00\x06")
        await raw.until_said("result", wire.reply(6, [NAME]))
        await raw.write(b"\x06\x05Meter\x08")
        await raw.until_said("result", wire.reply(6, ["Meter"]))


async def test_both_forms_of_a_hostname_are_taken(bench: Bench) -> None:
    device = await bench.device()
    for form in (
        "05 0c 67 61 72 61 67 65 2d 6d 65 74 65 72 c2",
        "05 0d 0c 67 61 72 61 67 65 2d 6d 65 74 65 72 cf",
    ):
        device.hostname = ""
        async with linked(bench) as raw:
            await raw.write(bytes.fromhex(form))
            await raw.until_said("result", wire.reply(5, ["garage-meter"]))


def test_a_scan_is_cut_to_what_one_result_can_hold_strongest_first() -> None:
    rows = [(f"Net{i}", -i, "WPA2") for i in range(40, 90)] + [("Net41", -90, "WPA2")]
    strings = wire.fitting(rows)
    assert strings[:3] == ["Net40", "-40", "WPA2"]
    assert len(strings) % 3 == 0
    assert strings.count("Net41") == 1
    assert len(wire.reply(4, strings)) <= 258
