"""A practice device with new firmware restarts as it, says so everywhere, and fails as it is told to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest
from bleak import BleakClient
from bleak.exc import BleakError

from tests.practice.conftest import find, plain_spec, until
from tests.release.checkout import packaging_script
from walkdown.practice.air import Air
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.crowd import crowd
from walkdown.practice.families import InTheAir, Place, built
from walkdown.practice.firmware_print import print_image
from walkdown.practice.improv_device import JoinResult
from walkdown.practice.improv_wire import COMMAND, RESULT
from walkdown.practice.peripheral import Peripheral
from walkdown.practice.peripheral_spec import DEFAULT_MTU
from walkdown.practice.scenario import Extra, Family, PracticeDevice
from walkdown.practice.scenario_file import load_scenario
from walkdown.practice.scenario_rules import broken_rule
from walkdown.practice.sig_numbers import FIRMWARE
from walkdown.practice.smp_device import SmpDevice
from walkdown.practice.smp_frames import HEADER_SIZE, Img
from walkdown.practice.smp_service import CHARACTERISTIC, SmpBuild, SmpFaults, SmpServer
from walkdown.practice.smp_slots import Swap
from walkdown.practice.status import Status

VENDORS = Path(__file__).parents[2] / "resources" / "practice" / "vendors.toml"
print_firmware = packaging_script("print_firmware")
OLD, NEW = "3.4.1", "3.5.0"
IMAGE = print_image(NEW, 600)
READ, WRITE = 0, 2
MOST = DEFAULT_MTU - 3


class Bench:
    """One device that takes firmware, met by hand."""

    def __init__(self, air: Air, device: PracticeDevice) -> None:
        self.status = Status(device)
        place = Place(
            air,
            "C4:00:00:00:00:01",
            tuple,
            _join,
            tuple,
            lambda *_: None,
            self.status.runs,
        )
        self.made: InTheAir = built(device, place)
        self.backend = air.backend()

    @property
    def device(self) -> SmpDevice:
        assert isinstance(self.made, SmpDevice)
        return self.made

    @property
    def server(self) -> SmpServer:
        return self.device.server

    @property
    def on_network(self) -> str:
        firmware = json.loads(self.status.json())["firmware"]
        assert isinstance(firmware, str)
        return firmware

    def linked(self) -> AbstractAsyncContextManager[Line]:
        return linked(self.backend, self.device.peripheral)

    def mark(self) -> None:
        """As a client leaves it that has sent an image and asked for a try."""
        self.server.slots.write(0, IMAGE)
        self.server.slots.set_next(1, confirm=False)


class Line:
    """A client's side of SMP, without any patience."""

    def __init__(self, client: BleakClient) -> None:
        self.client = client
        self.said = b""

    def heard(self, _who: object, piece: bytearray) -> None:
        self.said += piece

    async def send(self, op: int, group: int, command: int, body: object) -> None:
        payload = cbor2.dumps(body)
        frame = bytes((op | 8, 0, *len(payload).to_bytes(2, "big"), 0, group, 5, command)) + payload
        for at in range(0, len(frame), MOST):
            piece = frame[at : at + MOST]
            await self.client.write_gatt_char(CHARACTERISTIC, piece, response=False)

    async def ask(self, op: int, group: int, command: int, body: object) -> dict[str, Any]:
        self.said = b""
        await self.send(op, group, command, body)
        await until(lambda: self.whole)
        answer = cbor2.loads(self.said[HEADER_SIZE:])
        assert isinstance(answer, dict)
        return answer

    @property
    def whole(self) -> bool:
        most = HEADER_SIZE + int.from_bytes(self.said[2:4], "big")
        return HEADER_SIZE < len(self.said) == most

    async def reset(self) -> None:
        assert await self.ask(WRITE, 0, 5, {}) == {}


@asynccontextmanager
async def linked(backend: AirBackend, device: Peripheral) -> AsyncIterator[Line]:
    found = await find(backend, device)
    async with BleakClient(found, backend=backend.client) as client:
        line = Line(client)
        await client.start_notify(CHARACTERISTIC, line.heard)
        yield line


async def _join(_ssid: str, _password: str) -> JoinResult:
    return JoinResult(False)


def takes_firmware(**changes: Any) -> PracticeDevice:
    plain = crowd(1).devices[0]
    return replace(plain, **({"firmware": OLD, "extras": (Extra.IDENTITY, Extra.SMP)} | changes))


@pytest.fixture
async def bench(air: Air) -> AsyncIterator[Bench]:
    bench = Bench(air, takes_firmware())
    await bench.device.power_on()
    yield bench
    await bench.device.power_off()


async def restarted(bench: Bench) -> None:
    async with bench.linked() as line:
        await line.reset()
        await until(lambda: not line.client.is_connected)
    await until(lambda: bench.device.peripheral.powered)


async def improv_says(line: Line) -> list[bytes]:
    """Name, firmware, hardware and device name, by Improv's own command."""
    said: list[bytes] = []
    await line.client.start_notify(RESULT, lambda _who, raw: said.append(bytes(raw)))
    await line.client.write_gatt_char(COMMAND, b"\x03\x00\x03", response=True)
    await until(lambda: bool(said))
    texts, at = [], 2
    while at < len(said[0]) - 1:
        texts.append(said[0][at + 1 : at + 1 + said[0][at]])
        at += 1 + said[0][at]
    return texts


async def test_after_a_restart_the_device_says_everywhere_what_it_runs(bench: Bench) -> None:
    bench.mark()
    await restarted(bench)
    async with bench.linked() as line:
        images = (await line.ask(READ, 1, 0, {}))["images"]
        assert [(row["version"], row["active"]) for row in images] == [(NEW, True), (OLD, False)]
        assert await line.client.read_gatt_char(FIRMWARE) == NEW.encode()
        assert (await improv_says(line))[1] == NEW.encode()
    assert bench.on_network == NEW
    await restarted(bench)
    async with bench.linked() as line:
        assert await line.client.read_gatt_char(FIRMWARE) == OLD.encode()
        assert (await improv_says(line))[1] == OLD.encode()
    assert bench.on_network == OLD


async def test_to_be_unplugged_is_a_boot_as_well(bench: Bench) -> None:
    bench.mark()
    await bench.device.power_off()
    await bench.device.power_on()
    assert bench.on_network == NEW
    await bench.device.power_off()
    await bench.device.power_on()
    assert bench.on_network == OLD


async def test_it_answers_a_reset_before_it_goes(bench: Bench) -> None:
    async with bench.linked() as line:
        await line.reset()
        assert line.client.is_connected
        await until(lambda: not line.client.is_connected)
    assert not bench.device.peripheral.powered


async def test_one_that_stays_away_is_back_only_when_it_is_plugged_in_again(bench: Bench) -> None:
    bench.server.faults = SmpFaults(stays_away=True)
    bench.mark()
    async with bench.linked() as line:
        await line.reset()
        await until(lambda: bench.server.slots.swap is Swap.REVERT)
    assert not bench.device.peripheral.powered
    bench.server.faults = SmpFaults()
    await bench.device.power_on()
    assert bench.on_network == OLD  # nobody had confirmed


async def test_it_can_be_unplugged_while_it_restarts(bench: Bench) -> None:
    async with bench.linked() as line:
        await line.reset()
        await until(lambda: not bench.device.peripheral.powered)
    await bench.device.power_off()
    assert not bench.device.peripheral.powered


async def test_one_that_has_left_the_air_does_not_come_back_by_a_reset(bench: Bench) -> None:
    async with bench.linked() as line:
        await line.reset()
        await bench.device.peripheral.power_off()  # as one does that has joined
    await bench.device.restart()
    assert not bench.device.peripheral.powered


async def test_the_link_is_lost_at_the_upload_request_it_was_told_and_only_once(
    bench: Bench,
) -> None:
    bench.server.faults = SmpFaults(drops_at_chunk=2)
    body = {"off": 0, "len": len(IMAGE), "data": IMAGE[:200], "sha": bytes(32)}
    async with bench.linked() as line:
        assert await line.ask(WRITE, 1, 1, body) == {"off": 200}
        await line.send(WRITE, 1, 1, {"off": 200, "data": IMAGE[200:400]})
        await until(lambda: not line.client.is_connected)
    async with bench.linked() as line:
        assert await line.ask(WRITE, 1, 1, body) == {"off": 200}
        last = await line.ask(WRITE, 1, 1, {"off": 200, "data": IMAGE[200:]})
        assert last == {"off": 600, "match": False}


@pytest.mark.parametrize("why", [Img.CURRENT_IS_NEWER, Img.HEADER_MAGIC, Img.TOO_LARGE])
async def test_it_refuses_every_image_when_it_is_told_to(bench: Bench, why: Img) -> None:
    bench.server.faults = SmpFaults(refuses=why)
    async with bench.linked() as line:
        answer = await line.ask(WRITE, 1, 1, {"off": 0, "len": len(IMAGE), "data": IMAGE[:200]})
    assert answer == {"err": {"group": 1, "rc": why}}


async def test_what_was_half_said_is_forgotten_with_the_link(bench: Bench) -> None:
    async with bench.linked() as line:
        await line.client.write_gatt_char(CHARACTERISTIC, bytes(2) + b"\x01\x00" + bytes(4), False)
    async with bench.linked() as line:
        assert await line.ask(WRITE, 0, 0, {"d": "hi"}) == {"r": "hi"}


async def test_the_characteristic_is_neither_read_nor_written_with_an_answer(bench: Bench) -> None:
    async with bench.linked() as line:
        with pytest.raises(BleakError):
            await line.client.read_gatt_char(CHARACTERISTIC)
        with pytest.raises(BleakError):
            await line.client.write_gatt_char(CHARACTERISTIC, bytes(8), response=True)


async def test_it_has_so_many_buffers_and_no_more(air: Air, backend: AirBackend) -> None:
    """What comes while it is busy waits in a buffer; what finds none is lost."""
    server = SmpServer(OLD, build=SmpBuild(buf_count=3, reply_s=0.1))
    meter = air.add(plain_spec(services=(server.service(),)))
    server.attach(meter, meter.power_off)
    await meter.power_on()
    async with linked(backend, meter) as line:
        for _ in range(5):
            await line.send(WRITE, 0, 0, {"d": "hi"})
        await until(lambda: len(line.said) >= 28)
        assert await line.ask(WRITE, 0, 0, {"d": "last"}) == {"r": "last"}
    await server.rest()


@pytest.mark.parametrize("family", [Family.IMPROV, Family.ESPRESSIF, Family.SHELLY])
async def test_every_family_can_take_firmware(air: Air, family: Family) -> None:
    model = "SPEM-003CEBEU" if family is Family.SHELLY else "GW-1"
    bench = Bench(air, takes_firmware(family=family, model=model, serial="122044170087"))
    bench.mark()
    await bench.device.power_on()
    async with bench.linked() as line:
        assert await line.ask(WRITE, 0, 0, {"d": "hi"}) == {"r": "hi"}
    assert bench.device.identity.firmware == bench.on_network == NEW
    await bench.device.power_off()


def test_the_shipped_image_is_the_one_that_is_printed() -> None:
    files = {path.name: path.read_bytes() for path in print_firmware.FOLDER.iterdir()}
    assert files == {one.name: one.content() for one in print_firmware.SHIPPED}
    (gateway,) = print_firmware.SHIPPED
    assert len(gateway.content()) == gateway.size


def test_the_gateway_of_the_workshop_takes_the_shipped_image() -> None:
    device = load_scenario(VENDORS).device("770300127709")
    assert device is not None
    assert Extra.SMP in device.extras
    assert (device.firmware, print_firmware.SHIPPED[0].version) == (OLD, NEW)


def test_a_device_that_takes_firmware_has_a_version_that_can_be_compared() -> None:
    one = crowd(1)
    good = replace(one, devices=(takes_firmware(extras=(Extra.SMP,)),))
    odd = replace(one, devices=(takes_firmware(extras=(Extra.SMP,), firmware="4.2.1-rc1"),))
    assert broken_rule(good) == ""
    assert "not a version" in broken_rule(odd)
